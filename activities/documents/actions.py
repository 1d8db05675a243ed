"""Actions on documents: recorded, revised and removed; pages and API call these."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from accounts.audit import trail
from accounts.models import User
from activities.actions import EARLIEST_YEAR, LATEST_YEAR, require_plausible
from activities.documents.wording import normalise_number
from activities.files.actions import read_upload, store_file
from activities.models import Document, StoredFile
from places.models import Unit
from vietnamese.text import clean, fold

UNNUMBERED_KINDS = (Document.Kind.RULES, Document.Kind.CONTRACT)  # these may go without a number


def record_document(document: Document, *, file: UploadedFile | None = None, by: User) -> Document:
    """Save a new document with its file. Raise ValidationError keyed by field; nothing is written then."""
    check_document(document)
    upload = read_upload(file) if file else None
    with transaction.atomic():
        if upload and file:
            document.file = store_file(upload[0], name=file.name or "", file_format=upload[1], by=by)
        document.created_by = by
        document.save()
        trail.record("recorded", document, changes=trail.created(document), by=by)
    return document


def revise_document(document: Document, *, file: UploadedFile | None = None, without_file: bool = False, by: User) -> Document:
    """Save changed fields; `file` takes the place of the earlier one, `without_file` removes that. Raise ValidationError keyed by field."""
    check_document(document)
    upload = read_upload(file) if file else None
    former_file = document.file_id
    with transaction.atomic():
        with trail.changing("revised", document, by=by):
            if upload and file:
                document.file = store_file(upload[0], name=file.name or "", file_format=upload[1], by=by)
            elif without_file:
                document.file = None
            document.save()
        if former_file and document.file_id != former_file:
            StoredFile.objects.filter(pk=former_file).delete()
    return document


def remove_document(document: Document) -> None:
    """Delete a document with its file. Raise ValidationError (code `in_use`), which names what refers to it, while something does."""
    stored_files = StoredFile.objects.filter(document=document)
    try:
        with trail.changing("removed", document):
            file_ids = list(stored_files.values_list("pk", flat=True))
            document.delete()
            StoredFile.objects.filter(pk__in=file_ids).delete()
    except ProtectedError as error:
        referring = sorted({str(row) for row in error.protected_objects})
        names = "; ".join(referring[:5]) + (_(" và %(more)d mục nữa") % {"more": len(referring) - 5} if len(referring) > 5 else "")
        message = _("Không xóa được vì văn bản này đang được nêu ở: %(names)s.")
        raise ValidationError(message, code="in_use", params={"names": names}) from error


def check_document(document: Document) -> None:
    """Clean the texts and raise ValidationError keyed by field unless number, date and title name one document, not on record yet."""
    errors: dict[str, ValidationError] = {}
    document.number = normalise_number(document.number)
    document.issuer, document.title = clean(document.issuer), clean(document.title)
    document.update_folded()
    for field, message in {"issuer": _("Hãy ghi cơ quan ban hành."), "title": _("Hãy ghi trích yếu của văn bản.")}.items():
        if not getattr(document, field):
            errors[field] = ValidationError(message, code="required")
    if not document.number and document.kind not in UNNUMBERED_KINDS:
        errors["number"] = ValidationError(_("Hãy ghi số, ký hiệu, ví dụ 05/KH-BDT."), code="required")
    try:
        require_plausible(document.dated, "dated")
    except ValidationError as error:
        errors["dated"] = ValidationError(error.error_dict["dated"])
    if document.year is None:
        document.year = document.dated.year
    if not EARLIEST_YEAR <= document.year <= LATEST_YEAR:
        message = _("Năm phải từ %(first)d đến %(last)d.") % {"first": EARLIEST_YEAR, "last": LATEST_YEAR}
        errors["year"] = ValidationError(message, code="implausible")
    if not errors and (twin := find_twin(document)):
        errors["number"] = ValidationError(_("Đã có văn bản này: %(document)s."), code="taken", params={"document": twin})
    if errors:
        raise ValidationError(errors)


def find_twin(document: Document) -> Document | None:
    """Return another document with this number, date and issuer, accents and capitals ignored, of the unit, whenever it was."""
    if not document.number:
        return None
    of_unit = Document.objects.filter(unit__code=document.unit.code, unit__level=document.unit.level)
    same_day = of_unit.filter(dated=document.dated).exclude(pk=document.pk)
    key = (fold(document.number), fold(document.issuer))
    return next((candidate for candidate in same_day if (fold(candidate.number), fold(candidate.issuer)) == key), None)


def usual_unit(user: User, *, on: date) -> Unit | None:
    """Return where a document is kept if nobody says otherwise: the province served, as it was then; None where `user` may not write."""
    named_so = Unit.objects.filter(code=settings.SERVED_PROVINCE, level=Unit.Level.PROVINCE)
    province: Any = named_so.valid_on(on).first() or named_so.order_by("-valid_from").first()
    return province if province and user.can("record", province) else None
