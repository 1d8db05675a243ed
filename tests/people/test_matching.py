"""Who may be the same person: offered with the reason, never merged."""

import unicodedata

import pytest

from attendance.access import people_known_to
from attendance.models import Registration
from attendance.registrations.matches import find_possible_matches

pytestmark = [pytest.mark.both_engines, pytest.mark.always_on_postgres]


@pytest.mark.parametrize(
    ("typed", "reasons"),
    [
        ({"full_name": "phạm  văn RÊ", "birth_year": 1980}, ["name_birth_year_unit"]),
        ({"full_name": "Pham Van Re", "phone": "+84 912 345 678"}, ["name_phone"]),
        ({"full_name": "Phạm Văn Rê", "birth_year": 1980, "phone": "0912345678"}, ["name_birth_year_unit", "name_phone"]),
        ({"full_name": "Đinh Văn Khác", "national_id": "051080000123"}, ["card"]),
        ({"full_name": "Phạm Văn Rê", "birth_year": 1981}, None),
        ({"full_name": "Đinh Văn Khác", "birth_year": 1980, "phone": "0912345678"}, None),
        ({"full_name": "Phạm Văn Rê", "phone": "không có"}, ["name_unit_year_unknown"]),
    ],
)
def test_somebody_known_is_offered_with_the_reason(session, make_person, ba_to, organiser, typed, reasons):
    known_person = make_person("Phạm Văn Rê", birth_year=1980, phone="0912345678", national_id="051080000123")
    offered = find_possible_matches(session, {"unit": ba_to} | typed, among=people_known_to(organiser), by=organiser)
    assert [(match.person, list(match.comparison.reasons), match.is_registered_here) for match in offered] == (
        [] if reasons is None else [(known_person, reasons, False)]
    )


def test_the_api_registers_a_new_person_and_offers_the_known_one(api, organiser, session, enrolled, ba_to):
    person = {"full_name": "Phạm Văn Rê", "birth_year": 1980, "gender": "M", "ethnic_group": "H're", "unit": ba_to.pk}
    answer = api(organiser).post(f"/api/v1/activities/{session.pk}/registrations/", {"person": person, "role": "participant"})
    assert answer.status_code == 201
    body = answer.json()
    assert body["person"]["id"] != enrolled[0].person_id
    assert [(match["id"], match["registered_here"]) for match in body["possible_matches"]] == [(enrolled[0].person_id, True)]
    assert body["person"]["ethnic_group"] == "Hrê"
    assert Registration.objects.filter(activity=session).count() == 4


def test_the_same_person_twice_in_an_activity_is_refused(api, organiser, session, enrolled):
    answer = api(organiser).post(f"/api/v1/activities/{session.pk}/registrations/", {"person_id": enrolled[0].person_id})
    assert answer.status_code == 400
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [("person", "registered_already")]


def test_what_is_personal_is_null_for_the_usher(api, organiser, usher, session, make_person):
    known_person = make_person("Hồ Văn Thử", group="Co", phone="0912345678", national_id="051080000123")
    made = api(organiser).post(f"/api/v1/activities/{session.pk}/registrations/", {"person_id": known_person.pk}).json()
    keys = ("ethnic_group", "phone", "national_id_last4")
    assert [made["person"][key] for key in keys] == ["Co", "0912345678", "0123"]
    shown_to_usher = api(usher).get(f"/api/v1/registrations/{made['id']}/").json()
    assert [shown_to_usher["person"][key] for key in keys] == [None, None, None]


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
