"""Find rows of one roster that repeat an earlier one."""

import re

from imports.planning.planned_rows import PlannedRow
from imports.reading.cells.cell_text import folded
from imports.reading.entries import Problem
from imports.reading.time_budget import check_time
from people.identity.comparison import CARD, PHONE, Particulars, differ
from people.identity.index import Index


def _are_told_apart(row: PlannedRow, earlier_row: PlannedRow) -> bool:
    """Return whether one list says of two namesakes something that one person cannot have twice. Whole days of birth decide alone."""
    first, second = row.entry, earlier_row.entry
    if first.birth_date and second.birth_date:
        return first.birth_date != second.birth_date
    classes = (re.sub(r"^lop|[^a-z0-9]", "", folded(entry.class_name)) for entry in (first, second))  # 'Lớp 9A' is 9a
    return differ(*classes) or differ(row.ethnic_group, earlier_row.ethnic_group)


def mark_duplicates(rows: list[PlannedRow], described: dict[int, Particulars], chosen_as_new: set[str]) -> None:
    """Mark rows that repeat an earlier one. `chosen_as_new`: keys of rows of which somebody said that they are somebody else."""
    earlier = Index(with_near_names=False)  # two rows with names a letter apart are two people
    for position, row in enumerate(rows):
        check_time(row.sheet, row.entry.number)
        person = described[id(row)]
        matches = earlier.find_matches(person)
        # Of one name, year and commune, two telephones, days of birth, classes or ethnic groups are two people, unless they have one card.
        repeated = [
            match.id
            for match in matches
            if match.comparison.is_certain
            and (CARD in match.comparison.reasons or not (PHONE in match.comparison.objections or _are_told_apart(row, rows[match.id])))
        ]
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
