"""The same cells as xlsx, xls, ods or csv, and what can be done to a finished file by hand."""

import csv
import io
import re
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import openpyxl
import xlwt
from openpyxl.worksheet.worksheet import Worksheet

from tests.imports.sample_workbooks.letters import cp1258, tcvn3


def save(workbook: openpyxl.Workbook, path: Path, *, kind: str, encoding: str, delimiter: str) -> None:
    match kind:
        case ".csv":
            text = io.StringIO()
            rows = [["" if value is None else text_of(value) for value in row] for row in workbook.active.values]
            csv.writer(text, delimiter=delimiter).writerows(rows)
            match encoding:
                case "tcvn3":
                    path.write_bytes(tcvn3(text.getvalue()).encode("cp1252"))
                case "cp1258":
                    path.write_bytes(cp1258(text.getvalue()))
                case _:
                    path.write_bytes(text.getvalue().encode(encoding))
        case ".ods":
            save_ods(workbook, path)
        case ".xls":
            save_xls(workbook, path)
        case _:
            workbook.save(path)


def text_of(value: Any) -> str:
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)


def save_xls(workbook: openpyxl.Workbook, path: Path) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    for sheet in workbook.worksheets:
        written = book.add_sheet(sheet.title, cell_overwrite_ok=True)
        for merged in sheet.merged_cells.ranges:
            written.merge(merged.min_row - 1, merged.max_row - 1, merged.min_col - 1, merged.max_col - 1)
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
            style = xlwt.XFStyle()
            style.font.name = cell.font.name or "Arial"
            if isinstance(cell.value, date):
                style.num_format_str = "dd/mm/yyyy"
            written.write(cell.row - 1, cell.column - 1, cell.value, style)
        for letter, column in sheet.column_dimensions.items():
            written.col(openpyxl.utils.column_index_from_string(letter) - 1).hidden = column.hidden
    book.save(str(path))


# --- ods, written by hand: repeated cells and rows, covered cells, typed values

_ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" '
    'office:version="1.2"><office:automatic-styles><number:date-style style:name="N1"><number:day number:style="long"/><number:text>/'
    '</number:text><number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/></number:date-style>'
    '<style:style style:name="d" style:family="table-cell" style:data-style-name="N1"/></office:automatic-styles>'
    "<office:body><office:spreadsheet>"
)
_ODS_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def save_ods(workbook: openpyxl.Workbook, path: Path) -> None:
    tables = ""
    empty = (
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
    )
    for sheet in workbook.worksheets:
        rows = ""
        for row in range(1, sheet.max_row + 1):
            cells, blank = "", 0
            for column in range(1, sheet.max_column + 1):
                written = ods_cell(sheet, row, column)
                if written == "<table:table-cell/>":
                    blank += 1
                    continue
                cells += f'<table:table-cell table:number-columns-repeated="{blank}"/>' * (blank > 0) + written
                blank = 0
            rows += f"<table:table-row>{cells or '<table:table-cell/>'}</table:table-row>"
        tables += f"<table:table table:name={quoteattr(sheet.title)}>{rows}{empty}</table:table>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        file.writestr("content.xml", f"{_ODS_HEAD}{tables}</office:spreadsheet></office:body></office:document-content>")
        file.writestr("META-INF/manifest.xml", _ODS_MANIFEST)


def ods_cell(sheet: Worksheet, row: int, column: int) -> str:
    value = sheet.cell(row, column).value
    span = ""
    for merged in sheet.merged_cells.ranges:
        if (row, column) == (merged.min_row, merged.min_col):
            span = f' table:number-columns-spanned="{merged.size["columns"]}" table:number-rows-spanned="{merged.size["rows"]}"'
        elif merged.min_row <= row <= merged.max_row and merged.min_col <= column <= merged.max_col:
            return "<table:covered-table-cell/>"
    if value is None:
        return f"<table:table-cell{span}/>"
    paragraphs = f"<text:p>{escape(text_of(value))}</text:p>".replace("\n", "</text:p><text:p>")
    if isinstance(value, datetime | date):
        return f'<table:table-cell{span} table:style-name="d" office:value-type="date" office:date-value="{value:%Y-%m-%d}">{paragraphs}</table:table-cell>'
    if isinstance(value, int | float):
        return f'<table:table-cell{span} office:value-type="float" office:value="{value}">{paragraphs}</table:table-cell>'
    return f'<table:table-cell{span} office:value-type="string">{paragraphs}</table:table-cell>'


# --- what no library writes


FIRST_SHEET = "xl/worksheets/sheet1.xml"


def rewrite_first_sheet(path: Path, replaced: dict[str, str]) -> None:
    """Replace patterns in the first sheet of a finished xlsx; each must be there."""
    with zipfile.ZipFile(path) as file:
        members = {name: file.read(name) for name in file.namelist()}
    xml = members[FIRST_SHEET].decode()
    for pattern, replacement in replaced.items():
        xml, count = re.subn(pattern, replacement, xml)
        assert count, pattern
    members[FIRST_SHEET] = xml.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)


def result_of_formula(cell: str, result: Any) -> tuple[str, str]:
    """Return pattern and replacement that give a formula the result that Excel would have kept."""
    kind = "e" if str(result).startswith("#") else "str" if isinstance(result, str) else "n"
    pattern = rf'<c r="{cell}"((?: s="\d+")?)[^>]*><f>(.*?)</f><v ?/?>(?:</v>)?</c>'
    return pattern, rf'<c r="{cell}"\1 t="{kind}"><f>\2</f><v>{escape(str(result))}</v></c>'
