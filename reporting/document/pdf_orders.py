"""PDFs of reports, ordered and made in the background: LibreOffice takes seconds, and no page waits for it.

The worker of exports makes them (`manage.py export_worker`). An issued report keeps its PDF; that of a draft is for whoever ordered it,
until the draft changes or a day has passed. Safe to be run twice.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.http import Http404
from django.utils import timezone
from django_tasks import task

from accounts.access import fetch
from accounts.models import User
from activities.files.actions import open_file, store_file
from exports.jobs.making.tasks import QUEUE
from reporting.actions import file_name_of, keep_file
from reporting.document import pdf
from reporting.document.files import PDF, docx_of, open_stored
from reporting.document.responses import DOCUMENTS
from reporting.models import ReportPdf, YearlyReport

DRAFTS_ARE_KEPT = timedelta(days=1)
LOST_AFTER = timedelta(seconds=2 * pdf.SECONDS + 60)  # one that waits for another, both as slow as can be
WAITS_LONG_AFTER = timedelta(minutes=1)
Status = ReportPdf.Status
log = logging.getLogger("reporting.document.pdf_orders")


@dataclass(frozen=True, slots=True)
class PdfState:
    """`status`: unavailable (no LibreOffice), none, queued, running, failed (`error`: of pdf.PdfNotMade), done (`made_at`)."""

    status: str
    error: str = ""
    made_at: datetime | None = None
    waits_long: bool = False

    @property
    def is_going_on(self) -> bool:
        return self.status in (Status.QUEUED, Status.RUNNING)

    @property
    def message(self) -> str:
        return str(pdf.MESSAGES[self.error]) if self.error else ""


@task(queue_name=QUEUE)
def make_ordered_pdf(order_id: int) -> None:
    make_pdf(order_id)


def order_pdf(report: YearlyReport, *, by: User, at: datetime) -> None:
    """Have the PDF made; while one is being made, or where LibreOffice is not installed, nothing new is ordered."""
    state = state_of(report, by, at=at)
    if state.status == "unavailable" or state.is_going_on or _issued_file(report):
        return
    with transaction.atomic():
        orders = ReportPdf.objects.select_for_update(of=("self",), no_key=True)
        order, is_new = orders.get_or_create(report=report, user=by, defaults={"ordered_at": at})
        if not is_new and _is_going_on(order, at):  # ordered in another tab meanwhile
            return
        ReportPdf.objects.filter(pk=order.pk).update(status=Status.QUEUED, error="", ordered_at=at, started_at=None)
        make_ordered_pdf.enqueue(order.pk)


def state_of(report: YearlyReport, user: User, *, at: datetime) -> PdfState:
    """Return how far the PDF is that `user` would get now."""
    kept = _issued_file(report)
    if kept:
        return PdfState(Status.DONE, made_at=kept.made_at)
    if pdf.find_program() is None:
        return PdfState("unavailable")
    orders = report.pdfs.all() if report.is_issued else report.pdfs.filter(user=user)
    order = orders.order_by("-ordered_at").first()
    if order is None:
        return PdfState("none")
    if order.is_unfinished and not _is_going_on(order, at):
        return PdfState(Status.FAILED, error="failed")
    if order.status == Status.DONE:
        if report.is_issued:
            return PdfState("none")
        last_written = report.sections.aggregate(last=Max("changed_at"))["last"] or report.composed_at
        is_current = order.ordered_at >= max(last_written, report.composed_at)
        return PdfState(Status.DONE, made_at=order.ordered_at) if is_current else PdfState("none")
    return PdfState(order.status, order.error, waits_long=order.status == Status.QUEUED and order.ordered_at < at - WAITS_LONG_AFTER)


def content_of(report: YearlyReport, user: User, *, at: datetime) -> bytes | None:
    """Return the PDF that is there; None where none is made, or the report has changed since."""
    if state_of(report, user, at=at).status != Status.DONE:
        return None
    if stored := open_stored(report, PDF):
        return stored
    order = report.pdfs.select_related("file").get(user=user)
    return open_file(order.file) if order.file else None


def make_pdf(order_id: int) -> None:
    """Make an ordered PDF unless somebody has begun it already; what came of it stands in the order."""
    at = timezone.now()
    if not ReportPdf.objects.filter(pk=order_id, status=Status.QUEUED).update(status=Status.RUNNING, started_at=at):
        return
    order = ReportPdf.objects.select_related("user").get(pk=order_id)
    try:
        report: YearlyReport = fetch(DOCUMENTS, order.user, "report", pk=order.report_id)  # the right is asked again
        content = pdf.convert_to_pdf(docx_of(report, order.user, at=at))
        if content is None:
            raise pdf.PdfNotMade("failed")
        _store(order, report, content)
    except pdf.PdfNotMade as error:
        _fail(order, error.code or "failed")
    except (Http404, PermissionDenied, ValidationError):
        _fail(order, "refused")
    except Exception:
        log.exception("pdf of report %s", order.report_id)
        _fail(order, "failed")


def _store(order: ReportPdf, report: YearlyReport, content: bytes) -> None:
    """Keep the PDF of an issued report beside it, that of a draft in the order; nothing where the draft was issued or removed meanwhile."""
    with transaction.atomic():
        if report.is_issued:
            keep_file(report, content, file_format=PDF, at=timezone.now())
            report.pdfs.delete_with_files()
            return
        locked: Any = ReportPdf.objects.select_for_update(of=("self",), no_key=True).filter(pk=order.pk).first()
        if locked is None:
            return
        former_file, locked.file = locked.file, store_file(content, name=file_name_of(report), file_format=PDF, by=None)
        locked.status = Status.DONE
        locked.save()
        if former_file:
            former_file.delete()


def _fail(order: ReportPdf, error: str) -> None:
    ReportPdf.objects.filter(pk=order.pk, status=Status.RUNNING).update(status=Status.FAILED, error=error)


def _is_going_on(order: ReportPdf, at: datetime) -> bool:
    """Return whether it is waited for: not for one that a worker began and lost."""
    is_lost = order.status == Status.RUNNING and order.started_at is not None and order.started_at < at - LOST_AFTER
    return order.is_unfinished and not is_lost


def _issued_file(report: YearlyReport) -> Any:
    return report.files.filter(format=PDF).defer("file__content").first() if report.is_issued else None


def remove_old(at: datetime, *, dry_run: bool = False) -> int:
    """Remove PDFs of drafts a day after they were ordered, and orders that came to none; return how many."""
    old = ReportPdf.objects.filter(ordered_at__lt=at - DRAFTS_ARE_KEPT)
    return old.count() if dry_run else old.delete_with_files()
