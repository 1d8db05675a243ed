"""Removing the files of exports: when they expire, and when somebody who stands in them is erased."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from exports.models import ExportChunk, ExportJob

JOBS_ARE_KEPT = timedelta(days=90)  # in the list of one's exports, without their files
QUEUE_ROWS_ARE_KEPT = timedelta(days=1)


def remove_expired(at: datetime, *, dry_run: bool = False) -> int:
    """Remove files that have expired, exports that ended ninety days ago, and finished rows of the queue; return how many exports."""
    expired = ExportJob.objects.filter(status=ExportJob.Status.DONE, expires_at__lte=at, chunks__isnull=False).distinct()
    old = ExportJob.objects.exclude(pk__in=ExportJob.objects.unfinished()).filter(finished_at__lt=at - JOBS_ARE_KEPT)
    count = expired.count() + old.count()
    if not dry_run:
        for pk in list(expired.values_list("pk", flat=True)):
            _delete_content(pk)
        old.delete()
        DBTaskResult.objects.finished().filter(finished_at__lt=at - QUEUE_ROWS_ARE_KEPT).delete()
    return count


def forget_people(person_ids: Collection[int]) -> int:
    """Remove the kept files in which one of these people stands; return how many. Exports being made are made again."""
    jobs = ExportJob.objects.filter(status=ExportJob.Status.DONE, chunks__isnull=False).distinct()
    ids, holding = set(person_ids), []
    for job in jobs.exclude(people=[]).only("pk", "people").iterator(chunk_size=1):
        if not ids.isdisjoint(job.people):
            holding.append(job)
    for job in holding:
        remove_file(job, error=_("Tệp đã được xóa vì danh tính của một người trong đó được xóa. Hãy xuất lại."))
    return len(holding)


def remove_file(job: ExportJob, *, error: str) -> None:
    """Remove the file before its time; `error` says why, in the list of one's exports."""
    with transaction.atomic():
        _delete_content(job.pk)
        ExportJob.objects.filter(pk=job.pk).update(status=ExportJob.Status.FAILED, expires_at=None, error=error[:300])


def _delete_content(job_id: int) -> None:
    ExportChunk.objects.filter(job=job_id).delete()
    ExportJob.objects.filter(pk=job_id).update(people=[])
