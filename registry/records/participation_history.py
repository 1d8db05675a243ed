"""The participation history of one person, as far as the reader may look: the rows of a person's page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from activities.models import Sitting
from attendance.models import Excuse, Registration
from contests.models import Result
from people.models import Person
from registry.merging import unmerging
from registry.models import Merge


def participations(person: Person, user: User) -> QuerySet[Registration]:
    """Return registrations where `user` may look, the latest activity first, in three statements whatever their number.

    Annotated with `sittings_attended`, `sittings_held`, `sittings_excused` and `last_attended`; of contestants with the team and its
    prizes.
    """
    rows = Registration.objects.visible_to(user).filter(person=person)
    active = Q(attendances__annulled_at=None)
    sittings = Sitting.objects.filter(activity=OuterRef("activity"))
    excuses = Excuse.objects.filter(registration=OuterRef("pk"))
    return (
        rows.select_related("activity__unit__parent__parent", "team_member__team")
        .prefetch_related(Prefetch("team_member__team__results", Result.objects.all()))
        .annotate(
            sittings_attended=Count("attendances", filter=active),
            last_attended=Max("attendances__sitting__starts_at", filter=active),
            sittings_held=_count_by(sittings, "activity"),
            sittings_excused=_count_by(excuses, "registration"),
        )
        .order_by("-activity__starts_on", "-pk")
    )


def _count_by(rows: QuerySet[Any], column: str) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values(column).annotate(n=Count("pk")).values("n")), 0)


@dataclass(frozen=True, slots=True)
class Summary:
    """`activities` attended (lượt), `sittings` attended (lượt điểm danh); `elsewhere`: registrations that the reader may not look at."""

    activities: int
    sittings: int
    last: datetime | None
    elsewhere: int


def summarise(person: Person, registrations: list[Any]) -> Summary:
    attended = [registration for registration in registrations if registration.sittings_attended]
    return Summary(
        activities=len(attended),
        sittings=sum(registration.sittings_attended for registration in attended),
        last=max((registration.last_attended for registration in attended), default=None),
        elsewhere=person.registrations.count() - len(registrations),
    )


@dataclass(frozen=True, slots=True)
class PastMerge:
    """A merge into this record, and the record that was merged away as it was; None once that was erased."""

    merge: Merge
    gone: Person | None


def merges_into(person: Person) -> list[PastMerge]:
    merges = Merge.objects.filter(kept=person).select_related("merged_by", "undone_by")
    return [PastMerge(merge, unmerging.source_record(merge)) for merge in merges]


def other_spellings(person: Person, merges: list[PastMerge]) -> list[str]:
    """Return how else the person was written: name, year and place of the records that were merged into this one."""
    records = [past.gone for past in merges if past.gone and not past.merge.undone_at]
    spellings = [
        ", ".join(filter(None, (record.full_name, str(record.birth_year or ""), record.unit.label))) for record in (person, *records)
    ]
    return [spelling for spelling in dict.fromkeys(spellings[1:]) if spelling != spellings[0]]
