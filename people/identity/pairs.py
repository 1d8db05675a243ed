"""Find every pair of people who may be one among many, in work that grows with their number and not with its square. Pure."""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, product

from people.identity.comparison import Comparison, Particulars, Verdict, compare, is_one_edit

ALL_PAIRS_UP_TO = 12  # of a group: a larger one is offered as a chain, or its pairs would grow with the square

Person = tuple[int, Particulars]
PersonPair = tuple[Person, Person]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people by their ids, the smaller first, and what comparing them says."""

    ids: tuple[int, int]
    comparison: Comparison


def find_pairs(people: Mapping[int, Particulars], *, least_score: int, apart: Collection[tuple[int, int]] = ()) -> list[Pair]:
    """Return the pairs that may be one person with at least `least_score`, the surest first.

    `apart`: pairs of ids, the smaller first, of which somebody said that they are two people. Pairs of whom only the name and the
    birth year are the same are not looked for, and score less than anything that is worth listing among all people on record.
    """
    in_order = sorted(people.items(), key=lambda person: person[0])
    compared: set[tuple[int, int]] = set(apart)
    pairs = []
    for (first_id, first), (second_id, second) in _candidate_pairs(in_order):
        ids = (first_id, second_id) if first_id < second_id else (second_id, first_id)
        if ids in compared:
            continue
        compared.add(ids)
        comparison = compare(first, second)
        if comparison.verdict is not Verdict.NOT and comparison.score >= least_score:
            pairs.append(Pair(ids, comparison))
    return sorted(pairs, key=lambda pair: (-pair.comparison.score, pair.ids))


def _candidate_pairs(people: Sequence[Person]) -> Iterator[PersonPair]:
    """Yield the pairs who share what one of the reasons needs to be the same; a pair may come several times."""
    groups: dict[Hashable, list[Person]] = defaultdict(list)
    for person in people:
        particulars = person[1]
        folded, year, born, phone = particulars.folded, particulars.birth_year, particulars.birth_date, particulars.phone
        if particulars.card:
            groups["card", particulars.card].append(person)
        if phone:
            groups["name and phone", folded, phone].append(person)
        if year and particulars.place:
            groups["name, year and place", folded, year, particulars.place.id].append(person)
        if born:  # whichever way round day and month stand
            groups["name and date", folded, born.year, *sorted((born.day, born.month))].append(person)
        if year and phone:
            groups["given name, year and phone", particulars.given_name, year, phone].append(person)
    for group in groups.values():
        yield from _pairs_within(group)
    yield from _pairs_with_gaps(people)
    yield from _pairs_of_near_names(people)


def _groups_by(key: Callable[[Particulars], Hashable | None], people: Iterable[Person]) -> list[list[Person]]:
    """Return groups of people with the same key, in order of their ids; of whom the key is None, nothing is known."""
    groups: dict[Hashable, list[Person]] = defaultdict(list)
    for person in people:
        if (value := key(person[1])) is not None:
            groups[value].append(person)
    return [group for group in groups.values() if len(group) > 1]


def _pairs_within(group: Sequence[Person]) -> Iterable[PersonPair]:
    return combinations(group, 2) if len(group) <= ALL_PAIRS_UP_TO else pairwise(group)


def _pairs_between(one_side: Sequence[Person], other_side: Sequence[Person]) -> Iterable[PersonPair]:
    """Return each of one side with each of the other; of large sides, each with the first of the other side."""
    if not one_side or not other_side:
        return []
    if len(one_side) * len(other_side) <= ALL_PAIRS_UP_TO**2:
        return product(one_side, other_side)
    return [*((person, other_side[0]) for person in one_side), *((one_side[0], person) for person in other_side[1:])]


def _pairs_with_gaps(people: Sequence[Person]) -> Iterator[PersonPair]:
    """Yield those of one name of whom one has no commune, as a walk-in whom a roster named later, or no year of birth."""
    for group in _groups_by(lambda person: (person.folded, person.birth_year) if person.birth_year else None, people):
        wide = [person for person in group if person[1].place and person[1].place.covers is not None]
        narrow = [person for person in group if person[1].place and person[1].place.covers is None]
        yield from _pairs_between(wide, narrow)
        yield from _pairs_within(wide)
    for group in _groups_by(lambda person: (person.folded, person.place.id) if person.place else None, people):
        unknown = [person for person in group if person[1].birth_year is None]
        yield from _pairs_between(unknown, [person for person in group if person[1].birth_year is not None])
        yield from _pairs_within(unknown)


def _pairs_of_near_names(people: Sequence[Person]) -> Iterator[PersonPair]:
    """Yield those of one year and place who have the same letters but one: they share a name with one letter left out."""
    for neighbours in _groups_by(
        lambda person: (person.birth_year, person.place.id) if person.birth_year and person.place else None, people
    ):
        groups: Iterable[list[Person]] = [neighbours] if len(neighbours) <= ALL_PAIRS_UP_TO else _groups_by_all_letters_but_one(neighbours)
        for group in groups:
            yield from (pair for pair in _pairs_within(group) if is_one_edit(pair[0][1].folded, pair[1][1].folded))


def _groups_by_all_letters_but_one(neighbours: Sequence[Person]) -> Iterable[list[Person]]:
    groups: dict[str, list[Person]] = defaultdict(list)
    for person in neighbours:
        name = person[1].folded
        for shortened in {name, *(name[:place] + name[place + 1 :] for place in range(len(name)))}:
            groups[shortened].append(person)
    return (group for group in groups.values() if len(group) > 1)
