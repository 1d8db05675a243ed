"""What a reader found in a file: sheets of cells, nothing interpreted yet. Knows no Django: the reading child imports it."""

from dataclasses import dataclass, field
from typing import Any, Literal

Encoding = Literal["", "tcvn3", "vni"]


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as the file holds it. `shows`: 'ymd', 'ym' or 'y', what its number format shows of it: never more is believed.
    `serial` is the spreadsheet's number behind it, None where the format has none (ods, csv): 1985 shown as a date is a year."""

    iso: str  # YYYY-MM-DD
    shows: str = "ymd"
    serial: float | None = None


@dataclass(frozen=True, slots=True)
class Legacy:
    """Text in a font of another encoding, as stored: 'NguyÔn V¨n Nam' in .VnTime. `is_capitals`: a font that draws capitals (.VnTimeH)."""

    text: str
    encoding: Encoding
    is_capitals: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell whose formula failed: '#N/A', '#REF!'."""

    text: str


Cell = str | float | int | bool | Moment | Legacy | Fault | None


@dataclass(slots=True)
class Sheet:
    """`rows[n]` is the file's row n + 1, its cells from column A on; rows may differ in length, empty ones are []."""

    name: str
    rows: list[list[Cell]]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)  # first row, first column, last row, last column; from 0
    is_hidden: bool = False
    hidden_rows: int = 0  # how many rows the file hides (they are read all the same)
    hidden_columns: int = 0


@dataclass(slots=True)
class Workbook:
    format: str  # xlsx, xls, ods or csv
    sheets: list[Sheet]
    encoding: str = ""  # of a csv: utf-8, utf-16, cp1258, cp1252 …


def to_plain(book: Workbook) -> dict[str, Any]:
    """As JSON can carry it, and `from_plain` reads back."""
    return {
        "format": book.format,
        "encoding": book.encoding,
        "sheets": [
            {
                "name": sheet.name,
                "rows": [[_plain(cell) for cell in row] for row in sheet.rows],
                "merges": sheet.merges,
                "is_hidden": sheet.is_hidden,
                "hidden_rows": sheet.hidden_rows,
                "hidden_columns": sheet.hidden_columns,
            }
            for sheet in book.sheets
        ],
    }


def _plain(cell: Cell) -> Any:
    match cell:
        case Moment():
            return ["d", cell.iso, cell.shows, cell.serial]
        case Legacy():
            return ["l", cell.text, cell.encoding, cell.is_capitals]
        case Fault():
            return ["e", cell.text]
    return cell


def from_plain(plain: dict[str, Any]) -> Workbook:
    sheets = [
        Sheet(
            name=sheet["name"],
            rows=[[_cell(value) for value in row] if row else [] for row in sheet["rows"]],
            merges=[tuple(merge) for merge in sheet["merges"]],  # type: ignore[misc]
            is_hidden=sheet["is_hidden"],
            hidden_rows=sheet["hidden_rows"],
            hidden_columns=sheet["hidden_columns"],
        )
        for sheet in plain["sheets"]
    ]
    return Workbook(plain["format"], sheets, plain["encoding"])


_MARKED: dict[str, type] = {"d": Moment, "l": Legacy, "e": Fault}


def _cell(value: Any) -> Cell:
    return _MARKED[value[0]](*value[1:]) if isinstance(value, list) else value
