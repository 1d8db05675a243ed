"""Drafts of forms that a browser keeps (console/static/console/drafts.js), sealed with a key that dies with the session."""

import hmac
from base64 import b64encode
from hashlib import sha256

from django.http import HttpRequest

from screens.sealed.searches import SEAL_KEY


def draft_key(request: HttpRequest) -> str:
    """Return '<name of the key>.<key in base64>' for the session of the request; empty where nobody has signed in.

    The key is derived from the session's own secret, which stays when the password is given again: no column, no cookie more.
    """
    secret = getattr(request, "session", {}).get(SEAL_KEY)
    if not secret:
        return ""
    name, key = (hmac.digest(secret.encode(), purpose, sha256) for purpose in (b"name of drafts", b"drafts"))
    return f"{name.hex()[:16]}.{b64encode(key).decode()}"
