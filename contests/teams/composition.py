"""Where a team is not made as the rules of its contest say. Said, never refused: the organisers may accept it for a reason."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from contests.models import Contest, Team, TeamMember
from contests.models.contests import UNKNOWN_GROUP
from contests.rules.stored import latest_rules, rules_of
from contests.scoring.numbers import write_number
from contests.scoring.rules import Rules, TeamRule
from people.models import Person

ON_STAGE = (TeamMember.Part.CAPTAIN, TeamMember.Part.OFFICIAL)


@dataclass(frozen=True, slots=True)
class CompositionCheck:
    """What is ruled of the teams of a contest. `crowded`: schools and units that have more than one."""

    rules: Rules | None
    crowded: frozenset[int]
    sees_personal: bool

    def departures_of(self, team: Team) -> list[str]:
        """Return a sentence for each thing in which the team differs; shares only to who sees personal data. Load it with_everything()."""
        members = [member for member in team.active_members if member.part != TeamMember.Part.SUPPORT]
        rule = self.rules.team if self.rules else TeamRule()
        parts = Counter(member.part in ON_STAGE for member in members)
        on_stage, reserves = parts[True], parts[False]
        sentences = []
        if rule.min is not None and on_stage < rule.min:
            sentences.append(_("Có %(number)d người thi, thể lệ cần ít nhất %(least)d.") % {"number": on_stage, "least": rule.min})
        if rule.max is not None and on_stage > rule.max:
            sentences.append(_("Có %(number)d người thi, thể lệ cho nhiều nhất %(most)d.") % {"number": on_stage, "most": rule.max})
        if rule.reserves is not None and reserves > rule.reserves:
            sentences.append(_("Có %(number)d người dự bị, thể lệ cho nhiều nhất %(most)d.") % {"number": reserves, "most": rule.reserves})
        if self.sees_personal:
            sentences += _share_departures(rule, [member.registration.person for member in members])
        if team.organisation_id in self.crowded:
            sentences.append(_("%(organisation)s có hơn một đội dự thi.") % {"organisation": team.organisation})
        return sentences


def composition_check(contest: Contest, *, sees_personal: bool, teams: Sequence[Team] | None = None) -> CompositionCheck:
    """Return the check of this contest's teams; `teams`: all of them, where they are loaded already."""
    rule_set = latest_rules(contest)
    rules = rules_of(rule_set) if rule_set else None
    crowded: frozenset[int] = frozenset()
    if rules and rules.team.one_per_unit:
        ids = [team.organisation_id for team in teams] if teams is not None else contest.teams.values_list("organisation", flat=True)
        crowded = frozenset(pk for pk, count in Counter(ids).items() if pk is not None and count > 1)
    return CompositionCheck(rules, crowded, sees_personal)


def _share_departures(rule: TeamRule, people: list[Person]) -> list[str]:
    """Return what is wrong with the shares, counted of those whose gender or ethnic group is known."""
    sentences = []
    genders = [person.gender for person in people if person.gender is not None]
    if rule.gender_gap is not None and genders:
        female = sum(gender == Person.Gender.FEMALE for gender in genders)
        gap = Fraction(100 * abs(2 * female - len(genders)), len(genders))
        if gap > rule.gender_gap:
            params = {"gap": round(gap), "most": write_number(rule.gender_gap)}
            sentences.append(_("Nam và nữ chênh nhau %(gap)d %%, thể lệ cho nhiều nhất %(most)s %%.") % params)
    groups = [person.ethnic_group for person in people if person.ethnic_group and person.ethnic_group.code != UNKNOWN_GROUP]
    if rule.minority_share is not None and groups:
        share = Fraction(100 * sum(group.is_minority for group in groups), len(groups))
        if share < rule.minority_share:
            params = {"share": round(share), "least": write_number(rule.minority_share)}
            sentences.append(_("Người dân tộc thiểu số chiếm %(share)d %%, thể lệ cần ít nhất %(least)s %%.") % params)
    return sentences
