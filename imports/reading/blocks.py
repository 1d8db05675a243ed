"""The tables of a sheet and what stands in them: blocks, their rows of people and their section lines. Pure: imports no Django."""

import re
from dataclasses import dataclass, field

from imports.reader.grid import Cell, Sheet
from imports.reading.cells.births import DayOrder, find_day_order
from imports.reading.cells.cell_text import is_ditto, text_at
from imports.reading.head_rows import Column
from imports.reading.heads import IGNORED
from imports.reading.titles import class_of_sheet, school_in_line
from vietnamese.text import fold

NAME_PARTS = ("full_name", "family_name", "middle_name", "given_name")
_TELLING_FIELDS = ("birth", "birth_year", "male", "female", "phone", "national_id")  # beside which a name is missing


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words that only a database knows: names of communes (lower case) and of ethnic groups (folded)."""

    communes: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Section:
    """A line that speaks for the rows below it: a commune, a school, or anything else. `level`: 0 for A., 1 for I., 2 for 1., else 3."""

    row: int  # as the file counts, from 1
    text: str
    level: int = 3
    above: "Section | None" = field(default=None, compare=False, repr=False)  # the section line before it in its block


@dataclass(slots=True)
class TableRow:
    """One person's row."""

    number: int  # as the file counts, from 1
    cells: list[Cell]
    section: Section | None  # the nearest line above it in its block
    texts: dict[int, str]  # column → text of the cells in which something stands
    is_hidden: bool = False
    is_struck_out: bool = False


@dataclass(slots=True)
class Block:
    """One table: its columns and people."""

    columns: list[Column]
    rows: list[TableRow] = field(default_factory=list)
    is_1904: bool = False  # the file counts days from 1904
    number: int = 0  # among the tables of its sheet, also those without people
    left_out: list[tuple[int, str, str]] = field(default_factory=list)  # (row, kind, text): shown, so that nothing vanishes

    @property
    def fields(self) -> dict[str, int]:
        """Return field → column index; of several columns of one field the best."""
        return {name: indexes[0] for name, indexes in self.columns_of.items()}

    @property
    def columns_of(self) -> dict[str, list[int]]:
        """Return field → its columns, the best first: a mobile number before an office's, 'Xã' before 'Địa chỉ', a date before a year."""
        columns_by_field: dict[str, list[Column]] = {}
        for column in self.columns:
            if column.field and column.field != IGNORED:
                columns_by_field.setdefault(column.field, []).append(column)
        return {
            name: [column.index for column in sorted(columns, key=lambda column: column.rank)] for name, columns in columns_by_field.items()
        }

    @property
    def day_order(self) -> DayOrder:
        """Return the order of day and month in the column of births."""
        column = self.fields.get("birth", -1)
        return find_day_order(row.cells[column] for row in self.rows if 0 <= column < len(row.cells))

    def drop_reserved_rows(self) -> None:
        """Leave out numbers printed beforehand with nobody beside them; with a phone or a birth beside, somebody lacks a name."""
        fields = self.fields
        person_columns = [fields[key] for key in (*NAME_PARTS, *_TELLING_FIELDS) if key in fields]
        people = []
        for row in self.rows:
            if any(row.texts.get(column) for column in person_columns) and not all(map(is_ditto, row.texts.values())):
                people.append(row)
            else:
                self.left_out.append((row.number, "reserved", " ".join(row.texts.values())))
        self.rows[:] = people


@dataclass(slots=True)
class Layout:
    """The tables of one sheet; `title` are the lines above the first head."""

    sheet: Sheet
    blocks: list[Block]
    title: list[str]

    @property
    def heads(self) -> list[str]:
        """Return the words over the columns of its first table, folded and without days and numbers; empty for a list without a head."""
        columns = self.blocks[0].columns if self.blocks else []
        return [re.sub(r"[\d/.:-]+", "", fold(column.head)).strip() for column in columns if column.head]

    @property
    def class_name(self) -> str:
        """Return the class of all its people, else ""."""
        return class_of_sheet(self.title, self.sheet.name)

    @property
    def school(self) -> str:
        """Return the school of all its people: the sheet's name, or a line above a list of pupils; else ""."""
        if school := school_in_line(self.sheet.name):
            return school
        is_of_pupils = bool(self.class_name) or any("hoc sinh" in fold(line) for line in self.title)
        return next(filter(None, map(school_in_line, self.title)), "") if is_of_pupils else ""

    @property
    def people(self) -> int:
        return sum(len(block.rows) for block in self.blocks)

    @property
    def different_people(self) -> int:
        """Count names. A timetable names one speaker twelve times; a roster names twelve people."""
        names = {
            text_at(row.cells, column)
            for block in self.blocks
            if (column := block.fields.get("full_name")) is not None
            for row in block.rows
            if column < len(row.cells)
        }
        return len(names) or self.people
