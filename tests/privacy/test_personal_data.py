"""Every column about a person is declared by its room, with purpose, ground, reader and term; screens ask that registry."""

import pytest

from attendance.door.entry import TRIES_ARE_KEPT
from attendance.models import DoorTry, Scan
from attendance.registrations.serializers import PersonSerializer
from attendance.scans.submission import READINGS_ARE_KEPT
from imports.files.retention import ORIGINALS_ARE_KEPT
from imports.models import RosterImport, RosterRow
from people import personal_columns
from people.disclosures.lists import LoggedList, register_lists
from people.disclosures.log import note_disclosure
from people.models import Person
from people.personal_columns import ARTICLE, Level, Seen, term_in_words, title_of
from privacy.data_subject.personal_data_index import links, tables
from privacy.retention import rules


def test_every_column_of_every_table_with_a_person_in_it_is_declared():
    """A new column or a new table about persons fails here until its room has said what it is."""
    declared = {table.model: set(table.columns) for table in personal_columns.tables()}
    missing = {model._meta.label: {field.name for field in model._meta.concrete_fields} - declared.get(model, set()) for model in tables()}
    assert {label: names for label, names in missing.items() if names} == {}


def test_no_column_is_declared_that_there_is_not():
    for table in personal_columns.tables():
        assert set(table.columns) == {field.name for field in table.model._meta.concrete_fields}, table.model


def test_each_table_is_declared_by_the_room_that_it_belongs_to():
    """The module that declares a table is that of its own room; people/ speaks for accounts/, which lies below it and knows no persons."""
    for table in personal_columns.tables():
        room = table.model._meta.app_label.replace("accounts", "people")
        module = __import__(f"{room}.personal_data", fromlist=["personal_data"])
        assert getattr(module, table.model.__name__) is table.model


def test_tables_with_a_person_in_them_are_found_however_far_off():
    names = {model._meta.label for model in tables()}
    assert names >= {"people.Person", "attendance.Registration", "attendance.Attendance", "attendance.Annulment", "attendance.Scan"}
    assert names >= {"attendance.Resolution", "attendance.Excuse", "contests.TeamMember", "people.Disclosure"}
    assert not names & {"accounts.User", "places.Unit", "activities.Activity", "people.EthnicGroup"}
    assert all(key.related_model is to or issubclass(to, key.related_model) for _model, key, to in links())


def test_ethnic_group_is_sensitive_and_name_phone_and_number_are_basic_as_the_decree_has_it():
    person = personal_columns.table_of(Person).columns
    assert {name for name, handling in person.items() if handling.level == Level.SENSITIVE} == {"ethnic_group", "ethnicity_note"}
    assert person["ethnic_group"].article == "NĐ 356/2025/NĐ-CP, Điều 4"
    assert {person[name].level for name in ("full_name", "phone", "birth_date", "national_id_last4", "gender")} == {Level.BASIC}
    assert person["national_id_digest"].seen_by == Seen.NOBODY


def test_whatever_is_sensitive_needs_more_than_to_see_the_list():
    open_to_all = [
        (table.model, name)
        for table in personal_columns.tables()
        for name, handling in table.columns.items()
        if handling.level == Level.SENSITIVE and handling.seen_by == Seen.VIEW
    ]
    assert open_to_all == []


def test_the_api_empties_what_the_registry_says_for_who_may_not_see_it():
    assert PersonSerializer.PERSONAL == ["birth_date", "ethnic_group", "phone", "national_id_last4"]


def test_a_column_that_nobody_declared_is_an_error():
    with pytest.raises(KeyError):
        personal_columns.handling(Person, "shoe_size")


def test_a_table_is_declared_once_and_a_column_name_has_one_title():
    with pytest.raises(ValueError, match=r"people\.Person is declared twice"):
        personal_columns.register_columns(Person, "Người", {})
    with pytest.raises(ValueError, match="person"):
        personal_columns.register_column_titles({"person": "Ai đó"})
    with pytest.raises(ValueError, match="registration-list"):
        register_lists(LoggedList("registration-list", "Danh sách khác"))


def test_each_level_names_its_article_and_each_column_has_words():
    assert set(ARTICLE) == set(Level)
    for table in personal_columns.tables():
        assert str(table.title)
        for field in table.model._meta.concrete_fields:
            assert str(title_of(field)) not in (field.name, field.name.replace("_", " ")), (table.model, field.name)


@pytest.mark.django_db
def test_a_list_that_nobody_declared_cannot_be_logged(clerk):
    with pytest.raises(LookupError):
        note_disclosure("list-of-dreams", "view", by=clerk, people=1)


def test_a_term_on_the_register_is_the_one_by_which_the_rule_removes():
    in_words = {
        (Scan, "read"): term_in_words(READINGS_ARE_KEPT),
        (DoorTry, "device"): term_in_words(TRIES_ARE_KEPT),
        (RosterImport, "original"): term_in_words(ORIGINALS_ARE_KEPT),
        (RosterRow, "data"): term_in_words(ORIGINALS_ARE_KEPT),
    }
    assert {place: str(words) for place, words in in_words.items()} == {
        place: str(personal_columns.handling(*place).retention) for place in in_words
    }
    assert sorted(str(words) for words in in_words.values()) == ["2 ngày", "30 ngày", "30 ngày", "30 ngày"]
    titles = " ".join(str(rule.title) for rule in rules.RULES)
    assert [f"sau {ORIGINALS_ARE_KEPT.days} ngày" in titles, f"sau {TRIES_ARE_KEPT.days} ngày" in titles] == [True, True]
    assert f"{READINGS_ARE_KEPT.days} ngày sau khi quyết định" in titles
