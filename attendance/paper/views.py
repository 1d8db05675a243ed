"""Pages of the lists printed for signatures, and of typing in who signed."""

from datetime import datetime
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
EMPTY_LINES = 10  # for people on no list, who are registered on the spot before they are entered


@never_cache
def sitting_papers(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the lists printed for a sitting. POST makes a list to be printed, with `only=missing` of those who are missing."""
    sitting = fetch(SITTINGS, request.user, "check_in", pk=pk)
    if request.method == "POST":
        only_missing = request.POST.get("only") == "missing"
        paper = lists.make_list(sitting, by=request.user, at=timezone.now(), only_missing=only_missing)
        return redirect("paper-list", paper.pk)
    attended_ids = set(Attendance.objects.active().filter(sitting=sitting).values_list("registration", flat=True))
    context = {
        "sitting": sitting,
        "activity": sitting.activity,
        "papers": [(paper, len(attended_ids.intersection(paper.registrations))) for paper in sitting.paper_lists.select_related("made_by")],
        "can_correct": request.user.can("correct", sitting.activity.unit_id),
    }
    return render(request, "attendance/paper/paper_lists.html", context)


@never_cache
@require_safe
def paper_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the sheets: numbers as when the list was made, names and notes as they are now."""
    paper = fetch(PAPERS, request.user, "check_in", pk=pk)
    sitting, unit = paper.sitting, paper.sitting.activity.unit_id
    held_on, made_at = timezone.localtime(sitting.starts_at), timezone.localtime(paper.made_at)
    lines, sees_personal = lists.read_lines(paper), request.user.can("see_personal", unit)
    note_sitting("paper-list", sitting, to=request.user, people=len(lines), way=Disclosure.Way.PRINT, sees_personal=sees_personal)
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
            "added": lists.count_missing(paper),
            "shared_numbers": lists.find_shared_numbers(lines),
            "sees_personal": sees_personal,
            "can_correct": request.user.can("correct", unit),
        },
    )


@never_cache
def paper_entry(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the list with a line to type numbers into. POST `step`: preview, commit or edit."""
    paper = fetch(PAPERS, request.user, "correct", pk=pk)
    form = PaperEntryForm(posted_data(request), paper=paper, initial={"arrived": request.GET.get("arrived")})
    lines = lists.read_lines(paper)
    note_sitting("paper-list", paper.sitting, to=request.user, people=len(lines))
    step = request.POST.get("step", "preview")
    if form.is_valid() and step != "edit":
        try:
            return (_commit if step == "commit" else _preview)(request, paper, form, lines)
        except ValidationError as error:
            add_errors(form, error)
    if step == "edit":
        form.errors.clear()
    context = {
        "paper": paper,
        "sitting": paper.sitting,
        "activity": paper.sitting.activity,
        "form": form,
        "lines": lines,
        "people": len(lists.one_line_each(lines)),
        "came": sum(line.is_there for line in lists.one_line_each(lines)),
        "shared_numbers": lists.find_shared_numbers(lines),
        "ticked": form.cleaned_data.get("ticked", ()) if form.is_bound and hasattr(form, "cleaned_data") else (),
    }
    return render(request, "attendance/paper/entry.html", context)


def _preview(request: SignedInRequest, paper: PaperList, form: PaperEntryForm, lines: list[lists.Line]) -> HttpResponse:
    """Show everybody by name, grouped by what will happen; raise ValidationError for a time that cannot be."""
    now = timezone.now()
    arrived_at = _arrival(paper, form, now)
    lists.require_time(paper.sitting, arrived_at, at=now)
    signed = [line for line in lines if line.number in form.signed]
    sorted_lines = lists.sort_lines(paper, signed, arrived_at=arrived_at)
    context = {
        "paper": paper,
        "sitting": paper.sitting,
        "activity": paper.sitting.activity,
        "form": form,
        "sorted_lines": sorted_lines,
        "unknown": [*form.unknown, *map(str, sorted(form.signed - {line.number for line in lines}))],
        "shared_numbers": [shared for shared in lists.find_shared_numbers(lines) if form.signed.intersection(shared.numbers)],
        "arrived_at": arrived_at,
        "count": len(sorted_lines.coming),
    }
    return render(request, "attendance/paper/preview.html", context)


def _commit(request: SignedInRequest, paper: PaperList, form: PaperEntryForm, lines: list[lists.Line]) -> HttpResponse:
    """Check in those who signed, and redirect to the form, which keeps the time; raise ValidationError for a time that cannot be."""
    now = timezone.now()
    arrived_at = _arrival(paper, form, now)
    signed = [line for line in lines if line.number in form.signed]
    entered = lists.enter_signed(paper, signed, arrived_at=arrived_at, by=request.user, at=now)
    params: dict[str, Any] = {"time": f"{timezone.localtime(arrived_at):%H:%M}", "count": len(entered.welcomed)}
    if entered.welcomed:
        sentence = ngettext(
            "Đã ghi có mặt %(count)s người, giờ đến %(time)s.", "Đã ghi có mặt %(count)s người, giờ đến %(time)s.", params["count"]
        )
        messages.success(request, sentence % params)
    if entered.moved:
        messages.info(request, _("Giờ đến đổi thành %(time)s: %(names)s.") % (params | {"names": _join_names(entered.moved)}))
    if entered.refused:
        messages.warning(request, _("Không ghi được: %(names)s. Hãy xem lại từng người.") % {"names": _join_names(entered.refused)})
    if not (entered.welcomed or entered.moved or entered.refused):
        messages.info(request, _("Không có gì thay đổi: những người này đã có mặt từ trước."))
    clock = form.cleaned_data["arrived"]
    query = f"?{urlencode({'arrived': f'{clock:%H:%M}'})}" if clock else ""
    return redirect(reverse("paper-entry", args=[paper.pk]) + query)


def _join_names(lines: list[lists.Line]) -> str:
    return "; ".join(f"{line.number}. {line.registration.person.full_name}" for line in lines)


def _arrival(paper: PaperList, form: PaperEntryForm, now: datetime) -> datetime:
    clock = form.cleaned_data["arrived"]
    return lists.arrival_moment(paper.sitting, clock) if clock else lists.usual_arrival(paper.sitting, at=now)
