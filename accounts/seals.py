"""What is stored sealed: by Fernet, under keys derived from DIGEST_KEY, so that a stolen database tells nothing of it.

`purpose`: what is sealed; each has a key of its own, so that what was sealed as one thing is never opened as another.
"""

import base64
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.db.models import QuerySet

from accounts import digest_keys


def seal(content: bytes, *, purpose: bytes) -> bytes:
    """Return the content sealed under the newest key."""
    return _ciphers(purpose)[0].encrypt(content)


def unseal(sealed: bytes, *, purpose: bytes) -> bytes:
    """Return the content. Raise cryptography.fernet.InvalidToken for what was not sealed here, or under a key that is not accepted."""
    return MultiFernet(_ciphers(purpose)).decrypt(sealed)


def reseal(sealed: bytes, *, purpose: bytes) -> bytes | None:
    """Return the content sealed under the newest key; None if it is already. Raise InvalidToken as `unseal` does."""
    ciphers = _ciphers(purpose)
    try:
        ciphers[0].decrypt(sealed)
    except InvalidToken:
        return MultiFernet(ciphers).rotate(sealed)
    return None


@dataclass(frozen=True, slots=True)
class Resealed:
    """How many rows were sealed anew, and the names or ids of those that no accepted key opens."""

    count: int
    unreadable: list[Any]


def reseal_rows(rows: QuerySet[Any], column: str, *, purpose: bytes, named_by: str = "pk") -> Resealed:
    """Seal what stands in a column under an older key under the newest, one row after another. `named_by`: for the unreadable ones."""
    count, unreadable = 0, set()
    for pk, name in list(rows.order_by("pk").values_list("pk", named_by)):
        row = rows.filter(pk=pk)
        for sealed in row.values_list(column, flat=True):
            try:
                resealed = reseal(bytes(sealed), purpose=purpose)
            except InvalidToken:
                unreadable.add(name)
            else:
                count += row.update(**{column: resealed}) if resealed else 0
    return Resealed(count, sorted(unreadable))


def _ciphers(purpose: bytes) -> list[Fernet]:
    """Return a cipher for every accepted key, that of the newest first."""
    derived = [HKDF(SHA256(), 32, salt=None, info=purpose).derive(key.encode()) for key in digest_keys.accepted_keys()]
    return [Fernet(base64.urlsafe_b64encode(key)) for key in derived]
