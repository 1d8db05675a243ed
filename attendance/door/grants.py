"""Signed values that a door hands to a phone: a grant for five minutes, a receipt, and the phone's cookies."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.signing import BadSignature, Signer

OPEN_FOR = timedelta(minutes=5)  # enough to type a number without haste
LATE_FOR = timedelta(hours=1)  # after that nobody comes back to a form
TYPED_FOR = timedelta(minutes=15)  # until the code at the door is read once more

_grants, _receipts, _phones, _typed = (Signer(salt=f"attendance.door.{name}.2") for name in ("grant", "receipt", "phone", "typed"))


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
    def read(cls, text: str, *, at: datetime, open_for: timedelta = OPEN_FOR) -> Grant | None:
        """Return the grant that was signed as `text`; None for a wrong signature and for a grant older than `open_for`."""
        values = _read(_grants, text)
        if not values:
            return None
        sitting, door, nonce, opened, phone, offered = values
        grant = cls(sitting, door, UUID(nonce), datetime.fromtimestamp(opened, UTC), phone, offered)
        return grant if at - grant.opened_at <= open_for else None

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


@dataclass(frozen=True, slots=True)
class TypedForm:
    """The content of a cookie: what was typed into a form of a sitting whose grant had become too old, for the form after it."""

    sitting: int
    typed_at: int  # s
    values: dict[str, str]

    @classmethod
    def read(cls, text: str, *, sitting: int, at: datetime) -> TypedForm | None:
        values = _read(_typed, text)
        form = cls(*values) if values else None
        is_fresh = form and at.timestamp() - form.typed_at <= TYPED_FOR.total_seconds()
        return form if form and is_fresh and form.sitting == sitting else None

    def sign(self) -> str:
        return _typed.sign_object([self.sitting, self.typed_at, self.values], compress=True)


def _read(signer: Signer, text: str) -> Any:
    try:
        return signer.unsign_object(text)
    except (BadSignature, UnicodeError):
        return None
