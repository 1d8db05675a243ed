"""The console's screens of the inbox: undecided scans, and decisions."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Max, Min
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import fetch
from accounts.http import SignedInRequest
from accounts.models import User
from activities.models import Activity, Sitting
from attendance.disclosure_log import note_list
from attendance.inbox import decisions
from attendance.inbox.forms import FORM, OTHER_CHOICE, DecisionForm, DismissalForm, PeriodForm
from attendance.inbox.undecided import Case, DeviceSummary, is_walk_in, list_cases, list_undecided, summarise_devices
from attendance.inbox.wording import (
    ACCEPT_REASONS,
    DISMISS_REASONS,
    HAS_WITHDRAWN,
    IS_HERE_TOO,
    OTHER,
    WHY,
    kind_in_words,
    readable_text,
    usual_accept,
    usual_dismiss,
)
from attendance.models import Device, Registration, RegistrationQuerySet, Resolution, Scan
from attendance.registrations.participants import filter_by_name
from attendance.registrations.possible_doubles import find_pairs, load_doubles
from people.identity.namesakes import tell_apart
from screens.forms import add_errors, posted_data
from screens.pages import paginate
from screens.query_strings import parse_id
from screens.sealed.searches import search_query

ACTIVITIES = Activity.objects.with_units()
RESOLUTIONS = Resolution.objects.select_related(
    "scan__registration__person", "scan__activity", "made_scan__registration__person", "made_scan__sitting", "resolved_by", "undone_by"
)
CASES_PER_PAGE = 50
RESOLUTIONS_PER_PAGE = 100
MOST_PEOPLE_OFFERED = 20
MOST_DOUBLES = 20  # the surest; the others come when these are decided


def inbox_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what waits. A phone that sent very much is one line; `?device=` lists what that phone sent, `?why=` one reason."""
    if request.method == "POST":
        return _decide_in_list(request, fetch(ACTIVITIES, request.user, "correct", pk=pk))
    activity = fetch(ACTIVITIES, request.user, "view", pk=pk)
    cases = list_cases(activity, request.user)
    pairs = find_pairs(activity, by=request.user)[:MOST_DOUBLES]
    note_list("inbox", activity, to=request.user, people=len(cases) + len({pk for pair in pairs for pk in pair.ids}))
    order, device_id = list(WHY), parse_id(request.GET.get("device"))
    if of_device := [case for case in cases if device_id is not None and case.first.scan.device_id == device_id]:
        listed, device = of_device, of_device[0].first.scan.device
        summaries: list[DeviceSummary] = []
    else:
        (listed, summaries), device = summarise_devices(cases), None
    to_decide = sorted((case for case in listed if not case.first.is_there), key=lambda case: order.index(case.first.why))
    why = request.GET.get("why", "")
    filtered = [case for case in to_decide if case.first.why == why]
    page = paginate(request, filtered or to_decide, CASES_PER_PAGE)
    shows_present = not (filtered or page.has_previous())
    counts = {reason: sum(case.first.why == reason for case in to_decide) for reason in WHY}
    sections = []
    for reason, group in groupby(page, key=lambda case: case.first.why):
        rows, (title, todo) = [_row(case) for case in group], WHY[reason]
        can_accept = any(row["item"].registration for row in rows)
        sections.append({"why": reason, "title": title, "todo": todo, "rows": rows, "can_accept": can_accept})
    return render(
        request,
        "attendance/inbox/inbox.html",
        {
            "activity": activity,
            "waiting": sum(len(case.items) for case in cases),
            "can_correct": request.user.can("correct", activity.unit_id),
            "can_register": request.user.can("register", activity.unit_id),
            "page": page,
            "sections": sections,
            "there": [_row(case) for case in listed if case.first.is_there] if shows_present else [],
            "doubles": load_doubles(pairs, activity, by=request.user) if pairs and shows_present and not device else [],
            "summaries": summaries,
            "device": device,
            "device_query": f"device={device.pk}&" if device else "",
            "unfiltered_url": f"?device={device.pk}" if device else reverse("inbox", args=[activity.pk]),
            "whys": [(reason, WHY[reason][0], count) for reason, count in counts.items() if count],
            "why": why if filtered else "",
            "sittings": list(activity.sittings.all()),
            "reasons": [*ACCEPT_REASONS.items(), OTHER_CHOICE],
            "done": _decided_just_now(request, activity),
        },
    )


