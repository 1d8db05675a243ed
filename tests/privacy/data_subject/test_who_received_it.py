"""A person's own answer names every list and file on which they stood, and none on which they did not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from attendance.sittings.actions import tick
from people.disclosures.lists import logged_list
from people.models import DisclosedPerson, Disclosure
from privacy.data_subject.data_copy import data_about
from privacy.data_subject.personal_data_index import lists_with
from tests.conftest import at
from tests.pages import whole_body

pytestmark = pytest.mark.both_engines


@pytest.fixture
def person(enrolled, session, organiser):
    tick(enrolled[0], sitting=session.sittings.first(), by=organiser, at=at("07:40"))
    return enrolled[0].person


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ("/people/list.xlsx", ("person-list", "xlsx")),
        ("/people/list.csv", ("person-list", "csv")),
        ("/people/", ("person-list", "view")),
        ("/api/v1/persons/", ("person-list", "json")),
        ("/reports/attendance-list.xlsx?from=2024-01-01&to=2024-12-31", ("attendance-list", "xlsx")),
        ("/reports/attendance-list.csv?from=2024-01-01&to=2024-12-31", ("attendance-list", "csv")),
        ("/reports/attendance-list/?from=2024-01-01&to=2024-12-31", ("attendance-list", "view")),
        ("/api/v1/reports/attendance-list/?from=2024-01-01&to=2024-12-31", ("attendance-list", "json")),
        ("/reports/attendance-register.xlsx?activity={activity}", ("attendance-register", "xlsx")),
        ("/activities/{activity}/registrations/", ("registration-list", "view")),
        ("/activities/{activity}/passes/", ("pass-sheet", "print")),
        ("/sittings/{sitting}/", ("live-sitting", "view")),
    ],
)
def test_each_list_and_file_is_in_the_answer(browser_of, api, person, session, organiser, address, line):
    client = api(organiser) if address.startswith("/api/") else browser_of(organiser)
    answer = client.get(address.format(activity=session.pk, sitting=session.sittings.first().pk))
    assert answer.status_code == 200 and whole_body(answer)
    [disclosure] = lists_with(person)
    assert (disclosure.what, disclosure.way) == line
    assert (disclosure.user, disclosure.unit_id is not None) == (organiser, True)
    [lists] = [section for section in data_about(person) if section.label == "lists"]
    assert str(logged_list(line[0]).title) in str([entry.value for row in lists.rows for entry in row])


def test_a_file_is_not_in_the_answer_of_who_was_not_in_it(browser_of, organiser, person, enrolled):
    """The second on the list did not come: no attendance of theirs was taken away."""
    answer = browser_of(organiser).get("/reports/attendance-list.csv?from=2024-01-01&to=2024-12-31")
    assert answer.status_code == 200 and whole_body(answer)
    assert (len(lists_with(person)), lists_with(enrolled[1].person)) == (1, [])


def test_a_download_is_logged_with_who_was_in_it_though_it_breaks_off(browser_of, organiser, person):
    response = browser_of(organiser).get("/people/list.csv")
    next(iter(response.streaming_content))
    [line] = lists_with(person)
    assert (line.what, line.people) == ("person-list", None)


def test_a_visit_names_each_person_once(browser_of, organiser, person, session):
    browser = browser_of(organiser)
    for q in ("re", "re", "pham"):
        browser.get(f"/activities/{session.pk}/registrations/known-people/", {"q": q})
    assert DisclosedPerson.objects.count() == DisclosedPerson.objects.values("disclosure", "person").distinct().count()
    assert ("known-people", "view") in {(line.what, line.way) for line in (*lists_with(person), *person.disclosures.all())}


def test_a_list_before_they_were_registered_is_not_theirs(browser_of, organiser, person, session):
    assert browser_of(organiser).get(f"/activities/{session.pk}/registrations/").status_code == 200
    Disclosure.objects.update(at=timezone.now() - timedelta(days=1))
    assert lists_with(person) == []


def test_columns_that_were_empty_were_not_shown(api, clerk, enrolled, session):
    """An ethnic group that nobody has on record is no column shown; one that stands there is."""
    person, url = enrolled[0].person, f"/api/v1/registrations/{enrolled[0].pk}/"
    group = person.ethnic_group
    person.ethnic_group = None
    person.save()
    api(clerk).get(url)
    assert Disclosure.objects.get().sensitive == []
    person.ethnic_group = group
    person.save()
    api(clerk).get(url)
    assert group is not None and Disclosure.objects.get().sensitive == ["ethnic_group"]
