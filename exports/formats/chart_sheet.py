"""The sheet of charts in a workbook: charts of the office program itself, whose figures are cells of the table where they stand there."""

# mypy: disable-error-code="attr-defined, misc, arg-type"
# The stubs of openpyxl do not know the members of a write-only sheet, nor what descriptors take.

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabel, DataLabelList
from openpyxl.chart.series import Series
from openpyxl.chart.series_factory import SeriesFactory
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.fill import ColorChoice, PatternFillProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties
from openpyxl.worksheet.pagebreak import Break

from exports.charts.chart import Chart, Group, is_number, numbers_in
from exports.formats.page_layout import BODY, HEAD, TABLE_SIZE, TITLE_SIZE, SheetColumns, SheetLine, Span, clean
from exports.formats.sheets import StreamedSheet, add_sheet, styled_cell, write_line
from exports.formats.text_metrics import LINE_HEIGHT, CellStyle, round_up_to_pixels
from exports.table import Table

MOST_GROUPS = {"columns": 24, "bars": 40, "pairs": 20, "shares": 24}  # that one page shows
COLUMNS = SheetColumns((), (28, 7, 7, 7, 7, 7, 7, 7), 1)  # a page of A4
WIDTH, MAX_HEIGHT = 16.2, 22.0  # centimetres of a chart on that page
HEIGHTS = {"columns": (8.5, 0.0), "bars": (2.5, 0.6), "pairs": (3.5, 1.1), "shares": (4.0, 0.75)}  # in all, and more for each group
ROW_HEIGHT = round_up_to_pixels(TABLE_SIZE * LINE_HEIGHT)
CENTIMETRE = 28.35  # points
PAGE_HEIGHT = 700  # points
NO_NAMES = {"showSerName": False, "showCatName": False, "showLegendKey": False, "showPercent": False}  # shown where nothing is said
LEAST_LABELLED = 0.08  # of a whole: smaller parts have no room for their figure
DARK, ACCENT, MID, PALE, WHITE, OUTLINE = "0F3B66", "17528A", "9DBBD8", "E6EEF6", "FFFFFF", "1B2530"
# A colour, or a pattern with two: parts of a whole are told apart on paper without colours.
PARTS: list[tuple[str, str, str]] = [
    (DARK, "", ""),
    (DARK, MID, "wdUpDiag"),
    (PALE, "", ""),
    (ACCENT, WHITE, "pct20"),
    (ACCENT, WHITE, "smGrid"),
    (WHITE, "", ""),
]


@dataclass(frozen=True)
class Cells:
    """Where the figures of a chart stand: rows `first` to `last` of a sheet, labels in one column, a series in each of `series`."""

    sheet: StreamedSheet
    first: int
    last: int
    label: int
    series: Sequence[int]

    def reference(self, column: int) -> Reference:
        return Reference(self.sheet, min_col=column, min_row=self.first, max_row=self.last)


def add_chart_sheet(book: Workbook, table: Table, table_sheet: StreamedSheet, *, is_whole: bool) -> None:
    """Add the sheet of the table's charts. `is_whole`: whether all rows of the table stand on `table_sheet`."""
    charts = [(_without_hidden_shares(chart), _has_hidden(chart.groups)) for chart in table.charts]
    charts = [(chart, has_hidden) for chart, has_hidden in charts if chart.groups]
    if not charts:
        return
    sheet = add_sheet(book, _("Biểu đồ"), "portrait", COLUMNS)
    index = 0
    for line in _head_lines(table):
        index += 1
        write_line(sheet, index, line)
    for whole, has_hidden in charts:
        chart = whole.limited(MOST_GROUPS[whole.shape])
        _begin_page_if_full(sheet, index, _height(chart) * CENTIMETRE)
        blank_rows = int(_height(chart) * CENTIMETRE / ROW_HEIGHT) + 2
        cells = _cells_of_table(chart, table, table_sheet) if is_whole else None
        anchor, index = f"A{index + 1}", index + blank_rows
        for _row in range(blank_rows):
            sheet.append([])
        for note in _notes(chart, has_hidden=has_hidden):
            index += 1
            write_line(sheet, index, _line(note, CellStyle(TABLE_SIZE, italic=True, horizontal="left")))
        if cells is None:
            _begin_page_if_full(sheet, index, (len(chart.groups) + 2) * ROW_HEIGHT)
            series = range(2, 2 + len(chart.series))
            cells = Cells(sheet, index + 2, index + 1 + len(chart.groups), 1, series)
            index = _write_figures(sheet, index, chart)
        sheet.add_chart(draw(chart, cells), anchor)


def _begin_page_if_full(sheet: StreamedSheet, index: int, height: float) -> None:
    """Begin a page below row `index` where `height` points would not fit on this one."""
    page_began = sheet.row_breaks.brk[-1].id if sheet.row_breaks.brk else 0
    if (index - page_began) * ROW_HEIGHT + height > PAGE_HEIGHT:
        sheet.row_breaks.append(Break(id=index))


def _head_lines(table: Table) -> list[SheetLine]:
    style = CellStyle(TABLE_SIZE, italic=True)
    subtitles = [_line(line, style) for line in clean(table.subtitle).splitlines()]
    return [_line(_("Biểu đồ").upper(), CellStyle(TITLE_SIZE, bold=True)), _line(clean(table.title), CellStyle(bold=True)), *subtitles]


def _line(text: str, style: CellStyle) -> SheetLine:
    first, last = COLUMNS.all
    return SheetLine(style.size * LINE_HEIGHT + 4, [Span(first, last, text, style)])


