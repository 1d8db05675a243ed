"""The console's screens of the log of who saw or took personal data."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.sign_in.confirmation import confirmation_required
from exports import delivery
from people.disclosures.log import note_visit
from privacy.access import require_administrator
from privacy.disclosure_log.table import LogFilter, list_title, log_table, readable_by, reader_name, row_count, sensitive_titles
from screens.pages import paginate
from screens.sealed.searches import search_query

LINES_ON_A_PAGE = 50


@require_safe
def disclosure_log(request: SignedInRequest) -> HttpResponse:
    require_administrator(request.user)
    form = LogFilter(search_query(request), user=request.user)
    lines = form.narrow(readable_by(request.user)).select_related("user", "person")
    page = paginate(request, lines, LINES_ON_A_PAGE)
    rows = [(line, reader_name(line), list_title(line), row_count(line), sensitive_titles(line)) for line in page]
    query = request.GET.copy()
    query.pop("page", None)
    about = " · ".join(value for _label, value in form.in_words)
    note_visit("disclosure-log", by=request.user, people=page.paginator.count, unit=None, about=about)
    return render(request, "privacy/disclosure_log.html", {"form": form, "page": page, "rows": rows, "query": query.urlencode()})


@require_safe
@confirmation_required
def disclosure_log_file(request: SignedInRequest, file_format: str) -> HttpResponseBase:
    """Download the log. Wrong filters lead back to the screen, which says what is wrong."""
    require_administrator(request.user)
    form = LogFilter(search_query(request, page_url=reverse("disclosure-log")), user=request.user)
    if not form.is_valid():
        return redirect(f"{reverse('disclosure-log')}?{request.GET.urlencode()}")
    with delivery.language_of(file_format):
        table = log_table(form.narrow(readable_by(request.user)), form, request.user)
        return delivery.render(table, file_format, request.user)
