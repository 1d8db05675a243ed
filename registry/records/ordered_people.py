"""People in an order that was worked out: a page or a part of them is read at a time."""

from collections.abc import Iterator

from people.models import Person, PersonQuerySet


class OrderedPeople:
    """`people` in the order of `ids`: counted, cut and gone through as a queryset is. Who is gone meanwhile is left out."""

    def __init__(self, people: PersonQuerySet, ids: list[int]) -> None:
        self._people, self._ids = people, ids

    def count(self) -> int:
        return len(self._ids)

    def __getitem__(self, part: slice) -> list[Person]:
        people = self._people.in_bulk(self._ids[part])
        return [people[pk] for pk in self._ids[part] if pk in people]

    def iterator(self, chunk_size: int) -> Iterator[Person]:
        for start in range(0, len(self._ids), chunk_size):
            yield from self[start : start + chunk_size]
