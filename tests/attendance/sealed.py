"""A phone's sealing, done independently with the same public recipe."""

import base64
import os

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from attendance.scans import sealing


def seal_bytes(key: bytes, content: bytes) -> bytes:
    ours = ec.generate_private_key(ec.SECP256R1())
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sealing.public_point(key))
    secret = HKDF(hashes.SHA256(), 32, None, b"card-seal-1").derive(ours.exchange(ec.ECDH(), theirs))
    iv = os.urandom(12)
    point = ours.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return b"\x01" + point + iv + AESGCM(secret).encrypt(iv, content, None)


def as_text(sealed: bytes) -> str:
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def seal(key: bytes, number: str) -> str:
    return as_text(seal_bytes(key, number.encode()))
