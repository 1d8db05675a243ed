"""Files of other people's data at rest: compressed and sealed with a key derived from DIGEST_KEY. A stolen database tells no card."""

import base64
import hashlib
import hmac
import zlib

from cryptography.fernet import Fernet
from django.conf import settings


def seal(content: bytes) -> bytes:
    return _box().encrypt(zlib.compress(content, 1))


def unseal(sealed: bytes | memoryview) -> bytes:
    """Raises cryptography.fernet.InvalidToken for what was not sealed here, or under another key."""
    return zlib.decompress(_box().decrypt(bytes(sealed)))


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hmac.new(settings.DIGEST_KEY.encode(), b"roster-originals", hashlib.sha256).digest()))
