"""Rules are written until they are locked, and changed after that by a new version with its reason."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import trail
from accounts.models import User
from activities.models import Document
from contests.locks import lock_contest
from contests.models import Ballot, Contest, RuleSet
from contests.results.closing import require_open_results
from contests.rules.stored import latest_rules, revision_of_rules, rules_of
from contests.rules.wording import as_validation_error
from contests.scoring.rules import Rules
from contests.scoring.rules_data import read_rules, write_rules
from contests.stage.performances import add_missing_performances
from vietnamese.text import clean

LONGEST_NUMBER = 60


class RulesChanged(ValidationError):
    """Raised when somebody saved the rules since they were read; `current`: as they are now."""

    def __init__(self, current: RuleSet | None) -> None:
        super().__init__(_("Trong lúc bạn sửa, người khác đã lưu thể lệ. Hãy xem bản đang lưu rồi lưu lại."), code="changed_since")
        self.current = current


def save_rules(
    contest: Contest,
    data: Any,
    *,
    number: str,
    dated: date | None,
    document: Document | None = None,
    revision: str = "",
    by: User,
    at: datetime,
) -> RuleSet:
    """Write the rules of a contest in place of an earlier draft.

    revision: of the rules that were read; without one nothing is compared. Raise ValidationError: by place, with the code rules_locked,
    RulesChanged.
    """
    rules = read_or_refuse(data)
    with transaction.atomic():
        lock_contest(contest.pk)
        current = latest_rules(contest)
        if current is not None and current.is_locked:
            raise ValidationError(_("Thể lệ đã khóa. Muốn đổi thì sửa đổi bằng một phiên bản mới, có lý do."), code="rules_locked")
        _require_unchanged(current, revision)
        rule_set = current or RuleSet(contest=contest, version=1, created_by=by, created_at=at)
        with trail.changing("changed" if rule_set.pk else "added", rule_set, by=by):
            rule_set.data, rule_set.document, rule_set.dated = write_rules(rules), document, dated
            rule_set.number = clean(number)[:LONGEST_NUMBER]
            rule_set.save()
    return rule_set


def _require_unchanged(current: RuleSet | None, revision: str) -> None:
    if revision and revision != revision_of_rules(current):
        raise RulesChanged(current)


def lock_rules(contest: Contest, *, by: User, at: datetime) -> RuleSet:
    """Lock the rules, so that ballots may come. Locking twice is locking once. Raise ValidationError for rules without number or date."""
    with transaction.atomic():
        lock_contest(contest.pk)
        rule_set = latest_rules(contest)
        if rule_set is None:
            raise ValidationError(_("Hội thi chưa có thể lệ. Hãy soạn thể lệ trước."), code="no_rules")
        if rule_set.is_locked:
            return rule_set
        if not rule_set.number or not rule_set.dated:
            message = _("Hãy ghi số và ngày ban hành thể lệ trước khi khóa.")
            raise ValidationError({"number": ValidationError(message, code="number_required")})
        with trail.changing("locked", rule_set, by=by):
            rule_set.locked_at, rule_set.locked_by = at, by
            rule_set.save()
        add_missing_performances(contest)
    return rule_set


def amend_rules(
    contest: Contest,
    data: Any,
    *,
    number: str,
    dated: date | None,
    reason: str,
    document: Document | None = None,
    revision: str = "",
    by: User,
    at: datetime,
) -> RuleSet:
    """Write a new version of locked rules, locked at once.

    Raise ValidationError: by place; rules_not_locked; criteria_have_ballots where a round with ballots would have other criteria;
    results_final while approved results stand; RulesChanged for a version that somebody else wrote since `revision` was read.
    """
    rules, reason = read_or_refuse(data), clean(reason)
    if not reason:
        raise ValidationError({"reason": ValidationError(_("Hãy ghi lý do sửa đổi thể lệ."), code="required")})
    if not clean(number) or not dated:
        raise ValidationError({"number": ValidationError(_("Hãy ghi số và ngày của văn bản sửa đổi."), code="number_required")})
    with transaction.atomic():
        lock_contest(contest.pk)
        current = latest_rules(contest)
        if current is None or not current.is_locked:
            raise ValidationError(_("Thể lệ chưa khóa: cứ sửa trực tiếp, không cần phiên bản mới."), code="rules_not_locked")
        _require_unchanged(current, revision)
        require_open_results(contest)
        require_same_criteria(contest, rules_of(current), rules)
        rule_set = RuleSet(
            contest=contest,
            version=current.version + 1,
            data=write_rules(rules),
            number=clean(number)[:LONGEST_NUMBER],
            dated=dated,
            document=document,
            reason=reason[: RuleSet._meta.get_field("reason").max_length],
            created_by=by,
            created_at=at,
            locked_by=by,
            locked_at=at,
        )
        rule_set.save()
        trail.record("amended", rule_set, changes=trail.created(rule_set), by=by, reason=reason)
        add_missing_performances(contest)
    return rule_set


def require_same_criteria(contest: Contest, current: Rules, changed: Rules) -> None:
    """Raise ValidationError where a round that was marked already would go or have other criteria: its sheets would not fit."""
    marked = set(Ballot.objects.of_contest(contest).values_list("performance__round", flat=True))
    criteria_after: Mapping[str, Any] = {round_.key: round_.criteria for round_ in changed.rounds}
    for round_ in current.rounds:
        if round_.key in marked and criteria_after.get(round_.key) != round_.criteria:
            message = _("Phần thi %(round)s đã có phiếu chấm nên không bỏ được và không đổi được tiêu chí.") % {"round": round_.name}
            raise ValidationError({"rounds": ValidationError(message, code="criteria_have_ballots")})


def read_or_refuse(data: Any) -> Rules:
    """Return rules as they were sent. Raise ValidationError, keyed by place, for what is wrong with them."""
    rules, problems = read_rules(data)
    if problems:
        raise as_validation_error(problems)
    return rules
