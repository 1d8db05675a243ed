"""Rolls are packed and unpacked without loss, and counted in columns as they would be one by one."""

from collections import defaultdict
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from attendance.models import Registration
from exports.counting.columns import Columns
from exports.summaries.packed_rolls import CATEGORIES, CODES, FIELDS, GENDERS, ROLES, RollCount, pack_roll, unpack_roll
from people.models import Person
from tests.depth import examples

ROWS = st.lists(
    st.tuples(
        st.integers(1, 4), st.sampled_from([1, 2, 3, 2**62]), st.sampled_from([None, 1, 70_000]), st.sampled_from([None, 54]),
        st.integers(0, 3), st.sampled_from(ROLES), st.sampled_from(CATEGORIES), st.sampled_from(GENDERS), st.integers(0, 1),
        st.integers(0, 1),
    ),
    max_size=20,
)  # fmt: skip
COUNTS = st.builds(
    RollCount,
    where=st.sampled_from([{}, {"role": "participant"}, {"gender": "F"}, {"category": "pupil", "is_walk_in": 1}]),
    attended=st.booleans(),
    distinct=st.sampled_from(["", "person", "activity"]),
) | st.builds(RollCount, attended=st.booleans(), adds_up=st.just("times"))


def test_every_role_group_and_gender_can_be_packed() -> None:
    assert sorted(ROLES) == sorted(Registration.Role.values)
    assert sorted(CATEGORIES) == sorted(["", *Registration.Category.values])
    assert (None, *Person.Gender.values) == GENDERS


def test_a_registration_has_every_role_and_category_and_no_other() -> None:
    """Whatever the database takes can be packed."""
    role, category = (
        next(rule for rule in Registration._meta.constraints if rule.name == f"a_registration_has_a_known_{name}")
        for name in ("role", "category")
    )
    for value in Registration.Role.values:
        role.validate(Registration, Registration(role=value))
    for value in ("", *Registration.Category.values):
        category.validate(Registration, Registration(category=value))
    for rule, other in ((role, Registration(role="referee")), (category, Registration(category="student"))):
        with pytest.raises(ValidationError):
            rule.validate(Registration, other)


def test_what_is_stored_keeps_its_meaning() -> None:
    """What comes new stands at the end: each place below is that of a value in rolls that are stored."""
    assert ROLES == ("participant", "contestant", "speaker", "judge", "coach", "guest", "audience")
    assert CATEGORIES == (
        "", "prestigious", "elder", "village_head", "commune_official", "province_official", "union", "propagandist", "teacher", "pupil",
        "household", "armed_forces", "other",
    )  # fmt: skip
    roll = pack_roll([(258, 3, None, 2, "judge", "pupil", "F", 1, 0)])

    assert roll.hex() == "0201000000000000" + "03000000" + "0000" + "0200" + "03" + "09" + "02" + "01" + "00"


def packed(rows: list[Any]) -> dict[int, bytes]:
    rolls = defaultdict(list)
    for activity, *columns in rows:
        rolls[activity].append(columns)
    return {activity: pack_roll(roll) for activity, roll in rolls.items()}


@examples(30, deep=200)
@given(rows=ROWS, chance=st.randoms())
def test_a_roll_is_packed_in_one_order_and_nobody_is_lost(rows: list[Any], chance: Any) -> None:
    rolls = packed(rows)
    unpacked = [(activity, *record.values()) for activity, roll in rolls.items() for record in unpack_roll(roll)]
    shuffled = list(rows)
    chance.shuffle(shuffled)

    assert sorted(unpacked) == sorted((activity, *coded(columns)) for activity, *columns in rows)
    assert packed(shuffled) == rolls


def coded(columns: list[Any]) -> list[int]:
    """Return the columns of a row as they are stored."""
    return [CODES[name][value] if name in CODES else value or 0 for name, value in zip(FIELDS, columns, strict=True)]


@examples(40, deep=300)
@given(
    rows=ROWS,
    what=COUNTS,
    by=st.lists(st.sampled_from(["activity", "unit", "role", "ethnic_group"]), max_size=2, unique=True),
    role=st.sampled_from(["", *ROLES]),
)
def test_columns_are_counted_as_one_by_one(rows: list[Any], what: RollCount, by: list[str], role: str) -> None:
    columns = Columns(packed(rows).items(), role=role)
    groups = [columns.group(name, lambda numbers: {number: f"in {number // 2}" for number in numbers}) for name in by]
    counted: dict[tuple[str, ...], Any] = defaultdict(list)
    for activity, *stored in rows:
        row = dict(zip(FIELDS, coded(stored), strict=True), activity=activity)
        is_of_role = not role or row["role"] == CODES["role"][role]
        if is_of_role and all(row[name] == code for name, code in what.codes.items()) and (row["times"] or not what.attended):
            counted[tuple(f"in {row[name] // 2}" for name in by)].append(row)
    expected = {group: number for group, of_group in counted.items() if (number := number_of(what, of_group))}

    assert columns.count(what, groups) == (expected if by else {(): expected.get((), 0)})


def number_of(what: RollCount, rows: list[dict[str, int]]) -> int:
    if what.adds_up:
        return sum(row[what.adds_up] for row in rows)
    return len({row[what.distinct] for row in rows}) if what.distinct else len(rows)
