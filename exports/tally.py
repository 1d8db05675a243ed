"""participation-tally: the one query behind the figures on the screen, in JSON, in the workbook and in the report."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Sum
from django.db.models.functions import ExtractYear

from activities.models import Activity, Sitting
from attendance.models import Attendance, Headcount
from exports.groupings import ALL, ALTOGETHER, Grouping
from exports.scope import Scope
from people.models import NOT_MINORITY
from places.models import Cover

KindAndYear = tuple[str, int]


@dataclass
class Figures:
    """One row of the tally. None: this figure has no meaning in this grouping, or nobody promised one."""

    held: dict[KindAndYear, int] = field(default_factory=lambda: defaultdict(int))
    promised: dict[KindAndYear, int] = field(default_factory=lambda: defaultdict(int))
    sittings: int | None = 0
    registered: int = 0
    people: int = 0
    participations: int = 0
    sitting_attendances: int = 0
    female: int = 0
    ethnic_minority: int = 0
    pupils: int = 0
    headcount: int | None = 0
    planned_participants: int | None = None

    @property
    def training_sessions(self) -> int:
        return self._held(Activity.Kind.TRAINING_SESSION)

    @property
    def contests(self) -> int:
        return self._held(Activity.Kind.CONTEST)

    def _held(self, wanted: str) -> int:
        return sum(count for (kind, _year), count in self.held.items() if kind == wanted)

    @property
    def planned_activities(self) -> int | None:
        return sum(self.promised.values()) if self.promised else None

    @property
    def percent_of_plan(self) -> float | None:
        """Activities held of those planned, in percent points. Of the kinds and years that the plan names: the others are no part of it."""
        if not self.planned_activities:
            return None
        return round(100 * sum(self.held.get(promise, 0) for promise in self.promised) / self.planned_activities, 1)


@dataclass(frozen=True)
class Tally:
    """`groups`: key → figures, unordered. `totals` counts people once, however many groups they are in."""

    groups: dict[Any, Figures]
    totals: Figures


def tally(scope: Scope, by: Grouping) -> Tally:
    """At most twelve statements, whatever the number of groups or rows."""
    return Tally(_counted(scope, by), _counted(scope, ALTOGETHER).get(ALL, Figures()))


def _counted(scope: Scope, by: Grouping) -> dict[Any, Figures]:
    groups: dict[Any, Figures] = defaultdict(Figures)
    if by.per_person:
        _add_attended(groups, scope, by)
    else:
        _add_held(groups, scope, by)
        _add_promised(groups, scope, by)
    registered = scope.registrations.standing().order_by().annotate(group=by.key("" if by.per_person else "activity__"))
    for group, count in registered.values_list("group").annotate(Count("pk")):
        groups[group].registered = count
    _add_people(groups, scope, by)
    if by.per_person:  # neither a sitting nor a nameless head belongs to one sort of people
        for figures in groups.values():
            figures.sittings = figures.headcount = None
    return dict(groups)


def _add_held(groups: dict[Any, Figures], scope: Scope, by: Grouping) -> None:
    held = scope.activities.order_by().annotate(group=by.key(""), year=ExtractYear("starts_on"))
    for group, kind, year, count in held.values_list("group", "kind", "year").annotate(Count("pk")):
        groups[group].held[kind, year] = count
    sittings = Sitting.objects.filter(activity__in=scope.activities).order_by().annotate(group=by.key("activity__"))
    for group, count in sittings.values_list("group").annotate(Count("pk")):
        groups[group].sittings = count
    heads = Headcount.objects.filter(sitting__activity__in=scope.activities).order_by().annotate(group=by.key("sitting__activity__"))
    for group, total in heads.values_list("group").annotate(Sum("count")):
        groups[group].headcount = total or 0


def _add_attended(groups: dict[Any, Figures], scope: Scope, by: Grouping) -> None:
    """Grouped by what belongs to a person, an activity counts in each group of which somebody came."""
    came = scope.registrations.filter(Exists(Attendance.objects.standing().filter(registration=OuterRef("pk"))))
    came = came.order_by().annotate(group=by.key(""), year=ExtractYear("activity__starts_on"))
    for group, kind, year, count in came.values_list("group", "activity__kind", "year").annotate(Count("activity", distinct=True)):
        groups[group].held[kind, year] = count


# First per registration, then per person: each distinct count becomes a plain one, and a million rows are read once.
CAME = f"""
WITH one_registration (grp, person_id, gender, ethnic_code, category, registration_id, times) AS ({{registrations}}),
one_person AS (
  SELECT grp, person_id, COUNT(*) AS participations, SUM(times) AS times,
         MAX(CASE WHEN gender = 'F' THEN 1 ELSE 0 END) AS female,
         MAX(CASE WHEN ethnic_code NOT IN {NOT_MINORITY} THEN 1 ELSE 0 END) AS ethnic_minority,
         MAX(CASE WHEN category = 'pupil' THEN 1 ELSE 0 END) AS pupils
  FROM one_registration GROUP BY grp, person_id
)
SELECT grp, COUNT(*), SUM(participations), SUM(times), SUM(female), SUM(ethnic_minority), SUM(pupils) FROM one_person GROUP BY grp
"""  # noqa: S608 - three constants
CAME_COLUMNS = ("people", "participations", "sitting_attendances", "female", "ethnic_minority", "pupils")


def _add_people(groups: dict[Any, Figures], scope: Scope, by: Grouping) -> None:
    attended = (
        scope.attendances.order_by()
        .annotate(group=by.key("registration__" if by.per_person else "sitting__activity__"))
        .values_list(
            "group",
            "registration__person_id",
            "registration__person__gender",
            "registration__person__ethnic_group__code",
            "registration__category",
            "registration_id",
        )
        .annotate(times=Count("pk"))
    )
    inner, params = attended.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(CAME.format(registrations=inner), params)
        for group, *counts in cursor.fetchall():
            for name, count in zip(CAME_COLUMNS, counts, strict=True):
                setattr(groups[group], name, int(count))


def _add_promised(groups: dict[Any, Figures], scope: Scope, by: Grouping) -> None:
    """What the plan promised. Of two promises in one group, for a unit and for a place within it, the wider one holds the other."""
    if by.target_key is None:
        return
    promised = scope.targets.filter(unit__level__in=by.target_levels).annotate(group=by.target_key)
    wider = promised.filter(
        group=OuterRef("group"), year=OuterRef("year"), kind=OuterRef("kind"),
        unit__covers__unit=OuterRef("unit"), unit__covers__kind__in=(Cover.Kind.NOW, Cover.Kind.PAST),
    ).exclude(pk=OuterRef("pk"))  # fmt: skip
    rows = promised.filter(~Exists(wider)).order_by().values_list("group", "kind", "year", "planned_activities", "planned_participants")
    for group, kind, year, activities, participants in rows:
        figures = groups[group]
        figures.promised[kind, year] += activities
        if participants is not None:
            figures.planned_participants = (figures.planned_participants or 0) + participants
