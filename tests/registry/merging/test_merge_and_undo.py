"""Whatever two records hold, merged and taken back they are as they were, row by row; what arrived in between stays."""

from datetime import timedelta
from operator import attrgetter
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import event, given
from hypothesis import strategies as st

from activities.models import Sitting
from attendance.models import Attendance, Registration, Scan
from attendance.paper.lists import make_list
from attendance.registrations.actions import register, withdraw
from attendance.scans.uploads import record_items
from attendance.sittings.actions import annul, excuse, undo_annulment
from contests.actions import add_member, add_team, record_contest
from contests.models import Contest
from exports.counting.groupings import GROUPINGS
from exports.counting.scope import Scope
from exports.counting.tally import tally
from people.disclosures.log import note_disclosure
from people.models import Person
from registry import duplicates
from registry.merging import unmerging
from registry.merging.actions import merge
from tests.conftest import DAY, at
from tests.depth import examples
from tests.registry.rows import rows

pytestmark = pytest.mark.both_engines

CLOCKS = ["07:10", "07:40", "08:20", "13:40", "14:20", "05:00"]  # morning, afternoon, out of hours

SCAN = st.tuples(st.booleans(), st.sampled_from(CLOCKS))  # of the first or the second; when


# What happened to two records of one person in a class and a contest.
LIVES = st.fixed_dictionaries(
    {
        "in_class": st.sampled_from([(True, True), (True, True), (True, True), (True, False), (False, True), (False, False)]),
        "in_contest": st.sampled_from(["neither", "first", "second", "both", "first in team", "second in team", "one team"]),
        "withdrawn": st.sampled_from([None, 0, 1]),
        "before": st.lists(SCAN, min_size=2, max_size=7),
        "annulled": st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=2),
        "excused": st.lists(st.tuples(st.booleans(), st.integers(0, 1)), max_size=3),
        "printed": st.booleans(),
        "walked_in": st.tuples(st.booleans(), st.booleans()),
        "known": st.tuples(st.booleans(), st.booleans(), st.booleans()),
        "kept_first": st.booleans(),
        "registration": st.sampled_from([None, 0, 1]),
        "keep": st.dictionaries(st.sampled_from(["full_name", "birth", "phone", "unit"]), st.sampled_from(["this", "other"]), max_size=4),
    }
)


def play(make_person, make_session, organiser, ba_to, unit_called, life):
    """play(life): builds what happened; answers (the two, their registrations in the class by place, the class)."""
    ba_vi = unit_called("Ba Vì")
    two = [
        make_person("Phạm Văn Rê", birth_year=1980, phone="0912345678" if life["known"][0] else None),
        make_person("Phạm Văn Rế", birth_year=1981 if life["known"][1] else 1980, unit=ba_vi, phone="0987654321"),
    ]
    third = make_person("Hồ Thị Ba")
    session = make_session()
    places = [
        register(session, person=person, role="participant", by=organiser) if is_registered else None
        for person, is_registered in zip(two, life["in_class"], strict=True)
    ]
    for number, (place, walked) in enumerate(zip(places, life["walked_in"], strict=True)):
        if place and walked:
            place.walk_in_id = UUID(int=(4 << 76) | (8 << 60) | (900 + number))
            place.save()
    _contest(life["in_contest"], two, organiser, ba_to)
    sittings = list(session.sittings.all())
    for number, (second, clock) in enumerate(life["before"], 1):
        if places[second]:
            record_items(
                [
                    {
                        "id": str(UUID(int=4 << 76 | 8 << 60 | number)),
                        "registration": places[second].pk,
                        "scanned_at": at(clock).isoformat(),
                        "method": "pass",
                    }
                ],
                among=Registration.objects.all(),
                sittings=Sitting.objects.all(),
                user=organiser,
                received_at=timezone.now(),
            )
    for second, sitting in life["excused"]:
        if places[second]:
            excuse(places[second], sitting=sittings[sitting], reason="Ốm", by=organiser, at=at("06:00"))
    for index, given_back in life["annulled"]:
        attendances = list(Attendance.objects.active().order_by("pk"))
        if attendances:
            attendance = attendances[index % len(attendances)]
            annul(attendance, reason="Nhầm", by=organiser, at=at("17:00"))
            if given_back:
                undo_annulment(attendance, by=organiser, at=at("17:10"))
    if life["withdrawn"] is not None and places[life["withdrawn"]]:
        withdraw(places[life["withdrawn"]])
    if life["printed"]:
        make_list(sittings[0], by=organiser, at=timezone.now())
    if life["known"][2]:
        duplicates.tell_apart(two[1], third, by=organiser, at=timezone.now())
        duplicates.tell_apart(two[0], third, by=organiser, at=timezone.now())
    note_disclosure("person", "view", by=organiser, people=1, person=two[1])
    return two, places, session


