"""Digests by which passes are looked up."""

from accounts import digest_keys


def digest_pass(code: str) -> str:
    """Return what is stored of a pass code to look it up by."""
    return digest_keys.digest(b"pass:" + code.encode())


def digests_of_pass(code: str) -> list[str]:
    """Return what may be stored of a pass code, under every accepted key."""
    return digest_keys.digests(b"pass:" + code.encode())
