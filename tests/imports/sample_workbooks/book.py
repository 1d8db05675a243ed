"""A workbook under construction: each line is written beside what a correct reading makes of it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from tests.imports.sample_workbooks import formats
from tests.imports.sample_workbooks.people import Person

Place = tuple[str, str]


def _without_sheets() -> openpyxl.Workbook:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    return workbook


@dataclass
class Sheet:
    """`row` is the last line written, counted from 1 as the file counts. A sheet with `counts=False` expects nothing from its lines."""

    book: "Book"
    cells: Worksheet
    counts: bool
    row: int = 0
    font: str | None = None

    def line(self, *values: Any) -> int:
        """A line that is nobody: title, head, section, total, signature. `Ellipsis` leaves a cell untouched."""
        self.row += 1
        for column, value in enumerate(values, 1):
            if value is not None and value is not ...:
                cell = self.cells.cell(self.row, column, value)
                if self.font:
                    cell.font = Font(name=self.font)
        return self.row

    def lines(self, *lines: tuple[Any, ...]) -> None:
        for values in lines:
            self.line(*values)

    def skip(self, count: int = 1) -> None:
        self.row += count

    def person(self, person: Person, *values: Any, warned: bool = False) -> int:
        """A line that is this person. `warned`: read, and something about it must be said."""
        row = self.line(*values)
        if self.counts:
            self.book.people.append(person)
            if warned:
                self.book.warned.append(row)
        return row

    def wrong(self, *values: Any) -> int:
        """A line that a person must mend: an error, not a guess."""
        row = self.line(*values)
        self.book.errors.append(row)
        return row

    def again(self, *values: Any) -> int:
        """A line that repeats somebody above."""
        row = self.line(*values)
        self.book.duplicates.append(row)
        return row

    def merge(self, columns: str, first: int | None = None, last: int | None = None) -> None:
        """merge("A:J") in the last line; merge("E:E", 9, 14) downwards."""
        left, right = columns.split(":")
        self.cells.merge_cells(f"{left}{first or self.row}:{right}{last or first or self.row}")

    def show(self, column: int, number_format: str) -> None:
        """How the last line's cell in that column shows its value."""
        self.cells.cell(self.row, column).number_format = number_format

    def official_head(self, agency: str, title: str, parent: str = "UBND HUYỆN BA TƠ") -> None:
        self.line(parent, *[None] * 4, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
        self.line(agency, *[None] * 4, "Độc lập - Tự do - Hạnh phúc")
        self.skip()
        self.line(title)
        self.merge("A:H")
        self.line("(Kèm theo Công văn số      /UBND ngày     tháng 5 năm 2024)")
        self.merge("A:H")
        self.skip()


@dataclass
class Book:
    place: Place
    on: str
    workbook: openpyxl.Workbook = field(default_factory=_without_sheets)
    people: list[Person] = field(default_factory=list)
    errors: list[int] = field(default_factory=list)
    duplicates: list[int] = field(default_factory=list)
    warned: list[int] = field(default_factory=list)
    sheet_read: str = ""
    others: list[str] = field(default_factory=list)  # sheets with rosters that are not read, and must be offered
    encoding: str = ""
    text_encoding: str = "utf-8-sig"  # of a csv
    delimiter: str = ","
    mend: Callable[[Path], None] | None = None  # what no library writes, done to the finished file

    def sheet(self, name: str = "DS", *, counts: bool = True) -> Sheet:
        cells = self.workbook.create_sheet(name)
        if counts:
            self.sheet_read = name
        return Sheet(self, cells, counts)

    def expected(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "count": len(self.people),
            "rows": [{key: value for key, value in vars(person).items() if key != "organisation" or value} for person in self.people],
            "place": list(self.place),
            "on": self.on,
            "errors": self.errors,
            "duplicates": self.duplicates,
            "warned": self.warned,
            "sheet": self.sheet_read,
            "others": sorted(self.others),
        }
        return found | ({"encoding": self.encoding} if self.encoding else {})


@dataclass(frozen=True)
class Roster:
    file_name: str
    place: Place
    on: str
    write: Callable[[Book], None]

    def build(self, folder: Path) -> tuple[Path, dict[str, Any]]:
        book = Book(self.place, self.on)
        self.write(book)
        path = folder / self.file_name
        formats.save(book.workbook, path, encoding=book.text_encoding, delimiter=book.delimiter)
        if book.mend:
            book.mend(path)
        path.with_name(path.stem + ".expected.json").write_text(json.dumps(book.expected(), ensure_ascii=False, indent=1))
        return path, book.expected()


ROSTERS: dict[str, Roster] = {}

BA_TO, SON_HA, TRA_BONG, DAK_GLEI = ("Ba Tơ", "district"), ("Sơn Hà", "district"), ("Trà Bồng", "district"), ("Đắk Glei", "district")
PROVINCE = ("Quảng Ngãi", "province")
MAY_2024, MARCH_2026 = "2024-05-20", "2026-03-12"


def roster(file_name: str, place: Place = BA_TO, on: str = MAY_2024) -> Callable[[Callable[[Book], None]], Callable[[Book], None]]:
    """Registers a function that writes one workbook, under the name of the file."""

    def keep(write: Callable[[Book], None]) -> Callable[[Book], None]:
        assert file_name not in ROSTERS
        ROSTERS[file_name] = Roster(file_name, place, on, write)
        return write

    return keep
