"""Find, among many people, those who may be the same as one, without comparing each with each. Pure."""

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache

from people.identity.comparison import Comparison, Particulars, Verdict, compare

MOST_OF_ONE_KEY = 200  # a commune has hundreds of Đinh Văn Rê: of those who share a key so many are compared, the first added


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody who may be the person asked about, by the id under which they were added, and why."""

    id: int
    comparison: Comparison


class Index:
    """People by what any reason of the rule needs to be the same: whoever `compare` does not call two people shares a key.

    Names a letter apart are looked for only `with_near_names`.
    """

    def __init__(self, *, with_near_names: bool = True) -> None:
        self.people: dict[int, Particulars] = {}
        self.with_near_names = with_near_names
        self._ids: dict[Hashable, list[int]] = defaultdict(list)
        self._on_the_list: set[int] = set()

    def add(self, id: int, person: Particulars, *, is_on_the_list: bool = False) -> None:
        self.people[id] = person
        keys = self._shared_keys(person)
        if person.place_id:
            keys += [
                ("home", person.folded, person.place_id, person.birth_year),
                ("home", person.folded, person.place_id, "any year"),
            ]
        for key in keys:
            self._ids[key].append(id)
        if is_on_the_list:
            self._on_the_list.add(id)
            self._ids["list", person.folded].append(id)

    def find_matches(self, person: Particulars) -> list[Match]:
        """Return everybody who is certainly or possibly `person`: the certain first, then by score, then as they were added."""
        if not self.people:
            return []
        keys = [*self._shared_keys(person), ("list", person.folded)]
        if person.place_id and person.birth_year:
            keys += [
                ("home", person.folded, person.place_id, person.birth_year),
                ("home", person.folded, person.place_id, None),
            ]
        elif person.place_id:
            keys.append(("home", person.folded, person.place_id, "any year"))
        ids = {id for key in keys if key in self._ids for id in self._ids[key][:MOST_OF_ONE_KEY]}
        if not ids:
            return []
        matches = []
        for id in sorted(ids):
            compared = compare(person, self.people[id], is_on_the_list=id in self._on_the_list)
            if compared.verdict is not Verdict.NOT:
                matches.append(Match(id, compared))
        return sorted(matches, key=lambda match: (not match.comparison.is_certain, -match.comparison.score))

    def _shared_keys(self, person: Particulars) -> list[Hashable]:
        """Return the keys under which a person is kept and under which one is asked for alike."""
        keys: list[Hashable] = []
        if person.card:
            keys.append(("card", person.card))
        if person.phone:
            keys.append(("phone", person.folded, person.phone))
        if person.birth_year:
            keys.append(("year", person.folded, person.birth_year))
            if person.phone:
                keys.append(("given name", person.given_name, person.birth_year, person.phone))
            if self.with_near_names and (place_id := person.place_id):
                keys += [("near name", shortened, person.birth_year, place_id) for shortened in near_name_keys(person.folded)]
        return keys


@lru_cache(maxsize=50_000)
def near_name_keys(folded: str) -> tuple[str, ...]:
    """Return the name without each of its words, and without its spaces: names a letter apart share one of these."""
    words = folded.split(" ")
    return (*{" ".join(words[:place] + words[place + 1 :]) for place in range(len(words))}, "=" + "".join(words))
