"""Read xls of every age: by xlrd, which knows its fonts and formats; by calamine what that cannot read."""

import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import xlrd
from python_calamine import CalamineWorkbook, PasswordError

from imports.reader.formats.dates import date_cell, date_parts_shown, serial_number, shown_date
from imports.reader.formats.fonts import LegacyFont, cell_in_font, legacy_font
from imports.reader.grid import Cell, FormulaError
from imports.reader.limits import MAX_ROWS, Refused
from imports.reader.sheet_builder import Budget, SheetBuilder, number_cell, text_cell


def read_xls(content: bytes) -> list[SheetBuilder]:
    try:
        return _read_with_xlrd(content)
    except (Refused, MemoryError):
        raise
    except Exception as error:  # xlrd fails in many ways on what it does not know
        if "encrypted" in str(error):
            raise Refused("password") from error
        return _read_with_calamine(content)


def _read_with_xlrd(content: bytes) -> list[SheetBuilder]:
    options: dict[str, Any] = {"formatting_info": True, "logfile": io.StringIO()}
    try:
        book = xlrd.open_workbook(file_contents=content, **options)
    except UnicodeDecodeError:  # a file of before 1997 that does not name its code page
        book = xlrd.open_workbook(file_contents=content, encoding_override="cp1252", **options)
    budget = Budget()
    styles = [_Style(book, style) for style in book.xf_list]
    return [_XlrdSheetReader(book, sheet, styles, budget).read() for sheet in book.sheets()]


class _Style:
    def __init__(self, book: Any, style: Any) -> None:
        number_format = book.format_map.get(style.format_key)
        self.shows = date_parts_shown(number_format.format_str) if number_format else ""
        self.font = _font_at(book, style.font_index)
        self.is_struck_out = _is_struck_out(book, style.font_index)


def _font_at(book: Any, index: int) -> LegacyFont | None:
    return legacy_font(book.font_list[index].name) if 0 <= index < len(book.font_list) else None


def _is_struck_out(book: Any, index: int) -> bool:
    return 0 <= index < len(book.font_list) and bool(book.font_list[index].struck_out)


@dataclass(frozen=True, slots=True)
class _Run:
    """Letters of a cell in one font."""

    text: str
    font: LegacyFont | None
    is_struck_out: bool


class _XlrdSheetReader:
    def __init__(self, book: Any, sheet: Any, styles: list[_Style], budget: Budget) -> None:
        self.book, self.sheet, self.styles = book, sheet, styles
        self.builder = SheetBuilder(sheet.name, budget, is_hidden=sheet.visibility != 0, is_1904=bool(book.datemode))

    def read(self) -> SheetBuilder:
        sheet, builder = self.sheet, self.builder
        for row in range(sheet.nrows):
            types, values = sheet.row_types(row), sheet.row_values(row)
            cells = [
                self.read_cell((row, column), types[column], values[column]) if types[column] else None for column in range(len(types))
            ]
            builder.add_row(row, cells)
            for column, cell in enumerate(cells):
                index = sheet.cell_xf_index(row, column) if cell is not None else -1
                has_runs = (row, column) in sheet.rich_text_runlist_map  # their letters have said it
                if 0 <= index < len(self.styles) and self.styles[index].is_struck_out and not has_runs:
                    builder.struck_cells[row].add(column)
        builder.hidden_rows.update(row for row, information in sheet.rowinfo_map.items() if information.hidden)
        for column, information in sheet.colinfo_map.items():
            if information.hidden:
                builder.hide_columns(column, column)
        for first_row, past_row, first_column, past_column in sheet.merged_cells:
            builder.merge(first_row, first_column, past_row - 1, past_column - 1)
        return builder

    def read_cell(self, place: tuple[int, int], kind: int, value: Any) -> Cell:
        index = self.sheet.cell_xf_index(*place)
        style = self.styles[index] if 0 <= index < len(self.styles) else None
        match kind:
            case xlrd.XL_CELL_TEXT:
                return self.read_text(place, value, style)
            case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
                return date_cell(value, style.shows, is_1904=bool(self.book.datemode)) if style and style.shows else number_cell(value)
            case xlrd.XL_CELL_BOOLEAN:
                return bool(value)
            case xlrd.XL_CELL_ERROR:
                return FormulaError(xlrd.error_text_from_code.get(value, "#ERR"))
        return None

    def read_text(self, place: tuple[int, int], text: str, style: _Style | None) -> Cell:
        """Return the text in the font of its first run beyond ASCII, without the letters struck out; all of it where all of them are.

        Before the first run stands the cell's font.
        """
        cell_font, is_cell_struck_out = (style.font, style.is_struck_out) if style else (None, False)
        starts = self.sheet.rich_text_runlist_map.get(place)
        if not starts:
            return cell_in_font(text, cell_font)
        fonts = [
            (cell_font, is_cell_struck_out),
            *((_font_at(self.book, index), _is_struck_out(self.book, index)) for _start, index in starts),
        ]
        places = [0, *(start for start, _index in starts), len(text)]
        runs = [_Run(text[start:end], *font) for (start, end), font in zip(pairwise(places), fonts, strict=True)]
        valid_runs = [run for run in runs if not run.is_struck_out]
        if not any(run.text.strip() for run in valid_runs):
            self.builder.struck_cells[place[0]].add(place[1])
            valid_runs = runs
        font = next((run.font for run in valid_runs if run.font and not run.text.isascii()), None)
        return cell_in_font("".join(run.text for run in valid_runs), font)


def _read_with_calamine(content: bytes) -> list[SheetBuilder]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError as error:
        raise Refused("password") from error
    budget, builders = Budget(), []
    for metadata in book.sheets_metadata:
        builder = SheetBuilder(metadata.name, budget, is_hidden="Visible" not in str(metadata.visible).rpartition(".")[2])
        sheet = book.get_sheet_by_name(metadata.name)
        if sheet.total_height > MAX_ROWS * 3:
            raise Refused("too_long", sheet=metadata.name, row=sheet.total_height, most=MAX_ROWS)
        for row, values in enumerate(sheet.to_python(skip_empty_area=False)):
            builder.add_row(row, list(map(_calamine_cell, values)))
        for (first_row, first_column), (last_row, last_column) in sheet.merged_cell_ranges or []:
            builder.merge(first_row, first_column, last_row, last_column)
        builders.append(builder)
    return builders


def _calamine_cell(value: Any) -> Cell:
    match value:
        case str():
            return text_cell(value)
        case bool():
            return value
        case datetime() | date():
            moment = datetime(value.year, value.month, value.day)
            return shown_date(moment.date(), "ymd", serial_number(moment, is_1904=False))
        case time() | timedelta():
            return str(value)
    return number_cell(value)
