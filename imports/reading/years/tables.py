"""The tables of a sheet and their rows: classes and contests, section lines, totals, the foot. Pure: imports no Django."""

import re
from dataclasses import dataclass, field, replace

from imports.reader.grid import Cell, Sheet
from imports.reading.cells.cell_text import fill_merged_cells, filled_cells, folded, text_at
from imports.reading.head_rows import Column, is_index, is_repeated_head, words_by_column
from imports.reading.row_kinds import FOOT
from imports.reading.time_budget import check_time
from imports.reading.years.counts import UnclearCount, parse_count
from imports.reading.years.heads import COUNTS, find_head
from imports.reading.years.when import UnclearTime, find_year, parse_when
from vietnamese.text import fold

TOTAL_LINE = re.compile(
    r"(?:tổng cộng|tổng số|tổng|cộng)\s*[:.(]?\s*(?:[ivx]+|[a-e]|\(?[ivxa-e\d\s+]+\)?|mục .*|phần .*|năm .*|cả năm.*|toàn .*|chung|các .*|"
    r"lớp.*|hội thi.*|quý .*|tháng .*|huyện .*|\d.*)?\s*[:.)]?"
)
_SECTION_NUMBER = re.compile(r"(?:[ivx]+|[a-h])[.)]?", re.IGNORECASE)
_NUMBERING = re.compile(r"^\s*(?:(?:[ivx]+|[a-h]|\d{1,2})\s*[.)\-/:]+|[-+*•])\s*", re.IGNORECASE)
_CONTEST = re.compile(r"\b(?:hoi thi|cuoc thi|thi tim hieu|lien hoan|hoi dien|san khau hoa|thi tuyen truyen)\b")
_SESSION = re.compile(r"\b(?:lop|tap huan|boi duong|tuyen truyen|pho bien|hoi nghi|toa dam|noi chuyen|truyen thong)\b")
_OPENING = re.compile(r"(?:to chuc |mo |tham gia )?(?:\d+ )?(?:hoi thi|cuoc thi|lien hoan|lop|hoi nghi|tap huan|boi duong)\b")
_DISTRICT = re.compile(r"(?:huyện|thị xã|thành phố|tp\.?|tx\.?)\s+\S.*", re.IGNORECASE)
_COMMUNE = re.compile(r"(?:xã|phường|thị trấn|đặc khu)\s+\S.*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class YearSection:
    """What the lines above a row say of it. `text`: the nearest line."""

    text: str = ""
    kind: str = ""  # training-session, contest
    year: int | None = None
    when: str = ""  # 'Tháng 3'
    place: str = ""  # 'Huyện Ba Tơ'


@dataclass(frozen=True, slots=True)
class YearRow:
    """One row: field → the cell. `carried`: fields whose value stands in a row above; `shared_counts`: whose number stands there alone."""

    sheet: str
    number: int  # as the file counts, from 1
    cells: dict[str, Cell]
    section: YearSection
    carried: frozenset[str] = frozenset()
    shared_counts: frozenset[str] = frozenset()
    is_hidden: bool = False
    is_struck_out: bool = False

    @property
    def key(self) -> str:
        return f"{self.sheet}!{self.number}"


@dataclass(frozen=True, slots=True)
class TotalLine:
    """A line that adds rows up, with its numbers; `rows`: the row numbers that it may add up, the nearest first, as alternatives."""

    sheet: str
    number: int
    text: str
    counts: dict[str, int]
    rows: tuple[tuple[int, ...], ...]


@dataclass(slots=True)
class YearTable:
    """One table of a sheet. `left_out`: (row, kind, text), shown so that nothing vanishes."""

    sheet: str
    columns: list[Column]
    title: list[str]
    year: int | None
    rows: list[YearRow] = field(default_factory=list)
    totals: list[TotalLine] = field(default_factory=list)
    left_out: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def fields(self) -> dict[str, int]:
        return {column.field: column.index for column in self.columns if column.field}


def find_tables(sheet: Sheet, chosen_fields: dict[int, str] | None = None) -> list[YearTable]:
    """Return the tables of a sheet. `chosen_fields`: column → field, as a person corrected them."""
    filled = fill_merged_cells(sheet)
    tables: list[YearTable] = []
    title: list[str] = []
    row = 0
    while row < len(filled.rows):
        check_time(sheet.name, row + 1)
        head = find_head(sheet, row)
        if head is None:
            title += [text for _index, text in filled_cells(sheet.rows[row])]
            row += 1
            continue
        last, columns = head
        columns = [replace(column, field=(chosen_fields or {}).get(column.index, column.field)) for column in columns]
        year = find_year(title) or find_year([sheet.name])
        table = YearTable(sheet.name, columns, title, year)
        row = _RowReader(sheet, filled, table).read(last + 1)
        tables.append(table)
        title = []
    return [table for table in tables if table.rows]


def kind_in(text: str) -> str:
    """Return the kind that a text names first: 'Tập huấn cho đội dự hội thi' is a training session; "" for none."""
    words = fold(text)
    contest, session = _CONTEST.search(words), _SESSION.search(words)
    if contest and (session is None or contest.start() < session.start()):
        return "contest"
    return "training-session" if session else ""


def kind_of_title(title: str, section: YearSection, kind: str = "") -> str:
    """Return the kind of a row: what the column of kinds says, how its title begins, what the section line says, then the whole title."""
    opening = _OPENING.match(fold(title))
    return kind_in(kind) or (kind_in(opening[0]) if opening else "") or section.kind or kind_in(title)


class _RowReader:
    """Reads the rows below one head into its table. `filled`: the sheet with merged cells carried down."""

    def __init__(self, sheet: Sheet, filled: Sheet, table: YearTable) -> None:
        self.sheet, self.filled, self.table = sheet, filled, table
        self.fields = table.fields
        self.head_words = words_by_column(table.columns)
        self.section = YearSection(year=table.year)
        self.since_total: list[int] = []
        self.of_section: list[int] = []
        self.open_total: TotalLine | None = None  # of a section line, whose rows are still to come
        self.merged_counts = {
            (row, first_column)
            for first_row, first_column, last_row, _last_column in sheet.merges
            for row in range(first_row + 1, min(last_row, len(sheet.rows) - 1) + 1)
        }

    def read(self, row: int) -> int:
        """Read rows until another head or the foot; return the row at which that stands."""
        while row < len(self.filled.rows):
            check_time(self.sheet.name, row + 1)
            texts = dict(filled_cells(self.filled.rows[row]))
            joined = " ".join(dict.fromkeys(texts.values()))
            is_repeated = is_repeated_head(texts, self.head_words)
            if texts and not is_repeated and find_head(self.sheet, row):
                break
            word = next((text for text in texts.values() if not re.fullmatch(r"[\d.,\s]+", text)), "")
            if not texts or is_repeated or is_index(self.filled.rows[row]):
                pass
            elif self._is_foot(texts):
                break
            elif TOTAL_LINE.fullmatch(word.casefold()):
                self._add_total(row, joined)
            elif self._is_section(texts):
                self._begin_section(row, joined)
            else:
                self._add_row(row)
            row += 1
        self._close_section()
        return self._skip_foot(row)

    def _skip_foot(self, row: int) -> int:
        """Leave out what stands below the table: who signs, notes; a further head begins another table."""
        while row < len(self.filled.rows) and find_head(self.sheet, row) is None:
            if text := " ".join(text for _index, text in filled_cells(self.sheet.rows[row])):
                self.table.left_out.append((row + 1, "foot", text))
            row += 1
        return row

    def _named(self, texts: dict[int, str], *fields: str) -> list[str]:
        return [texts[index] for name in fields if (index := self.fields.get(name, -1)) in texts]

    def _is_foot(self, texts: dict[int, str]) -> bool:
        has_counts = any(character.isdigit() for text in self._named(texts, *COUNTS) for character in text)
        if self._named(texts, "number") and self._named(texts, "number")[0].rstrip(".").isdecimal():
            return False
        return not has_counts and len(texts) <= 3 and any(FOOT.match(folded(text)) for text in texts.values())

    def _is_section(self, texts: dict[int, str]) -> bool:
        """Return whether a line speaks for those below: a Roman number or a letter before it, or nothing but words at its beginning."""
        number = (self._named(texts, "number") or [""])[0]
        if _SECTION_NUMBER.fullmatch(number):
            return True
        if number.rstrip(".").isdecimal():
            return False
        figures = self._named(texts, *COUNTS, "when", "month", "quarter", "starts", "ends", "place", "commune", "district")
        beside_number = [text for index, text in texts.items() if index != self.fields.get("number", -1)]
        is_numbered = bool(_NUMBERING.match(number or (beside_number or [""])[0])) or len(number) > 3
        return not figures and len(texts) <= 2 and (is_numbered or not self._named(texts, "title") or "number" in self.fields)

    def _begin_section(self, row: int, text: str) -> None:
        self._close_section()
        cells = self.filled.rows[row]
        words = [text for index, text in filled_cells(cells) if index not in {self.fields.get(name, -1) for name in COUNTS}]
        line = _NUMBERING.sub("", " ".join(dict.fromkeys(words))).strip()
        line = re.sub(r"^(?:[ivxIVX]+|[A-Ha-h])\s+", "", line)
        kind, year = kind_in(line), find_year([line])
        place = line if _DISTRICT.fullmatch(line) or _COMMUNE.fullmatch(line) else ""
        when = ""
        try:
            when = line if parse_when(line, year=2000) else ""
        except UnclearTime:
            pass
        self.section = replace(
            self.section,
            text=line,
            kind=kind or self.section.kind,
            year=year or self.section.year,
            when=when or ("" if kind else self.section.when),
            place=place or ("" if kind else self.section.place),
        )
        self.of_section = []
        if counts := self._counts(row):
            self.open_total = TotalLine(self.sheet.name, row + 1, text, counts, ())
        self.table.left_out.append((row + 1, "section", text))

    def _close_section(self) -> None:
        """Give the total of a section line the rows that followed it."""
        if self.open_total and self.of_section:
            self.table.totals.append(replace(self.open_total, rows=(tuple(self.of_section),)))
        self.open_total = None

    def _add_total(self, row: int, text: str) -> None:
        every_row = tuple(table_row.number for table_row in self.table.rows)
        alternatives = tuple(dict.fromkeys(filter(None, (tuple(self.since_total), tuple(self.of_section), every_row))))
        rows_of_line = alternatives if self.table.rows else ()
        self.table.totals.append(TotalLine(self.sheet.name, row + 1, text, self._counts(row), rows_of_line))
        self.table.left_out.append((row + 1, "total", text))
        self.since_total = []

    def _counts(self, row: int) -> dict[str, int]:
        counts = {}
        for name in COUNTS:
            index = self.fields.get(name, -1)
            try:
                count = parse_count(self.sheet.rows[row][index]) if 0 <= index < len(self.sheet.rows[row]) else None
            except UnclearCount:
                continue
            if count is not None:
                counts[name] = count.number
        return counts

    def _add_row(self, row: int) -> None:
        cells: dict[str, Cell] = {}
        carried: set[str] = set()
        shared_counts: set[str] = set()
        for name, index in self.fields.items():
            is_count = name in COUNTS
            source = self.sheet.rows[row] if is_count else self.filled.rows[row]
            if index < len(source) and source[index] is not None:
                cells[name] = source[index]
            if (row, index) in self.merged_counts:
                (shared_counts if is_count else carried).add(name)
        above = self.table.rows[-1] if self.table.rows else None
        has_place = any(
            text_at(self.filled.rows[row], self.fields[name]) for name in ("place", "commune", "district") if name in self.fields
        )
        if "title" in self.fields and not cells.get("title") and above and has_place and above.cells.get("title"):
            cells["title"] = above.cells["title"]
            carried.add("title")
        hidden, struck = row in self.sheet.hidden_rows, row in self.sheet.struck_rows
        table_row = YearRow(self.sheet.name, row + 1, cells, self.section, frozenset(carried), frozenset(shared_counts), hidden, struck)
        self.table.rows.append(table_row)
        self.since_total.append(row + 1)
        self.of_section.append(row + 1)
