"""Figures and lists of the first page, for the units where its reader works."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from activities.models import Activity, Sitting
from attendance.inbox.undecided import count_undecided
from exports.counting.groupings import GROUPINGS
from exports.counting.held import tally_held_of
from exports.counting.scope import Scope
from exports.counting.sources import CountedActivities
from exports.counting.tally import Figures, tally_of
from exports.counting.uncounted import unconfirmed_url

MONTHS = range(1, 13)


@dataclass(frozen=True)
class Year:
    """One year's figures, of the same tally as the reports. by_month, by_unit: [(label, participations)]."""

    year: int
    training: Figures
    contests: Figures
    totals: Figures
    by_month: list[tuple[str, int]]
    by_unit: list[tuple[str, int]]
    unconfirmed: int  # activities that have begun and are in none of these figures
    unconfirmed_url: str


def count_year(user: User, year: int) -> Year:
    scope = Scope(user, date(year, 1, 1), date(year, 12, 31))
    by_kind, by_month, by_commune = (GROUPINGS[name] for name in ("kind", "month", "commune"))
    counted = CountedActivities(scope, by_kind, by_month, by_commune)
    kinds = tally_of(counted, by_kind)
    months, by_unit = (tally_held_of(counted, by).groups for by in (by_month, by_commune))
    labels = by_commune.labels(by_unit)
    return Year(
        year=year,
        training=kinds.groups.get(Activity.Kind.TRAINING_SESSION, Figures()),
        contests=kinds.groups.get(Activity.Kind.CONTEST, Figures()),
        totals=kinds.totals,
        by_month=[(_("T%(month)d") % {"month": month}, months.get(f"{year}-{month:02d}", Figures()).participations) for month in MONTHS],
        by_unit=sorted(((labels[key], figures.participations) for key, figures in by_unit.items()), key=lambda row: -row[1])[:10],
        unconfirmed=scope.activities_in_any_state.unconfirmed(timezone.localdate()).count(),
        unconfirmed_url=unconfirmed_url(scope),
    )


def sittings_on(user: User, day: date) -> list[Sitting]:
    """Return the day's sittings of activities that are open or drafts, in order of time.

    The first of each activity has `waiting`: how many of the activity's scans wait for `user` to decide.
    """
    queryset = Sitting.objects.visible_to(user).filter(
        starts_at__date=day, activity__status__in=[Activity.Status.OPEN, Activity.Status.DRAFT]
    )
    sittings = list(queryset.select_related("activity__unit__parent__parent").order_by("starts_at", "pk"))
    waiting = count_undecided({sitting.activity_id for sitting in sittings}, user) if sittings else {}
    for sitting in sittings:
        sitting.waiting = waiting.pop(sitting.activity_id, 0)
    return sittings
