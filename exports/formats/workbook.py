"""A table as a workbook that an office can print and sign: the page of page_layout, its rows streamed in constant memory."""

# mypy: disable-error-code="attr-defined, union-attr, arg-type"
# The stubs of openpyxl do not know the members of a write-only sheet.

import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache, partial
from itertools import chain, islice
from typing import IO, Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet.pagebreak import Break
from openpyxl.writer.excel import ExcelWriter

from exports.formats.chart_sheet import add_chart_sheet
from exports.formats.kept_cells import KeptCells, in_chunks
from exports.formats.page_layout import (
    BODY,
    NOTES_COLUMNS,
    TABLE_SIZE,
    PageFlow,
    SheetColumns,
    SheetLine,
    Span,
    clean,
    closing_lines,
    head_lines,
    lay_out_columns,
    lines_above,
    note_lines,
    notes_sheet_lines,
    signature_lines,
)
from exports.formats.sheets import FONT, StreamedSheet, add_sheet, cell_range, styled_cell, write_line
from exports.formats.text_metrics import LINE_HEIGHT, CellStyle, line_count, round_up_to_pixels
from exports.table import Row, Table, without_empty_columns
from screens.workbook_text import spell_low_lines

ROWS_PER_SHEET = 1_048_000  # Excel ends at 1,048,576; the rest is for head and signatures
ROWS_WITH_SIGNATURES = 3  # that go to the last page with the signatures, which would otherwise stand alone there
MAX_TEXT_LENGTH = 32_767  # of a cell, in Excel
XmlRow = tuple[int, Sequence[str]]  # how many lines it takes, and its cells: between each two of them stands the row's number
COMPRESSION = 3  # of rows alike: as small as 6, the usual one, in a quarter of its time


def write_xlsx(table: Table, file: str | IO[bytes], *, rows_per_sheet: int = ROWS_PER_SHEET) -> int:
    """Write the workbook and return how many rows it holds.

    What reading the rows raises is raised, and leaves no temporary file.
    """
    table = without_empty_columns(table)
    book = Workbook(write_only=True)
    normal = Font(name=FONT, size=TABLE_SIZE)
    book._fonts = IndexedList([normal])  # openpyxl has no public way to Normal, whose digits measure every column
    book._named_styles["Normal"].font = normal
    book.properties.title = clean(table.title)
    book.properties.creator = clean(table.made_by)
    try:
        row_count = _write_rows(book, table, rows_per_sheet)
        notes = add_sheet(book, _("Ghi chú"), "portrait", NOTES_COLUMNS)
        notes.page_setup.fitToHeight = 1
        for index, line in enumerate(notes_sheet_lines(table, row_count), 1):
            write_line(notes, index, line)
        add_chart_sheet(book, table, book.worksheets[0], is_whole=row_count <= rows_per_sheet)
        for data_sheet in table.data_sheets:
            _write_rows(book, data_sheet, rows_per_sheet)
        book.properties.modified = datetime.now(tz=UTC).replace(tzinfo=None)
        ExcelWriter(book, ZipFile(file, "w", ZIP_DEFLATED, compresslevel=COMPRESSION)).save()
    except BaseException:
        for sheet in book.worksheets:
            with suppress(Exception):  # never begun, or saved before the failure and gone already; the failure itself is on its way up
                if not sheet.closed:
                    sheet.close()
                sheet._writer.cleanup()
        raise
    return row_count


@dataclass(frozen=True)
class ColumnWriter:
    """Writer of one column's cells, with the numbers of its two styles: its own, and the one for a text that stands in it."""

    style: int
    text_style: int
    to_number: Callable[[Any], Any]  # returns what Excel stores, None where only text will do
    typeset: Callable[[str], tuple[str, int]]  # returns the text's XML, and the lines that it takes
    ending: str  # what follows: the beginning of the next column's cell, or the end of the row

    def to_xml(self, value: Any) -> tuple[str, int]:
        """Return the cell's XML from behind the row's number up to that number in the next cell, and the lines that it takes."""
        if value is None or value is False or value == "":
            return f'" s="{self.style}"/>{self.ending}', 1
        number = self.to_number(value)
        if number is not None:
            return f'" s="{self.style}"><v>{number}</v></c>{self.ending}', 1
        text, lines = self.typeset("x" if value is True else str(value))
        return f'" s="{self.text_style}" t="inlineStr"><is>{text}</is></c>{self.ending}', lines


