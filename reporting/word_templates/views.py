"""Screens of templates, for whoever administers the province served: which serve, a new one, a sample, withdrawn ones."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from activities.files.recognition import CONTENT_TYPES
from exports.signers.letterhead import letterhead_on
from reporting.composing.report_kinds import report_kinds
from reporting.document.template.placeholders import all_names
from reporting.document.template.refusals import describe_deviations
from reporting.document.template.standard_template import standard_template
from reporting.document.template.template_process import write_report
from reporting.models import ReportTemplate
from reporting.word_templates.access import require_keeper
from reporting.word_templates.actions import content_of, take_in_template, template_for, withdraw_template
from reporting.word_templates.forms import TemplateForm
from reporting.word_templates.samples import sample_contents
from reporting.word_templates.wording import MEANINGS, describe_omissions
from screens.forms import add_errors, posted_data
from screens.pages import confirmation_page, form_page, show_errors
from screens.query_strings import parse_id

EXAMPLES = {
    "text": "{{ co_quan }}",
    "loop": "{%p for m in muc %}",
    "end": "{%p endfor %}",
    "item": "{{ m.tieu_de }}",
    "question": "{%p if m.la_phan %} … {%p endif %}",
}
DOCX = CONTENT_TYPES["docx"]


def docx_response(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=DOCX, headers={"Content-Disposition": f'attachment; filename="{name}.docx"'})


@require_safe
def template_list(request: SignedInRequest) -> HttpResponse:
    require_keeper(request.user)
    today = timezone.localdate()
    templates = ReportTemplate.objects.select_related("file", "uploaded_by")
    kinds = [
        {"kind": kind, "current": ReportTemplate.valid_on(kind.key, today), "templates": [row for row in templates if row.kind == kind.key]}
        for kind in report_kinds().values()
    ]
    context = {
        "kinds": kinds,
        "placeholders": [(name, MEANINGS[name]) for name in all_names()],
        "examples": EXAMPLES,
    }
    return render(request, "reporting/template_list.html", context)


@never_cache
def template_create(request: SignedInRequest) -> HttpResponse:
    """Take in a template; each mistake in its file is named with its paragraph."""
    require_keeper(request.user)
    home = reverse("report-template-list")
    files = request.FILES if request.method == "POST" else None
    initial = {"kind": request.GET.get("kind"), "valid_from": timezone.localdate()}
    form = TemplateForm(posted_data(request), files, initial=initial)
    if form.is_valid():
        try:
            template, check = take_in_template(**form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã nhận mẫu %(template)s.") % {"template": template})
            if check.omissions:
                messages.warning(request, _("Mẫu không có: %(names)s.") % {"names": describe_omissions(check.omissions)})
            if check.deviations:
                text = _("Trang của mẫu khác Nghị định 30/2020/NĐ-CP: %(what)s. Mẫu vẫn dùng được; có thể sửa rồi tải lên lại.")
                messages.warning(request, text % {"what": describe_deviations(check.deviations)})
            return redirect(home)
    crumbs = [(_("Quản trị"), reverse("admin-home")), (_("Mẫu báo cáo"), home)]
    return form_page(
        request,
        form,
        heading=_("Tải mẫu báo cáo lên"),
        crumbs=crumbs,
        cancel_url=home,
        submit_label=_("Tải lên và kiểm tra"),
        template_name="reporting/template_form.html",
    )


@require_safe
def template_standard(request: SignedInRequest) -> HttpResponse:
    """Answer the standard template, to be edited in Word."""
    require_keeper(request.user)
    return docx_response(standard_template(), "mau-bao-cao-chuan")


@require_safe
def template_file(request: SignedInRequest, pk: int) -> HttpResponse:
    require_keeper(request.user)
    template = get_object_or_404(ReportTemplate.objects.select_related("file"), pk=pk)
    try:
        return docx_response(content_of(template), f"mau-bao-cao-{template.pk}")
    except ValidationError as error:
        show_errors(request, error)
        return redirect("report-template-list")


@require_safe
def template_sample(request: SignedInRequest, kind: str) -> HttpResponse:
    """Answer an invented report in the template that serves today, or in the one that `?template=` names."""
    require_keeper(request.user)
    if kind not in report_kinds():
        raise Http404
    day = timezone.localdate()
    with translation.override("vi"):
        contents = sample_contents(letterhead_on(day, request.user, kind="BC"), day=day)
    try:
        chosen = parse_id(request.GET.get("template"))
        template = get_object_or_404(ReportTemplate, kind=kind, pk=chosen) if chosen is not None else None
        content = content_of(template) if template else template_for(kind, day)
        return docx_response(write_report(contents, content, at=timezone.now()), "bao-cao-mau")
    except ValidationError as error:
        show_errors(request, error)
        return redirect("report-template-list")


def template_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stop using a template after a question; the standard one, or the one before, serves again."""
    require_keeper(request.user)
    template: Any = get_object_or_404(ReportTemplate.objects.select_related("file"), pk=pk)
    home = reverse("report-template-list")
    if request.method == "POST":
        withdraw_template(template, by=request.user, at=timezone.now())
        messages.success(request, _("Đã ngừng dùng mẫu %(template)s.") % {"template": template})
        return redirect(home)
    return confirmation_page(
        request,
        heading=_("Ngừng dùng mẫu %(template)s") % {"template": template},
        consequences=[
            _("Báo cáo lập từ nay dùng mẫu trước đó, nếu không có thì dùng mẫu chuẩn."),
            _("Báo cáo đã ban hành không thay đổi. Tệp mẫu vẫn tải về được."),
        ],
        submit_label=_("Ngừng dùng mẫu"),
        cancel_url=home,
        crumbs=[(_("Quản trị"), reverse("admin-home")), (_("Mẫu báo cáo"), home)],
    )
