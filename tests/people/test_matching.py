"""Who may be the same person: offered with the reason, never merged."""

import unicodedata
from datetime import date

import pytest

from attendance.access import people_known_to
from attendance.models import Registration
from attendance.registrations.matches import matches_for
from people.matching import Known, is_one_edit, likenesses
from vietnamese.text import fold

pytestmark = pytest.mark.both_engines


@pytest.mark.parametrize(
    ("typed", "reasons"),
    [
        ({"full_name": "phạm  văn RÊ", "birth_year": 1980}, ["name_birth_year_unit"]),
        ({"full_name": "Pham Van Re", "phone": "+84 912 345 678"}, ["name_phone"]),
        ({"full_name": "Phạm Văn Rê", "birth_year": 1980, "phone": "0912345678"}, ["name_birth_year_unit", "name_phone"]),
        ({"full_name": "Đinh Văn Khác", "national_id": "051080000123"}, ["card"]),
        ({"full_name": "Phạm Văn Rê", "birth_year": 1981}, None),
        ({"full_name": "Đinh Văn Khác", "birth_year": 1980, "phone": "0912345678"}, None),
        ({"full_name": "Phạm Văn Rê", "phone": "không có"}, None),
    ],
)
def test_somebody_known_is_offered_with_the_reason(session, make_person, ba_to, organiser, typed, reasons):
    known = make_person("Phạm Văn Rê", birth_year=1980, phone="0912345678", national_id="051080000123")
    offered = matches_for(session, {"unit": ba_to} | typed, among=people_known_to(organiser))
    assert [(one["id"], one["reasons"], one["registered_here"]) for one in offered] == (
        [] if reasons is None else [(known.pk, reasons, False)]
    )


def test_the_api_registers_a_new_person_and_offers_the_known_one(api, organiser, session, enrolled, ba_to):
    person = {"full_name": "Phạm Văn Rê", "birth_year": 1980, "gender": "M", "ethnic_group": "H're", "unit": ba_to.pk}
    answer = api(organiser).post(f"/api/v1/activities/{session.pk}/registrations/", {"person": person, "role": "participant"})
    assert answer.status_code == 201
    body = answer.json()
    assert body["person"]["id"] != enrolled[0].person_id
    assert [(one["id"], one["registered_here"]) for one in body["possible_matches"]] == [(enrolled[0].person_id, True)]
    assert body["person"]["ethnic_group"] == "Hrê"
    assert Registration.objects.filter(activity=session).count() == 4


def test_the_same_person_twice_in_an_activity_is_refused(api, organiser, session, enrolled):
    answer = api(organiser).post(f"/api/v1/activities/{session.pk}/registrations/", {"person_id": enrolled[0].person_id})
    assert answer.status_code == 400
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [("person", "registered_already")]


def test_what_is_personal_is_null_for_the_usher(api, organiser, usher, session, make_person):
    known = make_person("Hồ Văn Thử", group="Co", phone="0912345678", national_id="051080000123")
    made = api(organiser).post(f"/api/v1/activities/{session.pk}/registrations/", {"person_id": known.pk}).json()
    keys = ("ethnic_group", "phone", "national_id_last4")
    assert [made["person"][key] for key in keys] == ["Co", "0912345678", "0123"]
    seen = api(usher).get(f"/api/v1/registrations/{made['id']}/").json()
    assert [seen["person"][key] for key in keys] == [None, None, None]


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"full_name": "A"}, "person.full_name", "too_short"),
        ({"full_name": "Phạm Văn 🙂"}, "person.full_name", "not_a_name"),
        ({"full_name": "=1+1"}, "person.full_name", "not_a_name"),
        ({"full_name": "Phạm " * 60}, "person.full_name", "too_long"),
        ({"phone": "12"}, "person.phone", "not_a_phone"),
        ({"national_id": "123"}, "person.national_id", "not_a_national_id"),
        ({"birth_year": 85}, "person.birth_year", "implausible"),
        ({"ethnic_group": "Sao Hỏa"}, "person.ethnic_group", "unknown_group"),
    ],
)
def test_bad_input_names_the_field_and_writes_nothing(api, organiser, session, ba_to, change, field, code):
    person = {"full_name": "Phạm Văn Rê", "unit": ba_to.pk} | change
    answer = api(organiser).post(f"/api/v1/activities/{session.pk}/registrations/", {"person": person})
    assert answer.status_code == 400
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [(field, code)]
    assert not Registration.objects.exists()


