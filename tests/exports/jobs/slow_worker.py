"""A worker as `manage.py export_worker`, with a report whose rows wait for the file `go` in the folder that is the first argument."""

import os
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
django.setup()

from django.core.management import call_command  # noqa: E402

from tests.exports.jobs.made_reports import register_numbers  # noqa: E402

folder = Path(sys.argv[1])


def wait_in_the_middle(number):
    if number == 100:
        (folder / "in-the-middle").touch()
        while not (folder / "go").exists():
            time.sleep(0.05)


register_numbers(wait_in_the_middle)
call_command("export_worker", "--once")
