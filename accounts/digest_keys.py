"""The keys of digests and seals at rest: DIGEST_KEY makes new ones, those of DIGEST_KEY_FALLBACKS are still accepted.

A stored digest begins with the id of its key, so that it says itself whether it is to be renewed. Every accepted key means one digest
more to look up by, and nothing else as long as there is only one.
"""

import hashlib
import hmac
from functools import lru_cache

from django.conf import settings
from django.db.models import Q

DIGEST_LENGTH = 8 + 1 + 64  # the key's id, a colon, SHA-256 in hex
DIGEST_PATTERN = r"[0-9a-f]{8}:[0-9a-f]{64}"


def accepted_keys() -> list[str]:
    """Return every accepted key, the newest first."""
    return [settings.DIGEST_KEY, *settings.DIGEST_KEY_FALLBACKS]


def has_older_keys() -> bool:
    return bool(settings.DIGEST_KEY_FALLBACKS)


@lru_cache(maxsize=16)
def key_id(key: str) -> str:
    """Return eight hex characters by which a key is told from others; of the key itself they tell nothing."""
    return hmac.new(key.encode(), b"key-id", hashlib.sha256).hexdigest()[:8]


def newest_key_id() -> str:
    return key_id(settings.DIGEST_KEY)


def accepted_key_ids() -> list[str]:
    """Return the ids of every accepted key, the newest first."""
    return [key_id(key) for key in accepted_keys()]


def digest(message: bytes) -> str:
    """Return the digest of a message under the newest key, as it is stored. The message begins with what it is of: `pass:…`."""
    return _digest(message, settings.DIGEST_KEY)


def digests(message: bytes) -> list[str]:
    """Return the digests of a message under every accepted key, the newest first: by these it is looked up."""
    return [_digest(message, key) for key in accepted_keys()]


def older_digests(message: bytes) -> list[str]:
    """Return the digests of a message under the keys that are accepted still, without the newest."""
    return [_digest(message, key) for key in settings.DIGEST_KEY_FALLBACKS]


def is_newest(stored: str) -> bool:
    """Return whether a stored digest stands under the newest key."""
    return stored.startswith(f"{newest_key_id()}:")


def under_newest_key(column: str) -> Q:
    """Return the condition for rows whose digest in `column` stands under the newest key."""
    return Q(**{f"{column}__startswith": f"{newest_key_id()}:"})


def _digest(message: bytes, key: str) -> str:
    return f"{key_id(key)}:{hmac.digest(key.encode(), message, 'sha256').hex()}"