def _row(case: Case) -> dict[str, Any]:
    item = case.first
    title, todo = WHY[item.why]
    note: Any = ""  # for this case only, beside what is shown for all that wait for the same reason
    if item.why == "elsewhere" and item.registration:
        note = IS_HERE_TOO
    elif item.registration and item.registration.is_withdrawn and item.why != "withdrawn":
        note = HAS_WITHDRAWN
    return {
        "case": case,
        "item": item,
        "scan": item.scan,
        "number": len(case.items),
        "title": title,
        "todo": todo,
        "note": note,
        "what": kind_in_words(item.scan),
        "read": readable_text(item.scan),
        "reason": usual_accept(item.why),
    }


def _decided_just_now(request: SignedInRequest, activity: Activity) -> dict[str, Any] | None:
    """Return the decision of `?done=` in words, so that it can be taken back at once."""
    resolution_id = parse_id(request.GET.get("done"))
    if resolution_id is None:
        return None
    resolutions = RESOLUTIONS.visible_to(request.user, "correct").active().filter(scan__activity=activity)
    resolution = resolutions.filter(pk=resolution_id).first()
    if resolution is None:
        return None
    decided_together = decisions.list_decided_together(resolution, everybody=True)
    number = decided_together.active().count()
    people, made_scan = decided_together.values("made_scan__registration").distinct().count(), resolution.made_scan
    if resolution.action == Resolution.Action.DISMISS:
        sentence = ngettext("Đã bỏ qua %(number)d lượt quét.", "Đã bỏ qua %(number)d lượt quét.", number) % {"number": number}
    elif people > 1 or made_scan is None or made_scan.registration is None:
        sentence = ngettext("Đã nhận %(number)d người.", "Đã nhận %(number)d người.", people) % {"number": people}
    else:
        params = {"name": made_scan.registration.person.full_name, "sitting": made_scan.sitting}
        sentence = _("Đã ghi %(name)s có mặt, buổi %(sitting)s.") % params
    return {"resolution": resolution, "number": number, "sentence": sentence}


# --- decisions in the list


def _decide_in_list(request: SignedInRequest, activity: Activity) -> HttpResponse:
    """Decide by the buttons of the list: `accept`, `dismiss` (one scan's id), `accept-chosen`, `dismiss-chosen` (with `chosen` ids),
    `dismiss-there`."""
    cases = list_cases(activity, request.user)
    if "dismiss-there" in request.POST:
        device_id = parse_id(request.GET.get("device"))
        listed = [case for case in cases if case.first.scan.device_id == device_id] if device_id else summarise_devices(cases)[0]
        verb, chosen = "dismiss", {str(case.first.scan.pk): case for case in listed if case.first.is_there}
    else:
        verb = next((verb for verb in ("accept", "dismiss") if verb in request.POST or f"{verb}-chosen" in request.POST), "")
        scan_ids = [request.POST[verb]] if verb in request.POST else request.POST.getlist("chosen") if verb else []
        case_by_scan = {str(scan.pk): case for case in cases for scan in case.scans}
        scan_id_by_case = {id(case_by_scan[scan_id]): scan_id for scan_id in scan_ids if scan_id in case_by_scan}  # each case once
        chosen = {scan_id: case_by_scan[scan_id] for scan_id in scan_id_by_case.values()}
    if verb == "accept" and len(chosen) == 1:
        scan_id = next(iter(chosen))
        if request.POST.get(f"reason-{scan_id}") == OTHER:
            return redirect("inbox-item", activity.pk, scan_id)  # another reason is typed on that page
    if not chosen:
        messages.info(request, _("Không còn gì để quyết định ở những dòng đã chọn: có thể vừa có người khác làm."))
    resolutions: list[Resolution] = []
    now = timezone.now()
    for scan_id, case in chosen.items():
        try:
            resolutions += _settle_row(request, activity, verb, scan_id, case, now)
        except ValidationError as error:
            registration, scan = case.first.visible_registration, case.first.scan
            name = registration.person.full_name if registration else readable_text(scan) or kind_in_words(scan) or WHY[case.first.why][0]
            messages.error(request, f"{name}: {' '.join(error.messages)}")
    filters = {name: request.GET[name] for name in ("device", "why", "page") if request.GET.get(name)}
    query = urlencode(filters | ({"done": resolutions[0].pk} if resolutions else {}))
    return redirect(reverse("inbox", args=[activity.pk]) + (f"?{query}" if query else ""))


