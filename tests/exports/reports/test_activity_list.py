"""The list of activities to take along is the list on the screen."""

import io
import json

import openpyxl
import pytest
from django.utils import timezone

from activities.actions import cancel
from attendance.sittings.actions import tick
from exports.reports.activity_list import ActivityListForm, activity_list
from tests.conftest import at

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


def test_it_is_filtered_by_the_same_words_as_the_screen(api, clerk, make_session, organiser):
    cancel(make_session("Lớp đã hủy"), reason="Bão", at=timezone.now())
    make_session("Tập huấn ở Sơn Hà")
    assert [row["title"] for row in read_report(api, clerk, q="son ha")[0]] == ["Tập huấn ở Sơn Hà"]
    assert [row["title"] for row in read_report(api, clerk, status="cancelled")[0]] == ["Lớp đã hủy"]
    assert read_report(api, clerk, **{"from": "2025-01-01"})[0] == []


def test_it_says_of_what_the_tally_does_not_count(clerk, session, make_session):
    cancelled, form = make_session("Lớp đã hủy"), ActivityListForm({})
    cancel(cancelled, reason="Bão", at=timezone.now())
    assert form.is_valid()
    notes = activity_list(clerk, form).notes
    assert (
        f"Trong đó 1 hoạt động ({cancelled.sittings.count()} buổi) là dự thảo, đã hủy hoặc chưa đến ngày; bảng tổng hợp không tính."
        in notes
    )


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
