"""The 12-digit national number: kept as a keyed digest and its last four digits, nothing else."""

import hashlib
import hmac
import re

from django.conf import settings


def digest(number: str) -> str:
    """Keyed SHA-256 (hex) of a 12-digit number. Raises ValueError for anything else."""
    if not re.fullmatch(r"[0-9]{12}", number):
        raise ValueError("a national number has 12 digits")
    return hmac.new(settings.DIGEST_KEY.encode(), b"national-id:" + number.encode(), hashlib.sha256).hexdigest()


def field_key() -> bytes:
    """What a paired phone computes marks with: derived from DIGEST_KEY, and useless for any stored digest."""
    return hmac.new(settings.DIGEST_KEY.encode(), b"national-id-mark", hashlib.sha256).digest()


def mark(number: str) -> str:
    """Five hex characters that a phone may keep beside a name. A million numbers share each; raises ValueError as `digest` does.

    Of the 160 million plausible numbers of one province some 150 have the mark of a given person: a lost phone tells no number.
    """
    if not re.fullmatch(r"[0-9]{12}", number):
        raise ValueError("a national number has 12 digits")
    return hmac.new(field_key(), number.encode(), hashlib.sha256).hexdigest()[:5]
