"""The content of a spreadsheet file as cells, nothing interpreted yet. Imports no Django: the reader process uses it."""

from dataclasses import dataclass, field
from typing import Any, Literal

Encoding = Literal["", "tcvn3", "vni"]


@dataclass(frozen=True, slots=True)
class DateCell:
    """A date as the file holds it. `shows`: 'ymd', 'ym' or 'y', what its number format shows of it: never more is believed.
    `serial` is the spreadsheet's number behind it, None where the format has none (ods, csv): 1985 shown as a date is a year."""

    iso: str  # YYYY-MM-DD
    shows: str = "ymd"
    serial: float | None = None


@dataclass(frozen=True, slots=True)
class LegacyText:
    """Text in a font of another encoding, as stored: 'NguyÔn V¨n Nam' in .VnTime. `is_capitals`: a font that draws capitals (.VnTimeH)."""

    text: str
    encoding: Encoding
    is_capitals: bool = False


@dataclass(frozen=True, slots=True)
class FormulaError:
    """A cell whose formula failed: '#N/A', '#REF!'."""

    text: str


@dataclass(frozen=True, slots=True)
class LongText:
    """The beginning of a text that is too long to be looked at. Made by `imports.reading`; a grid holds the whole text."""

    text: str


Cell = str | float | int | bool | DateCell | LegacyText | FormulaError | LongText | None


@dataclass(slots=True)
class Sheet:
    """`rows[n]` is the file's row n + 1, its cells from column A on; rows may differ in length, empty ones are []."""

    name: str
    rows: list[list[Cell]]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)  # first row, first column, last row, last column; from 0
    is_hidden: bool = False
    hidden_rows: list[int] = field(default_factory=list)  # that the file hides, from 0 (they are read all the same)
    struck_rows: list[int] = field(default_factory=list)  # whose text is struck out, from 0 (they are read all the same)
    struck_cells: list[tuple[int, int]] = field(default_factory=list)  # (row, column) of each struck out cell, from 0
    hidden_columns: int = 0
    is_1904: bool = False  # days are counted from 1904, as on the Macintosh


@dataclass(slots=True)
class Workbook:
    format: str  # xlsx, xls, ods or csv
    sheets: list[Sheet]
    encoding: str = ""  # of a csv: utf-8, utf-16, cp1258, cp1252 …


def to_plain(book: Workbook) -> dict[str, Any]:
    """Return the workbook as data that JSON can carry and `from_plain` reads back."""
    return {
        "format": book.format,
        "encoding": book.encoding,
        "sheets": [
            {
                "name": sheet.name,
                "rows": [[_plain_cell(cell) for cell in row] for row in sheet.rows],
                "merges": sheet.merges,
                "is_hidden": sheet.is_hidden,
                "hidden_rows": sheet.hidden_rows,
                "struck_rows": sheet.struck_rows,
                "struck_cells": sheet.struck_cells,
                "is_1904": sheet.is_1904,
                "hidden_columns": sheet.hidden_columns,
            }
            for sheet in book.sheets
        ],
    }


def _plain_cell(cell: Cell) -> Any:
    match cell:
        case DateCell():
            return ["d", cell.iso, cell.shows, cell.serial]
        case LegacyText():
            return ["l", cell.text, cell.encoding, cell.is_capitals]
        case FormulaError():
            return ["e", cell.text]
    return cell


_CELL_TYPES: dict[str, type] = {"d": DateCell, "l": LegacyText, "e": FormulaError}


def from_plain(plain: dict[str, Any]) -> Workbook:
    """Return the workbook that `to_plain` wrote."""
    sheets = [
        Sheet(
            name=sheet["name"],
            rows=[
                [_CELL_TYPES[value[0]](*value[1:]) if isinstance(value, list) else value for value in row] if row else []
                for row in sheet["rows"]
            ],
            merges=[(first_row, first_column, row, column) for first_row, first_column, row, column in sheet["merges"]],
            is_hidden=sheet["is_hidden"],
            hidden_rows=sheet["hidden_rows"],
            struck_rows=sheet["struck_rows"],
            struck_cells=[(row, column) for row, column in sheet["struck_cells"]],
            is_1904=sheet["is_1904"],
            hidden_columns=sheet["hidden_columns"],
        )
        for sheet in plain["sheets"]
    ]
    return Workbook(plain["format"], sheets, plain["encoding"])
