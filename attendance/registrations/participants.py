"""Queries of the participants of an activity or a sitting, for lists, registers and counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, Count, Exists, FilteredRelation, OuterRef, Prefetch, Q, QuerySet, Value, When

from accounts.models import User
from activities.models import Activity, Sitting
from attendance.models import Attendance, Method, Registration, RegistrationQuerySet, Scan
from people.name_search import name_matches
from vietnamese.text import clean

PEOPLE_AT_ONCE = 500  # rows of the matrix held in memory
PRESENT, EXCUSED, ABSENT = "present", "excused", "absent"


@dataclass(frozen=True, slots=True)
class Presence:
    """One person at one sitting. An attendance counts also where the absence had been excused: `excused` is then None."""

    attended: bool = False
    arrived_at: datetime | None = None
    method: str = ""  # of attendance.models.Method; empty without attendance
    excused: str | None = None  # the reason of an excused absence


NOT_THERE = Presence()


def matrix(activity: Activity, user: User) -> Iterator[tuple[Registration, dict[int, Presence]]]:
    """Yield the register of an activity: (registration, {sitting id: Presence}) in order of given names.

    Every sitting of the activity is a key of every row, in order of time. On the register are active registrations, and those
    withdrawn after an attendance: so the sum of `attended` is the number of attendances in the database that are not annulled.
    Registrations come with_people. Nobody is yielded whom `user` may not see. Reads 500 people at a time, in three statements
    each, and one for the sittings.
    """
    sittings = list(activity.sittings.values_list("pk", flat=True))
    registrations = Registration.objects.visible_to(user).filter(activity=activity).active_or_attended()
    registrations = registrations.with_people().in_name_order()
    attendances = Prefetch("attendances", Attendance.objects.active(), to_attr="active_attendances")
    for registration in registrations.prefetch_related(attendances, "excuses").iterator(chunk_size=PEOPLE_AT_ONCE):
        presences = dict.fromkeys(sittings, NOT_THERE)
        presences |= {excuse.sitting_id: Presence(excused=excuse.reason) for excuse in registration.excuses.all()}
        presences |= {
            attendance.sitting_id: Presence(True, attendance.arrived_at, attendance.method)
            for attendance in registration.active_attendances
        }
        yield registration, presences


def list_sitting(sitting: Sitting, user: User) -> RegistrationQuerySet:
    """Return the registrations expected or present at a sitting, with their state there.

    `state`: present, excused or absent. `here`: Attendance, perhaps annulled. `excuse`: Excuse. Django leaves the last two
    out where there is none: read them in a template, or by getattr with None.
    """
    registrations = Registration.objects.visible_to(user).filter(activity=sitting.activity_id)
    registrations = registrations.annotate(
        here=FilteredRelation("attendances", condition=Q(attendances__sitting=sitting)),
        excuse=FilteredRelation("excuses", condition=Q(excuses__sitting=sitting)),
    ).annotate(
        state=Case(
            When(here__pk__isnull=False, here__annulled_at__isnull=True, then=Value(PRESENT)),
            When(excuse__pk__isnull=False, then=Value(EXCUSED)),
            default=Value(ABSENT),
            output_field=CharField(),
        )
    )
    is_listed = Q(status=Registration.Status.REGISTERED) | Q(state=PRESENT)
    return registrations.filter(is_listed).select_related("person__unit", "here", "excuse")


def filter_by_name(registrations: RegistrationQuerySet, q: str) -> RegistrationQuerySet:
    """Narrow to those whom `q` names, or whose short code it is."""
    q = clean(q)
    return registrations.filter(name_matches(q, "person__folded") | Q(short_code=q.upper())) if q else registrations


@dataclass(frozen=True, slots=True)
class Counts:
    """`present`, `excused` and `absent` add up to `listed`."""

    listed: int
    present: int
    excused: int
    absent: int


def count_states(registrations: RegistrationQuerySet) -> Counts:
    """Count what `list_sitting` returns, in one statement."""
    states = {state: Count("pk", filter=Q(state=state)) for state in (PRESENT, EXCUSED, ABSENT)}
    return Counts(**registrations.order_by().aggregate(listed=Count("pk"), **states))


def list_refused_scans(sitting: Sitting, user: User) -> QuerySet[Scan]:
    """Return scans for this sitting, or for its activity without a sitting, about which nobody has decided yet; latest first."""
    is_of_sitting = Q(sitting=sitting) | Q(activity=sitting.activity_id, sitting=None)
    scans = Scan.objects.visible_to(user).filter(is_of_sitting).undecided()
    return scans.select_related("registration__person", "user", "device").order_by("-scanned_at", "pk")


def list_registrations(activity: Activity, user: User) -> RegistrationQuerySet:
    """Return everybody ever registered, in order of given names, with `sittings_attended` and `wrote_themselves` (at the door)."""
    attended_by_door = Exists(Attendance.objects.filter(registration=OuterRef("pk"), method=Method.DOOR))
    return (
        Registration.objects.visible_to(user)
        .filter(activity=activity)
        .with_people()
        .in_name_order()
        .annotate(
            sittings_attended=Count("attendances", filter=Q(attendances__annulled_at=None)),
            wrote_themselves=Case(When(Q(is_walk_in=True, registered_by=None) & attended_by_door, then=True), default=False),
        )
    )


def count_by_role(activity: Activity, user: User) -> tuple[dict[str, int], int]:
    """Return {role: active registrations} in the order of the roles, and how many have withdrawn."""
    registrations = Registration.objects.visible_to(user).filter(activity=activity).order_by()
    counts = {(role, status): count for role, status, count in registrations.values_list("role", "status").annotate(Count("pk"))}
    active_by_role = {role: counts[role, "registered"] for role in Registration.Role.values if (role, "registered") in counts}
    return active_by_role, sum(count for (_role, status), count in counts.items() if status == Registration.Status.WITHDRAWN)


def list_latest(activity: Activity, user: User, number: int, **filters: Any) -> RegistrationQuerySet:
    """Return the last `number` registrations that `user` made, the latest first."""
    registrations = Registration.objects.visible_to(user).filter(activity=activity, registered_by=user, **filters)
    return registrations.select_related("person__unit").order_by("-registered_at", "-pk")[:number]
