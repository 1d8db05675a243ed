"""Rows behind a figure as a screen shows them."""

from collections.abc import Iterable
from typing import Any

from exports.figure_rows.row_lists import RowList
from exports.preview import CSS_CLASSES, as_text


def shown_rows(row_list: RowList, rows: Iterable[Any]) -> dict[str, Any]:
    """Return the heads as (text, css), and each row as its address, its first cell and the others as (head, text, css)."""
    heads = [(str(column.title), CSS_CLASSES[column.kind]) for column in row_list.columns]
    lines = []
    for row in rows:
        texts = [as_text(value, column.kind) or "–" for value, column in zip(row_list.cells(row), row_list.columns, strict=True)]
        others = [(head, text, css) for (head, css), text in list(zip(heads, texts, strict=True))[1:]]
        lines.append((row_list.address(row), texts[0], others))
    return {"heads": heads, "rows": lines}
