"""What happens to contests, their teams and their results; the common part goes through activities.actions."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import trail
from accounts.models import User
from activities import actions
from activities.copying.actions import record_copies
from activities.schedule.date_changes import DateChange
from activities.schedule.halfdays import MAX_DAYS
from attendance.models import Registration
from attendance.registrations.actions import change_role, register
from attendance.registrations.copying.actions import register_again
from contests.locks import lock_contest
from contests.models import Contest, Result, Snapshot, Team, TeamMember
from contests.results.closing import require_typed, require_typed_results
from contests.stage.performances import add_missing_performances
from contests.teams.roster import require_roster_open
from people.actions import add_person, find_or_add_organisation
from people.models import Organisation, Person
from screens.nested_errors import errors_under
from vietnamese.text import clean, fold

EVENING = time(18, 30), time(21, 30)
EVENING_LABEL = "Tối"  # data, not chrome: kept in Vietnamese in every language
LAST_PLACE = 1000  # beyond it a place is a slip of the keyboard
# Who is registered as one of these and joins a team is a contestant from then on; any other role is somebody's own decision to change.
BECOME_CONTESTANTS = (Registration.Role.PARTICIPANT, Registration.Role.AUDIENCE)


# --- contests


def record_contest(
    contest: Contest, *, teams: Iterable[dict[str, Any]] = (), sittings: Iterable[dict[str, Any]] | None = None, by: User
) -> Contest:
    """Save a new contest with its sittings (None: half-days proposed from the dates) and teams (`name`, `organisation`, `represents`)."""
    with transaction.atomic():
        _tidy(contest)
        actions.record(contest, sittings=sittings, by=by)
        for number, team in enumerate(teams):
            with errors_under("teams", number):
                add_team(contest, **team)
    return contest


def copy_contest(
    source: Contest, copies: Iterable[Contest], *, has_teams: bool = True, registrations: Collection[Registration] = (), by: User
) -> list[Contest]:
    """Save planned copies of `source`, all or none, with its sittings and, where `has_teams`, its teams, without results.

    registrations: whose people are registered for each copy, as `load_registrations_to_copy` reads them; contestants join their teams
    again. Raise ValidationError; the fields of the n-th copy are named `copies.<n>.<field>`.
    """
    teams = list(source.teams.prefetch_related("members__registration")) if has_teams else []
    copies = list(copies)
    with transaction.atomic():
        for contest in copies:
            _tidy(contest)
        for contest in record_copies(source, copies, by=by):
            by_person = register_again(contest, registrations, by=by) if registrations else {}
            _copy_teams(teams, contest=contest, registrations=by_person, by=by)
    return copies


def _copy_teams(teams: list[Team], *, contest: Contest, registrations: Mapping[int, Registration], by: User) -> None:
    """Save teams called alike in `contest`, each with those of its members who are among `registrations`: {person id: registration}."""
    copies = Team.objects.bulk_create(
        Team(contest=contest, name=team.name, organisation_id=team.organisation_id, represents=team.represents) for team in teams
    )
    trail.record_many("added", [(team, trail.created(team)) for team in copies], by=by)
    members = TeamMember.objects.bulk_create(
        TeamMember(team=copy, registration=registrations[member.registration.person_id], part=member.part)
        for team, copy in zip(teams, copies, strict=True)
        for member in team.members.all()
        if member.registration.person_id in registrations and not member.registration.is_withdrawn
    )
    trail.record_many("added", [(member, trail.created(member)) for member in members], by=by)


def revise_contest(contest: Contest, *, date_change: DateChange | None = None) -> Contest:
    with transaction.atomic():
        _tidy(contest)
        return actions.revise(contest, date_change=date_change)


def _tidy(contest: Contest) -> None:
    contest.theme, contest.rounds = clean(contest.theme), clean_rounds(contest.rounds)
    contest.school = _saved(contest.school)


def _saved(organisation: Organisation | None) -> Organisation | None:
    """Save an organisation that is not written yet, as a form reads a name that none has; return the one written meanwhile, if any."""
    if organisation is None or organisation.pk:
        return organisation
    return find_or_add_organisation(organisation.name, unit=organisation.unit, kind=organisation.kind)


def clean_rounds(rounds: Iterable[str]) -> list[str]:
    return [name for name in (clean(str(written))[:120] for written in rounds) if name]


def proposed_evenings(contest: Contest) -> list[dict[str, Any]]:
    """Return an evening for each day of the contest, at most 31; as record_contest takes sittings."""
    zone, days = timezone.get_current_timezone(), (contest.ends_on - contest.starts_on).days + 1
    starts, ends = EVENING
    return [
        {
            "label": EVENING_LABEL if days == 1 else f"{EVENING_LABEL} {day:%d/%m}",
            "starts_at": datetime.combine(day, starts, zone),
            "ends_at": datetime.combine(day, ends, zone),
        }
        for day in (contest.starts_on + timedelta(days=n) for n in range(min(days, MAX_DAYS)))
    ]


# --- teams and their members


def add_team(contest: Contest, *, name: str, organisation: Organisation | None = None, represents: str = "") -> Team:
    return _write_team(Team(contest=contest), name=name, organisation=organisation, represents=represents)


def change_team(team: Team, *, name: str, organisation: Organisation | None = None, represents: str = "") -> Team:
    return _write_team(team, name=name, organisation=organisation, represents=represents)


def _write_team(team: Team, *, name: str, organisation: Organisation | None, represents: str) -> Team:
    name = clean(name)[:120]
    if not name:
        raise ValidationError({"name": ValidationError(_("Hãy đặt tên đội."), code="required")})
    with transaction.atomic():
        lock_contest(team.contest_id)
        other_teams = Team.objects.filter(contest=team.contest_id).exclude(pk=team.pk)
        if any(fold(taken_name) == fold(name) for taken_name in other_teams.values_list("name", flat=True)):
            raise ValidationError({"name": ValidationError(_("Đã có đội tên “%(name)s”.") % {"name": name}, code="taken")})
        with trail.changing("changed" if team.pk else "added", team):
            is_new = team.pk is None
            team.name, team.organisation, team.represents = name, _saved(organisation), clean(represents)[:120]
            team.save()
            if is_new:
                add_missing_performances(team.contest)
    return team


def remove_team(team: Team) -> None:
    """Delete a team without members, with its results. Members keep their registrations, so they are removed one by one first."""
    with transaction.atomic():
        lock_contest(team.contest_id)
        _remove_withdrawn_members(team)
        if team.members.exists():
            raise ValidationError(_("Đội còn thành viên. Hãy đưa từng người ra khỏi đội trước."), code="has_members")
        for result in team.results.all():
            remove_result(result)
        with trail.changing("removed", team):
            team.delete()


def add_member(team: Team, *, person: Person, part: str, reason: str = "", by: User) -> TeamMember:
    """Put `person` in the team and register them as a contestant, unless they are that already.

    Raises ValidationError for who is in a team already, or registered in a role that does not compete; without a
    reason where the teams are locked. Who had withdrawn is reinstated with the same pass.
    """
    with transaction.atomic():
        lock_contest(team.contest_id)
        reason = require_roster_open(team.contest, reason)
        registration = Registration.objects.filter(activity=team.contest_id, person=person).first()
        _require_free_for_a_team(person, registration)
        _remove_withdrawn_members(team)
        _require_part_free(team, part)
        if registration is None or registration.is_withdrawn:
            is_of_school = team.organisation is not None and team.organisation.kind == Organisation.Kind.SCHOOL
            category = Registration.Category.PUPIL if is_of_school else ""
            registration = register(team.contest, person=person, role=Registration.Role.CONTESTANT, category=category, by=by)
        elif registration.role != Registration.Role.CONTESTANT:
            change_role(registration, role=Registration.Role.CONTESTANT, category=registration.category)
        member = TeamMember.objects.create(team=team, registration=registration, part=part)
        trail.record("added", member, changes=trail.created(member), by=by, reason=reason)
        return member


def _require_free_for_a_team(person: Person, registration: Registration | None) -> None:
    if registration is None:
        return
    member = TeamMember.objects.filter(registration=registration).select_related("team").first()
    if member and registration.is_withdrawn:
        _delete_member(member)  # whoever withdrew holds no place
    elif member:
        message = _("%(name)s đã ở trong %(team)s.") % {"name": person.full_name, "team": member.team.name_in_sentence}
        raise ValidationError({"person": ValidationError(message, code="in_a_team")})
    if not registration.is_withdrawn and registration.role not in (Registration.Role.CONTESTANT, *BECOME_CONTESTANTS):
        message = _("%(name)s đã đăng ký với vai trò %(role)s. Hãy đổi vai trò thành Thí sinh trong danh sách đăng ký trước.") % {
            "name": person.full_name,
            "role": registration.get_role_display(),
        }
        raise ValidationError({"person": ValidationError(message, code="in_another_role")})


def _remove_withdrawn_members(team: Team) -> None:
    """Remove members who withdrew: they hold no place, and a captain's place least of all."""
    for member in team.members.filter(registration__status=Registration.Status.WITHDRAWN).select_related("registration"):
        _delete_member(member)


