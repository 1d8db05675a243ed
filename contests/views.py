"""The pages of a contest itself and of its results; those of its teams are in teams.views."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import fetch, require_anywhere
from accounts.http import SignedInRequest
from activities.pages import copy_page, crumbs_to, detail_context, document_from_address, redirect_to_copies
from attendance.disclosure_log import note_list
from attendance.inbox.undecided import inbox_context
from attendance.registrations.copying.actions import load_registrations_to_copy
from attendance.sittings.attendance_counts import arrivals_by_sitting, attendance_context
from contests import actions
from contests.forms import ContestCopyForm, ContestForm, ResultForms, SpecialPrizeForm
from contests.models import Contest, Result, RuleSet, Team
from contests.ranking import RankedTeam, find_prizes_out_of_order, find_shared_places
from contests.rules.stored import is_scored_by_rules
from contests.teams.composition import composition_check
from contests.teams.roster import is_roster_locked
from finder.recent import note_activity
from screens.forms import add_errors, posted_data
from screens.pages import form_page, show_errors
from screens.query_strings import parse_id
from vietnamese.text import sort_key

CONTESTS = Contest.objects.with_units().select_related("school", "created_by", "document")


def contest_create(request: SignedInRequest) -> HttpResponse:
    require_anywhere(request.user, "record")
    form = ContestForm(posted_data(request), user=request.user, initial=document_from_address(request))
    if form.is_valid():
        try:
            contest = actions.record_contest(form.instance, sittings=form.sittings(), by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã lưu hội thi. Việc tiếp theo: thêm các đội dự thi."))
            return redirect(contest)
    activities = reverse("activity-list")
    return form_page(request, form, heading=_("Thêm hội thi"), crumbs=[(_("Hoạt động"), activities)], cancel_url=activities)


def contest_copy(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the form of contests like this one; its button `more_rows` only adds rows to the table."""
    source = fetch(CONTESTS, request.user, "record", pk=pk)
    form = ContestCopyForm(posted_data(request), source=source, user=request.user, initial=document_from_address(request))
    if form.wants_more_rows:
        form = form.with_more_rows()
    elif form.is_valid():
        registrations, has_teams = load_registrations_to_copy(source, form.chosen_people), form.cleaned_data.get("teams", False)
        try:
            contests = actions.copy_contest(source, form.copies, has_teams=has_teams, registrations=registrations, by=request.user)
        except ValidationError as error:
            form.refuse_copies(error)
        else:
            return redirect_to_copies(request, contests)
    return copy_page(request, form)


def contest_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    contest = fetch(CONTESTS, request.user, "record", pk=pk)
    crumbs, back = crumbs_to(contest), contest.get_absolute_url()
    form = ContestForm(
        posted_data(request),
        instance=contest,
        user=request.user,
        attended=arrivals_by_sitting(contest),
        initial=document_from_address(request),
    )
    if form.is_valid():
        try:
            actions.revise_contest(form.instance, date_change=form.date_change)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã lưu."))
            return redirect(contest)
    return form_page(request, form, heading=_("Sửa hội thi"), crumbs=crumbs, cancel_url=back)


@require_safe
def contest_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    is_scored = Exists(RuleSet.objects.locked().filter(contest=OuterRef("pk")))
    contest = fetch(CONTESTS.annotate(is_scored=is_scored), request.user, "view", pk=pk)
    note_activity(contest, by=request.user)
    teams = ranked_teams(contest)
    note_list("team-members", contest, to=request.user, people=sum(len(team.active_members) for team in teams))
    context: dict[str, Any] = detail_context(contest, request.user) | {
        "teams": teams,
        "contestants": sum(len(team.active_members) for team in teams),
        "has_results": any(team.results.all() for team in teams),
        "published": next((result.snapshot for team in teams for result in team.results.all() if result.snapshot), None),
        "has_typed_results": any(not result.is_scored for team in teams for result in team.results.all()),
        "is_roster_locked": is_roster_locked(contest),
        **inbox_context(contest, request.user),
    }
    check = composition_check(contest, sees_personal=context["sees_personal"], teams=teams)
    for team in teams:
        team.departures = check.departures_of(team)
    context["rounds"] = [round_.name for round_ in check.rules.rounds] if check.rules else contest.rounds
    context |= attendance_context(contest, context["sittings"])
    context["is_removable"] = context["is_removable"] and not teams
    return render(request, "contests/contest.html", context)


