"""Read xlsx, every cell with its font, format and formula error. `xlsx_fast` gives the same grid for sheets that have nothing special."""

import posixpath
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from imports.reader.formats.dates import builtin_format, date_cell, date_parts_shown, serial_number, shown_date
from imports.reader.formats.fonts import LegacyFont, cell_in_font, legacy_font
from imports.reader.formats.xlsx_text import RichText, unescape
from imports.reader.grid import Cell, FormulaError
from imports.reader.limits import MAX_COLUMNS, Refused
from imports.reader.sheet_builder import Budget, SheetBuilder, number_cell
from imports.reader.zip_package import Package, attribute, local


@dataclass(frozen=True, slots=True)
class Style:
    number_format: str = "General"
    shows: str = ""
    font: LegacyFont | None = None
    is_struck_out: bool = False


@dataclass(frozen=True, slots=True)
class SheetReference:
    """A sheet as the workbook lists it."""

    name: str
    part: str
    is_hidden: bool


class WorkbookParts:
    """The parts that the sheets of a workbook share: strings, styles, the list of sheets."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self._part = self._find_related_part("", "officeDocument") or "xl/workbook.xml"
        root = package.tree(self._part)
        properties = next((child for child in root if local(child) == "workbookPr"), None)
        self.is_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        self.sheets: list[SheetReference] = []
        relations = {relation.get("Id"): relation for relation in self._relations(self._part)}
        for sheet in root.iter("{*}sheet"):
            relation = relations.get(attribute(sheet, "id"))
            if relation is not None and (relation.get("Type") or "").endswith("/worksheet"):  # charts and macros hold no cells
                is_hidden = sheet.get("state") in ("hidden", "veryHidden")
                self.sheets.append(SheetReference(sheet.get("name") or "", self._target_of(relation, self._part), is_hidden))

    @cached_property
    def strings_part(self) -> str | None:
        return self._find_related_part(self._part, "sharedStrings")

    @cached_property
    def strings(self) -> list[RichText]:
        if self.strings_part is None:
            return []
        return [RichText.parse(item) for item in self.package.elements(self.strings_part, "si")]

    @cached_property
    def styles(self) -> list[Style]:
        part = self._find_related_part(self._part, "styles")
        if part is None:
            return []
        root = self.package.tree(part)
        formats = {_number(item.get("numFmtId")): item.get("formatCode") or "General" for item in root.iterfind("{*}numFmts/{*}numFmt")}
        fonts = [
            legacy_font(next((child.get("val") for child in font if local(child) in ("name", "rFont")), None))
            for font in root.iterfind("{*}fonts/{*}font")
        ]
        struck = [
            any(local(child) == "strike" and child.get("val") not in ("0", "false") for child in font)
            for font in root.iterfind("{*}fonts/{*}font")
        ]
        styles = []
        for item in root.iterfind("{*}cellXfs/{*}xf"):
            format_id, font_id = _number(item.get("numFmtId")), _number(item.get("fontId"))
            number_format = formats.get(format_id) or builtin_format(format_id)
            font, is_struck_out = (fonts[font_id], struck[font_id]) if font_id < len(fonts) else (None, False)
            styles.append(Style(number_format, date_parts_shown(number_format), font, is_struck_out))
        return styles

    def _find_related_part(self, part: str, kind: str) -> str | None:
        for relation in self._relations(part):
            target = self._target_of(relation, part)
            if (relation.get("Type") or "").endswith(f"/{kind}") and self.package.has(target):
                return target
        return None

    def _relations(self, part: str) -> list[Any]:
        folder, name = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        return list(self.package.tree(relations)) if self.package.has(relations) else []

    def _target_of(self, relation: Any, part: str) -> str:
        target = (relation.get("Target") or "").replace("\\", "/")
        return target if target.startswith("/") else posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


def read_sheet(book: WorkbookParts, reference: SheetReference, budget: Budget) -> SheetBuilder:
    return _SheetReader(book, reference, budget).read()


class _SheetReader:
    def __init__(self, book: WorkbookParts, reference: SheetReference, budget: Budget) -> None:
        self.book, self.part = book, reference.part
        self.builder = SheetBuilder(reference.name, budget, is_hidden=reference.is_hidden, is_1904=book.is_1904)
        self.next_row = 0
        styles = book.styles
        self.default_style = styles[0] if styles else Style()
        self.styles: dict[str, Style] = {}

    def read(self) -> SheetBuilder:
        for element in self.book.package.elements(self.part, "row", "col", "mergeCell"):
            match local(element):
                case "row":
                    self.read_row(element)
                case "col":
                    if element.get("hidden") in ("1", "true"):
                        self.builder.hide_columns(_number(element.get("min")) - 1, _number(element.get("max")) - 1)
                case "mergeCell":
                    self.builder.merge(*parse_range(element.get("ref") or ""))
        return self.builder

    def read_row(self, row: Any) -> None:
        number = _number(row.get("r"), self.next_row + 1) - 1
        self.next_row = number + 1
        if row.get("hidden") in ("1", "true"):
            self.builder.hidden_rows.add(number)
        namespace = row.tag[: -len("row")]
        cells: list[Cell] = []
        for element in row.iterchildren(namespace + "c"):
            column = _column_index(element.get("r") or "", len(cells))
            if column < MAX_COLUMNS:
                cells += [None] * (column + 1 - len(cells))
                cells[column] = self.read_cell(element, namespace)
                if cells[column] is not None and (self.style_of(element).is_struck_out or self.is_text_struck_out(element, namespace)):
                    self.builder.struck_cells[number].add(column)
        self.builder.add_row(number, cells)

    def read_cell(self, element: Any, namespace: str) -> Cell:
        """Return what a cell shows: its text in its font, its value in its format, None for nothing."""
        value = inline = None
        has_formula = False
        for child in element:
            match child.tag.removeprefix(namespace):
                case "v":
                    value = child.text
                case "f":
                    has_formula = True
                case "is":
                    inline = child
        style = self.style_of(element)
        if inline is not None:
            return RichText.parse(inline).to_cell(style.font)
        kind = element.get("t") or "n"
        if not value:
            # A formula that nobody has computed yet shows something to people; text computed to be empty does not.
            return FormulaError("=") if has_formula and kind != "str" else None
        return self.convert_value(kind, value, style)

    def is_text_struck_out(self, element: Any, namespace: str) -> bool:
        """Return whether all runs of a cell's text are struck out, though the cell is not."""
        if element.get("t") == "s":
            index = _number(element.findtext(namespace + "v"), -1)
            return 0 <= index < len(self.book.strings) and self.book.strings[index].is_struck_out
        inline = element.find(namespace + "is")
        return inline is not None and RichText.parse(inline).is_struck_out

    def style_of(self, element: Any) -> Style:
        """Return the style of a cell."""
        style_number = element.get("s")
        if not style_number:
            return self.default_style
        if style_number not in self.styles:
            index, styles = _number(style_number), self.book.styles
            self.styles[style_number] = styles[index] if index < len(styles) else Style()
        return self.styles[style_number]

    def convert_value(self, kind: str, value: str, style: Style) -> Cell:
        match kind:
            case "s":
                strings, index = self.book.strings, _number(value, -1)
                if not 0 <= index < len(strings):
                    raise Refused("damaged")
                return strings[index].to_cell(style.font)
            case "b":
                return value.strip() in ("1", "true")
            case "e":
                return FormulaError(value)
            case "d":
                try:
                    moment = datetime.fromisoformat(value.strip()).replace(tzinfo=None)
                except ValueError:
                    return cell_in_font(value, style.font)
                shows = style.shows if style.shows not in ("", "time") else "ymd"
                return shown_date(moment.date(), shows, serial_number(moment, is_1904=self.book.is_1904))
            case "str" | "inlineStr":
                return cell_in_font(unescape(value), style.font)
        try:
            number = float(value)
        except ValueError:
            return cell_in_font(value, style.font)
        return date_cell(number, style.shows, is_1904=self.book.is_1904) if style.shows else number_cell(number)


def parse_range(reference: str) -> tuple[int, int, int, int]:
    """Parse 'A1:C3' into first row, first column, last row, last column, from 0."""

    def corner(reference: str) -> tuple[int, int]:
        letters = reference.rstrip("0123456789")
        return _number(reference[len(letters) :]) - 1, _column_index(letters, -1)

    first, _, last = reference.replace("$", "").partition(":")
    return *corner(first), *corner(last or first)


_COLUMNS: dict[str, int] = {}


def _column_index(reference: str, otherwise: int) -> int:
    """Return the column of 'AB12', 27; `otherwise` for a reference without letters."""
    letters = reference.rstrip("0123456789")
    if not letters:
        return otherwise
    if letters not in _COLUMNS:
        if not (letters.isascii() and letters.isalpha()) or len(letters) > 3:
            raise Refused("damaged")
        number = 0
        for letter in letters.upper():
            number = number * 26 + ord(letter) - 64
        _COLUMNS[letters] = number - 1
    return _COLUMNS[letters]


def _number(value: str | None, otherwise: int = 0) -> int:
    """Parse up to nine digits. Raise Refused for anything else: a file with other numbers is damaged."""
    if value is None:
        return otherwise
    value = value.strip()
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise Refused("damaged")
    return int(value)
