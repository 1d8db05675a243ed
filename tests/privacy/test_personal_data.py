"""Every column about a person is classed, with purpose, ground, reader and term; screens ask that table."""

import pytest
from django.apps import apps

from attendance.registrations.serializers import PersonSerializer
from people import personal_columns
from people.personal_columns import ARTICLE, BESIDES, FIELDS, Level, Seen
from privacy.data_subject.personal_data_index import links, tables
from privacy.wording import COLUMNS, TABLES, title_of


def columns(model) -> set[str]:
    return {field.name for field in model._meta.concrete_fields}


def test_every_column_of_every_table_with_a_person_in_it_is_classed():
    """A new column or a new table about persons fails here until somebody has said what it is."""
    missing = {model._meta.label: columns(model) - set(FIELDS.get(model._meta.label, {})) for model in tables()}
    assert {label: names for label, names in missing.items() if names} == {}


def test_nothing_is_classed_that_there_is_not():
    for label, fields in (FIELDS | BESIDES).items():
        assert set(fields) == columns(apps.get_model(label)), label


def test_tables_with_a_person_in_them_are_found_however_far_off():
    names = {model._meta.label for model in tables()}
    assert names >= {"people.Person", "attendance.Registration", "attendance.Attendance", "attendance.Annulment", "attendance.Scan"}
    assert names >= {"attendance.Resolution", "attendance.Excuse", "contests.TeamMember", "people.Disclosure"}
    assert not names & {"accounts.User", "places.Unit", "activities.Activity", "people.EthnicGroup"}
    assert all(key.related_model is to or issubclass(to, key.related_model) for _model, key, to in links())


def test_ethnic_group_is_sensitive_and_name_phone_and_number_are_basic_as_the_decree_has_it():
    person = FIELDS["people.Person"]
    assert {name for name, one in person.items() if one.level == Level.SENSITIVE} == {"ethnic_group", "ethnicity_note"}
    assert person["ethnic_group"].article == "NĐ 356/2025/NĐ-CP, Điều 4"
    assert {person[name].level for name in ("full_name", "phone", "birth_date", "national_id_last4", "gender")} == {Level.BASIC}
    assert person["national_id_digest"].seen == Seen.NOBODY


def test_whatever_is_sensitive_needs_more_than_to_see_the_list():
    open_to_all = [
        (model, name) for model, name, one in personal_columns.everything() if one.level == Level.SENSITIVE and one.seen == Seen.VIEW
    ]
    assert open_to_all == []


def test_the_api_empties_what_the_table_says_for_who_may_not_see_it():
    assert PersonSerializer.PERSONAL == ["birth_date", "ethnic_group", "phone", "national_id_last4"]


def test_a_column_that_nobody_thought_about_is_an_error():
    with pytest.raises(KeyError):
        personal_columns.handling("people.Person", "shoe_size")


def test_each_class_names_its_article_and_each_column_has_words():
    assert set(ARTICLE) == set(Level)
    assert set(TABLES) == set(FIELDS | BESIDES)
    for label in FIELDS | BESIDES:
        for field in apps.get_model(label)._meta.concrete_fields:
            assert str(title_of(label, field)) not in (field.name, field.name.replace("_", " ")), (label, field.name)
    assert len(COLUMNS) == len(set(COLUMNS))
