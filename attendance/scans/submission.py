"""Scans as submitted by a phone, a list or a door. Imports no Django."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

LONGEST_READ = 80  # characters kept of a code that nobody knows
WALK_IN_READ = "walk-in: "  # before the name of somebody who could not be registered on the spot, where a code would stand
READINGS_ARE_KEPT = timedelta(days=30)  # such a name or code, after somebody decided about it
KIND_READ = "kind: "  # before the kind of something read whose text is not kept

CARD_NOT_COMPARED = f"{KIND_READ}card_not_compared"  # a card whose sender had tried too many numbers
REGISTRATION_GONE = f"{KIND_READ}registration"  # a registration that a phone had on its roster, and nobody has any more


@dataclass(frozen=True, slots=True)
class SubmittedWalkIn:
    """Somebody on no list, written down in the hall. The phone's `id` makes them one person however often it is sent."""

    id: UUID
    full_name: str
    birth_year: int | None
    gender: str | None  # M, F
    unit: int | None  # of the commune chosen
    card: str | None  # the 12 digits of a national number
    notice: int | None = None  # version of the privacy notice that was read to them

    def __str__(self) -> str:
        return f"{WALK_IN_READ}{self.full_name}" + (f" ({self.birth_year})" if self.birth_year else "")


@dataclass(frozen=True, slots=True)
class SubmittedScan:
    """A scan. One of `pass_code`, `short_code`, `unknown_text`, `card`, `registration` and `walk_in` says whose it is.

    `card` beside `registration`: the card that was shown, which the phone took for theirs by the name on it.
    """

    id: UUID
    method: str  # of attendance.models.Method
    device_at: datetime  # aware, by the clock of whoever scanned
    pass_code: str | None = None  # 26 characters
    short_code: str | None = None  # 6 characters; names somebody within `sitting` or `activity`
    unknown_text: str | None = None  # what was read that is no code of a pass, or its kind after KIND_READ
    card: str | None = None  # the 12 digits of a national number
    registration: int | None = None
    walk_in: SubmittedWalkIn | None = None
    sitting: int | None = None
    activity: int | None = None
    clock_offset: timedelta | None = None  # server minus phone, as the phone knew it when it scanned
    is_offset_unsure: bool = False  # the phone measured it before its page was opened, and its clock may have been set since
    not_before: datetime | None = None  # aware, by the server's clock: a moment that the phone knew to be past

    @property
    def code(self) -> str | None:
        return self.pass_code or self.short_code or self.unknown_text

    @property
    def read(self) -> str:
        """Return the text that is kept of a scan that names nobody."""
        if self.walk_in:
            return str(self.walk_in)[:LONGEST_READ]
        return REGISTRATION_GONE if self.registration and not self.code else (self.code or "")[:LONGEST_READ]

    def digest(self, key: bytes) -> str:
        """Return 32 characters that differ when anything but the id and what is known of the clock does. `key`: at most 64 bytes;
        keyed, since a card's twelve digits could be guessed from a plain digest."""
        content = f"{self.code}|{self.card}|{self.registration}|{self.sitting}|{self.activity}|{self.device_at.timestamp()}|{self.method}"
        content += f"|{self.walk_in.id}" if self.walk_in else ""
        return hashlib.blake2b(content.encode(), digest_size=16, key=key).hexdigest()
