"""Rows and people: which row repeats another, whom a row matches, who is on the list already. Reads the database and writes nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from activities.models import Activity
from attendance.models import Registration
from imports.models import RosterRow
from imports.planning import likeness
from imports.planning.likeness import Crowd, Traits
from imports.planning.planned_rows import Choices, Planned, Setting
from imports.reading.cell_text import folded
from imports.reading.entries import Problem
from people.models import Person, PersonQuerySet
from vietnamese.names import same_name_key

_AT_ONCE = 400  # names asked for in one statement
Progress = Callable[[float], None]


def decide(rows: list[Planned], setting: Setting, choices: Choices, progress: Progress) -> None:
    for row in rows:
        row.is_excluded = bool(choices.rows.get(row.key, {}).get("exclude"))
    good = [row for row in rows if row.action != "error"]
    traits = {id(row): _traits_of(row) for row in good}
    others = {key for key, choice in choices.rows.items() if choice.get("new")}
    _mark_duplicates([row for row in good if not row.is_excluded], traits, others)
    known = _known(setting.among, traits.values())
    progress(0.8)
    earlier = _taken_before(setting)
    waiting = [row for row in good if row.action == "create"]
    for row in waiting:
        _match(row, traits[id(row)], known, choices.rows.get(row.key, {}), earlier.get(row.key))
    _one_row_each([row for row in waiting if not row.is_excluded])
    _compare_with_records(waiting, setting.activity)


def _taken_before(setting: Setting) -> dict[str, int]:
    """Row → person of the very same file, where somebody has committed it for this activity before: whoever sends it again repeats."""
    rows = RosterRow.objects.filter(roster__activity=setting.activity, roster__file_digest=setting.file_digest, roster__state="committed")
    taken = rows.filter(registration__isnull=False, person__isnull=False).values_list("sheet", "number", "person")
    return {f"{sheet}!{number}": person for sheet, number, person in taken}


def _traits_of(row: Planned) -> Traits:
    entry = row.entry
    return Traits(
        name=same_name_key(entry.full_name),
        folded=folded(entry.full_name)[:200],
        birth_year=entry.birth_year,
        birth_date=entry.birth_date,
        gender=entry.gender,
        place=(row.unit.current_commune_id or row.unit.pk) if row.unit else 0,
        phone=entry.phone,
        card=row.card,
    )


def _mark_duplicates(rows: list[Planned], traits: dict[int, Traits], others: set[str]) -> None:
    """`others`: keys of rows of which somebody said that they are somebody else."""
    seen = Crowd()
    for position, row in enumerate(rows):
        mine = traits[id(row)]
        holders = seen.holders_of(mine.card)
        if row.key not in others and (first := seen.first_repeated(mine)) is not None:
            row.action, row.duplicate_of = "duplicate", rows[first].entry.number
        elif holders and seen.traits[holders[0]].folded != mine.folded:
            row.action = "error"
            row.problems.append(Problem("card_of_another_row", "national_id", None, "error", {"row": rows[holders[0]].entry.number}))
        else:
            near = [key for key, _why in seen.certain(mine)] + [key for key, why in seen.possible(mine) if likeness.LIKE_PLACE in why]
            alike = near[0] if near else None
            if alike is not None:
                row.problems.append(Problem("looks_like_row", "full_name", None, "warning", {"row": rows[alike].entry.number}))
            seen.add(position, mine)


def _known(among: PersonQuerySet, wanted: Iterable[Traits]) -> Crowd:
    """Persons on record who bear a name or a card of the roster, in as few statements as there are hundreds of names."""
    wanted = list(wanted)
    names, cards = {one.folded for one in wanted}, {one.card for one in wanted if one.card}
    found: dict[int, Traits] = {}
    for key, values in (("folded", names), ("national_id_digest", cards)):
        for some in _chunks(sorted(values)):
            found |= dict(map(_person_traits, among.filter(**{f"{key}__in": some}).values_list(*_COLUMNS)))
    crowd = Crowd()
    for pk, person in sorted(found.items()):
        crowd.add(pk, person)
    return crowd


_COLUMNS = (
    "pk", "full_name", "folded", "birth_year", "birth_date", "gender", "unit__current_commune", "unit", "phone", "national_id_digest",
)  # fmt: skip


def _person_traits(values: tuple[Any, ...]) -> tuple[int, Traits]:
    pk, full_name, folded, year, day, gender, commune, unit, phone, card = values
    return pk, Traits(same_name_key(full_name), folded, year, day, gender, commune or unit, phone, card)


def _chunks(values: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]


def _match(row: Planned, mine: Traits, known: Crowd, choice: dict[str, Any], earlier: int | None) -> None:
    has_chosen = choice.get("new") or choice.get("person")
    if not has_chosen and earlier in known.traits and known.traits[earlier].folded == mine.folded:
        row.action, row.person, row.why = "match", earlier, ["same_file"]
        return
    certain, possible = known.certain(mine), known.possible(mine)
    row.candidates = certain + possible
    if any(known.traits[pk].folded != mine.folded for pk in known.holders_of(mine.card)):
        row.action = "error"
        row.problems.append(Problem("card_of_another", "national_id"))
        return
    if choice.get("new"):
        return
    if (chosen := choice.get("person")) and chosen in dict(row.candidates):
        row.action, row.person, row.why = "match", chosen, ["chosen"]
        return
    best = max((likeness.strength(why) for _pk, why in certain), default=0)
    winners = [(pk, why) for pk, why in certain if likeness.strength(why) == best]
    if len(winners) == 1:
        row.action, (row.person, row.why) = "match", winners[0]
    elif winners:
        row.action = "error"
        row.problems.append(Problem("several_matches", "full_name", None, "error", {"count": len(winners)}))
    elif possible:
        row.problems.append(Problem("possible_match", "full_name", None, "warning", {"count": len(possible)}))


def _one_row_each(rows: list[Planned]) -> None:
    """One person on record is one row; of two that match the same, the one with the better evidence, the other stays somebody new."""
    claims: dict[int, list[Planned]] = defaultdict(list)
    for row in rows:
        if row.person:
            claims[row.person].append(row)
    for claimants in claims.values():
        claimants.sort(key=lambda row: ("chosen" not in row.why, -likeness.strength(row.why), row.entry.number))
        for row in claimants[1:]:
            row.problems.append(Problem("matched_by_row", "full_name", None, "warning", {"row": claimants[0].entry.number}))
            row.action, row.person, row.why = "create", None, []


def _compare_with_records(rows: list[Planned], activity: Activity) -> None:
    """Who is on the list already, what the record does not know yet, and where the two differ: then the record stands."""
    matched: dict[int, list[Planned]] = defaultdict(list)
    for row in rows:
        if row.person:
            matched[row.person].append(row)
    standing = set(Registration.objects.filter(activity=activity).active().values_list("person", flat=True)) if matched else set()
    for some in _chunks(sorted(matched)):
        for person in Person.objects.filter(pk__in=some):
            for row in matched[person.pk]:
                row.is_registered = person.pk in standing
                row.fills, differing = compared(row, person)
                if differing:
                    row.problems.append(Problem("differs_from_record", "full_name", None, "warning", {"fields": differing}))


def compared(row: Planned, person: Person) -> tuple[list[str], list[str]]:
    """(fields that the record lacks and the row has, fields in which they differ)."""
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
    fills = [key for key, (said, known) in pairs.items() if said and not known]
    differing = [
        key for key, (said, known) in pairs.items() if said and known and said != known and key not in ("position", "organisation")
    ]
    if "birth_date" in fills and "birth_year" in differing:
        fills.remove("birth_date")
    return fills, differing
