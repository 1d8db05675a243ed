"""The nightly sweep: at half past two, once, whoever comes first. A night missed because the machine was off is made up for."""

import logging
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from privacy.models import Night
from privacy.retention import rules

AT = timedelta(hours=2, minutes=30)  # of the agency's zone
A_LOOK = 30.0  # seconds between two looks at the clock: a laptop that slept wakes up late, and a clock may be put right

log = logging.getLogger("privacy.retention.runs")


def night_of(now: datetime) -> date:
    """The latest night that is due: at 02:29 that is yesterday's."""
    return timezone.localdate(now - AT)


def run_if_due(now: datetime) -> Night | None:
    """Sweeps when nobody has swept this night; what goes wrong is written down, and tried again the next night."""
    night = claim(night_of(now), at=now)
    if night is None:
        return None
    swept = list(rules.sweep(now))
    night.swept = {one.name: one.count for one in swept if isinstance(one.count, int) and one.count}
    night.trouble = "; ".join(f"{one.name}: {one.count}" for one in swept if not isinstance(one.count, int))[:300]
    went = ", ".join(f"{name} {count}" for name, count in night.swept.items()) or "nothing"
    log.warning("retention %s: %s%s", night, went, f" — {night.trouble}" if night.trouble else "")
    night.ended_at = timezone.now()
    night.save()
    return night


def claim(night: date, *, at: datetime) -> Night | None:
    """The row, for the one who wrote it; None for everybody else, on whatever host."""
    if Night.objects.filter(night=night).exists():
        return None
    try:
        with transaction.atomic():
            return Night.objects.create(night=night, begun_at=at)
    except IntegrityError:
        return None


def keep_watch(
    *, goes_on: Callable[[], bool], clock: Callable[[], datetime] = timezone.now, pause: Callable[[float], None] = time.sleep
) -> None:
    """Looks at the clock until `goes_on` says no, which is asked every second; survives a database that is away."""
    seconds = 0.0
    while goes_on():
        if seconds <= 0:
            _look(clock())
            seconds = A_LOOK
        pause(1.0)
        seconds -= 1.0


def _look(now: datetime) -> None:
    try:
        run_if_due(now)
    except Exception:  # the job must live to the next night
        log.exception("the nightly sweep could not begin")
