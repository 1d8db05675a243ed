"""The console's screens of reports: choose one, filter it, look at it, download it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.access import fetch
from accounts.http import SignedInRequest
from accounts.models import User
from accounts.sign_in.confirmation import ask_to_confirm, confirmation_required, is_confirmed
from activities.areas.forms import offer_areas
from activities.forms import earlier_values
from activities.models import Activity
from attendance.access import people_known_to
from attendance.bulk.choice import chosen_registrations
from exports import delivery, periods
from exports.preview import MAX_PRINTED, MAX_ROWS, preview_of
from exports.publication.tables import is_for_publication
from exports.questions.offered import questions_for
from exports.questions.usual import usual_questions
from exports.reports import catalogue
from exports.reports.participant_list import participant_list
from exports.signers.actions import set_signer
from exports.signers.forms import SignerForm
from exports.signers.letterhead import signer_of
from exports.table import Table
from people.models import AgencyPeriod, Person
from screens.day_filters import DayField
from screens.forms import add_errors, posted_data
from screens.pages import form_page, paginate
from screens.sealed.searches import search_query

ACTIVITIES_ON_A_PAGE = 20


@require_safe
def report_list(request: SignedInRequest) -> HttpResponse:
    catalogue.require_reporter(request.user)
    context = {
        "reports": catalogue.reports_for(request.user),
        "questions": questions_for(request.user, timezone.localdate()),
        "usual_questions": usual_questions(timezone.localdate()),
    }
    return render(request, "exports/report_list.html", context)


@require_safe
def report(request: SignedInRequest, name: str) -> HttpResponse:
    """Show the first rows of one report, of this year unless a filter says otherwise; with `?print=all` all, to be printed at once."""
    report = catalogue.fetch_report(request.user, name)
    if "activity" in report.form.base_fields and not request.GET.get("activity", "").isdecimal():
        return _choose_activity(request, report)
    query = request.GET.copy()
    max_rows = MAX_PRINTED if query.pop("print", None) else MAX_ROWS
    offered = report.usual_periods(timezone.localdate())
    if not query:
        _label, (first, last) = offered[0]
        query.update({"from": first.isoformat(), "to": last.isoformat()})
    form = report.form(query)
    context: dict[str, Any] = {"report": report, "form": form, "query": query.urlencode(), "periods": offered}
    if "programme_line" in form.fields:  # the API takes any text; on the screen it is chosen from what was written before
        lines = dict.fromkeys([form["programme_line"].value() or "", *earlier_values(request.user, "programme_line")])
        form.fields["programme_line"].widget = forms.Select(choices=[("", _("Tất cả")), *((line, line) for line in lines if line)])
    if "area" in form.fields:
        offer_areas(form, request.user)
    if form.is_valid() and form.cleaned_data.get("from") and form.cleaned_data.get("to"):
        first, last = form.cleaned_data["from"], form.cleaned_data["to"]
        offered += periods.neighbours(first, last)
        context |= {"first": first, "last": last, "period": periods.in_words(first, last)}
        if "actual_until" in form.fields:
            context["estimate_days"] = periods.estimate_days(first, last, timezone.localdate())
    table = _build_table(report, form, request.user)
    if table is not None:
        may_open_rows = not is_for_publication(form)
        rows_url = f"{reverse('report-rows', args=[name])}?{query.urlencode()}" if report.open_rows and may_open_rows else ""
        preview = preview_of(
            table,
            max_rows=max_rows,
            correctable=_correctable_people(table, max_rows, request.user),
            rows_url=rows_url,
        )
        delivery.note_view(table, request.user, rows=len(preview.rows))
        explained = [column for column in table.columns if column.meaning and not column.key.startswith("sitting_")]
        context |= {"table": table, "preview": preview, "most": max_rows, "is_printed": max_rows == MAX_PRINTED, "explained": explained}
        context["may_take_data"] = may_open_rows and report.data_sheets is not None and request.user.can_anywhere("see_personal")
        context |= report.highlights(table) if report.highlights else {}
        context["tile_map"] = report.tile_map(request.user, form, table, rows_url) if report.tile_map else None
    return render(request, "exports/report.html", context)


def _build_table(report: catalogue.Report, form: forms.Form, user: User) -> Table | None:
    """Return the table; None where a filter is wrong, or the report refuses what was asked, with the errors in the form."""
    if not form.is_valid():
        return None
    try:
        return report.table_of(user, form)
    except ValidationError as error:
        add_errors(form, error)
        return None


def _correctable_people(table: Table, max_rows: int, user: User) -> dict[int, Person]:
    """Return those of the first rows whom `user` may correct, where each row is a person of one activity."""
    if not isinstance(table.people, list) or not user.can_anywhere("register"):
        return {}
    return people_known_to(user, "register").in_bulk(table.people[:max_rows])


def _choose_activity(request: SignedInRequest, report: catalogue.Report) -> HttpResponse:
    """Show the activities that a report of one activity can be made of."""
    form = ActivitySearch(search_query(request))
    q = form.cleaned_data["q"] if form.is_valid() else ""
    activities = Activity.objects.visible_to(request.user, report.verb).matching(q).with_units().order_by("-starts_on", "-pk")
    page = paginate(request, activities, ACTIVITIES_ON_A_PAGE)
    return render(request, "exports/activity_choices.html", {"report": report, "form": form, "page": page, "q": q})


class ActivitySearch(forms.Form):
    q = forms.CharField(label=gettext_lazy("Tên lớp, hội thi hoặc địa điểm"), required=False, max_length=200)


def report_signer(request: SignedInRequest, name: str) -> HttpResponse:
    """Ask who signs the reader's documents, and remember it. `?date=`: the day that the document bears, by which the agency is known."""
    report = catalogue.fetch_report(request.user, name)
    day = DayField(required=False)
    try:
        period = AgencyPeriod.valid_on(day.clean(request.GET.get("date", "")) or timezone.localdate())
    except ValidationError:
        period = AgencyPeriod.valid_on(timezone.localdate())
    if period is None:
        raise Http404
    home = f"{reverse('report', args=[name])}?{request.GET.urlencode()}"
    form = SignerForm(posted_data(request), instance=signer_of(request.user, period))
    if form.is_valid():
        set_signer(request.user, period, **form.cleaned_data)
        messages.success(request, _("Đã lưu người ký. Các văn bản sau cũng mang tên này cho đến khi bạn đổi."))
        return redirect(home)
    return form_page(
        request,
        form,
        heading=_("Người ký văn bản"),
        crumbs=[(_("Báo cáo"), reverse("report-list")), (report.title, home)],
        cancel_url=home,
    )


