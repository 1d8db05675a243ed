"""Rules in words, as people read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.models import Result
from contests.rules.typed import write_minutes
from contests.scoring.numbers import write_number
from contests.scoring.rules import BY_ROUND, SPECIAL, Aggregation, PrizeSlots, Round, Rules, TeamRule, TimePenalty

AGGREGATIONS = {
    "mean": gettext_lazy("Trung bình cộng điểm các giám khảo"),
    "sum": gettext_lazy("Tổng điểm các giám khảo"),
    "trimmed": gettext_lazy("Trung bình, bỏ điểm cao nhất và thấp nhất"),
    "median": gettext_lazy("Điểm đứng giữa (trung vị)"),
    "consensus": gettext_lazy("Ban giám khảo thống nhất một điểm"),
}
PENALTIES = {
    "none": gettext_lazy("Không trừ điểm"),
    "bands": gettext_lazy("Trừ theo mức thời gian quá"),
    "per_full_minute": gettext_lazy("Trừ cho mỗi phút quá trọn vẹn"),
    "per_started_minute": gettext_lazy("Trừ cho mỗi phút quá, kể cả chưa trọn"),
    "fixed": gettext_lazy("Quá giờ thì trừ một lần"),
    "cutoff": gettext_lazy("Hết giờ thì dừng phần thi, không trừ điểm"),
}
TIE_BREAKS = {
    "fewer-penalties": gettext_lazy("Bị trừ điểm ít hơn"),
    "head-judge": gettext_lazy("Điểm của Trưởng ban giám khảo cao hơn"),
    "supplementary": gettext_lazy("Thi câu hỏi phụ"),
    "lots": gettext_lazy("Bốc thăm"),
    "share": gettext_lazy("Đồng giải"),
}
PRIZES = {value: label for value, label in Result.Prize.choices if value != Result.Prize.NONE}
RANKINGS = {
    "published": gettext_lazy("Xếp hạng theo điểm đã làm tròn (điểm công bố)"),
    "exact": gettext_lazy("Xếp hạng theo điểm chưa làm tròn"),
}
SHARED_PRIZES = {
    "keeps-next": gettext_lazy("Giải kế tiếp vẫn đủ số giải"),
    "reduces-next": gettext_lazy("Giải kế tiếp bớt đi số giải đã trao thêm"),
}


def tie_break_choices(rounds: Iterable[tuple[str, str]]) -> list[tuple[str, Any]]:
    """Return (value, label) of every way to break a tie; `rounds`: (key, name)."""
    by_round = [(f"{BY_ROUND}{key}", _("Điểm phần %(round)s cao hơn") % {"round": name}) for key, name in rounds]
    return [*by_round, *TIE_BREAKS.items()]


def special_choices(rounds: Iterable[tuple[str, str]]) -> list[tuple[str, Any]]:
    by_round = [(f"{BY_ROUND}{key}", _("Điểm phần %(round)s cao nhất") % {"round": name}) for key, name in rounds]
    return [("hand", _("Ban giám khảo chọn")), ("vote", _("Khán giả bình chọn")), *by_round]


def describe_penalty(penalty: TimePenalty) -> str:
    """Return what is taken off for overtime, as 'quá từ 1 giây: trừ 0,25 điểm; quá từ 60 giây: trừ 0,5 điểm'."""
    sentence = str(PENALTIES[penalty.kind])
    if penalty.kind == "bands":
        sentence = "; ".join(
            _("quá từ %(start)d giây: trừ %(points)s điểm") % {"start": start, "points": write_number(band_points)}
            for start, band_points in penalty.bands
        )
    elif penalty.kind not in ("none", "cutoff"):
        sentence += ": " + _("%(points)s điểm") % {"points": write_number(penalty.points)}
    if penalty.cap is not None:
        sentence += "; " + _("nhiều nhất %(points)s điểm") % {"points": write_number(penalty.cap)}
    return sentence


def describe_aggregation(aggregation: Aggregation) -> str:
    if aggregation.kind == "trimmed" and aggregation.drop > 1:
        return _("Trung bình, bỏ %(drop)d điểm cao nhất và %(drop)d điểm thấp nhất") % {"drop": aggregation.drop}
    return str(AGGREGATIONS[aggregation.kind])


def describe_prize(prize: PrizeSlots, rounds: Iterable[tuple[str, str]]) -> str:
    name = prize.title or str(PRIZES[prize.key])
    sentence = _("%(number)d %(prize)s") % {"number": prize.slots, "prize": name}
    if prize.min is not None:
        sentence += " " + _("(từ %(points)s điểm)") % {"points": write_number(prize.min)}
    if prize.key == SPECIAL:
        sentence += f": {dict(special_choices(rounds))[prize.by]}"
    return sentence


def describe_team_rule(rule: TeamRule) -> list[str]:
    """Return a sentence for each thing that is ruled of a team."""
    sentences = []
    if rule.min and rule.max:
        sentences.append(_("Từ %(min)d đến %(max)d người thi") % {"min": rule.min, "max": rule.max})
    elif rule.min or rule.max:
        label = _("Ít nhất %(number)d người thi") if rule.min else _("Nhiều nhất %(number)d người thi")
        sentences.append(label % {"number": rule.min or rule.max})
    if rule.reserves is not None:
        sentences.append(_("Nhiều nhất %(number)d người dự bị") % {"number": rule.reserves})
    if rule.gender_gap is not None:
        sentences.append(_("Nam và nữ chênh nhau không quá %(share)s %%") % {"share": write_number(rule.gender_gap)})
    if rule.minority_share is not None:
        sentences.append(_("Ít nhất %(share)s %% là người dân tộc thiểu số") % {"share": write_number(rule.minority_share)})
    if rule.one_per_unit:
        sentences.append(_("Mỗi trường, đơn vị một đội"))
    return sentences


@dataclass(frozen=True, slots=True)
class DescribedRound:
    """A round as the page of the rules shows it."""

    name: str
    most: str
    weight: str  # empty where it is 1
    criteria: list[tuple[str, str, str]]  # name, maximum, step
    aggregation: str
    time_limit: str
    grace: int
    penalty: str
    discrepancy: str


@dataclass(frozen=True, slots=True)
class DescribedRules:
    rounds: list[DescribedRound]
    most: str  # in all
    tie_breaks: list[str]
    prizes: list[str]
    team: list[str]
    general: list[str]


def describe_rules(rules: Rules) -> DescribedRules:
    rounds = [(round_.key, round_.name) for round_ in rules.rounds]
    tie_breaks = dict(tie_break_choices(rounds))
    return DescribedRules(
        rounds=[describe_round(round_) for round_ in rules.rounds],
        most=write_number(sum((round_.max * round_.weight for round_ in rules.rounds), Fraction(0))),
        tie_breaks=[str(tie_breaks[choice]) for choice in rules.tie_breaks],
        prizes=[describe_prize(prize, rounds) for prize in rules.prizes],
        team=describe_team_rule(rules.team),
        general=[
            _("Điểm công bố có %(number)d chữ số thập phân") % {"number": rules.decimals},
            str(RANKINGS[rules.rank_on]),
            _("Đồng giải vượt số giải: %(rule)s")
            % {"rule": str(SHARED_PRIZES["keeps-next" if rules.is_next_prize_kept else "reduces-next"]).lower()},
        ],
    )


def describe_round(round_: Round) -> DescribedRound:
    return DescribedRound(
        name=round_.name,
        most=write_number(round_.max),
        weight="" if round_.weight == 1 else write_number(round_.weight),
        criteria=[(criterion.name, write_number(criterion.max), write_number(criterion.step)) for criterion in round_.criteria],
        aggregation=describe_aggregation(round_.aggregation),
        time_limit=write_minutes(round_.time_limit),
        grace=round_.grace,
        penalty=describe_penalty(round_.penalty) if round_.time_limit else "",
        discrepancy="" if round_.discrepancy is None else write_number(round_.discrepancy),
    )
