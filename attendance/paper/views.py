"""Pages of the lists printed for signatures, and of typing in who signed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
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
from people.identity.namesakes import tell_apart
from people.models import AgencyPeriod, Disclosure
from screens.forms import add_errors, posted_data
from screens.query_strings import parse_id
from vietnamese.dates import official_date, short_date

SITTINGS = Sitting.objects.select_related("activity__unit__parent__parent")
PAPERS = PaperList.objects.select_related("sitting__activity__unit__parent__parent", "made_by")
EMPTY_LINES = 10  # for people on no list, who are registered on the spot before they are entered
MOST_EMPTY_LINES = 200
LINES_WITH_SIGNATURES = 2


@never_cache
def sitting_papers(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the lists printed for a sitting.

    POST makes a list to be printed: with `only=missing` of those who are missing, with `of=day` one for each sitting of the day;
    `empty_lines`: how many lines without a name each of them has.
    """
    sitting = fetch(SITTINGS, request.user, "check_in", pk=pk)
    sittings_of_day = sitting.activity.sittings.filter(starts_at__date=timezone.localdate(sitting.starts_at))
    if request.method == "POST":
        only_missing, now = request.POST.get("only") == "missing", timezone.now()
        sittings = sittings_of_day if request.POST.get("of") == "day" else [sitting]
        papers = [lists.make_list(each_sitting, by=request.user, at=now, only_missing=only_missing) for each_sitting in sittings]
        query = {"with": ",".join(str(paper.pk) for paper in papers[1:]), "empty_lines": request.POST.get("empty_lines", "")}
        address = reverse("paper-list", args=[papers[0].pk])
        return redirect(f"{address}?{urlencode(query)}" if any(query.values()) else address)
    attended_ids = set(Attendance.objects.active().filter(sitting=sitting).values_list("registration", flat=True))
    context = {
        "sitting": sitting,
        "activity": sitting.activity,
        "papers": [(paper, len(attended_ids.intersection(paper.registrations))) for paper in sitting.paper_lists.select_related("made_by")],
        "can_correct": request.user.can("correct", sitting.activity.unit_id),
        "day_count": sittings_of_day.count(),
        "empty_line_count": EMPTY_LINES,
    }
    return render(request, "attendance/paper/paper_lists.html", context)


@dataclass(frozen=True)
class Sheet:
    """A list as it is printed: numbers as when it was made, names and notes as they are now."""

    paper: PaperList
    lines: list[lists.Line]
    empty_line_count: int

    @property
    def all_lines(self) -> list[lists.Line | None]:
        """The lines with a name, then those without."""
        return [*self.lines, *[None] * self.empty_line_count]

    @property
    def first_lines(self) -> list[lists.Line | None]:
        return self.all_lines[:-LINES_WITH_SIGNATURES]

    @property
    def last_lines(self) -> list[lists.Line | None]:
        """The lines that go to the last page with the signatures, which would otherwise stand alone there."""
        return self.all_lines[-LINES_WITH_SIGNATURES:]

    @property
    def sitting(self) -> Sitting:
        return self.paper.sitting

    @property
    def held_on(self) -> date:
        return timezone.localdate(self.sitting.starts_at)

    @property
    def document_date(self) -> str:
        return official_date(self.held_on)

    @cached_property
    def period(self) -> AgencyPeriod | None:
        return AgencyPeriod.valid_on(self.held_on)

    @property
    def mark(self) -> str:
        made_at = timezone.localtime(self.paper.made_at)
        return f"Danh sách số {self.paper.pk} in lúc {made_at:%H:%M} ngày {short_date(made_at.date())}"


@never_cache
@require_safe
def paper_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a list to be printed, and those of `?with=` under it; `?empty_lines=` lines without a name at the end of each."""
    paper = fetch(PAPERS, request.user, "check_in", pk=pk)
    ids = [parse_id(text) for text in request.GET.get("with", "").split(",") if text]
    others = PAPERS.filter(sitting__activity=paper.sitting.activity_id, pk__in=[id_ for id_ in ids if id_ is not None])
    sitting, unit = paper.sitting, paper.sitting.activity.unit_id
    sees_personal, empty_line_count = request.user.can("see_personal", unit), parse_id(request.GET.get("empty_lines", ""))
    empty_line_count = EMPTY_LINES if empty_line_count is None else min(empty_line_count, MOST_EMPTY_LINES)
    papers = [paper, *others.exclude(pk=pk).order_by("sitting__starts_at")]
    sheets = [Sheet(printed, lists.read_lines(printed), empty_line_count) for printed in papers]
    for sheet in sheets:
        note_sitting(
            "paper-list", sheet.sitting, to=request.user, people=len(sheet.lines), way=Disclosure.Way.PRINT, sees_personal=sees_personal
        )
    return render(
        request,
        "attendance/paper/paper_list.html",
        {
            "paper": paper,
            "sitting": sitting,
            "activity": sitting.activity,
            "sheets": sheets,
            "numbers": ", ".join(str(sheet.paper.pk) for sheet in sheets),
            "empty_line_count": empty_line_count,
            "withdrawn": sum(line.registration.is_withdrawn for sheet in sheets for line in sheet.lines),
            "added": max(lists.count_missing(sheet.paper) for sheet in sheets),
            "shared_numbers": lists.find_shared_numbers(sheets[0].lines),
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
        "namesakes": tell_apart(line.registration.person for line in lines),
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
        "namesakes": tell_apart(line.registration.person for line in lists.read_lines(paper)),
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
