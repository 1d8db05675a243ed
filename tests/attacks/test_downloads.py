"""Files that leave: what they are called, that no page runs them, and that no cache keeps them; and pages of errors."""

import re

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone

from backend.urls import handler404, handler500  # noqa: F401 - of this module when it stands for backend.urls
from imports.actions import receive
from tests.browser_client import Browser
from tests.scoping.test_every_route import ALL, FOR_EVERYBODY, OPEN, filled, world  # noqa: F401

SECRET = "postgresql://taphuan:very-secret@10.0.0.5/taphuan"


@login_not_required
def broken_view(_request: HttpRequest) -> HttpResponse:
    raise RuntimeError(SECRET)


urlpatterns = [path("broken/", broken_view), path("api/v1/broken/", broken_view)]


@pytest.mark.parametrize(
    "sent",
    [
        'x"; filename="evil.html',
        "x\r\nSet-Cookie: sessionid=1.csv",
        "../../../etc/passwd",
        "a\u202elsx.exe",
        "danh sách;xã.csv",
        "a\x00b.csv",
    ],
)
def test_a_file_goes_back_under_a_name_that_is_nothing_but_a_name(desk, organiser, session, sent):
    content = "Họ và tên;Năm sinh\r\nPhạm Văn Rê;1980\r\n".encode()
    roster = receive(session, content=content, file_name=sent, by=organiser, at=timezone.now())
    answer = desk.get(reverse("roster-original", args=[roster.pk]))
    assert answer.content == content
    disposition = answer["Content-Disposition"]
    assert re.fullmatch(r"""attachment; filename(="[^"/\\;]+"|\*=utf-8''[\w.%-]+)""", disposition, flags=re.ASCII)
    assert "Set-Cookie" not in answer.headers
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_lists_leave_as_files_that_no_cache_keeps(desk, session, form):
    answer = desk.get(f"/reports/attendance-list.{form}?activity={session.pk}")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "private, no-store")


@pytest.mark.only_deep
def test_whatever_leaves_as_a_file_is_kept_by_no_cache_and_is_what_it_says(world, browser_of, organiser, subtests):  # noqa: F811
    browser, downloads = browser_of(organiser), set()
    for address in [address for address in ALL if address not in (*OPEN, *FOR_EVERYBODY)]:
        answer = browser.get(filled(address, world))
        if answer.status_code == 200 and answer.headers.get("Content-Disposition", "").startswith("attachment"):
            downloads.add(address)
            with subtests.test(address):
                assert answer["X-Content-Type-Options"] == "nosniff"
                assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    assert {"reports/<name>.xlsx", "reports/<name>.csv", "api/v1/reports/<name>.xlsx", "api/v1/reports/<name>.csv"} <= downloads
    assert len(downloads) > 10


@pytest.mark.parametrize("address", ["/broken/", "/api/v1/broken/"])
def test_an_unexpected_error_tells_nothing_of_the_inside_and_stands_in_the_log(settings, db, caplog, address):
    settings.ROOT_URLCONF = __name__
    browser = Browser(raise_request_exception=False)
    answer = browser.get(address)
    assert answer.status_code == 500
    for inside in (SECRET, "RuntimeError", "Traceback", "broken_view", ".py"):
        assert inside not in answer.content.decode()
    assert SECRET in caplog.text
