"""Two offline phones with wrong clocks, while the desk withdraws, reinstates, renames, merges and undoes it: late or soon, a scan counts the same."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from activities.models import Sitting
from attendance.devices import pairing
from attendance.models import Attendance, Registration, Scan
from attendance.registrations.actions import register, reinstate, withdraw
from attendance.scans.uploads import record_items
from people.actions import correct_person
from people.models import Person
from registry.merging import unmerging
from registry.merging.actions import merge
from tests.conftest import at
from tests.depth import examples

pytestmark = pytest.mark.both_engines

START, PAIRED, TWINS = at("07:30"), -50, (3, 4)  # minutes after the start; the last two of the hall are one person, registered twice
SLOW = (0, 300, -1440)  # minutes that a phone's clock is behind
DESK = ("withdraw", "reinstate", "rename")


@dataclass(frozen=True)
class SentScan:
    id: str
    phone: int
    who: int
    named_by: str
    minute: int  # when it was made
    sent: int  # when it was sent
    knows_its_clock: bool  # the offset that it sends is right, though it is not sure of it


@st.composite
def halls(draw):
    """Return the clocks of two phones, what they scanned and when they sent it, what the desk did when, and the minutes at which it merged
    the twins, took that back and merged them again."""
    minutes = st.integers(PAIRED, 580)
    scans = [
        SentScan(str(id_), draw(st.integers(0, 1)), draw(st.integers(0, 4)), draw(st.sampled_from(["registration", "code", "short_code"])),
                 minute, minute + draw(st.sampled_from([0, 1, 45, 600])), draw(st.booleans()))
        for id_ in draw(st.lists(st.uuids(version=4), max_size=10, unique=True))
        for minute in [draw(minutes)]
    ]  # fmt: skip
    desk = draw(st.lists(st.tuples(minutes, st.sampled_from(DESK), st.integers(0, 2)), max_size=6, unique_by=lambda act: act[0]))
    clocks = draw(st.tuples(st.sampled_from(SLOW), st.sampled_from(SLOW)))
    return clocks, scans, desk, sorted(draw(st.lists(minutes, max_size=3, unique=True)))


@pytest.fixture
def hall(session, enrolled, make_person, organiser):
    """The activity, its five registrations, and two phones."""
    twins = [register(session, person=make_person("Phạm Văn Đôi"), role="participant", by=organiser) for _twin in TWINS]
    phones = []
    for number in range(2):
        _device, code = pairing.invite(session, name=f"Máy {number}", by=organiser, at=START + timedelta(minutes=PAIRED))
        phones.append(pairing.pair(code, at=START + timedelta(minutes=PAIRED))[0])
    return session, [*enrolled, *twins], phones, organiser


def expected(scans, desk, session, *, is_merged):
    """Return {(sitting, who): minute of arrival} by the words of the design, without any of the product's code."""
    arrivals = {}
    for scan in scans:
        acts = [verb for minute, verb, who in sorted(desk) if who == scan.who and minute <= scan.minute and verb != "rename"]
        if acts and acts[-1] == "withdraw":
            continue
        moment = START + timedelta(minutes=scan.minute)
        who = TWINS[0] if is_merged and scan.who in TWINS else scan.who
        for sitting in session.sittings.all():
            if sitting.starts_at - timedelta(hours=1) <= moment <= sitting.ends_at + timedelta(minutes=30):
                arrivals[sitting.pk, who] = min(arrivals.get((sitting.pk, who), moment), moment)
    return arrivals


@examples(10, deep=60)
@given(halls())
def test_when_a_scan_is_sent_and_what_the_desk_did_meanwhile_change_no_attendance(hall, drawn):
    session, registrations, phones, organiser = hall
    clocks, scans, desk, merges = drawn

    def send(scan, sent):
        slow = timedelta(minutes=clocks[scan.phone])
        made, received_at = START + timedelta(minutes=scan.minute), START + timedelta(minutes=sent)
        name, value = scan.named_by, getattr(registrations[scan.who], scan.named_by.replace("registration", "pk"))
        clock = {"clock_unsure": True, "clock_offset": slow.total_seconds() if scan.knows_its_clock else 3600.0}
        past = (START + timedelta(minutes=PAIRED)).isoformat()
        item = {"id": scan.id, name.removeprefix("short_"): value, "scanned_at": (made - slow).isoformat(), "not_before": past} | clock
        [result] = record_items(
            [item], among=Registration.objects.all(), sittings=Sitting.objects.filter(activity=session), user=None,
            received_at=received_at, device_time=received_at - slow, device=phones[scan.phone],
        )  # fmt: skip
        assert result.error is None
        return result.outcome

    with transaction.atomic():
        first_answers = {}
        timeline = [(minute, 0, (verb, who)) for minute, verb, who in desk] + [(scan.sent, 2, scan) for scan in scans]
        timeline += [(minute, 1, ("undo" if number % 2 else "merge", None)) for number, minute in enumerate(merges)]
        for minute, kind, act in sorted(timeline, key=lambda entry: entry[:2]):
            moment = START + timedelta(minutes=minute)
            if kind == 2:
                first_answers[act.id] = send(act, minute)
            elif act[0] == "merge":
                twins = [Person.objects.get(pk=registrations[twin].person_id) for twin in TWINS]
                made = merge(*twins, by=organiser, at=moment)
            elif act[0] == "undo":
                unmerging.undo(made, by=organiser, at=moment)
            elif act[0] == "rename":
                person = Person.objects.get(pk=registrations[act[1]].person_id)
                correct_person(person, by=None, full_name=f"Hồ Văn Đổi {'ABC'[minute % 3]}", unit=person.unit)
            else:
                {"withdraw": withdraw, "reinstate": reinstate}[act[0]](Registration.objects.get(pk=registrations[act[1]].pk), at=moment)
        assert {scan.id: send(scan, 2000) for scan in scans} == first_answers, "a scan sent again is answered as before"

        is_merged = len(merges) % 2 == 1
        who_of = {registration.pk: TWINS[0] if is_merged and who in TWINS else who for who, registration in enumerate(registrations)}
        arrivals = {}
        for sitting, registration, arrived_at in Attendance.objects.active().values_list("sitting", "registration", "arrived_at"):
            key = sitting, who_of[registration]
            arrivals[key] = min(arrivals.get(key, arrived_at), arrived_at)
        assert arrivals == expected(scans, desk, session, is_merged=is_merged)
        assert Scan.objects.count() == len(scans)
        greens = [scan.id for scan in scans if first_answers[scan.id] in ("welcome", "already")]
        assert Scan.objects.filter(attendance__isnull=False).count() == len(greens), "each green has its row, and nothing else has"
        transaction.set_rollback(True)
