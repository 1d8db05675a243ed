"""Signed values that a door hands to a phone: a grant for five minutes, a receipt, and the phone's cookie."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.signing import BadSignature, Signer

OPEN_FOR = timedelta(minutes=5)  # enough to type a number without haste

_grants, _receipts, _phones = (Signer(salt=f"attendance.door.{name}.2") for name in ("grant", "receipt", "phone"))


@dataclass(frozen=True, slots=True)
class Grant:
    """Proof that a phone was at a sitting's door. Whatever is sent with one grant for one person is one scan, made at `opened_at`."""

    sitting: int
    door: str  # codes.door_version when the grant was given; the grant is void once kind or key of the door is changed
    nonce: UUID
    opened_at: datetime  # whole seconds
    phone: str  # the random id of the phone that it was given to; it is void on another, where cookies are accepted
    offered: int | None = None  # registration that one tap checks in

    @classmethod
    def opened(cls, sitting: int, door: str, *, phone: str, at: datetime, offered: int | None = None) -> Grant:
        return cls(sitting, door, uuid4(), at.replace(microsecond=0), phone, offered)

    @classmethod
    def read(cls, text: str, *, at: datetime) -> Grant | None:
        """Return the grant that was signed as `text`; None for a wrong signature and for a grant older than five minutes."""
        values = _read(_grants, text)
        if not values:
            return None
        sitting, door, nonce, opened, phone, offered = values
        grant = cls(sitting, door, UUID(nonce), datetime.fromtimestamp(opened, UTC), phone, offered)
        return grant if at - grant.opened_at <= OPEN_FOR else None

    def sign(self) -> str:
        return _grants.sign_object([self.sitting, self.door, self.nonce.hex, int(self.opened_at.timestamp()), self.phone, self.offered])


@dataclass(frozen=True, slots=True)
class Receipt:
    """The result of a check-in, to be shown again: the attendance, whether it existed before, and whether the person was a walk-in."""

    attendance: int
    was_already: bool
    is_walk_in: bool = False

    @classmethod
    def read(cls, text: str) -> Receipt | None:
        values = _read(_receipts, text)
        return cls(*values) if values else None

    def sign(self) -> str:
        return _receipts.sign_object([self.attendance, self.was_already, self.is_walk_in])


@dataclass(frozen=True, slots=True)
class Phone:
    """The content of a phone's cookie: a random id, and the person who checked in with it last."""

    device: str
    person: int | None = None

    @classmethod
    def new(cls) -> Phone:
        return cls(secrets.token_hex(16))

    @classmethod
    def read(cls, text: str) -> Phone | None:
        values = _read(_phones, text)
        return cls(*values) if values else None

    def sign(self) -> str:
        return _phones.sign_object([self.device, self.person])

    def belonging_to(self, person: int) -> Phone:
        return replace(self, person=person)


def _read(signer: Signer, text: str) -> Any:
    try:
        return signer.unsign_object(text)
    except (BadSignature, UnicodeError):
        return None
