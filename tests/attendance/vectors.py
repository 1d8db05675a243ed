"""The files of examples that Python and JavaScript both have to pass, and how a case of one becomes a call."""

import json
import re
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from attendance.inbox.reasons import best_moment, find_likely_window, find_why
from attendance.scans.card_matching import ListedPerson, birth_year_of_hint, match_card
from attendance.scans.card_reading import Reading
from attendance.scans.verdict import Pass, Verdict, Window, correct, judge

FOLDER = Path(__file__).resolve().parent
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def vectors(name: str) -> dict[str, Any]:
    """Return the examples of "verdict", "reading", "names", "name_search", "reasons", "card_match", "headcount" or "limits"."""
    return json.loads((FOLDER / f"{name}_vectors.json").read_text(encoding="utf-8"))


def moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def judged(case: dict[str, Any], passes: dict[str, Any], windows: dict[str, Any]) -> tuple[datetime, Verdict]:
    """The corrected time and the verdict. A scan that says nothing of its arrival arrives at once."""
    at = correct(datetime.fromisoformat(case["at"]), timedelta(milliseconds=case.get("offset_ms", 0)))
    written = passes[case["pass"]] if case["pass"] else None
    periods = [(moment(begins), moment(ends)) for begins, ends in written["withdrawals"]] if written else []
    return at, judge(
        written and Pass(**{**written, "withdrawals": periods, "cancelled_at": moment(written["cancelled_at"])}),
        [
            Window(**{name: moment(value) if name.endswith("_at") else value for name, value in window.items()})
            for window in windows[case["windows"]]
        ],
        at=at,
        received_at=moment(case.get("received_at")) or at,
        sitting=case.get("sitting"),
        activity=case.get("activity"),
        paired_at=moment(case.get("paired_at")),
        revoked_at=moment(case.get("revoked_at")),
        not_before=moment(case.get("not_before")),
    )


def explain(case: dict[str, Any], windows: dict[str, Any]) -> tuple[str, int | None]:
    """Return the inbox's reason for a scan that counted nobody, and the sitting that it was most likely for."""
    at, sitting, cancelled_at = moment(case["at"]), case.get("sitting"), moment(case.get("cancelled_at"))
    paired_at, revoked_at = moment(case.get("paired_at")), moment(case.get("revoked_at"))
    received_at, not_before = moment(case.get("received_at")) or at, moment(case.get("not_before"))
    person = case.get("person", "registered")
    open_hours = [
        Window(**{name: moment(value) if name.endswith("_at") else value for name, value in window.items()})
        for window in windows[case["windows"]]
    ]
    registered = person and Pass(7, 1, withdrawals=[(None, None)] if person == "withdrawn" else [], cancelled_at=cancelled_at)
    facts = {"received_at": received_at, "sitting": sitting, "paired_at": paired_at, "revoked_at": revoked_at, "not_before": not_before}
    verdict = judge(registered, open_hours, at=at, **facts)
    outcome = case.get("stored_outcome") or verdict.outcome
    reason = find_why(
        outcome, open_hours, scanned_at=at, zone=ZONE,
        identifier=case.get("read", "code"), has_registration=bool(person), cancelled_at=cancelled_at, **facts,
    )  # fmt: skip
    likely = find_likely_window(open_hours, best_moment(scanned_at=at, received_at=received_at), sitting=sitting)
    return reason, likely and likely.sitting


def matched(case: dict[str, Any]) -> tuple[bool, list[int]]:
    """Return whether the phone is sure whose card it is, and the positions of those who may be meant."""
    people = [ListedPerson(person["name"], birth_year_of_hint(person["hint"]), person["gender"]) for person in case["people"]]
    match = match_card(Reading("card", **case["card"]), people)
    return match.is_sure, [position for position, person in enumerate(people) if any(person is candidate for candidate in match.people)]


def as_told(reading: Reading) -> dict[str, Any]:
    """As reading.js answers: the keys of its kind only, in its spelling."""
    all_ = asdict(reading)
    all_["birth_date"] = reading.birth_date and reading.birth_date.isoformat()
    keys = {
        "card": ("number", "full_name", "name_doubtful", "birth_year", "birth_date", "gender", "warnings"), "number": ("number",),
        "address": ("host",), "other": ("garbled",), **dict.fromkeys(("pass", "short", "pairing"), ("code",)),
    }.get(reading.kind, ())  # fmt: skip
    values = {re.sub(r"_(\w)", lambda match: match[1].upper(), key): list(all_[key]) if key == "warnings" else all_[key] for key in keys}
    return {"kind": reading.kind, **values}
