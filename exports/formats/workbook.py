"""A table as a workbook that an office can print and sign: paper.py's page, its rows streamed in constant memory."""

# mypy: disable-error-code="attr-defined, union-attr"
# The stubs of openpyxl do not know the members of a write-only sheet.

import math
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache, partial
from itertools import chain, count, islice
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import escape

from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet._writer import WorksheetWriter, create_temporary_file
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties

from exports.formats.page_layout import (
    BODY,
    MARGINS,
    NOTES_SHAPE,
    TABLE_SIZE,
    Line,
    PageFlow,
    Piece,
    Shape,
    Span,
    about_lines,
    clean,
    lines_above,
    note_lines,
    shape_of,
    signature_lines,
    table_head,
)
from exports.formats.text_metrics import LINE, TEXT_SIZE, Look, line_count, stepped
from exports.table import Row, Table, without_spare

ROWS_PER_SHEET = 1_048_000  # Excel ends at 1,048,576; the rest is for head and signatures
KEPT_ROWS = 3  # that go to the last page with the signatures, which would otherwise stand alone there
FONT = "Times New Roman"
LONGEST_TEXT = 32_767  # of a cell, in Excel


def write_xlsx(table: Table, file: str | IO[bytes], *, rows_per_sheet: int = ROWS_PER_SHEET) -> int:
    """Writes the workbook and says how many rows it holds; what the rows raise comes through and leaves no temporary file."""
    table = without_spare(table)
    book = _new_book(table)
    try:
        written = _write_table(book, table, rows_per_sheet)
        notes = _add_sheet(book, _("Ghi chú"), "portrait", NOTES_SHAPE)
        for index, line in enumerate(about_lines(table, written), 1):
            _put(notes, index, line)
        book.save(file)
    except BaseException:
        _drop_temporary_files(book)
        raise
    return written


# --- the workbook and its sheets


def _new_book(table: Table) -> Workbook:
    book = Workbook(write_only=True)
    normal = Font(name=FONT, size=TABLE_SIZE)
    book._fonts = IndexedList([normal])  # openpyxl has no public way to Normal, whose digits measure every column
    book._named_styles["Normal"].font = normal
    book.properties.title = clean(table.title)
    book.properties.creator = clean(table.made_by)
    return book


def _drop_temporary_files(book: Workbook) -> None:
    for sheet in book.worksheets:
        with suppress(Exception):  # never begun, or saved before the failure and gone already; the failure itself is on its way up
            if not sheet.closed:
                sheet.close()
            sheet._writer.cleanup()


class _Sheet(WriteOnlyWorksheet):
    """Takes finished rows of XML beside rows of cells: openpyxl's way, cell by cell through lxml, is three times as slow."""

    _writer: Any = None

    def append_xml(self, row: str) -> None:
        self._rows.send(row)

    def _get_writer(self) -> None:
        if self._writer is None:
            path = create_temporary_file()
            self.file = Path(path).open("wb")  # noqa: SIM115 - close() closes it
            self._writer = WorksheetWriter(self, out=self.file)
            self._writer.out = path  # where the workbook looks for it
            self._writer.write_top()

    def _write_rows(self) -> Iterator[None]:
        xf = self._writer.xf.send(True)
        with xf.element("sheetData"), suppress(GeneratorExit):
            for index in count(1):
                row = yield
                if isinstance(row, str):
                    self.file.write(row.encode())
                else:
                    self._writer.write_row(xf, self._values_to_row(row, index), index)
                    xf.flush()
        self._writer.xf.send(None)

    def close(self) -> None:
        super().close()
        self.file.close()


def _add_sheet(book: Workbook, wanted: str, orientation: str, shape: Shape) -> _Sheet:
    sheet = _Sheet(book, _free_title(book, wanted))
    book._add_sheet(sheet)
    sheet.sheet_view.showGridLines = False
    sheet.sheet_format.defaultRowHeight = stepped(TABLE_SIZE * LINE)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    setup = sheet.page_setup
    setup.paperSize, setup.orientation, setup.fitToWidth, setup.fitToHeight = 9, orientation, 1, 0
    setup.firstPageNumber, setup.useFirstPageNumber = 1, True
    sheet.page_margins = PageMargins(**MARGINS, header=0.35, footer=0.35)
    sheet.print_options.horizontalCentered = True
    # In the top margin, not on the first page (Phụ lục I).
    sheet.HeaderFooter.differentFirst = True
    number = sheet.oddHeader.center
    number.text, number.font, number.size = _("Trang %(page)s/%(pages)s") % {"page": "&P", "pages": "&N"}, f"{FONT},Regular", TEXT_SIZE
    for index, width in enumerate(shape.widths, 1):
        sheet.column_dimensions[get_column_letter(index)].width = round(width, 2)
    return sheet


