"""What somebody looked for stands in no log."""

import logging
import re

import pytest

from backend.logs import LineFormatter, SecretAddressFilter


@pytest.mark.parametrize(
    ("message", "logged"),
    [
        ("Not Found: /people/?q=0905123456&page=2", "Not Found: /people/?…"),
        ('"GET /api/v1/persons/?q=051181000123 HTTP/1.1" 404', '"GET /api/v1/persons/?… HTTP/1.1" 404'),
        ("Forbidden: /p/ABCDEFGH?x=1", "Forbidden: /p/…?…"),
        ("Not Found: /calendar/feeds/Secret-1.ics", "Not Found: /calendar/feeds/…"),
        ("Not Found: /j/Secret_of-a-judge/", "Not Found: /j/…"),
        ("Ready? Yes", "Ready? Yes"),
    ],
)
def test_a_log_line_keeps_the_page_and_drops_the_question(message, logged):
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s", (message,), None)
    SecretAddressFilter().filter(record)
    assert record.getMessage() == logged


def test_a_search_for_a_telephone_is_not_logged(desk, caplog):
    with caplog.at_level(logging.DEBUG, logger="django.request"):
        desk.get("/nowhere/?q=0905123456")
    assert caplog.records
    assert "0905123456" not in caplog.text


def test_a_line_says_when_who_and_which_request_and_is_one_line(desk, organiser, caplog):
    answer = desk.get("/nowhere%0a2026-01-01T00:00:00Z%20INFO%20root%20all%20is%20well/", headers={"X-Request-ID": "proxy-12345678"})
    assert answer["X-Request-ID"] == "proxy-12345678"
    [record] = [record for record in caplog.records if record.name == "django.request"]
    SecretAddressFilter().filter(record)
    line = LineFormatter().format(record)
    assert re.fullmatch(
        rf"\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\dZ WARNING django\.request user={organiser.pk} request=proxy-12345678 Not Found: /nowhere\S+.*",
        line,
    )


@pytest.mark.parametrize("sign", ["\n", "\r", "\x1b", "\u2028", "\x85"])
def test_nobody_begins_a_line_of_the_log(sign):
    record = logging.LogRecord("a", logging.WARNING, "", 0, "%s", (f"one{sign}two",), None)
    SecretAddressFilter().filter(record)
    assert LineFormatter().format(record).isprintable()


def test_who_was_refused_stands_in_the_log(api, stranger, session, caplog):
    """A program's request, too, names its user by id."""
    assert api(stranger).get(f"/api/v1/activities/{session.pk}/registrations/").status_code == 404
    [record] = [record for record in caplog.records if record.name == "django.request"]
    assert f"user={stranger.pk} " in LineFormatter().format(record)
