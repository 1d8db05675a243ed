"""Sheets of a workbook: A4 as an office prints it, its rows streamed in constant memory, its cells styled."""

# mypy: disable-error-code="attr-defined, union-attr"
# The stubs of openpyxl do not know the members of a write-only sheet.

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet._writer import WorksheetWriter, create_temporary_file
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties

from exports.formats.page_layout import MARGINS, TABLE_SIZE, SheetColumns, SheetLine, Span, clean
from exports.formats.text_metrics import LINE_HEIGHT, TEXT_SIZE, CellStyle, round_up_to_pixels
from screens.workbook_text import spell_low_lines

FONT = "Times New Roman"
MAX_TITLE_LENGTH = 31  # of a sheet, in Excel
BUFFER_BYTES = 256 * 1024
ROWS_AT_ONCE = 200


class StreamedSheet(WriteOnlyWorksheet):
    """Takes finished rows of XML beside rows of cells: openpyxl's way, cell by cell through lxml, is three times as slow."""

    _writer: Any = None
    first_row = 1  # of the figures, below their heads

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._xml_rows: list[str] = []  # not yet written

    def append(self, row: Any) -> None:
        self._flush()
        super().append(row)

    def append_xml(self, row: str) -> None:
        self._xml_rows.append(row)
        if len(self._xml_rows) >= ROWS_AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        if self._xml_rows:
            self._rows.send(self._xml_rows)
            self._xml_rows.clear()

    def _get_writer(self) -> None:
        if self._writer is None:
            path = create_temporary_file()
            self.file = Path(path).open("wb", buffering=BUFFER_BYTES)  # noqa: SIM115 - close() closes it
            self._writer = WorksheetWriter(self, out=self.file)
            self._writer.out = path  # where the workbook looks for it
            self._writer.write_top()

    def _write_rows(self) -> Iterator[None]:
        xf = self._writer.xf.send(True)
        index = 0
        with xf.element("sheetData"), suppress(GeneratorExit):
            while True:
                row = yield
                if row is self._xml_rows:
                    self.file.write("".join(row).encode())
                    index += len(row)
                else:
                    index += 1
                    self._writer.write_row(xf, self._values_to_row(row, index), index)
                    xf.flush()
        self._writer.xf.send(None)

    def close(self) -> None:
        self._flush()
        super().close()
        self.file.close()


def add_sheet(book: Workbook, title: str, orientation: str, columns: SheetColumns) -> StreamedSheet:
    """Add a sheet of A4 as wide as its page. Pages are numbered in the top margin, but for the first (Phụ lục I)."""
    sheet = StreamedSheet(book, _unused_title(book, title))
    book._add_sheet(sheet)
    sheet.sheet_view.showGridLines = False
    sheet.sheet_format.defaultRowHeight = round_up_to_pixels(TABLE_SIZE * LINE_HEIGHT)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    setup = sheet.page_setup
    setup.paperSize, setup.orientation, setup.fitToWidth, setup.fitToHeight = 9, orientation, 1, 0
    setup.firstPageNumber, setup.useFirstPageNumber = 1, True
    sheet.page_margins = PageMargins(**MARGINS, header=0.35, footer=0.35)
    sheet.print_options.horizontalCentered = True
    sheet.HeaderFooter.differentFirst = True
    number = sheet.oddHeader.center
    number.text, number.font, number.size = _("Trang %(page)s/%(pages)s") % {"page": "&P", "pages": "&N"}, f"{FONT},Regular", TEXT_SIZE
    for index, width in enumerate(columns.widths, 1):
        sheet.column_dimensions[get_column_letter(index)].width = round(width, 2)
    return sheet


def _unused_title(book: Workbook, text: str) -> str:
    """Return a sheet's title: 31 characters, none of []:*?/\\, no quote at its ends, used once."""
    title = re.sub(r"[\[\]:*?/\\\s]+", " ", clean(text)).strip("' ") or _("Bảng")
    used_titles = {name.casefold() for name in book.sheetnames} | {"history"}  # Excel keeps that one for itself
    name, number = _shorten(title, MAX_TITLE_LENGTH), 1
    while name.casefold() in used_titles:
        number += 1
        name = f"{_shorten(title, MAX_TITLE_LENGTH - 5)} ({number})"
    return name


def _shorten(text: str, length: int) -> str:
    """Return the first words of the text that fit in `length` characters."""
    if len(text) <= length:
        return text
    return text[: length + 1].rsplit(" ", 1)[0][:length].rstrip("' -,(")


def write_line(sheet: StreamedSheet, index: int, line: SheetLine) -> None:
    """Write a line of heads, notes or signatures as row `index`, with its merged cells."""
    cells: list[Cell | None] = [None] * max((span.last for span in line.spans), default=0)
    for span in line.spans:
        cells[span.first - 1 : span.last] = [styled_cell(sheet, span.style) for _column in range(span.first, span.last + 1)]
        cells[span.first - 1] = styled_cell(sheet, span.style, _span_text(span) or None)
        if span.last > span.first or span.rows > 1:
            sheet.merged_cells.add(cell_range(span.first, index, span.last, index + span.rows - 1))
    sheet.row_dimensions[index].height = round_up_to_pixels(line.height)
    sheet.append(cells)


def cell_range(first: int, top: int, last: int, bottom: int) -> str:
    return f"{get_column_letter(first)}{top}:{get_column_letter(last)}{bottom}"


def _span_text(span: Span) -> str | CellRichText:
    """Return the span's text; several texts, each in its style, stand under each other."""
    if isinstance(span.value, str):
        return spell_low_lines(span.value)
    blocks = []
    for number, (text, style) in enumerate(span.value, 1):
        font = InlineFont(rFont=FONT, sz=style.size, b=style.bold, i=style.italic)
        text = spell_low_lines(text)
        blocks.append(TextBlock(font, text if number == len(span.value) else f"{text}\n"))
    return CellRichText(blocks)


def styled_cell(sheet: StreamedSheet, style: CellStyle, value: str | CellRichText | None = None) -> Cell:
    cell: Any = WriteOnlyCell(sheet, value)  # type: ignore[arg-type]
    if isinstance(value, str):
        cell.data_type = "s"  # never a formula
    cell.font = Font(name=FONT, size=style.size, bold=style.bold, italic=style.italic)
    cell.alignment = Alignment(horizontal=style.horizontal, vertical=style.vertical, wrap_text=True)
    cell.number_format = style.number_format
    if style.boxed:
        side = Side(style="thin", color="000000")
        cell.border = Border(left=side, right=side, top=side, bottom=side)
    if style.shaded:
        cell.fill = PatternFill("solid", fgColor="EDEDED")
    return cell
