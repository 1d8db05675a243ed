"""Making one export: claimed, its table built and written, its file stored. Safe to be run twice, and by two workers at once."""

import logging
import tempfile
from collections.abc import Sized
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum
from typing import IO, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from exports.delivery import file_name, language_of, people_in
from exports.formats.csv_writer import csv_chunks
from exports.formats.workbook import write_xlsx
from exports.jobs import rights
from exports.jobs.making import storage
from exports.jobs.making.watch import ExportCancelled, JobWatch, ProcessStopping
from exports.jobs.retention import ids_without_name, remove_file, say_erased
from exports.models import MAX_ATTEMPTS, ExportJob
from exports.reports import catalogue
from exports.table import Table, without_empty_columns
from people.disclosures.log import only_unit_of, sensitive_among

PEOPLE_ARE_KEPT = timedelta(days=3)  # a file with people's names
FIGURES_ARE_KEPT = timedelta(days=30)  # a file without

log = logging.getLogger("exports.jobs.making.running")


class Outcome(Enum):
    ENDED = "ended"  # done, refused, failed, cancelled, or somebody else's
    AGAIN = "again"  # queued again: it needs a new row in the queue


def run_job(job_id: int, *, beats: bool = True) -> Outcome:
    """Make the export unless it is not queued any more. `beats`: whether a heartbeat is written meanwhile (JobWatch)."""
    job = _claim(job_id, at=timezone.now())
    if job is None:
        return Outcome.ENDED
    with override("vi"), JobWatch(job, beats=beats) as watch:
        try:
            _make(job, watch)
        except ProcessStopping:
            return _queue_again(job, attempt=job.attempt - 1)
        except ExportCancelled:
            end_attempt(job, ExportJob.Status.CANCELLED)
        except (PermissionDenied, Http404, ValidationError) as error:
            end_attempt(job, ExportJob.Status.FAILED, error=_say_refusal(error))
        except Exception:
            log.exception("export %s, attempt %s", job.pk, job.attempt)
            if job.attempt < MAX_ATTEMPTS:
                return _queue_again(job, attempt=job.attempt)
            message = _("Không xuất được do lỗi của hệ thống. Hãy thử lại; nếu vẫn lỗi, hãy báo người quản trị.")
            end_attempt(job, ExportJob.Status.FAILED, error=message)
    return Outcome.ENDED


def end_attempt(job: ExportJob, status: str, *, error: str = "") -> bool:
    """End an attempt that came to no file, and remove what it stored; return whether it still was as `job` says."""
    job.chunks.filter(attempt=job.attempt).delete()
    attempts = ExportJob.objects.filter(pk=job.pk, attempt=job.attempt, status=job.status)
    return bool(attempts.update(status=status, error=error[:300], finished_at=timezone.now()))


def _claim(job_id: int, *, at: datetime) -> ExportJob | None:
    """Begin an attempt; None when another worker has begun it, or nobody wants it any more."""
    with transaction.atomic():
        queued = ExportJob.objects.filter(pk=job_id, status=ExportJob.Status.QUEUED, attempt__lt=MAX_ATTEMPTS)
        claimed = queued.update(
            status=ExportJob.Status.RUNNING, attempt=F("attempt") + 1, heartbeat=at, started_at=at, progress=0, rows=None, error=""
        )
        if not claimed:
            return None
        job = ExportJob.objects.select_related("owner").get(pk=job_id)
        job.chunks.all().delete()  # of attempts before, whose workers are gone
    return job


def _make(job: ExportJob, watch: JobWatch) -> None:
    report = catalogue.fetch_report(job.owner, job.report)
    form = report.form(job.filters)
    if not form.is_valid():
        raise ValidationError({field: errors.as_data() for field, errors in form.errors.items()})
    rights.require_right(job.owner, report, form)
    rights_in = rights.granted_units(job.owner, report)
    with language_of(job.format), tempfile.TemporaryFile() as file:
        table = report.table_of(job.owner, form)
        watch.check()
        people = people_in(table)
        nameless = ids_without_name(people)
        rows = _write(table, job.format, file, watch)
        newcomers = people_in(table) - people  # whoever was registered or removed while the rows were read may stand in them
        people |= newcomers
        nameless |= ids_without_name(newcomers)
        watch.check()
        size, digest = storage.store_file(job, file)
    lasts = PEOPLE_ARE_KEPT if report.logged_list.rows_are_people else FIGURES_ARE_KEPT
    at = timezone.now()
    is_done = _running_attempt(job).filter(is_cancel_wanted=False).update(
        status=ExportJob.Status.DONE,
        progress=100,
        rows=rows,
        finished_at=at,
        expires_at=at + lasts,
        name=file_name(table, job.format),
        size=size,
        digest=digest,
        people=sorted(people),
        sensitive=sensitive_among(column.key for column in table.columns),
        described=[[str(label), str(value)] for label, value in table.filters],
        rights_in=rights_in,
        unit=table.unit_id or only_unit_of(job.owner),
    )  # fmt: skip
    if not is_done:
        raise ExportCancelled
    if ids_without_name(people) - nameless:
        remove_file(job, error=say_erased())


def _write(table: Table, file_format: str, file: IO[bytes], watch: JobWatch) -> int:
    """Write the table and return how many rows it has."""
    if file_format == "xlsx":
        table = without_empty_columns(table)
    row_count = len(table.rows) if isinstance(table.rows, Sized) else 0  # a generator does not know how many there will be
    counted: Any = replace(table, rows=watch.count_rows(table.rows, row_count))
    if file_format == "xlsx":
        return write_xlsx(counted, file)
    for chunk in csv_chunks(counted):
        file.write(chunk)
    return watch.rows


def _running_attempt(job: ExportJob) -> Any:
    return ExportJob.objects.filter(pk=job.pk, attempt=job.attempt, status=ExportJob.Status.RUNNING)


def _queue_again(job: ExportJob, *, attempt: int) -> Outcome:
    """Put the export back into the queue; end it where its owner does not want it any more."""
    job.chunks.filter(attempt=job.attempt).delete()
    queued = _running_attempt(job).filter(is_cancel_wanted=False).update(
        status=ExportJob.Status.QUEUED, attempt=attempt, progress=0, rows=None, heartbeat=timezone.now(), started_at=None
    )  # fmt: skip
    if queued:
        return Outcome.AGAIN
    end_attempt(job, ExportJob.Status.CANCELLED)
    return Outcome.ENDED


def _say_refusal(error: Exception) -> str:
    """Return in a sentence why an export was refused."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, Http404):
        return _("Báo cáo hoặc hoạt động này không còn, hoặc bạn không còn quyền xem.")
    return str(error) or _("Bạn không có quyền xem báo cáo này.")