@require_safe
def report_file(request: SignedInRequest, name: str, file_format: str) -> HttpResponseBase:
    """Download one report; with ?data=1 its workbook also has the rows that its figures count.

    Wrong filters lead back to the screen, which says what is wrong.
    """
    report = catalogue.fetch_report(request.user, name)
    has_data = catalogue.wants_data(request.GET, file_format)
    if (report.logged_list.rows_are_people or has_data) and not is_confirmed(request):
        return ask_to_confirm(request)
    build = report.build_with_data if has_data else report.build_table
    try:
        with delivery.language_of(file_format):
            return delivery.render(build(request.user, request.GET), file_format, request.user)
    except ValidationError:
        return redirect(f"{reverse('report', args=[name])}?{request.GET.urlencode()}")


def registration_export(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Download a workbook of the people chosen on the list of an activity, which posts them here; looked at, lead back to the list."""
    activity = fetch(Activity.objects.with_units(), request.user, "see_personal", pk=pk)
    return _export_chosen(request, activity) if request.method == "POST" else redirect("registration-list", activity.pk)


@confirmation_required
def _export_chosen(request: SignedInRequest, activity: Activity) -> HttpResponseBase:
    registrations = chosen_registrations(request, activity, page_url=reverse("registration-list", args=[activity.pk]))
    if not registrations.exists():
        messages.error(request, _("Hãy chọn ít nhất một người."))
        return redirect("registration-list", activity.pk)
    with delivery.language_of("xlsx"):
        return delivery.render(participant_list(request.user, activity, registrations), "xlsx", request.user)
