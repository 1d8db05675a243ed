"""The printed page around a table: its official head, widths, heights, notes and signatures (NĐ 30/2020/NĐ-CP, Phụ lục I)."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from exports.formats.text_metrics import LINE, TEXT_SIZE, Look, evenly, height_of, line_count, points
from exports.table import Column, Letterhead, Signatory, Table
from vietnamese.dates import official_date

TABLE_SIZE, TITLE_SIZE = 12, 14
# Fixed by law, never translated.
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"

# Phụ lục I allows 30–35 mm on the left, 15–20 on the right, 20–25 above and below; here in inches.
MARGINS = {"left": 1.18, "right": 0.59, "top": 0.79, "bottom": 0.79}
PAPER = {"landscape": (841.9, 595.3), "portrait": (595.3, 841.9)}  # A4 in points
POINTS_PER_CHARACTER = 6.0  # a column's unit: the digit of Times New Roman 12
PADDING = 6.0  # points of a cell's width that text cannot use
LEFT_NEED, RIGHT_NEED, LEFT_SHARE = 30, 44, 0.42  # characters of the official head; the nation's name is 231 points long
MOST_STRETCH = 1.35  # a narrow table is centred, not pulled over the page
SIGNING_LINES = 5  # left free above a name

# Its least width in characters, so that no figure turns into ####.
LEAST = {"text": 3, "number": 4, "decimal": 6, "percent": 8, "year": 6, "date": 11, "datetime": 16, "mark": 3}
REFUSED_BY_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean(text: Any) -> str:
    """As text that XML takes, with plain line ends."""
    return REFUSED_BY_XML.sub("", str(text).replace("\r\n", "\n").replace("\r", "\n"))


HEAD = Look(TABLE_SIZE, bold=True, boxed=True, shaded=True)
BODY = Look(TABLE_SIZE, boxed=True)
# The official head: capitals in 12, the motto in 13, and a row of small underscores as the rule below (Phụ lục I).
PARENT, AGENCY, MOTTO_LOOK = Look(12, down="top"), Look(12, bold=True, down="top"), Look(13, bold=True, down="top")
RULE, RULE_HEIGHT, HEAD_LINE = Look(6, bold=True, down="top"), 12, 17.25
Piece = tuple[str, Look]


@dataclass(frozen=True)
class Span:
    """Columns `first` to `last`, from 1, as one cell. Several pieces stand under each other, each in its own look."""

    first: int
    last: int
    value: str | Sequence[Piece]
    look: Look
    rows: int = 1  # merged downwards


@dataclass(frozen=True)
class Line:
    """A row of the sheet; its height in points is given (see measuring)."""

    height: float
    spans: Sequence[Span] = ()


# --- columns and widths


@dataclass(frozen=True)
class Shape:
    """The sheet's columns and their widths in characters; there may be one more width than columns, for the official head."""

    columns: Sequence[Column]
    widths: Sequence[float]
    split: int  # columns in the left half of the official head

    @property
    def everything(self) -> tuple[int, int]:
        return 1, len(self.widths)

    def room(self, span: tuple[int, int]) -> float:
        """Points that a line of text may take there."""
        return sum(self.widths[span[0] - 1 : span[1]]) * POINTS_PER_CHARACTER - PADDING

    def parts(self, number: int) -> list[tuple[int, int]]:
        """The columns parted into runs of about equal width; two are the halves of the official head."""
        if number == 2:
            return [(1, self.split), (self.split + 1, len(self.widths))]
        ends, whole = [0], sum(self.widths)
        for part in range(1, number):
            candidates = range(ends[-1] + 1, len(self.widths) - (number - part) + 1)
            ends.append(min(candidates, key=lambda end: abs(sum(self.widths[:end]) - whole * part / number)))
        return [(start + 1, end) for start, end in zip(ends, [*ends[1:], len(self.widths)], strict=True)]


