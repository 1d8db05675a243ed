"""xls of every age by xlrd, which knows its fonts and formats; by calamine what that cannot read."""

import io
from datetime import date, datetime, time, timedelta
from typing import Any

import xlrd
from python_calamine import CalamineWorkbook, PasswordError

from imports.reader.formats.dates import date_cell, serial_of, shown_by, shown_date
from imports.reader.formats.fonts import LegacyFont, cell_in_font, legacy_font
from imports.reader.grid import Cell, Fault
from imports.reader.limits import MAX_ROWS, Refused
from imports.reader.sheet_builder import Budget, Filling, number_cell, text_cell


def read_xls(content: bytes) -> list[Filling]:
    try:
        return _by_xlrd(_opened(content))
    except (Refused, MemoryError):
        raise
    except Exception as error:  # xlrd fails in many ways on what it does not know
        if "encrypted" in str(error):
            raise Refused("password") from error
        return _by_calamine(content)


def _opened(content: bytes) -> Any:
    silence: dict[str, Any] = {"formatting_info": True, "logfile": io.StringIO()}
    try:
        return xlrd.open_workbook(file_contents=content, **silence)
    except UnicodeDecodeError:  # a file of before 1997 that does not name its code page
        return xlrd.open_workbook(file_contents=content, encoding_override="cp1252", **silence)


def _by_xlrd(book: Any) -> list[Filling]:
    budget = Budget()
    styles = [_Style(book, style) for style in book.xf_list]
    return [_filled(book, sheet, styles, Filling(sheet.name, budget, is_hidden=sheet.visibility != 0)) for sheet in book.sheets()]


class _Style:
    def __init__(self, book: Any, style: Any) -> None:
        number_format = book.format_map.get(style.format_key)
        self.shows = shown_by(number_format.format_str) if number_format else ""
        self.font = _font(book, style.font_index)


def _font(book: Any, index: int) -> LegacyFont | None:
    return legacy_font(book.font_list[index].name) if 0 <= index < len(book.font_list) else None


def _filled(book: Any, sheet: Any, styles: list[_Style], filling: Filling) -> Filling:
    for row in range(sheet.nrows):
        types, values = sheet.row_types(row), sheet.row_values(row)
        cells = [
            _cell(book, sheet, (row, column), types[column], values[column], styles) if types[column] else None
            for column in range(len(types))
        ]
        filling.put(row, cells)
    filling.hidden_rows.update(row for row, information in sheet.rowinfo_map.items() if information.hidden)
    for column, information in sheet.colinfo_map.items():
        if information.hidden:
            filling.hide_columns(column, column)
    for first_row, past_row, first_column, past_column in sheet.merged_cells:
        filling.merge(first_row, first_column, past_row - 1, past_column - 1)
    return filling


def _cell(book: Any, sheet: Any, place: tuple[int, int], kind: int, value: Any, styles: list[_Style]) -> Cell:
    index = sheet.cell_xf_index(*place)
    style = styles[index] if 0 <= index < len(styles) else None
    match kind:
        case xlrd.XL_CELL_TEXT:
            return cell_in_font(value, _font_of_text(book, sheet, place, value, style))
        case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
            return date_cell(value, style.shows, is_1904=bool(book.datemode)) if style and style.shows else number_cell(value)
        case xlrd.XL_CELL_BOOLEAN:
            return bool(value)
        case xlrd.XL_CELL_ERROR:
            return Fault(xlrd.error_text_from_code.get(value, "#ERR"))
    return None


def _font_of_text(book: Any, sheet: Any, place: tuple[int, int], text: str, style: _Style | None) -> LegacyFont | None:
    """The font of the first run that says something beyond ASCII; before the first run stands the cell's."""
    runs = sheet.rich_text_runlist_map.get(place)
    own = style.font if style else None
    if not runs:
        return own
    starts = [(0, own), *((start, _font(book, index)) for start, index in runs)]
    ends = [start for start, _ in starts[1:]] + [len(text)]
    telling = [font for (start, font), end in zip(starts, ends, strict=True) if not text[start:end].isascii()]
    return next((font for font in telling if font), None)


def _by_calamine(content: bytes) -> list[Filling]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError as error:
        raise Refused("password") from error
    budget, fillings = Budget(), []
    for listed in book.sheets_metadata:
        filling = Filling(listed.name, budget, is_hidden="Visible" not in str(listed.visible).rpartition(".")[2])
        sheet = book.get_sheet_by_name(listed.name)
        if sheet.total_height > MAX_ROWS * 3:
            raise Refused("too_long", sheet=listed.name, row=sheet.total_height, most=MAX_ROWS)
        for row, values in enumerate(sheet.to_python(skip_empty_area=False)):
            filling.put(row, list(map(_from_calamine, values)))
        for (first_row, first_column), (last_row, last_column) in sheet.merged_cell_ranges or []:
            filling.merge(first_row, first_column, last_row, last_column)
        fillings.append(filling)
    return fillings


def _from_calamine(value: Any) -> Cell:
    match value:
        case str():
            return text_cell(value)
        case bool():
            return value
        case datetime() | date():
            moment = datetime(value.year, value.month, value.day)
            return shown_date(moment.date(), "ymd", serial_of(moment, is_1904=False))
        case time() | timedelta():
            return str(value)
    return number_cell(value)
