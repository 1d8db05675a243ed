"""Headcounts uploaded by phones: each item is parsed and answered by itself."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from accounts.models import User
from activities.models import Sitting
from attendance.headcounts.actions import record_headcount
from attendance.models import Device, Headcount
from attendance.scans.parsing import ItemRefused, is_plausible, parse_clock, parse_id, parse_offset, parse_uuid, submitted_id
from attendance.scans.verdict import AHEAD, can_believe, choose_offset, correct

HIGHEST_COUNT = 1_000_000
MOST_IN_AN_UPLOAD = 100


def record_headcounts(
    items: Any, *, sittings: QuerySet[Sitting], by: User | None, device: Device | None, received_at: datetime, device_time: datetime | None
) -> list[dict[str, Any]]:
    """Record the headcounts of an upload; return {id, status, error} for each, in order.

    The same count sent again changes nothing; of two of a category the later one is kept. Refused is what a phone counted after its
    revocation, before its pairing, and what was counted later than it arrived.
    """
    if not isinstance(items, list):
        return []
    offset = received_at - device_time if device_time else None
    answers: list[dict[str, Any]] = []
    for item in items[:MOST_IN_AN_UPLOAD]:
        error = None
        try:
            _record(item, sittings=sittings, by=by, device=device, offset=offset, received_at=received_at)
        except ItemRefused as refusal:
            error = {"field": refusal.field, "code": refusal.code}
        except ValidationError:
            error = {"field": "category", "code": "required"}
        answers.append({"id": submitted_id(item), "status": 400 if error else 200, "error": error})
    return answers


def _record(
    item: Any, *, sittings: QuerySet[Sitting], by: User | None, device: Device | None, offset: timedelta | None, received_at: datetime
) -> None:
    if not isinstance(item, dict):
        raise ItemRefused("headcount", "not_an_object")
    parse_uuid(item.get("id"))
    sitting = sittings.filter(pk=parse_id(item, "sitting") or 0).first()
    if sitting is None:
        raise ItemRefused("sitting", "elsewhere")
    category, count, basis = item.get("category"), item.get("count"), item.get("basis")
    if not isinstance(category, str):
        raise ItemRefused("category", "required")
    if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= HIGHEST_COUNT:
        raise ItemRefused("count", "not_a_count")
    if basis not in Headcount.Basis.values:
        raise ItemRefused("basis", "unknown_basis")
    clock_offset = choose_offset(parse_offset(item.get("clock_offset")), is_unsure=item.get("clock_unsure") is True, of_upload=offset)
    at = correct(parse_clock(item.get("counted_at"), "counted_at"), clock_offset)
    if not is_plausible(at):
        raise ItemRefused("counted_at", "implausible")
    if at > received_at + AHEAD:  # it would win over every later count until then
        raise ItemRefused("counted_at", "clock_ahead")
    if device and not can_believe(at, received_at=received_at, revoked_at=device.revoked_at):
        raise ItemRefused("id", "device_revoked")
    if device and not can_believe(at, received_at=received_at, paired_at=device.trusted_from(device.activity)):
        raise ItemRefused("counted_at", "before_pairing")
    record_headcount(sitting, category=category.replace("\x00", ""), count=count, basis=basis, by=by, at=at, device=device)
