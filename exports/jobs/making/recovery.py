"""Exports whose worker is gone: begun again from their beginning, three times at most."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from exports.jobs.making.running import end_attempt
from exports.jobs.making.tasks import enqueue
from exports.models import MAX_ATTEMPTS, ExportJob

SILENT_AFTER = timedelta(minutes=1)


def recover_abandoned(at: datetime) -> int:
    """Queue again what has had no heartbeat for a minute, or fail it after three attempts; return how many exports that were.

    An export that waits in the queue is left there, however long: then no worker runs at all.
    """
    silent = ExportJob.objects.unfinished().filter(heartbeat__lt=at - SILENT_AFTER)
    return sum(_recover(pk, at=at) for pk in list(silent.values_list("pk", flat=True)))


def _recover(job_id: int, *, at: datetime) -> bool:
    with transaction.atomic():
        silent = ExportJob.objects.unfinished().filter(pk=job_id, heartbeat__lt=at - SILENT_AFTER)
        job = silent.select_for_update(no_key=True).first()
        if job is None:  # another worker was faster
            return False
        task = DBTaskResult.objects.filter(pk=job.task_id)
        if job.status == ExportJob.Status.QUEUED and task.filter(status=TaskResultStatus.READY).exists():
            return False
        task.filter(status=TaskResultStatus.RUNNING).update(status=TaskResultStatus.FAILED, finished_at=at)
        if job.is_cancel_wanted:
            return end_attempt(job, ExportJob.Status.CANCELLED)
        if job.attempt >= MAX_ATTEMPTS:
            with override("vi"):
                message = _("Việc xuất bị ngắt %(count)d lần. Hãy thử lại; nếu vẫn lỗi, hãy báo người quản trị.")
            return end_attempt(job, ExportJob.Status.FAILED, error=message % {"count": MAX_ATTEMPTS})
        ExportJob.objects.filter(pk=job.pk).update(status=ExportJob.Status.QUEUED, progress=0, rows=None, started_at=None)
        enqueue(job.pk)
        return True
