"""What is counted of activities: their sittings, registrations, attendances, nameless heads and teams."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from activities.models import Activity, ActivityQuerySet, Sitting
from attendance.models import Attendance, Headcount, Registration, RegistrationQuerySet
from contests.models import Result, Team, TeamQuerySet
from screens.id_lists import IdList


class Countable:
    """The rows among which is counted, all of `activities`: a Scope, or a list of activities. A `role` narrows people alone."""

    role: str = ""

    @property
    def activities(self) -> ActivityQuerySet:
        raise NotImplementedError

    @property
    def activity_ids(self) -> Any:
        """The ids of the activities, as the right side of `activity__in`."""
        return self.activities

    @property
    def sittings(self) -> QuerySet[Sitting]:
        return Sitting.objects.filter(activity__in=self.activity_ids)

    @property
    def headcounts(self) -> QuerySet[Headcount]:
        return Headcount.objects.filter(sitting__activity__in=self.activity_ids)

    @property
    def teams(self) -> TeamQuerySet:
        """Teams of the contests, those that withdrew or were disqualified too."""
        return Team.objects.filter(contest__in=self.activity_ids)

    @property
    def prizes(self) -> QuerySet[Result]:
        """Prizes of the contests, typed by hand or of published results."""
        return Result.objects.filter(team__contest__in=self.activity_ids).exclude(prize=Result.Prize.NONE)

    @property
    def registrations(self) -> RegistrationQuerySet:
        """Registrations for the activities, withdrawn ones too."""
        registrations = Registration.objects.filter(activity__in=self.activity_ids)
        return registrations.filter(role=self.role) if self.role else registrations

    @property
    def attendances(self) -> QuerySet[Attendance]:
        """Attendances at the activities that are not annulled."""
        return self._attendances_where(sitting__activity__in=self.activity_ids)

    def attendances_at(self, sitting_ids: Iterable[int]) -> QuerySet[Attendance]:
        """Return the attendances at some sittings of the activities, which are quicker to find than those of activities."""
        return self._attendances_where(sitting__in=sitting_ids)

    def _attendances_where(self, **condition: Any) -> QuerySet[Attendance]:
        attendances = Attendance.objects.active().filter(**condition)
        return attendances.filter(registration__role=self.role) if self.role else attendances


class PartOf(Countable):
    """What is counted of some of the activities of a countable."""

    def __init__(self, activities: ActivityQuerySet) -> None:
        self._activities = activities

    @property
    def activities(self) -> ActivityQuerySet:
        return self._activities


class ListedActivities(Countable):
    """Activities by their ids."""

    def __init__(self, ids: Iterable[int], *, role: str = "") -> None:
        self.ids, self.role = list(ids), role

    def __bool__(self) -> bool:
        return bool(self.ids)

    @property
    def activities(self) -> ActivityQuerySet:
        return Activity.objects.filter(pk__in=self.activity_ids)

    @property
    def activity_ids(self) -> IdList:
        return IdList(self.ids)
