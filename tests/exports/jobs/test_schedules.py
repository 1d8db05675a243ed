"""Schedules: which period, which day, once each, with the rights of that day."""

from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import ChangeRecord, Grant
from exports.jobs import schedules
from exports.jobs.making.running import run_job
from exports.models import ExportJob, ExportSchedule
from tests.at_once import at_once

TALLY = {"report": "participation-tally", "format": "xlsx", "filters": {"by": "kind"}, "every": "quarter", "day": 5}


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 1, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def scheduled(user, day=date(2023, 8, 1), **changes):
    return schedules.save_schedule(ExportSchedule(**TALLY | changes), by=user, at=at(day))


@pytest.mark.parametrize(
    "every, day, after, due",
    [
        ("month", 1, date(2023, 1, 31), date(2023, 2, 1)),
        ("month", 28, date(2023, 12, 28), date(2024, 1, 28)),
        ("month", 5, date(2023, 3, 4), date(2023, 3, 5)),
        ("quarter", 5, date(2023, 8, 1), date(2023, 10, 5)),
        ("quarter", 5, date(2023, 10, 4), date(2023, 10, 5)),
        ("quarter", 5, date(2023, 10, 5), date(2024, 1, 5)),
        ("year", 15, date(2023, 1, 15), date(2024, 1, 15)),
        ("year", 15, date(2023, 1, 1), date(2023, 1, 15)),
    ],
)
def test_the_next_due_date_is_a_day_of_the_month_after_a_period(every, day, after, due):
    assert schedules.next_due(every, day, after=after) == due


@pytest.mark.parametrize(
    "every, due, first, last",
    [
        ("month", date(2024, 3, 1), date(2024, 2, 1), date(2024, 2, 29)),
        ("quarter", date(2024, 1, 5), date(2023, 10, 1), date(2023, 12, 31)),
        ("year", date(2024, 1, 28), date(2023, 1, 1), date(2023, 12, 31)),
    ],
)
def test_a_run_is_about_the_period_that_just_ended(every, due, first, last):
    assert schedules.period_before(every, due) == (first, last)


@pytest.mark.django_db
@pytest.mark.both_engines
def test_a_due_date_is_run_once_and_missed_ones_are_made_up_for(year_2023, clerk):
    schedule = scheduled(clerk)
    assert [schedules.run_due(at(day)) for day in (date(2023, 10, 4), date(2023, 10, 5), date(2023, 10, 6))] == [0, 1, 0]
    assert schedules.run_due(at(date(2024, 5, 1))) == 2
    jobs = ExportJob.objects.order_by("due_on")
    assert [(job.due_on, job.filters) for job in jobs] == [
        (date(2023, 10, 5), {"by": "kind", "from": "2023-07-01", "to": "2023-09-30"}),
        (date(2024, 1, 5), {"by": "kind", "from": "2023-10-01", "to": "2023-12-31"}),
        (date(2024, 4, 5), {"by": "kind", "from": "2024-01-01", "to": "2024-03-31"}),
    ]
    run_job(jobs[0].pk, beats=False)
    made = ExportJob.objects.get(pk=jobs[0].pk)
    assert (made.status, made.name) == ("done", "tong-hop-theo-loai-hoat-dong-2023-Q3.xlsx")
    with pytest.raises(IntegrityError), transaction.atomic():
        ExportJob.objects.filter(pk=jobs[1].pk).update(due_on=date(2023, 10, 5))
    schedules.remove_schedule(schedule, by=clerk)
    assert ExportJob.objects.filter(schedule=None).count() == 3


@pytest.mark.django_db
def test_a_run_that_is_due_stays_due_when_its_schedule_is_changed_but_for_its_rhythm(clerk):
    schedule = scheduled(clerk)
    schedule.format = "csv"
    schedules.save_schedule(schedule, by=clerk, at=at(date(2023, 10, 6)))  # no worker ran on the fifth
    assert schedule.next_on == date(2023, 10, 5)
    assert (schedules.run_due(at(date(2023, 10, 6))), ExportJob.objects.get().format) == (1, "csv")
    schedule.refresh_from_db()
    schedule.day = 7
    schedules.save_schedule(schedule, by=clerk, at=at(date(2023, 10, 6)))
    assert schedule.next_on == date(2023, 10, 7)


