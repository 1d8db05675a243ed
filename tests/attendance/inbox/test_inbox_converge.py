"""Any sequence of late scans, decisions, annulments and their undoing ends with the attendances that the standing evidence says."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate, repeat
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from activities.models import Sitting
from attendance.inbox import decisions
from attendance.inbox.undecided import list_undecided
from attendance.models import Attendance, Registration, Resolution, Scan
from attendance.registrations.actions import withdraw
from attendance.scans.uploads import record_items
from attendance.sittings.actions import annul, undo_annulment
from tests.conftest import at
from tests.depth import examples

pytestmark = pytest.mark.both_engines

number = st.integers
# Few people, few moments, mostly one sitting: so that decisions, scans and annulments meet at one attendance.
PERSON, SITTING, WHICH = st.sampled_from([0, 0, 0, 1]), st.sampled_from([0, 0, 0, 1]), number(0, 20)
MINUTE = st.sampled_from([-120, -90, -60, -30, 0, 20, 40, 240, 290, 330, 560, 600])
STEPS = st.one_of(
    st.tuples(st.just("scan"), st.uuids(version=4), PERSON, st.sampled_from([None, 0]), MINUTE),
    st.tuples(st.just("scan"), st.uuids(version=4), PERSON, st.sampled_from([None, 0]), MINUTE),
    st.tuples(st.just("scan"), st.uuids(version=4), st.none(), st.none(), MINUTE),
    st.tuples(st.just("repeat"), WHICH),
    st.tuples(st.just("decide"), WHICH, st.just("accept"), st.none(), SITTING),
    st.tuples(st.just("decide"), WHICH, st.just("attach"), PERSON, SITTING),
    st.tuples(st.just("decide"), WHICH, st.just("dismiss"), st.none(), SITTING),
    st.tuples(st.just("take_back"), WHICH),
    st.tuples(st.just("annul"), WHICH),
    st.tuples(st.just("undo_annulment"), WHICH),
    st.tuples(st.just("withdraw"), PERSON),
)


@dataclass
class Evidence:
    key: tuple[int, int]  # sitting, registration
    moment: datetime
    id: UUID
    annulled_by: int | None = None
    taken_back: bool = False


@dataclass
class Hall:
    """Plays a step in the product and in words, the one beside the other."""

    passes: list[Registration]
    sittings: list[Sitting]
    clerk: User
    evidence: list[Evidence] = field(default_factory=list)
    annulments: list[tuple[int, tuple[int, int]]] = field(default_factory=list)  # those not undone, in order of time
    sent: list[dict] = field(default_factory=list)
    ever_withdrawn: set[int] = field(default_factory=set)
    clock: Iterator[datetime] = field(default_factory=lambda: accumulate(repeat(timedelta(seconds=1)), initial=timezone.now()))

    def open_at(self, moment, sitting):
        return sitting.starts_at - timedelta(minutes=60) <= moment <= sitting.ends_at + timedelta(minutes=30)

    def upload(self, item):
        among, sittings = Registration.objects.all(), Sitting.objects.all()
        record_items([item], among=among, sittings=sittings, user=self.clerk, received_at=next(self.clock))

    def scan(self, id_, person, sitting, minute):
        """Upload a scan of the person's pass, or of an unknown code when there is none."""
        moment, activity = at("07:30") + timedelta(minutes=minute), self.sittings[0].activity_id
        code = "Z" * 26 if person is None else self.passes[person].code
        where = {"activity": activity} if sitting is None else {"sitting": self.sittings[sitting].pk}
        item = {"id": str(id_), "code": code, "scanned_at": moment.isoformat(), "method": "pass"} | where
        registration = Registration.objects.filter(code=code).first()
        self.sent.append(item)
        self.upload(item)
        if registration is None or registration.pk in self.ever_withdrawn:
            return
        chosen = self.sittings if sitting is None else [self.sittings[sitting]]
        if open_ := [candidate for candidate in chosen if self.open_at(moment, candidate)]:
            self.evidence.append(Evidence((open_[0].pk, registration.pk), moment, id_))

    def repeat(self, n):
        if self.sent:
            self.upload(self.sent[n % len(self.sent)])

    def decide(self, n, verb, person, sitting):
        undecided = list(list_undecided(self.sittings[0].activity, self.clerk).select_related("registration"))
        if not undecided:
            return
        scan, sitting = undecided[n % len(undecided)], self.sittings[sitting]
        registration = scan.registration if person is None else self.passes[person]
        if verb == "accept" and registration is None:
            return
        target = {"accept": {"sitting": sitting}, "attach": {"registration": registration, "sitting": sitting}, "dismiss": {}}[verb]
        resolution = getattr(decisions, verb)(scan, **target, reason="Thử", by=self.clerk, at=next(self.clock))
        if verb != "dismiss":
            moment = scan.scanned_at if self.open_at(scan.scanned_at, sitting) else sitting.starts_at
            self.evidence.append(Evidence((sitting.pk, registration.pk), moment, resolution.made_scan_id))

    def take_back(self, n):
        rows = list(Resolution.objects.active())
        if rows:
            resolution = rows[n % len(rows)]
            decisions.take_back(resolution, by=self.clerk, at=next(self.clock))
            for item in self.evidence:
                item.taken_back |= item.id == resolution.made_scan_id

    def annul(self, n):
        rows = list(Attendance.objects.active().order_by("pk"))
        if rows:
            attendance = rows[n % len(rows)]
            made, key = (
                annul(attendance, reason="Thử", by=self.clerk, at=next(self.clock)),
                (attendance.sitting_id, attendance.registration_id),
            )
            self.annulments.append((made.pk, key))
            for item in self.evidence:
                if item.key == key and item.annulled_by is None:
                    item.annulled_by = made.pk

    def undo_annulment(self, n):
        rows = list(Attendance.objects.order_by("pk"))
        if not rows:
            return
        attendance = rows[n % len(rows)]
        key = attendance.sitting_id, attendance.registration_id
        due = [pk for pk, item in self.annulments if item == key and any(e.annulled_by == pk and not e.taken_back for e in self.evidence)]
        if not due:
            with pytest.raises(ValidationError):
                undo_annulment(attendance, by=self.clerk, at=next(self.clock))
            return
        undo_annulment(attendance, by=self.clerk, at=next(self.clock))
        self.annulments.remove((due[-1], key))
        for item in self.evidence:
            if item.annulled_by == due[-1] and not item.taken_back:
                item.annulled_by = None

    def withdraw(self, person):
        """Before the first scan: whatever is scanned is of a time at which they had withdrawn, though they are reinstated since."""
        withdraw(Registration.objects.get(pk=self.passes[person].pk), at=at("05:00"))
        self.ever_withdrawn.add(self.passes[person].pk)

    def expected(self):
        earliest: dict[tuple[int, int], tuple[datetime, UUID]] = {}
        for item in self.evidence:
            if item.annulled_by is None and not item.taken_back:
                earliest[item.key] = min(earliest.get(item.key, (item.moment, item.id)), (item.moment, item.id))
        return earliest