def _settle_row(request: SignedInRequest, activity: Activity, verb: str, scan_id: str, case: Case, at: datetime) -> list[Resolution]:
    """Decide about a case with the reason and the sitting chosen in its row."""
    if verb == "dismiss":
        reason = str(DISMISS_REASONS[usual_dismiss(case.first)])
        return decisions.settle(case.scans, action=Resolution.Action.DISMISS, reason=reason, by=request.user, at=at)
    chosen_reason = request.POST.get(f"reason-{scan_id}", "")
    if chosen_reason == OTHER:
        raise ValidationError(_("Lý do khác thì ghi ở trang của lượt quét đó."), code="required")
    reason = str(ACCEPT_REASONS.get(chosen_reason) or ACCEPT_REASONS[usual_accept(case.first.why)])
    sitting_id = parse_id(request.POST.get(f"sitting-{scan_id}"))
    sitting = activity.sittings.filter(pk=sitting_id).first() if sitting_id is not None else case.first.suggested
    return _accept(case.scans, case, sitting=sitting, reason=reason, by=request.user, at=at)


def _accept(scans: Sequence[Scan], case: Case, *, sitting: Sitting | None, reason: str, by: User, at: datetime) -> list[Resolution]:
    """Count the registration of the pass; for a pass of another activity, the same person's registration in this one."""
    registration = case.first.registration
    if registration is None or registration.pk == case.first.scan.registration_id:
        return decisions.settle(scans, action=Resolution.Action.ACCEPT, sitting=sitting, reason=reason, by=by, at=at)
    return decisions.settle(scans, action=Resolution.Action.ATTACH, registration=registration, sitting=sitting, reason=reason, by=by, at=at)


# --- all that a phone sent


