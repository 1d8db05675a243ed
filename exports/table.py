"""A table of figures: screen, JSON, csv and workbook are written from the same one."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol, TypedDict, runtime_checkable

from exports.charts.chart import Chart

Kind = Literal["text", "number", "decimal", "percent", "year", "date", "datetime", "mark"]
Row = Sequence[Any]
# At the head of every document; fixed by law (NĐ 30/2020/NĐ-CP, Phụ lục I), never translated.
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
SIGNED_ROW_HEIGHT = 27  # points: room to sign by hand in the row


@dataclass(frozen=True)
class Column:
    """`width` in characters. What a row holds, by kind; None is an empty cell in each, and a text among figures stays text:

    text: anything, written as text
    number: whole numbers, 1.234; decimal: two decimals; year: no thousands
    percent: percent points, 85.3 for 85,3%
    date, datetime: real ones; an aware time is shown in the agency's zone
    mark: True is x, False empty, a text as it is
    """

    key: str
    title: Any  # text, or one that is translated when it is written
    kind: Kind = "text"
    width: int = 12
    meaning: str = ""  # what it counts, for the notes sheet
    group: str = ""  # neighbours with the same one stand under it as a common head
    total: bool = False  # its figures may be added up; people counted once per row may not
    csv_prefix: str = ""  # before each value in csv alone: a spreadsheet then takes digits for text, and they keep their zeros
    opens_rows: bool = False  # its whole numbers are counted: each opens the rows behind it
    omit_if_empty: bool = False  # left off paper and screen where nothing stands in it; JSON and csv always have it
    is_zero_empty: bool = False  # a column of zeros is omitted like an empty one


@dataclass(frozen=True)
class Letterhead:
    """The two-column head of NĐ 30/2020. `number_line` is the whole line, 'Số: 05/BC-BDT'; without a date the pen fills it in."""

    agency: str
    parent_agency: str = ""
    number_line: str = ""
    place: str = ""
    date: datetime.date | None = None


@dataclass(frozen=True)
class Signatory:
    """`authority` is 'TM. …', 'KT. GIÁM ĐỐC' or empty; the name carries no degrees."""

    title: str
    name: str = ""
    authority: str = ""


class Description(TypedDict):
    """What a table is about, which is known before its figures are: these fields of a Table."""

    subtitle: str
    filters: Sequence[tuple[str, str]]
    unit_id: int | None
    file_words: Sequence[str]


@runtime_checkable
class PeopleRows(Protocol):
    """Rows of any number that tell who is in them while they are read."""

    def read_and_note(self, note_people: Callable[[AbstractSet[int]], None]) -> Iterator[Row]:
        """Yield the rows, some at a time; before they come, give the ids of the people in them to `note_people`."""

    def people_of_first(self, count: int) -> list[int]:
        """Return the ids of the people in the first rows, one for each, of as many rows as were read for a screen."""


@dataclass(frozen=True)
class Table:
    """`rows` and `totals` are in the columns' order. `rows` may be a generator of any length, so a table is written once."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Iterable[Row]
    made_by: str
    made_at: datetime.datetime  # aware
    subtitle: str = ""  # trích yếu or period; one line each, a line in parentheses is set in italics
    totals: Row | None = None  # None where a column has no total
    row_keys: Sequence[str] = ()  # of each row, for who opens its figures (exports.figure_rows.row_keys)
    filters: Sequence[tuple[str, str]] = ()
    letterhead: Letterhead | None = None
    signatories: Sequence[Signatory] = ()  # right of 'Người lập biểu'; none, no signature block
    preparer: str = ""  # who signs as 'Người lập biểu', if not `made_by`
    notes: Sequence[str] = ()
    links: Sequence[tuple[str, str]] = ()  # on the screen alone: a sentence about what is still to be done, and the address where
    orientation: Literal["landscape", "portrait"] = "landscape"
    closing: str = ""  # a sentence right below the totals, such as the sum in words
    numbered: bool = False  # printed sheets count the rows in a first column, TT; it is no part of the figures
    people: Any = ()  # for the log of who took whose data: the id of the person in each row, a list or a query; none for figures
    # Ids in the rows, asked again when they were read; else `people`. Whoever hands over `PeopleRows` asks only then.
    read_people: Callable[[], AbstractSet[int]] | None = None
    unit_id: int | None = None  # for the same log: where the table is about
    row_height: float = 18  # points at least; SIGNED_ROW_HEIGHT where each row is signed
    sheet_title: str = ""  # of the workbook's sheet, 31 characters at most; else the title, cut
    file_words: Sequence[str] = ()  # what the file's name says: which report, its period, its place; else the name
    data_sheets: Sequence["Table"] = ()  # more sheets of the workbook: the rows that its figures count
    charts: Sequence[Chart] = ()  # of the figures in its rows, on screen and in the workbook
    is_filtered_by_column: bool = False  # a list that people go on working with: the workbook offers a filter on each column


def without_empty_columns(table: Table) -> Table:
    """Return the table for people's eyes, without the columns that may be omitted and hold nothing.

    Rows that are no list are not looked through.
    """
    if not isinstance(table.rows, Sequence) or not any(column.omit_if_empty for column in table.columns):
        return table
    rows = [*table.rows, table.totals] if table.totals is not None else table.rows
    indexes = [
        index
        for index, column in enumerate(table.columns)
        if not column.omit_if_empty or any(row[index] not in ((None, "", 0) if column.is_zero_empty else (None, "")) for row in rows)
    ]

    def narrow(row: Sequence[Any]) -> list[Any]:
        return [row[index] for index in indexes]

    totals = None if table.totals is None else narrow(table.totals)
    return replace(table, columns=narrow(table.columns), rows=[narrow(row) for row in table.rows], totals=totals)


def capitalised(name: str) -> str:
    """Return the name as a cell begins it: 'Xã Ba Vì', which is 'xã Ba Vì' within a sentence."""
    return name[:1].upper() + name[1:]
