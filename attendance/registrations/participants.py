"""Who should be there and who was: the rows behind the live list, the register and the list of people."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, Count, Exists, FilteredRelation, OuterRef, Prefetch, Q, QuerySet, Value, When

from accounts.models import User
from activities.models import Activity, Sitting
from attendance.models import Attendance, Method, OutcomeWord, Registration, RegistrationQuerySet, Resolution, Scan
from vietnamese.text import clean, fold

PEOPLE_AT_ONCE = 500  # rows of the matrix held in memory
REFUSED = (OutcomeWord.UNKNOWN, OutcomeWord.CLOSED, OutcomeWord.ELSEWHERE, OutcomeWord.WITHDRAWN)
PRESENT, EXCUSED, ABSENT = "present", "excused", "absent"


@dataclass(frozen=True, slots=True)
class Presence:
    """One person at one sitting. Who came counts as there, also when the absence had been excused before: `excused` is then None."""

    attended: bool = False
    arrived_at: datetime | None = None
    method: str = ""  # of attendance.models.Method; empty without attendance
    excused: str | None = None  # the reason of an excused absence


NOT_THERE = Presence()


def matrix(activity: Activity, user: User) -> Iterator[tuple[Registration, dict[int, Presence]]]:
    """The register of an activity: yields (registration, {sitting id: Presence}) in order of given names.

    Every sitting of the activity is a key of every row, in order of time. On the roll is who stands registered, and who withdrew
    after having attended: so the sum of `attended` is the number of standing attendances in the database. Annulled ones do
    not count. Registrations come with_people. Nobody is yielded whom `user` may not see. Reads 500 people at a time, in
    three statements each, and one for the sittings.
    """
    sittings = list(activity.sittings.values_list("pk", flat=True))
    rows = on_the_roll(activity, user).with_people().in_name_order()
    rows = rows.prefetch_related(Prefetch("attendances", Attendance.objects.active(), to_attr="active_attendances"), "excuses")
    for row in rows.iterator(chunk_size=PEOPLE_AT_ONCE):
        yield row, dict.fromkeys(sittings, NOT_THERE) | _presences(row)


def _presences(row: Any) -> dict[int, Presence]:
    excused = {excuse.sitting_id: Presence(excused=excuse.reason) for excuse in row.excuses.all()}
    return excused | {one.sitting_id: Presence(True, one.arrived_at, one.method) for one in row.active_attendances}


def on_the_roll(activity: Activity, user: User) -> RegistrationQuerySet:
    """Who stands registered, and who withdrew after having attended: what happened stays on paper."""
    return Registration.objects.visible_to(user).filter(activity=activity).active_or_attended()


def of_sitting(sitting: Sitting, user: User) -> RegistrationQuerySet:
    """Who should be at one sitting or was, with `state` (present, excused or absent), `here` (Attendance, perhaps annulled) and
    `excuse` (Excuse). Django leaves the last two out where there is none: read them in a template, or by getattr with None."""
    rows = Registration.objects.visible_to(user).filter(activity=sitting.activity_id)
    rows = rows.annotate(
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
    return rows.filter(Q(status=Registration.Status.REGISTERED) | Q(state=PRESENT)).select_related("person__unit", "here", "excuse")


def named_like(rows: RegistrationQuerySet, q: str) -> RegistrationQuerySet:
    """Whose name holds `q`, accents aside, or whose short code it is."""
    q = clean(q)
    return rows.filter(Q(person__folded__contains=fold(q)) | Q(short_code=q.upper())) if q else rows


@dataclass(frozen=True, slots=True)
class Counts:
    """`present`, `excused` and `absent` add up to `listed`."""

    listed: int
    present: int
    excused: int
    absent: int


def count(rows: RegistrationQuerySet) -> Counts:
    """Counts of what `of_sitting` answers, in one statement."""
    states = {state: Count("pk", filter=Q(state=state)) for state in (PRESENT, EXCUSED, ABSENT)}
    return Counts(**rows.order_by().aggregate(listed=Count("pk"), **states))


def refused(sitting: Sitting, user: User) -> QuerySet[Scan]:
    """Scans for this sitting, or for its activity without a sitting, about which nobody has decided yet; latest first."""
    meant = Q(sitting=sitting) | Q(activity=sitting.activity_id, sitting=None)
    decided = Resolution.objects.active().filter(scan=OuterRef("pk"))
    found = Scan.objects.visible_to(user).filter(meant, ~Exists(decided), outcome__in=REFUSED)
    return found.select_related("registration__person", "user", "device").order_by("-scanned_at", "pk")


def of_activity(activity: Activity, user: User) -> RegistrationQuerySet:
    """Everybody ever registered, in order of given names, with `sittings_attended` and `wrote_themselves` (at the door)."""
    rows = Registration.objects.visible_to(user).filter(activity=activity).with_people().in_name_order()
    through_a_door = Exists(Attendance.objects.filter(registration=OuterRef("pk"), method=Method.DOOR))
    return rows.annotate(
        sittings_attended=Count("attendances", filter=Q(attendances__annulled_at=None)),
        wrote_themselves=Case(When(Q(is_walk_in=True, registered_by=None) & through_a_door, then=True), default=False),
    )


def counts_by_role(activity: Activity, user: User) -> tuple[dict[str, int], int]:
    """Answers {role: how many stand registered} in the order of the roles, and how many have withdrawn."""
    rows = Registration.objects.visible_to(user).filter(activity=activity).order_by()
    found = {(role, status): number for role, status, number in rows.values_list("role", "status").annotate(Count("pk"))}
    standing = {role: found[role, "registered"] for role in Registration.Role.values if (role, "registered") in found}
    return standing, sum(number for (_role, status), number in found.items() if status == Registration.Status.WITHDRAWN)


def latest(activity: Activity, user: User, number: int, **among: Any) -> RegistrationQuerySet:
    """Whom `user` registered last, the last one first: where somebody who types a list has got to. `among`: a filter."""
    rows = Registration.objects.visible_to(user).filter(activity=activity, registered_by=user, **among).select_related("person__unit")
    return rows.order_by("-registered_at", "-pk")[:number]
