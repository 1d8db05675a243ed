"""Exports in the background over HTTP: ordered, made, fetched by their owner, and by nobody else."""

import csv
import hashlib
import io
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from openpyxl import load_workbook

from accounts.models import ChangeRecord, Grant
from exports.jobs.making import storage
from exports.jobs.making.running import run_job
from exports.models import ExportChunk, ExportJob
from people.models import Disclosure, Person
from privacy.data_subject.erasure import erase
from privacy.retention.rules import sweep
from tests.pages import whole_body

pytestmark = pytest.mark.django_db
YEAR = {"from": "2023-01-01", "to": "2023-12-31"}


@pytest.fixture
def order(api):
    """Return a function that orders an export and returns the answer: order(user, report, format, **filters)."""
    return lambda user, report="attendance-list", file_format="xlsx", **filters: api(user).post(
        "/api/v1/exports/", {"report": report, "format": file_format, "filters": filters or YEAR}
    )


def made(answer):
    """The export that was ordered, made by a worker without a heartbeat of its own: this test stands in one transaction."""
    run_job(answer.json()["id"], beats=False)
    return ExportJob.objects.get(pk=answer.json()["id"])


@pytest.mark.both_engines
def test_an_export_is_ordered_made_and_fetched_and_holds_what_the_report_does(year_2023, clerk, api, order):
    answer = order(clerk)
    assert (answer.status_code, answer.json()["status"], answer.json()["url"]) == (202, "queued", None)
    assert DBTaskResult.objects.get().args_kwargs == {"args": [answer.json()["id"]], "kwargs": {}}
    job, client = made(answer), api(clerk)
    state = client.get(f"/api/v1/exports/{job.pk}/").json()
    assert (state["status"], state["progress"], state["rows"], state["error"]) == ("done", 100, 7, "")
    file = client.get(state["url"])
    content = whole_body(file)
    assert file["Content-Disposition"] == f'attachment; filename="{job.name}"' and "luot-diem-danh-2023" in job.name
    assert (int(file["Content-Length"]), hashlib.sha256(content).hexdigest()) == (len(content), state["digest"])
    names = {row[1].value for row in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows() if row[0].value in range(1, 8)}
    assert names == set(Person.objects.filter(pk__in=job.people).values_list("full_name", flat=True))


def test_a_csv_is_made_in_vietnamese_whatever_the_reader_speaks(year_2023, clerk, api, order):
    job = made(order(clerk, "participation-tally", "csv", **YEAR, by="kind"))
    rows = list(csv.reader(io.StringIO(whole_body(api(clerk).get(f"/api/v1/exports/{job.pk}/file/")).decode("utf-8-sig"))))
    assert rows[0][0] == "Loại hoạt động" and len(rows) == 1 + job.rows
    assert (job.people, job.expires_at - job.finished_at) == ([], timedelta(days=30))


@pytest.mark.parametrize(
    "report, file_format, filters, field, code",
    [
        ("attendance-list", "xlsx", {"from": "x"}, "filters.from", "invalid"),
        ("attendance-list", "xlsx", {"from": "2024-01-01", "to": "2023-01-01"}, "filters.to", "dates_reversed"),
        ("attendance-list", "xlsx", {"frm": "2024-01-01"}, "filters.frm", "unknown_filter"),
        ("attendance-list", "xlsx", {"unit": ["1"]}, "filters.unit", "invalid"),
        ("attendance-list", "pdf", {}, "format", "invalid_choice"),
        ("attendance-lists", "xlsx", {}, "report", "unknown_report"),
    ],
)
def test_wrong_orders_name_their_field_and_queue_nothing(clerk, order, api, report, file_format, filters, field, code):
    answer = api(clerk).post("/api/v1/exports/", {"report": report, "format": file_format, "filters": filters})
    assert answer.status_code == 400
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [(field, code)]
    assert not ExportJob.objects.exists() and not DBTaskResult.objects.exists()


def test_a_program_that_orders_in_a_loop_is_stopped(clerk, order, monkeypatch):
    monkeypatch.setattr("exports.jobs.actions.MAX_UNFINISHED", 2)
    assert [order(clerk).status_code for _time in range(3)] == [202, 202, 400]


def test_who_may_not_read_the_report_orders_nothing(usher, leader, order, ba_to, stranger):
    assert [order(user).status_code for user in (usher, leader)] == [403, 403]
    assert order(leader, "participation-tally").status_code == 202
    assert order(stranger, unit=ba_to.pk).status_code == 403


def test_nobody_else_sees_stops_or_fetches_an_export(year_2023, clerk, organiser, stranger, admin, api, order):
    job = made(order(clerk))
    for other in (organiser, stranger, admin):
        client, address = api(other), f"/api/v1/exports/{job.pk}/"
        assert [
            client.get(address).status_code,
            client.post(f"{address}cancel/").status_code,
            client.get(f"{address}file/").status_code,
        ] == [404] * 3
        assert client.get("/api/v1/exports/").json()["count"] == 0


# --- the right, at each step


def test_a_right_taken_away_before_the_export_is_made_leaves_no_file(year_2023, clerk, api, order):
    answer = order(clerk)
    Grant.objects.filter(user=clerk).update(role="leader")
    job = made(answer)
    assert (job.status, job.error, job.chunks.count()) == ("failed", "Vai trò của bạn không được xem danh sách người dự.", 0)


def test_a_right_taken_away_or_narrowed_before_the_file_is_fetched_keeps_it_shut(year_2023, clerk, api, order, unit_called):
    job = made(order(clerk))
    grant = Grant.objects.get(user=clerk)
    grant.unit = unit_called("Sơn Hà", "commune", timezone.localdate())
    grant.save()
    assert api(clerk).get(f"/api/v1/exports/{job.pk}/file/").status_code == 403
    Grant.objects.filter(user=clerk).update(role="leader")
    assert api(clerk).get(f"/api/v1/exports/{job.pk}/file/").status_code == 403
    assert not Disclosure.objects.exists()


