"""The preview of a roster: looked at row by row, committed with one button, or discarded."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import fetch
from accounts.http import SignedInRequest
from imports import actions
from imports.commit import commit_roster
from imports.models import RosterImport
from imports.screens.forms import CommitForm, FileForm
from imports.screens.pages import ROSTERS, preview_page, rows_fragment, upload_page
from imports.screens.preview_rows import preview_version
from imports.screens.progress import progress_context
from screens.http import is_fragment_request
from screens.pages import confirmation_page, show_errors


@require_safe
def roster_import(request: SignedInRequest, pk: int) -> HttpResponse:
    roster = fetch(ROSTERS, request.user, "register", pk=pk)
    match roster.state:
        case RosterImport.State.RECEIVED:
            return render(request, "imports/upload/roster_work.html", progress_context(roster) | {"activity": roster.activity})
        case RosterImport.State.REFUSED:
            return upload_page(request, roster.activity, FileForm.refused(roster.refusal))
        case RosterImport.State.DISCARDED:
            return render(request, "imports/upload/roster_discarded.html", {"roster": roster, "activity": roster.activity})
    if is_fragment_request(request):
        return rows_fragment(request, roster)
    return preview_page(request, roster)


def roster_commit(request: SignedInRequest, pk: int) -> HttpResponse:
    roster = fetch(ROSTERS, request.user, "register", pk=pk)
    url = reverse("roster-import", args=[roster.pk])
    if request.method != "POST" or not roster.is_open:  # a page that was shown in answer to a commit has its links here
        query = request.GET.urlencode()
        return redirect(url + (f"?{query}" if query else ""))
    form = CommitForm(request.POST, roster=roster, version=preview_version(roster))
    if not form.is_valid():
        return preview_page(request, roster, form)
    try:
        commit_roster(roster, by=request.user, at=timezone.now())
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    return redirect(url)


def roster_discard(request: SignedInRequest, pk: int) -> HttpResponse:
    roster = fetch(ROSTERS, request.user, "register", pk=pk)
    url = reverse("roster-import", args=[roster.pk])
    if request.method == "POST":
        try:
            actions.discard(roster)
        except ValidationError as error:
            show_errors(request, error)
            return redirect(url)
        messages.success(request, _("Đã bỏ tệp %(name)s. Chưa có ai được nhập từ tệp này.") % {"name": roster.file_name})
        return redirect("roster-upload", roster.activity_id)
    return confirmation_page(
        request,
        heading=_("Bỏ tệp %(name)s") % {"name": roster.file_name},
        submit_label=_("Bỏ tệp này"),
        consequences=[
            _("Tệp và bản xem trước bị xóa khỏi hệ thống, kể cả những chỗ đã sửa tại chỗ."),
            _("Không ai được đưa vào danh sách. Có thể tải tệp lên lại."),
        ],
        crumbs=[(roster.activity.title, reverse("registration-list", args=[roster.activity_id])), (roster.file_name, url)],
        cancel_url=url,
    )
