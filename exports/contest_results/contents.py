"""What the documents of approved results say, read from the snapshot alone; judges' names come from their seats as they are now."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils import timezone

from accounts.models import User
from contests.models import JurySeat, Performance, Result, Snapshot
from contests.results.explanation import explain_export
from contests.scoring.numbers import round_half_up, with_comma
from exports.contest_results.minutes import Minutes, RankedTeam
from exports.signers.letterhead import letterhead_on
from exports.table import Column, Table
from vietnamese.dates import official_date

NO_PRIZE = "Không có giải"


def minutes_of(snapshot: Snapshot, user: User) -> Minutes:
    """Return the minutes of approved results."""
    data, contest = snapshot.data, snapshot.contest
    day = timezone.localdate(snapshot.approved_at)
    document = letterhead_on(day, user, kind="BB")
    names = {team["id"]: team["name"] for team in data["teams"]}
    rounds, decimals = data["rules"]["rounds"], data["rules"]["decimals"]
    reasons = explain_export(data)
    rules_day = f" ngày {snapshot.rule_set.dated:%d/%m/%Y}" if snapshot.rule_set.dated else ""
    return Minutes(
        letterhead=document["letterhead"],
        contest=contest.title,
        opening=_opening(contest, len(names)),
        rules=f"số {snapshot.rule_set.number}{rules_day}, phiên bản {snapshot.rule_set.version}",
        judges=_judges(snapshot),
        rounds=[round_["name"] for round_ in rounds],
        teams=[
            RankedTeam(
                place=str(row["place"]),
                team=names[row["team"]],
                rounds=[with_comma(round_half_up(Fraction(row["rounds"][round_["key"]]), decimals)) for round_ in rounds],
                total=with_comma(row["total"]),
                prize=_prize(row["prize"]),
                reasons=reasons[row["team"]],
            )
            for row in data["results"]["places"]
        ],
        remarks=_remarks(snapshot, names),
        mark=mark_of(snapshot),
        day=day,
        author=user.full_name,
    )


def mark_of(snapshot: Snapshot) -> str:
    """Return the words by which a document names the approved results that it says."""
    return f"lần {snapshot.revision}, mã kiểm tra {snapshot.sha256[:16]}"


def _opening(contest: Any, teams: int) -> str:
    place = f" tại {contest.venue}," if contest.venue else ""
    days = official_date(contest.starts_on)
    if contest.ends_on != contest.starts_on:
        days = f"từ {days} đến {official_date(contest.ends_on)}"
    return f"Hội thi được tổ chức {days},{place} {contest.unit.full_name}, có {teams:02d} đội được xếp hạng."


def _judges(snapshot: Snapshot) -> list[tuple[str, str]]:
    """Return the judges who marked, also those who were replaced later, each with the place in the jury."""
    ballots = [sheet["id"] for sheet in snapshot.data["ballots"]]
    seats = JurySeat.objects.filter(ballots__in=ballots, is_shadow=False).distinct().order_by("-is_head", "pk")
    return [(seat.name, "Trưởng ban giám khảo" if seat.is_head else "giám khảo") for seat in seats]


def _remarks(snapshot: Snapshot, names: dict[int, str]) -> list[str]:
    """Return sentences about ties that people decided, teams that are not ranked, and special prizes."""
    data = snapshot.data
    remarks = []
    resolutions = snapshot.contest.tie_resolutions.filter(at__lte=snapshot.approved_at).order_by("at", "pk")
    latest = {frozenset(resolution.teams): resolution for resolution in resolutions}
    for decision in data["decisions"]:
        resolution = latest[frozenset(decision["teams"])]
        tied, method = ", ".join(names[team] for team in decision["teams"]), resolution.get_method_display().lower()
        remarks.append(f"Phân định các đội bằng điểm ({tied}): {method}; {resolution.note}.")
    for team in data["out"]:
        remarks.append(f"{team['name']}: {str(Performance.Status(team['status']).label).lower()}, không xếp hạng.")
    for special in data["results"]["special"]:
        together = [names[team] for team in special["teams"] if team in names]
        remarks.append(f"Giải phụ {special['title']}: {', '.join(together)}.")
    return remarks


def _prize(key: str | None) -> str:
    return str(dict(Result.Prize.choices).get(key or "", "")) if key else ""


def prizes_table(snapshot: Snapshot, user: User) -> Table:
    """Return the list of prizes: every ranked team with its total and prize, then special prizes."""
    data, contest = snapshot.data, snapshot.contest
    names = {team["id"]: team["name"] for team in data["teams"]}
    units = {team.pk: team.unit_name for team in contest.teams.select_related("organisation")}
    rows: list[list[Any]] = [
        [row["place"], names[row["team"]], units.get(row["team"], ""), Decimal(row["total"]), _prize(row["prize"]) or NO_PRIZE, ""]
        for row in data["results"]["places"]
    ]
    specials: dict[int, list[str]] = {}
    for special in data["results"]["special"]:
        for team in special["teams"]:
            specials.setdefault(team, []).append(special["title"])
    for row, place in zip(rows, data["results"]["places"], strict=True):
        row[5] = "; ".join(specials.get(place["team"], []))
    day: date = timezone.localdate(snapshot.approved_at)
    return Table(
        name="contest-prizes",
        title="Danh sách đội đạt giải",
        subtitle=f"{contest.title}\n(kết quả chốt {mark_of(snapshot)})",
        columns=[
            Column("place", "Hạng", "number", 7),
            Column("team", "Đội", "text", 28),
            Column("unit", "Trường, đơn vị", "text", 34),
            Column("total", "Tổng điểm", "decimal", 11),
            Column("prize", "Giải", "text", 18),
            Column("special", "Giải phụ", "text", 26, omit_if_empty=True),
        ],
        rows=rows,
        made_by=user.full_name,
        made_at=timezone.now(),
        unit_id=contest.unit_id,
        sheet_title="Đội đạt giải",
        file_words=["giai-hoi-thi", *contest.file_words],
        **letterhead_on(day, user),
    )
