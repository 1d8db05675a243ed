"""One scan as it is sent: read from plain data, refused with a reason, never half understood. Imports no Django."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from attendance.passes import codes
from attendance.scans.card_reading import read

METHODS = ("pass", "card", "list", "door")
MOST_IN_A_BATCH = 500
LONGEST_READ = 80  # characters kept of a code that nobody knows
WALK_IN_READ = "walk-in: "  # before the name of somebody who could not be registered on the spot, where a code would stand
KIND_READ = "kind: "  # before the kind of something read whose text is not kept
NOT_KEPT = ("health_card", "vneid", "wifi", "contact", "number", "card")
STARTS_AS_CARD = re.compile(r"\D{0,8}[0-9]{9}")  # a number of an old or a spoilt card
FARTHEST_OFFSET = 366 * 86400.0  # seconds


class BadScan(ValueError):
    """`field` and a closed `code` say what is wrong with an item."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(f"{field}: {code}")
        self.field, self.code = field, code


@dataclass(frozen=True, slots=True)
class SentWalkIn:
    """Somebody on no list, written down in the hall. The phone's id makes them one person however often it is sent."""

    id: UUID
    full_name: str
    birth_year: int | None
    gender: str | None  # M, F
    unit: int | None  # of the commune chosen
    card: str | None
    notice: int | None = None  # version of what was read to them

    def __str__(self) -> str:
        return f"{WALK_IN_READ}{self.full_name}" + (f" ({self.birth_year})" if self.birth_year else "")


@dataclass(frozen=True, slots=True)
class SentScan:
    id: UUID
    given_id: str  # as it was written: the phone acknowledges by it
    method: str
    device_at: datetime  # aware, by the phone's clock
    code: str | None  # 26 characters, or what was read when it is no pass code
    card: str | None  # the 12 digits of a national number
    registration: int | None
    sitting: int | None
    activity: int | None
    content: str  # keyed digest of all of the above but the id: a card's twelve digits could be guessed from a plain one
    walk_in: SentWalkIn | None = None
    offset: timedelta | None = None  # server minus phone, as the phone knew it when it scanned

    @property
    def read(self) -> str:
        return (str(self.walk_in) if self.walk_in else self.code or "")[:LONGEST_READ]


def _no_seal(sealed: str) -> str:
    raise ValueError("sealed cards come from paired phones only")


def read_scan(item: Any, *, key: bytes, open_card: Callable[[str], str] = _no_seal) -> SentScan:
    """Raises BadScan. One of code, card, sealed_card, registration and walk_in says who; `scanned_at` carries its offset.
    `key`: at most 64 bytes. `open_card`: a sealed card's twelve digits, or ValueError."""
    if not isinstance(item, Mapping):
        raise BadScan("scan", "not_an_object")
    id_ = read_uuid(item.get("id"))
    who = [name for name in ("code", "card", "sealed_card", "registration", "walk_in") if item.get(name) is not None]
    if len(who) != 1:
        raise BadScan("code", "one_of_code_card_registration")
    method = item.get("method", "pass")
    if method not in METHODS:
        raise BadScan("method", "unknown_method")
    raw_at = item.get("scanned_at")
    device_at = read_moment(raw_at)
    code, card = _code(item.get("code")) if who == ["code"] else (None, None)
    if who == ["card"]:
        card = _card(item["card"])
    if who == ["sealed_card"]:
        card = _sealed(item["sealed_card"], open_card)
    walk_in = _walk_in(item["walk_in"], open_card) if who == ["walk_in"] else None
    registration = read_whole(item, "registration")
    sitting, activity = read_whole(item, "sitting"), read_whole(item, "activity")
    sent = f"{code}|{card}|{registration}|{sitting}|{activity}|{device_at.timestamp()}|{method}" + (f"|{walk_in.id}" if walk_in else "")
    content = hashlib.blake2b(sent.encode(), digest_size=16, key=key).hexdigest()
    offset = read_offset(item.get("clock_offset"))
    return SentScan(id_, item["id"], method, device_at, code, card, registration, sitting, activity, content, walk_in, offset)


