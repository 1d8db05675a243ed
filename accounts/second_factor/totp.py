"""Codes that an app makes of a shared secret and the time (RFC 6238: SHA-1, six digits, thirty seconds, as every app has them)."""

import base64
import secrets
from datetime import datetime
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP = 30  # seconds
DIGITS = 6
STEPS_OFF = 1  # how far the phone's clock may be off


def make_secret() -> bytes:
    return secrets.token_bytes(20)


def code_at(secret: bytes, step: int) -> str:
    return TOTP(secret, DIGITS, SHA1(), STEP).generate(step * STEP).decode()  # noqa: S303 - what the apps compute


def matching_step(secret: bytes, code: str, *, at: datetime, after: int) -> int | None:
    """Return the step whose code this is, later than the step `after`; None for a wrong code, and for one that was used."""
    current = int(at.timestamp()) // STEP
    for step in range(current - STEPS_OFF, current + STEPS_OFF + 1):
        if step > after and secrets.compare_digest(code_at(secret, step).encode(), code.encode()):
            return step
    return None


def secret_in_words(secret: bytes) -> str:
    """Return the secret as it is typed into an app, in groups of four."""
    text = base64.b32encode(secret).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def setup_address(secret: bytes, *, username: str, issuer: str) -> str:
    """Return the address in the QR code that apps read."""
    return f"otpauth://totp/{quote(issuer)}:{quote(username)}?secret={base64.b32encode(secret).decode()}&issuer={quote(issuer)}"