@examples(12, deep=60)
@given(st.lists(STEPS, min_size=10, max_size=30, unique_by=lambda step: step[1] if step[0] == "scan" else object()))
def test_attendances_are_what_the_standing_evidence_says(session, enrolled, clerk, steps):
    hall = Hall(enrolled, list(session.sittings.select_related("activity")), clerk)
    with transaction.atomic():
        for verb, *how in steps:
            getattr(hall, verb)(*how)
            assert {
                (a.sitting_id, a.registration_id): (a.arrived_at, a.arrival_scan) for a in Attendance.objects.active()
            } == hall.expected(), (verb, how)
        waiting = set(list_undecided(session, clerk).values_list("pk", flat=True))
        refused = set(Scan.objects.filter(attendance=None).values_list("pk", flat=True))
        assert waiting == refused - set(Resolution.objects.active().values_list("scan", flat=True))
        transaction.set_rollback(True)


@examples(12, deep=60)
@given(st.lists(STEPS, min_size=10, max_size=30, unique_by=lambda step: step[1] if step[0] == "scan" else object()))
def test_all_decisions_taken_back_leave_what_there_would_be_without_them(session, enrolled, clerk, steps):
    hall = Hall(enrolled, list(session.sittings.select_related("activity")), clerk)
    with transaction.atomic():
        for verb, *how in steps:
            if verb not in ("annul", "undo_annulment", "withdraw"):
                getattr(hall, verb)(*how)
        while Resolution.objects.active().exists():
            hall.take_back(0)
        scanned = {item["id"] for item in hall.sent}
        alone = [item for item in hall.evidence if str(item.id) in scanned]
        assert (
            {(a.sitting_id, a.registration_id): (a.arrived_at, a.arrival_scan) for a in Attendance.objects.active()}
            == hall.expected()
            == {key: min((e.moment, e.id) for e in alone if e.key == key) for key in {e.key for e in alone}}
        )
        transaction.set_rollback(True)
