"""Charts as numbers and shapes, computed by hand."""

import pytest
from django.utils import timezone

from exports.charts import from_table
from exports.charts.chart import Chart, Group
from exports.charts.shapes import lay_bars, lay_columns, lay_shares, shorten
from exports.charts.tiles import Shade, break_name, quantile_shades, shade_of
from exports.table import Column, Table


def a_table(rows, *, keys=(), adds_up=True, columns=3):
    heads = [Column("group", "Nhóm"), *(Column(f"c{n}", f"Cột {n}", "number", total=adds_up) for n in range(1, columns))]
    return Table("a", "A", heads, rows, "Hòa", timezone.now(), row_keys=keys)


def test_bars_are_as_long_as_their_share_of_the_greatest_and_keep_room_for_the_figure():
    rows, height = lay_bars(Chart("bars", "", ["Lượt"], [Group("Xã Ba Vì", [50]), Group("Xã Ba Tơ", [100]), Group("Xã Ba Xa", ["…"])]))

    assert [row.bars[0].width for row in rows] == ["39.00%", "78.00%", "0.00%"]
    assert ([row.y for row in rows], height) == ([0, 49, 98], 147)


def test_pairs_say_what_percent_of_the_plan_was_done():
    [row], _height = lay_bars(Chart("pairs", "", ["Kế hoạch", "Thực hiện"], [Group("Hội thi", [10, 7])]))

    assert [(bar.width, bar.share) for bar in row.bars] == [("64.00%", None), ("44.80%", 70.0)]


def test_what_is_not_shown_is_a_part_without_a_number():
    [row, unknown], _height = lay_shares(
        Chart("shares", "", ["Nữ", "Nam"], [Group("Xã Ba Vì", [75, "…"], total=100), Group("Xã Ba Xa", [8, "…"], total="…")])
    )

    assert [(bar.series, bar.x, bar.width, bar.value, bar.share) for bar in row.bars] == [
        (0, "0.00%", "75.00%", 75, 75.0),
        (-1, "75.00%", "25.00%", "…", None),
    ]
    assert (unknown.bars, unknown.total) == ([], "…")


def test_months_without_anything_have_their_place_and_a_year_is_written_once():
    table = a_table([["Tháng 11/2025", 4, 0], ["Tháng 2/2026", 8, 0]], keys=["2025-11", "2026-02"])
    [chart] = from_table.over_time("", table, "c1", keys=table.row_keys, label=lambda key: f"Tháng {int(key[5:])}/{key[:4]}")
    columns = lay_columns(chart)

    assert [(column.label, column.value, column.height) for column in columns] == [
        ("11", 4, "50.00%"),
        ("12", 0, "0.00%"),
        ("1", 0, "0.00%"),
        ("2", 8, "100.00%"),
    ]
    assert [column.year for column in columns] == ["", "", "2026", ""]
    assert [group.row for group in chart.groups] == [0, None, None, 1]


def test_quarters_follow_each_other_over_the_year():
    table = a_table([["Quý IV/2025", 4, 0], ["Quý II/2026", 8, 0]], keys=["2025-4", "2026-2"])
    [chart] = from_table.over_time("", table, "c1", keys=table.row_keys, label=lambda key: key)

    assert [group.label for group in chart.groups] == ["Quý IV/2025", "2026-1", "Quý II/2026"]


def test_of_very_many_bars_the_largest_are_shown_and_of_a_time_the_last():
    groups = [Group(str(number), [number % 5]) for number in range(9)]

    assert [group.values for group in Chart("bars", "", [""], groups).limited(3).groups] == [[4], [3], [3]]
    limited = Chart("columns", "", [""], groups).limited(3)
    assert ([group.label for group in limited.groups], limited.left_out) == (["6", "7", "8"], 6)


def test_rows_of_one_group_are_added_up_and_then_stand_in_no_row_of_the_table():
    table = a_table([["Quý I", 1, 0], ["Quý I", 2, 0], ["Quý II", 4, 0]])
    [chart] = from_table.by_group("", table, "c1", keys=["1", "1", "2"])

    assert ([(group.label, group.values) for group in chart.groups], chart.columns) == ([("Quý I", [3]), ("Quý II", [4])], ())


def test_one_bar_or_only_zeros_are_no_chart():
    assert from_table.by_group("", a_table([["Xã Ba Vì", 1, 0]]), "c1") == []
    assert from_table.by_group("", a_table([["Xã Ba Vì", 0, 0], ["Xã Ba Tơ", 0, 0]]), "c1") == []


def test_only_rows_with_a_plan_stand_beside_what_was_done():
    table = a_table([["Hội thi", 3, 1], ["Lớp", None, 4]])
    [chart] = from_table.planned_and_actual("", table, "c1", "c2", series=["Kế hoạch", "Thực hiện"])

    assert [(group.label, group.values, group.row) for group in chart.groups] == [("Hội thi", [3, 1], 0)]


@pytest.mark.parametrize(("adds_up", "total", "number_of_charts"), [(False, 5, 1), (False, 4, 0), (True, "…", 1)])
def test_shares_are_drawn_where_the_cells_add_up_to_the_total(adds_up, total, number_of_charts):
    table = a_table([["Xã Ba Vì", 2, 3, total]], adds_up=adds_up, columns=4)

    assert len(from_table.shares("", table, ["c1", "c2"], total="c3", others_title="Khác")) == number_of_charts


def test_the_smallest_columns_are_one_part_that_is_not_shown_where_any_of_them_is_not():
    values = [9, 1, 8, "…", 7, 6, 5]
    table = a_table([["Xã Ba Vì", *values, 40]], columns=9)
    [chart] = from_table.shares("", table, [f"c{n}" for n in range(1, 8)], total="c8", others_title="Khác")

    assert (chart.series, chart.groups[0].values) == (["Cột 1", "Cột 3", "Cột 5", "Cột 6", "Cột 7", "Khác"], [9, 8, 7, 6, 5, "…"])


def test_shades_hold_about_as_many_places_each_and_equal_numbers_have_one():
    assert quantile_shades([0, None, "…", 1, 2, 3, 4, 5, 6, 7, 8]) == [Shade(1, 1, 2), Shade(2, 3, 4), Shade(3, 5, 6), Shade(4, 7, 8)]
    assert quantile_shades([5, 5, 5]) == [Shade(4, 5, 5)]
    shades = quantile_shades([1, 1, 1, 9])
    assert [shade_of(value, shades) for value in (1, 9, 0, None, "…")] == [3, 4, 0, 0, None]


def test_names_stand_on_at_most_two_lines_of_a_tile():
    assert break_name("Ba Vì") == ["Ba Vì"]
    assert break_name("Sơn Tây Thượng") == ["Sơn Tây", "Thượng"]
    assert break_name("Trương Quang Trọng Một") == ["Trương", "Quang Trọng…"]
    assert shorten("Hội thi “Nói không với tảo hôn” tại Trường THCS Ba Tơ", 22) == "Hội thi “Nó…THCS Ba Tơ"
    assert shorten("Xã Ba Vì", 8) == "Xã Ba Vì"
