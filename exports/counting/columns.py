"""Registrations of many activities as columns of numbers, and how they are counted in any groups. Knows no database.

NumPy counts a million registrations in hundredths of a second, however many groups there are. Only processes that count load it:
`sources` imports this module when it is asked for figures.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import prod
from typing import Any

import numpy as np

from exports.summaries.packed_rolls import CODES, FIELDS, ROLLS_AT_ONCE, RollCount

RECORD = np.dtype([(name, f"<{kind}") for name, kind in FIELDS.items()])
Numbers = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Groups:
    """The group of each registration, as the place of its key in `keys`."""

    places: Numbers
    keys: Sequence[Any]


class Columns:
    """The columns of `packed_rolls`, and `activity`: the place of the activity among those that are counted."""

    def __init__(self, rolls: Iterable[tuple[int, bytes]], *, role: str = "") -> None:
        """`rolls`: the place of each activity, and its packed roll. `role`: only who is registered in this one."""
        pieces: dict[str, list[Numbers]] = {name: [] for name in ("activity", *FIELDS)}
        rolls = iter(rolls)
        while piece := list(islice(rolls, ROLLS_AT_ONCE)):
            records = np.frombuffer(b"".join(roll for _place, roll in piece), RECORD)
            activities = np.repeat(
                np.array([place for place, _roll in piece], np.int32), [len(roll) // RECORD.itemsize for _place, roll in piece]
            )
            is_counted = records["role"] == CODES["role"][role] if role else slice(None)
            pieces["activity"].append(activities[is_counted])
            for name in FIELDS:
                pieces[name].append(records[name][is_counted].copy())  # the records themselves are not kept
        self._columns = {name: np.concatenate(pieces.pop(name) or [np.zeros(0, np.int32)]) for name in list(pieces)}

    def __getitem__(self, name: str) -> Numbers:
        return self._columns[name]

    def group(self, name: str, keys_of: Callable[[list[int]], Mapping[int, Any]]) -> Groups:
        """Group by a column of small numbers; `keys_of`: the key of each of them. Numbers with one key are one group."""
        numbers = self[name]
        counts = np.bincount(numbers)
        present = np.flatnonzero(counts)
        key_by_number = keys_of(present.tolist())
        places = {key: place for place, key in enumerate(dict.fromkeys(key_by_number.values()))}
        place_by_number = np.zeros(len(counts), np.int32)
        place_by_number[present] = [places[key_by_number[number]] for number in present.tolist()]
        return Groups(place_by_number[numbers], list(places))

    def count(self, what: RollCount, groups: Sequence[Groups]) -> dict[tuple[Any, ...], int]:
        """Return how many there are in each combination of groups that has any; without groups, of all: {(): number}."""
        is_counted = self._matching(what)
        shape = [len(group.keys) for group in groups]
        combined = np.zeros(np.count_nonzero(is_counted), np.int64)
        for group in groups:
            combined *= len(group.keys)
            combined += group.places[is_counted]
        if what.distinct:
            combined = _groups_of_different(combined, self[what.distinct][is_counted])
        weights = self[what.adds_up][is_counted] if what.adds_up else None
        numbers = np.bincount(combined, weights, minlength=prod(shape)).astype(np.int64)
        if not groups:
            return {(): int(numbers[0])}
        present = np.flatnonzero(numbers)
        places = np.unravel_index(present, shape)
        keys = ([group.keys[place] for place in of_group.tolist()] for group, of_group in zip(groups, places, strict=True))
        return dict(zip(zip(*keys, strict=True), numbers[present].tolist(), strict=True))

    def _matching(self, what: RollCount) -> Numbers:
        """Return which registrations are counted, as a column of truths."""
        is_counted = self["times"] > 0 if what.attended else np.ones(len(self["times"]), bool)
        for name, code in what.codes.items():
            is_counted &= self[name] == code
        return is_counted


def _groups_of_different(groups: Numbers, numbers: Numbers) -> Numbers:
    """Return the group of each different pair of a group and a number."""
    width = int(numbers.max(initial=0)) + 1
    if (int(groups.max(initial=0)) + 1) * width > np.iinfo(np.int64).max:  # ids without end: their places in order instead
        numbers = np.unique(numbers, return_inverse=True)[1]
        width = int(numbers.max(initial=0)) + 1
    pairs = groups * width
    pairs += numbers
    pairs.sort()
    is_first = np.ones(len(pairs), bool)
    np.not_equal(pairs[1:], pairs[:-1], out=is_first[1:])
    pairs //= width
    return pairs[is_first]
