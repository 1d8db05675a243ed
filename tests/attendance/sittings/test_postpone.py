"""An activity moves to another day in one go, unless somebody has come."""

from datetime import timedelta

import pytest
from django.utils import timezone

from attendance.sittings.actions import tick
from tests.conftest import DAY, at


@pytest.mark.parametrize("days", [-1, 1, 2, 30])
def test_the_sittings_move_along_with_their_hours(days, make_session, organiser, browser_of):
    session = make_session(ends_on=DAY + timedelta(days=1))
    day = DAY + timedelta(days=days)
    asked = browser_of(organiser).post(f"/activities/{session.pk}/postpone/", {"starts_on": f"{day:%d-%m-%y}"})
    assert "Có đúng là hoạt động đã tổ chức không?" in asked.content.decode()
    typed = {"starts_on": f"{day:%d-%m-%y}", "confirmed": f"past:{day}"}
    answer = browser_of(organiser).post(f"/activities/{session.pk}/postpone/", typed)
    assert answer.status_code == 302
    session.refresh_from_db()
    first, second = DAY + timedelta(days=days), DAY + timedelta(days=days + 1)
    assert (session.starts_on, session.ends_on) == (first, second)
    assert [
        (s.label, timezone.localtime(s.starts_at).strftime("%d/%m %H:%M"), s.opens_at < s.starts_at) for s in session.sittings.all()
    ] == [
        (f"{half} {day:%d/%m}", f"{day:%d/%m} {hour}", True)
        for day in (first, second)
        for half, hour in (("Sáng", "07:30"), ("Chiều", "13:30"))
    ]


def test_it_stays_where_it_is_once_somebody_has_come(session, enrolled, organiser, browser_of):
    tick(enrolled[0], sitting=session.sittings.first(), by=organiser, at=at("07:40"))
    answer = browser_of(organiser).post(f"/activities/{session.pk}/postpone/", {"starts_on": "2024-05-27", "confirmed": "past:2024-05-27"})
    assert "Đã có người điểm danh" in answer.content.decode()
    session.refresh_from_db()
    assert session.starts_on == DAY


def test_a_unit_that_has_ceased_by_then_is_named_with_what_took_its_place(session, organiser, browser_of):
    typed = {"starts_on": "1/8/2025", "confirmed": "past:2025-08-01"}
    answer = browser_of(organiser).post(f"/activities/{session.pk}/postpone/", typed)
    assert answer.status_code == 200
    assert "xã Ba Tơ" in answer.content.decode()
    session.refresh_from_db()
    assert (session.starts_on, [s.starts_at.date() for s in session.sittings.all()]) == (DAY, [DAY, DAY])


def test_an_usher_may_not_and_a_stranger_finds_nothing(session, usher, stranger, browser_of):
    address = f"/activities/{session.pk}/postpone/"
    assert [browser_of(user).post(address, {"starts_on": "2024-05-27"}).status_code for user in (usher, stranger)] == [403, 404]
