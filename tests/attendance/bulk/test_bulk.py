"""One action on many registrations: who is done, who is refused and why, and that undoing takes back exactly that."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import ChangeRecord
from attendance.bulk.actions import change_together, undo
from attendance.models import Annulment, Attendance, BulkChange, Excuse, Registration, Scan
from attendance.registrations.actions import change_role, register, reinstate, withdraw
from attendance.sittings.actions import excuse, tick
from tests.attendance.hall import pair_phone
from tests.conftest import at

pytestmark = [pytest.mark.both_engines]


def states(*registrations):
    """Return (status, role, category) of each, as they stand in the database."""
    rows = {row.pk: row for row in Registration.objects.filter(pk__in=[registration.pk for registration in registrations])}
    return [(rows[one.pk].status, rows[one.pk].role, rows[one.pk].category) for one in registrations]


def codes(answer):
    return {refusal["id"]: refusal["code"] for refusal in answer["refused"]}


def bulk(client, session, registrations, action, **values):
    """Do this to these registrations of the session; return the answer."""
    ids = [getattr(registration, "pk", registration) for registration in registrations]
    address = f"/api/v1/activities/{session.pk}/registrations/bulk/"
    return client.post(address, {"registrations": ids, "action": action} | values, format="json")


def take_back(client, session, answer):
    """Undo what this answer of `bulk` says was done; return the answer."""
    token = answer.json()["undo_token"]
    return client.post(f"/api/v1/activities/{session.pk}/registrations/bulk/undo/", {"undo_token": token}, format="json")


def test_withdrawing_many_leaves_out_the_withdrawn_and_undo_restores_them_as_they_were(api, session, organiser, enrolled):
    first, second, third = enrolled
    withdraw(third)
    before = Registration.objects.get(pk=third.pk).changed_at
    answer = bulk(api(organiser), session, [*enrolled, 987654321, first], "withdraw")
    assert answer.status_code == 200
    assert answer.json()["done"] == [first.pk, second.pk]
    assert codes(answer.json()) == {third.pk: "withdrawn", 987654321: "not_found"}
    assert "Phạm Văn Rê" not in answer.content.decode()
    assert [status for status, *_ in states(*enrolled)] == ["withdrawn"] * 3
    lines = ChangeRecord.objects.filter(verb="withdrawn", actor=organiser, subject_id__in=[str(first.pk), str(second.pk)])
    assert [line.changes for line in lines] == [{"status": ["registered", "withdrawn"]}] * 2
    undone = take_back(api(organiser), session, answer)
    assert undone.json() == {"done": [first.pk, second.pk], "refused": []}
    assert [status for status, *_ in states(*enrolled)] == ["registered", "registered", "withdrawn"]
    assert Registration.objects.get(pk=first.pk).withdrawals == []  # nobody was withdrawn between: it was a slip
    assert Registration.objects.get(pk=third.pk).changed_at == before
    assert ChangeRecord.objects.filter(verb="reinstated", reason="Hoàn tác: Rút đăng ký").count() == 2
    assert take_back(api(organiser), session, answer).json()["errors"][0]["code"] == "undone_already"


def test_undo_leaves_what_somebody_changed_since(api, session, organiser, clerk, enrolled):
    first, second, third = enrolled
    answer = bulk(api(organiser), session, enrolled, "change_role", role="guest", category="elder")
    assert states(*enrolled) == [("registered", "guest", "elder")] * 3
    change_role(Registration.objects.get(pk=second.pk), role="speaker", category="elder")
    withdraw(Registration.objects.get(pk=third.pk))
    undone = take_back(api(organiser), session, answer).json()
    assert (undone["done"], codes(undone)) == ([first.pk], {second.pk: "changed_since", third.pk: "changed_since"})
    assert states(*enrolled) == [("registered", "participant", ""), ("registered", "speaker", "elder"), ("withdrawn", "guest", "elder")]
    again = bulk(api(organiser), session, enrolled, "change_role", category="elder").json()
    assert (again["done"], codes(again)) == ([first.pk], {second.pk: "unchanged", third.pk: "withdrawn"})
    assert states(first) == [("registered", "participant", "elder")]  # what is not named stays as it is


def test_ticks_leave_out_who_is_there_and_undo_keeps_whoever_was_scanned_since(organiser, usher, today, sitting, make_person, api, session):
    people = [register(today, person=make_person(birth_year=1970 + year), role="participant", by=organiser) for year in range(4)]
    tick(people[3], sitting=sitting, by=usher, at=timezone.now())
    withdraw(people[2])
    body = {"registrations": [one.pk for one in people], "action": "tick", "sitting": sitting.pk}
    address = f"/api/v1/activities/{today.pk}/registrations/bulk/"
    answer = api(usher).post(address, body, format="json").json()
    assert (answer["done"], codes(answer)) == ([people[0].pk, people[1].pk], {people[2].pk: "withdrawn", people[3].pk: "present"})
    assert Attendance.objects.active().filter(sitting=sitting).count() == 3
    assert not ChangeRecord.objects.filter(subject="attendance").exists()  # the scan itself is the evidence
    _phone, client = pair_phone(today, by=organiser, paired_at=timezone.now() - timedelta(hours=1))
    scan = {"id": "0b7e1b1e-7f0e-4b62-9a40-0f3f8f0e7b01", "code": people[0].code, "sitting": sitting.pk, "method": "pass"}
    sent = client.post("/api/v1/scans/", {"scans": [scan | {"scanned_at": timezone.now().isoformat()}]}, format="json")
    assert sent.status_code == 200
    undone = api(usher).post(f"{address}undo/", {"undo_token": answer["undo_token"]}, format="json").json()
    assert (undone["done"], codes(undone)) == ([people[1].pk], {people[0].pk: "attended_since"})
    assert sorted(Attendance.objects.active().values_list("registration", flat=True)) == [people[0].pk, people[3].pk]
    annulment = Annulment.objects.get()
    assert (annulment.reason, annulment.annulled_by) == ("Hoàn tác: Ghi có mặt", usher)
    assert list(Scan.objects.filter(voided_by=annulment).values_list("registration", flat=True)) == [people[1].pk]


def test_an_excuse_for_many_keeps_earlier_reasons_and_undo_removes_its_own(api, organiser, session, morning, enrolled):
    first, second, third = enrolled
    tick(first, sitting=morning, by=organiser, at=at("08:00"))
    excuse(second, sitting=morning, reason="Con ốm", by=organiser, at=at("07:00"))
    answer = bulk(api(organiser), session, enrolled, "excuse", sitting=morning.pk, reason="Lũ lớn")
    assert (answer.json()["done"], codes(answer.json())) == ([third.pk], {first.pk: "present", second.pk: "excused"})
    assert dict(Excuse.objects.values_list("registration", "reason")) == {second.pk: "Con ốm", third.pk: "Lũ lớn"}
    assert take_back(api(organiser), session, answer).json()["done"] == [third.pk]
    assert list(Excuse.objects.values_list("registration", flat=True)) == [second.pk]
    refused = bulk(api(organiser), session, [third], "excuse", sitting=morning.pk)
    assert (refused.status_code, [error["field"] for error in refused.json()["errors"]]) == (400, ["reason"])


def test_moving_registers_there_and_withdraws_here_and_undo_takes_back_both_or_neither(api, session, organiser, make_session, enrolled):
    first, second, third = enrolled
    other = make_session("Lớp khác")
    register(other, person=third.person, role="participant", by=organiser)
    there_before = register(other, person=second.person, role="guest", by=organiser)
    withdraw(there_before)
    Registration.objects.filter(pk=first.pk).update(category="elder")
    answer = bulk(api(organiser), session, enrolled, "move", target=other.pk)
    assert (answer.json()["done"], codes(answer.json())) == ([first.pk, second.pk], {third.pk: "registered_there"})
    assert [status for status, *_ in states(*enrolled)] == ["withdrawn", "withdrawn", "registered"]
    there = {row.person_id: row for row in Registration.objects.filter(activity=other)}
    assert states(there[first.person_id], there[second.person_id]) == [
        ("registered", "participant", "elder"),
        ("registered", "participant", ""),
    ]
    tick(there[first.person_id], sitting=other.sittings.first(), by=organiser, at=at("08:00"))
    undone = take_back(api(organiser), session, answer).json()
    assert (undone["done"], codes(undone)) == ([second.pk], {first.pk: "attended_since"})
    assert [status for status, *_ in states(*enrolled)] == ["withdrawn", "registered", "registered"]
    assert states(there[second.person_id]) == [("withdrawn", "guest", "")]
    copied = bulk(api(organiser), session, [second], "copy", target=other.pk)
    assert [status for status, *_ in states(second, there[second.person_id])] == ["registered", "registered"]
    assert take_back(api(organiser), session, copied).json()["done"] == [second.pk]
    assert [status for status, *_ in states(second, there[second.person_id])] == ["registered", "withdrawn"]


def test_nothing_is_written_into_an_activity_that_is_over_or_foreign(
    api, session, organiser, clerk_of_ba_to, make_session, unit_called, enrolled
):
    over, foreign = make_session("Lớp đã xong", status="completed"), make_session("Lớp xa", unit=unit_called("Lý Sơn", "district"))
    assert bulk(api(organiser), session, enrolled, "move", target=over.pk).json()["errors"][0]["code"] == "activity_closed"
    assert bulk(api(clerk_of_ba_to), session, enrolled, "copy", target=foreign.pk).status_code == 400
    assert [status for status, *_ in states(*enrolled)] == ["registered"] * 3
    assert not Registration.objects.filter(activity__in=[over, foreign]).exists() and not BulkChange.objects.exists()


def test_undo_is_for_whoever_did_it_and_ends_after_five_minutes(api, organiser, clerk, stranger, session, enrolled):
    answer = bulk(api(organiser), session, enrolled, "withdraw")
    assert [take_back(api(user), session, answer).status_code for user in (clerk, stranger)] == [404, 404]
    change = BulkChange.objects.get()
    with pytest.raises(ValidationError, match="quá 5 phút"):
        undo(change, by=organiser, at=change.done_at + timedelta(minutes=5))
    assert [status for status, *_ in states(*enrolled)] == ["withdrawn"] * 3
    reinstate(Registration.objects.get(pk=enrolled[0].pk))
    withdraw(Registration.objects.get(pk=enrolled[0].pk))
    assert codes(take_back(api(organiser), session, answer).json()) == {enrolled[0].pk: "changed_since"}


WORK = [("withdraw", {}), ("change_role", {"role": "guest"}), ("copy", {}), ("move", {}), ("tick", {}), ("excuse", {"reason": "Ốm"})]


@pytest.mark.parametrize(("action", "values"), WORK)
def test_a_stranger_finds_nothing_and_an_usher_or_a_leader_may_not(
    api, stranger, usher, leader, make_session, session, enrolled, action, values
):
    more = {"sitting": session.sittings.first().pk} if action in ("tick", "excuse") else {}
    assert bulk(api(stranger), session, enrolled, action, **values, **more).status_code == 404
    assert bulk(api(leader), session, enrolled, action, **values, **more).status_code == 403
    # The sitting is over: to tick somebody then is a correction. An usher registers nowhere, so no activity is a target.
    more |= {"target": make_session("Lớp khác").pk} if action in ("copy", "move") else {}
    assert bulk(api(usher), session, enrolled, action, **values, **more).status_code == (400 if "target" in more else 403)
    assert not BulkChange.objects.exists() and [status for status, *_ in states(*enrolled)] == ["registered"] * 3


STATEMENTS = {"withdraw": (6, 7), "change_role": (6, 7), "copy": (11, 9), "move": (13, 11), "tick": (12, 13), "excuse": (10, 9)}


@pytest.mark.parametrize(("action", "values"), WORK)
def test_an_action_takes_as_many_statements_for_forty_people_as_for_two(
    organiser, make_session, session, morning, make_person, action, values, django_assert_num_queries
):
    people = [register(session, person=make_person(birth_year=1950 + year), role="participant", by=organiser) for year in range(42)]
    sitting = morning if action in ("tick", "excuse") else None
    if action in ("copy", "move"):
        values = {"target": make_session("Lớp khác")}
    for chosen in (people[:2], people[2:]):
        ids = [registration.pk for registration in chosen]
        with django_assert_num_queries(STATEMENTS[action][0]):
            result = change_together(action, session, ids, by=organiser, at=timezone.now(), sitting=sitting, values=values)
        with django_assert_num_queries(STATEMENTS[action][1]):
            assert undo(result.change, by=organiser, at=timezone.now()).done == result.done == ids
