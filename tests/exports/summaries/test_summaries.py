"""Figures read from summaries are those that are counted directly, after whatever happens to people and activities."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

import activities.actions
from activities.models import Activity, Sitting
from attendance.headcounts.actions import record_headcount, remove_headcount
from attendance.models import Attendance, Headcount, Registration
from attendance.registrations.actions import change_role, register, reinstate, withdraw
from attendance.registrations.walk_ins.actions import register_walk_in
from attendance.sittings.actions import annul, postpone, tick, undo_annulment
from exports.counting.groupings import GROUPINGS
from exports.counting.scope import Scope
from exports.counting.tally import tally
from exports.models import SummaryChange
from exports.summaries.refreshing import compare, refresh
from people.actions import correct_person
from people.models import EthnicGroup, Person
from privacy.data_subject.erasure import erase
from registry.merging import unmerging
from registry.merging.actions import merge
from registry.models import Merge
from tests.depth import examples
from tests.exports.by_hand import World

pytestmark = [pytest.mark.both_engines, pytest.mark.always_on_postgres]

DAYS = (date(2023, 3, 6), date(2023, 5, 8), date(2024, 3, 4))
FILTERS: tuple[dict[str, Any], ...] = ({}, {"role": "participant"}, {"first": date(2023, 1, 1), "last": date(2023, 12, 31)})


@dataclass
class Play:
    """Small numbers, that choose what happens to whom."""

    world: World
    user: Any

    def choose(self, rows: Any, number: int) -> Any:
        rows = list(rows.order_by("pk"))
        return rows[number % len(rows)] if rows else None

    def register(self, first: int, second: int) -> None:
        category = ("", "pupil")[second % 2]
        activity, person = self.choose(Activity.objects, first), self.choose(Person.objects.identified(), second)
        register(activity, person=person, role=("participant", "speaker")[first % 2], category=category, by=self.user)

    def walk_in(self, first: int, second: int) -> None:
        person = self.choose(Person.objects.identified(), second)
        register_walk_in(self.choose(Activity.objects, first), person=person, by=self.user)

    def tick(self, first: int, second: int) -> None:
        registration = self.choose(Registration.objects, first)
        sitting = registration and self.choose(Sitting.objects.filter(activity=registration.activity_id), second)
        if sitting:
            tick(registration, sitting=sitting, by=self.user, at=timezone.now())

    def annul(self, first: int, _second: int) -> None:
        if attendance := self.choose(Attendance.objects.active(), first):
            annul(attendance, reason="Nhầm người", by=self.user, at=timezone.now())

    def undo_annulment(self, first: int, _second: int) -> None:
        if attendance := self.choose(Attendance.objects.exclude(annulled_at=None), first):
            undo_annulment(attendance, by=self.user, at=timezone.now())

    def withdraw(self, first: int, _second: int) -> None:
        if registration := self.choose(Registration.objects.active(), first):
            withdraw(registration)

    def reinstate(self, first: int, _second: int) -> None:
        if registration := self.choose(Registration.objects.filter(status="withdrawn"), first):
            reinstate(registration)

    def change_role(self, first: int, second: int) -> None:
        if registration := self.choose(Registration.objects, first):
            change_role(registration, role=("contestant", "audience")[second % 2], category=("pupil", "")[second % 2])

    def headcount(self, first: int, second: int) -> None:
        if sitting := self.choose(Sitting.objects, first):
            women = second if second % 2 else None
            record_headcount(sitting, category="Khán giả", count=second * 3, women=women, basis="counted", by=self.user, at=timezone.now())

    def remove_headcount(self, first: int, _second: int) -> None:
        if headcount := self.choose(Headcount.objects, first):
            remove_headcount(headcount)

    def correct(self, first: int, second: int) -> None:
        person = self.choose(Person.objects.identified(), first)
        group = EthnicGroup.objects.get(code=("19", "01", "55")[second % 3])
        gender = ("F", "M", None)[second % 3]
        details = {"full_name": person.full_name, "birth_year": person.birth_year}
        correct_person(person, by=self.user, unit=person.unit, gender=gender, ethnic_group=group, **details)

    def correct_past_the_actions(self, first: int, second: int) -> None:
        person = self.choose(Person.objects, first)
        Person.objects.filter(pk=person.pk).update(gender=("M", "F")[second % 2])
        Registration.objects.filter(person=person).update(category="pupil")

    def merge(self, first: int, second: int) -> None:
        target, source = self.choose(Person.objects.identified(), first), self.choose(Person.objects.identified(), second)
        if target != source:
            merge(target, source, by=self.user, at=timezone.now())

    def undo_merge(self, first: int, _second: int) -> None:
        if done := self.choose(Merge.objects, first):
            unmerging.undo(done, by=self.user, at=timezone.now())

    def erase(self, first: int, _second: int) -> None:
        erase(self.choose(Person.objects.identified(), first), reason="Theo yêu cầu", by=self.user, at=timezone.now())

    def postpone(self, first: int, second: int) -> None:
        postpone(self.choose(Activity.objects, first), starts_on=DAYS[second % 3])

    def set_status(self, first: int, second: int) -> None:
        activities.actions.set_status(self.choose(Activity.objects, first), status=("open", "closed", "draft")[second % 3])

    def cancel(self, first: int, _second: int) -> None:
        activities.actions.cancel(self.choose(Activity.objects, first), reason="Mưa bão", at=timezone.now())

    def restore(self, first: int, _second: int) -> None:
        activities.actions.restore(self.choose(Activity.objects, first))

    def remove_sitting(self, first: int, _second: int) -> None:
        if sitting := self.choose(Sitting.objects, first):
            activities.actions.remove(sitting)

    def remove_activity(self, first: int, _second: int) -> None:
        if Activity.objects.count() > 1:
            activities.actions.remove(self.choose(Activity.objects, first))

    def refresh(self, _first: int, _second: int) -> None:
        refresh()
        assert not SummaryChange.objects.exists()


ACTIONS: dict[str, Callable[[Play, int, int], None]] = {
    name: action for name, action in vars(Play).items() if not name.startswith("_") and name != "choose"
}
# Most of what happens in an office is that people are registered and come.
HAPPENINGS = st.tuples(
    st.one_of(st.sampled_from(["register", "tick", "refresh"]), st.sampled_from(sorted(ACTIONS))), st.integers(0, 9), st.integers(0, 9)
)


def assert_both_agree(user: Any, groupings: Any, all_filters: Any = FILTERS) -> None:
    for by in groupings:
        for filters in all_filters:
            scope = Scope(user, **filters)
            summarised, counted = tally(scope, GROUPINGS[by]), tally(scope, GROUPINGS[by], from_summaries=False)
            assert (summarised.groups, summarised.totals) == (counted.groups, counted.totals), (by, filters)


@examples(3, deep=10)
@given(happenings=st.lists(HAPPENINGS, min_size=5, max_size=20))
def test_summaries_say_what_counting_says_after_everything_that_happens(db, clerk, admin, ba_to, ba_vi, happenings):
    with transaction.atomic():
        world = World()
        for number, day in enumerate(DAYS):
            world.activity(ba_to if number else ba_vi, day, ("training-session", "contest")[number % 2], sittings=2, status="open")
        for gender, group in (("F", "19"), ("M", "01"), (None, None), ("F", "99")):
            world.person(ba_vi, gender, group)
        play = Play(world, admin)
        refresh()
        for what, first, second in happenings:
            if not Person.objects.identified().exists():  # all were erased
                world.person(ba_vi, None, None)
            with suppress(ValidationError), transaction.atomic():  # what the product refuses has not happened
                ACTIONS[what](play, first, second)
            assert_both_agree(clerk, [("commune", "gender", "kind")[first % 3]], [FILTERS[second % 3]])
        assert list(compare()) == []
        refresh()
        assert_both_agree(clerk, GROUPINGS)
        assert list(compare()) == []
        transaction.set_rollback(True)
