"""Whatever changes a figure is noted in the transaction that changes it, by the database itself, and nothing is lost meanwhile."""

import threading
import time
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from activities.models import Activity
from attendance.models import Attendance, Registration
from exports.counting.groupings import GROUPINGS
from exports.counting.scope import Scope
from exports.counting.sources import CountedActivities
from exports.counting.tally import tally
from exports.models import ActivityFigures, ActivityRoll, SummaryChange
from exports.summaries import changes, triggers
from exports.summaries.packed_rolls import RECORD
from exports.summaries.refreshing import compare, refresh
from people.models import Person

pytestmark = [pytest.mark.both_engines, pytest.mark.always_on_postgres]


@pytest.fixture
def summarised(year_2023):
    refresh()
    return year_2023


def how_many_are_read(user: Any) -> tuple[int, int]:
    """Return of how many activities figures are read from summaries, and of how many they are counted directly."""
    sources = CountedActivities(Scope(user)).sources
    return len(sources.summarised.ids), len(sources.direct.ids)


def participations(user: Any) -> int:
    return tally(Scope(user), GROUPINGS["kind"]).totals.participations


def test_what_nobody_changed_is_read_from_summaries(summarised, clerk):
    number = Scope(clerk).activities.count()
    ActivityRoll.objects.all().delete()

    assert how_many_are_read(clerk) == (number, 0)
    assert participations(clerk) == 0


def test_the_transaction_that_changes_something_counts_it_at_once(summarised, clerk):
    registration = Registration.objects.filter(attendances=None, activity__status="closed").first()
    before = participations(clerk)
    summarised.came(registration)

    assert participations(clerk) == before + 1


def test_what_was_rolled_back_is_not_out_of_date(summarised, clerk):
    with transaction.atomic():
        Registration.objects.update(category="pupil")
        assert changes.changed_activities()
        transaction.set_rollback(True)

    assert changes.changed_activities() == set()


@pytest.mark.parametrize(
    "harmless",
    [
        lambda: Attendance.objects.update(arrived_at=timezone.now()),
        lambda: Registration.objects.update(code="CODE", changed_at=timezone.now()),
        lambda: Person.objects.update(full_name="Phạm Thị A"),
        lambda: Activity.objects.update(title="Lớp"),
        lambda: Person.objects.filter(gender="F").update(gender="F"),
    ],
    ids=["arrival", "codes", "name", "title", "the same gender"],
)
def test_what_changes_no_figure_is_not_noted(summarised, harmless):
    harmless()

    assert not SummaryChange.objects.exists()


def test_many_changes_are_counted_directly_and_summarised_later(summarised, clerk, monkeypatch):
    monkeypatch.setattr(changes, "MOST_COUNTED_BESIDE", 1)
    Registration.objects.update(category="pupil")
    number = Scope(clerk).activities.count()

    assert how_many_are_read(clerk) == (0, number)
    assert refresh() > 1
    assert how_many_are_read(clerk) == (number, 0)


def test_a_report_takes_as_many_statements_whatever_is_summarised(summarised, clerk, django_assert_num_queries):
    with django_assert_num_queries(5):
        tally(Scope(clerk), GROUPINGS["former-district"])
    Registration.objects.filter(activity=summarised.activities[0]).update(category="pupil")
    with django_assert_num_queries(9):
        tally(Scope(clerk), GROUPINGS["former-district"])
    Registration.objects.update(category="elder")
    with django_assert_num_queries(9):
        tally(Scope(clerk), GROUPINGS["former-district"])


# --- made again, and compared


def test_a_summary_that_differs_is_reported_and_made_again(summarised):
    with_heads = ActivityFigures.objects.filter(headcount=300).values("activity_id")
    changed, shorter, unreadable = ActivityRoll.objects.exclude(activity_id__in=with_heads)[:3]
    changed.records = bytes([changed.records[0] + 1]) + changed.records[1:]
    shorter.records = shorter.records[: -RECORD.size]
    unreadable.records = unreadable.records[:-1]
    for roll in (changed, shorter, unreadable):
        roll.save()
    ActivityFigures.objects.filter(activity_id__in=with_heads).delete()
    said = StringIO()
    with pytest.raises(CommandError, match="4 summaries differ"):
        call_command("recompute_figures", compare=True, stdout=said)
    assert said.getvalue().count("stored") == 4
    assert "bytes that are no whole records" in said.getvalue()

    call_command("recompute_figures", stdout=StringIO())
    call_command("recompute_figures", compare=True, stdout=said)
    assert said.getvalue().endswith("no summary differs\n")


def test_what_is_out_of_date_does_not_differ(summarised):
    Registration.objects.update(category="pupil")

    assert list(compare()) == []


def test_a_summary_of_an_activity_that_is_gone_goes(world, ba_to):
    activity = world.activity(ba_to, date(2023, 3, 6))
    refresh()
    assert ActivityFigures.objects.count() == 1
    activity.delete()
    refresh()

    assert not ActivityFigures.objects.exists()


def test_triggers_that_were_missing_make_everything_out_of_date(summarised, clerk):
    triggers.remove()
    Attendance.objects.all().update(annulled_at=timezone.now(), annul_reason="Nhầm")
    assert participations(clerk) > 0
    triggers.install()

    assert participations(clerk) == 0
    refresh()
    assert participations(clerk) == 0


def test_another_layout_of_packed_rolls_makes_everything_out_of_date(summarised, clerk, monkeypatch):
    """What was packed by another version of the product is never read as if this one had packed it."""
    number = Scope(clerk).activities.count()
    monkeypatch.setattr(triggers, "LAYOUT", "another")
    triggers.install()

    assert how_many_are_read(clerk) == (0, number)
    refresh()
    assert how_many_are_read(clerk) == (number, 0)


@pytest.mark.django_db(transaction=True)
def test_scans_that_race_with_summaries_are_all_counted(world, ba_to, clerk):
    """Eight phones record arrivals at two classes, each in a transaction of its own, while summaries are made without a pause."""
    registrations = []
    for _class in range(2):
        lesson = world.activity(ba_to, date(2023, 3, 6), status="open")
        registrations += [world.registered(lesson, world.person(ba_to)) for _number in range(24)]
    refresh()
    is_over, wrong, start = threading.Event(), [], threading.Barrier(9)

    def scan(mine: list[Registration]) -> None:
        start.wait()
        for registration in mine:
            with transaction.atomic():
                world.came(registration)
                time.sleep(0.002)
        connection.close()

    def summarise() -> None:
        start.wait()
        seen = 0
        while not is_over.is_set():
            refresh()
            counted = participations(clerk)
            if counted < seen:
                wrong.append((seen, counted))
            seen = counted
        connection.close()

    phones = [threading.Thread(target=scan, args=(registrations[number::8],)) for number in range(8)]
    summariser = threading.Thread(target=summarise)
    for thread in (*phones, summariser):
        thread.start()
    for thread in phones:
        thread.join()
    is_over.set()
    summariser.join()

    assert wrong == []
    assert participations(clerk) == 48
    refresh()
    assert (participations(clerk), list(compare())) == (48, [])
