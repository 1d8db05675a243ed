"""Door codes: truncated HMAC-SHA256 of a sitting's key and the time step. Imports no Django."""

import hashlib
import hmac
from base64 import b32encode

STEP = 30  # seconds a code is shown
BEHIND = 3  # steps (90 s) during which a code is still accepted after it was replaced
AHEAD = 1  # steps (30 s) that a display's clock may run before ours
POSTER = "poster"


def step_at(seconds: float) -> int:
    return int(seconds // STEP)


def step_ends(step: int) -> int:
    """Return the Unix time, in seconds, at which a step's code is replaced."""
    return (step + 1) * STEP


def token(key: str, step: int | str) -> str:
    """Return sixteen base32 characters (80 bits) for a time step, or for the word POSTER: the code that stays."""
    mac = hmac.new(bytes.fromhex(key), f"door:{step}".encode(), hashlib.sha256).digest()
    return b32encode(mac[:10]).decode()


def door_version(kind: str, key: str) -> str:
    """Return what is different once the kind of the door or its key is changed, and tells nothing of the key."""
    return f"{kind} {hmac.new(bytes.fromhex(key), b'version', hashlib.sha256).hexdigest()[:16]}"


def is_current(key: str, token_read: str, seconds: float) -> bool:
    now = step_at(seconds)
    return any(hmac.compare_digest(token(key, step).encode(), token_read.upper().encode()) for step in range(now - BEHIND, now + AHEAD + 1))


def is_poster(key: str, token_read: str) -> bool:
    return hmac.compare_digest(token(key, POSTER).encode(), token_read.upper().encode())
