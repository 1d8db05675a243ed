"""Any sequence of late scans, decisions, annulments and their undoing ends with the attendances that the standing evidence says."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

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
    st.tuples(st.just("unknown"), st.uuids(version=4), MINUTE),
    st.tuples(st.just("repeat"), WHICH),
    st.tuples(st.just("accept"), WHICH, SITTING),
    st.tuples(st.just("attach"), WHICH, PERSON, SITTING),
    st.tuples(st.just("dismiss"), WHICH),
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


class Hall:
    """Plays a step in the product and in words, the one beside the other."""

    def __init__(self, passes, sittings, clerk):
        self.passes, self.sittings, self.clerk = passes, sittings, clerk
        self.evidence: list[Evidence] = []
        self.annulments: list[tuple[int, tuple[int, int]]] = []  # those not undone, in order of time
        self.sent: list[dict] = []
        self.clock = timezone.now()

    def now(self):
        self.clock += timedelta(seconds=1)
        return self.clock

    def open_at(self, moment, sitting):
        return sitting.starts_at - timedelta(minutes=60) <= moment <= sitting.ends_at + timedelta(minutes=30)

    def upload(self, item):
        among, sittings = Registration.objects.all(), Sitting.objects.all()
        record_items([item], among=among, sittings=sittings, user=self.clerk, received_at=self.now())

    def scan(self, id_, person, sitting, minute):
        moment, activity = at("07:30") + timedelta(minutes=minute), self.sittings[0].activity_id
        where = {"activity": activity} if sitting is None else {"sitting": self.sittings[sitting].pk}
        item = {"id": str(id_), "code": self.passes[person].code, "scanned_at": moment.isoformat(), "method": "pass"} | where
        self.sent.append(item)
        withdrawn = Registration.objects.get(pk=self.passes[person].pk).is_withdrawn
        self.upload(item)
        chosen = self.sittings if sitting is None else [self.sittings[sitting]]
        if not withdrawn and (open_ := [one for one in chosen if self.open_at(moment, one)]):
            self.evidence.append(Evidence((open_[0].pk, self.passes[person].pk), moment, id_))

    def unknown(self, id_, minute):
        moment = at("07:30") + timedelta(minutes=minute)
        item = {
            "id": str(id_),
            "code": "Z" * 26,
            "scanned_at": moment.isoformat(),
            "method": "pass",
            "activity": self.sittings[0].activity_id,
        }
        self.sent.append(item)
        self.upload(item)

    def repeat(self, n):
        if self.sent:
            self.upload(self.sent[n % len(self.sent)])

    def _waiting(self, n):
        rows = list(list_undecided(self.sittings[0].activity, self.clerk).select_related("registration"))
        return rows[n % len(rows)] if rows else None

    def _resolved(self, scan, registration, sitting, resolution):
        moment = scan.scanned_at if self.open_at(scan.scanned_at, sitting) else sitting.starts_at
        self.evidence.append(Evidence((sitting.pk, registration), moment, resolution.made_scan_id))

    def accept(self, n, sitting):
        scan, where = self._waiting(n), self.sittings[sitting]
        if scan is None or scan.registration is None:
            return
        done = decisions.accept(scan, sitting=where, reason="Thử", by=self.clerk, at=self.now())
        self._resolved(scan, scan.registration_id, where, done)

    def attach(self, n, person, sitting):
        scan, where, who = self._waiting(n), self.sittings[sitting], self.passes[person]
        if scan is not None:
            done = decisions.attach(scan, registration=who, sitting=where, reason="Thử", by=self.clerk, at=self.now())
            self._resolved(scan, who.pk, where, done)

    def dismiss(self, n):
        if scan := self._waiting(n):
            decisions.dismiss(scan, reason="Thử", by=self.clerk, at=self.now())

    def take_back(self, n):
        rows = list(Resolution.objects.active())
        if rows:
            one = rows[n % len(rows)]
            decisions.take_back(one, by=self.clerk, at=self.now())
            for its in self.evidence:
                its.taken_back |= its.id == one.made_scan_id

    def annul(self, n):
        rows = list(Attendance.objects.active().order_by("pk"))
        if rows:
            one = rows[n % len(rows)]
            made, key = annul(one, reason="Thử", by=self.clerk, at=self.now()), (one.sitting_id, one.registration_id)
            self.annulments.append((made.pk, key))
            for its in self.evidence:
                if its.key == key and its.annulled_by is None:
                    its.annulled_by = made.pk

    def undo_annulment(self, n):
        rows = list(Attendance.objects.order_by("pk"))
        if not rows:
            return
        one = rows[n % len(rows)]
        key = one.sitting_id, one.registration_id
        due = [pk for pk, its in self.annulments if its == key and any(e.annulled_by == pk and not e.taken_back for e in self.evidence)]
        if not due:
            with pytest.raises(ValidationError):
                undo_annulment(one, by=self.clerk, at=self.now())
            return
        undo_annulment(one, by=self.clerk, at=self.now())
        self.annulments.remove((due[-1], key))
        for its in self.evidence:
            if its.annulled_by == due[-1] and not its.taken_back:
                its.annulled_by = None

    def withdraw(self, person):
        withdraw(Registration.objects.get(pk=self.passes[person].pk))

    def expected(self):
        earliest: dict[tuple[int, int], tuple[datetime, UUID]] = {}
        for its in self.evidence:
            if its.annulled_by is None and not its.taken_back:
                earliest[its.key] = min(earliest.get(its.key, (its.moment, its.id)), (its.moment, its.id))
        return earliest


@examples(12, deep=60)
@given(st.lists(STEPS, min_size=10, max_size=30, unique_by=lambda step: step[1] if step[0] in ("scan", "unknown") else object()))
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
@given(st.lists(STEPS, min_size=10, max_size=30, unique_by=lambda step: step[1] if step[0] in ("scan", "unknown") else object()))
def test_all_decisions_taken_back_leave_what_there_would_be_without_them(session, enrolled, clerk, steps):
    hall = Hall(enrolled, list(session.sittings.select_related("activity")), clerk)
    with transaction.atomic():
        for verb, *how in steps:
            if verb not in ("annul", "undo_annulment", "withdraw"):
                getattr(hall, verb)(*how)
        while Resolution.objects.active().exists():
            hall.take_back(0)
        scanned = {its["id"] for its in hall.sent}
        alone = [its for its in hall.evidence if str(its.id) in scanned]
        assert (
            {(a.sitting_id, a.registration_id): (a.arrived_at, a.arrival_scan) for a in Attendance.objects.active()}
            == hall.expected()
            == {key: min((e.moment, e.id) for e in alone if e.key == key) for key in {e.key for e in alone}}
        )
        transaction.set_rollback(True)
