"""A card's number sealed on a phone, so that only the server opens it: ECDH on P-256, HKDF-SHA256, AES-256-GCM. Imports no Django."""

import base64
import binascii
import re

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

VERSION = 1
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256: FIPS 186-4 D.1.2.3


def _private(key: bytes) -> ec.EllipticCurvePrivateKey:
    wide = HKDF(hashes.SHA256(), 48, None, b"card-seal-key-1").derive(key)
    return ec.derive_private_key(int.from_bytes(wide) % (ORDER - 1) + 1, ec.SECP256R1())


def public_point(key: bytes) -> bytes:
    """The point that phones seal for: 65 bytes, uncompressed."""
    return _private(key).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def open_card(key: bytes, sealed: str) -> str:
    """The twelve digits. Raises ValueError for anything that is not a sealed number."""
    try:
        raw = base64.urlsafe_b64decode(sealed.encode("ascii") + b"=" * (-len(sealed) % 4))
        if raw[0] != VERSION:
            raise ValueError("unknown version")
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw[1:66])
        shared = _private(key).exchange(ec.ECDH(), point)
        secret = HKDF(hashes.SHA256(), 32, None, b"card-seal-1").derive(shared)
        number = AESGCM(secret).decrypt(raw[66:78], raw[78:], None).decode("ascii")
    except (binascii.Error, IndexError, InvalidTag, UnicodeError, AttributeError) as error:
        raise ValueError("not a sealed card") from error
    if not re.fullmatch(r"[0-9]{12}", number):
        raise ValueError("no national number inside")
    return number
