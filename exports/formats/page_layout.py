"""The printed page around a table: its official head, widths, heights, notes and signatures (NĐ 30/2020/NĐ-CP, Phụ lục I)."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from exports.formats.text_metrics import LINE_HEIGHT, TEXT_SIZE, CellStyle, break_evenly, line_count, text_height, text_width
from exports.table import MOTTO, NATION, Column, Letterhead, Signatory, Table
from vietnamese.dates import official_date

TABLE_SIZE, TITLE_SIZE = 12, 14

# Phụ lục I allows 30–35 mm on the left, 15–20 on the right, 20–25 above and below; here in inches.
MARGINS = {"left": 1.18, "right": 0.59, "top": 0.79, "bottom": 0.79}
PAGE_SIZES = {"landscape": (841.9, 595.3), "portrait": (595.3, 841.9)}  # A4 in points
POINTS_PER_CHARACTER = 6.0  # a column's unit: the digit of Times New Roman 12
PADDING = 6.0  # points of a cell's width that text cannot use
LEFT_MINIMUM, RIGHT_MINIMUM, LEFT_SHARE = 30, 44, 0.42  # characters of the official head; the nation's name is 231 points long
MAXIMUM_STRETCH = 1.35  # a narrow table is centred, not pulled over the page
SIGNING_LINES = 5  # left free above a name

# Least width in characters by kind of column, so that no figure turns into ####.
MINIMUM_WIDTHS = {"text": 3, "number": 4, "decimal": 6, "percent": 8, "year": 6, "date": 11, "datetime": 16, "mark": 3}
REFUSED_BY_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

HEAD = CellStyle(TABLE_SIZE, bold=True, boxed=True, shaded=True)
BODY = CellStyle(TABLE_SIZE, boxed=True)
# The official head: capitals in 12, the motto in 13, and a row of small underscores as the rule below (Phụ lục I).
PARENT_AGENCY, AGENCY = CellStyle(12, vertical="top"), CellStyle(12, bold=True, vertical="top")
MOTTO_STYLE, RULE = CellStyle(13, bold=True, vertical="top"), CellStyle(6, bold=True, vertical="top")
RULE_HEIGHT, HEAD_LINE_HEIGHT = 12, 17.25
StyledText = tuple[str, CellStyle]


def clean(text: object) -> str:
    """Return the text without characters that XML refuses, with plain line ends."""
    return REFUSED_BY_XML.sub("", str(text).replace("\r\n", "\n").replace("\r", "\n"))


@dataclass(frozen=True)
class Span:
    """Columns `first` to `last`, from 1, as one cell. Several texts stand under each other, each in its own style."""

    first: int
    last: int
    value: str | Sequence[StyledText]
    style: CellStyle
    rows: int = 1  # merged downwards


@dataclass(frozen=True)
class SheetLine:
    """A row of the sheet outside the figures, with its height in points."""

    height: float
    spans: Sequence[Span] = ()


# --- columns and widths


@dataclass(frozen=True)
class SheetColumns:
    """The sheet's columns and their widths in characters; there may be one more width than columns, for the official head.

    `split`: how many columns stand under the left half of the official head.
    """

    columns: Sequence[Column]
    widths: Sequence[float]
    split: int

    @property
    def all(self) -> tuple[int, int]:
        """The first and the last column."""
        return 1, len(self.widths)

    def text_room(self, first: int, last: int) -> float:
        """Return how many points a line of text may be long in columns `first` to `last`."""
        return sum(self.widths[first - 1 : last]) * POINTS_PER_CHARACTER - PADDING

    def parts(self, number: int) -> list[tuple[int, int]]:
        """Divide the columns into runs of about equal width; two are the halves of the official head."""
        if number == 2:
            return [(1, self.split), (self.split + 1, len(self.widths))]
        ends, total = [0], sum(self.widths)
        for part in range(1, number):
            candidates = range(ends[-1] + 1, len(self.widths) - (number - part) + 1)
            ends.append(min(candidates, key=lambda end: abs(sum(self.widths[:end]) - total * part / number)))
        return [(start + 1, end) for start, end in zip(ends, [*ends[1:], len(self.widths)], strict=True)]


def lay_out_columns(table: Table) -> SheetColumns:
    """Return the table's columns as wide as their heads and totals need, and as the page allows."""
    columns = [replace(column, title=clean(column.title), group=clean(column.group)) for column in table.columns]
    totals = list(table.totals or [None] * len(columns))
    if table.numbered:
        columns.insert(0, Column("", _("TT"), "year", 5))
        totals.insert(0, None)
    widths: list[float] = []
    for group, members in groupby(zip(columns, totals, strict=True), key=lambda member: member[0].group):
        member_widths = []
        for column, total in members:
            title_width = _head_width(column.title) + 0.5
            if title_width - column.width > 1.5:
                title_width = 0  # it wraps, where it needs much more than the column asks for
            total_width = 0 if total is None or isinstance(total, str) else len(f"{total:,}") + 1
            longest_word = _longest_word_width(column.title)
            member_widths.append(max(MINIMUM_WIDTHS[column.kind], column.width, longest_word, title_width, total_width))
        factor = max(1.0, _longest_word_width(group) / sum(member_widths))
        widths += [width * factor for width in member_widths]
    if len(widths) == 1:
        widths.append(RIGHT_MINIMUM)
    return _balance(columns, widths, _page_width(table.orientation) // POINTS_PER_CHARACTER - 1)


def _longest_word_width(title: str) -> float:
    return max((_head_width(word) for word in title.split()), default=0)


def _head_width(text: str) -> float:
    """Return the width in characters, to a tenth, of a column whose head is the text."""
    return math.ceil((text_width(text, HEAD.size, HEAD.bold) + PADDING) / POINTS_PER_CHARACTER * 10) / 10


def _page_width(orientation: str) -> float:
    """Return how many points wide the page is between its margins."""
    return PAGE_SIZES[orientation][0] - 72 * (MARGINS["left"] + MARGINS["right"])


def _balance(columns: Sequence[Column], widths: Sequence[float], page: float) -> SheetColumns:
    """Widen columns until both halves of the official head fit, split where that stretches them least; fill the page if nearly so."""

    def stretch(split: int) -> tuple[float, float]:
        left_width, right_width = sum(widths[:split]), sum(widths[split:])
        needed = max(LEFT_MINIMUM / left_width, RIGHT_MINIMUM / right_width, 1)
        return needed, abs(left_width - LEFT_SHARE * (left_width + right_width))

    split = min(range(1, len(widths)), key=stretch)
    left_width, right_width = max(sum(widths[:split]), LEFT_MINIMUM), max(sum(widths[split:]), RIGHT_MINIMUM)
    spare = max(0.0, min(page, sum(widths) * MAXIMUM_STRETCH) - left_width - right_width)
    to_left = min(spare, max(0.0, LEFT_SHARE * (left_width + right_width + spare) - left_width))
    balanced = _widen(columns[:split], widths[:split], left_width + to_left)
    balanced += _widen(columns[split:], widths[split:], right_width + spare - to_left)
    return SheetColumns(columns, balanced, split)


def _widen(columns: Sequence[Column], widths: Sequence[float], goal: float) -> list[float]:
    """Return widths that add up to `goal`: texts take the room that is over, since numbers do not need it."""
    is_elastic = [column.kind == "text" for column in columns]
    is_elastic += [False] * (len(widths) - len(is_elastic))
    if not any(is_elastic):
        is_elastic = [True] * len(widths)
    elastic_width = sum(width for width, elastic in zip(widths, is_elastic, strict=True) if elastic)
    extra = goal - sum(widths)
    return [width + (extra * width / elastic_width if elastic else 0) for width, elastic in zip(widths, is_elastic, strict=True)]


# --- above the rows


def lines_above(table: Table, columns: SheetColumns) -> list[SheetLine]:
    """Return the official head, the title and the subtitle."""
    lines = [*_letterhead_lines(table.letterhead, columns), SheetLine(9)] if table.letterhead else []
    title = CellStyle(TITLE_SIZE, bold=True)
    lines.append(_paragraph(break_evenly(clean(table.title).upper(), columns.text_room(*columns.all), title), columns, title))
    for text in clean(table.subtitle).splitlines():
        in_parentheses = text.startswith("(")
        lines.append(_paragraph(text, columns, CellStyle(bold=not in_parentheses, italic=in_parentheses)))
    return [*lines, SheetLine(9)]


def _paragraph(text: str, columns: SheetColumns, style: CellStyle) -> SheetLine:
    return SheetLine(text_height(text, columns.text_room(*columns.all), style) + 2, [Span(*columns.all, text, style)])


def _letterhead_lines(head: Letterhead, columns: SheetColumns) -> list[SheetLine]:
    """Return the official head in two halves, each phrase a cell of its own, so that a program finds it as a person does.

    A phrase that wraps is merged over the lines that it takes. So each half's rule lies under its own last line, however long the
    agency's name is.
    """
    left_half, right_half = columns.parts(2)
    room = columns.text_room(*left_half)
    parent_agency, agency = clean(head.parent_agency).upper(), clean(head.agency).upper()
    # Phụ lục I: the agency's rule is between a third and a half of its line; the nation's as long as the motto, 151 points in 13 bold.
    agency_rule = _rule(min(text_width(agency, 12, True), room) * 0.42)
    names = [(text, style, line_count(text, room, style)) for text, style in ((parent_agency, PARENT_AGENCY), (agency, AGENCY))]
    agency_spans = _stack(left_half, [*names, (agency_rule, RULE, 1)])
    # RIGHT_MINIMUM is room enough for the nation's name and the motto.
    nation_spans = _stack(right_half, [(NATION, AGENCY, 1), (MOTTO, MOTTO_STYLE, 1), (_rule(151), RULE, 1)])
    depth = max(*agency_spans, *nation_spans)
    lines = [
        SheetLine(
            RULE_HEIGHT if line == depth else HEAD_LINE_HEIGHT,
            [*agency_spans.get(line, []), *nation_spans.get(line, [])],
        )
        for line in range(depth + 1)
    ]
    day = official_date(head.date) if head.date else "ngày ...... tháng ...... năm ......"
    place_and_day = f"{clean(head.place)}, {day}" if head.place else day
    number_and_date = [Span(*left_half, clean(head.number_line), CellStyle()), Span(*right_half, place_and_day, CellStyle(italic=True))]
    return [*lines, SheetLine(TEXT_SIZE * LINE_HEIGHT + 3, number_and_date)]


def _stack(columns: tuple[int, int], texts: Sequence[tuple[str, CellStyle, int]]) -> dict[int, list[Span]]:
    """Put texts under each other, each with the number of lines it takes; return them by the line that each begins on."""
    spans: dict[int, list[Span]] = {}
    line = 0
    for text, style, lines in texts:
        if text:
            spans[line] = [Span(*columns, text, style, lines)]
            line += lines
    return spans


def _rule(length: float) -> str:
    """Return a rule of about `length` points: an underscore of 6 points is 3 long."""
    return "_" * round(length / 3)


def head_lines(columns: SheetColumns) -> list[SheetLine]:
    """Return the heads of the columns: one line, or two where columns stand under a common head."""
    if not any(column.group for column in columns.columns):
        spans = [Span(index, index, column.title, HEAD) for index, column in enumerate(columns.columns, 1)]
        return [SheetLine(_tallest(spans, columns), spans)]
    upper: list[Span] = []
    lower: list[Span] = []
    ungrouped: list[Span] = []
    index = 1
    for group, members in groupby(columns.columns, key=lambda column: column.group):
        spans = [Span(place, place, column.title, HEAD, rows=1 if group else 2) for place, column in enumerate(members, index)]
        (lower if group else ungrouped).extend(spans)
        if group:
            upper.append(Span(index, index + len(spans) - 1, group, HEAD))
        index += len(spans)
    first, second = _tallest(upper, columns), _tallest(lower, columns)
    covered = [replace(span, value="", rows=1) for span in ungrouped]
    return [
        SheetLine(first, [*upper, *ungrouped]),
        SheetLine(max(second, _tallest(ungrouped, columns) - first), [*lower, *covered]),
    ]


def _tallest(spans: Iterable[Span], columns: SheetColumns, air: float = 6) -> float:
    """Return the height in points that the tallest of the spans needs, with `air` above and below."""
    heights = (text_height(str(span.value), columns.text_room(span.first, span.last), span.style) for span in spans)
    return max(heights, default=0) + air


# --- below the rows


def closing_lines(table: Table, columns: SheetColumns) -> list[SheetLine]:
    if not table.closing:
        return []
    return [SheetLine(6), _paragraph(clean(table.closing), columns, CellStyle(TEXT_SIZE, bold=True, italic=True, horizontal="left"))]


def note_lines(table: Table, columns: SheetColumns) -> list[SheetLine]:
    texts = [clean(note) for note in table.notes]
    if not texts:
        return []
    texts = [_("Ghi chú:"), *[f"- {text}" for text in texts]] if len(texts) > 1 else [_("Ghi chú: %s") % texts[0]]
    style = CellStyle(TABLE_SIZE, italic=True, horizontal="left")
    return [SheetLine(6), *[_paragraph(text, columns, style) for text in texts]]


def signature_lines(table: Table, columns: SheetColumns) -> list[SheetLine]:
    """Return up to three signatures side by side in one tall row each, so that no page ends between a title and its name."""
    if not table.signatories:
        return []
    signers = [Signatory(_("Người lập biểu"), table.preparer or table.made_by), *table.signatories]
    per_line = min(len(signers), len(columns.widths), 3)
    lines = [SheetLine(12)]
    for start in range(0, len(signers), per_line):
        side_by_side = signers[start : start + per_line]
        parts = columns.parts(len(side_by_side))
        heads: list[list[StyledText]] = []
        depths: list[int] = []
        for signer, part in zip(side_by_side, parts, strict=True):
            titles = [(clean(title).upper(), CellStyle(bold=True)) for title in (signer.authority, signer.title) if title]
            heads.append([*titles, (_("(Ký, ghi rõ họ tên)"), CellStyle(italic=True))])
            depths.append(sum(line_count(text, columns.text_room(*part), style) for text, style in heads[-1]))
        cells = []
        for signer, part, head, depth in zip(side_by_side, parts, heads, depths, strict=True):
            room_to_sign = "\n" * (max(depths) - depth + SIGNING_LINES - 1)
            texts = [*head, (room_to_sign, CellStyle()), (clean(signer.name), CellStyle(bold=True))]
            cells.append(Span(*part, texts, CellStyle(vertical="top")))
        lines.append(SheetLine((max(depths) + SIGNING_LINES + 1) * TEXT_SIZE * LINE_HEIGHT, cells))
    return lines


# --- the pages


@dataclass
class PageFlow:
    """Where on its printed page the next row stands. Heights in points of the sheet, which is scaled to the page's width."""

    page: float
    head: float  # repeated on every page
    used: float
    rows: int = 0  # on this page

    @classmethod
    def begin(cls, table: Table, columns: SheetColumns, above: Iterable[SheetLine], head: Iterable[SheetLine]) -> "PageFlow":
        scale = min(1.0, _page_width(table.orientation) / (sum(columns.widths) * POINTS_PER_CHARACTER))
        page = PAGE_SIZES[table.orientation][1] - 72 * (MARGINS["top"] + MARGINS["bottom"])
        repeated = sum(line.height for line in head)
        return cls(page / scale, repeated, sum(line.height for line in above) + repeated)

    def add_row(self, height: float) -> None:
        if self.used + height > self.page:
            self.used, self.rows = self.head, 0
        self.used += height
        self.rows += 1

    def has_room(self, height: float) -> bool:
        return self.used + height <= self.page


# --- the second sheet

NOTES_COLUMNS = SheetColumns((), (22, 45, 10), 1)


def notes_sheet_lines(table: Table, row_count: int) -> Iterator[SheetLine]:
    """Yield which figures these are: filters, period, maker, and what each column counts."""
    yield _paragraph(_("Ghi chú").upper(), NOTES_COLUMNS, CellStyle(TITLE_SIZE, bold=True))
    yield SheetLine(9)
    facts: list[tuple[object, object]] = [(_("Bảng"), table.title)]
    if table.subtitle:
        facts.append((_("Kỳ, phạm vi"), table.subtitle))
    facts += table.filters or [(_("Bộ lọc"), _("không lọc"))]
    facts.append((_("Số dòng"), f"{row_count:,}".replace(",", ".")))
    facts.append((_("Người lập"), table.made_by))
    facts.append((_("Lập lúc"), f"{localtime(table.made_at):%H:%M, %d/%m/%Y}"))
    facts += [(_("Lưu ý"), note) for note in table.notes]
    for name, value in facts:
        style = CellStyle(TABLE_SIZE, horizontal="left", vertical="top")
        spans = [Span(1, 1, clean(name), replace(style, bold=True)), Span(2, 3, clean(value), style)]
        yield SheetLine(_tallest(spans, NOTES_COLUMNS, air=2), spans)
    explained = [column for column in table.columns if column.meaning]
    if not explained:
        return
    yield SheetLine(12)
    yield _boxed_line((_("Cột"), _("Cột này đếm gì"), _("Cộng dồn được")), (HEAD, HEAD, HEAD))
    left_aligned = replace(BODY, horizontal="left")
    for column in explained:
        title = " – ".join(clean(part) for part in (column.group, column.title) if part)
        adds_up = (_("có") if column.total else _("không")) if column.kind in ("number", "decimal") else ""
        yield _boxed_line((title, clean(column.meaning), adds_up), (left_aligned, left_aligned, BODY))


def _boxed_line(values: Sequence[str], styles: Sequence[CellStyle]) -> SheetLine:
    spans = [Span(index, index, value, style) for index, (value, style) in enumerate(zip(values, styles, strict=True), 1)]
    return SheetLine(_tallest(spans, NOTES_COLUMNS, air=4), spans)
