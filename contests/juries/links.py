"""A judge's private link and PIN: 128 bits in the address, kept as a digest; the PIN is asked once, and binds one browser."""

import secrets

from accounts import digest_keys

TOKEN_BYTES = 16
PIN_DIGITS = 6
MOST_WRONG_PINS = 10
ACCESS_PREFIX = "j."  # tells a judge's token from a user's and a phone's


def new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def new_pin() -> str:
    return f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}d}"


def new_access() -> str:
    """Return what the judge's browser sends with each request once it has opened the link."""
    return ACCESS_PREFIX + secrets.token_urlsafe(32)


def token_message(token: str) -> bytes:
    return f"judge-link:{token}".encode()


def pin_message(pin: str, *, token: str) -> bytes:
    """Return what is digested of a PIN: with the token, so that equal PINs do not look alike."""
    return f"judge-pin:{token}:{pin}".encode()


def access_message(access: str) -> bytes:
    return f"judge-access:{access}".encode()


def digest_token(token: str) -> str:
    return digest_keys.digest(token_message(token))