def _notes(chart: Chart, *, has_hidden: bool) -> list[str]:
    """Return what the chart does not show."""
    notes = []
    if chart.left_out:
        words = {"shown": len(chart.groups), "all": len(chart.groups) + chart.left_out}
        notes.append(_("Biểu đồ vẽ %(shown)d trong %(all)d nhóm; số liệu đầy đủ ở bảng.") % words)
    if has_hidden:
        notes.append(_("Số không ghi trong bảng để công bố thì không vẽ."))
    return notes


def _has_hidden(groups: Sequence[Group]) -> bool:
    return any(isinstance(value, str) for group in groups for value in group.values)


def _without_hidden_shares(chart: Chart) -> Chart:
    """Return the chart without wholes of which a part is not shown: the program would make the other parts too large."""
    if chart.shape != "shares":
        return chart
    return replace(chart, groups=[group for group in chart.groups if not _has_hidden([group])])


def _cells_of_table(chart: Chart, table: Table, sheet: StreamedSheet) -> Cells | None:
    """Return the cells of the table in which the chart's figures stand in its order; None where they do not."""
    rows = [group.row for group in chart.groups]
    positions = {column.key: index for index, column in enumerate(table.columns, 2 if table.numbered else 1)}
    if not chart.columns or rows[0] is None or rows != list(range(rows[0], rows[0] + len(rows))) or chart.columns[0] not in positions:
        return None
    first = sheet.first_row + rows[0]
    label = 2 if table.numbered else 1
    return Cells(sheet, first, first + len(rows) - 1, label, [positions[key] for key in chart.columns])


def _write_figures(sheet: StreamedSheet, index: int, chart: Chart) -> int:
    """Write the figures of a chart that stand in no neighbouring cells of the table, below it; return the last row."""
    heads = [Span(column, column, clean(text), HEAD) for column, text in enumerate(["", *chart.series], 1)]
    lines = max(-(-len(text) // 7) for text in ("", *chart.series))
    write_line(sheet, index + 1, SheetLine(lines * TABLE_SIZE * LINE_HEIGHT + 4, heads))
    label_style, style = replace(BODY, horizontal="left"), replace(BODY, horizontal="right", number_format="#,##0")
    for group in chart.groups:
        cells = [styled_cell(sheet, label_style, clean(group.label))]
        for value in group.values:
            cells.append(styled_cell(sheet, style, value if isinstance(value, str) else None))
            if not isinstance(value, str):
                cells[-1].value = value
        sheet.append(cells)
    return index + 1 + len(chart.groups)


def _height(chart: Chart) -> float:
    fixed, each = HEIGHTS[chart.shape]
    return min(fixed + each * len(chart.groups), MAX_HEIGHT)


def draw(chart: Chart, cells: Cells) -> BarChart:
    """Return the chart with references to its cells."""
    drawing: Any = BarChart()
    drawing.type = "col" if chart.shape == "columns" else "bar"
    drawing.grouping, drawing.overlap = ("percentStacked", 100) if chart.shape == "shares" else ("clustered", None)
    drawing.gapWidth = 60
    drawing.title, drawing.width, drawing.height = clean(chart.title), WIDTH, _height(chart)
    drawing.title.overlay = False
    for number, (name, column) in enumerate(zip(chart.series, cells.series, strict=True)):
        series = SeriesFactory(cells.reference(column), title=clean(name))
        _fill(series, chart, number)
        series.dLbls = DataLabelList(dLbl=_labels(chart, number), showVal=False, **NO_NAMES)
        drawing.series.append(series)
    drawing.set_categories(cells.reference(cells.label))
    drawing.x_axis.delete = drawing.y_axis.delete = False  # without it LibreOffice and newer Excels draw no axes
    drawing.y_axis.numFmt, drawing.y_axis.scaling.min = ("0%", 0) if chart.shape == "shares" else ("#,##0", 0)
    drawing.y_axis.majorGridlines = None
    if chart.shape != "columns":
        drawing.x_axis.scaling.orientation = "maxMin"  # the first row of the table on top
    if len(chart.series) == 1:
        drawing.legend = None
    else:
        drawing.legend.position = "b"
    return drawing


def _labels(chart: Chart, number: int) -> list[DataLabel]:
    """Return labels of a series' figures, without those of zeros and of parts too small; what is not shown is a text, and has none."""
    labelled = []
    for index, group in enumerate(chart.groups):
        value = group.values[number]
        least = LEAST_LABELLED * sum(numbers_in(group.values)) if chart.shape == "shares" else 0
        if is_number(value) and value > least:
            label = DataLabel(idx=index, showVal=True, **NO_NAMES)
            if chart.shape == "shares" and number == 0:
                label.txPr = RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=CharacterProperties(solidFill=WHITE)), endParaRPr=None)])
            labelled.append(label)
    return labelled


def _fill(series: Series, chart: Chart, number: int) -> None:
    properties = GraphicalProperties()
    colour, ground, pattern = PALE if chart.shape == "pairs" and number == 0 else ACCENT, "", ""
    if chart.shape == "shares":
        colour, ground, pattern = PARTS[number % len(PARTS)]
    if pattern:
        properties.pattFill = PatternFillProperties(prst=pattern, fgClr=ColorChoice(srgbClr=colour), bgClr=ColorChoice(srgbClr=ground))
    else:
        properties.solidFill = colour
    properties.line.solidFill = OUTLINE
    series.graphicalProperties = properties