def device_dismiss(request: SignedInRequest, pk: int, device_id: int) -> HttpResponse:
    """Dismiss all that a phone sent in the period `?since=&until=`, by default from its first undecided scan to its last."""
    activity = fetch(ACTIVITIES, request.user, "correct", pk=pk)
    device = fetch(Device.objects.filter(activity=activity), request.user, "correct", pk=device_id)
    inbox_url = reverse("inbox", args=[activity.pk])
    arrived = Scan.objects.filter(activity=activity, device=device).undecided().aggregate(first=Min("received_at"), last=Max("received_at"))
    if arrived["first"] is None:
        messages.info(request, _("Không còn lượt quét nào của máy này chờ xử lý."))
        return redirect(inbox_url)
    since = arrived["first"].replace(second=0, microsecond=0)
    until = arrived["last"].replace(second=0, microsecond=0) + timedelta(minutes=1)
    period_form = PeriodForm(request.GET if "since" in request.GET else None, initial={"since": since, "until": until})
    number = 0
    if not period_form.is_bound or period_form.is_valid():
        since, until = period_form.period if period_form.is_bound else (since, until)
        number = decisions.list_of_device(device, since=since, until=until).count()
    form = DismissalForm(posted_data(request))
    if number and form.is_valid():
        try:
            reason, now = form.cleaned_data["reason"], timezone.now()
            resolutions = decisions.dismiss_all_of_device(device, since=since, until=until, reason=reason, by=request.user, at=now)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect(f"{inbox_url}?{urlencode({'done': resolutions[0].pk})}")
    placeholders = {"number": number, "name": device.name, "since": _clock(since), "until": _clock(until)}
    consequence = ngettext(
        "Bỏ qua %(number)d lượt chờ xử lý mà %(name)s gửi lên từ %(since)s đến %(until)s.",
        "Bỏ qua %(number)d lượt chờ xử lý mà %(name)s gửi lên từ %(since)s đến %(until)s.",
        number,
    )
    context = {
        "activity": activity,
        "device": device,
        "form": form,
        "consequence": consequence % placeholders,
        "submit_label": ngettext("Bỏ qua %(number)d lượt", "Bỏ qua %(number)d lượt", number) % placeholders,
        "period_form": period_form,
        "query": urlencode({name: f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}" for name, moment in (("since", since), ("until", until))}),
        "number": number,
    }
    return render(request, "attendance/inbox/device_dismiss.html", context)


def _clock(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%H:%M %d/%m/%Y}"


# --- the page of one case


def inbox_item(request: SignedInRequest, pk: int, scan_id: UUID) -> HttpResponse:
    activity = fetch(ACTIVITIES, request.user, "correct", pk=pk)
    cases = list_cases(activity, request.user)
    case = next((case for case in cases if any(scan.pk == scan_id for scan in case.scans)), None)
    if case is None:
        messages.info(request, _("Lượt quét này không còn chờ: đã có quyết định, hoặc không thuộc hoạt động này."))
        return redirect("inbox", activity.pk)
    verb = ("dismiss" if "dismiss" in request.POST else "accept") if request.method == "POST" else ""
    initial = {"scans": [str(scan.pk) for scan in case.scans]}
    form = DecisionForm(posted_data(request), activity=activity, case=case, verb=verb, initial=initial)
    if form.is_valid():
        try:
            resolutions = _settle_form(request, activity, case, form)
        except ValidationError as error:  # the fields are in several places of the page: the errors are shown above it
            form.add_error(None, error.messages)
        else:
            return redirect(f"{reverse('inbox', args=[activity.pk])}?{urlencode({'done': resolutions[0].pk})}")
    first_scan = case.first.scan
    written_name = readable_text(first_scan).partition(" (")[0] if is_walk_in(first_scan) else ""  # without the birth year
    q = search_query(request).get("q", written_name)
    people: list[Registration] = []
    if len(q.strip()) > 1:
        people = list(filter_by_name(_candidates(request, activity), q)[: MOST_PEOPLE_OFFERED + 1])
    context = {
        "activity": activity,
        "can_register": request.user.can("register", activity.unit_id),
        "form": form,
        "form_id": FORM,
        "row": _row(case),
        "chosen": set(form["scans"].value() or []),
        "q": q,
        "people": people[:MOST_PEOPLE_OFFERED],
        "namesakes": tell_apart(registration.person for registration in people),
        "has_more": len(people) > MOST_PEOPLE_OFFERED,
    }
    return render(request, "attendance/inbox/inbox_item.html", context)


def _candidates(request: SignedInRequest, activity: Activity) -> RegistrationQuerySet:
    return Registration.objects.visible_to(request.user).filter(activity=activity).select_related("person__unit").in_name_order()


def _settle_form(request: SignedInRequest, activity: Activity, case: Case, form: DecisionForm) -> list[Resolution]:
    """Decide by the button: `dismiss`, `attach` (the id of a registration), else accept."""
    scan_ids, now = set(form.cleaned_data["scans"]), timezone.now()
    scans = [scan for scan in case.scans if str(scan.pk) in scan_ids]
    if form.verb == "dismiss":
        return decisions.settle(scans, action=Resolution.Action.DISMISS, reason=form.reason, by=request.user, at=now)
    sitting = form.cleaned_data["sitting"]
    if attached_id := request.POST.get("attach", ""):
        registration = fetch(_candidates(request, activity), request.user, "view", pk=parse_id(attached_id))
        return decisions.settle(
            scans,
            action=Resolution.Action.ATTACH,
            registration=registration,
            sitting=sitting,
            reason=form.reason,
            by=request.user,
            at=now,
        )
    return _accept(scans, case, sitting=sitting, reason=form.reason, by=request.user, at=now)


# --- decisions made


@require_safe
def inbox_decided(request: SignedInRequest, pk: int) -> HttpResponse:
    activity = fetch(ACTIVITIES, request.user, "view", pk=pk)
    resolutions = RESOLUTIONS.visible_to(request.user).filter(scan__activity=activity).order_by("-resolved_at", "-pk")
    page = paginate(request, resolutions, RESOLUTIONS_PER_PAGE)
    note_list("inbox", activity, to=request.user, people=page.paginator.count)
    decided_as_one: dict[Any, list[Resolution]] = {}
    for resolution in page:
        made_scan = resolution.made_scan
        key = (
            resolution.resolved_at, resolution.resolved_by_id, resolution.action, resolution.reason,
            made_scan and made_scan.registration_id, resolution.undone_at,
        )  # fmt: skip
        decided_as_one.setdefault(key, []).append(resolution)
    context = {
        "activity": activity,
        "waiting": list_undecided(activity, request.user).count(),
        "page": page,
        "decisions": [_decision_row(group) for group in decided_as_one.values()],
        "can_correct": request.user.can("correct", activity.unit_id),
    }
    return render(request, "attendance/inbox/inbox_decided.html", context)


def _decision_row(resolutions: list[Resolution]) -> dict[str, Any]:
    """Return the row of scans decided as one; `names`: of the dismissed passes, or of the person who counts instead.

    A pass of another activity has no name, as the user may not see that activity; what names nobody has what was scanned.
    """
    first = resolutions[0]
    made_scan = first.made_scan
    names = []
    for scan in [resolution.scan for resolution in resolutions]:
        if made_scan is not None and made_scan.registration is not None:
            names.append(made_scan.registration.person.full_name)
        elif scan.registration is None:
            names.append(" ".join(filter(None, [kind_in_words(scan), readable_text(scan)])))
        elif scan.registration.activity_id == scan.activity_id:
            names.append(scan.registration.person.full_name)
        else:
            names.append(str(WHY["elsewhere"][0]))
    return {"first": first, "number": len(resolutions), "names": list(dict.fromkeys(names)), "sitting": made_scan and made_scan.sitting}


@require_POST
def resolution_take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back a decision; with `everybody`, all decisions of the same moment."""
    resolution = fetch(RESOLUTIONS, request.user, "correct", pk=pk)
    decided_together = decisions.list_decided_together(resolution, everybody="everybody" in request.POST)
    try:
        undone = decisions.take_all_back(decided_together, by=request.user, at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        waiting = ngettext("%(number)d lượt quét lại chờ xử lý.", "%(number)d lượt quét lại chờ xử lý.", len(undone))
        messages.success(request, " ".join([_("Đã hoàn tác."), waiting % {"number": len(undone)}]))
        # A registration that the decision had reinstated stays active if it was changed meanwhile.
        reinstated = [resolution.made_scan.registration_id for resolution in undone if resolution.stood_again and resolution.made_scan]
        for registration in Registration.objects.active().filter(pk__in=reinstated).select_related("person"):
            sentence = _("%(name)s vẫn có tên trong danh sách, vì đăng ký đã được sửa hoặc còn quyết định khác dựa vào đó.")
            messages.warning(request, sentence % {"name": registration.person.full_name})
    return redirect("inbox-decided" if request.POST.get("tab") == "decided" else "inbox", resolution.scan.activity_id)
