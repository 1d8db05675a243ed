"""Scans of an upload: each item is parsed, recorded and answered by itself."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import QuerySet

from accounts import digest_keys
from accounts.models import User
from activities.models import Sitting
from attendance.models import Device, RegistrationQuerySet
from attendance.scans import sealing
from attendance.scans.parsing import ItemRefused, parse_id, parse_scan, submitted_id
from attendance.scans.recording import ScanResult, record_scans
from attendance.scans.submission import SubmittedScan


def record_items(
    items: Sequence[Any],
    *,
    among: RegistrationQuerySet,
    sittings: QuerySet[Sitting],
    user: User | None,
    received_at: datetime,
    device_time: datetime | None = None,
    device: Device | None = None,
) -> list[ScanResult]:
    """Record the items of an upload as `record_scans` does, and answer each in order; one bad item never stops the others.

    `items`: plain JSON data (see attendance.scans.parsing). The id of each result is the item's own, as it was written.
    """
    parsed: list[SubmittedScan | ScanResult] = []  # the scan or, as the answer to the item, why there is none
    for item in items:
        try:
            scan = parse_scan(item, open_card=partial(_open_card, item, device=device, sittings=sittings))
            if device and scan.activity not in (None, device.activity_id):
                raise ItemRefused("activity", "other_activity")
            parsed.append(scan)
        except ItemRefused as refusal:
            parsed.append(ScanResult(submitted_id(item), error=(refusal.field, refusal.code)))
    scans = [scan for scan in parsed if isinstance(scan, SubmittedScan)]
    results = record_scans(
        scans, among=among, sittings=sittings, user=user, received_at=received_at, device_time=device_time, device=device
    )
    recorded = iter(results)
    return [
        replace(next(recorded), id=submitted_id(item)) if isinstance(parsed_item, SubmittedScan) else parsed_item
        for item, parsed_item in zip(items, parsed, strict=True)
    ]


def _open_card(item: Any, sealed: str, *, device: Device | None, sittings: QuerySet[Sitting]) -> str:
    """Return the digits of a card that was sealed for the activity of the item; raise ValueError.

    What phones sealed under an older key, or before each activity had one of its own, is opened as well: it may wait on one still.
    """
    activity = device.activity_id if device else parse_id(item, "activity")
    if activity is None and (sitting := parse_id(item, "sitting")):
        activity = sittings.filter(pk=sitting).values_list("activity", flat=True).first()
    for secret in (key.encode() for key in digest_keys.accepted_keys()):
        for key in [sealing.activity_key(secret, activity), secret] if activity else [secret]:
            try:
                return sealing.open_card(key, sealed)
            except ValueError:
                continue
    raise ValueError("not sealed for this activity")
