"""Whoever asks whether two people are one is told the same: desk, API, walk-in, roster, team, data request, list of duplicates."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from attendance.access import people_known_to, people_whose_number_is_seen_by
from attendance.registrations.actions import register_described
from attendance.registrations.matches import find_possible_matches
from attendance.registrations.walk_ins.actions import register_walk_in
from contests.actions import add_team, record_contest
from contests.models import Contest
from contests.teams.member_entry import MemberEntry
from imports.planning.matching import match_rows
from imports.planning.planned_rows import PlannedRow, PlanSetting, PreviewChoices
from imports.reading.entries import RosterEntry
from people.actions import add_person
from people.identity.candidates import build_index, describe, describe_people, find_candidates
from people.identity.comparison import CARD, NAME_AND_PHONE, TWO_PEOPLE, Verdict, compare
from people.identity.national_id import digest
from people.models import Person
from privacy.models import DataRequest
from privacy.requests.matches import find_possible_people
from registry.duplicates import LEAST_LISTED, find_duplicates, find_duplicates_of
from tests.depth import examples

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

TODAY = date(2026, 5, 20)
PHONES, CARDS = ("0912345678", "0987654321"), ("051080000123", "051080000124")
NAMES = ["Phạm Văn Rê", "Phạm Văn Rế", "Pham Van Re", "Phạm Văn Rên", "Hồ Rê", "Hồ Thị Hoà"]
PLACES = [("Ba Vì", "commune", date(2024, 5, 20)), ("Ba Tiêu", "commune", date(2024, 5, 20)), ("Ba Vì", "commune", TODAY),
          ("Sơn Hà", "commune", TODAY), ("Ba Tơ", "district", date(2024, 5, 20)), ("Quảng Ngãi", "province", TODAY)]  # fmt: skip


@st.composite
def typed(draw):
    """Values of somebody as `add_person` takes them, with `place` for `unit`."""
    born = draw(st.sampled_from([None, None, date(1980, 2, 9), date(1980, 9, 2), date(1980, 2, 10), date(1981, 2, 9)]))
    return {
        "full_name": draw(st.sampled_from(NAMES)),
        "birth_year": born.year if born else draw(st.sampled_from([None, 1980, 1981])),
        "birth_date": born,
        "gender": draw(st.sampled_from([None, "M", "F"])),
        "phone": draw(st.sampled_from([None, *PHONES])),
        "national_id": draw(st.sampled_from([None, None, *CARDS])),
        "place": draw(st.sampled_from(PLACES)),
    }


@pytest.fixture
def contest_team(organiser, unit_called):
    contest = Contest(title="Hội thi", unit=unit_called("Ba Vì", on=TODAY), starts_on=TODAY, ends_on=TODAY, status="open")
    return add_team(record_contest(contest, sittings=[], by=organiser), name="Đội Công lý")


def by_roster(values, session, user):
    """The one row of a roster, decided."""
    entry = RosterEntry(2, **{name: values[name] for name in ("full_name", "gender", "birth_year", "birth_date", "phone")})
    card = digest(values["national_id"]) if values["national_id"] else None
    row = PlannedRow("DS", entry, unit=values["unit"], card_digest=card)
    match_rows(
        [row], PlanSetting(session, people_known_to(user), people_whose_number_is_seen_by(user), TODAY), PreviewChoices(), lambda part: None
    )
    return row


def by_team(values, team, user):
    """What is offered for one line of a team, which names neither telephone nor card."""
    birth = f"{values['birth_date']:%d/%m/%Y}" if values["birth_date"] else values["birth_year"] or ""
    line = "; ".join((values["full_name"], str(birth), {"M": "Nam", "F": "Nữ"}.get(values["gender"], "")))
    entry = MemberEntry(line, team=team, unit=values["unit"], among=people_known_to(user), posted={}, is_writing=False)
    return {offer.person.pk: offer.comparison for offer in entry.rows[0].offers}


@examples(20, deep=60)
@given(data=st.data())
def test_whoever_asks_is_told_the_same_of_the_same_pair(data, session, contest_team, organiser, unit_called):
    recorded, values = (
        (
            {name: value for name, value in data.draw(typed()).items() if name != "place"}
            | {"unit": unit_called(*data.draw(typed())["place"])}
        )
        for _twice in range(2)
    )
    with transaction.atomic():
        record = add_person(**recorded)
        described = describe(values)
        expected = compare(described, describe_people(Person.objects.all())[record.pk])
        expected_offers = {} if expected.verdict is Verdict.NOT else {record.pk: expected}

        candidates = find_candidates(described, among=people_known_to(organiser))
        assert {candidate.person.pk: candidate.comparison for candidate in candidates} == expected_offers
        assert {
            match.person.pk: match.comparison
            for match in find_possible_matches(session, values, among=people_known_to(organiser), by=organiser)
        } == expected_offers

        request = DataRequest(name=values["full_name"], contact=values["phone"] or "")
        named = describe({"full_name": values["full_name"], "phone": values["phone"]})
        on_the_list = compare(named, describe_people(Person.objects.all())[record.pk], is_on_the_list=True)
        possible_people = find_possible_people(request, among=people_known_to(organiser))
        assert {candidate.person.pk: candidate.comparison for candidate in possible_people} == (
            {} if on_the_list.verdict is Verdict.NOT else {record.pk: on_the_list}
        )

        row = by_roster(values, session, organiser)
        reasons = [(record.pk, list(expected.reasons))] if expected_offers else []
        if CARD in expected.reasons and not expected.is_certain:
            assert (row.action, row.candidates) == ("error", [])  # another name: nobody is told whose card it is
        else:
            assert (row.action, row.candidates) == ("match" if expected.is_certain else "create", reasons)

        without_numbers = values | {"phone": None, "national_id": None}
        elsewhere = compare(describe(without_numbers), describe_people(Person.objects.all())[record.pk])
        assert by_team(without_numbers, contest_team, organiser) == ({} if elsewhere.verdict is Verdict.NOT else {record.pk: elsewhere})

        try:
            with transaction.atomic():
                is_taken_for_them = register_walk_in(session, values, by=organiser).person_id == record.pk
                transaction.set_rollback(True)
        except ValidationError:
            assert CARD in expected.reasons and not expected.is_certain
        else:
            assert is_taken_for_them == (CARD in expected.reasons)

        second = add_person(**values)
        pairs = [] if expected.score < LEAST_LISTED else [((record.pk, second.pk), expected)]
        everybody = Person.objects.all()
        for likely_pairs in (
            find_duplicates(everybody, numbers_among=everybody),
            find_duplicates_of(second, everybody, numbers_among=everybody),
        ):
            assert [(pair.ids, pair.comparison) for pair in likely_pairs] == pairs
        transaction.set_rollback(True)


@examples(6, deep=20)
@given(data=st.data())
def test_everybody_is_found_whom_the_rule_names(data, session, unit_called):
    people = data.draw(st.lists(typed(), min_size=3, max_size=8))
    with transaction.atomic():
        for values in people[1:]:
            add_person(**{name: value for name, value in values.items() if name != "place"} | {"unit": unit_called(*values["place"])})
        described = describe(
            {name: value for name, value in people[0].items() if name != "place"} | {"unit": unit_called(*people[0]["place"])}
        )
        compared = {pk: compare(described, person) for pk, person in describe_people(Person.objects.all()).items()}
        comparisons = {candidate.person.pk: candidate.comparison for candidate in find_candidates(described, among=Person.objects.all())}
        assert comparisons == {pk: comparison for pk, comparison in compared.items() if comparison != TWO_PEOPLE}
        transaction.set_rollback(True)


# --- the former commune, at each entry point as people use it


@pytest.fixture
def rebuilt(make_person, make_session, unit_called):
    """Somebody recorded in former xã Ba Vì, huyện Ba Tơ, and an activity in today's xã Ba Vì."""
    today = unit_called("Ba Vì", on=TODAY)
    return make_person("Phạm Văn Rê", birth_year=1980, unit=unit_called("Ba Vì")), today, make_session(unit=today, starts_on=TODAY)