def _column_writers(sheet: StreamedSheet, columns: SheetColumns, style: CellStyle) -> list[KeptCells]:
    last = len(columns.columns)
    return [
        _column_writer(sheet, column.kind, index, columns.text_room(index, index), style, is_last=index == last)
        for index, column in enumerate(columns.columns, 1)
    ]


def _column_writer(sheet: StreamedSheet, kind: str, index: int, room: float, style: CellStyle, *, is_last: bool) -> KeptCells:
    number_format, horizontal, to_number = KINDS[kind]
    cell = styled_cell(sheet, replace(style, number_format=number_format, horizontal=horizontal))
    text_cell = styled_cell(sheet, replace(style, number_format="@", horizontal=horizontal))
    writer = ColumnWriter(
        cell.style_id,
        text_cell.style_id,
        partial(to_number, zone=get_current_timezone()),
        partial(_typeset, room=room, style=style),
        "</row>" if is_last else f'<c r="{get_column_letter(index + 1)}',
    )
    return KeptCells(writer.to_xml)


def _xml_rows(rows: Iterable[Row], writers: Sequence[KeptCells]) -> Iterator[XmlRow]:
    """Yield the rows as XML, written some hundred at a time, column by column."""
    for chunk in in_chunks(rows):
        cells, tall_columns = [], []
        for writer, values in zip(writers, zip(*chunk, strict=True), strict=True):
            xml, lines = zip(*writer.write_column(values), strict=True)
            cells.append(xml)
            if max(lines) > 1:
                tall_columns.append(lines)
        line_counts = map(max, zip(*tall_columns, strict=True)) if tall_columns else [1] * len(chunk)
        yield from zip(line_counts, zip(*cells, strict=True), strict=True)


def _typeset(value: str, room: float, style: CellStyle) -> tuple[str, int]:
    """Return the text's XML, and the lines that it takes in a cell with `room` points."""
    text = (value if value.isprintable() else clean(value))[:MAX_TEXT_LENGTH]
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<t{space}>{escape(spell_low_lines(text))}</t>", line_count(text, room, style)


def _no_number(_value: Any, zone: tzinfo) -> None:
    return None


def _number_or_none(value: Any, zone: tzinfo) -> Any:
    return value if isinstance(value, NUMBERS) and value is not True and math.isfinite(value) else None


def _day_number(value: Any, zone: tzinfo) -> int | None:
    """Return the day as Excel counts them; the calendar before March 1900 is wrong there."""
    if isinstance(value, datetime):
        value = _in_zone(value, zone)
    elif not isinstance(value, date):
        return None
    return value.toordinal() - DAY_0 if value.year > 1900 else None


def _time_number(value: Any, zone: tzinfo) -> float | None:
    if not isinstance(value, datetime):
        return _day_number(value, zone)
    value = _in_zone(value, zone)
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    return value.toordinal() - DAY_0 + seconds / 86_400 if value.year > 1900 else None


def _in_zone(value: datetime, zone: tzinfo) -> datetime:
    return value if value.tzinfo is None else value.astimezone(zone)


NUMBERS = (int, float, Decimal)
DAY_0 = date(1899, 12, 30).toordinal()
# By kind of column: number format, horizontal alignment, and what turns a value into a number.
KINDS: dict[str, tuple[str, str, Callable[..., Any]]] = {
    "text": ("@", "left", _no_number),
    "number": ("#,##0", "right", _number_or_none),
    "decimal": ("#,##0.00", "right", _number_or_none),
    "percent": ('0.0"%"', "right", _number_or_none),
    "year": ("0", "center", _number_or_none),
    "date": ("dd/mm/yyyy", "center", _day_number),
    "datetime": ("dd/mm/yyyy hh:mm", "center", _time_number),
    "mark": ("@", "center", _no_number),
}


