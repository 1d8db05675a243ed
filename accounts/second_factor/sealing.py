"""Secrets of authenticators at rest: whoever reads the database without the settings has no codes."""

import base64

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.crypto import salted_hmac


def _cipher() -> Fernet:
    key = HKDF(SHA256(), 32, salt=None, info=b"accounts.second_factor").derive(settings.DIGEST_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(key))


def seal(secret: bytes) -> str:
    return _cipher().encrypt(secret).decode()


def unseal(sealed: str) -> bytes:
    return _cipher().decrypt(sealed.encode())


def digest_code(code: str) -> str:
    """Return what is stored of a recovery code."""
    return salted_hmac("accounts.recovery_code", code, secret=settings.DIGEST_KEY, algorithm="sha256").hexdigest()
