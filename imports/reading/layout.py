"""Find the roster in a sheet: its tables, their people, the lines that name a commune. Pure: imports no Django.

A sheet is read from the top: a row that says several fields is a head and begins a block; the rows below are people, section
lines, totals or the foot. Nothing that could be a person is left out without being told.
"""

from dataclasses import replace

from imports.reader.grid import Sheet
from imports.reading.blocks import NAME_PARTS, Block, Layout, Lexicon, Section, TableRow
from imports.reading.cells.cell_text import fill_merged_cells, filled_cells
from imports.reading.head_rows import Column, find_heads
from imports.reading.headless import guess_block
from imports.reading.row_kinds import RowClassifier, parse_section
from imports.reading.time_budget import check_time

NO_WORDS = Lexicon()
_TABLES_KEPT = 4  # sheets cut out for tables side by side


def find_layout(sheet: Sheet, chosen_fields: dict[int, dict[int, str]] | None = None, lexicon: Lexicon = NO_WORDS) -> Layout:
    """Return the layout of a sheet. `chosen_fields`: block number → column index → field, as a person corrected it."""
    chosen_fields = chosen_fields or {}
    sheet = fill_merged_cells(sheet)
    blocks: list[Block] = []
    row = 0
    title_end: int | None = None
    tables: dict[tuple[int, int], Sheet] = {}
    while row < len(sheet.rows):
        check_time(sheet.name, row + 1)
        heads = find_heads(sheet, row)
        if not heads:
            row += 1
            continue
        title_end = row if title_end is None else title_end
        ends = []
        for head in heads:  # tables that begin in the same row, from the left
            block = Block(_corrected(head.columns, chosen_fields.get(len(blocks), {})), number=len(blocks), is_1904=sheet.is_1904)
            table = sheet
            if head.span:
                if head.span not in tables:
                    if len(tables) == _TABLES_KEPT:
                        tables.clear()
                    tables[head.span] = _cut_out(sheet, *head.span)
                table = tables[head.span]
            ends.append(_read_rows(table, block, head.last + 1, lexicon))
            blocks.append(block)
        row = max(ends)
    if not blocks and (guess := guess_block(sheet, lexicon)):
        title_end, block = guess
        block.columns, block.is_1904 = _corrected(block.columns, chosen_fields.get(0, {})), sheet.is_1904
        _read_rows(sheet, block, title_end, lexicon)
        blocks = [block]
    title = [text for cells in sheet.rows[: title_end or 0] for _index, text in filled_cells(cells)]
    return Layout(sheet, [block for block in blocks if block.rows or len(blocks) == 1], title)


def _cut_out(sheet: Sheet, start: int, end: int) -> Sheet:
    """Return the sheet with nothing in it but the columns from `start` to `end`, `end` not included."""
    check_time(sheet.name, 1)
    rows = [[cell if start <= index < end else None for index, cell in enumerate(cells)] for cells in sheet.rows]
    return replace(sheet, rows=rows)


def _corrected(columns: list[Column], chosen_fields: dict[int, str]) -> list[Column]:
    return [
        Column(column.index, column.head, chosen_fields[column.index]) if column.index in chosen_fields else column for column in columns
    ]


def _read_rows(sheet: Sheet, block: Block, row: int, lexicon: Lexicon) -> int:
    """Read rows into the block until another head; return the row at which that stands."""
    section: Section | None = None
    in_foot = False
    classifier = RowClassifier(sheet, block, row, lexicon)
    hidden_rows, name_columns = frozenset(sheet.hidden_rows), {block.fields[key] for key in NAME_PARTS if key in block.fields}
    struck_rows = frozenset(sheet.struck_rows) | {row for row, column in sheet.struck_cells if column in name_columns}
    while row < len(sheet.rows):
        check_time(sheet.name, row + 1)
        kind, text = classifier.classify(row, in_foot=in_foot)
        if kind == "new-head":
            break
        in_foot = kind == "foot" or (in_foot and kind != "person")
        if kind == "section":
            section = parse_section(row, text, above=section)
        if kind == "person":
            is_hidden, is_struck_out = row in hidden_rows, row in struck_rows
            block.rows.append(TableRow(row + 1, sheet.rows[row], section, classifier.texts, is_hidden, is_struck_out))
        elif kind != "blank":
            block.left_out.append((row + 1, kind, text))
        row += 1
    block.drop_reserved_rows()
    return row
