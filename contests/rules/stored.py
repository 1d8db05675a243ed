"""Rules as they are on record."""

import json

from contests.models import Contest, RuleSet
from contests.scoring.rules import Rules
from contests.scoring.rules_data import read_rules
from screens.revisions.forms import revision_of


def latest_rules(contest: Contest) -> RuleSet | None:
    """Return the rules that count, drafted or locked; None for a contest without."""
    rule_set: RuleSet | None = RuleSet.objects.filter(contest=contest).order_by("-version").first()
    return rule_set


def revision_of_rules(rule_set: RuleSet | None) -> str:
    """Return a digest of the rules as they are on record, by which whoever changes them says what they read."""
    if rule_set is None:
        return revision_of({})
    head = {"number": rule_set.number, "dated": rule_set.dated, "document": rule_set.document_id, "version": rule_set.version}
    return revision_of(head | {"data": json.dumps(rule_set.data, sort_keys=True)})


def is_scored_by_rules(contest_id: int) -> bool:
    """Return whether the contest has locked rules: places and prizes are then computed, not typed."""
    return RuleSet.objects.locked().filter(contest=contest_id).exists()


def rules_of(rule_set: RuleSet) -> Rules:
    """Return the rules of a stored version."""
    rules, problems = read_rules(rule_set.data)
    if problems:
        raise ValueError(f"rules {rule_set.pk} were stored although wrong: {problems[:3]}")
    return rules


def round_names(contest: Contest) -> dict[str, str]:
    """Return {key: name} of the rounds in their order; empty for a contest without rules."""
    rule_set = latest_rules(contest)
    return {round_.key: round_.name for round_ in rules_of(rule_set).rounds} if rule_set else {}
