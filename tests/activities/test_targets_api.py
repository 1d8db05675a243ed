"""Targets over HTTP, of a year and of its quarters."""

from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from activities.actions import set_target
from activities.models import Target
from tests.at_once import at_once

pytestmark = pytest.mark.both_engines
TARGETS = "/api/v1/targets/"


@pytest.fixture
def values(ba_to):
    return {"year": 2024, "quarter": 2, "kind": "contest", "unit": ba_to.pk, "planned_activities": 3, "planned_participants": 90}


def test_a_target_is_set_changed_listed_and_removed(api, organiser, values, ba_to):
    client = api(organiser)
    made = client.post(TARGETS, values, format="json")
    target = made.json()
    of_the_year = client.post(TARGETS, values | {"quarter": None, "planned_activities": 9}, format="json").json()
    changed = client.patch(f"{TARGETS}{target['id']}/", {"planned_activities": 4, "quarter": 1, "year": 2030}, format="json").json()

    assert made.status_code == 201
    assert target == values | {
        "id": target["id"],
        "unit_name": ba_to.label,
        "plan_reference": "",
        "document": None,
        "revision": target["revision"],
    }
    assert changed == target | {"planned_activities": 4, "revision": changed["revision"]} and changed["revision"] != target["revision"]
    late = client.patch(f"{TARGETS}{target['id']}/", {"planned_activities": 5, "revision": target["revision"]}, format="json")
    assert (late.status_code, late.json()["conflicts"]) == (409, [{"field": "planned_activities", "sent": 5, "current": 4}])
    assert client.get(TARGETS, {"year": 2024, "quarter": 2}).json()["results"] == [changed]
    assert client.get(TARGETS, {"unit": ba_to.pk}).json()["results"] == [of_the_year, changed]
    assert client.delete(f"{TARGETS}{target['id']}/").status_code == 204
    assert Target.objects.get().planned_activities == 9


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"quarter": 5}, "quarter"), ({"year": 26}, "year"), ({"planned_activities": -1}, "planned_activities"), ({"kind": "x"}, "kind")],
)
def test_wrong_values_are_named_and_nothing_is_written(api, organiser, values, wrong, field):
    answer = api(organiser).post(TARGETS, values | wrong, format="json")

    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (400, [field])
    assert not Target.objects.exists()


def test_a_second_target_of_the_same_quarter_is_refused_and_the_first_stays(api, organiser, values):
    client = api(organiser)
    client.post(TARGETS, values, format="json")
    answer = client.post(TARGETS, values | {"planned_activities": 8}, format="json")

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "taken")
    assert Target.objects.get().planned_activities == 3


def test_a_target_is_not_replaced_unless_it_is_asked_for(ba_to, db):
    set_target(year=2024, kind="contest", unit=ba_to, planned_activities=1)
    with pytest.raises(ValidationError) as refused:
        set_target(year=2024, kind="contest", unit=ba_to, planned_activities=2)
    assert refused.value.code == "taken" and Target.objects.get().planned_activities == 1

    set_target(year=2024, kind="contest", unit=ba_to, planned_activities=2, replace=True)
    assert Target.objects.get().planned_activities == 2


@pytest.mark.deep_on_postgres
def test_of_several_who_set_one_target_at_once_one_does_and_the_others_are_told(site):
    clients = [site.api("organiser") for _client in range(4)]
    unit = clients[0].get("units/", params={"q": "Ba Tơ", "level": "district", "on": "2024-05-20"}).json()["results"][0]["id"]
    for year in range(2030, 2036):
        values = {"year": year, "kind": "contest", "unit": unit, "planned_activities": 1}
        answers = at_once(*[partial(client.post, "targets/", json=values) for client in clients])

        assert sorted(answer.status_code for answer in answers) == [201, 400, 400, 400], [answer.text for answer in answers]
        assert {answer.json()["errors"][0]["code"] for answer in answers if answer.status_code == 400} == {"taken"}


def test_the_database_keeps_one_target_a_quarter_and_one_a_year(ba_to, db):
    for quarter in (None, 1):
        set_target(year=2024, quarter=quarter, kind="contest", unit=ba_to, planned_activities=1)
        with pytest.raises(IntegrityError), transaction.atomic():
            Target.objects.create(year=2024, quarter=quarter, kind="contest", unit=ba_to, planned_activities=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Target.objects.create(year=2024, quarter=5, kind="contest", unit=ba_to, planned_activities=2)


def test_a_stranger_neither_sees_nor_sets_ours(api, stranger, usher, values, ba_to):
    target = set_target(year=2024, quarter=2, kind="contest", unit=ba_to, planned_activities=1)
    of_stranger = api(stranger)

    assert of_stranger.get(TARGETS).json()["results"] == []
    assert of_stranger.get(f"{TARGETS}{target.pk}/").status_code == 404
    assert of_stranger.patch(f"{TARGETS}{target.pk}/", {"planned_activities": 4}, format="json").status_code == 404
    assert of_stranger.post(TARGETS, values | {"quarter": 3}, format="json").status_code == 403
    assert api(usher).delete(f"{TARGETS}{target.pk}/").status_code in (403, 404)
    assert Target.objects.get().planned_activities == 1
