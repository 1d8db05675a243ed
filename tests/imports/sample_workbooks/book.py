"""How a sample workbook is declared: sheets as rows of cells, each row beside what a correct reading makes of it."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.styles import Font, PatternFill
from openpyxl.utils.cell import rows_from_range
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.imports.sample_workbooks import formats
from tests.imports.sample_workbooks.people import Person

Place = tuple[str, str]
Cells = tuple[Any, ...]

BA_TO, SON_HA, TRA_BONG, DAK_GLEI = ("Ba Tơ", "district"), ("Sơn Hà", "district"), ("Trà Bồng", "district"), ("Đắk Glei", "district")
PROVINCE = ("Quảng Ngãi", "province")
MAY_2024, MARCH_2026 = "2024-05-20", "2026-03-12"

USUAL = ("full_name", "birth_year", "gender_word", "ethnic_group", "commune", "phone")


@dataclass(frozen=True)
class Reads:
    """A row that is this person. `warned`: read, and something about it must be said."""

    person: Person
    cells: Cells
    warned: bool = False


@dataclass(frozen=True)
class Wrong:
    """A row that a person must mend: an error, not a guess."""

    cells: Cells


@dataclass(frozen=True)
class Again:
    """A row that repeats somebody above."""

    cells: Cells


Row = Cells | Reads | Wrong | Again  # bare cells are nobody: title, head, section, total, signature; none at all a blank row


def rows_of(people: Iterable[Person], *columns: Any, start: int = 1) -> list[Reads]:
    """Return a numbered row for each person: a column that names an attribute holds it, any other stands in every row as it is.

    Each is read with what the columns tell, and with the commune, which a file may tell elsewhere.
    """
    details = {"commune", *columns}
    if details & {"gender_word", "man_year", "woman_year"}:
        details.add("gender")
    if details & {"man_year", "woman_year"}:
        details.add("birth_year")
    return [
        Reads(
            person.knowing(*details),
            (number, *(getattr(person, column, column) if isinstance(column, str) else column for column in columns)),
        )
        for number, person in enumerate(people, start)
    ]


@dataclass(frozen=True)
class Letterhead:
    """The six rows that stand above an official list, its titles merged over the table."""

    agency: str
    title: str
    parent: str = "UBND HUYỆN BA TƠ"


@dataclass(frozen=True)
class Sheet:
    """Ranges and rows are counted as the file counts them, the letterhead included."""

    rows: list[Any]
    name: str = "DS"
    counts: bool = True  # False: nobody in it is read
    letterhead: Letterhead | None = None
    merges: str = ""  # ranges: "A1:G1 B2:C3"
    letters: Callable[[str], str] = str  # how its texts are encoded
    font: str = ""
    fonts: dict[str, str] = field(default_factory=dict)  # ranges that have another
    number_formats: dict[str, str] = field(default_factory=dict)  # of ranges
    extra_cells: dict[str, str] = field(default_factory=dict)
    coloured: str = ""
    is_hidden: bool = False
    hidden_rows: tuple[int, ...] = ()
    hidden_column: str = ""
    auto_filter: str | None = None
    frozen_at: str | None = None

    def all_rows(self) -> list[Any]:
        if not self.letterhead:
            return self.rows
        gap = [None] * 4
        return [
            (self.letterhead.parent, *gap, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
            (self.letterhead.agency, *gap, "Độc lập - Tự do - Hạnh phúc"),
            (),
            (self.letterhead.title,),
            ("(Kèm theo Công văn số      /UBND ngày     tháng 5 năm 2024)",),
            (),
            *self.rows,
        ]

    def write(self, workbook: openpyxl.Workbook) -> None:
        written = workbook.create_sheet(self.name)
        for number, row in enumerate(self.all_rows(), 1):
            for column, value in enumerate(row if isinstance(row, tuple) else row.cells, 1):
                if value is not None:
                    cell = written.cell(number, column, self.letters(value) if isinstance(value, str) else value)
                    if self.font:
                        cell.font = Font(name=self.font)
        for address, value in self.extra_cells.items():
            written[address] = value
        for cells, font in self.fonts.items():
            for address in (address for line in rows_from_range(cells) for address in line if written[address].value is not None):
                written[address].font = Font(name=font)
        for cells, number_format in self.number_formats.items():
            for address in (address for line in rows_from_range(cells) for address in line):
                written[address].number_format = number_format
        for cells in [*(["A4:H4", "A5:H5"] if self.letterhead else []), *self.merges.split()]:
            written.merge_cells(cells)
        if self.coloured:
            written[self.coloured].fill = PatternFill("solid", fgColor="FFFF00")
        if self.hidden_column:
            written.column_dimensions[self.hidden_column].hidden = True
        for number in self.hidden_rows:
            written.row_dimensions[number].hidden = True
        written.sheet_state = "hidden" if self.is_hidden else "visible"
        written.auto_filter.ref, written.freeze_panes = self.auto_filter, self.frozen_at


@dataclass(frozen=True)
class Roster:
    file_name: str
    trap: str
    sheets: list[Sheet]
    place: Place = BA_TO
    on: str = MAY_2024
    people: list[Person] = field(default_factory=list)  # whom to read, where a row is not one person
    others: list[str] = field(default_factory=list)  # sheets with rosters that are not read, and must be offered
    encoding: str = ""
    text_encoding: str = "utf-8-sig"  # of a csv
    delimiter: str = ","
    written_as: str = ""  # the kind of file, where its name tells another
    opened_at: int = 0  # the sheet
    counts_from_1904: bool = False
    replaced: dict[str, str] = field(default_factory=dict)  # patterns in the finished xlsx, for what no library writes
    formula_results: dict[str, Any] = field(default_factory=dict)  # what Excel would have kept: {"B5": "Đinh Văn Rê"}

    def build(self, folder: Path) -> tuple[Path, dict[str, Any]]:
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.worksheets[0])
        if self.counts_from_1904:
            workbook.epoch = CALENDAR_MAC_1904
        for sheet in self.sheets:
            sheet.write(workbook)
        workbook.active = self.opened_at
        path = folder / self.file_name
        formats.save(workbook, path, kind=self.written_as or path.suffix, encoding=self.text_encoding, delimiter=self.delimiter)
        replaced = self.replaced | dict(formats.result_of_formula(cell, result) for cell, result in self.formula_results.items())
        if replaced:
            formats.rewrite_first_sheet(path, replaced)
        expected = self.expected()
        path.with_name(path.stem + ".expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1))
        return path, expected

    def expected(self) -> dict[str, Any]:
        (sheet,) = (sheet for sheet in self.sheets if sheet.counts)
        rows = dict(enumerate(sheet.all_rows(), 1))
        people = self.people or [row.person for row in rows.values() if isinstance(row, Reads)]
        reading: dict[str, Any] = {
            "count": len(people),
            "rows": [{key: value for key, value in vars(person).items() if key != "organisation" or value} for person in people],
            "place": list(self.place),
            "on": self.on,
            "errors": [number for number, row in rows.items() if isinstance(row, Wrong)],
            "duplicates": [number for number, row in rows.items() if isinstance(row, Again)],
            "warned": [number for number, row in rows.items() if isinstance(row, Reads) and row.warned],
            "sheet": sheet.name,
            "others": sorted(self.others),
        }
        return reading | ({"encoding": self.encoding} if self.encoding else {})
