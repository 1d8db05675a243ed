"""The calendar by month and by week, on the screen and on paper."""

from datetime import date

import pytest
from django.utils import timezone

from activities.actions import cancel
from activities.calendar.periods import read_period
from tests.pages import plain_text
from tests.printing import print_page, sheet_sizes

pytestmark = pytest.mark.django_db
URL = "/calendar/"


def test_each_day_of_an_activity_shows_it_with_that_days_hours_and_its_place(
    desk, browser_of, stranger, make_session, make_contest, unit_called
):
    make_session("Lớp ba ngày", starts_on=date(2024, 5, 20), ends_on=date(2024, 5, 22))
    contest = make_contest("Hội thi", unit=unit_called("Ba Vì"), starts_on=date(2024, 5, 31))
    cancel(contest, reason="Mưa bão", at=timezone.now())
    page = desk.get(URL, {"month": "2024-05"}).content.decode()
    assert page.count(">Lớp ba ngày</a>") == 3
    assert page.count("07:30–11:00") == 4  # of three days and of the contest
    days = {cell.split('datetime="')[1][:10]: plain_text(f"<td{cell}") for cell in page.split("<td")[1:]}
    assert (min(days), max(days)) == ("2024-04-29", "2024-06-02")
    assert "Ba Vì Hội thi Đã hủy" in days["2024-05-31"]
    week = desk.get(URL, {"week": "2024-W21"}).content.decode()
    assert week.count(">Lớp ba ngày</a>") == 3
    assert ">Hội thi</a>" not in week
    assert f'href="/contests/{contest.pk}/"' in page
    assert "Lớp ba ngày" not in browser_of(stranger).get(URL, {"month": "2024-05"}).content.decode()


def test_filters_stay_when_the_month_is_changed(desk, make_session, make_contest, unit_called):
    make_session("Lớp ở Ba Tơ")
    make_contest("Hội thi ở Ba Tơ")
    son_ha = unit_called("Sơn Hà", "district")
    make_session("Lớp ở Sơn Hà", unit=son_ha)
    page = desk.get(URL, {"month": "2024-05", "kind": "training-session", "unit": son_ha.pk}).content.decode()
    assert [title in page for title in ("Lớp ở Ba Tơ", "Hội thi ở Ba Tơ", "Lớp ở Sơn Hà")] == [False, False, True]
    assert f"?kind=training-session&amp;unit={son_ha.pk}&amp;month=2024-06" in page
    assert f"?kind=training-session&amp;unit={son_ha.pk}&amp;week=2024-W18" in page


@pytest.mark.parametrize(
    ("query", "value", "neighbours"),
    [
        ({"month": "2026-12"}, "2026-12", ("2026-11", "2027-01")),
        ({"week": "2026-W53"}, "2026-W53", ("2026-W52", "2027-W01")),
        ({"week": "2026-W54"}, "2026-11", ("2026-10", "2026-12")),
        ({"month": "2026-13"}, "2026-11", ("2026-10", "2026-12")),
        ({"month": "0001-01"}, "2026-11", ("2026-10", "2026-12")),
        ({}, "2026-11", ("2026-10", "2026-12")),
    ],
)
def test_an_address_names_a_month_or_a_week_or_else_it_is_this_month(query, value, neighbours):
    period = read_period(query, today=date(2026, 11, 29))
    assert period.value == value
    assert (period.previous.value, period.next.value) == neighbours
    assert all(len(week) == 7 and week[0].weekday() == 0 for week in period.weeks)


@pytest.mark.both_engines
def test_three_activities_take_as_many_statements_as_one(desk, make_session, django_assert_num_queries):
    desk.get(URL)
    for titles in ("A", "BC"):
        for title in titles:
            make_session(f"Lớp {title}")
        with django_assert_num_queries(11):
            desk.get(URL, {"month": "2024-05"})


@pytest.mark.browser
def test_a_month_is_printed_on_one_landscape_sheet_and_fits_a_phone(desk, chromium, make_session, unit_called):
    make_session("Tập huấn phổ biến, giáo dục pháp luật cho người có uy tín", ends_on=date(2024, 5, 24))
    make_session("Luật Đất đai", unit=unit_called("Ba Vì"))
    page = desk.get(URL, {"month": "2024-05"})
    pdf, _measured, _picture = print_page(chromium, page)
    assert sheet_sizes(pdf) == [(842, 595)]
    _pdf, is_wider, _picture = print_page(
        chromium, page, measure="() => document.documentElement.scrollWidth > innerWidth", viewport={"width": 360, "height": 740}
    )
    assert not is_wider
