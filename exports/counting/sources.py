"""Where the figures of a tally are read: from summaries, or directly of activities that changed since they were summarised.

`by_activity` is the truth in both cases: summaries are made of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from exports.counting.by_activity import (
    ATTENDED_COLUMNS,
    ATTENDED_SQL,
    HEADCOUNTED,
    REGISTERED,
    SITTINGS,
    PartOf,
    attended_sql,
    counted,
    numbers_by_activity,
)
from exports.counting.countable import Countable
from exports.counting.groupings import Grouping
from exports.counting.scope import Scope
from exports.models import ActivityFigures, AttendedRegistration
from exports.summaries.changes import changed_activities


@dataclass(frozen=True)
class Sources:
    """The parts of a scope: what is read from summaries, and what is counted directly; None where a part has no activity."""

    summarised: Countable | None
    direct: Countable | None

    def numbers_by_activity(self) -> Iterable[tuple[int, dict[str, int]]]:
        """Return what adds up, in at most five statements: for an activity perhaps several times, each time with other numbers.

        Summaries are not divided by role: who is registered in one is counted directly.
        """
        if self.summarised:
            names = [*SITTINGS, *HEADCOUNTED, *([] if self.summarised.role else REGISTERED)]
            figures = ActivityFigures.objects.filter(activity_id__in=self.summarised.activities.order_by().values("pk"))
            for activity, *numbers in figures.values_list("activity_id", *names):
                yield activity, {name: number for name, number in zip(names, numbers, strict=True) if number is not None}
        if self.summarised and self.summarised.role:
            yield from counted(self.summarised.registrations.active_or_attended().values_list("activity"), REGISTERED)
        if self.direct:
            yield from numbers_by_activity(self.direct)

    def participations_by_activity(self) -> Iterable[tuple[int, int]]:
        """Return how many registrations attended each activity, in at most two statements."""
        if self.summarised:
            summaries = AttendedRegistration.objects.filter(activity_id__in=self.summarised.activities.order_by().values("pk"))
            if self.summarised.role:
                summaries = summaries.filter(registration_id__in=self.summarised.registrations.order_by().values("pk"))
            yield from summaries.values_list("activity_id").annotate(Count("pk")).order_by()
        if self.direct:
            yield from self.direct.registrations.attended().values_list("activity").annotate(Count("pk")).order_by()


def sources_of(scope: Scope) -> Sources:
    """Divide a scope in at most three statements."""
    changed = changed_activities()
    if changed is None:
        return Sources(None, scope)
    in_scope = set(scope.activities.order_by().filter(pk__in=changed).values_list("pk", flat=True)) if changed else set()
    if not in_scope:
        return Sources(scope, None)
    activities = scope.activities
    return Sources(PartOf(activities.exclude(pk__in=in_scope), scope.role), PartOf(activities.filter(pk__in=in_scope), scope.role))


ATTENDED = "attended (registration_id, source_key, times) AS"
SUMMARISED_COLUMNS = ", ".join(f"summary.{column}" for column in ATTENDED_COLUMNS)


def people_rows(scope: Scope, by: Grouping, sources: Sources) -> tuple[dict[str, str], list[Any]]:
    """Return the statement of the rows (group, person, times, flags), one for each registration that attended.

    {"ctes": its common table expressions, "registrations": the statement that reads them}, and their parameters.
    """
    ctes: list[tuple[str, str, Iterable[Any]]] = []
    rows = []
    if sources.summarised:
        keyed, rows_are = _keyed_rows(sources.summarised, by)
        ctes.append(("summarised (id, grp) AS MATERIALIZED", *keyed.query.sql_with_params()))
        join = f"summarised JOIN exports_attendedregistration AS summary ON summary.{rows_are} = summarised.id"
        rows.append(f"SELECT summarised.grp, {SUMMARISED_COLUMNS} FROM {join}")  # noqa: S608 - constants
    if sources.direct and by.per_person:
        ctes.append((ATTENDED, *attended_sql(sources.direct, by.key("registration__"))))
        rows.append(ATTENDED_SQL.format(keys="attended.source_key", join=""))
    elif sources.direct:
        keyed = sources.direct.activities.order_by().annotate(group=by.key("")).values_list("pk", "group")
        ctes.append(("direct (id, grp) AS MATERIALIZED", *keyed.query.sql_with_params()))
        ctes.append((ATTENDED, *attended_sql(sources.direct)))
        rows.append(ATTENDED_SQL.format(keys="direct.grp", join="JOIN direct ON direct.id = attended.source_key"))
    sql = {"ctes": ", ".join(f"{head} ({body})" for head, body, _params in ctes), "registrations": " UNION ALL ".join(rows)}
    return sql, [param for _head, _body, params in ctes for param in params]


def _keyed_rows(summarised: Countable, by: Grouping) -> tuple[Any, str]:
    """Return the rows (id, group) whose summaries are read, and which column has their ids.

    Activities, so that each group, dear on SQLite, is computed once for each; registrations where each has a group of its own.
    """
    if by.per_person or summarised.role:
        key = by.key("" if by.per_person else "activity__")
        return summarised.registrations.order_by().annotate(group=key).values_list("pk", "group"), "registration_id"
    return summarised.activities.order_by().annotate(group=by.key("")).values_list("pk", "group"), "activity_id"
