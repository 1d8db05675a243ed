"""A workbook handed in on the screen: dropped in, looked at row by row, committed with one button."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from accounts.access import fetch
from activities.models import Activity
from attendance.models import Registration
from imports import actions
from imports.commit import commit_roster
from imports.models import RosterImport
from imports.screens import previews
from imports.screens.forms import CommitForm, FileForm, ReadingForm
from people import notices
from people.disclosures import note_visit

ACTIVITIES = Activity.objects.with_units()
ROSTERS = (
    RosterImport.objects.defer("original", "grid")
    .select_related("activity__unit__parent__parent", "uploaded_by", "committed_by")
    .annotate(keeps_original=Q(original__isnull=False))
)
A_PAGE = 100
EARLIER = 20
AT_ONCE = 400_000  # bytes; a larger file is read while a bar tells how far it is
NO_MORE = 286  # htmx stops asking
SENSITIVE = ("ethnic_group", "phone", "national_id_last4", "birth_date")
State = RosterImport.State


def is_fragment(request: HttpRequest) -> bool:
    return bool(request.htmx) and not request.htmx.history_restore_request  # type: ignore[attr-defined]


def go(request: HttpRequest, roster: RosterImport) -> HttpResponse:
    """To the roster's page, also from a request that a script made."""
    where = reverse("roster-import", args=[roster.pk])
    return HttpResponseClientRedirect(where) if request.htmx else redirect(where)  # type: ignore[attr-defined]


# --- handing in


def roster_upload(request: HttpRequest, pk: int) -> HttpResponse:
    activity = fetch(ACTIVITIES, request.user, "register", pk=pk)
    if request.method != "POST":
        return _upload_page(request, activity, FileForm())
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            roster = _received(request, activity, form)
        except ValidationError as error:
            form.add_error("file", error.messages)  # type: ignore[arg-type]
        else:
            return go(request, roster)
    if is_fragment(request):
        return render(request, "imports/_upload_form.html", {"activity": activity, "form": form})
    return _upload_page(request, activity, form)


def _received(request: HttpRequest, activity: Activity, form: FileForm) -> RosterImport:
    """A small file has its preview when this returns. Raises ValidationError for what nobody can read."""
    now = timezone.now()
    roster = actions.receive(activity, content=form.content, file_name=form.cleaned_data["file"].name, by=request.user, at=now)
    if len(form.content) <= AT_ONCE and actions.claim(roster, at=now):
        actions.make_preview(roster, by=request.user, at=now)
    return roster


def _upload_page(request: HttpRequest, activity: Activity, form: FileForm) -> HttpResponse:
    earlier = ROSTERS.visible_to(request.user, "register").filter(activity=activity).newest_first()[:EARLIER]
    context = {"activity": activity, "form": form, "earlier": earlier, "tones": previews.STATE_TONES, "notice": notices.current()}
    return render(request, "imports/roster_upload.html", context)


# --- while it is read


@require_POST
def roster_work(request: HttpRequest, pk: int) -> HttpResponse:
    """Makes the preview, if nobody is at it. What a page asks for by itself, and a button where no script runs."""
    roster = fetch(ROSTERS, request.user, "register", pk=pk)
    now = timezone.now()
    if actions.claim(roster, at=now):
        try:
            actions.make_preview(roster, by=request.user, at=now)
        except ValidationError:
            pass  # the roster says why, and so does its page
    return HttpResponse(status=204) if request.htmx else go(request, roster)  # type: ignore[attr-defined]