def _require_part_free(team: Team, part: str, but: TeamMember | None = None) -> None:
    if part not in TeamMember.Part.values:
        raise ValidationError({"part": ValidationError(_("Hãy chọn vai trong danh sách."), code="invalid_choice")})
    others = team.members.exclude(pk=but.pk) if but else team.members
    if part == TeamMember.Part.CAPTAIN and others.filter(part=part).exists():
        raise ValidationError({"part": ValidationError(_("Đội đã có đội trưởng."), code="captain_taken")})


def add_members(team: Team, entries: Iterable[tuple[Person | dict[str, Any], str]], *, reason: str = "", by: User) -> list[TeamMember]:
    """Add a whole team at once, all or nothing: (a known Person, or a new one's values as `add_person` takes them; part) each.

    Raises ValidationError; the fields of the n-th are named `members.<n>.<field>`.
    """
    added = []
    require_roster_open(team.contest, reason)
    with transaction.atomic():
        for number, (member, part) in enumerate(entries):
            with errors_under("members", number):
                person = member if isinstance(member, Person) else add_person(**({"organisation": team.organisation} | member))
                added.append(add_member(team, person=person, part=part, reason=reason, by=by))
    return added


def change_part(member: TeamMember, *, part: str, reason: str = "") -> TeamMember:
    with transaction.atomic():
        lock_contest(member.team.contest_id)
        reason = require_roster_open(member.team.contest, reason)
        _require_part_free(member.team, part, but=member)
        with trail.changing("part_changed", member, reason=reason):
            member.part = part
            member.save(update_fields=["part"])
    return member


