"""Values that stand beside the first of their people only: 'Ba Vì', nothing below it, then 'Ba Xa'. Pure: imports no Django."""

from itertools import groupby, pairwise

from imports.reading.blocks import Block, TableRow
from imports.reading.cells.cell_text import text_at

_MAY_BE_GROUPED = ("commune", "district", "province", "organisation", "class_name")


def find_grouped_fields(block: Block) -> set[str]:
    """Return the fields of the block whose empty cells mean the value above, as no lone one does among rows with their own values."""
    return {field for field, column in block.fields.items() if field in _MAY_BE_GROUPED and _is_grouped(block.rows, column)}


def _is_grouped(rows: list[TableRow], column: int) -> bool:
    """Return whether the column shows a value, then blanks, again and again: one stands at the top and below each section line, most have
    blanks below them, and none is written twice in a row."""
    followed_by: list[bool] = []  # for each value whether a blank follows
    empty_cells = 0
    for _section, rows_of_section in groupby(rows, key=lambda row: row.section):
        texts = [text_at(row.cells, column) for row in rows_of_section]
        if not texts[0] or any(text == text_below for text, text_below in pairwise(filter(None, texts))):
            return False
        followed_by += [not text_below for text, text_below in pairwise([*texts, "end"]) if text]
        empty_cells += texts.count("")
    return empty_cells > 1 and sum(followed_by) * 2 > len(followed_by)
