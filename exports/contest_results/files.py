"""Files of approved results."""

import tempfile
from typing import Any

from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.utils.translation import override

from accounts.access import fetch
from accounts.models import User
from contests.models import Snapshot
from exports import delivery
from exports.contest_results.contents import minutes_of, prizes_table
from exports.contest_results.minutes import write_minutes
from exports.contest_results.scores import scores_table
from people.disclosures.log import note_visit
from people.models import Disclosure
from vietnamese.text import join_file_name

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def fetch_standing(user: User, pk: int) -> Snapshot:
    """Return approved results whose documents `user` may have. Raise Http404, also once they were reopened, PermissionDenied."""
    snapshots = Snapshot.objects.select_related("contest__unit", "rule_set")
    snapshot: Snapshot = fetch(snapshots, user, "report", pk=pk)
    if snapshot.status == Snapshot.Status.REOPENED:
        raise Http404
    return snapshot


def minutes_file(snapshot: Snapshot, user: User) -> FileResponse:
    """Return the minutes as a file; that judges' names left is logged."""
    with override("vi"):
        minutes = minutes_of(snapshot, user)
    note_visit(
        "contest-minutes",
        by=user,
        way=Disclosure.Way.OTHER,
        people=len(minutes.judges),
        unit=snapshot.contest.unit_id,
        about=minutes.contest,
    )
    file: Any = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    write_minutes(minutes, file)
    file.seek(0)
    name = join_file_name(["bien-ban-hoi-thi", *snapshot.contest.file_words], "docx")
    return FileResponse(file, as_attachment=True, filename=name, content_type=DOCX)


def prizes_file(snapshot: Snapshot, user: User) -> HttpResponseBase:
    """Return the list of prizes as a workbook."""
    with override("vi"):
        table = prizes_table(snapshot, user)
    return delivery.render(table, "xlsx", user)


def scores_file(snapshot: Snapshot, user: User) -> HttpResponseBase:
    """Return the scores of each judge in each round, and every mark, as a workbook."""
    with override("vi"):
        table = scores_table(snapshot, user)
    return delivery.render(table, "xlsx", user)
