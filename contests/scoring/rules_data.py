"""Rules as data: read from what an API or a form sends, with a word about each place that is wrong, and written the same way again.

Decimals are text with a point ("0.25"); "0,25" is understood, too.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, get_args

from contests.scoring.numbers import parse_number, write_exactly
from contests.scoring.rules import (
    BY_PEOPLE,
    BY_ROUND,
    BY_SCORE,
    ENDING,
    PRIZES,
    SPECIAL,
    Aggregation,
    AggregationKind,
    Criterion,
    PenaltyKind,
    PrizeSlots,
    Round,
    Rules,
    TeamRule,
    TimePenalty,
)

KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_KEY, LONGEST_NAME = 40, 120
MOST_ROUNDS, MOST_CRITERIA, MOST_BANDS, MOST_SLOTS, MOST_PRIZES = 12, 20, 10, 50, 20
MOST_POINTS, MOST_SECONDS = 1000, 4 * 3600
MOST_DECIMALS, MOST_DROPPED = 4, 3
KEEPS_NEXT, REDUCES_NEXT = "keeps-next", "reduces-next"  # what a prize shared beyond its slots does to the next one
SPECIAL_BY = ("vote", "hand")  # beside round:<key>


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at a place of the rules: a path like rounds.0.criteria.1.max, a closed code, what the sentence about it names."""

    path: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)


