"""The console's screens of the log of who saw or took personal data."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from exports import delivery
from people import disclosures
from privacy.access import require_administrator
from privacy.disclosure_log import table
from privacy.disclosure_log.table import LogFilter, log_table, readable_by
from screens.pages import paginate

A_PAGE = 50
SENSITIVE_OF_ONE = ("ethnic_group", "ethnicity_note")


@require_safe
def disclosure_log(request: SignedInRequest) -> HttpResponse:
    require_administrator(request.user)
    form = LogFilter(request.GET, user=request.user)
    found = form.narrow(readable_by(request.user)).select_related("user", "person")
    page = paginate(request, found, A_PAGE)
    rows = [
        (
            line,
            table.who(line),
            table.what_words(line),
            table.how_many(line),
            table.sensitive_words(line),
        )
        for line in page
    ]
    query = request.GET.copy()
    query.pop("page", None)
    about = " · ".join(value for _label, value in form.in_words)
    disclosures.note_visit("disclosure-log", by=request.user, people=page.paginator.count, unit=None, about=about)
    return render(request, "privacy/disclosure_log.html", {"form": form, "page": page, "rows": rows, "query": query.urlencode()})


@require_safe
def disclosure_log_file(request: SignedInRequest, file_format: str) -> HttpResponseBase:
    require_administrator(request.user)
    asked = LogFilter(request.GET, user=request.user)
    if not asked.is_valid():
        return redirect(f"{reverse('disclosure-log')}?{request.GET.urlencode()}")
    with delivery.language_of(file_format):
        return delivery.render(log_table(asked.narrow(readable_by(request.user)), asked, request.user), file_format, request.user)
