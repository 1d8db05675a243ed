"""Read ods by its XML: repeated rows and cells, fonts, formats of dates and merged cells."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from imports.reader.formats.dates import shown_date
from imports.reader.formats.fonts import LegacyFont, cell_in_font, legacy_font
from imports.reader.grid import Cell, FormulaError
from imports.reader.limits import MAX_COLUMNS, MAX_ROWS, Refused
from imports.reader.sheet_builder import Budget, SheetBuilder, number_cell
from imports.reader.zip_package import Package, attribute, local

_CONTENT, _STYLES, _MANIFEST = "content.xml", "styles.xml", "META-INF/manifest.xml"
_HIDDEN = ("collapse", "filter")
_DATE_PARTS = {"year": "y", "month": "m", "day": "d"}
_LETTERS = "letters:"  # before the names of styles of letters, which may be those of cells, too
_MAX_LINEAGE = 10  # a style may be its own ancestor in a file of strangers


def read_ods(package: Package) -> list[SheetBuilder]:
    if package.has(_MANIFEST) and b"encryption-data" in package.part(_MANIFEST):
        raise Refused("password")
    return _Reader(package).read()


class _Reader:
    def __init__(self, package: Package) -> None:
        self.package, self.budget = package, Budget()
        self.styles = _Styles(package)
        self.builders: list[SheetBuilder] = []

    def read(self) -> list[SheetBuilder]:
        for event, element in self.package.elements(_CONTENT, "table", "table-column", "table-row", events=("start", "end")):
            tag = local(element)
            if event == "start":
                if tag == "table" and element.getparent() is not None and local(element.getparent()) == "spreadsheet":
                    self.begin_sheet(element)
            elif tag == "table-column" and self.builders:
                self.read_column(element)
            elif tag == "table-row" and self.builders:
                is_nested = any(local(ancestor) == "table-cell" for ancestor in element.iterancestors())
                if not is_nested:
                    self.read_row(element)
        return self.builders

    def begin_sheet(self, table: Any) -> None:
        is_hidden = attribute(table, "style-name") in self.styles.hidden_tables
        self.builders.append(SheetBuilder(attribute(table, "name") or "", self.budget, is_hidden=is_hidden))
        self.next_row = self.next_column = 0
        self.column_styles: list[str | None] = []

    def read_column(self, column: Any) -> None:
        count = min(_count(column, "number-columns-repeated"), MAX_COLUMNS - self.next_column)
        if attribute(column, "visibility") in _HIDDEN:
            self.builders[-1].hide_columns(self.next_column, self.next_column + count - 1)
        self.column_styles += [attribute(column, "default-cell-style-name")] * count
        self.next_column += count

    def read_row(self, row: Any) -> None:
        builder, first = self.builders[-1], self.next_row
        self.next_row += _count(row, "number-rows-repeated")
        cells = list(self.read_cells(row, first))
        if all(cell is None for cell in cells):
            return
        for number in range(first, min(self.next_row, MAX_ROWS + 1)):
            builder.add_row(number, list(cells))
            if attribute(row, "visibility") in _HIDDEN:
                builder.hidden_rows.add(number)

    def read_cells(self, row: Any, number: int) -> Iterator[Cell]:
        """Yield the cells of a row, repeated ones as often as they stand, and note merged ranges."""
        column, row_style = 0, attribute(row, "default-cell-style-name")
        for element in row:
            if local(element) not in ("table-cell", "covered-table-cell"):
                continue
            rows, columns = _count(element, "number-rows-spanned"), _count(element, "number-columns-spanned")
            if rows > 1 or columns > 1:
                self.builders[-1].merge(number, column, number + rows - 1, column + columns - 1)
            column_style = self.column_styles[column] if column < len(self.column_styles) else None
            style = attribute(element, "style-name") or row_style or column_style
            text, is_text_struck_out = self.read_text(element)
            cell = self.read_cell(element, style, text)
            count = min(_count(element, "number-columns-repeated"), MAX_COLUMNS - column)
            if cell is not None and (is_text_struck_out or self.styles.is_struck_out(style)):
                self.builders[-1].struck_cells[number].update(range(column, column + count))
            yield from [cell] * count
            column += count

    def read_text(self, cell: Any) -> tuple[str, bool]:
        """Return the text of a cell without the letters that are struck out, or all of it and True where all of them are."""
        paragraphs = [list(_runs(paragraph, None)) for paragraph in cell if local(paragraph) == "p"]
        valid = [[(text, style) for text, style in runs if not self.styles.is_struck_out(style)] for runs in paragraphs]
        has_valid_text = any(text.strip() for runs in valid for text, _style in runs)
        is_struck_out = not has_valid_text and any(text.strip() for runs in paragraphs for text, _style in runs)
        return "\n".join("".join(text for text, _style in runs) for runs in (paragraphs if is_struck_out else valid)), is_struck_out

    def read_cell(self, element: Any, style: str | None, text: str) -> Cell:
        values = {key.rpartition("}")[2]: value for key, value in element.attrib.items()}
        value_types = {value for key, value in element.attrib.items() if key.endswith("}value-type")}
        font = self.styles.font(style)
        if "error" in value_types:
            return FormulaError(text or "#ERR")
        if not value_types:
            return cell_in_font(text, font) or (FormulaError("=") if "formula" in values else None)
        if "date" in value_types:
            try:
                day = datetime.fromisoformat(values.get("date-value", "")[:10]).date()
            except ValueError:
                return cell_in_font(text, font)
            return shown_date(day, self.styles.date_parts_shown(style)) or cell_in_font(text, font)
        if "boolean" in value_types:
            return values.get("boolean-value") == "true"
        if value_types & {"float", "percentage", "currency"}:
            return number_cell(float(values["value"]))
        return cell_in_font(text or values.get("string-value", ""), font)


class _Styles:
    """Styles of the document and of its content, each with its parent."""

    def __init__(self, package: Package) -> None:
        self.hidden_tables: set[str] = set()
        self._text_styles: dict[str, Any] = {}  # of cells and of letters: name → parent, date style, font name, line through
        self._date_styles: dict[str, str] = {}
        self._fonts: dict[str, LegacyFont | None] = {}
        for part in (_STYLES, _CONTENT):
            if package.has(part):
                for styles in package.elements(part, "styles", "automatic-styles"):
                    for style in styles:
                        self.add_style(style)

    def add_style(self, style: Any) -> None:
        name, family = attribute(style, "name") or "", attribute(style, "family")
        if local(style) == "date-style":
            parts = {_DATE_PARTS.get(local(part)) for part in style}
            self._date_styles[name] = "".join(letter for letter in "ymd" if letter in parts)
        elif local(style) == "style" and family == "table":
            if any(attribute(properties, "display") == "false" for properties in style):
                self.hidden_tables.add(name)
        elif local(style) == "style" and family in ("table-cell", "text"):
            font_name = line_through = None
            for properties in style:
                if local(properties) == "text-properties":
                    font_name = attribute(properties, "font-name") or (attribute(properties, "font-family") or "").strip("'") or None
                    line_through = attribute(properties, "text-line-through-style") or None
                    break
            parent = attribute(style, "parent-style-name")
            if family == "text":
                name, parent = f"{_LETTERS}{name}", f"{_LETTERS}{parent}"
            self._text_styles[name] = (
                parent, attribute(style, "data-style-name"), font_name, line_through,
            )  # fmt: skip

    def font(self, style: str | None) -> LegacyFont | None:
        if style not in self._fonts:
            name = next((font_name for _, _, font_name, _ in self._lineage(style) if font_name), None)
            self._fonts[style or ""] = legacy_font(name)
        return self._fonts[style or ""]

    def is_struck_out(self, style: str | None) -> bool:
        line_through = next((line for _, _, _, line in self._lineage(style) if line), "none")
        return line_through != "none"

    def date_parts_shown(self, style: str | None) -> str:
        date_style = next((date_style for _, date_style, _, _ in self._lineage(style) if date_style), None)
        parts = self._date_styles.get(date_style or "", "")
        return {"yd": "y"}.get(parts, parts) or "ymd"

    def _lineage(self, style: str | None) -> Iterator[tuple[str | None, str | None, str | None, str | None]]:
        for _ in range(_MAX_LINEAGE):
            if style not in self._text_styles:
                return
            yield self._text_styles[style]
            style = self._text_styles[style][0]


def _runs(element: Any, style: str | None) -> Iterator[tuple[str, str | None]]:
    """Yield the text of a paragraph piece by piece, each with the style of its letters, without notes; spaces and tabs are elements."""
    yield element.text or "", style
    for child in element:
        match local(child):
            case "s":
                yield " " * min(_count(child, "c"), 100), style
            case "tab" | "line-break":
                yield " ", style
            case "note" | "annotation" | "ruby-text":
                pass
            case "span":
                name = attribute(child, "style-name")
                yield from _runs(child, f"{_LETTERS}{name}" if name else style)
            case _:
                yield from _runs(child, style)
        yield child.tail or "", style


def _count(element: Any, name: str) -> int:
    value = attribute(element, name) or "1"
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise Refused("damaged")
    return max(int(value), 1)