class _Reader:
    """Reads values out of nested data and collects what is wrong with them; what is wrong reads as a harmless value."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def refuse(self, path: str, code: str, **params: Any) -> None:
        self.problems.append(Problem(path, code, params))

    def items(self, data: Mapping[str, Any], name: str, path: str, *, least: int, most: int) -> list[tuple[str, Mapping[str, Any]]]:
        """Return (path, object) of each object in a list."""
        values = data.get(name, [])
        where = f"{path}{name}"
        if not isinstance(values, list):
            self.refuse(where, "not_a_list")
            return []
        if not least <= len(values) <= most:
            self.refuse(where, "wrong_length", least=least, most=most)
        objects = []
        for number, value in enumerate(values[:most]):
            if isinstance(value, Mapping):
                objects.append((f"{where}.{number}.", value))
            else:
                self.refuse(f"{where}.{number}", "not_an_object")
        return objects

    def text(self, data: Mapping[str, Any], name: str, path: str, *, is_required: bool = True) -> str:
        value = data.get(name) or ""
        text = " ".join(value.split()) if isinstance(value, str) else ""
        if (is_required and not text) or not isinstance(value, str):
            self.refuse(f"{path}{name}", "required")
        elif len(text) > LONGEST_NAME or not text.isprintable():
            self.refuse(f"{path}{name}", "text_too_long", most=LONGEST_NAME)
        return text

    def key(self, data: Mapping[str, Any], path: str) -> str:
        key = data.get("key")
        if not isinstance(key, str) or len(key) > LONGEST_KEY or not KEY.fullmatch(key):
            self.refuse(f"{path}key", "wrong_key", most=LONGEST_KEY)
            return ""
        return key

    def number(
        self, data: Mapping[str, Any], name: str, path: str, *, least: Fraction | int = 0, most: int = MOST_POINTS, above: bool = False
    ) -> Fraction | None:
        """Return the number; None where there is none. `above`: it has to be more than `least`."""
        if data.get(name) in (None, ""):
            return None
        number = parse_number(data[name])
        if number is None:
            self.refuse(f"{path}{name}", "not_a_number")
        elif not least <= number <= most or (above and number == least):
            self.refuse(f"{path}{name}", "out_of_range", least=write_exactly(Fraction(least)), most=most)
        else:
            return number
        return None

    def required_number(self, data: Mapping[str, Any], name: str, path: str, **limits: Any) -> Fraction:
        count = len(self.problems)
        number = self.number(data, name, path, **limits)
        if number is None and len(self.problems) == count:
            self.refuse(f"{path}{name}", "required")
        return Fraction(1) if number is None else number

    def whole(self, data: Mapping[str, Any], name: str, path: str, *, least: int, most: int) -> int | None:
        number = self.number(data, name, path, least=least, most=most)
        if number is not None and number.denominator != 1:
            self.refuse(f"{path}{name}", "not_whole")
        return None if number is None else int(number)

    def choice(self, data: Mapping[str, Any], name: str, path: str, choices: Iterable[str], default: str) -> str:
        value = data.get(name, default)
        if value not in list(choices):
            self.refuse(f"{path}{name}", "unknown_choice", choices=", ".join(choices))
            return default
        return str(value)

    def require_unique(self, paths_and_keys: Iterable[tuple[str, str]]) -> None:
        counts: Counter[str] = Counter()
        for path, key in paths_and_keys:
            counts[key] += 1
            if key and counts[key] == 2:
                self.refuse(path, "taken")


def read_rules(data: Any) -> tuple[Rules, list[Problem]]:
    """Return the rules and what is wrong with them; only rules without a problem may be used."""
    reader = _Reader()
    if not isinstance(data, Mapping):
        reader.refuse("", "not_an_object")
        data = {}
    rounds = tuple(_read_round(reader, path, item) for path, item in reader.items(data, "rounds", "", least=1, most=MOST_ROUNDS))
    reader.require_unique((f"rounds.{number}.key", round_.key) for number, round_ in enumerate(rounds))
    keys = {round_.key for round_ in rounds}
    decimals = reader.whole(data, "decimals", "", least=0, most=MOST_DECIMALS)
    rank_on = reader.choice(data, "rank_on", "", ("published", "exact"), "published")
    shared = reader.choice(data, "shared_prize", "", (KEEPS_NEXT, REDUCES_NEXT), KEEPS_NEXT)
    rules = Rules(
        rounds=rounds,
        tie_breaks=_read_tie_breaks(reader, data.get("tie_breaks"), keys),
        prizes=_read_prizes(reader, data, keys),
        decimals=2 if decimals is None else decimals,
        rank_on="exact" if rank_on == "exact" else "published",
        team=_read_team_rule(reader, data.get("team")),
        is_next_prize_kept=shared == KEEPS_NEXT,
    )
    return rules, reader.problems


def _read_round(reader: _Reader, path: str, data: Mapping[str, Any]) -> Round:
    criteria = tuple(
        _read_criterion(reader, where, item) for where, item in reader.items(data, "criteria", path, least=1, most=MOST_CRITERIA)
    )
    reader.require_unique((f"{path}criteria.{number}.key", criterion.key) for number, criterion in enumerate(criteria))
    weight = reader.number(data, "weight", path, above=True)
    return Round(
        key=reader.key(data, path),
        name=reader.text(data, "name", path),
        weight=Fraction(1) if weight is None else weight,
        criteria=criteria,
        aggregation=_read_aggregation(reader, f"{path}aggregation", data.get("aggregation")),
        time_limit=reader.whole(data, "time_limit", path, least=1, most=MOST_SECONDS),
        grace=reader.whole(data, "grace", path, least=0, most=MOST_SECONDS) or 0,
        penalty=_read_penalty(reader, f"{path}penalty", data.get("penalty"), has_limit=data.get("time_limit") not in (None, "")),
        discrepancy=reader.number(data, "discrepancy", path, above=True),
    )


def _read_criterion(reader: _Reader, path: str, data: Mapping[str, Any]) -> Criterion:
    most = reader.required_number(data, "max", path, above=True)
    step = reader.required_number(data, "step", path, above=True)
    if most % step:
        reader.refuse(f"{path}max", "off_step", step=write_exactly(step))
    return Criterion(reader.key(data, path), reader.text(data, "name", path), most, step)


def _read_aggregation(reader: _Reader, path: str, data: Any) -> Aggregation:
    if data is None:
        return Aggregation()
    if not isinstance(data, Mapping):
        reader.refuse(path, "not_an_object")
        return Aggregation()
    kind: Any = reader.choice(data, "kind", f"{path}.", get_args(AggregationKind), "mean")
    if kind != "trimmed":
        return Aggregation(kind)
    return Aggregation(kind, drop=reader.whole(data, "drop", f"{path}.", least=1, most=MOST_DROPPED) or 1)


def _read_penalty(reader: _Reader, path: str, data: Any, *, has_limit: bool) -> TimePenalty:
    if data is None:
        return TimePenalty()
    if not isinstance(data, Mapping):
        reader.refuse(path, "not_an_object")
        return TimePenalty()
    kind: Any = reader.choice(data, "kind", f"{path}.", get_args(PenaltyKind), "none")
    if kind == "none":
        return TimePenalty()
    if not has_limit:
        reader.refuse(path, "penalty_without_limit")
    cap = reader.number(data, "cap", f"{path}.", above=True)
    if kind == "bands":
        return TimePenalty(kind, bands=_read_bands(reader, f"{path}.bands", data.get("bands")), cap=cap)
    if kind == "cutoff":
        return TimePenalty(kind)
    return TimePenalty(kind, points=reader.required_number(data, "points", f"{path}.", above=True), cap=cap)


def _read_bands(reader: _Reader, path: str, data: Any) -> tuple[tuple[int, Fraction], ...]:
    """Read [[from how many seconds over, points], …], in which both ascend."""
    if not isinstance(data, list) or not 1 <= len(data) <= MOST_BANDS:
        reader.refuse(path, "wrong_length", least=1, most=MOST_BANDS)
        return ()
    bands: list[tuple[int, Fraction]] = []
    for number, band in enumerate(data):
        start, points = map(parse_number, band) if isinstance(band, list) and len(band) == 2 else (None, None)
        if start is None or points is None or start.denominator != 1 or not 1 <= start <= MOST_SECONDS or not 0 < points <= MOST_POINTS:
            reader.refuse(f"{path}.{number}", "wrong_band")
        elif bands and (start <= bands[-1][0] or points <= bands[-1][1]):
            reader.refuse(f"{path}.{number}", "bands_do_not_ascend")
        else:
            bands.append((int(start), points))
    return tuple(bands)


def _read_tie_breaks(reader: _Reader, data: Any, rounds: Iterable[str]) -> tuple[str, ...]:
    """Read the list, of which the marks decide the first part, people the rest; the last one leaves nothing tied."""
    if not isinstance(data, list) or not data or not all(isinstance(item, str) for item in data):
        reader.refuse("tie_breaks", "required")
        return ()
    choices = [*(f"{BY_ROUND}{key}" for key in rounds), *BY_SCORE, *BY_PEOPLE]
    are_peoples = False
    for number, item in enumerate(data):
        if item not in choices:
            reader.refuse(f"tie_breaks.{number}", "unknown_choice", choices=", ".join(choices))
        elif item in data[:number]:
            reader.refuse(f"tie_breaks.{number}", "taken")
        elif are_peoples and item not in BY_PEOPLE:
            reader.refuse(f"tie_breaks.{number}", "after_people")
        are_peoples = are_peoples or item in BY_PEOPLE
    if data[-1] not in ENDING:
        reader.refuse("tie_breaks", "does_not_end", choices=", ".join(ENDING))
    return tuple(data)


def _read_prizes(reader: _Reader, data: Mapping[str, Any], rounds: Iterable[str]) -> tuple[PrizeSlots, ...]:
    prizes: list[PrizeSlots] = []
    by = [*(f"{BY_ROUND}{key}" for key in rounds), *SPECIAL_BY]
    for path, item in reader.items(data, "prizes", "", least=1, most=MOST_PRIZES):
        key = reader.choice(item, "key", path, (*PRIZES, SPECIAL), PRIZES[0])
        is_special = key == SPECIAL
        slots = reader.whole(item, "slots", path, least=1, most=MOST_SLOTS)
        if slots is None and item.get("slots") in (None, ""):
            reader.refuse(f"{path}slots", "required")
        prizes.append(
            PrizeSlots(
                key=key,
                slots=slots or 1,
                title=reader.text(item, "title", path, is_required=is_special),
                min=reader.number(item, "min", path),
                by=reader.choice(item, "by", path, by, "hand") if is_special else "",
            )
        )
    ranked = [prize.key for prize in prizes if prize.key != SPECIAL]
    if ranked != sorted(set(ranked), key=PRIZES.index):
        reader.refuse("prizes", "prizes_out_of_order")
    reader.require_unique(("prizes", prize.title.casefold()) for prize in prizes if prize.key == SPECIAL)
    return tuple(prizes)


def _read_team_rule(reader: _Reader, data: Any) -> TeamRule:
    if data is None:
        return TeamRule()
    if not isinstance(data, Mapping):
        reader.refuse("team", "not_an_object")
        return TeamRule()
    rule = TeamRule(
        min=reader.whole(data, "min", "team.", least=1, most=100),
        max=reader.whole(data, "max", "team.", least=1, most=100),
        reserves=reader.whole(data, "reserves", "team.", least=0, most=100),
        gender_gap=reader.number(data, "gender_gap", "team.", most=100),
        minority_share=reader.number(data, "minority_share", "team.", most=100),
        one_per_unit=data.get("one_per_unit") is True,
    )
    if rule.min and rule.max and rule.max < rule.min:
        reader.refuse("team.max", "max_below_min")
    return rule


def write_rules(rules: Rules) -> dict[str, Any]:
    """Return the rules as `read_rules` takes them: the same data for the same rules."""
    team = rules.team
    return {
        "decimals": rules.decimals,
        "rank_on": rules.rank_on,
        "rounds": [_write_round(round_) for round_ in rules.rounds],
        "tie_breaks": list(rules.tie_breaks),
        "prizes": [
            {"key": prize.key, "slots": prize.slots}
            | ({"title": prize.title} if prize.title else {})
            | ({"min": write_exactly(prize.min)} if prize.min is not None else {})
            | ({"by": prize.by} if prize.by else {})
            for prize in rules.prizes
        ],
        "shared_prize": KEEPS_NEXT if rules.is_next_prize_kept else REDUCES_NEXT,
        "team": {
            "min": team.min,
            "max": team.max,
            "reserves": team.reserves,
            "gender_gap": None if team.gender_gap is None else write_exactly(team.gender_gap),
            "minority_share": None if team.minority_share is None else write_exactly(team.minority_share),
            "one_per_unit": team.one_per_unit,
        },
    }


def _write_round(round_: Round) -> dict[str, Any]:
    aggregation, penalty = round_.aggregation, round_.penalty
    written_penalty: dict[str, Any] = {"kind": penalty.kind}
    if penalty.kind == "bands":
        written_penalty["bands"] = [[start, write_exactly(points)] for start, points in penalty.bands]
    elif penalty.kind not in ("none", "cutoff"):
        written_penalty["points"] = write_exactly(penalty.points)
    if penalty.cap is not None:
        written_penalty["cap"] = write_exactly(penalty.cap)
    return {
        "key": round_.key,
        "name": round_.name,
        "weight": write_exactly(round_.weight),
        "criteria": [
            {"key": criterion.key, "name": criterion.name, "max": write_exactly(criterion.max), "step": write_exactly(criterion.step)}
            for criterion in round_.criteria
        ],
        "aggregation": {"kind": aggregation.kind} | ({"drop": aggregation.drop} if aggregation.kind == "trimmed" else {}),
        "time_limit": round_.time_limit,
        "grace": round_.grace,
        "penalty": written_penalty,
        "discrepancy": None if round_.discrepancy is None else write_exactly(round_.discrepancy),
    }
