"""What a broken or stolen phone may send without harm to others."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from attendance.headcounts.actions import record_headcount
from attendance.models import Headcount, Scan
from attendance.registrations.actions import register
from tests.attendance.uploads import SCANS, item, send


@pytest.mark.parametrize("number", [1, 2])
def test_a_phone_puts_nothing_into_the_inbox_of_another_activity(early_phone, make_session, make_person, organiser, number):
    foreign_session = make_session("Lớp khác")
    registration = register(foreign_session, person=make_person(), role="participant", by=organiser)
    send(early_phone[1], *[item(registration, sitting=foreign_session.sittings.first().pk) for _number in range(number)])
    assert {scan.activity_id for scan in Scan.objects.all()} == {early_phone[0].activity_id}


def test_what_a_phone_scans_at_an_activity_without_sittings_waits_there(phone, session):
    session.sittings.all().delete()
    send(phone[1], item(code="AI ĐÓ"))
    assert Scan.objects.get().activity_id == session.pk


@pytest.mark.parametrize("id_", ["1e999", '{"a": 1e999}', "[1e999]"])
def test_an_id_that_no_answer_can_hold_does_not_cost_the_others_theirs(early_phone, enrolled, id_):
    good = json.dumps(item(enrolled[0]))
    body = f'{{"scans": [{good}, {{"id": {id_}}}], "headcounts": [{{"id": {id_}}}]}}'
    answer = early_phone[1].post(SCANS, data=body, content_type="application/json")
    assert [(result["status"], result["outcome"]) for result in answer.json()["results"]] == [(200, "welcome"), (400, None)]
    assert [result["id"] for result in answer.json()["headcounts"]] == [None]


def test_a_count_of_tomorrow_is_refused_and_stands_in_nobodys_way(early_phone, session, organiser):
    sitting, tomorrow = session.sittings.first(), timezone.now() + timedelta(days=1)
    headcount = {"id": str(uuid4()), "sitting": sitting.pk, "category": "Khán giả", "count": 900, "basis": "counted"}
    answer = early_phone[1].post(SCANS, {"scans": [], "headcounts": [headcount | {"counted_at": tomorrow.isoformat()}]})
    assert answer.json()["headcounts"][0]["error"] == {"field": "counted_at", "code": "clock_ahead"}
    record_headcount(sitting, category="Khán giả", count=12, basis="counted", by=organiser, at=timezone.now())
    assert Headcount.objects.get().count == 12
