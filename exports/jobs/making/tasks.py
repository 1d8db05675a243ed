"""The task in the queue, one row for each attempt of an export."""

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from exports.jobs.making.running import Outcome, run_job
from exports.models import ExportJob

QUEUE = "exports"


@task(queue_name=QUEUE)
def make_export(job_id: int) -> None:
    if run_job(job_id) is Outcome.AGAIN:
        enqueue(job_id)


def enqueue(job_id: int) -> None:
    """Put a queued export into the queue, in the transaction of the caller."""
    with transaction.atomic():
        result = make_export.enqueue(job_id)
        ExportJob.objects.filter(pk=job_id).update(task_id=result.id, heartbeat=timezone.now())
