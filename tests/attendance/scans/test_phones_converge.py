"""Three phones, any interleaving and any repetition of what they upload: the same people, the same attendances, every scan once."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from activities.models import Sitting
from attendance.devices import pairing
from attendance.headcounts.uploads import record_headcounts
from attendance.models import Attendance, Headcount, Registration, Scan
from attendance.scans.uploads import record_items
from tests.conftest import at
from tests.depth import examples

pytestmark = pytest.mark.both_engines

START, PHONES, PAIRED, LOST = at("07:30"), 3, -50, 2  # paired fifty minutes before the start; the third was lost before it sent anything
WALK_INS = ["0a000000-0000-4000-8000-00000000000" + str(n) for n in range(4)]


@st.composite
def evenings(draw):
    """What each phone holds, and uploads (phone, numbers of its scans) that send each scan at least once, in any order."""
    identity = st.one_of(
        st.tuples(st.just("pass"), st.integers(0, 2)), st.tuples(st.just("walk_in"), st.integers(0, 3)), st.just(("unknown", 0))
    )
    scan = st.tuples(identity, st.integers(-120, 620), st.sampled_from([None, 0, -86400, 3600]))
    phones = [draw(st.lists(scan, max_size=6)) for _phone in range(PHONES)]
    everything = [(phone, number) for phone in range(PHONES) for number in range(len(phones[phone]))]
    ids = draw(st.lists(st.uuids(version=4), min_size=len(everything), max_size=len(everything), unique=True))
    again = draw(st.lists(st.sampled_from(everything), max_size=6)) if everything else []
    order = draw(st.permutations([*everything, *again]))
    uploads: list[tuple[int, list[int]]] = []
    for phone, number in order:
        if uploads and uploads[-1][0] == phone and draw(st.booleans()):
            uploads[-1][1].append(number)
        else:
            uploads.append((phone, [number]))
    return phones, dict(zip(everything, ids, strict=True)), uploads


@pytest.fixture
def hall(session, enrolled, organiser):
    when, paired = START + timedelta(minutes=PAIRED), []
    for number in range(PHONES):
        _device, code = pairing.invite(session, name=f"Máy {number}", by=organiser, at=when)
        paired.append(pairing.pair(code, at=when)[0])
    paired[LOST].revoked_at = START + timedelta(minutes=400)
    paired[LOST].save()
    return session, enrolled, paired


def item(scan, id_, enrolled):
    (kind, number), minute, offset = scan
    moment = START + timedelta(minutes=minute, seconds=-(offset or 0))  # by a clock that is wrong by that much
    sent = {"id": str(id_), "scanned_at": moment.isoformat(), "method": "pass"} | ({} if offset is None else {"clock_offset": offset})
    if kind == "pass":
        return sent | {"registration": enrolled[number].pk}
    if kind == "walk_in":
        return sent | {"walk_in": {"id": WALK_INS[number], "full_name": f"Hồ Văn {'ABCD'[number]}", "birth_year": 1990}, "method": "list"}
    return sent | {"code": "B" * 26}


def expected(phones, ids, enrolled, session):
    """By the words of the issue, without any of the product's code. People are their pass, or the phone's id of who had none."""
    earliest, written_down = {}, set()
    for (phone, number), id_ in ids.items():
        (kind, number_of_person), minute, _offset = phones[phone][number]
        moment = START + timedelta(minutes=minute)
        is_believed = phone != LOST and minute >= PAIRED
        if kind == "unknown":
            continue
        person = ("pass", enrolled[number_of_person].pk) if kind == "pass" else ("walk_in", WALK_INS[number_of_person])
        if kind == "walk_in" and is_believed:
            written_down.add(WALK_INS[number_of_person])
        open_ = [s for s in session.sittings.all() if s.starts_at - timedelta(hours=1) <= moment <= s.ends_at + timedelta(minutes=30)]
        if open_ and is_believed:
            key = open_[0].pk, person
            earliest[key] = min(earliest.get(key, (moment, id_)), (moment, id_))
    return {key: moment for key, (moment, _id) in earliest.items()}, written_down


@examples(10, deep=40)
@given(evenings())
def test_any_interleaving_of_three_phones_leaves_the_same_list(hall, drawn):
    session, enrolled, paired = hall
    phones, ids, uploads = drawn
    first_answers: dict[str, str] = {}
    with transaction.atomic():
        for phone, numbers in uploads:
            results = record_items(
                [item(phones[phone][number], ids[phone, number], enrolled) for number in numbers],
                among=Registration.objects.all(),
                sittings=Sitting.objects.filter(activity=session),
                user=None,
                received_at=timezone.now(),
                device=paired[phone],
            )
            for result in results:
                assert result.error is None
                assert first_answers.setdefault(result.id, result.outcome) == result.outcome
        attendances, written_down = expected(phones, ids, enrolled, session)
        people = {r.pk: ("walk_in", str(r.walk_in_id)) if r.walk_in_id else ("pass", r.pk) for r in Registration.objects.all()}
        stored = {(a.sitting_id, people[a.registration_id]): a.arrived_at for a in Attendance.objects.active()}
        assert stored == attendances
        assert {str(id_) for id_ in Registration.objects.filter(is_walk_in=True).values_list("walk_in_id", flat=True)} == written_down
        assert set(Scan.objects.values_list("pk", flat=True)) == set(ids.values())
        transaction.set_rollback(True)


@examples(10, deep=40)
@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 300), st.sampled_from(["Khán giả", "Học sinh"]), st.integers(0, 500)), max_size=10)
)
def test_counts_of_three_phones_in_any_order_leave_the_latest(hall, drawn):
    session, _enrolled, paired = hall
    sitting = session.sittings.first()
    with transaction.atomic():
        for phone, minute, category, number in drawn:
            moment = (START + timedelta(minutes=minute)).isoformat()
            answers = {
                "id": WALK_INS[0],
                "sitting": sitting.pk,
                "category": category,
                "count": number,
                "basis": "counted",
                "counted_at": moment,
            }
            record_headcounts(
                [answers, answers],
                sittings=Sitting.objects.filter(activity=session),
                by=None,
                device=paired[phone],
                received_at=timezone.now(),
                device_time=None,
            )
        latest = {}
        for phone, minute, category, number in drawn:
            if phone == LOST:
                continue
            latest[category] = max(latest.get(category, (minute, number)), (minute, number))
        assert {h.category: h.count for h in Headcount.objects.all()} == {
            category: number for category, (_minute, number) in latest.items()
        }
        transaction.set_rollback(True)
