"""Whose card it is, as far as a phone can tell: by what stands on the card in clear, and never by its number. Imports no Django.

Runs on the phone as scanner/static/scanner/rules/card-match.js; tests/attendance/card_match_vectors.json keeps the two equal, and this one
takes its judgement of names from the rule that says when two people are one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from attendance.scans.card_reading import Reading
from people.identity.comparison import differ, is_one_unaccented, is_same_spelling
from vietnamese.text import fold


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """Somebody whom the phone knows. `birth_year`: of namesakes only; `gender`: of walk-ins whom the phone itself wrote down."""

    name: str
    birth_year: int | None = None
    gender: str | None = None


@dataclass(frozen=True, slots=True)
class CardMatch:
    """The one who is meant when `is_sure`, else those of whom one may be; nobody when no name is the card's."""

    is_sure: bool
    people: tuple[ListedPerson, ...]


def match_card(card: Reading, people: Sequence[ListedPerson]) -> CardMatch:
    """Return who of `people` is meant by a card: the folded names are the same, and neither birth year nor sex is another.

    Names that differ in their accents, or that were read with a doubt, are never sure, and neither are several: the usher chooses.
    """
    name = card.full_name or ""
    same_name = [person for person in people if fold(name) and fold(person.name) == fold(name)]
    possible = [person for person in same_name if not (differ(person.birth_year, card.birth_year) or differ(person.gender, card.gender))]
    same_spelling = [
        person for person in possible if is_same_spelling(person.name, name) or is_one_unaccented(person.name, name, folded=fold(name))
    ]
    if len(same_spelling) == 1 and not card.name_doubtful:
        return CardMatch(True, tuple(same_spelling))
    return CardMatch(False, tuple(same_spelling or possible or same_name))


def birth_year_of_hint(hint: str) -> int | None:
    """Return the birth year at the beginning of a pass's hint, which tells namesakes apart; None when it says none."""
    match = re.match(r"([0-9]{4})(?: · |\Z)", hint)
    return int(match.group(1)) if match else None
