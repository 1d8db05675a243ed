"""What one judge has to mark, and the judge's own sheets; nothing of the others."""

from typing import Any

from contests.ballots.points import total_of
from contests.models import Ballot, JurySeat, Performance, Recusal
from contests.rules.stored import latest_rules, rules_of
from contests.scoring.numbers import write_exactly
from contests.scoring.rules_data import write_rules


def sheets_of(seat: JurySeat) -> dict[str, Any]:
    """Return the rounds with their criteria, and each performance in order with the judge's latest sheet of it."""
    rule_set = latest_rules(seat.contest)
    rules = write_rules(rules_of(rule_set)) if rule_set and rule_set.is_locked else None
    out = dict(
        Performance.objects.of_contest(seat.contest).filter(status__in=Performance.OUT).order_by("-order").values_list("team", "status")
    )  # whoever left in one round is marked in none
    excused = set(Recusal.objects.filter(seat=seat).values_list("team", flat=True))
    latest: dict[int, Ballot] = {}
    for ballot in Ballot.objects.filter(seat=seat).order_by("version"):
        latest[ballot.performance_id] = ballot
    rounds = [{name: round_[name] for name in ("key", "name", "criteria", "time_limit")} for round_ in (rules["rounds"] if rules else [])]
    keys = [round_["key"] for round_ in rounds]
    performances = Performance.objects.of_contest(seat.contest).filter(round__in=keys).select_related("team").order_by("order", "pk")
    return {
        "contest": seat.contest.title,
        "name": seat.name,
        "is_head": seat.is_head,
        "is_shadow": seat.is_shadow,
        "rules_version": rule_set.version if rule_set and rules else None,
        "rounds": rounds,
        "performances": [
            {
                "id": performance.pk,
                "round": performance.round,
                "team": performance.team.name,
                "represents": performance.team.represents,
                "status": out.get(performance.team_id, performance.status),
                "is_excused": performance.team_id in excused,
                "ballot": _own_sheet(latest.get(performance.pk)),
            }
            for performance in performances
        ],
    }


def _own_sheet(ballot: Ballot | None) -> dict[str, Any] | None:
    if ballot is None:
        return None
    return {
        "id": str(ballot.pk),
        "version": ballot.version,
        "status": ballot.status,
        "points": ballot.points,
        "total": write_exactly(total_of(ballot.points)),
        "return_reason": ballot.return_reason,
    }