class RowSheet:
    """One sheet of the table: head, rows, and how far down its printed page it has come."""

    def __init__(self, book: Workbook, table: Table, columns: SheetColumns) -> None:
        above, head = lines_above(table, columns), head_lines(columns)
        self.sheet = add_sheet(book, table.sheet_title or table.title, table.orientation, columns)
        self.row_height = lru_cache(lambda lines: round_up_to_pixels(max(table.row_height, lines * TABLE_SIZE * LINE_HEIGHT + 2)))
        self.index = 0
        self.flow = PageFlow.begin(table, columns, above, head)
        first, last = len(above) + 1, len(above) + len(head)
        self.sheet.print_title_rows = f"{first}:{last}"
        self.sheet.freeze_panes = f"A{last + 1}"
        self.last_head_row, self.last_column, self.sheet.first_row = last, len(columns.columns), last + 1
        for line in (*above, *head):
            self.write_line(line)

    def write_line(self, line: SheetLine) -> None:
        self.index += 1
        write_line(self.sheet, self.index, line)

    def write_row(self, row: XmlRow) -> None:
        self.index += 1
        line_count, cells = row
        height = self.row_height(line_count)
        self.flow.add_row(height)
        self.sheet.append_xml(str(self.index).join(('<row r="', f'" ht="{height}" customHeight="1"><c r="A', *cells)))

    def offer_filters(self) -> None:
        """Let readers filter the rows written so far by each column."""
        self.sheet.auto_filter.ref = cell_range(1, self.last_head_row, self.last_column, self.index)

    def break_page(self) -> None:
        self.sheet.row_breaks.append(Break(id=self.index))


def _write_rows(book: Workbook, table: Table, rows_per_sheet: int) -> int:
    """Write the rows, on as many sheets as they need, and return how many there are.

    The last rows of a sheet wait until it is known whether signatures follow, which take them to their page.
    """
    columns, row_count = lay_out_columns(table), 0
    sheet = RowSheet(book, table, columns)
    numbered: Iterable[Row] = ((number, *row) for number, row in enumerate(table.rows, 1)) if table.numbered else table.rows
    rows = _xml_rows(numbered, _column_writers(sheet.sheet, columns, BODY))
    while True:
        waiting = deque[XmlRow]()
        for row in islice(rows, rows_per_sheet):
            row_count += 1
            waiting.append(row)
            if len(waiting) > ROWS_WITH_SIGNATURES:
                sheet.write_row(waiting.popleft())
        following = next(rows, None)
        if following is None:
            _finish_table(sheet, table, columns, waiting)
            return row_count
        rows = chain([following], rows)
        for row in waiting:
            sheet.write_row(row)
        if table.is_filtered_by_column:
            sheet.offer_filters()
        sheet = RowSheet(book, table, columns)


def _finish_table(sheet: RowSheet, table: Table, columns: SheetColumns, waiting: Sequence[XmlRow]) -> None:
    """Write the last rows, totals, notes and signatures; on a new page where the signatures would stand alone on it."""
    below = [*closing_lines(table, columns), *note_lines(table, columns), *signature_lines(table, columns)]
    height = sum(line.height for line in below) + (len(waiting) + 1) * sheet.row_height(1)
    if table.signatories and sheet.flow.rows >= ROWS_WITH_SIGNATURES and not sheet.flow.has_room(height):
        sheet.break_page()
    for row in waiting:
        sheet.write_row(row)
    if table.is_filtered_by_column:
        sheet.offer_filters()
    if not waiting:
        sheet.write_line(SheetLine(24, [Span(1, len(columns.columns), _("Không có số liệu."), replace(BODY, italic=True))]))
    if table.totals is not None:  # the cells before the first figure become one, with the row's name
        totals = [None, *table.totals] if table.numbered else list(table.totals)
        figures = (position for position, value in enumerate(totals) if value is not None and not isinstance(value, str))
        name_width = next(figures, len(totals))
        bold = replace(BODY, bold=True)
        writers = _column_writers(sheet.sheet, columns, bold)
        if name_width:
            name = next((value for value in totals[:name_width] if value), _("Tổng cộng"))
            totals = [name, *[None] * (name_width - 1), *totals[name_width:]]
            room = columns.text_room(1, name_width)
            writers[0] = _column_writer(sheet.sheet, "mark", 1, room, bold, is_last=len(writers) == 1)
        if name_width > 1:
            sheet.sheet.merged_cells.add(cell_range(1, sheet.index + 1, name_width, sheet.index + 1))
        for row in _xml_rows([totals], writers):
            sheet.write_row(row)
    for line in below:
        sheet.write_line(line)
