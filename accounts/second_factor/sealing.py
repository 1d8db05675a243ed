"""Secrets of authenticators at rest: whoever reads the database without the settings has no codes."""

from accounts import digest_keys, seals

PURPOSE = b"accounts.second_factor"


def seal(secret: bytes) -> str:
    return seals.seal(secret, purpose=PURPOSE).decode()


def unseal(sealed: str) -> bytes:
    """Return the secret. Raise cryptography.fernet.InvalidToken for what was sealed under a key that is not accepted."""
    return seals.unseal(sealed.encode(), purpose=PURPOSE)


def reseal(sealed: str) -> str | None:
    """Return what is sealed, sealed under the newest key; None if it is already. Raise InvalidToken as `unseal` does."""
    resealed = seals.reseal(sealed.encode(), purpose=PURPOSE)
    return resealed.decode() if resealed else None


def digest_code(code: str) -> str:
    """Return what is stored of a recovery code."""
    return digest_keys.digest(b"recovery-code:" + code.encode())


def digests_of_code(code: str) -> list[str]:
    """Return what may be stored of a recovery code, under every accepted key."""
    return digest_keys.digests(b"recovery-code:" + code.encode())
