"""Actions on forms of the office: taken in, withdrawn; pages and API call these."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.audit import trail
from accounts.models import User
from exports.models import OfficeForm
from exports.statistical_forms.office import delivered_keys
from exports.statistical_forms.reading import MAX_BYTES, FormRefused
from exports.statistical_forms.vocabulary import read
from exports.statistical_forms.wording import refusal, too_large
from vietnamese.text import clean_file_name


def take_in_form(*, file: UploadedFile, by: User, at: datetime) -> OfficeForm:
    """Save a form, which is a report from then on.

    Raise ValidationError keyed `file`, with each mistake as a message of its own. Nothing is written then.
    """
    content = _read_upload(file)
    try:
        form = read(content)
    except FormRefused as refused:
        raise refusal(refused) from None
    if form.key in delivered_keys():
        _refuse(_("Mã “%(key)s” là của biểu mẫu có sẵn. Hãy đổi khóa “key” trong tệp.") % {"key": form.key}, "delivered_key")
    name = clean_file_name(file.name or "")[:200] or f"{form.key}.toml"
    taken_in = OfficeForm(key=form.key, title=form.title, file_name=name, content=content, uploaded_by=by, uploaded_at=at)
    try:
        with transaction.atomic():
            taken_in.save()
            trail.record("taken_in", taken_in, changes=trail.created(taken_in), by=by)
    except IntegrityError:  # one_form_in_use_per_key
        message = _("Đang dùng một biểu có mã “%(key)s”. Hãy ngừng dùng biểu đó trước, hoặc đổi khóa “key” trong tệp.")
        _refuse(message % {"key": form.key}, "taken")
    return taken_in


def withdraw_form(form: OfficeForm, *, by: User, at: datetime) -> OfficeForm:
    """Take a form out of the reports; its file stays. Withdrawn once more, nothing changes."""
    if form.withdrawn_at is None:
        with trail.changing("withdrawn", form, by=by):
            form.withdrawn_at = at
            form.save(update_fields=["withdrawn_at"])
    return form


def _read_upload(file: UploadedFile) -> str:
    if (file.size or 0) > MAX_BYTES:
        raise too_large()
    try:
        return file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        message = _("Dòng %(line)d: tệp không phải văn bản UTF-8. Hãy lưu lại tệp với bảng mã UTF-8.")
        raise ValidationError({"file": ValidationError(message % {"line": line}, code="not_text")}) from None


def _refuse(message: str, code: str) -> None:
    raise ValidationError({"file": ValidationError(message, code=code)})
