"""Writing down what a command did to the installation: a row, and a line of the audit trail."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.audit import trail
from maintenance.models import MaintenanceRun


def record_run(kind: str, verb: str, details: Mapping[str, int | str], *, at: datetime) -> None:
    """Write down one run. `details`: the `value_titles` of maintenance/audited.py with how many, or which."""
    with transaction.atomic():
        run = MaintenanceRun.objects.create(what=kind, at=at, details=dict(details))
        trail.record(verb, run, changes={"details": [None, dict(details)]})
