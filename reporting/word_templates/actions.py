"""Actions on templates: taken in, withdrawn; pages and API call these."""

from datetime import date, datetime

from cryptography.fernet import InvalidToken
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import trail
from accounts.models import User
from activities.files.actions import open_file, store_file
from activities.models import StoredFile
from reporting.composing.report_kinds import report_kinds
from reporting.document.template.package import MAX_BYTES
from reporting.document.template.refusals import TemplateRefused, describe_problem
from reporting.document.template.template_process import TemplateCheck, check_template
from reporting.models import ReportTemplate


def take_in_template(
    *, kind: str, file: UploadedFile, valid_from: date, valid_to: date | None = None, by: User, at: datetime
) -> tuple[ReportTemplate, TemplateCheck]:
    """Save a template for reports of a kind; return it and its check, which says what it leaves out and how its page differs.

    Raise ValidationError keyed by field; each mistake in the file is a message of its own. Nothing is written then.
    """
    if kind not in report_kinds():
        raise ValidationError({"kind": ValidationError(_("Không có loại báo cáo này."), code="unknown")})
    if valid_to and valid_to < valid_from:
        raise ValidationError({"valid_to": ValidationError(_("“Đến hết ngày” phải từ “Áp dụng từ ngày” trở đi."), code="dates_reversed")})
    content, check = read_template(file)
    if ReportTemplate.objects.filter(kind=kind, valid_from=valid_from, withdrawn_at=None).exists():
        message = _("Đã có mẫu áp dụng từ ngày này. Hãy ngừng dùng mẫu đó trước, hoặc chọn ngày khác.")
        raise ValidationError({"valid_from": ValidationError(message, code="taken")})
    with transaction.atomic():
        stored = store_file(content, name=file.name or "mau-bao-cao", file_format=StoredFile.Format.DOCX, by=by)
        template = ReportTemplate(kind=kind, valid_from=valid_from, valid_to=valid_to, file=stored, uploaded_by=by, uploaded_at=at)
        template.save()
        trail.record("taken_in", template, changes=trail.created(template), by=by)
    return template, check


def read_template(file: UploadedFile) -> tuple[bytes, TemplateCheck]:
    """Return the content and its check. Raise ValidationError keyed `file` with a sentence for each mistake."""
    try:
        if (file.size or 0) > MAX_BYTES:
            raise TemplateRefused("too_large")
        content = file.read()
        check = check_template(content)
    except TemplateRefused as refusal:
        raise ValidationError({"file": refusal}) from refusal
    if check.problems:
        mistakes = [ValidationError(describe_problem(problem), code=problem["code"]) for problem in check.problems]
        raise ValidationError({"file": mistakes})
    return content, check


def withdraw_template(template: ReportTemplate, *, by: User, at: datetime) -> ReportTemplate:
    """Stop using a template; reports made from it and issued stay as they are. Withdrawn once more, nothing changes."""
    if template.withdrawn_at is None:
        with trail.changing("withdrawn", template, by=by):
            template.withdrawn_at = at
            template.save(update_fields=["withdrawn_at"])
    return template


def template_for(kind: str, day: date) -> bytes:
    """Return the template of reports of that kind dated `day`: the office's own, else the standard one."""
    template = ReportTemplate.valid_on(kind, day)
    if template:
        return content_of(template)
    # Imported here: it loads python-docx, which the worker of exports does not need.
    from reporting.document.template.standard_template import standard_template

    return standard_template()


def content_of(template: ReportTemplate) -> bytes:
    """Return the file of a template. Raise TemplateRefused (`sealed`) when no accepted key opens it."""
    try:
        return open_file(template.file)
    except InvalidToken as error:
        raise TemplateRefused("sealed") from error
