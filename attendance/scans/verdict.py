"""The verdict on one scan. Imports no Django; the scanner page follows the same rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Outcome = Literal["welcome", "already", "unknown", "withdrawn", "closed", "elsewhere"]

# A phone's clock that differs by less counts as right: an answer over slow 3G takes that long.
SMALLEST_OFFSET = timedelta(seconds=5)
# A scan made later than it arrived comes from a wrong clock; two right clocks may differ by this much.
AHEAD = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Window:
    """The hours of a sitting. All times aware."""

    sitting: int
    activity: int
    opens_at: datetime
    closes_at: datetime
    starts_at: datetime
    ends_at: datetime


# From when until when; None: since ever, until further notice.
Period = tuple[datetime | None, datetime | None]


@dataclass(frozen=True, slots=True)
class Pass:
    registration: int
    activity: int
    withdrawals: Sequence[Period] = ()
    cancelled_at: datetime | None = None  # when the activity was cancelled

    def is_withdrawn_at(self, at: datetime) -> bool:
        """Return whether the registration was withdrawn when the pass was scanned. Whoever is reinstated at the desk may be scanned at
        once, on a phone whose clock is a little slow."""
        return any((begins is None or begins <= at) and (ends is None or at <= ends - SMALLEST_OFFSET) for begins, ends in self.withdrawals)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What comes of a scan. `outcome` None: it counts for `sitting`, and the attendances decide between welcome and already."""

    outcome: Outcome | None
    sitting: int | None


def correct(scanned_at: datetime, offset: timedelta) -> datetime:
    """Return a phone's time moved by its measured offset (server minus phone), unless the offset is too small to mean anything."""
    return scanned_at + offset if abs(offset) >= SMALLEST_OFFSET else scanned_at


def choose_offset(of_item: timedelta | None, *, is_unsure: bool, of_upload: timedelta | None) -> timedelta:
    """Return by how much a phone's time is moved: by what the item says, or, where it says nothing or the phone was not sure of it, by
    what its upload measures."""
    is_measured_better = is_unsure and of_upload is not None
    return (of_upload if of_item is None or is_measured_better else of_item) or timedelta(0)


def can_believe(
    at: datetime,
    *,
    received_at: datetime,
    paired_at: datetime | None = None,
    revoked_at: datetime | None = None,
    not_before: datetime | None = None,
) -> bool:
    """Return whether a phone's word that it scanned at `at` is taken; otherwise the scan waits for a person.

    Not taken: a time before the phone was paired, or before a moment that it knew to be past (`not_before`), one that lies ahead, and
    whatever arrives after the phone was revoked, since whoever holds it then may write any time into its scans.
    """
    if at > received_at + AHEAD or any(at <= past - SMALLEST_OFFSET for past in (paired_at, not_before) if past is not None):
        return False
    return revoked_at is None or max(at, received_at) <= revoked_at


def judge(
    scanned: Pass | None,
    windows: Sequence[Window],
    *,
    at: datetime,
    received_at: datetime,
    sitting: int | None = None,
    activity: int | None = None,
    paired_at: datetime | None = None,
    revoked_at: datetime | None = None,
    not_before: datetime | None = None,
) -> Verdict:
    """Return what comes of a scan.

    `windows`: the sittings of the pass's activity. `sitting`, `activity`: what the scan said it was for, if it did.
    `paired_at`, `revoked_at`: of the phone that sent it, if one did. `not_before`: what this phone knew to be past when it scanned."""
    if scanned is None:
        return Verdict("unknown", None)
    if activity is not None and activity != scanned.activity:
        return Verdict("elsewhere", None)
    sittings = [window for window in windows if window.activity == scanned.activity]
    if sitting is not None and all(window.sitting != sitting for window in sittings):
        return Verdict("elsewhere", None)
    if scanned.is_withdrawn_at(at):
        return Verdict("withdrawn", sitting)
    candidates = [window for window in sittings if sitting in (None, window.sitting)]
    open_sittings = [window for window in candidates if window.opens_at <= at <= window.closes_at]
    is_cancelled = scanned.cancelled_at is not None and at >= scanned.cancelled_at
    is_believed = can_believe(at, received_at=received_at, paired_at=paired_at, revoked_at=revoked_at, not_before=not_before)
    if not open_sittings or is_cancelled or not is_believed:
        return Verdict("closed", sitting)
    # The sitting under way comes first, else the nearest, then the earlier one.
    ranked = [(max(window.starts_at - at, at - window.ends_at, timedelta(0)), window.starts_at, window.sitting) for window in open_sittings]
    return Verdict(None, min(ranked)[-1])
