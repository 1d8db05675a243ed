"""What goes on beside an export: its rows are counted, its heartbeat is written, and it learns that it has to stop."""

import logging
import threading
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Any

from django.db import connection
from django.utils import timezone

from exports.models import ExportJob

SECONDS_BETWEEN_BEATS = 2.0
ROWS_SHARE = 95  # percent; what is left is the storing of the file
is_stopping = threading.Event()  # set when this process has been told to end

log = logging.getLogger("exports.jobs.making.watch")


class ExportCancelled(Exception):
    """The owner does not want the export any more, or another worker has it."""


class ProcessStopping(Exception):
    """The process has to end; the export begins again elsewhere."""


class JobWatch:
    """Counts the rows of one attempt and, as a context manager, writes its heartbeat every two seconds.

    The heartbeat has a thread and a connection of its own: one statement may take longer than a minute, and on SQLite a connection that
    still reads rows cannot write once another one has written. Where `beats` is False, nothing is written but by `beat`.
    """

    def __init__(self, job: ExportJob, *, beats: bool = True) -> None:
        self.job, self.beats = job, beats
        self.rows, self.total = 0, 0
        self.is_cancelled = False
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._keep_beating, name=f"export-{job.pk}", daemon=True)

    def __enter__(self) -> "JobWatch":
        if self.beats:
            self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._ended.set()
        if self.beats:
            self._thread.join()

    def count_rows(self, rows: Iterable[Any], total: int) -> Iterator[Any]:
        """Yield the rows. Raise ExportCancelled or ProcessStopping between two of them."""
        self.total = total
        for row in rows:
            if self.rows % 50 == 0:
                self.check()
            self.rows += 1
            yield row

    def check(self) -> None:
        if self.is_cancelled:
            raise ExportCancelled
        if is_stopping.is_set():
            raise ProcessStopping

    def beat(self) -> None:
        """Write heartbeat and progress, and read whether the export is still wanted."""
        progress = min(ROWS_SHARE, ROWS_SHARE * self.rows // self.total) if self.total else 0
        attempts = ExportJob.objects.filter(pk=self.job.pk, attempt=self.job.attempt, status=ExportJob.Status.RUNNING)
        is_ours = attempts.filter(is_cancel_wanted=False).update(heartbeat=timezone.now(), progress=progress, rows=self.rows)
        self.is_cancelled = not is_ours

    def _keep_beating(self) -> None:
        try:
            while not self._ended.wait(SECONDS_BETWEEN_BEATS):
                try:
                    self.beat()
                except Exception:  # the database may be away for a moment; without beats for a minute another worker takes over
                    log.exception("no heartbeat of export %s", self.job.pk)
                    connection.close()
        finally:
            connection.close()
