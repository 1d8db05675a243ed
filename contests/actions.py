"""What happens to contests, their teams and their results; the common part goes through activities.actions."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from activities import actions
from attendance.actions import register
from attendance.models import Registration
from contests.models import Contest, Result, Team, TeamMember
from people.models import Organisation, Person
from vietnamese.text import clean, fold


def record_contest(
    contest: Contest, *, teams: Iterable[dict[str, Any]] = (), sittings: Iterable[dict[str, Any]] | None = None, by: Any
) -> Contest:
    """Saves a new contest with its sittings (None: proposed from the dates) and teams (`name`, `organisation`, `represents`)."""
    with transaction.atomic():
        contest.rounds = clean_rounds(contest.rounds)
        actions.record(contest, sittings=sittings, by=by)
        for team in teams:
            add_team(contest, **team)
    return contest


def revise_contest(contest: Contest) -> Contest:
    contest.rounds = clean_rounds(contest.rounds)
    return actions.revise(contest)


def clean_rounds(rounds: Iterable[str]) -> list[str]:
    return [name for name in (clean(str(written))[:120] for written in rounds) if name]


def add_team(contest: Contest, *, name: str, organisation: Organisation | None = None, represents: str = "") -> Team:
    return _write_team(Team(contest=contest), name=name, organisation=organisation, represents=represents)


def change_team(team: Team, *, name: str, organisation: Organisation | None = None, represents: str = "") -> Team:
    return _write_team(team, name=name, organisation=organisation, represents=represents)


def _write_team(team: Team, *, name: str, organisation: Organisation | None, represents: str) -> Team:
    name = clean(name)[:120]
    if not name:
        raise ValidationError({"name": ValidationError(_("Hãy đặt tên đội."), code="required")})
    others = Team.objects.filter(contest=team.contest).exclude(pk=team.pk)
    if any(fold(other) == fold(name) for other in others.values_list("name", flat=True)):
        raise ValidationError({"name": ValidationError(_("Đã có đội tên “%(name)s”.") % {"name": name}, code="taken")})
    team.name, team.organisation, team.represents = name, organisation, clean(represents)[:120]
    team.save()
    return team


def remove_team(team: Team) -> None:
    """A team without members; its members keep their registrations, so they are taken out one by one first."""
    if team.members.exists():
        raise ValidationError(_("Đội còn thành viên. Hãy đưa từng người ra khỏi đội trước."), code="has_members")
    team.delete()


def add_member(team: Team, *, person: Person, part: str, by: Any) -> TeamMember:
    """Registers `person` as a contestant, unless they are registered in the contest already, and puts them in the team."""
    with transaction.atomic():
        registration = Registration.objects.filter(activity=team.contest_id, person=person).first()
        other = TeamMember.objects.filter(registration=registration).select_related("team").first() if registration else None
        if other:
            message = _("%(name)s đã ở trong đội “%(team)s”.") % {"name": person.full_name, "team": other.team.name}
            raise ValidationError({"person": ValidationError(message, code="in_a_team")})
        if registration is None or registration.is_withdrawn:
            is_pupil = team.organisation is not None and team.organisation.kind == Organisation.Kind.SCHOOL
            category = Registration.Category.PUPIL if is_pupil else ""
            registration = register(team.contest, person=person, role=Registration.Role.CONTESTANT, category=category, by=by)
        if part == TeamMember.Part.CAPTAIN and team.members.filter(part=part).exists():
            raise ValidationError({"part": ValidationError(_("Đội đã có đội trưởng."), code="captain_taken")})
        return TeamMember.objects.create(team=team, registration=registration, part=part)


def take_out(member: TeamMember) -> None:
    """Out of the team; the registration stays, and with it what the person attended."""
    member.delete()


def give_result(team: Team, *, prize: str, place: int | None = None, title: str = "") -> Result:
    """A team's ranked result (one; given again, it is replaced) or a special prize (several, each with its name)."""
    title = clean(title)[:120]
    if prize == Result.Prize.SPECIAL:
        if not title:
            raise ValidationError({"title": ValidationError(_("Hãy ghi tên giải phụ, ví dụ Tiểu phẩm hay nhất."), code="required")})
        found, _made = Result.objects.update_or_create(team=team, prize=prize, title=title, defaults={"place": None})
        return found
    if place is not None and place < 1:
        raise ValidationError({"place": ValidationError(_("Xếp hạng tính từ 1."), code="implausible")})
    with transaction.atomic():
        Result.objects.filter(team=team).exclude(prize=Result.Prize.SPECIAL).delete()
        return Result.objects.create(team=team, prize=prize, place=place)


def take_result_back(result: Result) -> None:
    result.delete()
