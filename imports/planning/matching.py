"""Rows and people: which row repeats another, whom a row matches, who is on the list already. Reads the database and writes nothing."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from activities.models import Activity
from attendance.models import Registration
from imports.models import RosterRow
from imports.planning.planned_rows import Choices, Planned, Setting
from imports.reading.cell_text import folded
from imports.reading.entries import Problem
from people.identity.candidates import build_index, find_places
from people.identity.comparison import CARD, PHONE, Comparison, Particulars, differ, evidence_strength
from people.identity.index import Index
from people.models import Person

MOST_OFFERED = 10  # of those who may be the person of a row
PEOPLE_AT_ONCE = 10_000
Progress = Callable[[float], None]


def decide(rows: list[Planned], setting: Setting, choices: Choices, progress: Progress) -> None:
    """Write into each row what will happen to it: it repeats another, matches a person on record, is somebody new, or cannot be taken."""
    for row in rows:
        row.is_excluded = bool(choices.rows.get(row.key, {}).get("exclude"))
    good = [row for row in rows if row.action != "error"]
    described = dict(zip(map(id, good), _describe_rows(good), strict=True))
    chosen_as_new = {key for key, choice in choices.rows.items() if choice.get("new")}
    _mark_duplicates([row for row in good if not row.is_excluded], described, chosen_as_new)
    listed = Person.objects.filter(pk__in=Registration.objects.filter(activity=setting.activity).values("person"))
    records = build_index(described.values(), among=setting.among, on_the_list=listed)
    progress(0.8)
    committed = _committed_before(setting)
    new_rows = [row for row in good if row.action == "create"]
    for row in new_rows:
        _match(row, described[id(row)], records, choices.rows.get(row.key, {}), committed.get(row.key))
    _let_one_row_match_each_record([row for row in new_rows if not row.is_excluded])
    _compare_with_records(new_rows, setting.activity)


def _committed_before(setting: Setting) -> dict[str, int]:
    """Return row → person of the very same file, where somebody has committed it for this activity before: who sends it again repeats."""
    rows = RosterRow.objects.filter(roster__activity=setting.activity, roster__file_digest=setting.file_digest, roster__state="committed")
    committed = rows.filter(registration__isnull=False, person__isnull=False).values_list("sheet", "number", "person")
    return {f"{sheet}!{number}": person for sheet, number, person in committed}


def _describe_rows(rows: list[Planned]) -> list[Particulars]:
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
            card=row.card,
            place=places[row.unit.pk] if row.unit else None,
        )
        for row in rows
    ]


def _mark_duplicates(rows: list[Planned], described: dict[int, Particulars], chosen_as_new: set[str]) -> None:
    """Mark rows that repeat an earlier one. `chosen_as_new`: keys of rows of which somebody said that they are somebody else."""
    earlier = Index(with_near_names=False)  # two rows with names a letter apart are two people
    for position, row in enumerate(rows):
        person = described[id(row)]
        matches = earlier.find_matches(person)
        repeated = [match.id for match in matches if _is_repetition(match.comparison)]
        same_card = [match.id for match in matches if CARD in match.comparison.reasons and not match.comparison.is_certain]
        if repeated and row.key not in chosen_as_new:
            row.action, row.duplicate_of = "duplicate", rows[min(repeated)].entry.number
        elif same_card:
            row.action = "error"
            row.problems.append(Problem("card_of_another_row", "national_id", None, "error", {"row": rows[same_card[0]].entry.number}))
        else:
            similar = [match.id for match in matches if match.comparison.is_certain or earlier.people[match.id].place_id == person.place_id]
            if similar:
                row.problems.append(Problem("looks_like_row", "full_name", None, "warning", {"row": rows[similar[0]].entry.number}))
            earlier.add(position, person)


def _is_repetition(comparison: Comparison) -> bool:
    """Return whether two rows of one list are surely the same person: two telephone numbers for one name, year and commune are two."""
    return comparison.is_certain and (CARD in comparison.reasons or PHONE not in comparison.objections)


def _match(row: Planned, person: Particulars, records: Index, choice: dict[str, Any], committed: int | None) -> None:
    has_chosen = choice.get("new") or choice.get("person")
    if not has_chosen and committed in records.people and records.people[committed].folded == person.folded:
        row.action, row.person, row.why = "match", committed, ["same_file"]
        return
    matches = [(match.id, match.comparison) for match in records.find_matches(person)]
    certain = [(pk, list(comparison.reasons)) for pk, comparison in matches if comparison.is_certain]
    # A card of another name is an error that tells nobody whose it is.
    possible = [(pk, list(found.reasons)) for pk, found in matches if not found.is_certain and CARD not in found.reasons][:MOST_OFFERED]
    row.candidates = certain + possible
    if any(CARD in comparison.reasons and not comparison.is_certain for _pk, comparison in matches):
        row.action = "error"
        row.problems.append(Problem("card_of_another", "national_id"))
        return
    if choice.get("new"):
        return
    if (chosen := choice.get("person")) and chosen in dict(row.candidates):
        row.action, row.person, row.why = "match", chosen, ["chosen"]
        return
    strongest = max((evidence_strength(reasons) for _pk, reasons in certain), default=0)
    winners = [(pk, reasons) for pk, reasons in certain if evidence_strength(reasons) == strongest]
    if len(winners) == 1:
        row.action, (row.person, row.why) = "match", winners[0]
    elif winners:
        row.action = "error"
        row.problems.append(Problem("several_matches", "full_name", None, "error", {"count": len(winners)}))
    elif possible:
        row.problems.append(Problem("possible_match", "full_name", None, "warning", {"count": len(possible)}))


def _let_one_row_match_each_record(rows: list[Planned]) -> None:
    """Leave each record to the row with the best evidence; other rows that match it stay somebody new, and say so."""
    claims: dict[int, list[Planned]] = defaultdict(list)
    for row in rows:
        if row.person:
            claims[row.person].append(row)
    for claimants in claims.values():
        claimants.sort(key=lambda row: ("chosen" not in row.why, -evidence_strength(row.why), row.entry.number))
        for row in claimants[1:]:
            row.problems.append(Problem("matched_by_row", "full_name", None, "warning", {"row": claimants[0].entry.number}))
            row.action, row.person, row.why = "create", None, []


def _compare_with_records(rows: list[Planned], activity: Activity) -> None:
    """Note in matched rows who is registered already, what the record does not know yet, and where the two differ: the record stays."""
    matched: dict[int, list[Planned]] = defaultdict(list)
    for row in rows:
        if row.person:
            matched[row.person].append(row)
    registered_ids = set(Registration.objects.filter(activity=activity).active().values_list("person", flat=True)) if matched else set()
    person_ids = sorted(matched)
    for start in range(0, len(person_ids), PEOPLE_AT_ONCE):
        for person in Person.objects.filter(pk__in=person_ids[start : start + PEOPLE_AT_ONCE]):
            for row in matched[person.pk]:
                row.is_registered = person.pk in registered_ids
                row.fills, differing = compare_with_record(row, person)
                if differing:
                    row.problems.append(Problem("differs_from_record", "full_name", None, "warning", {"fields": differing}))


def compare_with_record(row: Planned, person: Person) -> tuple[list[str], list[str]]:
    """Return the fields that the record lacks and the row has, and the fields in which they differ."""
    entry = row.entry
    pairs: dict[str, tuple[Any, Any]] = {
        "gender": (entry.gender, person.gender),
        "birth_year": (entry.birth_year, person.birth_year),
        "birth_date": (entry.birth_date, person.birth_date),
        "ethnic_group": (row.group and row.group.pk, person.ethnic_group_id),
        "phone": (entry.phone, person.phone),
        "national_id": (row.card, person.national_id_digest),
        "position": (entry.position[:120], person.position),
        "organisation": (row.organisation, person.organisation_id),
    }
    fills = [key for key, (written, recorded) in pairs.items() if written and not recorded]
    differing = [key for key, values in pairs.items() if differ(*values) and key not in ("position", "organisation")]
    if "birth_date" in fills and "birth_year" in differing:
        fills.remove("birth_date")
    return fills, differing