@pytest.mark.django_db
def test_a_schedule_that_was_removed_meanwhile_does_not_come_back(clerk):
    open_form, also_open = scheduled(clerk), ExportSchedule.objects.get()
    schedules.remove_schedule(also_open, by=clerk)
    with pytest.raises(ValidationError, match="vừa bị xóa"):
        schedules.save_schedule(open_form, by=clerk, at=at(date(2023, 8, 2)))
    assert not ExportSchedule.objects.exists()


@pytest.mark.only_deep
@pytest.mark.django_db(transaction=True)
@pytest.mark.both_engines
def test_of_several_workers_that_look_at_once_one_queues_each_due_date(clerk):
    scheduled(clerk)
    counts = at_once(*[partial(schedules.run_due, at(date(2024, 1, 6)))] * 4)
    assert (sum(counts), ExportJob.objects.count()) == (2, 2)


@pytest.mark.django_db
def test_a_run_whose_owner_lost_the_right_is_refused_with_its_reason_and_writes_nothing(year_2023, clerk, clerk_browser):
    scheduled(clerk, report="attendance-list", filters={})
    Grant.objects.filter(user=clerk).update(role="leader")
    schedules.run_due(at(date(2023, 10, 5)))
    run_job(ExportJob.objects.get().pk, beats=False)
    job = ExportJob.objects.get()
    assert (job.status, job.chunks.count()) == ("failed", 0)
    page = clerk_browser.get("/export-schedules/").content.decode()
    assert "Không xuất được" in page and "không được xem danh sách người dự" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes, field, code",
    [
        ({"filters": {"from": "2023-01-01"}}, "filters.from", "period_follows_schedule"),
        ({"filters": {"actual_until": "2023-01-01"}}, "filters.actual_until", "period_is_over"),
        ({"filters": {"by": "colour"}}, "filters.by", "invalid_choice"),
        ({"report": "attendance-register", "filters": {}}, "report", None),
        ({"report": "no-such"}, "report", "unknown_report"),
        ({"every": "week"}, "every", "invalid_choice"),
        ({"day": 29}, "day", "max_value"),
        ({"day": 0}, "day", "min_value"),
    ],
)
def test_a_wrong_schedule_names_its_field(clerk, api, changes, field, code):
    answer = api(clerk).post("/api/v1/schedules/", TALLY | changes)
    errors = [(error["field"], error["code"]) for error in answer.json()["errors"]]
    assert answer.status_code == 400 and not ExportSchedule.objects.exists()
    assert errors == [(field, code)] or (code is None and errors[0][0].startswith((field, "filters.activity")))


@pytest.mark.django_db
def test_a_schedule_is_made_changed_and_deleted_by_its_owner_alone(clerk, organiser, api):
    client, other = api(clerk), api(organiser)
    made = client.post("/api/v1/schedules/", TALLY)
    assert made.status_code == 201
    address = f"/api/v1/schedules/{made.json()['id']}/"
    assert made.json()["next_on"] == schedules.next_due("quarter", 5, after=timezone.localdate()).isoformat()
    assert [other.get(address).status_code, other.patch(address, {"day": 1}).status_code, other.delete(address).status_code] == [404] * 3
    assert client.patch(address, {"every": "year", "day": 2}).json()["next_on"].endswith("-01-02")
    assert client.delete(address).status_code == 204
    verbs = ChangeRecord.objects.filter(subject="export_schedule").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["scheduled", "changed", "removed"]


@pytest.mark.django_db
def test_who_may_not_read_a_report_schedules_nothing(leader, usher, api):
    assert api(usher).post("/api/v1/schedules/", TALLY).status_code == 403
    assert api(leader).post("/api/v1/schedules/", TALLY | {"report": "attendance-list", "filters": {}}).status_code == 403
    assert api(leader).post("/api/v1/schedules/", TALLY).status_code == 201
