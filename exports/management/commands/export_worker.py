"""manage.py export_worker: makes exports in the background, beside the server or as a service of its own."""

import os
import shutil
import signal
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from exports.jobs.making import worker
from exports.jobs.making.watch import is_stopping

NICENESS = 10  # a long export leaves the processors to whoever takes attendance


class Command(BaseCommand):
    help = "Makes exports from the queue and runs schedules until it is told to stop. --once: until the queue is empty."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true")
        parser.add_argument("--beside", type=int, metavar="PID", help="the parent process: when it has ended, so has this")

    def handle(self, *args: Any, once: bool, beside: int | None, **options: Any) -> None:
        for stop_signal in (signal.SIGINT, signal.SIGTERM):
            signal.signal(stop_signal, lambda _signal, _frame: is_stopping.set())
        if beside is not None:
            threading.Thread(target=_stop_without_parent, args=(beside,), daemon=True).start()
        os.nice(NICENESS)
        folder = worker.use_working_folder()
        try:
            worker.work(until_empty=once)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _stop_without_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    is_stopping.set()
