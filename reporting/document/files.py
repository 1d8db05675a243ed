"""The files of a report: those that an issued one keeps, and those that are made of one as it stands."""

from datetime import date, datetime

from cryptography.fernet import InvalidToken
from django.http import Http404

from accounts.models import User
from activities.files.actions import open_file
from reporting import actions
from reporting.document.report_contents import contents_of
from reporting.document.template.template_process import write_report
from reporting.models import IssuedFile, YearlyReport
from reporting.word_templates.actions import template_for

DOCX, PDF = IssuedFile.Format.DOCX, IssuedFile.Format.PDF


def make_docx(report: YearlyReport, user: User, *, at: datetime) -> bytes:
    """Return the report as docx, as the records stand. Raise TemplateRefused where the office's template cannot be filled any more."""
    return write_report(contents_of(report, user), template_for(report.kind, report.day), at=at)


def issue_with_file(report: YearlyReport, *, number: str, dated: date, by: User, at: datetime) -> YearlyReport:
    """Issue a report with its docx, which is made before anything is locked. Raise ValidationError as `actions.issue` does."""
    document = make_docx(actions.prepare_issue(report, number=number, dated=dated, by=by), by, at=at)
    return actions.issue(report, number=number, dated=dated, document=document, by=by, at=at)


def docx_of(report: YearlyReport, user: User, *, at: datetime) -> bytes:
    """Return the file that an issued report keeps, else one made now."""
    if stored := open_stored(report, DOCX):
        return stored
    content = make_docx(report, user, at=at)
    if report.is_issued:
        actions.keep_file(report, content, file_format=DOCX, at=at)
    return content


def open_stored(report: YearlyReport, file_format: str) -> bytes | None:
    """Return a file of an issued report. Raise Http404 when no accepted key opens it."""
    stored = report.files.filter(format=file_format).select_related("file").first() if report.is_issued else None
    try:
        return open_file(stored.file) if stored else None
    except InvalidToken as error:
        raise Http404 from error