def ranked_teams(contest: Contest) -> list[Team]:
    """Return the teams with everything, in order of their results; before there are any, by name."""
    return sorted(Team.objects.filter(contest=contest).with_everything(), key=lambda team: _rank(team).order)


def _rank(team: Team) -> RankedTeam:
    result = team.ranked_result
    return RankedTeam(team.name, result.place, result.prize) if result else RankedTeam(team.name)


# --- results


def contest_results(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show places, prizes and special prizes in one form. Every button saves all of it; `add` and `take_back` stay on the page.

    Where the rules are locked there are special prizes alone; `drop_typed` removes places and prizes that were typed before.
    """
    contest = fetch(CONTESTS, request.user, "record", pk=pk)
    has_ranked = not is_scored_by_rules(contest.pk) or "ranked" in request.POST  # a page that was open when they were locked
    if "drop_typed" in request.POST:
        actions.remove_typed_results(contest)
        messages.success(request, _("Đã bỏ các kết quả nhập tay."))
        return redirect("contest-results", contest.pk)
    rows = ResultForms(_teams_by_name(contest) if has_ranked else [], posted_data(request))
    special_form = SpecialPrizeForm(posted_data(request), contest=contest)
    if request.method == "POST" and special_form.is_valid() and rows.is_valid():
        removed = Result.objects.special().filter(team__contest=contest, pk=parse_id(request.POST.get("take_back", "0"))).first()
        try:
            actions.record_results(contest, rows.ranked(), special_prize=special_form.prize, taken_back=removed)
        except ValidationError as error:
            if not hasattr(error, "error_dict"):
                show_errors(request, error)
                return redirect("contest-results", contest.pk)
            rows.refuse(error)
        else:
            stays = "add" in request.POST or "take_back" in request.POST
            _say_what_was_recorded(request, special_form.prize, removed, has_ranked=has_ranked and (rows.has_changed() or not stays))
            for sentence in oddities(_teams_by_name(contest)):
                messages.warning(request, sentence)
            return redirect("contest-results", contest.pk) if stays else redirect(contest)
    return _results_page(request, contest, rows, special_form, has_ranked=has_ranked)


def _say_what_was_recorded(
    request: SignedInRequest, special_prize: tuple[Team, str] | None, removed: Result | None, *, has_ranked: bool
) -> None:
    if has_ranked:
        messages.success(request, _("Đã lưu kết quả."))
    if special_prize:
        team, title = special_prize
        messages.success(request, _("Đã lưu giải phụ “%(title)s” cho %(team)s.") % {"title": title, "team": team.name_in_sentence})
    if removed:
        sentence = _("Đã xóa giải phụ “%(title)s” của %(team)s.")
        messages.success(request, sentence % {"title": removed.title, "team": removed.team.name_in_sentence})


def _teams_by_name(contest: Contest) -> list[Team]:
    teams = Team.objects.filter(contest=contest).select_related("organisation").prefetch_related("results")
    return sorted(teams, key=lambda team: sort_key(team.name))


def _results_page(
    request: SignedInRequest, contest: Contest, rows: ResultForms, special_form: SpecialPrizeForm, *, has_ranked: bool
) -> HttpResponse:
    teams = [form.team for form in rows.forms] or _teams_by_name(contest)
    context = {
        "teams": teams,
        "has_ranked": has_ranked,
        "typed_count": sum(team.ranked_result is not None and not team.ranked_result.is_scored for team in teams),
        "has_draft_rules": has_ranked and RuleSet.objects.filter(contest=contest).exists(),
        "activity": contest,
        "crumbs": crumbs_to(contest),
        "rows": rows,
        "special_form": special_form,
        "special_prizes": [result for team in teams for result in team.special_prizes],
        "oddities": oddities(teams),
    }
    return render(request, "contests/contest_results.html", context)


def oddities(teams: list[Team]) -> list[str]:
    """Return sentences about results that are allowed and worth a second look."""
    ranked = [_rank(team) for team in teams]
    shared = [
        _("Cùng xếp hạng %(place)d: %(teams)s. Nếu là đồng giải thì đúng; nếu không, hãy sửa lại.")
        % {"place": place, "teams": ", ".join(names)}
        for place, names in find_shared_places(ranked)
    ]
    return shared + [
        _("%(better)s xếp hạng cao hơn %(worse)s nhưng nhận giải thấp hơn. Hãy xem lại.") % {"better": better, "worse": worse}
        for better, worse in find_prizes_out_of_order(ranked)
    ]
