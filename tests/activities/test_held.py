"""What counts as held, from every place that records something of it."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.utils import timezone

from activities.actions import set_status
from activities.models import Activity
from attendance.headcounts.actions import record_headcount
from attendance.models import Attendance
from attendance.sittings.actions import annul, tick
from contests.actions import add_team, give_result
from tests.conftest import at
from tests.exports.by_hand import World, build_table
from tests.pages import table_rows

pytestmark = pytest.mark.both_engines
TODAY = timezone.localdate()
tally = partial(build_table, "participation-tally", by="kind")


def sessions_held(user) -> int:
    return tally(user).totals[1]


def test_an_activity_created_this_evening_with_nobody_present_does_not_count(clerk, ba_to, db):
    activity = World().activity(ba_to, TODAY, status="open")

    assert (sessions_held(clerk), list(Activity.objects.unconfirmed(TODAY))) == (0, [activity])


def test_an_attendance_confirms_it_and_an_annulled_one_does_not(clerk, session, enrolled, organiser):
    tick(enrolled[0], sitting=session.sittings.first(), by=organiser, at=at("07:40"))
    assert sessions_held(clerk) == 1
    annul(Attendance.objects.get(), reason="Nhầm người", by=organiser, at=at("09:00"))

    assert sessions_held(clerk) == 0


def test_people_counted_confirm_it_and_nobody_counted_does_not(clerk, session, organiser):
    count = partial(record_headcount, session.sittings.first(), category="Khán giả", basis="counted", by=organiser, at=at("09:00"))
    count(count=0)
    assert sessions_held(clerk) == 0
    count(count=1)

    assert sessions_held(clerk) == 1


def test_results_confirm_a_contest(clerk, make_contest):
    contest = make_contest(sittings=[])
    assert tally(clerk).totals[2] == 0
    give_result(add_team(contest, name="Công lý"), prize="first", place=1)

    assert tally(clerk).totals[2] == 1


def test_a_person_who_closes_it_confirms_it(clerk, session):
    set_status(session, status="closed")

    assert (sessions_held(clerk), Activity.objects.unconfirmed(TODAY).count()) == (1, 0)


def test_drafts_cancelled_and_coming_activities_are_not_unconfirmed(ba_to, db):
    world = World()
    world.activity(ba_to, TODAY, status="draft")
    world.activity(ba_to, TODAY, status="cancelled")
    world.activity(ba_to, TODAY + timedelta(days=1), status="open")

    assert not Activity.objects.unconfirmed(TODAY).exists()


def test_the_list_is_narrowed_to_the_unconfirmed_and_to_a_programme_line(browser_of, api, clerk, ba_to, db):
    world = World()
    world.activity(ba_to, date(2023, 3, 6))
    lacking = [world.activity(ba_to, date(2023, 4, 3), status="open", line=line) for line in ("Dự án 10", "")]
    titles = [row[0] for row in table_rows(browser_of(clerk).get("/activities/?status=unconfirmed&from=2023-01-01"))]
    narrowed = browser_of(clerk).get("/activities/?status=unconfirmed&programme_line=Dự án 10")
    over_http = api(clerk).get("/api/v1/activities/", {"status": "unconfirmed"}).json()["results"]

    assert sorted(titles) == sorted(row["title"] for row in over_http) == sorted(activity.title for activity in lacking)
    assert [row[0] for row in table_rows(narrowed)] == [lacking[0].title]
    assert 'name="programme_line" value="Dự án 10"' in narrowed.content.decode()


def test_the_report_and_the_first_page_lead_to_the_unconfirmed(browser_of, clerk, ba_to, db):
    World().activity(ba_to, TODAY, status="open")
    browser = browser_of(clerk)
    period = f"from={TODAY.year}-01-01&amp;to={TODAY.year}-12-31"

    assert f'href="/activities/?status=unconfirmed&amp;{period}"' in browser.get("/reports/participation-tally/").content.decode()
    assert f'href="/activities/?status=unconfirmed&amp;{period}"' in browser.get("/").content.decode()
