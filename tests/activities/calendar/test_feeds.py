"""Calendars for other programs: a file of one activity, and private addresses that are revoked and renewed."""

from datetime import timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from accounts.actions import disable_user, sign_out_everywhere
from accounts.models import ChangeRecord
from activities.actions import cancel, change_sitting, postpone, set_status
from activities.calendar.feeds import open_feed
from activities.models import CalendarFeed

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]
ACCOUNT = "/account/calendars/"


def read_events(client, address):
    """Return the events at an address, by title."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert max(len(line) for line in answer.content.split(b"\r\n")) <= 75
    return {str(event["summary"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}


@pytest.fixture
def address_of():
    """address_of(user, unit=None): the path of a new private address."""
    return lambda user, unit=None: f"/calendar/feeds/{open_feed(user, unit=unit, at=timezone.now())[1]}.ics"


def test_a_file_has_a_sitting_as_an_event_that_is_known_again_when_it_is_moved_or_cancelled(desk, make_session, enrolled, ba_to_today):
    tomorrow = timezone.localdate() + timedelta(days=1)
    session = make_session(
        "Luật Đất đai; Luật Trẻ em, 2016 – cho người có uy tín, già làng, trưởng thôn", unit=ba_to_today, starts_on=tomorrow
    )
    address = f"/activities/{session.pk}/calendar.ics"
    answer = desk.get(address)
    assert answer["Content-Disposition"].endswith(f'-{tomorrow:%Y-%m-%d}.ics"')
    first, afternoon = Calendar.from_ical(answer.content).walk("VEVENT")
    assert first["summary"] == f"{session.title} – Sáng"
    assert first["dtstart"].params["TZID"] == "Asia/Ho_Chi_Minh"
    assert first.decoded("dtstart") == session.sittings.first().starts_at
    assert first["url"] == f"http://testserver/training-sessions/{session.pk}/"
    assert "Hội trường UBND" in first["location"]
    assert (first["sequence"], first["status"]) == (0, "CONFIRMED")
    assert desk.get(address).content == answer.content

    morning = session.sittings.first()
    change_sitting(morning, starts_at=morning.starts_at + timedelta(minutes=30))
    postpone(session, starts_on=tomorrow + timedelta(days=1))
    moved, moved_afternoon = Calendar.from_ical(desk.get(address).content).walk("VEVENT")
    assert (moved["uid"], moved["sequence"], moved_afternoon["sequence"]) == (first["uid"], 2, 1)
    assert moved.decoded("dtstart") == first.decoded("dtstart") + timedelta(days=1, minutes=30)
    assert moved_afternoon["uid"] == afternoon["uid"]

    cancel(session, reason="Mưa bão", at=timezone.now())
    cancelled = Calendar.from_ical(desk.get(address).content).walk("VEVENT")[0]
    assert (cancelled["uid"], cancelled["sequence"], cancelled["status"]) == (first["uid"], 3, "CANCELLED")
    assert cancelled["summary"].startswith("ĐÃ HỦY: ")


def test_a_feed_shows_what_its_user_sees_and_names_nobody(
    client, address_of, organiser, stranger, make_session, enrolled, ba_to_today, unit_called
):
    tomorrow = timezone.localdate() + timedelta(days=1)
    ly_son = unit_called("Lý Sơn", "commune", tomorrow)
    whole_days = make_session("Lớp không buổi", unit=ly_son, starts_on=tomorrow, ends_on=tomorrow + timedelta(days=1))
    whole_days.sittings.all().delete()
    make_session("Lớp ở Ba Tơ", unit=ba_to_today, starts_on=tomorrow)
    set_status(make_session("Lớp nháp", unit=ba_to_today, starts_on=tomorrow), status="draft")
    make_session("Lớp năm ngoái", unit=ba_to_today, starts_on=tomorrow - timedelta(days=400))
    titles = {"Lớp ở Ba Tơ – Sáng", "Lớp ở Ba Tơ – Chiều", "Lớp nháp – Sáng", "Lớp nháp – Chiều"}
    events = read_events(client, address_of(organiser))
    assert set(events) == titles | {"Lớp không buổi"}
    assert (events["Lớp không buổi"].decoded("dtstart"), events["Lớp không buổi"].decoded("dtend")) == (
        tomorrow,
        tomorrow + timedelta(days=2),
    )
    assert events["Lớp nháp – Sáng"]["status"] == "TENTATIVE"
    assert set(read_events(client, address_of(organiser, ba_to_today))) == titles
    assert set(read_events(client, address_of(stranger))) == {"Lớp không buổi"}
    assert set(read_events(client, address_of(stranger, ba_to_today))) == set()


def test_an_address_is_shown_once_renewed_and_revoked_and_the_trail_says_so(desk, client, browser_of, stranger, organiser, ba_to_today):
    page = desk.post(ACCOUNT, {"unit": ba_to_today.pk}).content.decode()
    address = page.split("http://testserver")[1].split("<")[0]
    assert client.get(address).status_code == 200
    assert address not in desk.get(ACCOUNT).content.decode()
    feed = CalendarFeed.objects.get()
    assert address.split("/")[-1].removesuffix(".ics") not in feed.token_digest

    renewed = desk.post(ACCOUNT, {"unit": ba_to_today.pk}).content.decode().split("http://testserver")[1].split("<")[0]
    assert [client.get(path).status_code for path in (address, renewed)] == [404, 200]
    assert browser_of(stranger).post(f"{ACCOUNT}revoke/", {"feed": feed.pk}).status_code == 404
    assert desk.post(f"{ACCOUNT}revoke/", {"feed": feed.pk}).status_code == 302
    assert client.get(renewed).status_code == 404
    verbs = ChangeRecord.objects.filter(subject="calendar_feed").order_by("pk").values_list("verb", "actor", "unit")
    assert list(verbs) == [(verb, organiser.pk, ba_to_today.pk) for verb in ("opened", "renewed", "revoked")]
    # a place where one has no role, and a place that there is not
    for unit in (ba_to_today.pk, 999_999_999):
        page = browser_of(stranger).post(ACCOUNT, {"unit": unit})
        assert "error-summary" in page.content.decode()
    assert not CalendarFeed.objects.exists()


def test_an_address_ends_with_its_users_sessions_and_with_the_account(client, address_of, organiser, stranger, admin):
    addresses = [address_of(organiser), address_of(stranger)]
    assert [client.get(address).status_code for address in addresses] == [200, 200]
    sign_out_everywhere(organiser)
    disable_user(stranger, by=admin)
    assert [client.get(address).status_code for address in addresses] == [404, 404]
    assert client.post(addresses[0]).status_code == 405


def test_three_activities_take_as_many_statements_as_one(
    client, address_of, organiser, make_session, ba_to_today, django_assert_num_queries
):
    tomorrow = timezone.localdate() + timedelta(days=1)
    address = address_of(organiser)
    for titles in ("A", "BC"):
        for title in titles:
            make_session(f"Lớp {title}", unit=ba_to_today, starts_on=tomorrow)
        with django_assert_num_queries(5):  # the feed, activities, sittings, what the trail says of both
            client.get(address)