def _free_title(book: Workbook, wanted: str) -> str:
    """A tab's name: 31 characters, none of []:*?/\\, no quote at its ends, used once."""
    title = re.sub(r"[\[\]:*?/\\\s]+", " ", clean(wanted)).strip("' ") or _("Bảng")
    taken = {name.casefold() for name in book.sheetnames} | {"history"}  # Excel keeps that one for itself
    name, number = _shortened(title, 31), 1
    while name.casefold() in taken:
        number += 1
        name = f"{_shortened(title, 26)} ({number})"
    return name


def _shortened(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    return text[: length + 1].rsplit(" ", 1)[0][:length].rstrip("' -,(")


def _put(sheet: _Sheet, index: int, line: Line) -> None:
    cells: list[Cell | None] = [None] * max((span.last for span in line.spans), default=0)
    for span in line.spans:
        cells[span.first - 1 : span.last] = [_cell(sheet, span.look) for _column in range(span.first, span.last + 1)]
        value = span.value if isinstance(span.value, str) else _rich(span.value)
        cells[span.first - 1] = _cell(sheet, span.look, value or None)
        if span.last > span.first or span.rows > 1:
            sheet.merged_cells.add(_area(span.first, index, span.last, index + span.rows - 1))
    sheet.row_dimensions[index].height = stepped(line.height)
    sheet.append(cells)


def _area(first: int, top: int, last: int, bottom: int) -> str:
    return f"{get_column_letter(first)}{top}:{get_column_letter(last)}{bottom}"


def _rich(pieces: Sequence[Piece]) -> CellRichText:
    blocks = []
    for number, (text, look) in enumerate(pieces, 1):
        font = InlineFont(rFont=FONT, sz=look.size, b=look.bold, i=look.italic)
        blocks.append(TextBlock(font, text if number == len(pieces) else f"{text}\n"))
    return CellRichText(blocks)


def _cell(sheet: _Sheet, look: Look, value: str | CellRichText | None = None) -> Cell:
    cell: Any = WriteOnlyCell(sheet, value)  # type: ignore[arg-type]
    if isinstance(value, str):
        cell.data_type = "s"  # never a formula
    cell.font = Font(name=FONT, size=look.size, bold=look.bold, italic=look.italic)
    cell.alignment = Alignment(horizontal=look.across, vertical=look.down, wrap_text=True)
    cell.number_format = look.number_format
    if look.boxed:
        side = Side(style="thin", color="000000")
        cell.border = Border(left=side, right=side, top=side, bottom=side)
    if look.shaded:
        cell.fill = PatternFill("solid", fgColor="EDEDED")
    return cell


# --- rows


@dataclass(frozen=True)
class _Pen:
    """How one column's cells are written: the numbers of its two styles, its own and the one for a text that stands in it."""

    letter: str
    style: int
    text_style: int
    number: Callable[[Any], Any]  # what Excel stores, None where only text will do
    typeset: Callable[[str], tuple[str, int]]  # the text's XML, and the lines that it takes

    def xml(self, row: int, value: Any) -> tuple[str, int]:
        """The cell, and the lines that it takes."""
        if value is None or value is False or value == "":
            return f'<c r="{self.letter}{row}" s="{self.style}"/>', 1
        number = self.number(value)
        if number is not None:
            return f'<c r="{self.letter}{row}" s="{self.style}"><v>{number}</v></c>', 1
        text, lines = self.typeset("x" if value is True else str(value))
        return f'<c r="{self.letter}{row}" s="{self.text_style}" t="inlineStr"><is>{text}</is></c>', lines


def _pens(sheet: _Sheet, shape: Shape, look: Look) -> list[_Pen]:
    return [_pen(sheet, column.kind, index, shape.room((index, index)), look) for index, column in enumerate(shape.columns, 1)]


def _pen(sheet: _Sheet, kind: str, index: int, room: float, look: Look) -> _Pen:
    number_format, across, number = FORMATS[kind]
    own = _cell(sheet, replace(look, number_format=number_format, across=across))
    as_text = _cell(sheet, replace(look, number_format="@", across=across))
    typeset = lru_cache(maxsize=1024)(partial(_typeset, room=room, look=look))  # units and activities come again and again
    stored = partial(number, zone=get_current_timezone())
    return _Pen(get_column_letter(index), own.style_id, as_text.style_id, stored, typeset)


def _typeset(value: str, room: float, look: Look) -> tuple[str, int]:
    text = clean(value)[:LONGEST_TEXT]
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<t{space}>{escape(text)}</t>", line_count(text, room, look)


def _nothing(_value: Any, zone: tzinfo) -> None:
    return None


def _figure(value: Any, zone: tzinfo) -> Any:
    return value if isinstance(value, NUMBERS) and value is not True and math.isfinite(value) else None


def _day(value: Any, zone: tzinfo) -> int | None:
    """Days as Excel counts them; the calendar before March 1900 is wrong there."""
    if isinstance(value, datetime):
        value = _local(value, zone)
    elif not isinstance(value, date):
        return None
    return value.toordinal() - DAY_0 if value.year > 1900 else None


def _moment(value: Any, zone: tzinfo) -> float | None:
    if not isinstance(value, datetime):
        return _day(value, zone)
    value = _local(value, zone)
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    return value.toordinal() - DAY_0 + seconds / 86_400 if value.year > 1900 else None


def _local(value: datetime, zone: tzinfo) -> datetime:
    return value if value.tzinfo is None else value.astimezone(zone)


NUMBERS = (int, float, Decimal)
DAY_0 = date(1899, 12, 30).toordinal()
FORMATS: dict[str, tuple[str, str, Callable[..., Any]]] = {
    "text": ("@", "left", _nothing),
    "number": ("#,##0", "right", _figure),
    "decimal": ("#,##0.00", "right", _figure),
    "percent": ('0.0"%"', "right", _figure),
    "year": ("0", "center", _figure),
    "date": ("dd/mm/yyyy", "center", _day),
    "datetime": ("dd/mm/yyyy hh:mm", "center", _moment),
    "mark": ("@", "center", _nothing),
}


class _RowSheet:
    """One sheet of the table: head, rows, and how far down its printed page it has come."""

    def __init__(self, book: Workbook, table: Table, shape: Shape) -> None:
        above, head = lines_above(table, shape), table_head(shape)
        self.sheet = _add_sheet(book, str(table.title), table.orientation, shape)
        self.least, self.index = table.row_height, 0
        self.flow = PageFlow.of(table, shape, above, head)
        first, last = len(above) + 1, len(above) + len(head)
        self.sheet.print_title_rows = f"{first}:{last}"
        self.sheet.freeze_panes = f"A{last + 1}"
        for line in (*above, *head):
            self.put(line)
        self.pens = _pens(self.sheet, shape, BODY)

    def put(self, line: Line) -> None:
        self.index += 1
        _put(self.sheet, self.index, line)

    def write(self, row: Iterable[Any], pens: Sequence[_Pen] | None = None) -> None:
        self.index += 1
        cells = [pen.xml(self.index, value) for pen, value in zip(pens or self.pens, row, strict=True)]
        height = self.height(max(lines for _cell, lines in cells))
        self.flow.take(height)
        self.sheet.append_xml(f'<row r="{self.index}" ht="{height}" customHeight="1">{"".join([cell for cell, _lines in cells])}</row>')

    def height(self, lines: int) -> float:
        return stepped(max(self.least, lines * TABLE_SIZE * LINE + 2))

    def break_page(self) -> None:
        self.sheet.row_breaks.append(Break(id=self.index))


def _write_table(book: Workbook, table: Table, rows_per_sheet: int) -> int:
    shape, written = shape_of(table), 0
    rows: Iterator[Row] = ((number, *row) for number, row in enumerate(table.rows, 1)) if table.numbered else iter(table.rows)
    while True:
        sheet, held = _RowSheet(book, table, shape), deque[Row]()
        for row in islice(rows, rows_per_sheet):
            written += 1
            held.append(row)
            if len(held) > KEPT_ROWS:
                sheet.write(held.popleft())
        following = next(rows, None)
        if following is None:
            _finish(sheet, table, shape, held)
            return written
        rows = chain([following], rows)
        for row in held:
            sheet.write(row)


def _finish(sheet: _RowSheet, table: Table, shape: Shape, held: Sequence[Row]) -> None:
    below = [*note_lines(table, shape), *signature_lines(table, shape)]
    height = sum(line.height for line in below) + (len(held) + 1) * sheet.height(1)
    if table.signatories and sheet.flow.rows >= KEPT_ROWS and not sheet.flow.has_room(height):
        sheet.break_page()
    for row in held:
        sheet.write(row)
    if not held:
        sheet.put(Line(24, [Span(1, len(shape.columns), _("Không có số liệu."), replace(BODY, italic=True))]))
    if table.totals is not None:
        _write_totals(sheet, [None, *table.totals] if table.numbered else list(table.totals), shape)
    for line in below:
        sheet.put(line)


def _write_totals(sheet: _RowSheet, totals: list[Any], shape: Shape) -> None:
    """The cells before the first figure become one, with the row's name."""
    figures = (position for position, value in enumerate(totals) if value is not None and not isinstance(value, str))
    lead = next(figures, len(totals))
    bold = replace(BODY, bold=True)
    pens = _pens(sheet.sheet, shape, bold)
    if lead:
        name = next((value for value in totals[:lead] if value), _("Tổng cộng"))
        totals = [name, *[None] * (lead - 1), *totals[lead:]]
        pens[0] = _pen(sheet.sheet, "mark", 1, shape.room((1, lead)), bold)
    if lead > 1:
        sheet.sheet.merged_cells.add(_area(1, sheet.index + 1, lead, sheet.index + 1))
    sheet.write(totals, pens)
