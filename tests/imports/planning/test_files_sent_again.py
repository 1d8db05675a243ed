"""A roster that arrives again with births put right: its people are those on record, or are asked about; none is created in silence."""

import json
from pathlib import Path

import pytest

from people.models import Person
from tests.imports.conftest import Desk, codes

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]
SEQUENCE = Path(__file__).parent.parent / "sequence"
FIRST, CORRECTED = SEQUENCE / "first-sending.xlsx", SEQUENCE / "sent-again-birth-corrected.xlsx"


@pytest.mark.parametrize("path", [FIRST, CORRECTED], ids=lambda path: path.stem)
def test_both_files_read_as_their_sender_meant_them(desk: Desk, path: Path) -> None:
    rows = desk.hand_in(path.read_bytes(), name=path.name)["rows"]
    people = json.loads(path.with_suffix(".expected.json").read_text())
    expected = [{key: value for key, value in person.items() if key not in ("unit", "_note")} for person in people]
    assert [{key: row["data"][key] for key in person} for row, person in zip(rows, expected, strict=True)] == expected
    assert [row["data"]["commune"] for row in rows] == ["Ba Tơ", "Ba Tơ"]


def test_the_persons_on_record_are_offered_for_corrected_births(desk: Desk) -> None:
    assert desk.commit(desk.hand_in(FIRST.read_bytes(), name=FIRST.name))["registered"] == 2
    swapped, another_year = Person.objects.order_by("pk")
    rows = desk.hand_in(CORRECTED.read_bytes(), name=CORRECTED.name)["rows"]
    assert [row["candidates"] for row in rows] == [
        [{"person": swapped.pk, "reasons": ["name_birth_year_unit", "name_phone", "name_day_month_swapped"]}],
        [{"person": another_year.pk, "reasons": ["name_phone"]}],
    ]
    assert all("possible_match" in codes(row) for row in rows)
    assert Person.objects.count() == 2


def test_nobody_is_created_once_the_offered_persons_are_chosen(desk: Desk) -> None:
    desk.commit(desk.hand_in(FIRST.read_bytes(), name=FIRST.name))
    preview = desk.hand_in(CORRECTED.read_bytes(), name=CORRECTED.name)
    chosen = {f"{row['sheet']}!{row['row']}": {"person": row["candidates"][0]["person"]} for row in preview["rows"]}
    preview = desk.choose(preview, rows=chosen)
    assert [(row["action"], row["match"]["reasons"]) for row in preview["rows"]] == [("match", ["chosen"])] * 2
    written = desk.commit(preview)
    assert (written["registered"], written["already"]) == (0, 2)
    assert Person.objects.count() == 2
