"""The desk's pages of the jury. A judge's address and PIN are on the page that answers the form, once, and nowhere again."""

from collections.abc import Callable, Iterable

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import fetch
from accounts.http import SignedInRequest
from activities.pages import crumbs_to
from attendance.passes import qr
from contests.juries import actions
from contests.juries.actions import SeatLink
from contests.juries.forms import JudgesForm, RecusalForm, ReplacementForm
from contests.models import Contest, JurySeat
from screens.forms import add_errors, posted_data
from screens.pages import Crumbs, confirmation_page, form_page

CONTESTS = Contest.objects.with_units()
SEATS = JurySeat.objects.select_related("contest__unit__parent__parent")


@require_safe
def jury_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    contest = fetch(CONTESTS, request.user, "record", pk=pk)
    seats = JurySeat.objects.filter(contest=contest).select_related("replaced_by").prefetch_related("recusals__team")
    rows = list(seats.annotate(sheets=Count("ballots", distinct=True)))
    context = {
        "activity": contest,
        "crumbs": crumbs_to(contest),
        "active": [seat for seat in rows if seat.ended_at is None],
        "ended": [seat for seat in rows if seat.ended_at is not None],
        "has_head": any(seat.is_head and seat.ended_at is None for seat in rows),
        "is_closed": contest.snapshots.standing().exists(),
    }
    return render(request, "contests/juries/jury.html", context)


@never_cache
def judges_add(request: SignedInRequest, pk: int) -> HttpResponse:
    contest = fetch(CONTESTS, request.user, "record", pk=pk)
    needs_head = not JurySeat.objects.active().filter(contest=contest, is_head=True).exists()
    form = JudgesForm(posted_data(request), needs_head=needs_head)
    if form.is_valid():
        values, now = form.cleaned_data, timezone.now()
        try:
            with transaction.atomic():
                links = [
                    actions.add_seat(
                        contest,
                        name=name,
                        is_head=number == 0 and values.get("has_head", False),
                        is_shadow=values["is_shadow"],
                        by=request.user,
                        at=now,
                    )
                    for number, name in enumerate(values["names"])
                ]
        except ValidationError as error:
            add_errors(form, error, field_names={"name": "names", "is_head": "has_head"})
        else:
            return _cards_page(request, contest, links)
    crumbs, back = _crumbs(contest), _address(contest)
    return form_page(
        request, form, heading=_("Thêm giám khảo"), crumbs=crumbs, cancel_url=back, submit_label=_("Thêm và in thẻ"),
        introduction=_("Lưu xong, thẻ có mã QR và mã PIN của từng người hiện ra một lần để in."),
    )  # fmt: skip


def _crumbs(contest: Contest) -> Crumbs:
    return [*crumbs_to(contest), (_("Ban giám khảo"), _address(contest))]


def _address(contest: Contest) -> str:
    return reverse("contest-jury", args=[contest.pk])


def _cards_page(request: SignedInRequest, contest: Contest, links: Iterable[SeatLink]) -> HttpResponse:
    """Show what the judges are handed: nobody can read it again."""
    cards = []
    for link in links:
        url = request.build_absolute_uri(reverse("judge", args=[link.token]))
        cards.append({"seat": link.seat, "url": url, "pin": link.pin, "outline": qr.outline(url)})
    context = {"activity": contest, "crumbs": _crumbs(contest), "cards": cards}
    return render(request, "contests/juries/cards.html", context)


@never_cache
def seat_replace(request: SignedInRequest, pk: int) -> HttpResponse:
    seat = fetch(SEATS, request.user, "record", pk=pk)
    form = ReplacementForm(posted_data(request))
    if form.is_valid():
        try:
            link = actions.replace_seat(seat, name=form.cleaned_data["name"], by=request.user, at=timezone.now())
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _cards_page(request, seat.contest, [link])
    return form_page(
        request, form, heading=_("Thay giám khảo %(name)s") % {"name": seat.name}, crumbs=_crumbs(seat.contest),
        cancel_url=_address(seat.contest), submit_label=_("Thay và in thẻ"),
        introduction=_("Đường dẫn của người cũ hết hiệu lực. Phiếu người cũ đã gửi vẫn giữ."),
    )  # fmt: skip


@never_cache
def seat_renew(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a judge a new link and PIN."""

    def renew(seat: JurySeat) -> HttpResponse:
        return _cards_page(request, seat.contest, [actions.renew_link(seat, by=request.user)])

    return _confirmed(
        request,
        pk,
        renew,
        heading=_("Cấp đường dẫn mới cho %(name)s"),
        consequences=[
            _("Đường dẫn và mã PIN cũ hết hiệu lực ngay."),
            _("Phiếu đã gửi vẫn giữ. Phiếu đang chấm dở trên điện thoại cũ thì chấm lại."),
        ],
    )


def seat_end(request: SignedInRequest, pk: int) -> HttpResponse:
    def end(seat: JurySeat) -> HttpResponse:
        actions.end_seat(seat, by=request.user, at=timezone.now())
        messages.success(request, _("%(name)s đã thôi chấm.") % {"name": seat.name})
        return redirect("contest-jury", seat.contest_id)

    return _confirmed(
        request,
        pk,
        end,
        heading=_("Cho %(name)s thôi chấm"),
        consequences=[
            _("Đường dẫn chấm điểm hết hiệu lực, không chờ phiếu nào nữa của người này."),
            _("Phiếu đã gửi vẫn giữ và vẫn tính điểm. Nếu có người chấm tiếp thì dùng Thay giám khảo."),
        ],
    )


def _confirmed(
    request: SignedInRequest, pk: int, act: Callable[[JurySeat], HttpResponse], *, heading: str, consequences: list[str]
) -> HttpResponse:
    """Ask, and do it on the POST; `heading` has %(name)s."""
    seat = fetch(SEATS, request.user, "record", pk=pk)
    form = forms.Form(posted_data(request))
    if form.is_valid():
        try:
            return act(seat)
        except ValidationError as error:
            add_errors(form, error)
    return confirmation_page(
        request,
        form,
        heading=heading % {"name": seat.name},
        consequences=consequences,
        crumbs=_crumbs(seat.contest),
        cancel_url=_address(seat.contest),
    )


def seat_excuse(request: SignedInRequest, pk: int) -> HttpResponse:
    seat = fetch(SEATS, request.user, "record", pk=pk)
    form = RecusalForm(posted_data(request), seat=seat)
    if form.is_valid():
        team = form.cleaned_data["team"]
        try:
            actions.excuse_from(seat, team, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("%(name)s không chấm %(team)s.") % {"name": seat.name, "team": team.name_in_sentence})
            return redirect("contest-jury", seat.contest_id)
    heading = _("Không chấm một đội: %(name)s") % {"name": seat.name}
    return form_page(request, form, heading=heading, crumbs=_crumbs(seat.contest), cancel_url=_address(seat.contest))
