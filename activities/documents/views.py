"""Pages of documents."""

from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import fetch, require_anywhere
from accounts.http import SignedInRequest
from activities.documents import actions
from activities.documents.fields import find_chosen, options_context
from activities.documents.filters import DocumentListFilter
from activities.documents.forms import DocumentForm
from activities.documents.references import find_references
from activities.files.downloads import file_response
from activities.models import Document
from screens.forms import add_errors, posted_data
from screens.pages import Crumbs, confirmation_page, form_page, paginate
from screens.query_strings import parse_address, parse_sort
from screens.revisions.forms import changes_one_row, lock
from vietnamese.text import clean

DOCUMENTS = Document.objects.select_related("unit__parent__parent", "file").defer("file__content")
DOCUMENTS_PER_PAGE = 50
SORT_COLUMNS = {"dated": "dated", "number": "number", "title": "title", "issuer": "issuer"}


@require_safe
def document_list(request: SignedInRequest) -> HttpResponse:
    documents = DOCUMENTS.visible_to(request.user).annotate(activity_count=Count("activities"))
    document_filter = DocumentListFilter(request.GET, queryset=documents)
    column, is_descending = parse_sort(request, SORT_COLUMNS, default="-dated")
    in_order = document_filter.qs.order_by(f"-{column}" if is_descending else column, "-dated", "-pk")
    context = {
        "filter": document_filter,
        "page": paginate(request, in_order, DOCUMENTS_PER_PAGE),
        "may_record": request.user.can_anywhere("record"),
        "is_filtered": any(document_filter.form.cleaned_data.values()),
    }
    return render(request, "activities/documents/document_list.html", context)


@require_safe
def document_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    document = fetch(DOCUMENTS.select_related("created_by"), request.user, "view", pk=pk)
    context = {
        "document": document,
        "references": find_references(document, user=request.user),
        "may_record": request.user.can("record", document.unit_id),
    }
    return render(request, "activities/documents/document.html", context)


@require_safe
def document_options(request: SignedInRequest) -> HttpResponse:
    """Return the documents that `?q=` finds; the picker also sends its field's name, what was chosen and what it shows above."""
    documents, picker = Document.objects.visible_to(request.user), request.GET.get("picker", "document")
    chosen, shown_id = find_chosen(documents, request.GET.get(picker)), request.GET.get("shown", "")
    context = options_context(documents, q=clean(request.GET.get("q", "")), name=picker, chosen=chosen, shown_id=shown_id)
    return render(request, "activities/documents/_picker_options.html", context)


def document_create(request: SignedInRequest) -> HttpResponse:
    """Record a document; who came from a form in which it is to be chosen (`?for=` names the field) goes back to it."""
    require_anywhere(request.user, "record")
    field, referer = request.GET.get("for", ""), urlsplit(request.headers.get("Referer", ""))
    is_from_form = field.isidentifier() and referer.netloc == request.get_host()
    back = parse_address(f"{referer.path}?{field}=DOCUMENT") if is_from_form else ""  # its id comes to stand for DOCUMENT
    form = DocumentForm(posted_data(request), request.FILES or None, user=request.user, initial={"back": back})
    if form.is_valid():
        try:
            document = actions.record_document(form.instance, file=form.cleaned_data["file"], by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã ghi %(document)s.") % {"document": document})
            if back := parse_address(form.cleaned_data["back"]):
                return redirect(back.replace("DOCUMENT", str(document.pk)))
            return redirect(document)
    crumbs = [(_("Văn bản"), reverse("document-list"))]
    cancel_url = parse_address(form["back"].value()).partition("?")[0] or reverse("document-list")
    return form_page(request, form, heading=_("Ghi văn bản mới"), crumbs=crumbs, cancel_url=cancel_url)


@changes_one_row
def document_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    document = fetch(lock(DOCUMENTS, request), request.user, "record", pk=pk)
    crumbs = _crumbs_to(document)  # before the form changes number and date
    form = DocumentForm(posted_data(request), request.FILES or None, instance=document, user=request.user)
    if form.is_valid():
        file, without_file = form.cleaned_data["file"], form.cleaned_data.get("without_file", False)
        try:
            actions.revise_document(form.instance, file=file, without_file=without_file, by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã lưu."))
            return redirect(document)
    return form_page(request, form, heading=_("Sửa văn bản"), crumbs=crumbs, cancel_url=document.get_absolute_url())


def document_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    document = fetch(DOCUMENTS, request.user, "record", pk=pk)
    form = forms.Form(posted_data(request))
    if form.is_valid():
        name = str(document)
        try:
            actions.remove_document(document)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã xóa %(document)s.") % {"document": name})
            return redirect("document-list")
    consequences = [_("%(document)s cùng tệp đang lưu bị xóa hẳn, không khôi phục được.") % {"document": document}]
    return confirmation_page(
        request,
        form,
        heading=_("Xóa văn bản"),
        consequences=consequences,
        crumbs=_crumbs_to(document),
        cancel_url=document.get_absolute_url(),
    )


@require_safe
def document_file(request: SignedInRequest, pk: int) -> HttpResponse:
    document = fetch(Document.objects.select_related("file"), request.user, "view", pk=pk)
    if document.file is None:
        raise Http404
    return file_response(document.file, is_attachment=True)


def _crumbs_to(document: Document) -> Crumbs:
    return [(_("Văn bản"), reverse("document-list")), (str(document), document.get_absolute_url())]
