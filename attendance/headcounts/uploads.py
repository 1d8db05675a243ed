"""Headcounts as phones send them: each answered by itself, like scans."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from activities.models import Sitting
from attendance.headcounts.actions import count_heads
from attendance.models import Device, Headcount
from attendance.scans.parsing import BadScan, id_given, read_moment, read_offset, read_uuid, read_whole
from attendance.scans.verdict import AHEAD, correct

MOST_COUNTED = 1_000_000
MOST_AT_ONCE = 100


def record_counts(
    items: Any, *, sittings: QuerySet[Sitting], by: Any, device: Device | None, received_at: datetime, device_time: datetime | None
) -> list[dict[str, Any]]:
    """Answers {id, status, error} for each, in order. The same count sent again changes nothing; the latest one stands.

    What a revoked phone counted after its revocation is refused, and what was counted later than it arrived."""
    if not isinstance(items, list):
        return []
    offset = received_at - device_time if device_time else timedelta(0)
    return [_record(item, sittings, by, device, offset, received_at) for item in items[:MOST_AT_ONCE]]


def _record(
    item: Any, sittings: QuerySet[Sitting], by: Any, device: Device | None, offset: timedelta, received_at: datetime
) -> dict[str, Any]:
    given = id_given(item)
    try:
        sitting, told = _read(item, sittings, offset)
        if told["at"] > received_at + AHEAD:  # it would stand against every later count until then
            raise BadScan("counted_at", "clock_ahead")
        if device and device.revoked_at and told["at"] > device.revoked_at:
            raise BadScan("id", "device_revoked")
        count_heads(sitting, by=by, device=device, **told)
    except BadScan as bad:
        return {"id": given, "status": 400, "error": {"field": bad.field, "code": bad.code}}
    except ValidationError:
        return {"id": given, "status": 400, "error": {"field": "category", "code": "required"}}
    return {"id": given, "status": 200, "error": None}


def _read(item: Any, sittings: QuerySet[Sitting], offset: timedelta) -> tuple[Sitting, dict[str, Any]]:
    if not isinstance(item, dict):
        raise BadScan("headcount", "not_an_object")
    read_uuid(item.get("id"))
    sitting = sittings.filter(pk=read_whole(item, "sitting") or 0).first()
    if sitting is None:
        raise BadScan("sitting", "elsewhere")
    category, count = item.get("category"), item.get("count")
    if not isinstance(category, str):
        raise BadScan("category", "required")
    if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= MOST_COUNTED:
        raise BadScan("count", "not_a_count")
    if item.get("basis") not in Headcount.Basis.values:
        raise BadScan("basis", "unknown_basis")
    own = read_offset(item.get("clock_offset"))
    at = correct(read_moment(item.get("counted_at"), "counted_at"), offset if own is None else own)
    return sitting, {"category": category.replace("\x00", ""), "count": count, "basis": item["basis"], "at": at}
