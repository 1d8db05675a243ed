"""Pages and fragments of a roster that several views answer with."""

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from accounts.http import SignedInRequest
from activities.models import Activity
from attendance.models import Registration
from imports.files.retention import ORIGINALS_ARE_KEPT
from imports.models import RosterImport
from imports.personal_data import SENSITIVE_COLUMNS
from imports.planning.earlier_columns import find_earlier_columns
from imports.screens.file_contents import converted_examples, is_used, letters_by_note, list_left_out, sheet_names
from imports.screens.forms import CommitForm, FileForm, PasteForm, ReadingForm
from imports.screens.preview_rows import ROW_FILTERS, count_rows, filter_rows, preview_version, show_rows
from people import notices
from people.disclosures.log import note_visit
from screens.pages import paginate
from screens.sealed.searches import search_query

ACTIVITIES = Activity.objects.with_units()
ROSTERS = (
    RosterImport.objects.defer("original", "grid")
    .select_related("activity__unit__parent__parent", "uploaded_by", "committed_by")
    .annotate(keeps_original=Q(original__isnull=False))
)
ROWS_PER_PAGE = 100
EARLIER_ROSTERS = 20


def redirect_to_roster(request: SignedInRequest, roster: RosterImport) -> HttpResponse:
    """Redirect to the roster's page, also from a request that a script made."""
    url = reverse("roster-import", args=[roster.pk])
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


def upload_page(
    request: SignedInRequest, activity: Activity, form: FileForm | None = None, paste_form: PasteForm | None = None
) -> HttpResponse:
    """Return the page on which a file is handed in, or rows are pasted."""
    earlier = ROSTERS.visible_to(request.user, "register").filter(activity=activity).newest_first()[:EARLIER_ROSTERS]
    context = {
        "activity": activity,
        "form": form or FileForm(),
        "paste_form": paste_form or PasteForm(),
        "earlier": earlier,
        "notice": notices.current(),
    }
    return render(request, "imports/upload/roster_upload.html", context)


def preview_page(request: SignedInRequest, roster: RosterImport, form: CommitForm | None = None) -> HttpResponse:
    """Return the page of a preview, or of what was committed."""
    context = _rows_context(request, roster)
    if roster.is_open:
        category = roster.choices.get("category", "")
        columns = roster.summary.get("columns", [])
        same_file = RosterImport.objects.filter(
            activity=roster.activity_id, file_digest=roster.file_digest, state=RosterImport.State.COMMITTED
        )
        context |= {
            "reading": ReadingForm(roster=roster),
            "sheets": sheet_names(roster),
            "used": sum(map(is_used, columns)),
            "earlier_columns": find_earlier_columns(roster),
            "columns_to_check": letters_by_note(columns),
            "not_used": [column for column in columns if column["head"] and not is_used(column)],
            "examples": converted_examples(roster) if roster.summary.get("encoding") else [],
            "left_out": list_left_out(roster),
            "role": Registration.Role(roster.summary["role"]).label,
            "category": Registration.Category(category).label if category else _("theo chức vụ từng người"),
            "twin": same_file.defer("original", "grid").select_related("committed_by").newest_first().first(),
            "commit_form": form or CommitForm(roster=roster, version=preview_version(roster)),
        }
        template = "imports/preview/roster_preview.html"
    else:
        result: Any = roster.result
        kept_until = roster.uploaded_at + ORIGINALS_ARE_KEPT
        context |= {
            "kept_until": kept_until,
            "shows_rows": timezone.now() < kept_until,
            "written": result["registered"] + result["matched"],
        }
        template = "imports/preview/roster_committed.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def rows_fragment(request: SignedInRequest, roster: RosterImport, message: str = "") -> HttpResponse:
    """Return the list as it is now, and with it the figures and the button."""
    context = _rows_context(request, roster) | {"said": message}
    if roster.is_open:
        context["commit_form"] = CommitForm(roster=roster, version=preview_version(roster))
    response = render(request, "imports/rows/_rows_changed.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _rows_context(request: SignedInRequest, roster: RosterImport) -> dict[str, Any]:
    """Return the page of rows that the query asks for, and log that it was shown."""
    query = search_query(request)
    show, q = query.get("show", ""), query.get("q", "").strip()[:100]
    show = show if show in ROW_FILTERS else ""
    page = paginate(request, filter_rows(roster, show, q), ROWS_PER_PAGE)
    counts = count_rows(roster)
    unit = roster.activity.unit
    note_visit("roster-preview", by=request.user, people=len(page), unit=unit, about=str(roster), sensitive=SENSITIVE_COLUMNS)
    return {
        "roster": roster,
        "activity": roster.activity,
        "summary": roster.summary,
        "page": page,
        "rows": show_rows(roster, page.object_list, reader=request.user),
        "counts": counts,
        "tabs": [(name, label, counts[name or "all"]) for name, label in ROW_FILTERS.items()],
        "show": show,
        "q": q,
    }
