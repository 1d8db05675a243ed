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
