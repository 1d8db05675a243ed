"""The files of examples that Python and JavaScript both have to pass, and how a case of one becomes a call."""

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from attendance.scans.card_reading import Reading
from attendance.scans.verdict import Pass, Verdict, Window, correct, judge

FOLDER = Path(__file__).resolve().parent


def vectors(name: str) -> dict[str, Any]:
    """vectors("verdict"), "reading" or "names"."""
    return json.loads((FOLDER / f"{name}_vectors.json").read_text(encoding="utf-8"))


def moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def judged(case: dict[str, Any], passes: dict[str, Any], windows: dict[str, Any]) -> tuple[datetime, Verdict]:
    """The corrected time and the verdict. A scan that says nothing of its arrival arrives at once."""
    at = correct(datetime.fromisoformat(case["at"]), timedelta(milliseconds=case.get("offset_ms", 0)))
    found = passes[case["pass"]] if case["pass"] else None
    return at, judge(
        found and Pass(**{**found, "cancelled_at": moment(found["cancelled_at"])}),
        [Window(**{k: moment(v) if k.endswith("_at") else v for k, v in w.items()}) for w in windows[case["windows"]]],
        at=at,
        received_at=moment(case.get("received_at")) or at,
        sitting=case.get("sitting"),
        activity=case.get("activity"),
        held_after=moment(case.get("held_after")),
    )


def as_told(reading: Reading) -> dict[str, Any]:
    """As reading.js answers: the keys of its kind only, in its spelling."""
    all_ = asdict(reading)
    all_["birth_date"] = reading.birth_date and reading.birth_date.isoformat()
    keys = {
        "card": ("number", "full_name", "name_doubtful", "birth_year", "birth_date", "gender", "warnings"), "number": ("number",),
        "address": ("host",), "other": ("garbled",), **dict.fromkeys(("pass", "short", "pairing"), ("code",)),
    }.get(reading.kind, ())  # fmt: skip
    told = {_camel(key): list(all_[key]) if key == "warnings" else all_[key] for key in keys}
    return {"kind": reading.kind, **told}


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.title, rest))
