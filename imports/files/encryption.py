"""Encryption of stored files: compressed and sealed with a key derived from DIGEST_KEY, so that a stolen database tells no card number."""

import zlib

from accounts import seals

PURPOSE = b"roster-originals"


def encrypt(content: bytes) -> bytes:
    return seals.seal(zlib.compress(content, 1), purpose=PURPOSE)


def decrypt(encrypted: bytes | memoryview) -> bytes:
    """Return the content. Raise cryptography.fernet.InvalidToken for what was not encrypted here, or under another key."""
    return zlib.decompress(seals.unseal(bytes(encrypted), purpose=PURPOSE))


def encrypt_again(encrypted: bytes | memoryview) -> bytes | None:
    """Return the content encrypted under the newest key; None if it is already. Raise InvalidToken as `decrypt` does."""
    return seals.reseal(bytes(encrypted), purpose=PURPOSE)
