"""The roll of an activity as one value, a record of some twenty bytes for each registration: summaries store it, tallies count it.

A year of the country is a million registrations. Packed, a database reads them as twenty thousand values.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from struct import Struct
from typing import Any

# Stored is the place of a value here: what is added is added at the end.
ROLES = ("participant", "contestant", "speaker", "judge", "coach", "guest", "audience")
CATEGORIES = (
    "", "prestigious", "elder", "village_head", "commune_official", "province_official", "union", "propagandist", "teacher", "pupil",
    "household", "armed_forces", "other",
)  # fmt: skip
GENDERS = (None, "M", "F")
CODES: dict[str, dict[Any, int]] = {
    column: {value: code for code, value in enumerate(values)}
    for column, values in (("role", ROLES), ("category", CATEGORIES), ("gender", GENDERS))
}

# The columns of a record and their types, as NumPy writes them: ids of units below 2³¹, of ethnic groups below 2¹⁶. 0 is no home and no
# ethnic group; `times`: sittings attended.
FIELDS = {
    "person": "i8", "unit": "i4", "ethnic_group": "u2", "times": "u2", "role": "u1", "category": "u1", "gender": "u1",
    "is_walk_in": "u1", "ethnic_minority": "u1",
}  # fmt: skip
RECORD = Struct("<" + "".join({"i8": "q", "i4": "i", "u2": "H", "u1": "B"}[kind] for kind in FIELDS.values()))
LAYOUT = sha256(repr((FIELDS, ROLES, CATEGORIES, GENDERS)).encode()).hexdigest()  # another one: all summaries are made again (`triggers`)
ROLLS_AT_ONCE = 1000  # that are read and unpacked together


def pack_roll(rows: Iterable[tuple[Any, ...]]) -> bytes:
    """Return the records in one fixed order, of rows of FIELDS as `counting.by_activity.ROLL_SQL` has them."""
    roles, categories, genders = CODES["role"], CODES["category"], CODES["gender"]
    records = [
        RECORD.pack(
            person, unit or 0, ethnic_group or 0, times, roles[role], categories[category], genders[gender], is_walk_in, ethnic_minority
        )
        for person, unit, ethnic_group, times, role, category, gender, is_walk_in, ethnic_minority in rows
    ]
    return b"".join(sorted(records))


def unpack_roll(roll: bytes) -> list[dict[str, int]]:
    """Return the records as {column: number}. Raise struct.error where these are no whole records."""
    return [dict(zip(FIELDS, record, strict=True)) for record in RECORD.iter_unpack(roll)]


@dataclass(frozen=True)
class RollCount:
    """What is counted of registrations: each in which the columns have these values, and, if `attended`, in which somebody came.

    `kind`: only in activities of this kind. `distinct`: instead of registrations, the different numbers of this column are counted;
    `activity` is a column here, too. `adds_up`: the numbers of this column are added up.
    """

    where: Mapping[str, Any] = field(default_factory=dict)
    attended: bool = False
    kind: str = ""
    distinct: str = ""
    adds_up: str = ""

    @property
    def codes(self) -> dict[str, int]:
        """Return what the columns must have, as it is stored."""
        return {column: CODES[column][value] if column in CODES else value for column, value in self.where.items()}
