"""The ranking and what people decide about it; results in public."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import fetch
from accounts.http import SignedInRequest
from activities.pages import crumbs_to
from contests.ballots.points import total_of
from contests.models import Ballot, Contest, Performance, Result, Snapshot
from contests.results import actions
from contests.results.forms import NoteForm, ReopenForm, TieForm
from contests.results.obstacles import find_obstacles
from contests.results.ranking_data import ranking_data
from contests.results.standing import Standing, load_standing
from contests.rules.stored import round_names
from contests.scoring.numbers import with_comma, write_number
from screens.forms import add_errors, posted_data
from screens.pages import confirmation_page, form_page, show_errors
from vietnamese.text import join_file_name

CONTESTS = Contest.objects.with_units()
PERFORMANCES = Performance.objects.select_related("team__contest__unit")


@require_safe
def ranking(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show places and totals with their reasons, what stands in the way, and the results that were approved."""
    contest = fetch(CONTESTS, request.user, "record", pk=pk)
    standing = load_standing(contest)
    snapshots = list(Snapshot.objects.filter(contest=contest).defer("data").select_related("approved_by"))
    context: dict[str, Any] = {
        "contest": contest,
        "obstacles": find_obstacles(standing),
        "snapshots": snapshots,
        "standing_snapshot": next((row for row in snapshots if row.status != Snapshot.Status.REOPENED), None),
    }
    if standing is not None:
        context |= _ranking_context(standing)
    return render(request, "contests/results/ranking.html", context)


def _ranking_context(standing: Standing) -> dict[str, Any]:
    prizes = dict(Result.Prize.choices)
    rows = [
        row
        | {
            "team": standing.teams[row["team"]],
            "total": with_comma(row["total"]) or None,
            "prize": prizes.get(row["prize"], ""),
            "scores": {score["round"]: with_comma(score["score"]) for score in row["rounds"]},
            "status_label": Performance.Status(row["status"]).label if row["status"] != "ranked" else "",
        }
        for row in ranking_data(standing)["results"]
    ]
    for row in rows:
        row["cells"] = [(round_.name, row["scores"].get(round_.key, "")) for round_ in standing.rules.rounds]
    ties = standing.ranking.ties if standing.ranking else ()
    return {
        "rounds": standing.rules.rounds,
        "rows": rows,
        "ties": [{"place": tie.place, "crosses": tie.crosses_prize, "teams": [standing.teams[pk] for pk in tie.teams]} for tie in ties],
        "alerts": [
            {
                "performance": standing.performances[alert.performance],
                "team": standing.teams[standing.performances[alert.performance].team_id],
                "round": standing.rules.round(standing.performances[alert.performance].round).name,
                "spread": write_number(alert.spread),
                "limit": write_number(alert.limit),
                "note": alert.note,
            }
            for alert in standing.alerts
        ],
    }


def tie_resolve(request: SignedInRequest, pk: int, place: int) -> HttpResponse:
    """Write down how people decided between the teams on a place."""
    contest = fetch(CONTESTS, request.user, "record", pk=pk)
    standing = load_standing(contest)
    tie = next((tie for tie in standing.ranking.ties if tie.place == place), None) if standing and standing.ranking else None
    if tie is None or standing is None:
        raise Http404
    form = TieForm(posted_data(request), teams=[standing.teams[team] for team in tie.teams], place=place, rules=standing.rules)
    back = reverse("contest-ranking", args=[contest.pk])
    if form.is_valid():
        values = form.cleaned_data
        try:
            actions.resolve_tie(contest, teams=form.order, method=values["method"], note=values["note"], by=request.user, at=timezone.now())
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã ghi cách phân định."))
            return redirect(back)
    crumbs = [*crumbs_to(contest), (_("Xếp hạng"), back)]
    return form_page(request, form, heading=_("Phân định đội bằng điểm"), crumbs=crumbs, cancel_url=back)


