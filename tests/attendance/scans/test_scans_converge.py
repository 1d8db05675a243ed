"""Any order of any scans, twice over, from any number of phones: the same attendances."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from activities.models import Sitting
from attendance.models import Attendance, Registration, Scan
from attendance.registrations.actions import register, reinstate, withdraw
from attendance.scans.uploads import record_items
from tests.conftest import at
from tests.depth import examples

pytestmark = pytest.mark.both_engines
WITHDRAWN = (range(90, 150), range(315, 1000))  # minutes after half past seven


@st.composite
def uploads(draw):
    """Scans by (person, sitting or None, minute, method), and batches that send each at least once, in any order and repetition."""
    number = st.integers
    scans = draw(
        st.lists(
            st.tuples(number(0, 3), st.sampled_from([None, 0, 1]), number(-120, 620), st.sampled_from(["pass", "list", "door"])),
            min_size=1,
            max_size=14,
        )
    )
    ids = draw(st.lists(st.uuids(version=4), min_size=len(scans), max_size=len(scans), unique=True))
    again = draw(st.lists(st.integers(0, len(scans) - 1), max_size=len(scans)))
    order = draw(st.permutations([*range(len(scans)), *again]))
    cuts = sorted(draw(st.lists(st.integers(0, len(order)), max_size=5)))
    batches = [order[a:b] for a, b in zip([0, *cuts], [*cuts, len(order)], strict=True)]
    return list(zip(scans, ids, strict=True)), batches


@pytest.fixture
def hall(session, enrolled, make_person, organiser):
    """Four passes, the last withdrawn twice (WITHDRAWN); a function that sends scans by number; a function that reads the result."""
    withdrawn = register(session, person=make_person("Lê Thị Rút"), role=Registration.Role.PARTICIPANT, by=organiser)
    withdraw(withdrawn, at=at("09:00"))
    reinstate(withdrawn, at=at("10:00"))
    withdraw(withdrawn, at=at("12:45"))
    passes, sittings = [*enrolled, withdrawn], list(session.sittings.all())

    def send(scans):
        items = []
        for (person, sitting, minute, method), id_ in scans:
            moment = at("07:30") + timedelta(minutes=minute)
            item = {"id": str(id_), "code": passes[person].code, "scanned_at": moment.isoformat(), "method": method}
            items.append(item if sitting is None else item | {"sitting": sittings[sitting].pk})
        return record_items(
            items,
            among=Registration.objects.all(),
            sittings=Sitting.objects.all(),
            user=organiser,
            received_at=timezone.now(),
        )

    return send, passes, sittings


def expected(scans, passes, sittings):
    """The same by the words of the design, scan by scan, without any of the product's code."""
    earliest = {}
    for (person, sitting, minute, method), id_ in scans:
        moment = at("07:30") + timedelta(minutes=minute)
        chosen = sittings if sitting is None else [sittings[sitting]]
        is_open = [s for s in chosen if s.starts_at - timedelta(minutes=60) <= moment <= s.ends_at + timedelta(minutes=30)]
        if is_open and (person < 3 or not any(minute in period for period in WITHDRAWN)):
            key = is_open[0].pk, passes[person].pk
            earliest[key] = min(earliest.get(key, (moment, id_, method)), (moment, id_, method))
    return {key: (moment, method) for key, (moment, _id, method) in earliest.items()}


@examples(10, deep=40)
@given(uploads())
def test_any_order_and_repetition_leaves_the_same_attendances(hall, drawn):
    send, passes, sittings = hall
    scans, batches = drawn
    with transaction.atomic():
        for batch in batches:
            send([scans[number] for number in batch])
        assert {(a.sitting_id, a.registration_id): (a.arrived_at, a.method) for a in Attendance.objects.active()} == expected(
            scans, passes, sittings
        )
        assert set(Scan.objects.values_list("pk", flat=True)) == {id_ for _scan, id_ in scans}
        transaction.set_rollback(True)


@examples(10, deep=40)
@given(uploads())
def test_the_answer_once_given_to_a_scan_never_changes(hall, drawn):
    send, *_rest = hall
    scans, batches = drawn
    first: dict[str, str] = {}
    with transaction.atomic():
        for batch in batches:
            for result in send([scans[number] for number in batch]):
                assert first.setdefault(result.id, result.outcome) == result.outcome
        transaction.set_rollback(True)


@examples(10, deep=40)
@given(uploads())
def test_each_attendance_was_welcomed_exactly_once(hall, drawn):
    send, *_rest = hall
    scans, batches = drawn
    with transaction.atomic():
        for batch in batches:
            send([scans[number] for number in batch])
        welcomed = Scan.objects.filter(outcome="welcome").values_list("attendance", flat=True)
        assert sorted(welcomed) == sorted(Attendance.objects.values_list("pk", flat=True))
        transaction.set_rollback(True)


def test_uuids_order_alike_in_python_and_in_the_database(hall):
    """Of two scans in the same minute the smaller id is the arrival: the two engines and Python have to agree on smaller."""
    send, *_rest = hall
    low, high = UUID("0fffffff-ffff-4fff-bfff-ffffffffffff"), UUID("f0000000-0000-4000-8000-000000000000")
    for order in ([low, high], [high, low]):
        with transaction.atomic():
            for id_ in order:
                send([((0, 0, 0, "pass" if id_ == low else "door"), id_)])
            assert set({(a.sitting_id, a.registration_id): (a.arrived_at, a.method) for a in Attendance.objects.active()}.values()) == {
                (at("07:30"), "pass")
            }
            transaction.set_rollback(True)