def _contest(how, two, organiser, ba_to):
    if how == "neither":
        return
    contest = record_contest(Contest(title="Hội thi", unit=ba_to, starts_on=DAY, ends_on=DAY, status="open"), by=organiser)
    team = add_team(contest, name="Đội Công lý")
    for number, person in enumerate(two):
        if how in ("both", ("first", "second")[number]):
            register(contest, person=person, role="audience", by=organiser)
        if how in ("first in team", "second in team", "one team"):
            is_member = how == "one team" or how.startswith(("first", "second")[number])
            if is_member:
                add_member(team, person=person, part=("official", "captain")[number], by=organiser)
            else:
                register(contest, person=person, role="audience", by=organiser)


def one_merge(life, two, places, session, organiser):
    target, source = two if life["kept_first"] else two[::-1]
    chosen = life["registration"]
    both = all(places)
    registrations = {session.pk: places[chosen].pk} if both and chosen is not None else {}
    return merge(target, source, keep=life["keep"], registrations=registrations, by=organiser, at=timezone.now())


@examples(8, deep=40)
@given(life=LIVES)
def test_merged_and_taken_back_every_row_is_as_it_was(life, make_person, make_session, ba_to, unit_called, organiser):
    with transaction.atomic():
        two, places, session = play(make_person, make_session, organiser, ba_to, unit_called, life)
        before = rows()
        merged = one_merge(life, two, places, session, organiser)
        assert not Person.objects.filter(pk=merged.gone).exists()
        assert Registration.objects.filter(person=merged.kept).values("activity").distinct().count() == merged.kept.registrations.count()
        event(f"both in the class: {all(places)}")
        undone = unmerging.undo(merged, by=organiser, at=timezone.now())
        assert undone.person.pk == merged.gone
        assert undone.kept_corrections == []
        assert rows() == before
        transaction.set_rollback(True)


def arrivals_by_evidence():
    """Of each registration and sitting the earliest scan that is not voided: what record_scans keeps."""
    earliest = {}
    for scan in Scan.objects.exclude(attendance=None).filter(voided_by=None).select_related("attendance"):
        key = scan.registration_id, scan.attendance.sitting_id
        earliest[key] = min(earliest.get(key, (scan.scanned_at, scan.pk.hex)), (scan.scanned_at, scan.pk.hex))
    return earliest


def standing():
    return {
        (attendance.registration_id, attendance.sitting_id): (attendance.arrived_at, attendance.arrival_scan.hex)
        for attendance in Attendance.objects.active()
    }


@examples(8, deep=40)
@given(life=LIVES, after=st.lists(st.sampled_from(CLOCKS), min_size=1, max_size=4))
def test_the_attendances_are_what_the_scans_say_merged_and_taken_back_with_what_arrived_between(
    life, after, make_person, make_session, ba_to, unit_called, organiser
):
    with transaction.atomic():
        two, places, session = play(make_person, make_session, organiser, ba_to, unit_called, life)
        before = standing()
        assert before == arrivals_by_evidence()
        merged = one_merge(life, two, places, session, organiser)
        assert standing() == arrivals_by_evidence()
        registration = Registration.objects.filter(person=merged.kept, activity=session).first()
        if registration:
            for number, clock in enumerate(after, 100):
                record_items(
                    [
                        {
                            "id": str(UUID(int=4 << 76 | 8 << 60 | number)),
                            "registration": registration.pk,
                            "scanned_at": at(clock).isoformat(),
                            "method": "pass",
                        }
                    ],
                    among=Registration.objects.all(),
                    sittings=Sitting.objects.all(),
                    user=organiser,
                    received_at=timezone.now(),
                )
            assert standing() == arrivals_by_evidence()
        unmerging.undo(merged, by=organiser, at=timezone.now())
        assert standing() == arrivals_by_evidence()
        assert {
            (s.registration_id, s.attendance.registration_id) for s in Scan.objects.exclude(attendance=None).select_related("attendance")
        } == {(s.registration_id, s.registration_id) for s in Scan.objects.exclude(attendance=None)}
        for key, arrived in before.items():
            if registration is None or key[0] != registration.pk:
                assert standing()[key] == arrived
        transaction.set_rollback(True)


def test_the_figures_of_a_merged_pair_count_one_person(make_person, make_session, ba_to, unit_called, organiser, clerk):
    life = {
        "in_class": (True, True), "in_contest": "both", "withdrawn": None, "before": [(False, "07:40"), (True, "07:10"), (True, "13:40")],
        "annulled": [], "excused": [], "printed": True, "walked_in": (False, False), "known": (True, False, False), "kept_first": True,
        "registration": None, "keep": {},
    }  # fmt: skip
    two, places, session = play(make_person, make_session, organiser, ba_to, unit_called, life)

    figures = attrgetter("people", "participations", "sitting_attendances")
    assert figures(tally(Scope(clerk), GROUPINGS["kind"]).totals) == (2, 2, 3)
    merged = one_merge(life, two, places, session, organiser)
    assert figures(tally(Scope(clerk), GROUPINGS["kind"]).totals) == (1, 1, 2)
    assert [attendance.arrived_at for attendance in Attendance.objects.order_by("arrived_at")] == [at("07:10"), at("13:40")]
    unmerging.undo(merged, by=organiser, at=timezone.now() + timedelta(minutes=1))
    assert figures(tally(Scope(clerk), GROUPINGS["kind"]).totals) == (2, 2, 3)
