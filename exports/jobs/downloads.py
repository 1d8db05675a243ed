"""Handing over the file of an export, logged when it leaves as any other delivery is."""

from collections.abc import Iterator

from django.http import Http404, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from accounts.models import User
from exports.delivery import XLSX
from exports.jobs import rights
from exports.jobs.making import storage
from exports.jobs.retention import IDS_PER_STATEMENT, remove_file
from exports.models import ExportFormat, ExportJob
from people.disclosures.lists import logged_list
from people.disclosures.log import add_people, note_disclosure, record_row_count
from people.models import Disclosure, Person

CONTENT_TYPES = {ExportFormat.XLSX: XLSX, ExportFormat.CSV: "text/csv; charset=utf-8"}


def lists_people(job: ExportJob) -> bool:
    """Return whether the file's rows are people, for which a browser asks for the password again."""
    return logged_list(job.report).rows_are_people


def file_response(job: ExportJob, user: User) -> StreamingHttpResponse:
    """Return the file and log who is in it.

    Raise Http404 for a file that there is not (any more), PermissionDenied where `user` may not read what is in it any more.
    """
    if not job.is_fetchable:
        raise Http404
    rights.require_right_to_file(user, job)
    if not _names_whom_it_lists(job):
        remove_file(job, error=_("Hồ sơ của người trong tệp đã được gộp hoặc xóa từ khi xuất. Hãy xuất lại."))
        raise Http404
    if not storage.is_readable(job):
        raise Http404
    disclosure = note_disclosure(
        job.report, job.format, by=user, people=None, unit=job.unit_id, filters=job.described, sensitive=job.sensitive
    )  # fmt: skip
    add_people(disclosure.pk, job.people, is_new=True)
    response = StreamingHttpResponse(_stream(job, disclosure), content_type=CONTENT_TYPES[ExportFormat(job.format)])
    response["Content-Disposition"] = content_disposition_header(True, job.name) or "attachment"
    response["Content-Length"] = str(job.size)
    return response


def _stream(job: ExportJob, disclosure: Disclosure) -> Iterator[bytes]:
    yield from storage.read_file(job)
    record_row_count(disclosure, job.rows or 0)


def _names_whom_it_lists(job: ExportJob) -> bool:
    """Return whether everybody in the file is on record still, unmerged, and was not erased since."""
    for start in range(0, len(job.people), IDS_PER_STATEMENT):
        ids = job.people[start : start + IDS_PER_STATEMENT]
        on_record = Person.objects.filter(pk__in=ids).exclude(anonymised_at__gte=job.started_at)
        if on_record.count() != len(ids):
            return False
    return True
