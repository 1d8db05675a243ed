"""Codes of passes: 128 random bits in base32, and a short form to be typed or spoken. Imports no Django."""

import base64
import re
import secrets

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
LENGTH = 26  # characters of 5 bits: the 128 bits and two of padding
SHORT_ALPHABET = "ABCDEFGHJKMNPQRTUVWXYZ2346789"  # without I O L S 0 1 5, which are mistaken by eye or on the phone
SHORT_LENGTH = 6

_PASS = re.compile(rf"(?:^|/P/)([{ALPHABET}]{{{LENGTH}}})/?$")


def new_code() -> str:
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=")


def new_short_code() -> str:
    return "".join(secrets.choice(SHORT_ALPHABET) for _ in range(SHORT_LENGTH))


def read_code(text: str) -> str | None:
    """Return the pass code in what a scanner read: the bare code or an address that ends in /P/<CODE>, in either case."""
    match = _PASS.search(text.strip().upper().partition("?")[0])
    return match.group(1) if match else None


def read_short_code(text: str) -> str | None:
    """Return the short code that was typed, in any case and with spaces or dashes; None for anything else."""
    letters = re.sub(r"[\s\-.]", "", text).upper()
    return letters if len(letters) == SHORT_LENGTH and set(letters) <= set(SHORT_ALPHABET) else None
