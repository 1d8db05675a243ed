"""Somebody who is on no list gets a place: once, with what is known of them, also late and from several sides at once."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from activities.actions import set_status
from attendance.models import Attendance, Method, Registration
from attendance.registrations.actions import register, withdraw
from attendance.registrations.residence import communes_around, province_of
from attendance.registrations.walk_ins.actions import register_walk_in
from attendance.sittings.actions import register_walk_in_with_arrival
from contests.actions import record_contest
from contests.models import Contest
from people.models import EthnicGroup, Person
from tests.attendance.hall import arrivals
from tests.conftest import DAY, at
from tests.refusals import error_codes

pytestmark = pytest.mark.both_engines

MAU = {"full_name": "Đinh Thị Mẫu", "birth_year": 1985, "gender": "F"}
CARD = "051185000123"


# --- a place


def test_who_is_on_no_list_gets_a_pass_and_is_marked(session, usher, ba_to):
    hre = EthnicGroup.objects.get(name="Hrê")
    made = register_walk_in(session, MAU | {"unit": ba_to, "phone": "0912 345 678", "ethnic_group": hre}, by=usher)
    person = made.person
    assert (made.is_walk_in, made.registered_by, made.role, made.status) == (True, usher, "participant", "registered")
    assert (len(made.code), len(made.short_code)) == (26, 6)
    assert (person.full_name, person.birth_year, person.gender, person.unit, person.phone, person.ethnic_group) == (
        "Đinh Thị Mẫu", 1985, "F", ba_to, "0912345678", hre,
    )  # fmt: skip


def test_without_a_commune_the_province_of_the_activitys_day_is_stored(session, quang_ngai, make_session, unit_called):
    made = register_walk_in(session, MAU, by=None)
    assert (made.person.unit.name, made.person.unit.level, made.person.unit.is_valid_on(DAY)) == ("Quảng Ngãi", "province", True)
    today = date(2026, 11, 20)
    later = make_session(unit=unit_called("Ba Tơ", "commune", today), starts_on=today)
    assert province_of(later) == quang_ngai != made.person.unit


def test_at_a_contest_who_says_nothing_else_is_of_the_audience(organiser, ba_to):
    contest = record_contest(Contest(title="Hội thi", unit=ba_to, starts_on=DAY, ends_on=DAY, status="open"), by=organiser)
    assert register_walk_in(contest, MAU, by=None).role == "audience"
    assert register_walk_in(contest, MAU, role="guest", by=None).role == "guest"


def test_communes_around_are_those_of_the_district_then_and_of_the_former_district_now(session, make_session, unit_called, quang_ngai):
    in_2024 = communes_around(session)
    today = date(2026, 11, 20)
    now = communes_around(make_session(unit=unit_called("Ba Tơ", "commune", today), starts_on=today))
    everywhere = communes_around(make_session(unit=quang_ngai, starts_on=today))
    assert {unit.parent.name for unit in in_2024} == {"Ba Tơ"} and len(in_2024) == 19
    assert [unit.name for unit in now] == ["Ba Dinh", "Ba Động", "Ba Tô", "Ba Tơ", "Ba Vì", "Ba Vinh", "Ba Xa", "Đặng Thùy Trâm"]
    assert len(everywhere) == 96


def test_communes_around_a_commune_of_2024_are_its_districts(make_session, unit_called):
    session = make_session(unit=unit_called("Ba Vì"))
    assert len(communes_around(session)) == 19


@pytest.mark.parametrize(
    ("wrong", "errors"),
    [
        ({"full_name": "12345"}, ("full_name", "not_a_name")),
        ({"full_name": ""}, ("full_name", "too_short")),
        ({"birth_year": 85}, ("birth_year", "implausible")),
        ({"phone": "12"}, ("phone", "not_a_phone")),
        ({"national_id": "123"}, ("national_id", "not_a_national_id")),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(session, wrong, errors):
    with pytest.raises(ValidationError) as refused:
        register_walk_in(session, MAU | wrong, by=None, walk_in_id=uuid4())
    [[field, [code, *_more]], *_others] = error_codes(refused).items()
    assert (field, code) == errors
    assert (Registration.objects.count(), Person.objects.count()) == (0, 0)


def test_where_none_are_taken_nobody_is_written_but_what_was_written_before_is_answered(session):
    id_ = uuid4()
    before = register_walk_in(session, MAU, by=None, walk_in_id=id_)
    session.walk_ins = "none"
    session.save()
    assert register_walk_in(session, MAU, by=None, walk_in_id=id_) == before
    with pytest.raises(ValidationError) as refused:
        register_walk_in(session, MAU, by=None)
    assert error_codes(refused) == {"": ["no_walk_ins"]}
    assert Registration.objects.count() == 1


def test_a_hall_that_sends_after_the_activity_was_closed_is_still_written(session):
    set_status(session, status="closed")
    assert register_walk_in(session, MAU, by=None).is_walk_in


# --- once


def test_the_same_id_is_the_same_registration_whatever_is_sent_with_it(session):
    id_ = uuid4()
    first = register_walk_in(session, MAU, by=None, walk_in_id=id_)
    assert register_walk_in(session, MAU | {"full_name": "Tên khác"}, by=None, walk_in_id=id_) == first
    assert (Registration.objects.count(), Person.objects.count(), first.person.full_name) == (1, 1, "Đinh Thị Mẫu")


def test_an_id_taken_between_the_look_and_the_writing_is_read_again(session, monkeypatch):
    """What another request does in that moment: the constraint tells, the savepoint is undone, the first is answered."""
    id_, looks = uuid4(), []
    first = register_walk_in(session, MAU, by=None, walk_in_id=id_)
    look = register_walk_in.__globals__["_find_walk_in"]

    def blind_once(activity, walk_in_id):
        looks.append(walk_in_id)
        return None if len(looks) == 1 else look(activity, walk_in_id)

    monkeypatch.setitem(register_walk_in.__globals__, "_find_walk_in", blind_once)
    assert register_walk_in(session, MAU, by=None, walk_in_id=id_) == first
    assert (len(looks), Person.objects.count()) == (2, 1)


def test_an_id_used_in_another_activity_is_refused_and_names_nobody(session, make_session):
    id_ = uuid4()
    register_walk_in(session, MAU, by=None, walk_in_id=id_)
    other_session = make_session("Lớp khác")
    with pytest.raises(ValidationError) as refused:
        register_walk_in(other_session, MAU, by=None, walk_in_id=id_)
    assert error_codes(refused) == {"": ["walk_in_elsewhere"]}
    assert Registration.objects.count() == 1


# --- somebody known by their card


def test_a_card_of_somebody_registered_here_answers_them_and_takes_the_phones_id(session, make_person, organiser, usher):
    registered = register(session, person=make_person("Đinh Thị Mẫu", national_id=CARD), role="guest", by=organiser)
    id_ = uuid4()
    registration = register_walk_in(session, MAU | {"national_id": CARD}, by=usher, walk_in_id=id_)
    assert (registration, registration.walk_in_id, registration.is_walk_in, registration.role, Person.objects.count()) == (
        registered,
        id_,
        False,
        "guest",
        1,
    )
    assert register_walk_in(session, MAU, by=None, walk_in_id=id_) == registered
    assert register_walk_in(session, MAU | {"national_id": CARD}, by=usher, walk_in_id=uuid4()) == registered
    registered.refresh_from_db()
    assert registered.walk_in_id == id_


def test_who_withdrew_stands_again_only_when_the_caller_says_so(session, make_person, organiser, usher):
    withdrawn = withdraw(register(session, person=make_person("Đinh Thị Mẫu", national_id=CARD), role="participant", by=organiser))
    assert register_walk_in(session, MAU | {"national_id": CARD}, by=usher).is_withdrawn
    assert not register_walk_in(session, MAU | {"national_id": CARD}, by=usher, reinstates=True).is_withdrawn
    assert Registration.objects.get() == withdrawn


def test_a_card_of_somebody_known_registers_that_person_where_the_number_may_be_seen(session, make_session, make_person, clerk, usher):
    card_holder = make_person("Đinh Thị Mẫu", national_id=CARD, phone="0912345678")
    typed = {"full_name": "ĐINH THỊ MẪU", "national_id": " 051185 000123"}
    made = register_walk_in(session, typed, by=clerk, walk_in_id=uuid4())
    assert (made.person, made.is_walk_in, Person.objects.get().phone) == (card_holder, True, "0912345678")
    assert register_walk_in(make_session("Lớp khác"), typed, by=usher, walk_in_id=uuid4()).person != card_holder


def test_of_two_people_with_one_card_the_one_registered_here_is_meant(session, make_person, organiser, usher):
    make_person("Đinh Thị Mẫu", national_id=CARD)
    registered = register(session, person=make_person("Đinh Thị Mậu", national_id=CARD), role="participant", by=organiser)
    assert register_walk_in(session, MAU | {"national_id": CARD}, by=usher) == registered


def test_two_phones_that_bring_the_same_new_card_make_one_person(session, usher):
    first = register_walk_in(session, MAU | {"national_id": CARD}, by=usher, walk_in_id=uuid4())
    second = register_walk_in(session, MAU | {"national_id": CARD}, by=usher, walk_in_id=uuid4())
    assert (first, Person.objects.count()) == (second, 1)


# --- with the arrival


def arrive(session, usher, person, clock="07:40", **more):
    sitting = more.pop("sitting", None) or session.sittings.first()
    return register_walk_in_with_arrival(session, person=person, role="participant", by=usher, sitting=sitting, at=at(clock), **more)


def test_the_desk_registers_and_checks_in_at_once(session, usher):
    made = arrive(session, usher, MAU)
    assert arrivals("registration", "method", "arrived_at") == [(made.pk, Method.LIST, at("07:40"))]
    assert made.is_walk_in


def test_written_after_the_sitting_it_counts_from_its_start(session, usher):
    made = arrive(session, usher, MAU, "20:00")
    assert arrivals("registration", "method", "arrived_at") == [(made.pk, Method.LIST, at("07:30"))]


@pytest.mark.parametrize("case", ["too_early", "elsewhere", "activity_closed", "no_walk_ins", "not_a_name"])
def test_what_cannot_be_leaves_neither_a_place_nor_an_arrival(session, make_session, usher, case):
    more = {}
    if case == "elsewhere":
        more["sitting"] = make_session("Lớp khác").sittings.first()
    if case == "activity_closed":
        set_status(session, status="closed")
    if case == "no_walk_ins":
        session.walk_ins = "none"
        session.save()
    clock = "05:00" if case == "too_early" else "07:40"
    person = {"full_name": "x=1"} if case == "not_a_name" else MAU
    with pytest.raises(ValidationError) as refused:
        arrive(session, usher, person, clock, **more)
    assert next(iter(error_codes(refused).values()))[0] == case
    assert (Registration.objects.count(), Person.objects.count(), Attendance.objects.count()) == (0, 0, 0)


def test_somebody_known_is_registered_as_they_are_and_who_withdrew_stands_again(session, usher, organiser, make_person):
    known_person = make_person()
    made = arrive(session, usher, known_person)
    assert (made.person, made.is_walk_in) == (known_person, True)
    withdrawn = withdraw(register(session, person=make_person("Đinh Thị Mẫu"), role="guest", by=organiser))
    back = arrive(session, usher, withdrawn.person)
    assert (back.pk, back.status, back.role, back.is_walk_in) == (withdrawn.pk, "registered", "guest", False)
    assert {row[0] for row in arrivals("registration", "method", "arrived_at")} == {made.pk, back.pk}


def test_sent_twice_the_desk_writes_once(session, usher):
    id_ = UUID(int=7)
    assert arrive(session, usher, MAU, walk_in_id=id_) == arrive(session, usher, MAU, "07:41", walk_in_id=id_)
    assert [row[2] for row in arrivals("registration", "method", "arrived_at")] == [at("07:40")]


def test_a_place_is_of_its_day_and_the_registration_is_told_in_the_api(session, usher, api, organiser, make_person):
    made, listed = arrive(session, usher, MAU), register(session, person=make_person(), role="participant", by=organiser)
    rows = api(usher).get(f"/api/v1/activities/{session.pk}/registrations/").json()["results"]
    assert {row["id"]: row["is_walk_in"] for row in rows} == {made.pk: True, listed.pk: False}
    assert timezone.now() >= made.registered_at
