"""Sheets at the desk: copied from paper, verified by a second person, printed to be filled in by hand."""

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import fetch
from accounts.http import SignedInRequest
from activities.pages import crumbs_to
from attendance.passes import qr
from contests.ballots import actions
from contests.ballots.forms import ReturnForm, SheetForm
from contests.ballots.points import total_of
from contests.models import Ballot, Contest, JurySeat, Performance
from contests.results.standing import load_standing
from contests.rules.stored import latest_rules, rules_of
from contests.scoring.numbers import with_comma, write_number
from contests.scoring.rules import Rules
from screens.forms import add_errors, posted_data
from screens.pages import form_page, show_errors

CONTESTS = Contest.objects.with_units()
PERFORMANCES = Performance.objects.select_related("team__contest__unit")
BALLOTS = Ballot.objects.select_related("performance__team__contest__unit", "seat", "entered_by")


def _locked_rules(contest: Contest) -> Rules:
    """Return the rules. Raise Http404 for a contest whose rules are not locked: it has no sheets."""
    rule_set = latest_rules(contest)
    if rule_set is None or not rule_set.is_locked:
        raise Http404
    return rules_of(rule_set)


def sheet_entry(request: SignedInRequest, performance: int, seat: int) -> HttpResponse:
    """Copy a judge's sheet from paper; its QR code leads here. Saved, the next missing sheet of the judge is offered."""
    row = fetch(PERFORMANCES, request.user, "record", pk=performance)
    contest, judge = row.team.contest, get_object_or_404(JurySeat, pk=seat, contest=row.team.contest)
    rules = _locked_rules(contest)
    if row.round not in {round_.key for round_ in rules.rounds}:
        raise Http404
    round_ = rules.round(row.round)
    form = SheetForm(posted_data(request), round_=round_, initial={"ballot_id": uuid4()})
    board_url = reverse("contest-board", args=[contest.pk])
    if form.is_valid():
        try:
            ballot = actions.submit_ballot(
                form.cleaned_data["ballot_id"],
                performance=row,
                seat=judge,
                points=form.points,
                source="paper",
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            total = write_number(total_of(ballot.points))
            text = _("Đã nhập phiếu của %(judge)s cho %(team)s: %(total)s điểm. Người khác kiểm tra lại.")
            messages.success(request, text % {"judge": judge, "team": row.team.name_in_sentence, "total": total})
            return redirect(_next_sheet(contest, judge) or board_url)
    earlier = Ballot.objects.filter(performance=row, seat=judge).order_by("-version").first()
    facts = [(_("Phần thi"), round_.name), (_("Đội"), row.team.name), (_("Giám khảo"), judge.name)]
    if earlier:
        facts.append((_("Phiếu đã có"), f"{write_number(total_of(earlier.points))} ({earlier.get_status_display()})"))
    return form_page(
        request,
        form,
        heading=_("Nhập phiếu chấm"),
        crumbs=[*crumbs_to(contest), (_("Bảng Tổ Thư ký"), board_url)],
        cancel_url=board_url,
        facts=facts,
    )


def _next_sheet(contest: Contest, judge: JurySeat) -> str | None:
    """Return the address of the next sheet that this judge has not sent of a team that has performed."""
    standing = load_standing(contest)
    rows = sorted(standing.performances.values(), key=lambda row: row.order) if standing else []
    missing = {row.performance for row in standing.missing if row.seat == judge.pk and not row.is_waiting} if standing else set()
    following = next((row for row in rows if row.pk in missing and row.status == Performance.Status.PERFORMED), None)
    return reverse("sheet-entry", args=[following.pk, judge.pk]) if following else None


@require_safe
def ballot_queue(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the sheets that wait to be verified, each with its marks beside what the paper has."""
    contest = fetch(CONTESTS, request.user, "record", pk=pk)
    rules = _locked_rules(contest)
    rounds = {round_.key: round_ for round_ in rules.rounds}
    waiting = BALLOTS.filter(performance__team__contest=contest, status=Ballot.Status.SUBMITTED).order_by("performance__order", "seat")
    rows = []
    for ballot in waiting:
        if round_ := rounds.get(ballot.performance.round):
            rows.append(
                {
                    "ballot": ballot,
                    "round": round_.name,
                    "marks": [(criterion.name, with_comma(ballot.points.get(criterion.key))) for criterion in round_.criteria],
                    "total": write_number(total_of(ballot.points)),
                    "is_own": ballot.entered_by_id == request.user.pk,
                }
            )
    return render(request, "contests/ballots/ballot_queue.html", {"contest": contest, "rows": rows})


@require_POST
def ballot_verify(request: SignedInRequest, pk: str) -> HttpResponse:
    ballot = fetch(BALLOTS, request.user, "record", pk=pk)
    try:
        actions.verify_ballot(ballot, by=request.user, at=timezone.now())
    except ValidationError as error:
        show_errors(request, error)
    else:
        messages.success(request, _("Đã kiểm tra phiếu của %(judge)s.") % {"judge": ballot.seat})
    return redirect("ballot-queue", ballot.performance.team.contest_id)


def ballot_return(request: SignedInRequest, pk: str) -> HttpResponse:
    """Return a sheet to its judge, with a reason."""
    ballot = fetch(BALLOTS, request.user, "record", pk=pk)
    contest = ballot.performance.team.contest
    form = ReturnForm(posted_data(request))
    back = reverse("ballot-queue", args=[contest.pk])
    if form.is_valid():
        try:
            actions.return_ballot(ballot, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã trả lại phiếu của %(judge)s.") % {"judge": ballot.seat})
            return redirect(back)
    return form_page(
        request,
        form,
        heading=_("Trả lại phiếu chấm"),
        crumbs=[*crumbs_to(contest), (_("Phiếu chờ kiểm tra"), back)],
        cancel_url=back,
        submit_label=_("Trả lại phiếu"),
        facts=[(_("Giám khảo"), ballot.seat.name), (_("Đội"), ballot.performance.team.name)],
    )


@require_safe
def paper_sheets(request: SignedInRequest, pk: int) -> HttpResponse:
    """Print a sheet for each judge and team of a round, `?round=`; its QR code leads to where it is typed in."""
    contest = fetch(CONTESTS, request.user, "record", pk=pk)
    standing = load_standing(contest)
    if standing is None:
        raise Http404
    key = request.GET.get("round") or standing.rules.rounds[0].key
    if key not in {round_.key for round_ in standing.rules.rounds}:
        raise Http404
    rows = sorted((row for row in standing.performances.values() if row.round == key), key=lambda row: row.order)
    sheets = [
        {
            "team": standing.teams[row.team_id],
            "order": number,
            "seat": seat,
            "outline": qr.outline(request.build_absolute_uri(reverse("sheet-entry", args=[row.pk, seat.pk]))),
        }
        for seat in standing.seats
        if seat.ended_at is None
        for number, row in enumerate(rows, 1)
        if row.team_id not in standing.out
    ]
    context = {"contest": contest, "rounds": standing.rules.rounds, "round": standing.rules.round(key), "sheets": sheets}
    return render(request, "contests/ballots/paper_sheets.html", context)
