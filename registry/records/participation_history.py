"""What one person attended, as far as the reader may look: the rows of a person's page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from activities.models import Sitting
from attendance.models import Attendance, Excuse, Registration
from contests.models import Result
from people.models import Person
from registry.merging import unmerging
from registry.models import Merge


def participations(person: Person, user: User) -> QuerySet[Registration]:
    """Registrations where `user` may look, the latest activity first, with `sittings_attended`, `sittings_held`, `sittings_excused` and
    `last_attended`; of contestants with the team and its prizes. Three statements whatever their number."""
    rows = Registration.objects.visible_to(user).filter(person=person)
    standing = Q(attendances__annulled_at=None)
    sittings = Sitting.objects.filter(activity=OuterRef("activity"))
    excuses = Excuse.objects.filter(registration=OuterRef("pk"))
    return (
        rows.select_related("activity__unit__parent__parent", "team_member__team")
        .prefetch_related(Prefetch("team_member__team__results", Result.objects.all()))
        .annotate(
            sittings_attended=Count("attendances", filter=standing),
            last_attended=Max("attendances__sitting__starts_at", filter=standing),
            sittings_held=_count(sittings, "activity"),
            sittings_excused=_count(excuses, "registration"),
        )
        .order_by("-activity__starts_on", "-pk")
    )


def _count(rows: QuerySet[Any], by: str) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values(by).annotate(n=Count("pk")).values("n")), 0)


@dataclass(frozen=True, slots=True)
class Summary:
    """`activities` attended (lượt), `sittings` attended (lượt điểm danh); `elsewhere`: registrations that the reader may not look at."""

    activities: int
    sittings: int
    last: datetime | None
    elsewhere: int


def summary(person: Person, rows: list[Any]) -> Summary:
    attended = [row for row in rows if row.sittings_attended]
    return Summary(
        activities=len(attended),
        sittings=sum(row.sittings_attended for row in attended),
        last=max((row.last_attended for row in attended), default=None),
        elsewhere=person.registrations.count() - len(rows),
    )


def sittings_attended(registration: Registration) -> QuerySet[Attendance]:
    return Attendance.objects.active().filter(registration=registration).select_related("sitting").order_by("sitting__starts_at")


@dataclass(frozen=True, slots=True)
class Past:
    """A merge into this record: what the other one was called; None once that was erased."""

    merge: Merge
    gone: Person | None


def merges_of(person: Person) -> list[Past]:
    rows = Merge.objects.filter(kept=person).select_related("merged_by", "undone_by")
    return [Past(merge, unmerging.gone_as_it_was(merge)) for merge in rows]