def test_an_inactive_owner_gets_no_file_made(year_2023, clerk, order):
    answer = order(clerk)
    clerk.is_active = False
    clerk.save()
    assert made(answer).status == "failed"


# --- the log, expiry, erasure


def test_the_log_gets_its_line_with_everybody_when_the_file_leaves_and_not_before(year_2023, clerk, api, order):
    job = made(order(clerk))
    assert not Disclosure.objects.exists()
    whole_body(api(clerk).get(f"/api/v1/exports/{job.pk}/file/"))
    line = Disclosure.objects.get()
    assert (line.what, line.way, line.user, line.people, line.sensitive) == ("attendance-list", "xlsx", clerk, 7, ["ethnic_group"])
    assert ["Thời gian", "năm 2023"] in line.filters
    assert sorted(line.disclosed_people.values_list("person", flat=True)) == job.people != []


def test_in_a_browser_the_file_with_names_asks_for_the_password_and_figures_do_not(year_2023, clerk, order, browser_of):
    people, figures = made(order(clerk)), made(order(clerk, "participation-tally"))
    browser = browser_of(clerk)
    session = browser.session
    session["confirmed_at"] = 0
    session.save()
    assert browser.get(f"/exports/{people.pk}/file/")["Location"].startswith("/account/confirm/")
    assert browser.get(f"/exports/{figures.pk}/file/").status_code == 200
    assert browser.get(f"/api/v1/exports/{people.pk}/file/").json()["code"] == "confirmation_required"


def test_a_file_expires_and_the_night_removes_it(year_2023, clerk, api, order):
    job = made(order(clerk))
    assert job.expires_at - job.finished_at == timedelta(days=3)
    list(sweep(timezone.now()))
    assert job.chunks.exists()
    ExportJob.objects.update(expires_at=timezone.now())
    client = api(clerk)
    assert client.get(f"/api/v1/exports/{job.pk}/file/").status_code == 404
    assert client.get(f"/api/v1/exports/{job.pk}/").json()["url"] is None
    results = {result.rule.name: result.count for result in sweep(timezone.now() + timedelta(days=1))}
    job.refresh_from_db()
    assert (results["exports"], job.chunks.count(), job.people) == (1, 0, [])
    list(sweep(timezone.now() + timedelta(days=100)))
    assert not ExportJob.objects.exists()


def test_an_erasure_removes_the_kept_files_with_that_person_and_no_others(year_2023, clerk, organiser, api, order):
    with_everybody, figures = made(order(clerk)), made(order(clerk, "participation-tally"))
    only_2024 = made(order(clerk, **{"from": "2024-01-01", "to": "2024-12-31"}))
    gone = Person.objects.exclude(pk__in=only_2024.people).get(pk=with_everybody.people[1])
    erasure = erase(gone, reason="Theo yêu cầu", by=organiser, at=timezone.now())
    assert erasure.removed["exports"] == 1
    state = api(clerk).get(f"/api/v1/exports/{with_everybody.pk}/").json()
    assert (state["status"], state["url"]) == ("failed", None) and "danh tính" in state["error"]
    assert [job.chunks.exists() for job in (with_everybody, figures, only_2024)] == [False, True, True]


def test_a_file_that_names_somebody_erased_while_it_was_made_never_leaves(year_2023, clerk, api, order):
    job = made(order(clerk))
    Person.objects.filter(pk=job.people[0]).update(anonymised_at=timezone.now())
    assert api(clerk).get(f"/api/v1/exports/{job.pk}/file/").status_code == 404
    job.refresh_from_db()
    assert (job.status, job.chunks.count(), Disclosure.objects.count()) == ("failed", 0, 0)


def test_what_is_stored_tells_nothing_and_a_new_key_seals_it_anew(year_2023, clerk, api, order, settings):
    job = made(order(clerk, "attendance-list", "csv"))
    stored = b"".join(bytes(chunk.content) for chunk in ExportChunk.objects.all())
    assert Person.objects.get(pk=job.people[0]).full_name.encode() not in stored
    settings.DIGEST_KEY_FALLBACKS, settings.DIGEST_KEY = [settings.DIGEST_KEY], "another-key-of-more-than-thirty-two-letters"
    assert storage.seal_exports_again().count == 1
    settings.DIGEST_KEY_FALLBACKS = []
    assert hashlib.sha256(whole_body(api(clerk).get(f"/api/v1/exports/{job.pk}/file/"))).hexdigest() == job.digest


# --- stopping


def test_one_that_waits_is_stopped_at_once_and_never_made(clerk, api, order):
    answer = order(clerk)
    address = f"/api/v1/exports/{answer.json()['id']}/cancel/"
    assert api(clerk).post(address).json()["status"] == "cancelled"
    assert made(answer).status == "cancelled"
    assert api(clerk).post(address).json()["errors"][0]["code"] == "ended"
    assert list(ChangeRecord.objects.filter(subject="export").order_by("pk").values_list("verb", flat=True)) == ["requested", "cancelled"]


def test_a_list_of_exports_takes_as_many_statements_for_three_as_for_one(clerk, api, order, django_assert_num_queries):
    client = api(clerk)
    order(clerk)
    with django_assert_num_queries(4):
        client.get("/api/v1/exports/")
    order(clerk)
    order(clerk)
    with django_assert_num_queries(4):
        assert client.get("/api/v1/exports/").json()["count"] == 3