def shape_of(table: Table) -> Shape:
    columns = [replace(column, title=clean(column.title), group=clean(column.group)) for column in table.columns]
    totals = list(table.totals or [None] * len(columns))
    if table.numbered:
        columns.insert(0, Column("", _("TT"), "year", 5))
        totals.insert(0, None)
    widths = [
        max(LEAST[column.kind], _title_width(column), 0 if total is None else _digits(total))
        for column, total in zip(columns, totals, strict=True)
    ]
    widths = _wide_enough_for_groups(columns, widths)
    if len(widths) == 1:
        widths.append(RIGHT_NEED)
    return _balanced(columns, widths, _page_width(table.orientation) // POINTS_PER_CHARACTER - 1)


def _title_width(column: Column) -> float:
    """Its own width, or what its longest word needs, or its whole title where that is little more."""
    title = _needed(column.title) + 0.5
    return max(column.width, _longest_word(column.title), title if title - column.width <= 1.5 else 0)


def _wide_enough_for_groups(columns: Sequence[Column], widths: Sequence[float]) -> list[float]:
    wide: list[float] = []
    for group, members in groupby(zip(columns, widths, strict=True), key=lambda one: one[0].group):
        own = [width for _column, width in members]
        factor = max(1.0, _longest_word(group) / sum(own))
        wide += [width * factor for width in own]
    return wide


def _longest_word(title: str) -> float:
    return max((_needed(word) for word in title.split()), default=0)


def _needed(text: str) -> float:
    return math.ceil((points(text, HEAD.size, HEAD.bold) + PADDING) / POINTS_PER_CHARACTER * 10) / 10


def _digits(total: Any) -> float:
    return 0 if isinstance(total, str) else len(f"{total:,}") + 1


def _page_width(orientation: str) -> float:
    return PAPER[orientation][0] - 72 * (MARGINS["left"] + MARGINS["right"])


def _balanced(columns: Sequence[Column], widths: Sequence[float], page: float) -> Shape:
    """Widens columns until both halves of the official head fit, split where that stretches them least; fills the page if nearly so."""

    def stretch(split: int) -> tuple[float, float]:
        left, right = sum(widths[:split]), sum(widths[split:])
        return max(LEFT_NEED / left, RIGHT_NEED / right, 1), abs(left - LEFT_SHARE * (left + right))

    split = min(range(1, len(widths)), key=stretch)
    left, right = max(sum(widths[:split]), LEFT_NEED), max(sum(widths[split:]), RIGHT_NEED)
    spare = max(0.0, min(page, sum(widths) * MOST_STRETCH) - left - right)
    to_left = min(spare, max(0.0, LEFT_SHARE * (left + right + spare) - left))
    wide = _widened(columns[:split], widths[:split], left + to_left)
    wide += _widened(columns[split:], widths[split:], right + spare - to_left)
    return Shape(columns, wide, split)


def _widened(columns: Sequence[Column], widths: Sequence[float], goal: float) -> list[float]:
    """Texts take the room that is left, since numbers do not need it."""
    elastic = [column.kind == "text" for column in columns]
    elastic += [False] * (len(widths) - len(elastic))
    if not any(elastic):
        elastic = [True] * len(widths)
    weight = sum(width for width, takes in zip(widths, elastic, strict=True) if takes)
    extra = goal - sum(widths)
    return [width + (extra * width / weight if takes else 0) for width, takes in zip(widths, elastic, strict=True)]


# --- above the rows


def lines_above(table: Table, shape: Shape) -> list[Line]:
    lines = [*_letterhead(table.letterhead, shape), Line(9)] if table.letterhead else []
    title = Look(TITLE_SIZE, bold=True)
    lines.append(_paragraph(evenly(clean(table.title).upper(), shape.room(shape.everything), title), shape, title))
    for text in clean(table.subtitle).splitlines():
        in_parentheses = text.startswith("(")
        lines.append(_paragraph(text, shape, Look(bold=not in_parentheses, italic=in_parentheses)))
    return [*lines, Line(9)]


def _paragraph(text: str, shape: Shape, look: Look) -> Line:
    return Line(height_of(text, shape.room(shape.everything), look) + 2, [Span(*shape.everything, text, look)])


def _letterhead(head: Letterhead, shape: Shape) -> list[Line]:
    """Each phrase is a cell of its own, so that a program finds it as a person does; one that wraps is merged over the lines that it takes.

    So each half's rule lies under its own last line, however long the agency's name is.
    """
    left, right = shape.parts(2)
    room = shape.room(left)
    parent, agency = clean(head.parent_agency).upper(), clean(head.agency).upper()
    # Phụ lục I: the agency's rule is between a third and a half of its line; the nation's as long as the motto, 151 points in 13 bold.
    rule = _rule(min(points(agency, 12, True), room) * 0.42)
    names = [(text, look, line_count(text, room, look)) for text, look in ((parent, PARENT), (agency, AGENCY))]
    ours = _stacked(left, [*names, (rule, RULE, 1)])
    theirs = _stacked(right, [(NATION, AGENCY, 1), (MOTTO, MOTTO_LOOK, 1), (_rule(151), RULE, 1)])  # RIGHT_NEED is room enough
    depth = max(*ours, *theirs)
    lines = [Line(RULE_HEIGHT if line == depth else HEAD_LINE, [*ours.get(line, []), *theirs.get(line, [])]) for line in range(depth + 1)]
    return [*lines, Line(TEXT_SIZE * LINE + 3, _number_and_date(head, left, right))]


def _stacked(columns: tuple[int, int], texts: Sequence[tuple[str, Look, int]]) -> dict[int, list[Span]]:
    """The texts under each other, each with the number of lines it takes, by the line that each begins on."""
    spans: dict[int, list[Span]] = {}
    line = 0
    for text, look, lines in texts:
        if text:
            spans[line] = [Span(*columns, text, look, lines)]
            line += lines
    return spans


def _number_and_date(head: Letterhead, left: tuple[int, int], right: tuple[int, int]) -> list[Span]:
    when = official_date(head.date) if head.date else "ngày ...... tháng ...... năm ......"
    place = f"{clean(head.place)}, {when}" if head.place else when
    return [Span(*left, clean(head.number_line), Look()), Span(*right, place, Look(italic=True))]


def _rule(long: float) -> str:
    return "_" * round(long / 3)  # an underscore of 6 points is 3 long


def table_head(shape: Shape) -> list[Line]:
    """One line, or two where columns stand under a common head."""
    if not any(column.group for column in shape.columns):
        spans = [Span(index, index, column.title, HEAD) for index, column in enumerate(shape.columns, 1)]
        return [Line(_tallest(spans, shape), spans)]
    upper: list[Span] = []
    lower: list[Span] = []
    alone: list[Span] = []
    index = 1
    for group, members in groupby(shape.columns, key=lambda column: column.group):
        spans = [Span(place, place, column.title, HEAD, rows=1 if group else 2) for place, column in enumerate(members, index)]
        (lower if group else alone).extend(spans)
        if group:
            upper.append(Span(index, index + len(spans) - 1, group, HEAD))
        index += len(spans)
    first, second = _tallest(upper, shape), _tallest(lower, shape)
    covered = [replace(span, value="", rows=1) for span in alone]
    return [Line(first, [*upper, *alone]), Line(max(second, _tallest(alone, shape) - first), [*lower, *covered])]


def _tallest(spans: Iterable[Span], shape: Shape, air: float = 6) -> float:
    return max((height_of(str(span.value), shape.room((span.first, span.last)), span.look) for span in spans), default=0) + air


# --- below the rows


def note_lines(table: Table, shape: Shape) -> list[Line]:
    texts = [clean(note) for note in table.notes]
    if not texts:
        return []
    texts = [_("Ghi chú:"), *[f"- {text}" for text in texts]] if len(texts) > 1 else [_("Ghi chú: %s") % texts[0]]
    look = Look(TABLE_SIZE, italic=True, across="left")
    return [Line(6), *[_paragraph(text, shape, look) for text in texts]]


def signature_lines(table: Table, shape: Shape) -> list[Line]:
    """One tall row each, so that no page ends between a title and its name."""
    if not table.signatories:
        return []
    signers = [Signatory(_("Người lập biểu"), table.preparer or table.made_by), *table.signatories]
    abreast = min(len(signers), len(shape.widths), 3)
    return [Line(12), *[_signatures(signers[start : start + abreast], shape) for start in range(0, len(signers), abreast)]]


def _signatures(signers: Sequence[Signatory], shape: Shape) -> Line:
    spans = shape.parts(len(signers))
    heads = [_signature_head(signer) for signer in signers]
    depths = [sum(line_count(text, shape.room(span), look) for text, look in head) for head, span in zip(heads, spans, strict=True)]
    cells = []
    for signer, span, head, depth in zip(signers, spans, heads, depths, strict=True):
        blank = "\n" * (max(depths) - depth + SIGNING_LINES - 1)
        cells.append(Span(*span, [*head, (blank, Look()), (clean(signer.name), Look(bold=True))], Look(down="top")))
    return Line((max(depths) + SIGNING_LINES + 1) * TEXT_SIZE * LINE, cells)


def _signature_head(signer: Signatory) -> list[Piece]:
    titles = [clean(text).upper() for text in (signer.authority, signer.title) if text]
    return [*[(title, Look(bold=True)) for title in titles], (_("(Ký, ghi rõ họ tên)"), Look(italic=True))]


# --- the pages


@dataclass
class PageFlow:
    """Where on its printed page the next row stands. Heights in points of the sheet, which is scaled to the page's width."""

    page: float
    head: float  # repeated on every page
    used: float
    rows: int = 0  # on this page

    @classmethod
    def of(cls, table: Table, shape: Shape, above: Iterable[Line], head: Iterable[Line]) -> "PageFlow":
        scale = min(1.0, _page_width(table.orientation) / (sum(shape.widths) * POINTS_PER_CHARACTER))
        page = PAPER[table.orientation][1] - 72 * (MARGINS["top"] + MARGINS["bottom"])
        repeated = sum(line.height for line in head)
        return cls(page / scale, repeated, sum(line.height for line in above) + repeated)

    def take(self, height: float) -> None:
        if self.used + height > self.page:
            self.used, self.rows = self.head, 0
        self.used += height
        self.rows += 1

    def has_room(self, height: float) -> bool:
        return self.used + height <= self.page


# --- the second sheet

NOTES_SHAPE = Shape((), (22, 45, 10), 1)


def about_lines(table: Table, written: int) -> Iterator[Line]:
    """Which figures these are: filters, period, maker, and what each column counts."""
    yield _paragraph(_("Ghi chú").upper(), NOTES_SHAPE, Look(TITLE_SIZE, bold=True))
    yield Line(9)
    for name, value in _facts(table, written):
        look = Look(TABLE_SIZE, across="left", down="top")
        spans = [Span(1, 1, name, replace(look, bold=True)), Span(2, 3, value, look)]
        yield Line(_tallest(spans, NOTES_SHAPE, air=2), spans)
    explained = [column for column in table.columns if column.meaning]
    if not explained:
        return
    yield Line(12)
    yield _boxed((_("Cột"), _("Cột này đếm gì"), _("Cộng dồn được")), (HEAD, HEAD, HEAD))
    left = replace(BODY, across="left")
    for column in explained:
        name = " – ".join(clean(part) for part in (column.group, column.title) if part)
        adds = (_("có") if column.total else _("không")) if column.kind in ("number", "decimal") else ""
        yield _boxed((name, clean(column.meaning), adds), (left, left, BODY))


def _boxed(values: Sequence[str], looks: Sequence[Look]) -> Line:
    spans = [Span(index, index, value, look) for index, (value, look) in enumerate(zip(values, looks, strict=True), 1)]
    return Line(_tallest(spans, NOTES_SHAPE, air=4), spans)


def _facts(table: Table, written: int) -> Iterator[tuple[str, str]]:
    yield _("Bảng"), clean(table.title)
    if table.subtitle:
        yield _("Kỳ, phạm vi"), clean(table.subtitle)
    for name, value in table.filters:
        yield clean(name), clean(value)
    if not table.filters:
        yield _("Bộ lọc"), _("không lọc")
    yield _("Số dòng"), f"{written:,}".replace(",", ".")
    yield _("Người lập"), clean(table.made_by)
    yield _("Lập lúc"), f"{localtime(table.made_at):%H:%M, %d/%m/%Y}"
    for note in table.notes:
        yield _("Lưu ý"), clean(note)
