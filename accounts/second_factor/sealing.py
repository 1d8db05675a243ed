"""Secrets of authenticators at rest: whoever reads the database without the settings has no codes."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from accounts import digest_keys


def _ciphers() -> list[Fernet]:
    """Return a cipher for every accepted key, that of the newest first."""
    derived = [HKDF(SHA256(), 32, salt=None, info=b"accounts.second_factor").derive(key.encode()) for key in digest_keys.accepted_keys()]
    return [Fernet(base64.urlsafe_b64encode(key)) for key in derived]


def seal(secret: bytes) -> str:
    return MultiFernet(_ciphers()).encrypt(secret).decode()


def unseal(sealed: str) -> bytes:
    """Return the secret. Raise cryptography.fernet.InvalidToken for what was sealed under a key that is not accepted."""
    return MultiFernet(_ciphers()).decrypt(sealed.encode())


def reseal(sealed: str) -> str | None:
    """Return what is sealed, sealed under the newest key; None if it is already. Raise InvalidToken as `unseal` does."""
    ciphers = _ciphers()
    try:
        ciphers[0].decrypt(sealed.encode())
    except InvalidToken:
        return MultiFernet(ciphers).rotate(sealed.encode()).decode()
    return None


def digest_code(code: str) -> str:
    """Return what is stored of a recovery code."""
    return digest_keys.digest(b"recovery-code:" + code.encode())


def digests_of_code(code: str) -> list[str]:
    """Return what may be stored of a recovery code, under every accepted key."""
    return digest_keys.digests(b"recovery-code:" + code.encode())