def id_given(item: Any) -> str | int | None:
    """The id as it was written, to be answered; None for what JSON reads and cannot write (1e999)."""
    given = item.get("id") if isinstance(item, Mapping) else None
    return given if isinstance(given, str | int) else None


def read_uuid(value: Any) -> UUID:
    try:
        return UUID(value)
    except (ValueError, AttributeError, TypeError):
        raise BadScan("id", "not_a_uuid") from None


def read_moment(value: Any, field: str = "scanned_at") -> datetime:
    try:
        moment = datetime.fromisoformat(value)
        moment.timestamp()
    except (ValueError, TypeError, OverflowError):
        raise BadScan(field, "not_a_time") from None
    if moment.tzinfo is None:
        raise BadScan(field, "no_offset")
    if not 2000 <= moment.year <= 2200:
        raise BadScan(field, "implausible")
    return moment


def _code(value: Any) -> tuple[str | None, str | None]:
    """The code, or the number of a card that was held before the camera for a pass: nothing but its digest may be kept.

    Of what holds something personal (a health card, a contact, a Wi-Fi's password) only the kind is kept."""
    if not isinstance(value, str) or not value.strip():
        raise BadScan("code", "not_text")
    if code := codes.read_code(value) or codes.read_short_code(value):
        return code, None
    reading = read(value)
    if reading.number:
        return None, reading.number
    if reading.kind in NOT_KEPT or STARTS_AS_CARD.match(value):
        return KIND_READ + reading.kind, None
    return value.strip().replace("\x00", ""), None


def _card(value: Any) -> str:
    digits = str(value).strip().partition("|")[0]
    if not (len(digits) == 12 and digits.isascii() and digits.isdigit()):
        raise BadScan("card", "not_a_national_number")
    return digits


def _sealed(value: Any, open_card: Callable[[str], str]) -> str:
    try:
        return open_card(value)
    except (ValueError, TypeError, AttributeError):
        raise BadScan("sealed_card", "unreadable") from None


def _walk_in(value: Any, open_card: Callable[[str], str]) -> SentWalkIn:
    if not isinstance(value, Mapping):
        raise BadScan("walk_in", "not_an_object")
    name, year, gender = value.get("full_name"), value.get("birth_year"), value.get("gender") or None
    if not isinstance(name, str) or not name.strip() or len(name) > 200:
        raise BadScan("walk_in.full_name", "required")
    if year is not None and (isinstance(year, bool) or not isinstance(year, int) or not 0 < year < 10000):
        raise BadScan("walk_in.birth_year", "not_a_year")
    if gender not in (None, "M", "F"):
        raise BadScan("walk_in.gender", "unknown_gender")
    id_, unit, notice = read_uuid(value.get("id")), read_whole(value, "unit"), value.get("notice")
    told = notice if isinstance(notice, int) and not isinstance(notice, bool) and 0 < notice < 10_000 else None
    return SentWalkIn(id_, name.replace("\x00", ""), year, gender, unit, _card_of(value, open_card), told)


def _card_of(walk_in: Mapping[str, Any], open_card: Callable[[str], str]) -> str | None:
    """A card that cannot be read must not cost the person their place: it is left out."""
    try:
        if walk_in.get("sealed_card"):
            return _sealed(walk_in["sealed_card"], open_card)
        return _card(walk_in["card"]) if walk_in.get("card") else None
    except BadScan:
        return None


def read_offset(value: Any) -> timedelta | None:
    """What is no number of seconds is left out: the batch's own measure stands in."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not -FARTHEST_OFFSET <= value <= FARTHEST_OFFSET:
        return None
    return timedelta(seconds=value)


def read_whole(item: Mapping[str, Any], name: str) -> int | None:
    value = item.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 2**63:
        raise BadScan(name, "not_an_id")
    return value
