"""The process that makes exports: takes them from the queue one by one, begins lost ones again, and runs schedules that are due.

Summaries of figures are made again here, too: whoever changes something does not wait for them.
"""

import fcntl
import logging
import os
import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections, connection
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from exports.jobs.making.recovery import recover_abandoned
from exports.jobs.making.tasks import QUEUE
from exports.jobs.making.watch import is_stopping
from exports.jobs.schedules import run_due
from exports.summaries.refreshing import refresh

SECONDS_BETWEEN_LOOKS = 1.0  # into an empty queue
LOOKS_BETWEEN_ROUNDS = 15
SECONDS_AFTER_FAILURE = 5.0
WORKING_FOLDER = ".exports-"  # how its name begins; a backup leaves out what begins with a dot

log = logging.getLogger("exports.jobs.making.worker")


def work(*, until_empty: bool = False) -> None:
    """Make exports until `is_stopping` is set, or until none is left. Survives a database that is away."""
    worker = Worker(
        queue_names=[QUEUE], interval=0, batch=True, backend_name="default", startup_delay=False, max_tasks=1,
        worker_id=get_random_string(32), excluded_queue_names=[],
    )  # fmt: skip
    looks = 0
    while not is_stopping.is_set():
        try:
            if looks % LOOKS_BETWEEN_ROUNDS == 0:
                run_due(timezone.now())
                recover_abandoned(timezone.now())
                refresh()
            before = worker._run_tasks
            worker.max_tasks = before + 1
            worker.run()
            if worker._run_tasks > before:
                continue
        except Exception:
            log.exception("the worker of exports has to try again")
            connection.close()
            is_stopping.wait(SECONDS_AFTER_FAILURE)
        if until_empty:
            return
        looks += 1
        close_old_connections()
        is_stopping.wait(SECONDS_BETWEEN_LOOKS)


def use_working_folder() -> Path:
    """Make this process keep unfinished files, which hold names, in a folder of its own in var/; remove those of processes that died.

    Its process locks a folder until it ends, however it ends. The id of a process says nothing: after a restart, and in containers that
    share var/, another one has the same.
    """
    for folder in settings.VAR_DIR.glob(f"{WORKING_FOLDER}*"):
        if (lock := _lock(folder)) is not None:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)
    while True:
        folder = Path(tempfile.mkdtemp(prefix=WORKING_FOLDER, dir=settings.VAR_DIR))
        if _lock(folder) is not None and folder.exists():  # another worker may have removed it before it was locked
            tempfile.tempdir = str(folder)
            return folder


def _lock(folder: Path) -> int | None:
    """Return the open file that holds the lock; None when another process holds it, or the folder is gone."""
    try:
        opened = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(opened)
        return None
    return opened
