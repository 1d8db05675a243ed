"""In which rounds a team does not perform, and why."""

from dataclasses import dataclass

from contests.models import Performance, Team
from contests.rules.stored import round_names
from contests.stage.actions import NEEDS_REASON


@dataclass(frozen=True, slots=True)
class Absence:
    round: str
    status: str
    reason: str


def absences_of(team: Team) -> list[Absence]:
    rows = list(Performance.objects.filter(team=team, status__in=NEEDS_REASON).order_by("order", "pk"))
    if not rows:
        return []
    names = round_names(team.contest)
    return [Absence(names.get(row.round, row.round), row.get_status_display(), row.reason) for row in rows]
