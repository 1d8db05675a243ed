"""The console's screens of reports: choose one, filter it, look at it, download it."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.sign_in.confirmation import ask_to_confirm, is_confirmed
from activities.forms import earlier_values
from activities.models import Activity
from exports import delivery, periods
from exports.preview import MAX_ROWS, preview_of
from exports.reports import catalogue
from screens.pages import paginate
from screens.searches import search_query

ACTIVITIES_ON_A_PAGE = 20


@require_safe
def report_list(request: SignedInRequest) -> HttpResponse:
    catalogue.require_reporter(request.user)
    return render(request, "exports/report_list.html", {"reports": catalogue.reports_for(request.user)})


@require_safe
def report(request: SignedInRequest, name: str) -> HttpResponse:
    """Show one report, of this year unless a filter says otherwise."""
    report = catalogue.fetch_report(request.user, name)
    query: QueryDict = request.GET
    if not query:
        first, last = periods.year(timezone.localdate().year)
        query = QueryDict(mutable=True)
        query.update({"from": first.isoformat(), "to": last.isoformat()})
    form = report.form(query)
    context = {"report": report, "form": form, "query": query.urlencode(), "periods": periods.usual(timezone.localdate())}
    if "programme_line" in form.fields:  # the API takes any text; on the screen it is chosen from what was written before
        lines = dict.fromkeys([form["programme_line"].value() or "", *earlier_values(request.user, "programme_line")])
        form.fields["programme_line"].widget = forms.Select(choices=[("", _("Tất cả")), *((line, line) for line in lines if line)])
    if form.is_valid():
        table = report.build(request.user, form)
        preview = preview_of(table)
        delivery.note_view(table, request.user, rows=len(preview.rows))
        explained = [column for column in table.columns if column.meaning and not column.key.startswith("sitting_")]
        context |= {"table": table, "preview": preview, "most": MAX_ROWS, "explained": explained}
        context |= report.highlights(table) if report.highlights else {}
    return render(request, "exports/report.html", context)


@require_safe
def attendance_register(request: SignedInRequest) -> HttpResponse:
    """Show the register of one activity; without `?activity=`, the activities to choose from."""
    if request.GET.get("activity", "").isdecimal():
        return report(request, "attendance-register")
    chosen_report = catalogue.fetch_report(request.user, "attendance-register")
    form = ActivitySearch(search_query(request))
    q = form.cleaned_data["q"] if form.is_valid() else ""
    activities = Activity.objects.visible_to(request.user, chosen_report.verb).matching(q).with_units().order_by("-starts_on", "-pk")
    page = paginate(request, activities, ACTIVITIES_ON_A_PAGE)
    return render(request, "exports/register_choices.html", {"report": chosen_report, "form": form, "page": page, "q": q})


class ActivitySearch(forms.Form):
    q = forms.CharField(label=_("Tên lớp, hội thi hoặc địa điểm"), required=False, max_length=200)


@require_safe
def report_file(request: SignedInRequest, name: str, file_format: str) -> HttpResponseBase:
    """Download one report. Wrong filters lead back to the screen, which says what is wrong."""
    report = catalogue.fetch_report(request.user, name)
    if report.logged_list.rows_are_people and not is_confirmed(request):
        return ask_to_confirm(request)
    try:
        with delivery.language_of(file_format):
            return delivery.render(report.build_table(request.user, request.GET), file_format, request.user)
    except ValidationError:
        return redirect(f"{reverse('report', args=[name])}?{request.GET.urlencode()}")
