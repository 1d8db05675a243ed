"""Match rows with each other and with persons on record. Reads the database and writes nothing."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from attendance.models import Registration
from imports.models import RosterRow
from imports.planning.duplicates import mark_duplicates
from imports.planning.planned_rows import MAX_CANDIDATES, PlannedRow, PlanSetting, PreviewChoices
from imports.planning.records import compare_with_records
from imports.reading.cells.cell_text import folded
from imports.reading.entries import Problem
from imports.reading.row_keys import RowKey
from imports.reading.time_budget import check_time
from people.identity.candidates import build_index, find_places
from people.identity.comparison import CARD, Particulars, evidence_strength
from people.identity.index import Index
from people.models import Person

Progress = Callable[[float], None]


def match_rows(rows: list[PlannedRow], setting: PlanSetting, choices: PreviewChoices, progress: Progress) -> None:
    """Write into each row what will happen to it: it repeats another, matches a person on record, is somebody new, or cannot be taken."""
    for row in rows:
        is_marked = bool(choices.leave_out) and any(problem.code in choices.leave_out for problem in row.problems)
        row.is_excluded = bool(choices.rows.get(row.key, {}).get("exclude", is_marked))
    good = [row for row in rows if row.action != "error"]
    described = dict(zip(map(id, good), _describe_rows(good), strict=True))
    chosen_as_new = {key for key, choice in choices.rows.items() if choice.get("new")}
    mark_duplicates([row for row in good if not row.is_excluded], described, chosen_as_new)
    listed = Person.objects.filter(pk__in=Registration.objects.filter(activity=setting.activity).values("person"))
    records = build_index(described.values(), among=setting.among, on_the_list=listed, numbers_among=setting.numbers_among)
    progress(0.8)
    # Whoever sends a file again that was committed for this activity repeats its rows.
    same_file = RosterRow.objects.filter(
        roster__activity=setting.activity, roster__file_digest=setting.file_digest, roster__state="committed"
    )
    committed_rows = same_file.filter(registration__isnull=False, person__isnull=False).values_list("sheet", "number", "part", "person")
    committed = {str(RowKey(sheet, number, part)): person for sheet, number, part, person in committed_rows}
    new_rows = [row for row in good if row.action == "create"]
    for row in new_rows:
        check_time(row.sheet, row.entry.number)
        _match_row(row, described[id(row)], records, choices.rows.get(row.key, {}), committed.get(row.key))
    _let_one_row_match_each_record([row for row in new_rows if not row.is_excluded])
    compare_with_records(new_rows, setting.activity, numbers_among=setting.numbers_among)


def _describe_rows(rows: list[PlannedRow]) -> list[Particulars]:
    units = {row.unit.pk: row.unit for row in rows if row.unit}
    places = find_places((unit.pk, unit.level, unit.current_commune_id) for unit in units.values())
    return [
        Particulars(
            full_name=row.entry.full_name,
            folded=folded(row.entry.full_name)[:200],
            birth_year=row.entry.birth_year,
            birth_date=row.entry.birth_date,
            gender=row.entry.gender,
            phone=row.entry.phone,
            card=row.card_digest,
            place=places[row.unit.pk] if row.unit else None,
        )
        for row in rows
    ]


def _match_row(row: PlannedRow, person: Particulars, records: Index, choice: dict[str, Any], committed: int | None) -> None:
    has_chosen = choice.get("new") or choice.get("person")
    if not has_chosen and committed in records.people and records.people[committed].folded == person.folded:
        row.action, row.person_id, row.reasons = "match", committed, ["same_file"]
        return
    matches = [(match.id, match.comparison) for match in records.find_matches(person)]
    certain = [(pk, list(comparison.reasons)) for pk, comparison in matches if comparison.is_certain]
    # A card of another name is an error that tells nobody whose it is, unless somebody of this name carries it as well.
    possible = [
        (pk, list(comparison.reasons)) for pk, comparison in matches if not comparison.is_certain and CARD not in comparison.reasons
    ][:MAX_CANDIDATES]
    row.candidates = certain + possible
    if any(CARD in comparison.reasons for _pk, comparison in matches) and not any(CARD in reasons for _pk, reasons in certain):
        row.action = "error"
        row.problems.append(Problem("card_of_another", "national_id"))
        return
    if choice.get("new"):
        return
    if (chosen := choice.get("person")) and chosen in dict(row.candidates):
        row.action, row.person_id, row.reasons = "match", chosen, ["chosen"]
        return
    strongest = max((evidence_strength(reasons) for _pk, reasons in certain), default=0)
    winners = [(pk, reasons) for pk, reasons in certain if evidence_strength(reasons) == strongest]
    if len(winners) == 1:
        row.action, (row.person_id, row.reasons) = "match", winners[0]
    elif winners:
        row.action = "error"
        row.problems.append(Problem("several_matches", "full_name", None, "error", {"count": len(winners)}))
    elif possible:
        row.problems.append(Problem("possible_match", "full_name", None, "warning", {"count": len(possible)}))


def _let_one_row_match_each_record(rows: list[PlannedRow]) -> None:
    """Leave each record to the row with the best evidence; other rows that match it stay somebody new, and say so."""
    claims: dict[int, list[PlannedRow]] = defaultdict(list)
    for row in rows:
        if row.person_id:
            claims[row.person_id].append(row)
    for claimants in claims.values():
        claimants.sort(key=lambda row: ("chosen" not in row.reasons, -evidence_strength(row.reasons), row.entry.number))
        for row in claimants[1:]:
            row.problems.append(Problem("matched_by_row", "full_name", None, "warning", {"row": claimants[0].entry.number}))
            row.action, row.person_id, row.reasons = "create", None, []