def test_the_api_offers_who_is_recorded_in_the_former_commune(api, organiser, rebuilt):
    record, today, session = rebuilt
    body = {"person": {"full_name": "Phạm Văn Rê", "birth_year": 1980, "unit": today.pk}, "role": "participant"}
    answer = api(organiser).post(f"/api/v1/activities/{session.pk}/registrations/", body, format="json").json()
    assert [(match["id"], match["reasons"]) for match in answer["possible_matches"]] == [(record.pk, ["name_birth_year_unit"])]


def test_the_desk_offers_who_is_recorded_in_the_former_commune(browser_of, organiser, rebuilt):
    record, today, session = rebuilt
    values = {"full_name": "Phạm Văn Rê", "birth": "1980", "unit": today.pk, "role": "participant"}
    answer = browser_of(organiser).post(f"/activities/{session.pk}/registrations/new/", values)
    assert [match.person for match in answer.context["look_alikes"]] == [record]


def test_roster_team_walk_in_and_duplicates_know_who_is_recorded_in_the_former_commune(rebuilt, contest_team, organiser):
    record, today, session = rebuilt
    values = {
        "full_name": "Phạm Văn Rê",
        "birth_year": 1980,
        "birth_date": None,
        "gender": "M",
        "phone": None,
        "national_id": None,
        "unit": today,
    }
    row = by_roster(values, session, organiser)
    assert (row.action, row.person_id, row.reasons) == ("match", record.pk, ["name_birth_year_unit"])
    assert list(by_team(values, contest_team, organiser)) == [record.pk]
    assert list(
        {
            match.person.pk: match.comparison
            for match in find_possible_matches(session, values, among=people_known_to(organiser), by=organiser)
        }
    ) == [record.pk]
    second = register_described(session, values, role="participant", by=organiser).person_id
    assert [pair.ids for pair in find_duplicates(Person.objects.all(), numbers_among=Person.objects.all())] == [(record.pk, second)]


def test_thousands_of_rows_are_looked_up_in_as_many_statements_as_one(make_person, organiser, django_assert_max_num_queries, unit_called):
    ba_vi = unit_called("Ba Vì")
    record = make_person("Phạm Văn Rê", birth_year=1980, unit=ba_vi, phone=PHONES[0])
    described = [
        describe({"full_name": f"Phạm Văn {chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}", "birth_year": 1960 + n % 40,
                  "phone": f"09{n:08}", "unit": ba_vi})
        for n in range(3000)
    ]  # fmt: skip
    with django_assert_max_num_queries(5):
        index = build_index([*described, describe({"full_name": "Phạm Văn Rê", "phone": PHONES[0]})], among=Person.objects.all())
    [match] = index.find_matches(describe({"full_name": "Phạm Văn Rê", "phone": PHONES[0]}))
    assert (match.id, match.comparison.reasons) == (record.pk, (NAME_AND_PHONE,))