def remove_member(member: TeamMember, *, reason: str = "") -> None:
    """Remove somebody from the team; the registration stays, and with it what the person attended."""
    with transaction.atomic():
        lock_contest(member.team.contest_id)
        _delete_member(member, reason=require_roster_open(member.team.contest, reason))


def _delete_member(member: TeamMember, *, reason: str = "") -> None:
    with trail.changing("removed", member, reason=reason):
        member.delete()


# --- results


def give_result(
    team: Team, *, prize: str, place: int | None = None, title: str = "", total: Decimal | None = None, snapshot: Snapshot | None = None
) -> Result:
    """Record a team's ranked result (one; given again, it is replaced) or a special prize (several, each with its name).

    snapshot: the published results that it is of, with the team's total; without one it is typed by hand. Raise ValidationError:
    keyed by field, or scored_by_rules for a ranked result that is typed although the rules are locked.
    """
    with transaction.atomic():
        lock_contest(team.contest_id)
        if prize == Result.Prize.SPECIAL:
            return _give_special_prize(team, title=clean(title)[:120], snapshot=snapshot)
        if snapshot is None:
            require_typed_results(team.contest_id)
        if prize not in Result.Prize.values:
            raise ValidationError({"prize": ValidationError(_("Hãy chọn giải trong danh sách."), code="invalid_choice")})
        if place is not None and not 1 <= place <= LAST_PLACE:
            raise ValidationError({"place": ValidationError(_("Xếp hạng tính từ 1."), code="implausible")})
        result = Result.objects.ranked().filter(team=team).first() or Result(team=team)
        with trail.changing("given", result):
            result.prize, result.place, result.title, result.total, result.snapshot = prize, place, "", total, snapshot
            result.save()
        return result


def _give_special_prize(team: Team, *, title: str, snapshot: Snapshot | None) -> Result:
    """Record a special prize. People give some of them also where rules are locked: by a vote of the jury, or where a round is tied."""
    if not title:
        raise ValidationError({"title": ValidationError(_("Hãy ghi tên giải phụ, ví dụ Tiểu phẩm hay nhất."), code="required")})
    for result in Result.objects.special().filter(team=team):
        if fold(result.title) == fold(title):
            return result
    result = Result.objects.create(team=team, prize=Result.Prize.SPECIAL, title=title, snapshot=snapshot)
    trail.record("given", result, changes=trail.created(result))
    return result


def record_results(
    contest: Contest,
    ranked: Mapping[Team, tuple[int | None, str]],
    *,
    special_prize: tuple[Team, str] | None = None,
    taken_back: Result | None = None,
) -> None:
    """Record the ranked results (place, prize) of the contest's teams, all or nothing.

    Neither place nor prize: the team has no result; a place alone: no prize. Raises ValidationError: a team's fields are named
    `results.<team id>.<field>`; scored_by_rules for ranked results of a contest whose rules are locked.

    special_prize: (team, title) to be given as well; taken_back: a special prize to be deleted."""
    with transaction.atomic():
        lock_contest(contest.pk)
        if ranked:
            require_typed_results(contest.pk)
        for team, (place, prize) in ranked.items():
            with errors_under("results", team.pk):
                if place is None and not prize:
                    for result in Result.objects.ranked().filter(team=team):
                        remove_result(result)
                else:
                    give_result(team, prize=prize or Result.Prize.NONE, place=place)
        if special_prize:
            team, title = special_prize
            give_result(team, prize=Result.Prize.SPECIAL, title=title)
        if taken_back:
            remove_result(taken_back)


def remove_typed_results(contest: Contest) -> None:
    """Remove the ranked results that were typed, as those of before the rules were locked; special prizes stay."""
    with transaction.atomic():
        lock_contest(contest.pk)
        for result in Result.objects.ranked().filter(team__contest=contest, snapshot=None):
            delete_result(result)


def remove_result(result: Result) -> None:
    """Remove a result that was typed by hand. Raise ValidationError (scored_by_rules) for one of published results."""
    with transaction.atomic():
        lock_contest(result.team.contest_id)
        require_typed(result)
        delete_result(result)


def delete_result(result: Result) -> None:
    """Delete a result, whatever it is of; the publication of results and their reopening do."""
    with trail.changing("removed", result):
        result.delete()
