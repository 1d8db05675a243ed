"""PDFs by LibreOffice, made in the background: a page never waits, one that hangs is ended, and what came of it is said."""

import os
import select
from datetime import timedelta
from importlib import import_module

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from activities.models import StoredFile
from reporting.actions import remove_report
from reporting.document import pdf
from reporting.document.pdf_orders import LOST_AFTER, make_pdf, remove_old
from reporting.models import ReportPdf
from tests.pages import page_text

YEARLY = "/api/v1/yearly-reports/"
MAKES_ONE = 'cat "$7" > /dev/null && echo "%PDF-1.7" > "$6/report.pdf" && echo made >> "$(dirname "$0")/made"'


@pytest.fixture
def program(monkeypatch, tmp_path, settings):
    """program(script): what stands in for LibreOffice; $6 is the folder for the PDF, $7 the document."""
    settings.VAR_DIR, path = tmp_path, tmp_path / "soffice"
    monkeypatch.setattr(pdf, "find_program", lambda: str(path) if path.exists() else None)

    def write(script):
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o700)
        return path

    return write


def run_queue():
    """Do what waits in the queue, found by its name as the worker finds it; return how much that was."""
    results = DBTaskResult.objects.ready().filter(task_path__endswith="make_ordered_pdf").order_by("enqueued_at")
    waiting = list(results)
    results.delete()
    for result in waiting:
        module, _dot, name = result.task_path.rpartition(".")
        getattr(import_module(module), name).call(*result.args_kwargs["args"])
    return len(waiting)


def test_a_program_that_hangs_is_ended_with_what_it_started(program, monkeypatch, tmp_path):
    pipe = tmp_path / "open"
    os.mkfifo(pipe)
    program(f"sleep 60 > {pipe} &\nwait")
    monkeypatch.setattr(pdf, "SECONDS", 0.5)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with pytest.raises(pdf.PdfNotMade) as refusal:
        pdf.convert_to_pdf(b"docx")
    assert refusal.value.code == "too_slow"
    assert select.select([reader], [], [], 10)[0] and os.read(reader, 1) == b""  # nobody holds the other end
    os.close(reader)


def test_the_page_says_that_a_pdf_is_being_made_and_then_has_it(program, tmp_path, desk, browser_of, stranger, usher, leader, report):
    page, order = report.get_absolute_url(), f"{report.get_absolute_url()}pdf/"
    assert "Tạo PDF" not in page_text(desk.get(page))  # no LibreOffice here
    program(MAKES_ONE)
    assert "Tạo PDF" in page_text(desk.get(page))
    for _twice in range(2):
        shown = desk.post(order, follow=True)
        assert "Đang tạo PDF" in page_text(shown) and 'hx-trigger="every 2s"' in shown.content.decode()
    assert desk.get(f"/yearly-reports/{report.pk}.pdf")["Location"] == page
    ReportPdf.objects.update(ordered_at=timezone.now() - timedelta(minutes=2))
    assert "PDF còn chờ" in page_text(desk.get(order, headers={"HX-Request": "true"}))
    assert (run_queue(), (tmp_path / "made").read_text()) == (1, "made\n")
    ReportPdf.objects.update(ordered_at=timezone.now())
    assert "Tải PDF" in page_text(desk.get(order, headers={"HX-Request": "true"}))
    assert desk.get(f"/yearly-reports/{report.pk}.pdf").content == b"%PDF-1.7\n"
    refused = [getattr(browser_of(user), way)(order).status_code for user in (stranger, usher) for way in ("get", "post")]
    assert refused == [404, 404, 403, 403] and ReportPdf.objects.count() == 1
    assert "Đang tạo PDF" in page_text(browser_of(leader).post(order, follow=True))  # one of their own: a draft bears what its reader sees
    assert list(ReportPdf.objects.order_by("pk").values_list("user", "status")) == [(report.created_by_id, "done"), (leader.pk, "queued")]


def test_a_pdf_of_other_words_than_the_draft_has_now_is_not_handed_out_and_goes_with_the_draft(program, api, organiser, report):
    program(MAKES_ONE)
    address = f"{YEARLY}{report.pk}/pdf/"
    assert api(organiser).post(address).json()["status"] == "queued" and run_queue() == 1
    assert api(organiser).get(api(organiser).get(address).json()["url"]).content == b"%PDF-1.7\n"
    api(organiser).patch(f"{YEARLY}{report.pk}/", {"sections": {"closing": "Lời khác."}}, format="json")
    assert api(organiser).get(address).json()["status"] == "none"
    assert api(organiser).get(f"{YEARLY}{report.pk}.pdf").status_code == 404
    assert api(organiser).post(address).status_code == 202 and run_queue() == 1
    assert StoredFile.objects.count() == 1
    remove_report(report, by=organiser)
    assert (StoredFile.objects.count(), ReportPdf.objects.count()) == (0, 0)


def test_one_that_failed_or_was_lost_says_so_and_can_be_ordered_again(program, api, desk, organiser, report):
    program("exit 1")
    address, page = f"{YEARLY}{report.pk}/pdf/", report.get_absolute_url()
    api(organiser).post(address)
    run_queue()
    answer = api(organiser).get(address).json()
    assert (answer["status"], answer["url"]) == ("failed", None) and "Không tạo được PDF" in answer["error"]
    assert "Không tạo được PDF" in page_text(desk.get(page)) and "Tạo PDF" in page_text(desk.get(page))
    program(MAKES_ONE)
    assert api(organiser).post(address).json()["status"] == "queued"
    DBTaskResult.objects.all().delete()
    ReportPdf.objects.update(status="running", started_at=timezone.now() - LOST_AFTER - timedelta(seconds=1))  # its worker is gone
    assert api(organiser).get(address).json()["status"] == "failed"
    assert api(organiser).post(address).json()["status"] == "queued" and run_queue() == 1
    assert api(organiser).get(address).json()["status"] == "done"


def test_the_night_removes_the_pdf_of_a_draft_a_day_later(program, desk, report):
    program(MAKES_ONE)
    desk.post(f"{report.get_absolute_url()}pdf/")
    run_queue()
    order, files = ReportPdf.objects.get(), StoredFile.objects.count()
    make_pdf(order.pk)  # it is no longer queued: nothing happens
    at = order.ordered_at + timedelta(days=1, seconds=1)
    assert [remove_old(order.ordered_at), remove_old(at, dry_run=True), remove_old(at)] == [0, 1, 1]
    assert (ReportPdf.objects.count(), StoredFile.objects.count()) == (0, files - 1)
