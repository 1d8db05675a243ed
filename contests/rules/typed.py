"""Rules as a form holds them: texts in the order of the page, with commas and minutes; and as contests.scoring.rules_data has them.

A typed set is {rounds: [{…, criteria: [{…}], bands: [{…}]}], tie_breaks: [{choice}], prizes: [{…}], team: {…}, decimals, rank_on,
shared_prize}, all of it text.
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from contests.scoring.numbers import parse_number, with_comma, write_exactly
from contests.scoring.rules import BY_ROUND, PRIZES
from contests.scoring.rules_data import LONGEST_KEY, MOST_CRITERIA, MOST_PRIZES, MOST_ROUNDS
from vietnamese.text import fold

Typed = dict[str, Any]
MOST_TIE_BREAKS = 20
USUAL_DISCREPANCY = "20%"  # of a round's maximum
MINUTES = re.compile(r"([0-9]{1,3}):([0-5][0-9])")
PERCENT = re.compile(r"(.+?)\s*%")
MOST_OF_LIST = {"rounds": MOST_ROUNDS, "criteria": MOST_CRITERIA, "tie_breaks": MOST_TIE_BREAKS, "prizes": MOST_PRIZES}


def new_row(name: str, rows: list[Typed]) -> Typed:
    """Return what is added to a list of the form: another round, criterion, tie-break or prize."""
    if name == "rounds":
        return {"weight": "1", "aggregation": "mean", "penalty": "none", "discrepancy": USUAL_DISCREPANCY} | {
            "criteria": [new_row("criteria", [])], "bands": [],
        }  # fmt: skip
    if name == "criteria":
        return {"step": rows[-1].get("step", "") if rows else "0,25"}
    if name == "prizes":
        present = {row.get("key") for row in rows}
        return {"key": next((key for key in PRIZES if key not in present), "special"), "slots": "1", "by": "hand"}
    return {}


def new_typed() -> Typed:
    prizes: list[Typed] = []
    for slots in ("1", "1", "2"):
        prizes.append(new_row("prizes", prizes) | {"slots": slots})
    return {"rounds": [new_row("rounds", [])], "tie_breaks": [{"choice": "lots"}], "prizes": prizes, "team": {}} | GENERAL


GENERAL = {"decimals": "2", "rank_on": "published", "shared_prize": "keeps-next"}


# --- from rules and to rules


def type_rules(data: Mapping[str, Any]) -> Typed:
    """Return stored rules as the form shows them."""
    return {
        "rounds": [_type_round(round_) for round_ in data["rounds"]],
        "tie_breaks": [{"choice": choice} for choice in data["tie_breaks"]],
        "prizes": [_type_row(prize) for prize in data["prizes"]],
        "team": _type_row(data.get("team") or {}),
        **{name: str(data.get(name, usual)) for name, usual in GENERAL.items()},
    }


def _type_row(row: Mapping[str, Any]) -> Typed:
    return {name: "" if value in (None, False) else "on" if value is True else str(value) for name, value in row.items()} | {
        name: with_comma(row[name]) for name in ("max", "step", "min", "gender_gap", "minority_share") if row.get(name) is not None
    }


def _type_round(round_: Mapping[str, Any]) -> Typed:
    aggregation, penalty = round_.get("aggregation") or {}, round_.get("penalty") or {}
    return {
        "key": round_["key"],
        "name": round_["name"],
        "weight": with_comma(round_["weight"]),
        "criteria": [_type_row(criterion) for criterion in round_["criteria"]],
        "aggregation": aggregation.get("kind", "mean"),
        "drop": str(aggregation.get("drop", "")),
        "time_limit": write_minutes(round_.get("time_limit")),
        "grace": str(round_.get("grace") or ""),
        "penalty": penalty.get("kind", "none"),
        "penalty_points": with_comma(penalty.get("points")),
        "penalty_cap": with_comma(penalty.get("cap")),
        "bands": [{"start": str(start), "points": with_comma(points)} for start, points in penalty.get("bands", [])],
        "discrepancy": with_comma(round_.get("discrepancy")),
    }


def to_rules_data(typed: Typed) -> dict[str, Any]:
    """Return what was typed as `read_rules` takes it."""
    team = typed["team"]
    return {
        "decimals": typed["decimals"],
        "rank_on": typed["rank_on"],
        "shared_prize": typed["shared_prize"],
        "rounds": [_round_data(round_) for round_ in typed["rounds"]],
        "tie_breaks": [row.get("choice", "") for row in typed["tie_breaks"]],
        "prizes": [{name: value for name, value in row.items() if name != "by" or row.get("key") == "special"} for row in typed["prizes"]],
        "team": team | {"one_per_unit": bool(team.get("one_per_unit"))},
    }


def _round_data(round_: Typed) -> dict[str, Any]:
    kind = round_.get("penalty", "none")
    penalty = {"kind": kind, "points": round_.get("penalty_points", ""), "cap": round_.get("penalty_cap", "")}
    penalty["bands"] = [[row.get("start", ""), row.get("points", "")] for row in round_["bands"]]
    return {
        "key": round_.get("key", ""),
        "name": round_.get("name", ""),
        "weight": round_.get("weight", ""),
        "criteria": round_["criteria"],
        "aggregation": {"kind": round_.get("aggregation", "mean"), "drop": round_.get("drop", "")},
        "time_limit": read_minutes(round_.get("time_limit", "")),
        "grace": round_.get("grace", ""),
        "penalty": penalty,
        "discrepancy": _read_discrepancy(round_),
    }


def _read_discrepancy(round_: Typed) -> str:
    """Return the points; typed as a share ("20%") it is one of what a judge can give at most."""
    text = round_.get("discrepancy", "")
    share = parse_number(match[1]) if (match := PERCENT.fullmatch(text.strip())) else None
    maxima = [parse_number(row.get("max", "")) for row in round_["criteria"]]
    if share is None or None in maxima:
        return "" if share is not None else text  # a maximum that is no number is refused at its own place
    return write_exactly(share * sum((most for most in maxima if most is not None), Fraction(0)) / 100)


def write_minutes(seconds: int | None) -> str:
    """Return '5' for 300 and '4:30' for 270."""
    if not seconds:
        return ""
    return f"{seconds // 60}:{seconds % 60:02}" if seconds % 60 else str(seconds // 60)


def read_minutes(text: str) -> str:
    """Return the seconds of '5', '4:30' or '4,5' minutes; anything else as it is."""
    if match := MINUTES.fullmatch(text.strip()):
        return str(int(match[1]) * 60 + int(match[2]))
    minutes = parse_number(text)
    return text if minutes is None else write_exactly(minutes * 60)


# --- what the buttons of the form do


def edit_rows(typed: Typed, command: str, path: str) -> None:
    """Add a row to the list at `path`, remove the row at `path`, or move it up; a path that leads nowhere changes nothing."""
    if command == "add":
        name, rows = path.rpartition(".")[2], _list_at(typed, path)
        if rows is not None and len(rows) < MOST_OF_LIST.get(name, 0):
            rows.append(new_row(name, rows))
        return
    list_path, _dot, number = path.rpartition(".")
    rows = _list_at(typed, list_path)
    index = int(number) if number.isascii() and number.isdecimal() else -1
    if rows is None or not 0 <= index < len(rows):
        return
    if command == "up" and index:
        rows[index - 1 : index + 1] = [rows[index], rows[index - 1]]
    elif command == "remove":
        row = rows.pop(index)
        if list_path == "rounds":
            _forget_round(typed, row.get("key", ""))


def _list_at(typed: Typed, path: str) -> list[Typed] | None:
    parts = path.split(".")
    if len(parts) == 1 and path in ("rounds", "tie_breaks", "prizes"):
        rows: list[Typed] = typed[path]
        return rows
    if len(parts) == 3 and (parts[0], parts[2]) == ("rounds", "criteria") and parts[1].isascii() and parts[1].isdecimal():
        number = int(parts[1])
        return typed["rounds"][number]["criteria"] if number < len(typed["rounds"]) else None
    return None


def _forget_round(typed: Typed, key: str) -> None:
    """Leave a round that was removed out of the tie-breaks and the special prizes that name it."""
    name = f"{BY_ROUND}{key}"
    typed["tie_breaks"] = [row for row in typed["tie_breaks"] if row.get("choice") != name]
    for prize in typed["prizes"]:
        if prize.get("by") == name:
            prize["by"] = "hand"


def drop_empty_rows(typed: Typed) -> None:
    for round_ in typed["rounds"]:
        round_["criteria"] = [row for row in round_["criteria"] if row.get("name") or row.get("max")]
        round_["bands"] = [row for row in round_["bands"] if row.get("start") or row.get("points")]
    typed["tie_breaks"] = [row for row in typed["tie_breaks"] if row.get("choice")]


def name_keys(typed: Typed) -> None:
    """Give each round and criterion that has a name and no key one of its name; a key stays when the name is corrected."""
    for rows in (typed["rounds"], *(round_["criteria"] for round_ in typed["rounds"])):
        used_keys = {row.get("key") for row in rows}
        for row in rows:
            if row.get("name") and not row.get("key"):
                slug = re.sub(r"[^a-z0-9]+", "-", fold(row["name"])).strip("-")[: LONGEST_KEY - 3].strip("-") or "phan"
                row["key"] = next(key for key in (slug, *(f"{slug}-{number}" for number in range(2, 100))) if key not in used_keys)
                used_keys.add(row["key"])