def discrepancy_settle(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down the head judge's word on sheets that differ much."""
    performance = fetch(PERFORMANCES, request.user, "record", pk=pk)
    contest = performance.team.contest
    form = NoteForm(posted_data(request))
    back = reverse("contest-ranking", args=[contest.pk])
    if form.is_valid():
        try:
            actions.settle_discrepancy(performance, note=form.cleaned_data["note"], by=request.user, at=timezone.now())
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã ghi ý kiến của Trưởng ban giám khảo."))
            return redirect(back)
    names = round_names(contest)
    facts = [(_("Đội"), performance.team.name), (_("Phần thi"), names.get(performance.round, performance.round))]
    sheets = Ballot.objects.filter(performance=performance, status=Ballot.Status.VERIFIED).select_related("seat").order_by("seat")
    facts += [(sheet.seat.name, _("%(total)s điểm") % {"total": write_number(total_of(sheet.points))}) for sheet in sheets]
    return form_page(
        request,
        form,
        heading=_("Điểm các giám khảo lệch nhau"),
        crumbs=[*crumbs_to(contest), (_("Xếp hạng"), back)],
        cancel_url=back,
        facts=facts,
    )


def results_approve(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask, then freeze the results."""
    contest = fetch(CONTESTS, request.user, "record", pk=pk)
    back = reverse("contest-ranking", args=[contest.pk])
    if request.method == "POST":
        try:
            actions.approve_results(contest, by=request.user, at=timezone.now())
        except ValidationError as error:
            show_errors(request, error)
        else:
            messages.success(request, _("Đã chốt kết quả. Bây giờ in biên bản, danh sách giải, rồi công bố."))
        return redirect(back)
    return confirmation_page(
        request,
        heading=_("Chốt kết quả"),
        consequences=[
            _("Phiếu chấm, thời gian và cách phân định không sửa được nữa, trừ khi mở lại có lý do."),
            _("Biên bản và danh sách giải lập từ kết quả này."),
            _("Đường dẫn chấm điểm của giám khảo hết hiệu lực."),
        ],
        crumbs=[*crumbs_to(contest), (_("Xếp hạng"), back)],
        cancel_url=back,
        is_harmless=True,
    )


def results_publish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask, then publish approved results."""
    snapshot = fetch(Snapshot.objects.select_related("contest__unit"), request.user, "record", pk=pk)
    contest = snapshot.contest
    back = reverse("contest-ranking", args=[contest.pk])
    if request.method == "POST":
        try:
            actions.publish_results(snapshot, by=request.user, at=timezone.now())
        except ValidationError as error:
            show_errors(request, error)
        else:
            messages.success(request, _("Đã công bố kết quả."))
        return redirect(back)
    return confirmation_page(
        request,
        heading=_("Công bố kết quả"),
        consequences=[
            _("Ai có địa chỉ trang kết quả đều xem được: tên đội, điểm, giải; không có tên người."),
            _("Hạng và giải ghi vào các đội, thay kết quả nhập tay nếu có."),
        ],
        crumbs=[*crumbs_to(contest), (_("Xếp hạng"), back)],
        cancel_url=back,
        is_harmless=True,
    )


def results_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then open approved results again."""
    contest = fetch(CONTESTS, request.user, "record", pk=pk)
    back = reverse("contest-ranking", args=[contest.pk])
    form = ReopenForm(posted_data(request))
    if form.is_valid():
        try:
            actions.reopen_results(contest, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã mở lại kết quả. Sửa xong thì chốt lại: đó là lần chốt mới."))
            return redirect(back)
    return confirmation_page(
        request,
        form,
        heading=_("Mở lại kết quả"),
        consequences=[
            _("Trang kết quả công khai không hiện gì cho đến khi công bố lại."),
            _("Kết quả đã chốt vẫn được giữ để đối chiếu; giấy chứng nhận giải đã cấp theo nó không còn giá trị."),
            _("Hạng, giải đã ghi vào các đội và báo cáo được gỡ cho đến khi công bố lại."),
        ],
        crumbs=[*crumbs_to(contest), (_("Xếp hạng"), back)],
        cancel_url=back,
    )


@require_safe
def results_data(request: SignedInRequest, pk: int) -> HttpResponse:
    """Return approved results with all that they were computed from, as a file: `manage.py recount` computes them again."""
    snapshot = fetch(Snapshot.objects.select_related("contest__unit"), request.user, "record", pk=pk)
    data = {"revision": snapshot.revision, "sha256": snapshot.sha256, "data": snapshot.data}
    name = join_file_name(["du-lieu-hoi-thi", *snapshot.contest.file_words], "json")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1}, headers=headers)


@login_not_required
def public_results(request: HttpRequest, pk: int) -> HttpResponse:
    """Show published results to everybody: teams, totals and prizes, no person. Before that, and for other addresses, nothing."""
    published = Snapshot.objects.filter(contest=pk, status=Snapshot.Status.PUBLISHED).select_related("contest").first()
    if published is None:
        return render(request, "contests/results/nothing_published.html", status=404)
    names = {team["id"]: team["name"] for team in published.data["teams"]}
    prizes = dict(Result.Prize.choices)
    rows = [
        {
            "place": row["place"],
            "team": names[row["team"]],
            "total": with_comma(row["total"]),
            "prize": prizes.get(row["prize"], ""),
        }
        for row in published.data["results"]["places"]
    ]
    specials = [
        {"title": special["title"], "teams": [names[team] for team in special["teams"]]} for special in published.data["results"]["special"]
    ]
    return render(request, "contests/results/public.html", {"snapshot": published, "rows": rows, "specials": specials})
