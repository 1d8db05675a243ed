"""Who should be there and who was: the register's matrix and one sitting's rows."""

import pytest
from django.template import Context, Template

from attendance.models import Attendance, Method, Registration
from attendance.registrations import participants
from attendance.registrations.actions import register, withdraw
from attendance.registrations.participants import NOT_THERE, Counts, Presence
from attendance.sittings.actions import annul, excuse, tick
from tests.conftest import at

pytestmark = pytest.mark.both_engines


@pytest.fixture
def some_came(enrolled, session, usher, clerk):
    """Rê came in the morning; Mẫu came and was annulled, and is excused in the afternoon; Hoa was nowhere."""
    re, mau, _hoa = enrolled
    morning, afternoon = list(session.sittings.all())
    tick(re, sitting=morning, by=usher, at=at("07:31"))
    tick(mau, sitting=morning, by=usher, at=at("07:32"))
    annul(Attendance.objects.get(registration=mau), reason="Nhầm người", by=clerk, at=at("08:00"))
    excuse(mau, sitting=afternoon, reason="Con ốm", by=clerk, at=at("12:00"))


def test_the_matrix_has_every_sitting_of_every_person_in_order_of_given_names(session, some_came, clerk):
    morning, afternoon = list(session.sittings.all())
    rows = [(registration.person.full_name, presences) for registration, presences in participants.matrix(session, clerk)]
    assert rows == [
        ("Nguyễn Thị Hoa", {morning.pk: NOT_THERE, afternoon.pk: NOT_THERE}),
        ("Đinh Thị Mẫu", {morning.pk: NOT_THERE, afternoon.pk: Presence(excused="Con ốm")}),
        ("Phạm Văn Rê", {morning.pk: Presence(True, at("07:31"), Method.LIST), afternoon.pk: NOT_THERE}),
    ]


def test_who_came_after_all_is_there_and_not_excused(session, enrolled, usher, clerk):
    sittings = list(session.sittings.all())
    excuse(enrolled[0], sitting=sittings[0], reason="Con ốm", by=clerk, at=at("07:00"))
    tick(enrolled[0], sitting=sittings[0], by=usher, at=at("07:31"))
    assert dict(participants.matrix(session, clerk))[enrolled[0]][sittings[0].pk] == Presence(True, at("07:31"), Method.LIST)
    assert participants.count_states(participants.list_sitting(sittings[0], clerk)) == Counts(listed=3, present=1, excused=0, absent=2)


def test_who_withdrew_stays_on_the_roll_only_if_they_had_come(session, enrolled, usher, clerk):
    sittings = list(session.sittings.all())
    re, mau, _hoa = enrolled
    tick(re, sitting=sittings[0], by=usher, at=at("07:31"))
    withdraw(re)
    withdraw(mau)
    assert [row.person.full_name for row in (registration for registration, _presences in participants.matrix(session, clerk))] == [
        "Nguyễn Thị Hoa",
        "Phạm Văn Rê",
    ]
    assert [row.person.full_name for row in participants.list_sitting(sittings[0], clerk).in_name_order()] == [
        "Nguyễn Thị Hoa",
        "Phạm Văn Rê",
    ]
    assert [row.person.full_name for row in participants.list_sitting(sittings[1], clerk)] == ["Nguyễn Thị Hoa"]


def test_the_matrix_adds_up_to_the_attendances_that_stand(session, some_came, clerk):
    attended = sum(presence.attended for _registration, presences in participants.matrix(session, clerk) for presence in presences.values())
    assert attended == Attendance.objects.active().filter(sitting__activity=session).count() == 1


def test_one_sitting_knows_its_states_with_what_they_rest_on(some_came, session, clerk):
    morning, afternoon = list(session.sittings.all())
    drawn = Template("{{ row.state }}|{{ row.here.annul_reason }}|{{ row.here.get_method_display }}|{{ row.excuse.reason }}")
    assert [drawn.render(Context({"row": row})) for row in participants.list_sitting(morning, clerk).in_name_order()] == [
        "absent|||",
        "absent|Nhầm người|Đánh dấu tay|",
        "present||Đánh dấu tay|",
    ]
    rows = participants.list_sitting(afternoon, clerk).in_name_order()
    assert [drawn.render(Context({"row": row})) for row in rows] == ["absent|||", "excused|||Con ốm", "absent|||"]
    assert participants.count_states(participants.list_sitting(morning, clerk)) == Counts(listed=3, present=1, excused=0, absent=2)
    assert participants.count_states(participants.list_sitting(afternoon, clerk)) == Counts(listed=3, present=0, excused=1, absent=2)


def test_a_stranger_gets_no_rows(session, some_came, stranger, nobody):
    sittings = list(session.sittings.all())
    for user in (stranger, nobody):
        assert list(participants.matrix(session, user)) == []
        assert list(participants.list_sitting(sittings[0], user)) == []
        assert list(participants.list_refused_scans(sittings[0], user)) == []
        assert list(participants.list_registrations(session, user)) == []


def test_the_matrix_takes_four_statements_for_one_person_and_for_three_hundred(
    session, make_person, organiser, clerk, django_assert_num_queries
):
    sittings = list(session.sittings.all())
    for number in range(300):
        someone = register(
            session,
            person=make_person(f"Phạm Văn {chr(65 + number % 26)}o", birth_year=1960 + number % 40),
            role="participant",
            by=organiser,
        )
        tick(someone, sitting=sittings[number % 2], by=organiser, at=sittings[number % 2].starts_at)
        if number in (0, 299):
            with django_assert_num_queries(4):
                rows = [
                    (row.person.full_name, row.person.unit.full_name, presences) for row, presences in participants.matrix(session, clerk)
                ]
            with django_assert_num_queries(1):
                sitting_rows = [
                    (row.person.full_name, row.person.unit.name, row.state) for row in participants.list_sitting(sittings[0], clerk)
                ]
            assert (len(rows), len(sitting_rows)) == (number + 1, number + 1)
    assert Registration.objects.filter(activity=session).count() == 300
