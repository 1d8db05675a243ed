"""The reason why a scan waits for a person, and the sitting it was most likely for. Imports no Django."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Literal

from attendance.scans.verdict import AHEAD, Window, can_believe

Why = Literal[
    "unknown_code", "unknown_card", "registration_gone", "card_not_theirs", "walk_in_not_taken", "too_early", "too_late", "no_sitting",
    "clock_ahead", "clock_behind", "before_pairing", "after_revocation", "withdrawn", "elsewhere", "cancelled", "fits_now",
]  # fmt: skip
Identifier = Literal["code", "card", "registration", "walk_in"]  # what the scan named somebody by
WHYS: tuple[Why, ...] = Why.__args__  # type: ignore[attr-defined]


def best_moment(*, scanned_at: datetime, received_at: datetime) -> datetime:
    """Return when a scan happened as far as is known: no scan is later than its arrival."""
    return min(scanned_at, received_at)


def find_likely_window(windows: Sequence[Window], at: datetime, *, sitting: int | None = None) -> Window | None:
    """Return the sitting that was named, else the one open then as `verdict.judge` chooses it, else the nearest; None without sittings."""
    named = [window for window in windows if window.sitting == sitting]
    ranked = []
    for window in named or windows:
        outside_hours = max(window.opens_at - at, at - window.closes_at, timedelta(0))
        outside_sitting = max(window.starts_at - at, at - window.ends_at, timedelta(0))
        ranked.append((outside_hours, outside_sitting, window.starts_at, window.sitting, window))
    return min(ranked)[-1] if ranked else None


def find_why(
    outcome: str,
    windows: Sequence[Window],
    *,
    scanned_at: datetime,
    received_at: datetime,
    zone: tzinfo,
    sitting: int | None = None,
    identifier: Identifier = "code",
    paired_at: datetime | None = None,
    has_registration: bool = False,
    revoked_at: datetime | None = None,
    cancelled_at: datetime | None = None,
    not_before: datetime | None = None,
) -> Why:
    """Return why a scan with this `outcome`, one of the refused, waits for a person.

    `windows`: the sittings of the activity as they are now; `sitting`: the one the scan named. `has_registration`: whose it is was
    said, though it is unknown: by the phone that went by the name on a card. A walk-in waits for what kept it from being registered.
    `fits_now`: it would be accepted now, since hours were changed or a cancellation was undone after it arrived."""
    if outcome == "unknown" and has_registration:
        return "card_not_theirs"
    if outcome == "unknown" and identifier != "walk_in":
        unknown: dict[Identifier, Why] = {"code": "unknown_code", "card": "unknown_card", "registration": "registration_gone"}
        return unknown[identifier]
    if outcome == "withdrawn":
        return "withdrawn"
    if outcome == "elsewhere":
        return "elsewhere"
    if scanned_at > received_at + AHEAD:
        return "clock_ahead"
    if not can_believe(scanned_at, received_at=received_at, revoked_at=revoked_at):
        return "after_revocation"
    if not can_believe(scanned_at, received_at=received_at, paired_at=paired_at):
        return "before_pairing"
    if not can_believe(scanned_at, received_at=received_at, not_before=not_before):
        return "clock_behind"
    if cancelled_at is not None and scanned_at >= cancelled_at:
        return "cancelled"
    if outcome == "unknown":
        return "walk_in_not_taken"
    window = find_likely_window(windows, scanned_at, sitting=sitting)
    if window is None:
        return "no_sitting"
    if window.opens_at <= scanned_at <= window.closes_at:
        return "fits_now"
    days = {moment.astimezone(zone).date() for moment in (window.starts_at, window.ends_at)}
    if sitting is None and scanned_at.astimezone(zone).date() not in days:  # too early or too late only for a sitting of the same day
        return "no_sitting"
    return "too_early" if scanned_at < window.opens_at else "too_late"
