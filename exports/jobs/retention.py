"""Removing the files of exports: when they expire, and when somebody who stands in them is erased."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from exports.models import ExportChunk, ExportJob
from people.models import Person
from screens.id_lists import IdList

JOBS_ARE_KEPT = timedelta(days=90)  # in the list of one's exports, without their files
QUEUE_ROWS_ARE_KEPT = timedelta(days=1)
IDS_PER_STATEMENT = 20_000


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
    """Remove the kept files in which one of these people stands, in the transaction that erases them; return how many.

    A file that is finished before that transaction ends still has their names: it is looked for once more then. One that is finished
    later looks for itself whether somebody in it was erased meanwhile (`making.running`).
    """
    transaction.on_commit(partial(_remove_files_with, person_ids))
    return _remove_files_with(person_ids)


def ids_without_name(person_ids: Iterable[int]) -> set[int]:
    """Return those of the people who are not on record any more, or were erased; hardly ever anybody, so they are only counted first."""
    ids, nameless = iter(person_ids), set[int]()
    while chunk := list(islice(ids, IDS_PER_STATEMENT)):
        named = Person.objects.filter(pk__in=IdList(chunk), anonymised_at=None)
        if named.count() < len(chunk):
            nameless.update(set(chunk).difference(named.values_list("pk", flat=True)))
    return nameless


def say_erased() -> str:
    return _("Tệp đã được xóa vì danh tính của một người trong đó được xóa. Hãy xuất lại.")


def _remove_files_with(person_ids: Collection[int]) -> int:
    jobs = ExportJob.objects.filter(status=ExportJob.Status.DONE, chunks__isnull=False).distinct()
    ids, holding = set(person_ids), []
    for job in jobs.exclude(people=[]).only("pk", "people").iterator(chunk_size=1):
        if not ids.isdisjoint(job.people):
            holding.append(job)
    for job in holding:
        remove_file(job, error=say_erased())
    return len(holding)


def remove_file(job: ExportJob, *, error: str) -> None:
    """Remove the file before its time; `error` says why, in the list of one's exports."""
    with transaction.atomic():
        _delete_content(job.pk)
        ExportJob.objects.filter(pk=job.pk).update(status=ExportJob.Status.FAILED, expires_at=None, error=error[:300])


def _delete_content(job_id: int) -> None:
    ExportChunk.objects.filter(job=job_id).delete()
    ExportJob.objects.filter(pk=job_id).update(people=[])