def test_a_name_in_decomposed_unicode_is_kept_composed(api, organiser, session, ba_to):
    person = {"full_name": unicodedata.normalize("NFD", "Nguyễn Thị Đào"), "unit": ba_to.pk}
    answer = api(organiser).post(f"/api/v1/activities/{session.pk}/registrations/", {"person": person})
    assert answer.json()["person"]["full_name"] == "Nguyễn Thị Đào"


# --- among people on record


def known(pk, full_name="Phạm Văn Rê", birth_year=1980, *, born=None, gender="M", phone=None, place=1, card=None, covers=None):
    year = born.year if born else birth_year
    return Known(pk, full_name, fold(full_name), year, born, gender, phone, place, card, frozenset(covers) if covers else None)


@pytest.mark.parametrize(
    ("one", "other", "reasons", "against"),
    [
        ({}, {}, ["name_birth_year_unit"], []),
        ({}, {"full_name": "Phạm Văn Rế"}, ["name_birth_year_unit"], ["accents"]),
        ({"full_name": "Trần Hoà"}, {"full_name": "Trần Hòa"}, ["name_birth_year_unit"], []),
        ({}, {"gender": "F"}, ["name_birth_year_unit"], ["gender"]),
        ({"phone": "0912345678"}, {"phone": "0912345678", "birth_year": None, "place": 2}, ["name_phone"], []),
        ({"phone": "0912345678"}, {"phone": "0912345678", "birth_year": 2005, "place": 2}, ["name_phone"], ["birth_year"]),
        ({"card": "c"}, {"card": "c", "full_name": "Đinh Văn Khác", "birth_year": 1990, "place": 2}, ["card"], ["birth_year"]),
        ({}, {"birth_year": None}, ["name_unit_year_unknown"], []),
        ({"birth_year": None}, {"birth_year": None}, ["name_unit_year_unknown"], []),
        ({"phone": "0912345678"}, {"phone": "0912345678", "full_name": "Hồ Rê", "place": 2}, ["given_name_birth_year_phone"], []),
        ({}, {"full_name": "Phạm Văn Rên"}, ["near_name_birth_year_unit"], []),
        ({}, {"full_name": "Phạm Vân Er"}, ["near_name_birth_year_unit"], []),
        ({}, {"place": 9, "covers": [1, 2]}, ["name_birth_year_wider_unit"], []),
        ({"born": date(1980, 2, 9)}, {"born": date(1980, 9, 2), "place": 2}, ["name_day_month_swapped"], []),
        ({"born": date(1980, 2, 9)}, {"born": date(1980, 9, 2)}, ["name_birth_year_unit", "name_day_month_swapped"], []),
    ],
)
def test_two_records_are_offered_with_closed_words_for_and_against(one, other, reasons, against):
    [found] = likenesses([known(7, **other), known(3, **one)])
    assert (found.pair, list(found.reasons), list(found.against)) == ((3, 7), reasons, against)
    assert all(str(sentence) for sentence in [*found.why, *found.but])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"card": "c", "phone": "0912345678"}, {"card": "d", "phone": "0912345678"}),
        ({"born": date(1980, 2, 9), "phone": "0912345678"}, {"born": date(1980, 2, 10), "phone": "0912345678"}),
        ({}, {"birth_year": 1981}),
        ({}, {"place": 2}),
        ({}, {"place": 9, "covers": [2]}),
        ({}, {"full_name": "Phạm Văn Rên", "gender": "F"}),
        ({}, {"full_name": "Phạm Thị Rê"}),
        ({"phone": "0912345678"}, {"phone": "0912345678", "full_name": "Hồ Rê", "birth_year": 1981}),
    ],
)
def test_two_people_are_not_offered(one, other):
    assert likenesses([known(1, **one), known(2, **other)]) == []


def test_who_was_told_apart_is_not_offered():
    assert likenesses([known(1), known(2)], apart={(1, 2)}) == []


def test_the_surest_pair_comes_first():
    people = [known(1), known(2, "Phạm Văn Rên"), known(3, card="c"), known(4, "Hồ Khác", 1990, card="c", place=5)]
    assert [one.pair for one in likenesses(people)][:2] == [(1, 3), (3, 4)]


@pytest.mark.parametrize(("a", "b", "is_one"), [
    ("re", "re", False), ("re", "ren", True), ("ren", "re", True), ("re", "rd", True), ("re", "er", True), ("re", "rend", False),
    ("abcd", "acbd", True), ("abcd", "badc", False), ("", "a", True), ("ab", "cd", False),
])  # fmt: skip
def test_one_edit_is_one_letter_or_two_neighbours_turned(a, b, is_one):
    assert is_one_edit(a, b) is is_one


def test_a_thousand_of_one_name_are_a_chain_not_half_a_million_pairs():
    assert len(likenesses([known(number) for number in range(1000)])) == 999
