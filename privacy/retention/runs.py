"""The nightly run of the retention rules: at half past two, once, by whichever process comes first.

A night that was missed because the machine was off is made up for.
"""

import logging
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.audit import chain, trail
from exports.summaries import refreshing
from privacy.data_subject import database_traces
from privacy.models import Night
from privacy.retention import rules

RUNS_AT = timedelta(hours=2, minutes=30)  # of the agency's zone
SECONDS_BETWEEN_LOOKS = 30.0  # at the clock: a laptop that slept wakes up late, and a clock may be put right

log = logging.getLogger("privacy.retention.runs")


def night_of(now: datetime) -> date:
    """Return the latest night that is due: at 02:29 that is yesterday's."""
    return timezone.localdate(now - RUNS_AT)


def run_if_due(now: datetime) -> Night | None:
    """Sweep when nobody has swept this night; an error is written down, and tried again the next night."""
    due_night = night_of(now)
    if Night.objects.filter(night=due_night).exists():
        return None
    try:
        with transaction.atomic():
            night = Night.objects.create(night=due_night, begun_at=now)
    except IntegrityError:  # another process, on whatever host, wrote the row first
        return None
    results = list(rules.sweep(now))
    refreshing.refresh()  # the worker of exports does it all day; where there is none, reports are fast again in the morning
    night.swept = {result.rule.name: result.count for result in results if result.count}
    night.trouble = "; ".join(f"{result.rule.name}: {result.error}" for result in results if result.error)[:300]
    counts = ", ".join(f"{name} {count}" for name, count in night.swept.items()) or "nothing"
    trail.record("swept", night, changes={"swept": [None, night.swept]})
    chain.seal()
    database_traces.remove()
    # Whoever changes the trail in the database cannot change this line: verify_audit compares with it.
    newest = chain.newest() or "none"
    log.warning("retention %s: %s%s; newest change %s", night, counts, f" — {night.trouble}" if night.trouble else "", newest)
    night.ended_at = timezone.now()
    night.save()
    return night


def keep_watch(
    *, goes_on: Callable[[], bool], clock: Callable[[], datetime] = timezone.now, pause: Callable[[float], None] = time.sleep
) -> None:
    """Look at the clock until `goes_on`, which is asked every second, returns False; survive a database that is away."""
    seconds = 0.0
    while goes_on():
        if seconds <= 0:
            try:
                run_if_due(clock())
            except Exception:  # the job must live to the next night
                log.exception("the nightly sweep could not begin")
            seconds = SECONDS_BETWEEN_LOOKS
        pause(1.0)
        seconds -= 1.0
