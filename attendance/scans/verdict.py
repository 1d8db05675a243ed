"""What comes of one scan, from facts alone. Imports no Django; the scanner page follows the same rules."""

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
    """A phone's time moved by its measured offset (server minus phone), unless the offset is too small to mean anything."""
    return scanned_at + offset if abs(offset) >= SMALLEST_OFFSET else scanned_at


def judge(
    found: Pass | None,
    windows: Sequence[Window],
    *,
    at: datetime,
    received_at: datetime,
    sitting: int | None = None,
    activity: int | None = None,
    held_after: datetime | None = None,
) -> Verdict:
    """`windows`: the sittings of the pass's activity. `sitting`, `activity`: what the scan said it was for, if it did.
    `held_after`: when the phone was revoked; what it scanned later waits for a person."""
    if found is None:
        return Verdict("unknown", None)
    if activity is not None and activity != found.activity:
        return Verdict("elsewhere", None)
    own = [w for w in windows if w.activity == found.activity]
    if sitting is not None and all(w.sitting != sitting for w in own):
        return Verdict("elsewhere", None)
    if found.withdrawn:
        return Verdict("withdrawn", sitting)
    candidates = [w for w in own if sitting in (None, w.sitting)]
    is_open = [w for w in candidates if w.opens_at <= at <= w.closes_at]
    called_off = found.cancelled_at is not None and at >= found.cancelled_at
    held = held_after is not None and at > held_after
    if not is_open or called_off or held or at > received_at + AHEAD:
        return Verdict("closed", sitting)
    return Verdict(None, min(is_open, key=lambda w: _distance(w, at)).sitting)


def _distance(window: Window, at: datetime) -> tuple[timedelta, datetime, int]:
    """Between two that are open, a scan belongs to the one under way, else to the nearer; ties go to the earlier to begin."""
    away = max(window.starts_at - at, at - window.ends_at, timedelta(0))
    return away, window.starts_at, window.sitting
