"""The pages of a contest's teams and their members."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.access import fetch
from accounts.http import SignedInRequest
from activities.pages import crumbs_to
from attendance.access import people_known_to
from attendance.disclosure_log import note_list
from attendance.models import Registration
from contests import actions
from contests.forms import LeaveForm, MembersForm, PartForm, TeamForm
from contests.models import Contest, Team, TeamMember
from contests.teams.absences import absences_of
from contests.teams.composition import composition_check
from contests.teams.member_entry import MemberEntry
from contests.teams.roster import is_roster_locked
from people.identity.namesakes import tell_apart
from places.models import Unit
from screens.forms import add_errors, posted_data
from screens.pages import confirmation_page, form_page, show_errors
from screens.query_strings import parse_id
from screens.sealed.searches import search_query

TEAMS = Team.objects.select_related("contest__unit__parent__parent", "organisation__unit")
MEMBERS = TeamMember.objects.select_related("team__contest", "registration__person")
MOST_FOUND = 20  # people a search offers
MOST_FREE = 100  # contestants without a team that are offered


# --- teams


def team_create(request: SignedInRequest, pk: int) -> HttpResponse:
    contest = fetch(Contest.objects.with_units(), request.user, "record", pk=pk)
    form = TeamForm(posted_data(request), contest=contest, user=request.user)
    if form.is_valid():
        try:
            team = actions.add_team(contest, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã thêm %(team)s. Việc tiếp theo: nhập thành viên.") % {"team": team.name_in_sentence})
            return redirect("team-members", team.pk)
    return form_page(request, form, heading=_("Thêm đội"), crumbs=crumbs_to(contest), cancel_url=contest.get_absolute_url())


@require_safe
def team_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    team = fetch(TEAMS.with_everything(), request.user, "view", pk=pk)
    contest = team.contest
    members, sees_personal = list(team.members.all()), request.user.can("see_personal", contest.unit_id)
    note_list("team-members", contest, to=request.user, people=len(members), sees_personal=sees_personal)
    context = {
        "activity": contest,
        "crumbs": crumbs_to(contest),
        "team": team,
        "members": members,
        "namesakes": tell_apart(member.registration.person for member in members),
        "may_record": request.user.can("record", contest.unit_id),
        "may_register": request.user.can("register", contest.unit_id),
        "sees_personal": sees_personal,
        "is_roster_locked": is_roster_locked(contest),
        "departures": composition_check(contest, sees_personal=sees_personal).departures_of(team),
        "absences": absences_of(team),
    }
    return render(request, "contests/team.html", context)


def team_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    team = fetch(TEAMS, request.user, "record", pk=pk)
    form = TeamForm(posted_data(request), contest=team.contest, user=request.user, team=team)
    crumbs, back = crumbs_to_team(team), _page_of(team)
    if form.is_valid():
        try:
            actions.change_team(team, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã lưu %(team)s.") % {"team": team.name_in_sentence})
            return redirect(back)
    return form_page(request, form, heading=_("Sửa đội"), crumbs=crumbs, cancel_url=back)


def team_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    team = fetch(TEAMS, request.user, "record", pk=pk)
    name, form = team.name_in_sentence, forms.Form(posted_data(request))
    if form.is_valid():
        try:
            actions.remove_team(team)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã xóa %(team)s.") % {"team": name})
            return redirect(team.contest)
    consequences = [_("Xóa %(team)s khỏi hội thi, cùng kết quả đã lưu của đội.") % {"team": name}]
    if team.members.exists():
        consequences = [_("Đội còn thành viên nên chưa xóa được. Hãy đưa từng người ra khỏi đội trước.")]
    return _confirm(request, team, form, heading=_("Xóa %(team)s") % {"team": name}, consequences=consequences)


def crumbs_to_team(team: Team) -> list[tuple[str, str]]:
    return [*crumbs_to(team.contest), (team.name, _page_of(team))]


def _page_of(team: Team) -> str:
    return reverse("team", args=[team.pk])


def _confirm(request: SignedInRequest, team: Team, form: forms.BaseForm, *, heading: str, consequences: list[str]) -> HttpResponse:
    return confirmation_page(
        request, form, heading=heading, consequences=consequences, crumbs=crumbs_to_team(team), cancel_url=_page_of(team)
    )


# --- members


def team_members(request: SignedInRequest, pk: int) -> HttpResponse:
    """A whole team typed at once: read and shown first, written when every line is right and decided."""
    team = fetch(TEAMS, request.user, "register", pk=pk)
    form = MembersForm(posted_data(request), team=team, initial={"unit": _likely_home(team)})
    entry = None
    if request.method == "POST":
        form.is_valid()
        entry = MemberEntry(
            form.cleaned_data.get("lines", ""),
            team=team,
            unit=form.cleaned_data.get("unit"),
            among=people_known_to(request.user),
            posted=request.POST,
            is_writing="write" in request.POST,
        )
    if entry and "write" in request.POST and form.is_valid() and entry.is_valid:
        try:
            added = actions.add_members(
                team, [row.member() for row in entry.rows_to_write], reason=form.cleaned_data.get("reason", ""), by=request.user
            )
        except ValidationError as error:
            entry.refuse(error)
        else:
            sentence = ngettext("Đã thêm %(number)d người vào %(team)s.", "Đã thêm %(number)d người vào %(team)s.", len(added))
            messages.success(request, sentence % {"number": len(added), "team": team.name_in_sentence})
            return redirect("team", team.pk)
    without_team = Registration.objects.active().filter(activity=team.contest_id, role=Registration.Role.CONTESTANT, team_member=None)
    free = without_team.select_related("person__unit", "person__organisation").in_name_order()[:MOST_FREE]
    context = {"activity": team.contest, "crumbs": crumbs_to_team(team), "team": team, "free": list(free)}
    context |= {"form": form, "entry": entry, "part_form": PartForm(auto_id="known_%s", contest=team.contest)}
    context |= _found(request, team)
    context["namesakes"] = tell_apart([*(row.person for row in free), *context["people"]])
    return render(request, "contests/team_members.html", context)


def _likely_home(team: Team) -> int | None:
    """Where the members entered last live, else the contest's or the school's own commune."""
    last = (
        Registration.objects.filter(team_member__team=team).order_by("-registered_at", "-pk").values_list("person__unit", flat=True).first()
    )
    units = [team.contest.unit, *([team.organisation.unit] if team.organisation else [])]
    communes = (unit.pk for unit in units if unit.level == Unit.Level.COMMUNE)
    return last or next(communes, None)


def known_contestants(request: SignedInRequest, pk: int) -> HttpResponse:
    """GET ?q=: the people found, as a fragment. POST person, part: one of them joins the team."""
    team = fetch(TEAMS, request.user, "register", pk=pk)
    if request.method != "POST":
        context = _found(request, team)
        return render(request, "contests/_people_on_record.html", context | {"team": team, "namesakes": tell_apart(context["people"])})
    person = get_object_or_404(people_known_to(request.user), pk=parse_id(request.POST.get("person", "")))
    form = PartForm(request.POST, contest=team.contest)
    try:
        if "part" in form.errors:
            raise ValidationError(_("Hãy chọn vai trong danh sách."))
        reason = form.cleaned_data.get("reason", "")
        actions.add_member(team, person=person, part=form.cleaned_data["part"], reason=reason, by=request.user)
        messages.success(request, _("%(name)s đã vào %(team)s.") % {"name": person.full_name, "team": team.name_in_sentence})
    except ValidationError as error:
        show_errors(request, error)
    return redirect("team-members", team.pk)


def _found(request: SignedInRequest, team: Team) -> dict[str, Any]:
    q = search_query(request).get("q", "").strip()
    if len(q) < 2:
        return {"q": q, "people": []}
    named = people_known_to(request.user).named_like(q).select_related("unit", "organisation").in_name_order()
    people = list(named[: MOST_FOUND + 1])
    placed = TeamMember.objects.filter(team__contest=team.contest_id, registration__person__in=people).exclude(
        registration__status=Registration.Status.WITHDRAWN
    )
    teams = {row.registration.person_id: row.team.name_in_sentence for row in placed.select_related("team", "registration")}
    for person in people:
        person.team_name = teams.get(person.pk, "")
    return {"q": q, "people": people[:MOST_FOUND], "has_more": len(people) > MOST_FOUND}


def member_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    member = fetch(MEMBERS, request.user, "register", pk=pk)
    form = PartForm(posted_data(request), initial={"part": member.part}, contest=member.team.contest)
    name, back = member.registration.person.full_name, _page_of(member.team)
    if form.is_valid():
        try:
            actions.change_part(member, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("%(name)s: %(part)s.") % {"name": name, "part": member.get_part_display()})
            return redirect(back)
    return form_page(request, form, heading=name, crumbs=crumbs_to_team(member.team), cancel_url=back)


def member_take_out(request: SignedInRequest, pk: int) -> HttpResponse:
    member = fetch(MEMBERS, request.user, "register", pk=pk)
    names = {"name": member.registration.person.full_name, "team": member.team.name_in_sentence}
    form = LeaveForm(posted_data(request), contest=member.team.contest)
    if form.is_valid():
        try:
            actions.remove_member(member, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("%(name)s đã ra khỏi %(team)s.") % names)
            return redirect("team", member.team_id)
    consequences = [
        _("%(name)s không còn trong %(team)s.") % names,
        _("Vẫn còn trong danh sách đăng ký của hội thi, thẻ và các lượt điểm danh vẫn giữ. Muốn rút hẳn thì dùng nút Rút ở danh sách đó."),
    ]
    return _confirm(request, member.team, form, heading=_("Đưa khỏi đội: %(name)s") % names, consequences=consequences)
