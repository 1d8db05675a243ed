"""The console's screens of an action on many rows: it asks, is done, and is undone."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access import fetch, require
from accounts.http import SignedInRequest
from activities.models import Activity, Sitting
from attendance.bulk.actions import MOST_AT_ONCE, Action, BulkResult, change_together, undo, verb_of
from attendance.bulk.choice import FIXED, chosen_ids, filter_sitting
from attendance.bulk.forms import FORMS
from attendance.bulk.refusals import find_refused
from attendance.bulk.wording import consequences_of, name_refused
from attendance.disclosure_log import note_list
from attendance.models import BulkChange, Registration
from attendance.registrations import participants
from attendance.registrations.filters import RegistrationFilter
from screens.forms import add_errors
from screens.pages import confirmation_page, show_errors
from screens.sealed.searches import search_query

ON_THE_LIST = (Action.CHANGE_ROLE, Action.WITHDRAW, Action.COPY, Action.MOVE)
AT_A_SITTING = (Action.TICK, Action.EXCUSE)


def registrations_bulk(request: SignedInRequest, pk: int) -> HttpResponse:
    """POST `action` for the chosen registrations (attendance.bulk.choice): show what will happen, and when that page is posted do it."""
    activity = fetch(Activity.objects.with_units(), request.user, "register" if request.method == "POST" else "view", pk=pk)
    list_url = reverse("registration-list", args=[pk])
    if request.method != "POST":
        return redirect(list_url)
    query = search_query(request, page_url=list_url)
    listed = RegistrationFilter(query, participants.list_registrations(activity, request.user), activity=activity).qs
    return _answer(request, activity, chosen_ids(request, listed), actions=ON_THE_LIST, list_url=list_url)


def sitting_bulk(request: SignedInRequest, pk: int) -> HttpResponse:
    """POST `action` for the chosen registrations of a live list, as `registrations_bulk`; ticks are done without asking."""
    verb = "check_in" if request.method == "POST" else "view"
    sitting = fetch(Sitting.objects.select_related("activity__unit"), request.user, verb, pk=pk)
    list_url = reverse("live-sitting", args=[pk])
    if request.method != "POST":
        return redirect(list_url)
    listed = filter_sitting(participants.list_sitting(sitting, request.user), search_query(request, page_url=list_url))
    ids = chosen_ids(request, listed)
    return _answer(request, sitting.activity, ids, actions=AT_A_SITTING, list_url=list_url, sitting=sitting)


def _answer(
    request: SignedInRequest, activity: Activity, ids: list[int], *, actions: tuple[str, ...], list_url: str, sitting: Sitting | None = None
) -> HttpResponse:
    """Do the action, show the page that asks about it, or return to the list where nothing can be done."""
    action, now, back = request.POST.get("action", ""), timezone.now(), f"{list_url}?{request.GET.urlencode()}".rstrip("?")
    if action not in actions:
        messages.error(request, _("Hãy chọn việc cần làm."))
    elif not ids:
        messages.error(request, _("Hãy chọn ít nhất một người."))
    elif len(set(ids)) > MOST_AT_ONCE:
        messages.error(request, _("Mỗi lần làm với nhiều nhất %(most)d người. Hãy lọc bớt rồi làm nhiều lần.") % {"most": MOST_AT_ONCE})
    else:
        require(request.user, verb_of(action, sitting=sitting, at=now), activity.unit)
        if action == Action.TICK:
            try:
                _say(request, change_together(action, activity, ids, by=request.user, at=now, sitting=sitting))
            except ValidationError as error:
                show_errors(request, error)
            return redirect(back)
        return _ask(request, action, activity, ids, back=back, sitting=sitting, at=now)
    return redirect(back)


def _ask(
    request: SignedInRequest, action: str, activity: Activity, ids: list[int], *, back: str, sitting: Sitting | None, at: datetime
) -> HttpResponse:
    """Show what the action will do and to whom it cannot be done; posted from that page, do it."""
    chosen = ",".join(map(str, ids))
    form = FORMS[action](
        request.POST if FIXED in request.POST else None,
        initial={"action": action, FIXED: chosen},
        user=request.user,
        activity=activity,
    )
    if form.is_valid():
        try:
            result = change_together(action, activity, ids, by=request.user, at=at, sitting=sitting, values=form.values())
        except ValidationError as error:
            add_errors(form, error)
        else:
            _say(request, result)
            return redirect(back)
    registrations = list(Registration.objects.filter(activity=activity, pk__in=ids).select_related("person").in_name_order())
    refused = find_refused(action, registrations, sitting=sitting, values={})
    note_list("registration-list", activity, to=request.user, people=len(registrations))
    doable = [registration for registration in registrations if registration.pk not in refused]
    if not doable:
        _say(request, BulkResult(refused=refused))
        return redirect(back)
    attended = Registration.objects.attended().filter(pk__in=[registration.pk for registration in doable]).count()
    context: dict[str, Any] = {
        "activity": activity,
        "sitting": sitting,
        "people": [registration.person.full_name for registration in doable],
        "refused": name_refused(refused),
    }
    return confirmation_page(
        request,
        form,
        heading=f"{Action(action).label}: {len(doable)}",
        submit_label=str(Action(action).label),
        consequences=consequences_of(action, len(doable), attended=attended),
        cancel_url=back,
        is_harmless=action not in (Action.WITHDRAW, Action.MOVE),
        template_name="attendance/bulk/confirm.html",
        **context,
    )


def _say(request: SignedInRequest, result: BulkResult) -> None:
    """Say by name whom the action left out; what was done stands in the notice that offers to undo it."""
    if result.refused:
        messages.warning(request, _("Không thực hiện được với: %(people)s.") % {"people": "; ".join(name_refused(result.refused))})
    elif not result.done:
        messages.warning(request, _("Không có ai để thực hiện."))


@require_POST
def bulk_undo(request: SignedInRequest, pk: int, change: UUID) -> HttpResponse:
    """Undo what the user did to many people of this activity, and return to the list where it was done."""
    activity, now = fetch(Activity.objects.select_related("unit"), request.user, "view", pk=pk), timezone.now()
    bulk_change = get_object_or_404(BulkChange.objects.select_related("sitting"), pk=change, activity=activity, done_by=request.user)
    require(request.user, verb_of(bulk_change.action, sitting=bulk_change.sitting, at=bulk_change.done_at), activity.unit)
    try:
        result = undo(bulk_change, by=request.user, at=now)
    except ValidationError as error:
        show_errors(request, error)
    else:
        count = len(result.done)
        sentence = ngettext("Đã hoàn tác với %(count)d người.", "Đã hoàn tác với %(count)d người.", count) % {"count": count}
        messages.success(request, sentence)
        _say(request, BulkResult(done=[pk], refused=result.refused))
    if bulk_change.sitting_id:
        return redirect("live-sitting", bulk_change.sitting_id)
    return redirect("registration-list", activity.pk)