@require_safe
def roster_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is. When it is done, an answer that ends the asking, and then goes to the preview: once, for a page that is
    on its way would be called back by every further answer that sends there."""
    roster = fetch(ROSTERS, request.user, "register", pk=pk)
    if roster.state == State.RECEIVED:
        return render(request, "imports/_progress.html", _how_far(roster))
    if "done" in request.GET or not request.htmx:  # type: ignore[attr-defined]
        return go(request, roster)
    return render(request, "imports/_progress_done.html", {"roster": roster}, status=NO_MORE)


def _how_far(roster: RosterImport) -> dict[str, Any]:
    """`is_idle`: nobody is at it; `is_stuck`: somebody was, and their process has ended."""
    since = roster.working_since
    is_stuck = since is not None and since < timezone.now() - actions.STUCK_AFTER
    return {"roster": roster, "step": previews.step_at(roster.progress), "is_stuck": is_stuck, "is_idle": since is None or is_stuck}


# --- the preview, and what came of it


@require_safe
def roster_import(request: HttpRequest, pk: int) -> HttpResponse:
    roster = fetch(ROSTERS, request.user, "register", pk=pk)
    if roster.state == State.RECEIVED:
        return render(request, "imports/roster_work.html", _how_far(roster) | {"activity": roster.activity})
    if roster.state == State.REFUSED:
        return _upload_page(request, roster.activity, FileForm.refused(roster.refusal))
    if roster.state == State.DISCARDED:
        return render(request, "imports/roster_discarded.html", {"roster": roster, "activity": roster.activity})
    if is_fragment(request):
        return rows_fragment(request, roster)
    return preview_page(request, roster)


def preview_page(request: HttpRequest, roster: RosterImport, form: CommitForm | None = None) -> HttpResponse:
    context = _listed(request, roster)
    if roster.is_open:
        context |= _how_read(roster) | {"twin": _twin_of(roster)} | _to_commit(roster, form)
        template = "imports/roster_preview.html"
    else:
        result: Any = roster.result
        until = roster.uploaded_at + actions.ORIGINALS_ARE_KEPT
        context |= {
            "kept_until": until,
            "shows_rows": timezone.now() < until,
            "written": result["registered"] + result["matched"],
        }
        template = "imports/roster_committed.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def rows_fragment(request: HttpRequest, roster: RosterImport, said: str = "") -> HttpResponse:
    """The list as it is now, and with it the figures and the button."""
    context = _listed(request, roster) | {"said": said} | (_to_commit(roster) if roster.is_open else {})
    response = render(request, "imports/_rows_changed.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _listed(request: HttpRequest, roster: RosterImport) -> dict[str, Any]:
    show, q = request.GET.get("show", ""), request.GET.get("q", "").strip()[:100]
    show = show if show in previews.SHOWN else ""
    page = Paginator(previews.rows_of(roster, show, q), A_PAGE).get_page(request.GET.get("page"))
    counts = previews.counts_of(roster)
    note_visit("roster-preview", by=request.user, people=len(page), unit=roster.activity.unit, about=str(roster), sensitive=SENSITIVE)
    return {
        "roster": roster,
        "activity": roster.activity,
        "summary": roster.summary,
        "page": page,
        "rows": previews.shown_rows(roster, page.object_list, to=request.user),
        "counts": counts,
        "tabs": [(word, label, counts[word or "all"]) for word, label in previews.SHOWN.items()],
        "show": show,
        "q": q,
    }


def _to_commit(roster: RosterImport, form: CommitForm | None = None) -> dict[str, Any]:
    return {"commit_form": form or CommitForm(roster=roster, version=previews.version_of(roster))}


def _how_read(roster: RosterImport) -> dict[str, Any]:
    category = roster.choices.get("category", "")
    return {
        "reading": ReadingForm(roster=roster),
        "sheets": previews.sheets_of(roster),
        "used": previews.used(roster),
        "not_used": previews.not_used(roster),
        "examples": previews.conversions_of(roster) if roster.summary.get("encoding") else [],
        "left_out": previews.left_out_of(roster),
        "role": Registration.Role(roster.summary["role"]).label,
        "category": Registration.Category(category).label if category else _("theo chức vụ từng người"),
    }


def _twin_of(roster: RosterImport) -> RosterImport | None:
    """The very same file, committed for this activity before."""
    same = RosterImport.objects.filter(activity=roster.activity_id, file_digest=roster.file_digest, state=State.COMMITTED)
    return same.defer("original", "grid").select_related("committed_by").newest_first().first()


def roster_commit(request: HttpRequest, pk: int) -> HttpResponse:
    roster = fetch(ROSTERS, request.user, "register", pk=pk)
    if request.method != "POST" or not roster.is_open:
        return _back(request, roster)
    form = CommitForm(request.POST, roster=roster, version=previews.version_of(roster))
    if not form.is_valid():
        return preview_page(request, roster, form)
    try:
        commit_roster(roster, by=request.user, at=timezone.now())
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    return redirect("roster-import", roster.pk)


def _back(request: HttpRequest, roster: RosterImport) -> HttpResponse:
    """A page that was shown in answer to a commit has its links here."""
    query = request.GET.urlencode()
    return redirect(reverse("roster-import", args=[roster.pk]) + (f"?{query}" if query else ""))


def roster_discard(request: HttpRequest, pk: int) -> HttpResponse:
    roster = fetch(ROSTERS, request.user, "register", pk=pk)
    if request.method == "POST":
        try:
            actions.discard(roster)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("roster-import", roster.pk)
        messages.success(request, _("Đã bỏ tệp %(name)s. Chưa có ai được ghi từ tệp này.") % {"name": roster.file_name})
        return redirect("roster-upload", roster.activity_id)
    activity = cast(Activity, roster.activity)
    context = {
        "heading": _("Bỏ tệp %(name)s") % {"name": roster.file_name},
        "submit_label": _("Bỏ tệp này"),
        "consequences": [
            _("Tệp và bản xem trước bị xóa khỏi hệ thống, kể cả những chỗ đã sửa tại chỗ."),
            _("Không ai được ghi vào danh sách. Có thể tải tệp lên lại."),
        ],
        "cancel_url": reverse("roster-import", args=[roster.pk]),
        "crumbs": [
            (activity.title, reverse("registration-list", args=[activity.pk])),
            (roster.file_name, reverse("roster-import", args=[roster.pk])),
        ],
    }
    return render(request, "screens/confirmation_page.html", context)
