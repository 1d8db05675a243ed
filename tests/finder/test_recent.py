"""What was opened lately: the reader's own, as long as they may see it, and no longer than a month."""

from datetime import timedelta

import pytest
from django.utils import timezone

from finder.models import SeenActivity, SeenPerson
from finder.recent import ARE_KEPT, recent_activities, recent_people
from people.models import Person
from privacy.data_subject.erasure import erase
from privacy.retention import rules
from registry.merging.actions import merge

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


def test_what_was_opened_last_comes_first_and_once_on_the_pages_of_who_opened_it(desk, browser_of, clerk, make_session, enrolled, session):
    second, person = make_session("Lớp thứ hai"), enrolled[0].person
    for path in (f"/training-sessions/{session.pk}/", f"/training-sessions/{second.pk}/", f"/training-sessions/{session.pk}/"):
        desk.get(path)
    desk.get(f"/people/{person.pk}/")
    home, finder = desk.get("/").content.decode(), desk.get("/find/").content.decode()
    first, last = (f'/training-sessions/{pk}/" data-result' for pk in (session.pk, second.pk))
    assert home.index(first) < home.index(last) and home.count(first) == 1
    assert first in finder and f"/people/{person.pk}/" in finder and person.full_name not in home  # a first page is shown on walls
    assert "data-result" not in browser_of(clerk).get("/find/").content.decode()


def test_what_may_not_be_seen_any_more_is_shown_no_more_and_gone_by_night(desk, organiser, session, enrolled):
    desk.get(f"/training-sessions/{session.pk}/")
    desk.get(f"/people/{enrolled[0].person_id}/")
    grant = organiser.grants.get()
    grant.role = "usher"
    grant.save()
    [rule] = [rule for rule in rules.RULES if rule.name == "recently_seen"]
    reader = type(organiser).objects.get(pk=organiser.pk)
    assert recent_activities(reader) == [session.activity_ptr] and recent_people(reader) == []
    assert rule.sweep(timezone.now(), True) == 1 and SeenPerson.objects.count() == 1
    assert rule.sweep(timezone.now(), False) == 1 and SeenPerson.objects.count() == 0
    grant.delete()
    assert recent_activities(reader) == []
    assert rule.sweep(timezone.now(), False) == 1 and SeenActivity.objects.count() == 0


def test_after_a_month_it_is_gone(desk, session):
    desk.get(f"/training-sessions/{session.pk}/")
    [rule] = [rule for rule in rules.RULES if rule.name == "recently_seen"]
    assert rule.sweep(timezone.now() + ARE_KEPT - timedelta(hours=1), False) == 0
    assert rule.sweep(timezone.now() + ARE_KEPT + timedelta(hours=1), False) == 1


def test_a_record_that_is_erased_or_merged_away_was_opened_by_nobody(desk, organiser, enrolled, make_person):
    erased, target, source = enrolled[0].person, enrolled[1].person, make_person("Đinh Thị Mẫu", birth_year=1981)
    for person in (erased, target, source):
        desk.get(f"/people/{person.pk}/")
    erase(erased, reason="Theo yêu cầu", by=organiser, at=timezone.now())
    merge(target, source, by=organiser, at=timezone.now())
    assert list(SeenPerson.objects.values_list("person", flat=True)) == [target.pk]
    assert Person.objects.filter(pk=erased.pk).exists()  # anonymised: counted, not deleted
