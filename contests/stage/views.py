"""The secretary's board and what is written down on it; the screen for the hall."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import fetch
from accounts.http import SignedInRequest
from activities.pages import crumbs_to
from contests.models import Contest, Performance
from contests.results.standing import load_standing
from contests.stage import actions
from contests.stage.board import load_board
from contests.stage.forms import PerformanceForm
from screens.forms import add_errors, posted_data
from screens.pages import form_page, show_errors

CONTESTS = Contest.objects.with_units()
PERFORMANCES = Performance.objects.select_related("team__contest__unit")
SECONDS_BETWEEN_LOOKS = "5"  # of the screen in the hall
CLOCK = {"start": actions.start_clock, "stop": actions.stop_clock}


@require_safe
def board(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the board; asked by the page itself, only the part that changes."""
    contest = fetch(CONTESTS, request.user, "record", pk=pk)
    standing = load_standing(contest)
    context: dict[str, Any] = {"contest": contest, "board": load_board(standing) if standing else None, "now": timezone.now()}
    template = "contests/stage/_board.html" if getattr(request, "htmx", False) else "contests/stage/board.html"
    return render(request, template, context)


@require_POST
def performance_clock(request: SignedInRequest, pk: int) -> HttpResponse:
    """Start or stop the clock of a performance, as `?then=` of the button says."""
    performance = fetch(PERFORMANCES, request.user, "record", pk=pk)
    run = CLOCK.get(request.POST.get("then", ""))
    try:
        if run is not None:
            run(performance, by=request.user, at=timezone.now())
    except ValidationError as error:
        show_errors(request, error)
    return redirect("contest-board", performance.team.contest_id)


def performance_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct what is known of a performance: time, state, a penalty decided by people."""
    performance = fetch(PERFORMANCES, request.user, "record", pk=pk)
    contest = performance.team.contest
    names = ("status", "elapsed_seconds", "decided_penalty", "reason")
    form = PerformanceForm(posted_data(request), initial={name: getattr(performance, name) for name in names})
    board_url = reverse("contest-board", args=[contest.pk])
    if form.is_valid():
        try:
            actions.revise_performance(performance, form.cleaned_data, by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã lưu lượt thi của %(team)s.") % {"team": performance.team.name_in_sentence})
            return redirect(board_url)
    return form_page(
        request,
        form,
        heading=_("Lượt thi của %(team)s") % {"team": performance.team.name_in_sentence},
        crumbs=[*crumbs_to(contest), (_("Bảng Tổ Thư ký"), board_url)],
        cancel_url=board_url,
    )


@require_safe
def projector(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the hall who performs and who is next, and the time; nothing that is not released."""
    contest = fetch(CONTESTS, request.user, "record", pk=pk)
    standing = load_standing(contest)
    board_ = load_board(standing) if standing else None
    current = following = None
    for round_ in board_.rounds if board_ else ():
        for row in round_.rows:
            if row.performance.started_at is not None:
                current = (round_.round, row.performance)
            elif following is None and row.performance.pk in (standing.waiting if standing else ()):
                following = (round_.round, row.performance)
    published = contest.snapshots.filter(status="published").exists()
    context = {"contest": contest, "current": current, "following": following, "is_published": published, "now": timezone.now()}
    response = render(request, "contests/stage/projector.html", context)
    response["Refresh"] = SECONDS_BETWEEN_LOOKS  # by itself, without a script
    return response
