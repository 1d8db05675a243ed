"""participation-tally: the one query behind the figures on the screen, in JSON, in the workbook and in the report."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q, Sum, Value

from activities.models import Activity, Sitting, Target
from attendance.models import Headcount
from exports.groupings import Grouping
from exports.scope import Scope

NOT_MINORITY = ("01", "55", "99")  # Kinh; foreigners; unknown: NĐ 05/2011 Điều 4
ALL = "all"  # the key of the totals' one group


@dataclass
class Figures:
    """One row of the tally. None: this figure has no meaning in this grouping."""

    training_sessions: int = 0
    contests: int = 0
    sittings: int | None = 0
    registered: int = 0
    people: int = 0
    participations: int = 0
    sitting_attendances: int = 0
    female: int = 0
    ethnic_minority: int = 0
    pupils: int = 0
    headcount: int | None = 0
    planned_activities: int | None = None
    planned_participants: int | None = None

    @property
    def percent_of_plan(self) -> float | None:
        """Activities held of those planned, in percent points."""
        if not self.planned_activities:
            return None
        return round(100 * (self.training_sessions + self.contests) / self.planned_activities, 1)


@dataclass
class Tally:
    """`groups`: key → figures, unordered. `totals` counts people once, however many groups they are in."""

    groups: dict[Any, Figures] = field(default_factory=dict)
    totals: Figures = field(default_factory=Figures)


def tally(scope: Scope, by: Grouping) -> Tally:
    """Six statements for the groups and six for the totals, whatever the number of groups or rows."""
    found = Tally()
    total = Grouping("", lambda _prefix: Value(ALL), lambda keys: {}, target_key=Value(ALL))
    for key, figures in _counted(scope, by).items():
        found.groups[key] = figures
    found.totals = _counted(scope, total).get(ALL, Figures())
    if by.per_person:
        found.totals.sittings = found.totals.headcount = None
    return found


def _counted(scope: Scope, by: Grouping) -> dict[Any, Figures]:
    groups: dict[Any, Figures] = {}
    _add(groups, _held_per_person(scope, by) if by.per_person else _held(scope, by))
    _add(groups, _came(scope, by))
    if not by.per_person:
        _add(groups, _planned(scope, by))
    else:
        for figures in groups.values():
            figures.sittings = figures.headcount = None
    return groups


def _add(groups: dict[Any, Figures], rows: Iterable[dict[str, Any]]) -> None:
    names = {one.name for one in fields(Figures)}
    for row in rows:
        figures = groups.setdefault(row["group"], Figures())
        for name in names & row.keys():
            setattr(figures, name, row[name] or 0)


def _held(scope: Scope, by: Grouping) -> Iterable[dict[str, Any]]:
    training, contest = Q(kind=Activity.Kind.TRAINING_SESSION), Q(kind=Activity.Kind.CONTEST)
    yield from (
        scope.activities.order_by()
        .annotate(group=by.key(""))
        .values("group")
        .annotate(training_sessions=Count("pk", filter=training), contests=Count("pk", filter=contest))
    )
    sittings = Sitting.objects.filter(activity__in=scope.activities).order_by()
    yield from sittings.annotate(group=by.key("activity__")).values("group").annotate(sittings=Count("pk"))
    standing = scope.registrations.standing().order_by()
    yield from standing.annotate(group=by.key("activity__")).values("group").annotate(registered=Count("pk"))
    heads = Headcount.objects.filter(sitting__activity__in=scope.activities).order_by()
    yield from heads.annotate(group=by.key("sitting__activity__")).values("group").annotate(headcount=Sum("count"))


def _held_per_person(scope: Scope, by: Grouping) -> Iterable[dict[str, Any]]:
    """Grouped by what belongs to a person, an activity counts in each group that somebody was registered in."""
    training, contest = Q(activity__kind=Activity.Kind.TRAINING_SESSION), Q(activity__kind=Activity.Kind.CONTEST)
    return (
        scope.registrations.standing()
        .order_by()
        .annotate(group=by.key(""))
        .values("group")
        .annotate(
            training_sessions=Count("activity", filter=training, distinct=True),
            contests=Count("activity", filter=contest, distinct=True),
            registered=Count("pk"),
        )
    )


# First per registration, then per person: each distinct count becomes a plain one, and a million rows are read once.
CAME = """
WITH one_registration (grp, person_id, gender, ethnic_code, category, registration_id, times) AS ({registrations}),
one_person AS (
  SELECT grp, person_id, COUNT(*) AS participations, SUM(times) AS times,
         MAX(CASE WHEN gender = 'F' THEN 1 ELSE 0 END) AS female,
         MAX(CASE WHEN ethnic_code NOT IN {not_minority} THEN 1 ELSE 0 END) AS ethnic_minority,
         MAX(CASE WHEN category = 'pupil' THEN 1 ELSE 0 END) AS pupils
  FROM one_registration GROUP BY grp, person_id
)
SELECT grp, COUNT(*), SUM(participations), SUM(times), SUM(female), SUM(ethnic_minority), SUM(pupils) FROM one_person GROUP BY grp
"""
CAME_COLUMNS = ("people", "participations", "sitting_attendances", "female", "ethnic_minority", "pupils")


def _came(scope: Scope, by: Grouping) -> list[dict[str, Any]]:
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
        cursor.execute(CAME.format(registrations=inner, not_minority=NOT_MINORITY), params)
        return [{"group": group} | dict(zip(CAME_COLUMNS, map(int, counts), strict=True)) for group, *counts in cursor.fetchall()]


def _planned(scope: Scope, by: Grouping) -> Iterable[dict[str, Any]]:
    """What the plan promised, where the period is whole years and the grouping can say whose promise it was."""
    key = by.target_key
    if scope.whole_years is None or key is None:
        return []
    promised = Target.objects.visible_to(scope.user, "report").filter(year__in=scope.whole_years, unit__level__in=by.target_levels)
    if scope.unit:
        promised = promised.in_unit(scope.unit)
    if scope.kind:
        promised = promised.filter(kind=scope.kind)
    return (
        promised.order_by()
        .annotate(group=key)
        .values("group")
        .annotate(activities_=Sum("planned_activities"), participants_=Sum("planned_participants"))
        .values("group", planned_activities=F("activities_"), planned_participants=F("participants_"))
    )
