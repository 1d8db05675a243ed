"""manage.py nightly: lives beside the server and sweeps once a night."""

import os
import signal
import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from privacy.retention import runs


class Command(BaseCommand):
    help = "Runs the retention every night at 02:30 until it is told to stop. --once: now, if it is due, for a timer of the system."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true")
        parser.add_argument("--beside", type=int, metavar="PID", help="the parent process: when it has ended, so has this")

    def handle(self, *args: Any, once: bool, beside: int | None, **options: Any) -> None:
        if once:
            runs.run_if_due(timezone.now())
            return
        for stop_signal in (signal.SIGINT, signal.SIGTERM):
            signal.signal(stop_signal, lambda _signal, _frame: sys.exit(0))
        runs.keep_watch(goes_on=lambda: beside is None or os.getppid() == beside, pause=_sleep_without_connection)


def _sleep_without_connection(seconds: float) -> None:
    """Sleep without a connection: a database that was restarted meanwhile is found again."""
    close_old_connections()
    time.sleep(seconds)
