"""Why a total is what it is, in sentences that somebody in the hall can check with a pencil."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from contests.results.export import read_export
from contests.scoring.numbers import with_comma, write_number
from contests.scoring.panel import Panel
from contests.scoring.rules import Round, Rules
from contests.scoring.scores import RoundScore, TeamScore


def explain_team(rules: Rules, score: TeamScore) -> list[str]:
    """Return a sentence for each round and one for the total."""
    lines = [explain_round(round_, score.rounds[round_.key]) for round_ in rules.rounds if round_.key in score.rounds]
    if score.total is not None and score.published is not None:
        parts = []
        for round_ in rules.rounds:
            points = write_number(score.rounds[round_.key].score)
            parts.append(points if round_.weight == 1 else f"{write_number(round_.weight)} × {points}")
        lines.append(_("Tổng: %(sum)s = %(total)s.") % {"sum": " + ".join(parts), "total": with_comma(score.published)})
    return lines


def explain_export(data: Mapping[str, Any]) -> dict[int, list[str]]:
    """Return {team: sentences} of approved results, computed again from their data."""
    rules, scores, _decisions = read_export(data)
    return {team: explain_team(rules, score) for team, score in scores.items()}


def explain_round(round_: Round, score: RoundScore) -> str:
    """Return a sentence: marks, how they became one figure, the penalty and why."""
    if score.panel is None:
        return _("%(round)s: không dự phần thi, 0 điểm.") % {"round": round_.name}
    text = f"{round_.name}: {_explain_panel(score.panel)}"
    if score.penalty:
        text += _("; trừ %(points)s điểm") % {"points": write_number(score.penalty)}
        if score.over:
            text += _(" (quá %(seconds)d giây)") % {"seconds": score.over}
        text += _(", còn %(score)s") % {"score": write_number(score.score)}
    return text if text.endswith("…") else f"{text}."


def _explain_panel(panel: Panel) -> str:
    marks = "; ".join(write_number(total) for total in sorted(panel.counted.values()))
    dropped = "; ".join(write_number(total) for total in sorted(panel.dropped.values()))
    figure = write_number(panel.score)
    if panel.kind == "sum":
        return _("tổng điểm %(marks)s là %(figure)s") % {"marks": marks, "figure": figure}
    if panel.kind == "consensus":
        return _("điểm thống nhất của Ban giám khảo là %(figure)s") % {"figure": figure}
    if panel.kind == "median":
        every_mark = "; ".join(write_number(total) for total in sorted([*panel.counted.values(), *panel.dropped.values()]))
        return _("điểm giữa của %(marks)s là %(figure)s") % {"marks": every_mark, "figure": figure}
    if panel.dropped:
        text = _("bỏ %(dropped)s; trung bình của %(marks)s là %(figure)s")
        return text % {"dropped": dropped, "marks": marks, "figure": figure}
    text = _("trung bình của %(marks)s là %(figure)s") % {"marks": marks, "figure": figure}
    return text + (_(" (quá ít giám khảo để bỏ điểm cao nhất, thấp nhất)") if panel.is_too_few_to_trim else "")
