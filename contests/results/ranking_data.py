"""The ranking as screen and API show it."""

from typing import Any

from contests.results.explanation import explain_team
from contests.results.standing import Standing
from contests.scoring.numbers import round_half_up, write_exactly
from contests.scoring.scores import RoundScore, TeamScore


def ranking_data(standing: Standing) -> dict[str, Any]:
    """Return places, totals and why; what is missing, alerts and ties. A total is None while a sheet of the team is missing."""
    ranking = standing.ranking
    places = {team: place.number for place in ranking.places for team in place.teams} if ranking else {}
    rows = [
        _team_row(standing, score, places.get(team), ranking.prizes.get(team) if ranking else None)
        for team, score in standing.scores.items()
    ]
    out: list[dict[str, Any]] = [
        {"team": team, "rank": None, "total": None, "exact": None, "prize": None, "rounds": [], "explanation": [], "status": status}
        for team, status in standing.out.items()
    ]
    return {
        "rules_version": standing.rule_set.version,
        "missing": [{"performance": row.performance, "seat": row.seat, "waiting": row.is_waiting} for row in standing.missing],
        "alerts": [
            {
                "performance": alert.performance,
                "spread": write_exactly(alert.spread),
                "limit": write_exactly(alert.limit),
                "note": alert.note,
            }
            for alert in standing.alerts
        ],
        "ties": [
            {"place": tie.place, "teams": list(tie.teams), "crosses_prize": tie.crosses_prize} for tie in (ranking.ties if ranking else ())
        ],
        "results": sorted(rows, key=lambda row: (row["rank"] or len(rows) + 1, standing.teams[row["team"]].name)) + out,
    }


def _team_row(standing: Standing, score: TeamScore, place: int | None, prize: str | None) -> dict[str, Any]:
    decimals = standing.rules.decimals
    return {
        "team": score.team,
        "rank": place,
        "total": score.published,
        "exact": None if score.total is None else write_exactly(score.total),
        "prize": prize,
        "rounds": [_round_row(score.rounds[round_.key], decimals) for round_ in standing.rules.rounds if round_.key in score.rounds],
        "explanation": explain_team(standing.rules, score),
        "status": "ranked",
    }


def _round_row(score: RoundScore, decimals: int) -> dict[str, Any]:
    panel = score.panel
    return {
        "round": score.round,
        "score": round_half_up(score.score, decimals),
        "exact": write_exactly(score.score),
        "panel": None if panel is None else round_half_up(panel.score, decimals),
        "penalty": write_exactly(score.penalty),
        "counted": [] if panel is None else [write_exactly(total) for total in panel.counted.values()],
        "dropped": [] if panel is None else [write_exactly(total) for total in panel.dropped.values()],
    }
