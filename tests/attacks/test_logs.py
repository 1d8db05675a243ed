"""What somebody looked for stands in no log."""

import logging

import pytest

from backend.logs import SecretAddressFilter


@pytest.mark.parametrize(
    ("message", "logged"),
    [
        ("Not Found: /people/?q=0905123456&page=2", "Not Found: /people/?…"),
        ('"GET /api/v1/persons/?q=051181000123 HTTP/1.1" 404', '"GET /api/v1/persons/?… HTTP/1.1" 404'),
        ("Forbidden: /p/ABCDEFGH?x=1", "Forbidden: /p/…?…"),
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
