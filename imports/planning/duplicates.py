"""Find rows of one roster that repeat an earlier one."""

from imports.planning.planned_rows import PlannedRow
from imports.reading.entries import Problem
from imports.reading.time_budget import check_time
from people.identity.comparison import CARD, PHONE, Particulars
from people.identity.index import Index


def mark_duplicates(rows: list[PlannedRow], described: dict[int, Particulars], chosen_as_new: set[str]) -> None:
    """Mark rows that repeat an earlier one. `chosen_as_new`: keys of rows of which somebody said that they are somebody else."""
    earlier = Index(with_near_names=False)  # two rows with names a letter apart are two people
    for position, row in enumerate(rows):
        check_time(row.sheet, row.entry.number)
        person = described[id(row)]
        matches = earlier.find_matches(person)
        # Two telephone numbers for one name, year and commune are two people, unless they have one card.
        repeated = [
            match.id
            for match in matches
            if match.comparison.is_certain and (CARD in match.comparison.reasons or PHONE not in match.comparison.objections)
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
