"""Encryption of stored files: compressed and sealed with a key derived from DIGEST_KEY, so that a stolen database tells no card number."""

import base64
import hashlib
import hmac
import zlib

from cryptography.fernet import Fernet
from django.conf import settings


def encrypt(content: bytes) -> bytes:
    return _cipher().encrypt(zlib.compress(content, 1))


def decrypt(encrypted: bytes | memoryview) -> bytes:
    """Return the content. Raise cryptography.fernet.InvalidToken for what was not encrypted here, or under another key."""
    return zlib.decompress(_cipher().decrypt(bytes(encrypted)))


def _cipher() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hmac.new(settings.DIGEST_KEY.encode(), b"roster-originals", hashlib.sha256).digest()))
