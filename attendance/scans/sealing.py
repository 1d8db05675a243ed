"""Opening of a card's number sealed by a phone: ECIES on P-256 (sealed by scanner/static/scanner/crypto/sealing.js). Imports no Django.

A sealed card: base64url without padding of 0x01 ‖ the phone's one-time point (65) ‖ IV (12) ‖ AES-256-GCM of the 12 digits (28).
"""

import base64
import re

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_CURVE = ec.SECP256R1()
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256 (FIPS 186-5)
_VERSION, _POINT, _IV, _CLOSED = 1, 65, 12, 12 + 16  # the last three in bytes
SEALED_LENGTH = 142  # characters


def public_point(key: bytes) -> bytes:
    """Return the public point, uncompressed, 65 bytes: always the same for the same secret `key`."""
    return _private_key(key).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def activity_key(secret: bytes, activity: int) -> bytes:
    """Return the secret of one activity's seal: phones of different activities seal with different points."""
    return _derive(secret, f"card-seal-activity:{activity}".encode(), 32)


def open_card(key: bytes, sealed: str) -> str:
    """Return the 12 digits; raise ValueError for anything that `sealCard` did not make for this key."""
    if not isinstance(sealed, str) or not re.fullmatch(rf"[A-Za-z0-9_-]{{{SEALED_LENGTH}}}", sealed):
        raise ValueError("not a sealed card")
    raw = base64.urlsafe_b64decode(sealed + "==")
    if len(raw) != 1 + _POINT + _IV + _CLOSED or raw[0] != _VERSION or raw[1] != 4:  # 4: an uncompressed point
        raise ValueError("not a sealed card of this version")
    if base64.urlsafe_b64encode(raw).decode().rstrip("=") != sealed:
        raise ValueError("bits beyond the end")
    point, iv, closed = raw[1 : 1 + _POINT], raw[1 + _POINT : 1 + _POINT + _IV], raw[1 + _POINT + _IV :]
    shared = _private_key(key).exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, point))
    try:
        number = AESGCM(_derive(shared, b"card-seal-1", 32)).decrypt(iv, closed, None)
    except InvalidTag:
        raise ValueError("this was not sealed for us, or was changed") from None
    if not re.fullmatch(rb"[0-9]{12}", number):
        raise ValueError("what was sealed is no national number")
    return number.decode()


def _private_key(key: bytes) -> ec.EllipticCurvePrivateKey:
    wide = int.from_bytes(_derive(key, b"card-seal-private-1", 48))  # 128 bits more than the order: no scalar is likelier
    return ec.derive_private_key(wide % (_ORDER - 1) + 1, _CURVE)


def _derive(secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt=None, info=info).derive(secret)
