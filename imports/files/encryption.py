"""Encryption of stored files: compressed and sealed with a key derived from DIGEST_KEY, so that a stolen database tells no card number."""

import base64
import hmac
import zlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from accounts import digest_keys


def encrypt(content: bytes) -> bytes:
    return _ciphers()[0].encrypt(zlib.compress(content, 1))


def decrypt(encrypted: bytes | memoryview) -> bytes:
    """Return the content. Raise cryptography.fernet.InvalidToken for what was not encrypted here, or under another key."""
    return zlib.decompress(MultiFernet(_ciphers()).decrypt(bytes(encrypted)))


def encrypt_again(encrypted: bytes | memoryview) -> bytes | None:
    """Return the content encrypted under the newest key; None if it is already. Raise InvalidToken as `decrypt` does."""
    ciphers = _ciphers()
    try:
        ciphers[0].decrypt(bytes(encrypted))
    except InvalidToken:
        return MultiFernet(ciphers).rotate(bytes(encrypted))
    return None


def _ciphers() -> list[Fernet]:
    """Return a cipher for every accepted key, that of the newest first."""
    derived = [hmac.digest(key.encode(), b"roster-originals", "sha256") for key in digest_keys.accepted_keys()]
    return [Fernet(base64.urlsafe_b64encode(key)) for key in derived]
