"""Performances: a row for each team in each round, in the order that was drawn."""

from contests.models import Contest, Draw, Performance, Team
from contests.rules.stored import latest_rules, rules_of

MOST_TEAMS = 1000  # of a round, in `order`


def order_of_teams(contest: Contest) -> list[int]:
    """Return the ids of the teams: in the order drawn last, then those that were not in it, by name."""
    teams = list(Team.objects.filter(contest=contest).order_by("name", "pk").values_list("pk", flat=True))
    draw = contest.draws.filter(kind=Draw.Kind.ORDER).first()
    drawn = [team for team in (draw.result if draw else []) if team in teams]
    return drawn + [team for team in teams if team not in drawn]


def add_missing_performances(contest: Contest) -> None:
    """Add what is missing of team × round once the rules are locked, and put all in order: round by round, the teams as drawn."""
    rule_set = latest_rules(contest)
    if rule_set is None or not rule_set.is_locked:
        return
    present = {(row.team_id, row.round): row for row in Performance.objects.of_contest(contest)}
    teams = order_of_teams(contest)
    new, moved = [], []
    for number, round_ in enumerate(rules_of(rule_set).rounds):
        for place, team in enumerate(teams, 1):
            order = number * MOST_TEAMS + place
            row = present.get((team, round_.key))
            if row is None:
                new.append(Performance(team_id=team, round=round_.key, order=order))
            elif row.order != order:
                row.order = order
                moved.append(row)
    Performance.objects.bulk_create(new)
    Performance.objects.bulk_update(moved, ["order"])
