"""PDFs by LibreOffice: one at a time, and a program that hangs is ended with all that it started."""

import fcntl
import os
import select

import pytest

from reporting.document import files, pdf
from tests.pages import page_text

YEARLY = "/api/v1/yearly-reports/"


@pytest.fixture
def hanging_program(monkeypatch, tmp_path, settings):
    """A LibreOffice that starts a process and waits for it; return the pipe that this process holds open."""
    settings.VAR_DIR = tmp_path
    pipe, program = tmp_path / "open", tmp_path / "soffice"
    os.mkfifo(pipe)
    program.write_text(f"#!/bin/sh\nsleep 60 > {pipe} &\nwait\n")
    program.chmod(0o700)
    monkeypatch.setattr(pdf, "find_program", lambda: str(program))
    monkeypatch.setattr(pdf, "SECONDS", 0.5)
    return pipe


def test_a_program_that_hangs_is_ended_with_what_it_started(hanging_program):
    reader = os.open(hanging_program, os.O_RDONLY | os.O_NONBLOCK)
    with pytest.raises(pdf.PdfNotMade) as refusal:
        pdf.convert_to_pdf(b"docx")
    assert refusal.value.code == "too_slow"
    assert select.select([reader], [], [], 10)[0] and os.read(reader, 1) == b""  # nobody holds the other end
    os.close(reader)


def test_whoever_asks_while_another_pdf_is_made_is_told_and_gets_the_sheet_to_print(
    hanging_program, tmp_path, desk, api, organiser, report
):
    with (tmp_path / "pdf.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        answer = api(organiser).get(f"{YEARLY}{report.pk}.pdf")
        assert (answer.status_code, answer.json()["code"]) == (503, "busy")
        page = page_text(desk.get(f"/yearly-reports/{report.pk}.pdf", follow=True))
        assert "Hệ thống đang tạo một tệp PDF khác" in page and "BÁO CÁO" in page


def test_a_program_that_writes_nothing_is_said_to_have_failed_and_nothing_is_kept(monkeypatch, hanging_program, api, organiser, report):
    hanging_program.with_name("soffice").write_text("#!/bin/sh\nexit 1\n")
    answer = api(organiser).get(f"{YEARLY}{report.pk}.pdf")
    assert (answer.status_code, answer.json()["code"]) == (503, "failed")
    monkeypatch.setattr(files, "convert_to_pdf", lambda document: b"%PDF-1.7")
    assert api(organiser).get(f"{YEARLY}{report.pk}.pdf").status_code == 200
