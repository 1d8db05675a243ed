"""Paper: lists printed for signatures, and typing in who signed."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import fetch
from accounts.http import SignedInRequest
from activities.models import Sitting
from attendance.disclosure_log import note_sitting
from attendance.models import Attendance, PaperList
from attendance.paper import lists
from attendance.paper.forms import PaperEntryForm
from people.models import AgencyPeriod, Disclosure
from screens.forms import add_errors, posted_data
from vietnamese.dates import official_date, short_date

SITTINGS = Sitting.objects.select_related("activity__unit__parent__parent")
PAPERS = PaperList.objects.select_related("sitting__activity__unit__parent__parent", "made_by")
EMPTY_LINES = 10  # for who is on no list; they are registered on the spot before they are entered


@never_cache
def sitting_papers(request: SignedInRequest, pk: int) -> HttpResponse:
    """GET: the lists printed for a sitting. POST (`only=missing` or nothing): one is made, and shown to be printed."""
    user = request.user
    sitting = fetch(SITTINGS, user, "check_in", pk=pk)
    if request.method == "POST":
        only_missing = request.POST.get("only") == "missing"
        paper = lists.make_list(sitting, by=user, at=timezone.now(), only_missing=only_missing)
        return redirect("paper-list", paper.pk)
    came = set(Attendance.objects.active().filter(sitting=sitting).values_list("registration", flat=True))
    papers = [(one, len(came.intersection(one.registrations))) for one in sitting.paper_lists.select_related("made_by")]
    shown = {"sitting": sitting, "activity": sitting.activity, "papers": papers}
    return render(request, "attendance/paper/list_of_lists.html", shown | {"can_correct": user.can("correct", sitting.activity.unit_id)})


@never_cache
@require_safe
def paper_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """The sheets, as numbered when the list was made; names and notes as they are now."""
    user = request.user
    paper = fetch(PAPERS, user, "check_in", pk=pk)
    sitting, unit = paper.sitting, paper.sitting.activity.unit_id
    held_on, made_at = timezone.localtime(sitting.starts_at), timezone.localtime(paper.made_at)
    lines, sees_personal = lists.lines_of(paper), user.can("see_personal", unit)
    note_sitting("paper-list", sitting, to=user, people=len(lines), way=Disclosure.Way.PRINT, sees_personal=sees_personal)
    return render(
        request,
        "attendance/paper/paper_list.html",
        {
            "paper": paper,
            "sitting": sitting,
            "activity": sitting.activity,
            "lines": lines,
            "empty_lines": range(EMPTY_LINES),
            "period": AgencyPeriod.valid_on(held_on.date()),
            "document_date": official_date(held_on.date()),
            "mark": f"Danh sách số {paper.pk} in lúc {made_at:%H:%M} ngày {short_date(made_at.date())}",
            "withdrawn": sum(line.registration.is_withdrawn for line in lines),
            "added": lists.missing_from(paper),
            "sees_personal": sees_personal,
            "can_correct": user.can("correct", unit),
        },
    )


@never_cache
def paper_entry(request: SignedInRequest, pk: int) -> HttpResponse:
    """GET: the list with one line to type numbers into. POST `step`: preview (or a wrong form again), commit, or edit."""
    paper = fetch(PAPERS, request.user, "correct", pk=pk)
    form = PaperEntryForm(posted_data(request), paper=paper, initial={"arrived": request.GET.get("arrived")})
    lines = lists.lines_of(paper)
    note_sitting("paper-list", paper.sitting, to=request.user, people=len(lines))
    step = request.POST.get("step", "preview")
    if request.method == "POST" and form.is_valid() and step != "edit":
        answer = _entered(request, paper, form, lines) if step == "commit" else _preview(request, paper, form, lines)
        if answer:
            return answer
    if step == "edit":
        form.errors.clear()
    came = sum(line.is_there for line in lines)
    ticked = form.cleaned_data.get("ticked", ()) if form.is_bound and hasattr(form, "cleaned_data") else ()
    shown = {"form": form, "lines": lines, "came": came, "ticked": ticked}
    return render(request, "attendance/paper/entry.html", _of(paper) | shown)


def _preview(request: SignedInRequest, paper: PaperList, form: PaperEntryForm, lines: list[lists.Line]) -> HttpResponse | None:
    """Everybody by name, in the groups of what will come of them; None when the time cannot be."""
    now, arrived_at = timezone.now(), _arrival(paper, form)
    try:
        lists.require_time(paper.sitting, arrived_at, at=now)
    except ValidationError as error:
        add_errors(form, error)
        return None
    signed = [line for line in lines if line.number in form.signed]
    found = lists.sort_out(paper, signed, arrived_at=arrived_at)
    shown = {"form": form, "found": found, "unknown": form.unknown, "arrived_at": arrived_at, "count": len(found.coming)}
    return render(request, "attendance/paper/preview.html", _of(paper) | shown)


def _entered(request: SignedInRequest, paper: PaperList, form: PaperEntryForm, lines: list[lists.Line]) -> HttpResponse | None:
    now, arrived_at = timezone.now(), _arrival(paper, form)
    signed = [line for line in lines if line.number in form.signed]
    try:
        entered = lists.enter(paper, signed, arrived_at=arrived_at, by=request.user, at=now)
    except ValidationError as error:
        add_errors(form, error)
        return None
    _tell(request, entered, timezone.localtime(arrived_at))
    kept = form.cleaned_data["arrived"]
    return redirect(reverse("paper-entry", args=[paper.pk]) + (f"?{urlencode({'arrived': f'{kept:%H:%M}'})}" if kept else ""))


def _tell(request: SignedInRequest, entered: lists.Entered, arrived_at: Any) -> None:
    said = {"time": f"{arrived_at:%H:%M}"}
    if count := len(entered.welcomed):
        sentence = ngettext("Đã ghi có mặt %(count)s người, giờ đến %(time)s.", "Đã ghi có mặt %(count)s người, giờ đến %(time)s.", count)
        messages.success(request, sentence % (said | {"count": count}))
    if entered.moved:
        messages.info(request, _("Giờ đến đổi thành %(time)s: %(names)s.") % (said | {"names": _named(entered.moved)}))
    if entered.refused:
        messages.warning(request, _("Không ghi được: %(names)s. Hãy xem lại từng người.") % {"names": _named(entered.refused)})
    if not (count or entered.moved or entered.refused):
        messages.info(request, _("Không có gì thay đổi: những người này đã có mặt từ trước."))


def _named(lines: list[lists.Line]) -> str:
    return "; ".join(f"{line.number}. {line.registration.person.full_name}" for line in lines)


def _arrival(paper: PaperList, form: PaperEntryForm) -> Any:
    clock = form.cleaned_data["arrived"]
    return lists.moment_of(paper.sitting, clock) if clock else lists.usual_arrival(paper.sitting, at=timezone.now())


def _of(paper: PaperList) -> dict[str, Any]:
    return {"paper": paper, "sitting": paper.sitting, "activity": paper.sitting.activity}
