"""The pages of the draw: the order of the teams and their packages of questions, as drawn and as witnessed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import fetch
from accounts.http import SignedInRequest
from activities.pages import crumbs_to
from contests.models import Contest, Draw, Performance, Team
from contests.rules.stored import latest_rules, rules_of
from contests.scoring.rules import Round
from contests.stage import actions
from contests.stage.draw_forms import OrderForm, PackagesForm
from contests.stage.performances import order_of_teams
from screens.forms import add_errors, posted_data
from screens.pages import form_page

CONTESTS = Contest.objects.with_units()


@require_safe
def draw_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the order as it was drawn, the packages of each round, and every draw there was."""
    contest = fetch(CONTESTS, request.user, "view", pk=pk)
    draws = list(contest.draws.select_related("by"))
    names = {round_.key: round_.name for round_ in _locked_rounds(contest)}
    packages: dict[str, list[tuple[str, str]]] = {}  # the rounds in which some were drawn: {round: [(team, package)]}
    for row in Performance.objects.of_contest(contest).exclude(package="").select_related("team").order_by("order", "pk"):
        packages.setdefault(row.round, []).append((row.team.name, row.package))
    context = {
        "activity": contest,
        "crumbs": crumbs_to(contest),
        "teams": _teams_in_order(contest),
        "order_draw": next((draw for draw in draws if draw.kind == Draw.Kind.ORDER), None),
        "draws": [(draw, names.get(draw.round, "")) for draw in draws],
        "packages": [(names.get(key, key), teams) for key, teams in packages.items()],
        "rounds": names.items(),
        "may_record": request.user.can("record", contest.unit_id),
    }
    return render(request, "contests/stage/draw.html", context)


def _locked_rounds(contest: Contest) -> tuple[Round, ...]:
    rule_set = latest_rules(contest)
    return rules_of(rule_set).rounds if rule_set and rule_set.is_locked else ()


def _teams_in_order(contest: Contest) -> list[Team]:
    teams = Team.objects.select_related("organisation").in_bulk(order_of_teams(contest))
    return [teams[team] for team in order_of_teams(contest)] if teams else []


def order_draw(request: SignedInRequest, pk: int) -> HttpResponse:
    contest = fetch(CONTESTS, request.user, "record", pk=pk)
    is_again = contest.draws.filter(kind=Draw.Kind.ORDER).exists()
    form = OrderForm(posted_data(request), teams=_teams_in_order(contest), is_again=is_again)
    if form.is_valid():
        try:
            actions.draw_order(
                contest,
                teams=form.order,
                witnessed_by=form.cleaned_data["witnessed_by"],
                reason=form.cleaned_data.get("reason", ""),
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã ghi kết quả bốc thăm thứ tự thi."))
            return redirect("contest-draw", contest.pk)
    return _draw_form_page(request, contest, form, heading=_("Bốc thăm thứ tự thi"))


def packages_draw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down the packages of a round, `?round=` its key."""
    contest = fetch(CONTESTS, request.user, "record", pk=pk)
    rounds = {round_.key: round_.name for round_ in _locked_rounds(contest)}
    key = request.GET.get("round", "")
    if key not in rounds:
        raise Http404
    drawn = dict(Performance.objects.of_contest(contest).filter(round=key).exclude(package="").values_list("team_id", "package"))
    form = PackagesForm(
        posted_data(request),
        teams=_teams_in_order(contest),
        is_again=contest.draws.filter(kind=Draw.Kind.PACKAGES, round=key).exists(),
        initial={f"team-{team}": package for team, package in drawn.items()},
    )
    if form.is_valid():
        try:
            actions.draw_packages(
                contest,
                round_key=key,
                packages=form.packages,
                witnessed_by=form.cleaned_data["witnessed_by"],
                reason=form.cleaned_data.get("reason", ""),
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã ghi gói câu hỏi của các đội."))
            return redirect("contest-draw", contest.pk)
    return _draw_form_page(request, contest, form, heading=_("Gói câu hỏi: %(round)s") % {"round": rounds[key]})


def _draw_form_page(request: SignedInRequest, contest: Contest, form: OrderForm | PackagesForm, *, heading: str) -> HttpResponse:
    address = reverse("contest-draw", args=[contest.pk])
    crumbs = [*crumbs_to(contest), (_("Bốc thăm"), address)]
    return form_page(request, form, heading=heading, crumbs=crumbs, cancel_url=address, submit_label=_("Ghi kết quả bốc thăm"))
