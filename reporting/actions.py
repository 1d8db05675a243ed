"""What happens to a report as a whole: asked to be reviewed, sent back, reviewed, issued with its file, removed.

Errors are ValidationError keyed by field; what the state forbids has a code of STATE_CODES.
"""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit import trail
from accounts.models import User
from activities.actions import LATEST_YEAR
from activities.documents.wording import normalise_number
from activities.files.actions import store_file
from reporting.models import IssuedFile, YearlyReport
from vietnamese.text import clean_lines, join_file_name

LONGEST_REMARKS = 2000
_ISSUED = gettext_lazy("Báo cáo đã ban hành thì không sửa được nữa. Hãy lập báo cáo bổ sung hoặc đính chính.")
STATE_CODES = ("issued", "not_reviewed", "second_person_needed", "section_changed")


def lock_unissued(report: YearlyReport) -> YearlyReport:
    """Return the report as it is stored, locked. Raise ValidationError `issued` for one that was issued."""
    locked: Any = YearlyReport.objects.select_for_update(of=("self",)).select_related("unit", "document").get(pk=report.pk)
    if locked.is_issued:
        raise ValidationError(_ISSUED, code="issued")
    return locked


def take_back_review(report: YearlyReport, *, by: User) -> None:
    """Make a draft of a reviewed report again, whose words have changed since."""
    if report.status == YearlyReport.Status.REVIEWED:
        with trail.changing("reopened", report, by=by):
            report.status, report.reviewed_at, report.reviewed_by = YearlyReport.Status.DRAFT, None, None
            report.save()


def submit(report: YearlyReport, *, by: User, at: datetime) -> YearlyReport:
    """Ask for a review."""
    with transaction.atomic():
        report = lock_unissued(report)
        if report.status == YearlyReport.Status.DRAFT:
            with trail.changing("submitted", report, by=by):
                report.submitted_at, report.submitted_by, report.remarks = at, by, ""
                report.save()
    return report


def send_back(report: YearlyReport, *, remarks: str, by: User) -> YearlyReport:
    """Give the report back to who wrote it, with remarks. Raise ValidationError keyed `remarks`."""
    text = clean_lines(remarks)
    if not text:
        raise ValidationError({"remarks": ValidationError(_("Hãy ghi ý kiến để người soạn biết sửa gì."), code="required")})
    if len(text) > LONGEST_REMARKS:
        message = _("Ý kiến dài nhất %(most)d ký tự.") % {"most": LONGEST_REMARKS}
        raise ValidationError({"remarks": ValidationError(message, code="too_long")})
    with transaction.atomic():
        report = lock_unissued(report)
        with trail.changing("sent_back", report, by=by):
            report.status, report.remarks = YearlyReport.Status.DRAFT, text
            report.submitted_at = report.submitted_by = report.reviewed_at = report.reviewed_by = None
            report.save()
    return report


def review(report: YearlyReport, *, by: User, at: datetime) -> YearlyReport:
    """Say that the report is right. Raise ValidationError `second_person_needed` for somebody who wrote in it."""
    with transaction.atomic():
        report = lock_unissued(report)
        if by.pk in report.writer_ids():
            raise ValidationError(_("Người soạn không tự rà soát được. Hãy nhờ người khác rà soát."), code="second_person_needed")
        if report.status == YearlyReport.Status.DRAFT:
            with trail.changing("reviewed", report, by=by):
                report.status, report.reviewed_at, report.reviewed_by, report.remarks = YearlyReport.Status.REVIEWED, at, by, ""
                report.save()
    return report


def prepare_issue(report: YearlyReport, *, number: str, dated: date, by: User) -> YearlyReport:
    """Return the report as it will be issued, not saved, so that its document can be made before. Raise ValidationError as `issue` does."""
    report = YearlyReport.objects.with_heads().prefetch_related("sections").get(pk=report.pk)
    _require_issuable(report, by=by)
    report.number, report.dated, report.issued_by = _require_number(report, number, dated), dated, by
    return report


def issue(report: YearlyReport, *, number: str, dated: date, document: bytes | None = None, by: User, at: datetime) -> YearlyReport:
    """Issue a reviewed report under a number and a date; from then on it never changes. Raise ValidationError keyed by field.

    `document`: the file as it was made of what `prepare_issue` returned; it is kept. Without one, the first that is made is.
    """
    with transaction.atomic():
        report = lock_unissued(report)
        _require_issuable(report, by=by)
        number = _require_number(report, number, dated)
        with trail.changing("issued", report, by=by):
            report.status, report.number, report.dated = YearlyReport.Status.ISSUED, number, dated
            report.issued_at, report.issued_by = at, by
            report.save()
        report.pdfs.delete_with_files()  # of the draft
        if document:
            keep_file(report, document, file_format=IssuedFile.Format.DOCX, at=at)
    return report


def _require_issuable(report: YearlyReport, *, by: User) -> None:
    """Raise ValidationError: `issued`, `not_reviewed`, `second_person_needed`."""
    if report.is_issued:
        raise ValidationError(_ISSUED, code="issued")
    if report.status != YearlyReport.Status.REVIEWED:
        raise ValidationError(_("Báo cáo chưa được người khác rà soát nên chưa ban hành được."), code="not_reviewed")
    if by.pk == report.reviewed_by_id:
        raise ValidationError(_("Người rà soát không tự ban hành. Hãy để người khác ban hành."), code="second_person_needed")


def _require_number(report: YearlyReport, number: str, dated: date) -> str:
    number = normalise_number(number)
    most = YearlyReport._meta.get_field("number").max_length or 0
    if not number:
        raise ValidationError({"number": ValidationError(_("Hãy ghi số, ký hiệu của báo cáo."), code="required")})
    if len(number) > most:
        raise ValidationError({"number": ValidationError(_("Số, ký hiệu dài nhất %(most)d ký tự.") % {"most": most}, code="too_long")})
    if not report.first <= dated <= date(LATEST_YEAR, 12, 31):
        message = _("Ngày ban hành phải từ ngày đầu của kỳ báo cáo trở đi.")
        raise ValidationError({"dated": ValidationError(message, code="implausible")})
    if YearlyReport.objects.filter(unit=report.unit_id, number=number, dated__year=dated.year).exists():
        message = _("Số %(number)s của năm %(year)s đã dùng cho báo cáo khác.") % {"number": number, "year": dated.year}
        raise ValidationError({"number": ValidationError(message, code="taken")})
    return number


def keep_file(report: YearlyReport, content: bytes, *, file_format: str, at: datetime) -> IssuedFile:
    """Keep a file of an issued report beside it, once per format."""
    with transaction.atomic():
        YearlyReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
        kept = report.files.filter(format=file_format).select_related("file").first()
        if kept is None:
            file = store_file(content, name=file_name_of(report), file_format=file_format, by=None)
            kept = IssuedFile.objects.create(report=report, format=file_format, file=file, made_at=at)
    return kept


def file_name_of(report: YearlyReport) -> str:
    """Return what a file of the report is called, without its ending: 'bao-cao-210-BC-BDT-2023'."""
    return join_file_name(["bao-cao", report.number or report.kind, str(report.year)], "docx").removesuffix(".docx")


def remove_report(report: YearlyReport, *, by: User) -> None:
    """Delete a report that was not issued."""
    with transaction.atomic():
        report = lock_unissued(report)
        with trail.changing("removed", report, by=by):
            report.pdfs.delete_with_files()
            report.delete()
