"""Charts in a workbook, as openpyxl reads them back: what they refer to, and what stands there."""

from dataclasses import replace

import pytest
from django.utils import timezone
from openpyxl.utils import range_boundaries

from exports.charts import from_table
from exports.charts.chart import Chart, Group
from exports.table import Column, Table
from tests.exports.formats.test_workbook import read

ROWS = [["Xã Ba Vì", 87, 80], ["Xã Ba Tơ", 13, None], ["Xã Ba Xa", "…", 5]]


def a_table(rows=ROWS, **options):
    columns = [Column("group", "Xã"), Column("actual", "Lượt người", "number"), Column("planned", "Kế hoạch", "number")]
    return Table("a", "Tổng hợp: A'B", columns, rows, "Hòa", timezone.now(), numbered=True, **options)


def charted(table, charts):
    book = read(Table(**{**table.__dict__, "charts": charts}))
    return book, book["Biểu đồ"]._charts


def cells_of(book, reference):
    sheet, _mark, cells = reference.f.rpartition("!")
    left, top, right, bottom = range_boundaries(cells.replace("$", ""))
    sheet = book[sheet.strip("'").replace("''", "'")]
    return [cell.value for row in sheet.iter_rows(top, bottom, left, right) for cell in row]


def test_a_chart_refers_to_the_cells_of_the_table_and_gives_no_number_to_what_is_not_shown():
    table = a_table()
    book, [chart] = charted(table, from_table.by_group("Lượt người theo xã", table, "actual"))
    [series] = chart.series

    assert book.sheetnames == ["Tổng hợp A'B", "Ghi chú", "Biểu đồ"]
    assert cells_of(book, series.cat.numRef or series.cat.strRef) == ["Xã Ba Vì", "Xã Ba Tơ", "Xã Ba Xa"]
    assert cells_of(book, series.val.numRef) == [87, 13, "…"]
    assert [label.idx for label in series.dLbls.dLbl] == [0, 1]
    assert "Số không ghi trong bảng để công bố thì không vẽ." in [row[0] for row in book["Biểu đồ"].values]


def test_rows_that_are_not_neighbours_stand_below_the_chart():
    table = a_table()
    charts = from_table.planned_and_actual("Kế hoạch", table, "planned", "actual", series=["Kế hoạch", "Thực hiện"])
    book, [chart] = charted(table, charts)

    assert [cells_of(book, series.val.numRef) for series in chart.series] == [[80, 5], [87, "…"]]
    assert {series.val.numRef.f.rpartition("!")[0] for series in chart.series} == {"'Biểu đồ'"}


@pytest.mark.parametrize(("months", "breaks"), [(12, 0), (24, 1)])
def test_figures_below_a_chart_begin_a_page_where_they_would_not_fit(months, breaks):
    groups = [Group(f"Tháng {number}", [number]) for number in range(1, months + 1)]
    book, [chart] = charted(a_table(), [Chart("columns", "Lượt người theo tháng", ["Lượt người"], groups)])
    first = range_boundaries(chart.series[0].val.numRef.f.rpartition("!")[2].replace("$", ""))[1]

    assert [row.id for row in book["Biểu đồ"].row_breaks.brk] == [first - 2] * breaks


def test_of_very_many_rows_the_largest_forty_are_drawn():
    table = a_table([[f"Xã {number}", number, None] for number in range(1, 51)])
    book, [chart] = charted(table, from_table.by_group("Lượt người", table, "actual"))

    assert cells_of(book, chart.series[0].val.numRef) == list(range(50, 10, -1))


def test_the_table_has_the_same_cells_with_charts_and_a_table_without_has_no_sheet_of_them():
    table = a_table()
    book, _charts = charted(table, from_table.by_group("Lượt người", table, "actual"))
    plain = read(table)

    assert list(book.worksheets[0].values) == list(plain.worksheets[0].values)
    assert plain.sheetnames == ["Tổng hợp A'B", "Ghi chú"]


def test_what_is_not_drawn_is_said_of_the_chart_in_which_it_is_hidden():
    """Two charts may have one title: the same measure by rows of which some are hidden, and by others."""
    table = a_table()
    [hidden] = from_table.by_group("Lượt người", table, "actual")
    book, _drawn = charted(table, [replace(hidden, groups=hidden.groups[:2]), hidden])

    assert [row[0] for row in book["Biểu đồ"].values].count("Số không ghi trong bảng để công bố thì không vẽ.") == 1
