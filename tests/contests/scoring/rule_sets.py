"""Rules for tests, as data."""

from typing import Any

from contests.scoring.rules import Rules
from contests.scoring.rules_data import read_rules


def criterion(key: str = "noi-dung", most: str = "10", step: str = "0.25") -> dict[str, Any]:
    return {"key": key, "name": key.capitalize(), "max": most, "step": step}


def round_of(key: str = "tieu-pham", **changes: Any) -> dict[str, Any]:
    return {"key": key, "name": key.capitalize(), "weight": "1", "criteria": [criterion()], "aggregation": {"kind": "mean"}} | changes


def rules_data(*rounds: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "decimals": 2,
        "rank_on": "published",
        "rounds": list(rounds) or [round_of()],
        "tie_breaks": ["lots"],
        "prizes": [{"key": "first", "slots": 1}, {"key": "second", "slots": 1}, {"key": "third", "slots": 2}],
    } | changes


def rules_of(*rounds: dict[str, Any], **changes: Any) -> Rules:
    rules, problems = read_rules(rules_data(*rounds, **changes))
    assert not problems, problems
    return rules
