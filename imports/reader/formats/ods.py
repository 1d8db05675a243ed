"""ods by its XML: its repeated rows and cells, fonts, formats of dates and merged cells."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from imports.reader.formats.dates import shown_date
from imports.reader.formats.fonts import LegacyFont, cell_in_font, legacy_font
from imports.reader.grid import Cell, Fault
from imports.reader.limits import MAX_COLUMNS, MAX_ROWS, Refused
from imports.reader.sheet_builder import Budget, Filling, number_cell
from imports.reader.zip_package import Package, attribute, local

_CONTENT, _STYLES, _MANIFEST = "content.xml", "styles.xml", "META-INF/manifest.xml"
_IS_HIDDEN = ("collapse", "filter")
_PARTS_OF_DATES = {"year": "y", "month": "m", "day": "d"}


def read_ods(package: Package) -> list[Filling]:
    if package.has(_MANIFEST) and b"encryption-data" in package.part(_MANIFEST):
        raise Refused("password")
    return _Reader(package).read()


class _Reader:
    def __init__(self, package: Package) -> None:
        self.package, self.budget = package, Budget()
        self.looks = _Looks(package)
        self.fillings: list[Filling] = []

    def read(self) -> list[Filling]:
        for event, element in self.package.elements(_CONTENT, "table", "table-column", "table-row", events=("start", "end")):
            kind = local(element)
            if event == "start" and kind == "table" and _is_sheet(element):
                self._begin(element)
            elif event == "end" and kind == "table-column" and self.fillings:
                self._column(element)
            elif event == "end" and kind == "table-row" and self.fillings and not _is_nested(element):
                self._row(element)
        return self.fillings

    def _begin(self, table: Any) -> None:
        is_hidden = attribute(table, "style-name") in self.looks.hidden_tables
        self.fillings.append(Filling(attribute(table, "name") or "", self.budget, is_hidden=is_hidden))
        self.next_row = self.next_column = 0
        self.column_styles: list[str | None] = []

    def _column(self, column: Any) -> None:
        count = min(_count(column, "number-columns-repeated"), MAX_COLUMNS - self.next_column)
        if attribute(column, "visibility") in _IS_HIDDEN:
            self.fillings[-1].hide_columns(self.next_column, self.next_column + count - 1)
        self.column_styles += [attribute(column, "default-cell-style-name")] * count
        self.next_column += count

    def _row(self, row: Any) -> None:
        filling, first = self.fillings[-1], self.next_row
        count = _count(row, "number-rows-repeated")
        self.next_row += count
        cells = list(self._cells(row, first))
        if all(cell is None for cell in cells):
            return
        for number in range(first, min(self.next_row, MAX_ROWS + 1)):
            filling.put(number, list(cells))
            if attribute(row, "visibility") in _IS_HIDDEN:
                filling.hidden_rows.add(number)

    def _cells(self, row: Any, number: int) -> Iterator[Cell]:
        column, row_style = 0, attribute(row, "default-cell-style-name")
        for element in row:
            if local(element) not in ("table-cell", "covered-table-cell"):
                continue
            self._merge(element, number, column)
            default = self.column_styles[column] if column < len(self.column_styles) else None
            cell = self._cell(element, attribute(element, "style-name") or row_style or default)
            count = min(_count(element, "number-columns-repeated"), MAX_COLUMNS - column)
            yield from [cell] * count
            column += count

    def _merge(self, element: Any, row: int, column: int) -> None:
        rows, columns = _count(element, "number-rows-spanned"), _count(element, "number-columns-spanned")
        if rows > 1 or columns > 1:
            self.fillings[-1].merge(row, column, row + rows - 1, column + columns - 1)

    def _cell(self, element: Any, style: str | None) -> Cell:
        values = {key.rpartition("}")[2]: value for key, value in element.attrib.items()}
        kinds = {value for key, value in element.attrib.items() if key.endswith("}value-type")}
        text = "\n".join(_text(paragraph) for paragraph in element if local(paragraph) == "p")
        font = self.looks.font(style)
        if "error" in kinds:
            return Fault(text or "#ERR")
        if not kinds:
            return cell_in_font(text, font) or (Fault("=") if "formula" in values else None)
        if "date" in kinds:
            return self._date(values.get("date-value", ""), style) or cell_in_font(text, font)
        if "boolean" in kinds:
            return values.get("boolean-value") == "true"
        if kinds & {"float", "percentage", "currency"}:
            return number_cell(float(values["value"]))
        return cell_in_font(text or values.get("string-value", ""), font)

    def _date(self, value: str, style: str | None) -> Cell:
        try:
            day = datetime.fromisoformat(value[:10]).date()
        except ValueError:
            return None
        return shown_date(day, self.looks.shows(style))


class _Looks:
    """Styles: of the document and of its content, each with its parent."""

    def __init__(self, package: Package) -> None:
        self.hidden_tables: set[str] = set()
        self._styles: dict[str, Any] = {}
        self._dates: dict[str, str] = {}
        self._fonts: dict[str, LegacyFont | None] = {}
        self._shows: dict[str, str] = {}
        for part in (_STYLES, _CONTENT):
            if package.has(part):
                for element in package.elements(part, "styles", "automatic-styles"):
                    self._gather(element)

    def _gather(self, styles: Any) -> None:
        for element in styles:
            name = attribute(element, "name") or ""
            if local(element) == "date-style":
                parts = {_PARTS_OF_DATES.get(local(part)) for part in element}
                self._dates[name] = "".join(letter for letter in "ymd" if letter in parts)
            elif local(element) == "style" and attribute(element, "family") == "table":
                if any(attribute(properties, "display") == "false" for properties in element):
                    self.hidden_tables.add(name)
            elif local(element) == "style" and attribute(element, "family") == "table-cell":
                self._styles[name] = (attribute(element, "parent-style-name"), attribute(element, "data-style-name"), _font_name(element))

    def font(self, style: str | None) -> LegacyFont | None:
        if style not in self._fonts:
            name = next((font for _, _, font in self._lineage(style) if font), None)
            self._fonts[style or ""] = legacy_font(name)
        return self._fonts[style or ""]

    def shows(self, style: str | None) -> str:
        date_style = next((date for _, date, _ in self._lineage(style) if date), None)
        return {"yd": "y"}.get(shown := self._dates.get(date_style or "", ""), shown) or "ymd"

    def _lineage(self, style: str | None) -> Iterator[tuple[str | None, str | None, str | None]]:
        for _ in range(10):  # a style may be its own ancestor in a file of strangers
            if style not in self._styles:
                return
            yield self._styles[style]
            style = self._styles[style][0]


def _font_name(style: Any) -> str | None:
    for properties in style:
        if local(properties) == "text-properties":
            return attribute(properties, "font-name") or (attribute(properties, "font-family") or "").strip("'") or None
    return None


def _text(element: Any) -> str:
    """Without notes; spaces and tabs are elements of their own."""
    match local(element):
        case "s":
            return " " * min(_count(element, "c"), 100) + (element.tail or "")
        case "tab" | "line-break":
            return " " + (element.tail or "")
        case "note" | "annotation" | "ruby-text":
            return element.tail or ""
    inside = (element.text or "") + "".join(map(_text, element))
    return inside if local(element) == "p" else inside + (element.tail or "")


def _is_sheet(table: Any) -> bool:
    return table.getparent() is not None and local(table.getparent()) == "spreadsheet"


def _is_nested(row: Any) -> bool:
    return any(local(ancestor) == "table-cell" for ancestor in row.iterancestors())


def _count(element: Any, name: str) -> int:
    value = attribute(element, name) or "1"
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise Refused("damaged")
    return max(int(value), 1)
