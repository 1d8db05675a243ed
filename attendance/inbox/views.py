"""The console's screens of what no machine could decide."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import fetch
from accounts.http import SignedInRequest
from activities.models import Activity, Sitting
from attendance.disclosure_log import note_list
from attendance.inbox import decisions
from attendance.inbox.decisions import Item, Thing
from attendance.inbox.forms import FORM, OTHER_CHOICE, DecisionForm
from attendance.inbox.wording import (
    ACCEPT_REASONS,
    DISMISS_REASONS,
    HAS_WITHDRAWN,
    IS_HERE_TOO,
    OTHER,
    WHY,
    shown,
    usual_accept,
    usual_dismiss,
    what,
)
from attendance.models import Registration, Resolution
from attendance.registrations import participants
from screens.forms import posted_data
from screens.pages import paginate, show_errors
from screens.query_strings import parse_id

ACTIVITIES = Activity.objects.with_units()
RESOLUTIONS = Resolution.objects.select_related(
    "scan__registration__person", "scan__activity", "made_scan__registration__person", "made_scan__sitting", "resolved_by", "undone_by"
)
A_PAGE = 50
MOST_FOUND = 20


def inbox_list(request: SignedInRequest, pk: int) -> HttpResponse:
    if request.method == "POST":
        return _decide_in_list(request, fetch(ACTIVITIES, request.user, "correct", pk=pk))
    activity = fetch(ACTIVITIES, request.user, "view", pk=pk)
    things = decisions.open_things(activity, request.user)
    note_list("inbox", activity, to=request.user, people=len(things))
    order = list(WHY)
    to_decide = sorted((t for t in things if not t.first.is_there), key=lambda thing: order.index(thing.first.why))
    there = [t for t in things if t.first.is_there]
    asked = request.GET.get("why", "")
    chosen = [t for t in to_decide if t.first.why == asked]
    page = paginate(request, chosen or to_decide, A_PAGE)
    shown_there = [] if chosen or page.has_previous() else there
    return render(
        request,
        "attendance/inbox/inbox.html",
        _frame(request, activity, things)
        | {
            "page": page,
            "sections": _sections(list(page)),
            "there": [_row(thing) for thing in shown_there],
            "whys": _whys(to_decide),
            "why": asked if chosen else "",
            "sittings": list(activity.sittings.all()),
            "reasons": [*ACCEPT_REASONS.items(), OTHER_CHOICE],
            "done": _just_done(request, activity),
        },
    )


def _frame(request: SignedInRequest, activity: Activity, things: Sequence[Thing]) -> dict[str, Any]:
    user = request.user
    return {
        "activity": activity,
        "waiting": sum(len(thing.items) for thing in things),
        "can_correct": user.can("correct", activity.unit_id),
        "can_register": user.can("register", activity.unit_id),
    }


def _row(thing: Thing) -> dict[str, Any]:
    item = thing.first
    title, todo = WHY[item.why]
    return {
        "thing": thing,
        "item": item,
        "scan": item.scan,
        "number": len(thing.items),
        "title": title,
        "todo": todo,
        "note": _note(thing.first),
        "what": what(item.scan),
        "read": shown(item.scan),
        "reason": usual_accept(item.why),
    }


def _note(item: Item) -> Any:
    """What is true of this one and not of all that wait for the same cause."""
    if item.why == "elsewhere" and item.here:
        return IS_HERE_TOO
    return HAS_WITHDRAWN if item.here and item.here.is_withdrawn and item.why != "withdrawn" else ""


def _sections(things: Sequence[Thing]) -> list[dict[str, Any]]:
    """By cause, as they come."""
    found = []
    for why, group in groupby(things, key=lambda thing: thing.first.why):
        rows, (title, todo) = [_row(thing) for thing in group], WHY[why]
        can_accept = any(row["item"].here for row in rows)
        found.append({"why": why, "title": title, "todo": todo, "rows": rows, "can_accept": can_accept})
    return found


def _whys(things: Sequence[Thing]) -> list[tuple[str, Any, int]]:
    """(word, in words, how many things) of those there are, in the order of the list."""
    numbers = {why: sum(thing.first.why == why for thing in things) for why in WHY}
    return [(why, WHY[why][0], number) for why, number in numbers.items() if number]


def _just_done(request: SignedInRequest, activity: Activity) -> dict[str, Any] | None:
    """What was decided a moment ago, to be taken back at once."""
    pk = parse_id(request.GET.get("done"))
    mine = RESOLUTIONS.visible_to(request.user, "correct").active().filter(scan__activity=activity)
    resolution = mine.filter(pk=pk).first() if pk else None
    if resolution is None:
        return None
    number = decisions.decided_together(resolution, everybody=True).active().count()
    return {"resolution": resolution, "number": number, "sentence": _sentence(resolution, number)}


def _sentence(resolution: Resolution, number: int) -> str:
    if resolution.action == Resolution.Action.DISMISS:
        return ngettext("Đã bỏ qua %(number)d lượt quét.", "Đã bỏ qua %(number)d lượt quét.", number) % {"number": number}
    made = resolution.made_scan
    people = decisions.decided_together(resolution, everybody=True).values("made_scan__registration").distinct().count()
    if people > 1 or made is None or made.registration is None:
        return ngettext("Đã nhận %(number)d người.", "Đã nhận %(number)d người.", people) % {"number": people}
    told = {"name": made.registration.person.full_name, "sitting": made.sitting}
    return _("Đã ghi %(name)s có mặt, buổi %(sitting)s.") % told


# --- one click


def _decide_in_list(request: SignedInRequest, activity: Activity) -> HttpResponse:
    """Buttons of the list: `accept`, `dismiss` (one scan's id), `accept-chosen`, `dismiss-chosen` (with `chosen` ids), `dismiss-there`."""
    things = decisions.open_things(activity, request.user)
    verb, asked = _asked(request, things)
    if verb == "accept" and len(asked) == 1 and request.POST.get(f"reason-{asked[0][0]}") == OTHER:
        return redirect("inbox-item", activity.pk, asked[0][0])  # a reason of one's own is written there
    if not asked:
        messages.info(request, _("Không còn gì để quyết định ở những dòng đã chọn: có thể vừa có người khác làm."))
    done, now = [], timezone.now()
    for id_, thing in asked:
        try:
            done += _settle(request, activity, verb, id_, thing, now)
        except ValidationError as error:
            messages.error(request, f"{_name(thing)}: {' '.join(error.messages)}")
    kept = {name: request.GET[name] for name in ("why", "page") if request.GET.get(name)}
    query = urlencode(kept | ({"done": done[0].pk} if done else {}))
    return redirect(reverse("inbox", args=[activity.pk]) + (f"?{query}" if query else ""))


def _asked(request: SignedInRequest, things: Sequence[Thing]) -> tuple[str, list[tuple[str, Thing]]]:
    """The verb, and the things it is about by the id that the page knew them by."""
    by_scan = {str(scan.pk): thing for thing in things for scan in thing.scans}
    if "dismiss-there" in request.POST:
        return "dismiss", [(str(thing.first.scan.pk), thing) for thing in things if thing.first.is_there]
    for verb in ("accept", "dismiss"):
        if verb in request.POST:
            ids = [request.POST[verb]]
        elif f"{verb}-chosen" in request.POST:
            ids = request.POST.getlist("chosen")
        else:
            continue
        found = {id(by_scan[one]): (one, by_scan[one]) for one in ids if one in by_scan}
        return verb, list(found.values())
    return "", []


def _settle(request: SignedInRequest, activity: Activity, verb: str, id_: str, thing: Thing, at: Any) -> list[Resolution]:
    told = {"by": request.user, "at": at}
    if verb == "dismiss":
        reason = str(DISMISS_REASONS[usual_dismiss(thing.first)])
        return decisions.settle(thing.scans, action=Resolution.Action.DISMISS, reason=reason, **told)
    chosen = request.POST.get(f"reason-{id_}", "")
    if chosen == OTHER:
        raise ValidationError(_("Lý do khác thì ghi ở trang của lượt quét đó."), code="required")
    reason = str(ACCEPT_REASONS.get(chosen) or ACCEPT_REASONS[usual_accept(thing.first.why)])
    pk = parse_id(request.POST.get(f"sitting-{id_}"))
    sitting = activity.sittings.filter(pk=pk).first() if pk else thing.first.suggested
    return _accept(thing.scans, thing, reason=reason, sitting=sitting, **told)


def _accept(scans: Sequence[Any], thing: Thing, *, sitting: Sitting | None, **told: Any) -> list[Resolution]:
    """The pass's own registration; a pass of another activity counts for the same person's registration in this one."""
    here = thing.first.here
    if here is None or here.pk == thing.first.scan.registration_id:
        return decisions.settle(scans, action=Resolution.Action.ACCEPT, sitting=sitting, **told)
    return decisions.settle(scans, action=Resolution.Action.ATTACH, registration=here, sitting=sitting, **told)


def _name(thing: Thing) -> str:
    item = thing.first
    return item.seen.person.full_name if item.seen else shown(item.scan) or what(item.scan) or str(WHY[item.why][0])


# --- one thing, with time to think


def inbox_item(request: SignedInRequest, pk: int, scan: UUID) -> HttpResponse:
    activity = fetch(ACTIVITIES, request.user, "correct", pk=pk)
    things = decisions.open_things(activity, request.user)
    thing = next((one for one in things if any(its.pk == scan for its in one.scans)), None)
    if thing is None:
        messages.info(request, _("Lượt quét này không còn chờ: đã có quyết định, hoặc không thuộc hoạt động này."))
        return redirect("inbox", activity.pk)
    verb = ("dismiss" if "dismiss" in request.POST else "accept") if request.method == "POST" else ""
    initial = {"scans": [str(one.pk) for one in thing.scans]}
    form = DecisionForm(posted_data(request), activity=activity, thing=thing, verb=verb, initial=initial)
    if form.is_valid():
        try:
            done = _decide(request, activity, thing, form)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            return redirect(f"{reverse('inbox', args=[activity.pk])}?{urlencode({'done': done[0].pk})}")
    q = request.GET.get("q", _first_guess(thing))
    people = list(participants.named_like(_candidates(request, activity), q)[: MOST_FOUND + 1]) if len(q.strip()) > 1 else []
    context = _frame(request, activity, things) | {
        "form": form,
        "form_id": FORM,
        "row": _row(thing),
        "chosen": set(form["scans"].value() or []),
        "q": q,
        "people": people[:MOST_FOUND],
        "has_more": len(people) > MOST_FOUND,
    }
    return render(request, "attendance/inbox/inbox_item.html", context)


def _first_guess(thing: Thing) -> str:
    """The name that came with it, without the birth year."""
    scan = thing.first.scan
    return shown(scan).partition(" (")[0] if decisions.is_walk_in(scan) else ""


def _candidates(request: SignedInRequest, activity: Activity) -> Any:
    return Registration.objects.visible_to(request.user).filter(activity=activity).select_related("person__unit").in_name_order()


def _decide(request: SignedInRequest, activity: Activity, thing: Thing, form: DecisionForm) -> list[Resolution]:
    """What the button says: `dismiss`, `attach` (a registration's id), else accept."""
    chosen = set(form.cleaned_data["scans"])
    scans = [scan for scan in thing.scans if str(scan.pk) in chosen]
    told: dict[str, Any] = {"reason": form.reason, "by": request.user, "at": timezone.now()}
    if form.verb == "dismiss":
        return decisions.settle(scans, action=Resolution.Action.DISMISS, **told)
    sitting = form.cleaned_data["sitting"]
    if pk := request.POST.get("attach", ""):
        registration = fetch(_candidates(request, activity), request.user, "view", pk=parse_id(pk))
        return decisions.settle(scans, action=Resolution.Action.ATTACH, registration=registration, sitting=sitting, **told)
    return _accept(scans, thing, sitting=sitting, **told)


# --- what was decided


@require_safe
def inbox_decided(request: SignedInRequest, pk: int) -> HttpResponse:
    activity = fetch(ACTIVITIES, request.user, "view", pk=pk)
    rows = RESOLUTIONS.visible_to(request.user).filter(scan__activity=activity).order_by("-resolved_at", "-pk")
    page = paginate(request, rows, A_PAGE * 2)
    user = request.user
    note_list("inbox", activity, to=user, people=page.paginator.count)
    context = {
        "activity": activity,
        "waiting": decisions.waiting(activity, user).count(),
        "page": page,
        "decisions": [_decision(list(group)) for _key, group in groupby(page, key=_decided_as_one)],
        "can_correct": user.can("correct", activity.unit_id),
    }
    return render(request, "attendance/inbox/inbox_decided.html", context)


def _decided_as_one(resolution: Resolution) -> tuple[Any, ...]:
    someone = resolution.made_scan and resolution.made_scan.registration_id
    return resolution.resolved_at, resolution.resolved_by_id, resolution.action, resolution.reason, someone, resolution.undone_at


def _decision(resolutions: list[Resolution]) -> dict[str, Any]:
    """Several scans decided as one; `names`: those of the passes dismissed, or who counts instead."""
    first = resolutions[0]
    made = first.made_scan
    activity = first.scan.activity_id
    if made is not None and made.registration is not None:
        names = [made.registration.person.full_name]
    else:
        names = [_what_it_was(one, activity) for one in resolutions]
    return {"first": first, "number": len(resolutions), "names": list(dict.fromkeys(names)), "sitting": made and made.sitting}


def _what_it_was(resolution: Resolution, activity: int | None) -> str:
    """A pass of another activity names nobody here: the reader may not see that activity."""
    scan = resolution.scan
    if scan.registration is None:
        return " ".join(filter(None, [what(scan), shown(scan)]))
    return scan.registration.person.full_name if scan.registration.activity_id == activity else str(WHY["elsewhere"][0])


@require_POST
def resolution_take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """POST `everybody`: all that was decided in the same moment."""
    resolution = fetch(RESOLUTIONS, request.user, "correct", pk=pk)
    together = decisions.decided_together(resolution, everybody="everybody" in request.POST)
    try:
        undone = decisions.take_all_back(together, by=request.user, at=timezone.now())
    except ValidationError as error:
        show_errors(request, error)
    else:
        again = ngettext("%(number)d lượt quét lại chờ xử lý.", "%(number)d lượt quét lại chờ xử lý.", len(undone))
        messages.success(request, " ".join([_("Đã hoàn tác."), again % {"number": len(undone)}]))
        _say_who_still_stands(request, undone)
    where = "inbox-decided" if request.POST.get("tab") == "decided" else "inbox"
    return redirect(where, resolution.scan.activity_id)


def _say_who_still_stands(request: SignedInRequest, undone: Sequence[Resolution]) -> None:
    """Who stood again by a decision now taken back, and was not withdrawn again since others have touched the registration."""
    asked = [one.made_scan.registration_id for one in undone if one.stood_again and one.made_scan]
    for registration in Registration.objects.active().filter(pk__in=asked).select_related("person"):
        sentence = _("%(name)s vẫn có tên trong danh sách, vì đăng ký đã được sửa hoặc còn quyết định khác dựa vào đó.")
        messages.warning(request, sentence % {"name": registration.person.full_name})
