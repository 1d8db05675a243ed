"""manage.py nightly: lives beside the server and sweeps once a night."""

import os
import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from privacy import nights


class Command(BaseCommand):
    help = "Runs the retention every night at 02:30, until its parent process ends or it is told to stop. --once: now, if it is due."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="for a timer of the system")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        if once:
            nights.run_if_due(timezone.now())
            return
        for told in (signal.SIGINT, signal.SIGTERM):
            signal.signal(told, _stop)
        parent = os.getppid()
        nights.keep_watch(goes_on=lambda: os.getppid() == parent)


def _stop(signum: int, frame: Any) -> None:
    raise SystemExit(0)
