"""Parsing of the items of an upload from plain JSON data. Imports no Django."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from attendance.passes import codes
from attendance.scans.card_reading import read
from attendance.scans.submission import KIND_READ, SubmittedScan, SubmittedWalkIn

METHODS = ("pass", "card", "list", "door")
IDENTIFIERS = ("code", "card", "sealed_card", "registration", "walk_in")
KINDS_NOT_KEPT = ("health_card", "vneid", "wifi", "contact", "number", "card")
STARTS_AS_CARD = re.compile(r"\D{0,8}[0-9]{9}")  # a number, perhaps of an old or damaged card
# A clock that lost its battery says 1970: what it scanned is put right by its offset, or waits for a person.
EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
FARTHEST_OFFSET = (LATEST - EARLIEST).total_seconds()


class ItemRefused(ValueError):
    """An item that cannot be taken; `field` and a closed `code` say why."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(f"{field}: {code}")
        self.field, self.code = field, code


def parse_scan(item: Any, *, open_card: Callable[[str], str]) -> SubmittedScan:
    """Return the scan that an item describes; raises ItemRefused.

    Exactly one of IDENTIFIERS says whose it is, and a sealed card may stand beside a registration: a phone took the card for theirs by
    its name, and the number has the last word. `scanned_at` carries its offset. `open_card`: a sealed card's digits, or ValueError.
    """
    if not isinstance(item, Mapping):
        raise ItemRefused("scan", "not_an_object")
    id_ = parse_uuid(item.get("id"))
    identifiers = [name for name in IDENTIFIERS if item.get(name) is not None]
    if len(identifiers) != 1 and identifiers != ["sealed_card", "registration"]:
        raise ItemRefused("code", "one_of_code_card_registration")
    method = item.get("method", "pass")
    if method not in METHODS:
        raise ItemRefused("method", "unknown_method")
    device_at = parse_clock(item.get("scanned_at"), "scanned_at")
    identity: dict[str, Any] = {}
    if item.get("code") is not None:
        identity = _parse_code(item["code"])
    elif item.get("card") is not None:
        identity = {"card": _parse_card(item["card"])}
    elif item.get("sealed_card") is not None:
        identity = {"card": _open_sealed_card(item["sealed_card"], open_card)}
    elif item.get("walk_in") is not None:
        identity = {"walk_in": _parse_walk_in(item["walk_in"], open_card)}
    return SubmittedScan(
        id=id_,
        method=method,
        device_at=device_at,
        registration=parse_id(item, "registration"),
        sitting=parse_id(item, "sitting"),
        activity=parse_id(item, "activity"),
        clock_offset=parse_offset(item.get("clock_offset")),
        is_offset_unsure=item.get("clock_unsure") is True,
        not_before=_parse_past(item.get("not_before")),
        **identity,
    )


def submitted_id(item: Any) -> str | int | None:
    """Return the id of an item as it was written, to be answered; None for what JSON reads and cannot write (1e999)."""
    written = item.get("id") if isinstance(item, Mapping) else None
    return written if isinstance(written, str | int) else None


def parse_uuid(value: Any) -> UUID:
    try:
        return UUID(value)
    except (ValueError, AttributeError, TypeError):
        raise ItemRefused("id", "not_a_uuid") from None


def parse_clock(value: Any, field: str) -> datetime:
    """Return what a phone's clock said, aware, at least EARLIEST and at most LATEST; raises ItemRefused for a time without an offset."""
    try:
        moment = datetime.fromisoformat(value)
        moment.timestamp()
    except (ValueError, TypeError, OverflowError):
        raise ItemRefused(field, "not_a_time") from None
    if moment.tzinfo is None:
        raise ItemRefused(field, "no_offset")
    return min(max(moment, EARLIEST), LATEST)


def is_plausible(moment: datetime) -> bool:
    """Return whether a clock that is right can say it: what `parse_clock` cut off is not."""
    return 2000 <= moment.year < LATEST.year


def _parse_past(value: Any) -> datetime | None:
    """Return an aware time; None for anything else, as if the phone had said nothing."""
    try:
        moment = parse_clock(value, "not_before")
    except ItemRefused:
        return None
    return moment if is_plausible(moment) else None


def parse_offset(value: Any) -> timedelta | None:
    """Return a number of seconds as a timedelta; None for anything else, so that the offset of the batch is used."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not -FARTHEST_OFFSET <= value <= FARTHEST_OFFSET:
        return None
    return timedelta(seconds=value)


def parse_id(item: Mapping[str, Any], name: str) -> int | None:
    value = item.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 2**63:
        raise ItemRefused(name, "not_an_id")
    return value


def _parse_code(value: Any) -> dict[str, str]:
    """Return the field of SubmittedScan for a code; a card's number read instead of a pass goes into `card`.

    Of private content (a health card, a contact, the password of a Wi-Fi) only the kind is kept.
    """
    if not isinstance(value, str) or not value.strip():
        raise ItemRefused("code", "not_text")
    if code := codes.read_code(value):
        return {"pass_code": code}
    if code := codes.read_short_code(value):
        return {"short_code": code}
    reading = read(value)
    if reading.number:
        return {"card": reading.number}
    if reading.kind in KINDS_NOT_KEPT or STARTS_AS_CARD.match(value):
        return {"unknown_text": KIND_READ + reading.kind}
    return {"unknown_text": value.strip().replace("\x00", "")}


def _parse_card(value: Any) -> str:
    digits = str(value).strip().partition("|")[0]
    if not (len(digits) == 12 and digits.isascii() and digits.isdigit()):
        raise ItemRefused("card", "not_a_national_number")
    return digits


def _open_sealed_card(value: Any, open_card: Callable[[str], str]) -> str:
    try:
        return open_card(value)
    except ItemRefused:  # by the activity that the item names
        raise
    except (ValueError, TypeError, AttributeError):
        raise ItemRefused("sealed_card", "unreadable") from None


def _parse_walk_in(value: Any, open_card: Callable[[str], str]) -> SubmittedWalkIn:
    """Return the walk-in that an item describes; raise ItemRefused. A card or a version of the notice that cannot be read is left out."""
    if not isinstance(value, Mapping):
        raise ItemRefused("walk_in", "not_an_object")
    name, year, gender = value.get("full_name"), value.get("birth_year"), value.get("gender") or None
    if not isinstance(name, str) or not name.strip() or len(name) > 200:
        raise ItemRefused("walk_in.full_name", "required")
    if year is not None and (isinstance(year, bool) or not isinstance(year, int) or not 0 < year < 10000):
        raise ItemRefused("walk_in.birth_year", "not_a_year")
    if gender not in (None, "M", "F"):
        raise ItemRefused("walk_in.gender", "unknown_gender")
    id_, unit, notice = parse_uuid(value.get("id")), parse_id(value, "unit"), value.get("notice")
    is_version = isinstance(notice, int) and not isinstance(notice, bool) and 0 < notice < 10_000
    card = None
    try:
        if value.get("sealed_card"):
            card = _open_sealed_card(value["sealed_card"], open_card)
        elif value.get("card"):
            card = _parse_card(value["card"])
    except ItemRefused:
        pass
    return SubmittedWalkIn(id_, name.replace("\x00", ""), year, gender, unit, card, notice if is_version else None)
