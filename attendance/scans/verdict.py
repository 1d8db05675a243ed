"""The verdict on one scan, from facts alone. Imports no Django; the scanner page follows the same rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Outcome = Literal["welcome", "already", "unknown", "withdrawn", "closed", "elsewhere"]

# A phone's clock that differs by less is right: this much is the way of the answer over slow 3G.
SMALLEST_OFFSET = timedelta(seconds=5)
# A scan later than it arrived comes from a clock that is wrong; so much is between two clocks that are right.
AHEAD = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Window:
    """A sitting as far as a scan is concerned. All times aware."""

    sitting: int
    activity: int
    opens_at: datetime
    closes_at: datetime
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Pass:
    registration: int
    activity: int
    withdrawn: bool
    cancelled_at: datetime | None = None  # when the activity was called off


@dataclass(frozen=True, slots=True)
class Verdict:
    """`outcome` None: the pass is good for `sitting`; whether it is welcome or already there, the attendances say."""

    outcome: Outcome | None
    sitting: int | None


def correct(scanned_at: datetime, offset: timedelta) -> datetime:
    """Return a phone's time moved by its measured offset (server minus phone), unless the offset is too small to mean anything."""
    return scanned_at + offset if abs(offset) >= SMALLEST_OFFSET else scanned_at


def judge(
    scanned: Pass | None,
    windows: Sequence[Window],
    *,
    at: datetime,
    received_at: datetime,
    sitting: int | None = None,
    activity: int | None = None,
    held_after: datetime | None = None,
) -> Verdict:
    """Return what comes of a scan.

    `windows`: the sittings of the pass's activity. `sitting`, `activity`: what the scan said it was for, if it did.
    `held_after`: when the phone was revoked; what it scanned later waits for a person."""
    if scanned is None:
        return Verdict("unknown", None)
    if activity is not None and activity != scanned.activity:
        return Verdict("elsewhere", None)
    sittings = [w for w in windows if w.activity == scanned.activity]
    if sitting is not None and all(w.sitting != sitting for w in sittings):
        return Verdict("elsewhere", None)
    if scanned.withdrawn:
        return Verdict("withdrawn", sitting)
    candidates = [w for w in sittings if sitting in (None, w.sitting)]
    open_sittings = [w for w in candidates if w.opens_at <= at <= w.closes_at]
    is_cancelled = scanned.cancelled_at is not None and at >= scanned.cancelled_at
    is_after_revocation = held_after is not None and at > held_after
    if not open_sittings or is_cancelled or is_after_revocation or at > received_at + AHEAD:
        return Verdict("closed", sitting)
    return Verdict(None, min(open_sittings, key=lambda w: _distance(w, at)).sitting)


def _distance(window: Window, at: datetime) -> tuple[timedelta, datetime, int]:
    """Return the order between open sittings: a scan belongs to the one under way, else to the nearer; ties go to the earlier to begin."""
    away = max(window.starts_at - at, at - window.ends_at, timedelta(0))
    return away, window.starts_at, window.sitting
