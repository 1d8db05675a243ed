"""The console's screens of figures: choose a report, narrow it, look at it, take it home."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from activities.forms import earlier_values
from activities.models import Activity
from exports import periods
from exports.delivery import hand_out, language_of, note_view
from exports.preview import SHOWN, preview_of
from exports.reports import catalogue
from exports.reports.catalogue import Report

ACTIVITIES_ON_A_PAGE = 20
REGISTER = "attendance-register"


@require_safe
def report_list(request: SignedInRequest) -> HttpResponse:
    catalogue.require_reporter(request.user)
    return render(request, "exports/report_list.html", {"reports": catalogue.reports()})


@require_safe
def report(request: SignedInRequest, name: str) -> HttpResponse:
    chosen = catalogue.fetch_report(request.user, name)
    query = request.GET or _this_year()
    form = chosen.form(query)
    context = {"report": chosen, "form": form, "query": query.urlencode(), "periods": periods.usual(timezone.localdate())}
    if "programme_line" in form.fields:
        _offer_programme_lines(form, request.user)
    if form.is_valid():
        context |= _drawn(chosen, request.user, form)
    return render(request, "exports/report.html", context)


@require_safe
def register(request: SignedInRequest) -> HttpResponse:
    """The register of one activity; without one, the activities to choose from."""
    if request.GET.get("activity", "").isdecimal():
        return report(request, REGISTER)
    chosen = catalogue.fetch_report(request.user, REGISTER)
    form = ActivitySearch(request.GET)
    q = form.cleaned_data["q"] if form.is_valid() else ""
    found = Activity.objects.visible_to(request.user, "report").matching(q).with_units().order_by("-starts_on", "-pk")
    page = Paginator(found, ACTIVITIES_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "exports/register_choices.html", {"report": chosen, "form": form, "page": page, "q": q})


@require_safe
def report_file(request: SignedInRequest, name: str, form: str) -> HttpResponseBase:
    """Wrong filters lead back to the screen, which says what is wrong."""
    chosen = catalogue.fetch_report(request.user, name)
    try:
        with language_of(form):
            return hand_out(chosen.build_table(request.user, request.GET), form, request.user)
    except ValidationError:
        return redirect(f"{reverse('report', args=[name])}?{request.GET.urlencode()}")


class ActivitySearch(forms.Form):
    q = forms.CharField(label=_("Tên lớp, hội thi hoặc địa điểm"), required=False, max_length=200)


def _this_year() -> QueryDict:
    """What a clerk looks at when nothing is asked for yet."""
    first, last = periods.year(timezone.localdate().year)
    query = QueryDict(mutable=True)
    query.update({"from": first.isoformat(), "to": last.isoformat()})
    return query


def _offer_programme_lines(form: forms.BaseForm, user: Any) -> None:
    """The API takes any text; on the screen it is chosen from what was written before."""
    lines = dict.fromkeys([form["programme_line"].value() or "", *earlier_values(user, "programme_line")])
    form.fields["programme_line"].widget = forms.Select(choices=[("", _("Tất cả")), *((line, line) for line in lines if line)])


def _drawn(chosen: Report, user: Any, form: forms.BaseForm) -> dict[str, Any]:
    table = chosen.build(user, form)
    explained = [column for column in table.columns if column.meaning and not column.key.startswith("sitting_")]
    shown = preview_of(table)
    note_view(table, user, rows=len(shown.rows))
    drawn = {"table": table, "preview": shown, "most": SHOWN, "explained": explained}
    return drawn | (chosen.highlights(table) if chosen.highlights else {})
