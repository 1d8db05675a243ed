"""The workbook of scores of approved results: each judge's total and the panel's figure, and beside it every mark."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from django.utils import timezone

from accounts.models import User
from contests.models import Ballot, Snapshot
from contests.results.export import read_export
from contests.scoring.rules import Rules
from contests.scoring.scores import TeamScore
from exports.contest_results.contents import mark_of
from exports.signers.letterhead import letterhead_on
from exports.table import Column, Table

ABSENT = "Không dự thi"


@dataclass(frozen=True)
class ScoreSheets:
    """What the workbook is written from. `sheets` by team, round and seat; `judges`: of each seat its names, in the order of the seats."""

    rules: Rules
    scores: Mapping[int, TeamScore]
    teams: Mapping[int, str]  # ranked, the best first
    sheets: Mapping[tuple[int, str, int], Mapping[str, str]]
    judges: Mapping[int, str]

    @property
    def performances(self) -> Iterable[tuple[Any, int]]:
        return ((round_, team) for round_ in self.rules.rounds for team in self.teams)


def scores_table(snapshot: Snapshot, user: User) -> Table:
    """Return the scores of each team in each round: a column for each judge, the panel's figure, the penalty, and what counts."""
    contest, score_sheets = snapshot.contest, _read(snapshot)
    table = Table(
        name="contest-scores",
        title="Bảng điểm",
        subtitle=f"{contest.title}\n(kết quả chốt {mark_of(snapshot)})",
        columns=[
            Column("round", "Phần thi", "text", 24),
            Column("team", "Đội", "text", 26),
            *(Column(f"seat{seat}", name, "decimal", 13, group="Điểm của giám khảo") for seat, name in score_sheets.judges.items()),
            Column("panel", "Điểm tổng hợp", "decimal", 11, "từ điểm của các giám khảo, theo cách tính của thể lệ"),
            Column("penalty", "Điểm trừ", "decimal", 9, is_zero_empty=True, omit_if_empty=True),
            Column("score", "Điểm phần thi", "decimal", 11, "điểm tổng hợp đã trừ điểm phạt"),
        ],
        rows=_total_rows(score_sheets),
        made_by=user.full_name,
        made_at=timezone.now(),
        unit_id=contest.unit_id,
        sheet_title="Điểm tổng hợp",
        file_words=["bang-diem-hoi-thi", *contest.file_words],
        **letterhead_on(timezone.localdate(snapshot.approved_at), user),
    )
    marks = replace(
        table,
        title="Điểm theo từng tiêu chí",
        columns=[
            Column("round", "Phần thi", "text", 24),
            Column("team", "Đội", "text", 26),
            Column("judge", "Giám khảo", "text", 26),
            Column("criterion", "Tiêu chí", "text", 34),
            Column("maximum", "Điểm tối đa", "decimal", 10),
            Column("mark", "Điểm", "decimal", 9),
        ],
        rows=_mark_rows(score_sheets),
        sheet_title="Từng tiêu chí",
        letterhead=None,
        signatories=(),
    )
    return replace(table, data_sheets=[marks])


def _read(snapshot: Snapshot) -> ScoreSheets:
    data = snapshot.data
    rules, scores, _decisions = read_export(data)
    names = {team["id"]: team["name"] for team in data["teams"]}
    ballots = Ballot.objects.filter(pk__in=[sheet["id"] for sheet in data["ballots"]]).select_related("seat")
    name_by_ballot = {str(ballot.pk): ballot.seat.name for ballot in ballots}
    judges: dict[int, list[str]] = {}
    for sheet in sorted(data["ballots"], key=lambda sheet: sheet["seat"]):
        names_of_seat, name = judges.setdefault(sheet["seat"], []), name_by_ballot[sheet["id"]]
        if name not in names_of_seat:
            names_of_seat.append(name)
    return ScoreSheets(
        rules,
        scores,
        {row["team"]: names[row["team"]] for row in data["results"]["places"]},
        {(sheet["team"], sheet["round"], sheet["seat"]): sheet["points"] for sheet in data["ballots"]},
        {seat: ", ".join(names_of_seat) for seat, names_of_seat in judges.items()},
    )


def _total_rows(score_sheets: ScoreSheets) -> list[list[Any]]:
    rows = []
    for round_, team in score_sheets.performances:
        score = score_sheets.scores[team].rounds[round_.key]
        sheets = [score_sheets.sheets.get((team, round_.key, seat)) for seat in score_sheets.judges]
        totals = [None if points is None else float(sum(map(Fraction, points.values()), Fraction(0))) for points in sheets]
        panel = ABSENT if score.panel is None else float(score.panel.score)
        rows.append([round_.name, score_sheets.teams[team], *totals, panel, float(score.penalty), float(score.score)])
    return rows


def _mark_rows(score_sheets: ScoreSheets) -> list[list[Any]]:
    return [
        [round_.name, score_sheets.teams[team], judge, criterion.name, float(criterion.max), float(Fraction(points[criterion.key]))]
        for round_, team in score_sheets.performances
        for seat, judge in score_sheets.judges.items()
        if (points := score_sheets.sheets.get((team, round_.key, seat))) is not None
        for criterion in round_.criteria
    ]
