"""What is counted of activities: their sittings, registrations, attendances, nameless heads and teams."""

from django.db.models import QuerySet

from activities.models import ActivityQuerySet, Sitting
from attendance.models import Attendance, Headcount, Registration, RegistrationQuerySet
from contests.models import Result, Team, TeamQuerySet


class Countable:
    """The rows among which is counted, all of `activities`: a Scope, or a list of activities. A `role` narrows people alone."""

    role: str = ""

    @property
    def activities(self) -> ActivityQuerySet:
        raise NotImplementedError

    @property
    def sittings(self) -> QuerySet[Sitting]:
        return Sitting.objects.filter(activity__in=self.activities)

    @property
    def headcounts(self) -> QuerySet[Headcount]:
        return Headcount.objects.filter(sitting__activity__in=self.activities)

    @property
    def teams(self) -> TeamQuerySet:
        """Teams of the contests, those that withdrew or were disqualified too."""
        return Team.objects.filter(contest__in=self.activities)

    @property
    def prizes(self) -> QuerySet[Result]:
        """Prizes of the contests, typed by hand or of published results."""
        return Result.objects.filter(team__contest__in=self.activities).exclude(prize=Result.Prize.NONE)

    @property
    def registrations(self) -> RegistrationQuerySet:
        """Registrations for the activities, withdrawn ones too."""
        registrations = Registration.objects.filter(activity__in=self.activities)
        return registrations.filter(role=self.role) if self.role else registrations

    @property
    def attendances(self) -> QuerySet[Attendance]:
        """Attendances at the activities that are not annulled."""
        attendances = Attendance.objects.active().filter(sitting__activity__in=self.activities)
        return attendances.filter(registration__role=self.role) if self.role else attendances
