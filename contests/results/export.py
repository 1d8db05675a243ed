"""Approved results as data that anybody can recompute: rules, sheets, times and decisions, and what came out, under one digest."""

import hashlib
import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from contests.results.standing import Standing
from contests.scoring.numbers import write_exactly
from contests.scoring.ranking import Decision, Ranking, best_of_rounds, rank
from contests.scoring.rules import Rules
from contests.scoring.rules_data import read_rules
from contests.scoring.scores import Entrant, Performance, TeamScore, score_team

FORMAT = "contest-results/1"


def export_results(standing: Standing) -> dict[str, Any]:
    """Return the data of a snapshot. Judges stand in it by the number of their seat, teams by their names; no person by name."""
    if standing.ranking is None:
        raise ValueError("results without a ranking cannot be approved")
    data: dict[str, Any] = {
        "format": FORMAT,
        "contest": {"id": standing.contest.pk, "title": standing.contest.title, "date": standing.contest.starts_on.isoformat()},
        "rules": {"version": standing.rule_set.version, "number": standing.rule_set.number} | standing.rule_set.data,
        "head": standing.head,
        "teams": [{"id": entrant.team, "name": standing.teams[entrant.team].name} for entrant in standing.entrants],
        "out": [{"id": team, "name": standing.teams[team].name, "status": status} for team, status in sorted(standing.out.items())],
        "performances": [_write_performance(entrant.team, row) for entrant in standing.entrants for row in entrant.performances.values()],
        "ballots": [
            {
                "id": str(sheet.pk),
                "team": standing.performances[pk].team_id,
                "round": standing.performances[pk].round,
                "seat": judge,
                "points": sheet.points,
            }
            for (pk, judge), sheet in sorted(standing.ballots.items())
        ],
        "decisions": [{"teams": list(decision.teams), "shared": decision.is_shared} for decision in standing.ranking.decisions],
    }
    return data | {"results": write_results(standing.rules, standing.scores, standing.ranking)}


def _write_performance(team: int, row: Performance) -> dict[str, Any]:
    return {
        "team": team,
        "round": row.round,
        "elapsed": row.elapsed,
        "no_show": row.is_no_show,
        "penalty": None if row.penalty is None else write_exactly(row.penalty),
        "totals": {str(seat): write_exactly(total) for seat, total in sorted(row.totals.items())},
        "expected": sorted(row.expected),
    }


def write_results(rules: Rules, scores: Mapping[int, TeamScore], ranking: Ranking) -> dict[str, Any]:
    """Return places, totals and prizes as data."""
    return {
        "places": [
            {
                "place": place.number,
                "team": team,
                "total": scores[team].published,
                "exact": write_exactly(scores[team].total or Fraction(0)),
                "prize": ranking.prizes.get(team),
                "rounds": {key: write_exactly(score.score) for key, score in scores[team].rounds.items()},
            }
            for place in ranking.places
            for team in place.teams
        ],
        "special": [{"title": title, "teams": list(teams)} for title, teams in best_of_rounds(rules, list(scores.values())).items()],
    }


def digest_of(data: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the data in hex: of its JSON with sorted keys, without spaces, in UTF-8."""
    encoded = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return hashlib.sha256(encoded).hexdigest()


def recount(data: Mapping[str, Any]) -> dict[str, Any]:
    """Compute the results again from exported data alone; return them as the data has them. Raise ValueError for other data."""
    rules, scores, decisions = read_export(data)
    return write_results(rules, scores, rank(rules, list(scores.values()), decisions))


def read_export(data: Mapping[str, Any]) -> tuple[Rules, dict[int, TeamScore], list[Decision]]:
    """Return rules, scores by team and decisions of exported results. Raise ValueError for other data."""
    if data.get("format") != FORMAT:
        raise ValueError("not an export of contest results")
    rules, problems = read_rules({key: value for key, value in data["rules"].items() if key not in ("version", "number")})
    if problems:
        raise ValueError(f"the rules are wrong: {problems[0].path} {problems[0].code}")
    totals: dict[tuple[int, str], dict[int, Fraction]] = {}
    for sheet in data["ballots"]:
        totals.setdefault((sheet["team"], sheet["round"]), {})[sheet["seat"]] = sum(map(Fraction, sheet["points"].values()), Fraction(0))
    performances: dict[int, dict[str, Performance]] = {team["id"]: {} for team in data["teams"]}
    for row in data["performances"]:
        sheets, expected = totals.get((row["team"], row["round"]), {}), frozenset(row["expected"])
        performances[row["team"]][row["round"]] = Performance(
            round=row["round"],
            totals={seat: total for seat, total in sheets.items() if seat in expected},
            expected=expected,
            elapsed=row["elapsed"],
            is_no_show=row["no_show"],
            penalty=None if row["penalty"] is None else Fraction(row["penalty"]),
        )
    scores = {team: score_team(rules, Entrant(team, rounds), head=data["head"]) for team, rounds in performances.items()}
    decisions = [Decision(tuple(decision["teams"]), decision["shared"]) for decision in data["decisions"]]
    return rules, scores, decisions
