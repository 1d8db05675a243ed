"""The list of activities to take along is the list on the screen."""

import io
import json
from datetime import date, timedelta

import openpyxl
import pytest
from django.utils import timezone

from activities.actions import cancel
from attendance.sittings.actions import tick
from tests.conftest import at
from tests.exports.by_hand import build_table

pytestmark = pytest.mark.both_engines


def read_report(api, clerk, **query):
    answer = api(clerk).get("/api/v1/reports/activity-list/", query)
    body = json.loads(b"".join(answer.streaming_content))
    return [dict(zip([c["key"] for c in body["columns"]], row, strict=True)) for row in body["rows"]], body["totals"]


def test_counts_are_each_their_own(api, clerk, session, enrolled, organiser):
    for sitting, clock in zip(session.sittings.all(), ("07:40", "13:40"), strict=True):
        for registration in enrolled[:2]:
            tick(registration, sitting=sitting, by=organiser, at=at(clock))
    [row], totals = read_report(api, clerk)
    assert (row["sittings"], row["registered"], row["participations"]) == (2, 3, 2)
    assert totals[-4:] == [2, 0, 3, 2]


@pytest.mark.parametrize(
    ("days", "shape", "bars"),
    [
        (
            [date(2023, 3, 6), date(2023, 3, 20), date(2023, 5, 8)],
            "columns",
            [("Tháng 3/2023", 3), ("Tháng 4/2023", 0), ("Tháng 5/2023", 3)],
        ),
        ([date(2023, 3, 6), date(2023, 3, 20)], "bars", [("Lớp 0", 1), ("Lớp 1", 2)]),
    ],
)
def test_its_chart_is_by_month_with_those_between_or_within_one_month_by_activity(world, ba_to, clerk, days, shape, bars):
    for number, day in enumerate(days, 1):
        activity = world.activity(ba_to, day)
        for _number in range(number):
            world.came(world.registered(activity, world.person(ba_to)))
    [chart] = build_table("activity-list", clerk).charts
    assert (chart.shape, [(group.label, *group.values) for group in chart.groups]) == (shape, bars)


def test_it_is_filtered_by_the_same_words_as_the_screen(api, clerk, make_session, organiser):
    cancel(make_session("Lớp đã hủy"), reason="Bão", at=timezone.now())
    make_session("Tập huấn ở Sơn Hà")
    assert [row["title"] for row in read_report(api, clerk, q="son ha")[0]] == ["Tập huấn ở Sơn Hà"]
    assert [row["title"] for row in read_report(api, clerk, status="cancelled")[0]] == ["Lớp đã hủy"]
    assert read_report(api, clerk, **{"from": "2025-01-01"})[0] == []


def test_the_list_and_the_tally_say_with_the_same_numbers_what_the_tally_does_not_count(world, ba_to, clerk):
    """Five activities of 2023, of which the tally counts one; 1 + 2 + 3 sittings belong to the four others."""
    world.activity(ba_to, date(2023, 3, 6), sittings=2)
    world.activity(ba_to, date(2023, 4, 3), sittings=1, status="draft")
    world.activity(ba_to, date(2023, 5, 8), sittings=2, status="cancelled")
    world.activity(ba_to, date(2023, 6, 5), sittings=3, status="open")
    world.activity(ba_to, timezone.localdate() + timedelta(days=1), sittings=0, status="open")
    which = "4 hoạt động (6 buổi): 1 nháp, 1 đã hủy, 1 chưa đến ngày, 1 chưa xác nhận đã tổ chức."
    listed, tallied = build_table("activity-list", clerk), build_table("participation-tally", clerk, by="kind")

    assert (listed.totals[7], tallied.totals[3]) == (8, 2)
    assert f"Trong danh sách có những hoạt động mà bảng tổng hợp không tính: {which}" in listed.notes
    assert f"Danh sách lớp, hội thi cùng kỳ còn có những hoạt động mà bảng này không tính: {which}" in tallied.notes
    assert tallied.links == [
        (
            "1 hoạt động đã đến ngày nhưng chưa xác nhận đã tổ chức nên chưa được tính. Mở danh sách để điểm danh, đếm số hoặc kết thúc.",
            "/activities/?status=unconfirmed",
        )
    ]


def test_the_button_on_the_list_takes_the_filter_along(browser_of, clerk, make_session):
    make_session("Tập huấn ở Sơn Hà")
    make_session("Tập huấn khác")
    client = browser_of(clerk)
    page = client.get("/activities/?q=son+ha").content.decode()
    assert "/api/v1/reports/activity-list.xlsx?q=son+ha" in page
    book = openpyxl.load_workbook(io.BytesIO(client.get("/api/v1/reports/activity-list.xlsx?q=son+ha").getvalue()))
    titles = [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    assert ("Tập huấn ở Sơn Hà" in titles, "Tập huấn khác" in titles) == (True, False)


def test_a_stranger_takes_nothing_along(api, stranger, session):
    body = b"".join(api(stranger).get("/api/v1/reports/activity-list/").streaming_content).decode()
    assert '"rows": []' in body
