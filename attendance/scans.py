"""One scan as it is sent: read from plain data, refused with a reason, never half understood. Imports no Django."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from attendance import codes

METHODS = ("pass", "card", "list", "door")
MOST_IN_A_BATCH = 500
LONGEST_READ = 80  # characters kept of a code that nobody knows


IS_CARD = re.compile(r"[0-9]{12}(\||$)")


class BadScan(ValueError):
    """`field` and a closed `code` say what is wrong with an item."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(f"{field}: {code}")
        self.field, self.code = field, code


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

    @property
    def read(self) -> str:
        return (self.code or "")[:LONGEST_READ]


def read_scan(item: Any, *, key: bytes) -> SentScan:
    """Raises BadScan. One of code, card and registration says who; `scanned_at` carries its offset. `key`: at most 64 bytes."""
    if not isinstance(item, Mapping):
        raise BadScan("scan", "not_an_object")
    id_ = _uuid(item.get("id"))
    who = [name for name in ("code", "card", "registration") if item.get(name) is not None]
    if len(who) != 1:
        raise BadScan("code", "one_of_code_card_registration")
    method = item.get("method", "pass")
    if method not in METHODS:
        raise BadScan("method", "unknown_method")
    raw_at = item.get("scanned_at")
    device_at = _moment(raw_at)
    code = _code(item.get("code")) if who == ["code"] else None
    card = _card(item.get("card")) if who == ["card"] else None
    if code and IS_CARD.match(code):  # an identity card held before the camera for a pass: nothing but its digest may be kept
        card, code = code[:12], None
    registration = _whole(item, "registration")
    sitting, activity = _whole(item, "sitting"), _whole(item, "activity")
    sent = f"{code}|{card}|{registration}|{sitting}|{activity}|{device_at.timestamp()}|{method}"
    content = hashlib.blake2b(sent.encode(), digest_size=16, key=key).hexdigest()
    return SentScan(id_, item["id"], method, device_at, code, card, registration, sitting, activity, content)


def _uuid(value: Any) -> UUID:
    try:
        return UUID(value)
    except (ValueError, AttributeError, TypeError):
        raise BadScan("id", "not_a_uuid") from None


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
        moment.timestamp()
    except (ValueError, TypeError, OverflowError):
        raise BadScan("scanned_at", "not_a_time") from None
    if moment.tzinfo is None:
        raise BadScan("scanned_at", "no_offset")
    if not 2000 <= moment.year <= 2200:
        raise BadScan("scanned_at", "implausible")
    return moment


def _code(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise BadScan("code", "not_text")
    return codes.read_code(value) or codes.read_short_code(value) or value.strip().replace("\x00", "")


def _card(value: Any) -> str:
    digits = str(value).strip().partition("|")[0]
    if not (len(digits) == 12 and digits.isascii() and digits.isdigit()):
        raise BadScan("card", "not_a_national_number")
    return digits


def _whole(item: Mapping[str, Any], name: str) -> int | None:
    value = item.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 2**63:
        raise BadScan(name, "not_an_id")
    return value
