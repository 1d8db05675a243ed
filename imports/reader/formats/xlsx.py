"""xlsx, every cell with its font, format and fault. `xlsx_fast` is the fast way to the same grid for sheets that have nothing special."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from imports.reader.formats.dates import built_in, date_cell, serial_of, shown_by, shown_date
from imports.reader.formats.fonts import LegacyFont, cell_in_font, legacy_font
from imports.reader.formats.xlsx_text import Written, unescaped
from imports.reader.grid import Cell, Fault
from imports.reader.limits import MAX_COLUMNS, Refused
from imports.reader.sheet_builder import Budget, Filling, number_cell
from imports.reader.zip_package import Package, attribute, local


@dataclass(frozen=True, slots=True)
class Style:
    number_format: str = "General"
    shows: str = ""
    font: LegacyFont | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A sheet as the workbook lists it."""

    name: str
    part: str
    is_hidden: bool


class Book:
    """What the sheets of a workbook share."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self._part = self._target("", "officeDocument") or "xl/workbook.xml"
        root = package.tree(self._part)
        properties = next((child for child in root if local(child) == "workbookPr"), None)
        self.is_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        self.sheets = list(self._listed(root))

    def _listed(self, root: Any) -> Iterator[Listed]:
        """Sheets of cells; charts and macros are none."""
        targets = {relation.get("Id"): relation for relation in self._relations(self._part)}
        for sheet in root.iter("{*}sheet"):
            relation = targets.get(attribute(sheet, "id"))
            if relation is not None and (relation.get("Type") or "").endswith("/worksheet"):
                hidden = sheet.get("state") in ("hidden", "veryHidden")
                yield Listed(sheet.get("name") or "", self._resolved(self._part, relation), hidden)

    @cached_property
    def strings_part(self) -> str | None:
        return self._target(self._part, "sharedStrings")

    @cached_property
    def strings(self) -> list[Written]:
        if self.strings_part is None:
            return []
        return [Written.of(item) for item in self.package.elements(self.strings_part, "si")]

    @cached_property
    def styles(self) -> list[Style]:
        part = self._target(self._part, "styles")
        if part is None:
            return []
        root = self.package.tree(part)
        formats = {_number(item.get("numFmtId")): item.get("formatCode") or "General" for item in root.iterfind("{*}numFmts/{*}numFmt")}
        fonts = [legacy_font(_font_name(font)) for font in root.iterfind("{*}fonts/{*}font")]
        return [_style(item, formats, fonts) for item in root.iterfind("{*}cellXfs/{*}xf")]

    def _target(self, part: str, kind: str) -> str | None:
        for relation in self._relations(part):
            if (relation.get("Type") or "").endswith(f"/{kind}") and self.package.has(self._resolved(part, relation)):
                return self._resolved(part, relation)
        return None

    def _relations(self, part: str) -> list[Any]:
        folder, name = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        return list(self.package.tree(relations)) if self.package.has(relations) else []

    def _resolved(self, part: str, relation: Any) -> str:
        target = (relation.get("Target") or "").replace("\\", "/")
        return target if target.startswith("/") else posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


def read_sheet(book: Book, listed: Listed, budget: Budget) -> Filling:
    return _SheetReader(book, listed, budget).read()


class _SheetReader:
    def __init__(self, book: Book, listed: Listed, budget: Budget) -> None:
        self.book, self.part = book, listed.part
        self.filling = Filling(listed.name, budget, is_hidden=listed.is_hidden)
        self.next_row = 0
        styles = book.styles
        self.plain = styles[0] if styles else Style()
        self.styles: dict[str, Style] = {}

    def read(self) -> Filling:
        for element in self.book.package.elements(self.part, "row", "col", "mergeCell"):
            match local(element):
                case "row":
                    self._row(element)
                case "col":
                    if _is_true(element.get("hidden")):
                        self.filling.hide_columns(_number(element.get("min")) - 1, _number(element.get("max")) - 1)
                case "mergeCell":
                    self.filling.merge(*area(element.get("ref") or ""))
        return self.filling

    def _row(self, row: Any) -> None:
        number = _number(row.get("r"), self.next_row + 1) - 1
        self.next_row = number + 1
        if _is_true(row.get("hidden")):
            self.filling.hidden_rows.add(number)
        space = row.tag[: -len("row")]
        cells: list[Cell] = []
        for element in row.iterchildren(space + "c"):
            column = column_of(element.get("r") or "", len(cells))
            if column < MAX_COLUMNS:
                cells += [None] * (column + 1 - len(cells))
                cells[column] = self._cell(element, space)
        self.filling.put(number, cells)

    def _cell(self, element: Any, space: str) -> Cell:
        value = inline = None
        has_formula = False
        for child in element:
            match child.tag.removeprefix(space):
                case "v":
                    value = child.text
                case "f":
                    has_formula = True
                case "is":
                    inline = child
        number = element.get("s")
        style = self._style(number) if number else self.plain
        return self._value(element.get("t") or "n", value, inline, style, has_formula)

    def _style(self, number: str) -> Style:
        found = self.styles.get(number)
        if found is None:
            index, styles = _number(number), self.book.styles
            found = self.styles[number] = styles[index] if index < len(styles) else Style()
        return found

    def _value(self, kind: str, value: str | None, inline: Any, style: Style, has_formula: bool) -> Cell:
        if inline is not None:
            return Written.of(inline).cell(style.font)
        if not value:
            # A formula that nobody has computed yet shows something to people; text computed to be empty does not.
            return Fault("=") if has_formula and kind != "str" else None
        match kind:
            case "s":
                return self._shared(value).cell(style.font)
            case "b":
                return value.strip() in ("1", "true")
            case "e":
                return Fault(value)
            case "d":
                return self._iso(value, style)
            case "str" | "inlineStr":
                return cell_in_font(unescaped(value), style.font)
        return self._counted(value, style)

    def _shared(self, value: str) -> Written:
        strings, number = self.book.strings, _number(value, -1)
        if not 0 <= number < len(strings):
            raise Refused("damaged")
        return strings[number]

    def _counted(self, value: str, style: Style) -> Cell:
        try:
            number = float(value)
        except ValueError:
            return cell_in_font(value, style.font)
        return date_cell(number, style.shows, is_1904=self.book.is_1904) if style.shows else number_cell(number)

    def _iso(self, value: str, style: Style) -> Cell:
        try:
            moment = datetime.fromisoformat(value.strip()).replace(tzinfo=None)
        except ValueError:
            return cell_in_font(value, style.font)
        shows = style.shows if style.shows not in ("", "time") else "ymd"
        return shown_date(moment.date(), shows, serial_of(moment, is_1904=self.book.is_1904))


def area(reference: str) -> tuple[int, int, int, int]:
    """'A1:C3' → first row, first column, last row, last column, from 0."""
    first, _, last = reference.replace("$", "").partition(":")
    (row, column), (last_row, last_column) = _corner(first), _corner(last or first)
    return row, column, last_row, last_column


def _corner(reference: str) -> tuple[int, int]:
    letters = reference.rstrip("0123456789")
    return _number(reference[len(letters) :]) - 1, column_of(letters, -1)


_COLUMNS: dict[str, int] = {}


def column_of(reference: str, otherwise: int) -> int:
    """'AB12' → 27."""
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


def _style(item: Any, formats: dict[int, str], fonts: list[LegacyFont | None]) -> Style:
    format_id, font_id = _number(item.get("numFmtId")), _number(item.get("fontId"))
    number_format = formats.get(format_id) or built_in(format_id)
    return Style(number_format, shown_by(number_format), fonts[font_id] if font_id < len(fonts) else None)


def _font_name(font: Any) -> str | None:
    return next((child.get("val") for child in font if local(child) in ("name", "rFont")), None)


def _is_true(value: str | None) -> bool:
    return value in ("1", "true")


def _number(value: str | None, otherwise: int = 0) -> int:
    """0 to 9 digits; a file with other numbers is none."""
    if value is None:
        return otherwise
    value = value.strip()
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise Refused("damaged")
    return int(value)
