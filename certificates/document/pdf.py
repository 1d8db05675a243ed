"""Certificates as one PDF, a page each. What is printed goes to the typesetter as data, never as a part of its program."""

import json
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import typst
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from attendance.passes import qr
from certificates.document import fonts
from certificates.models import Certificate, PrizeCertificate
from scanner.page.vendored_assets import find_wrong_files

ROOT = Path(__file__).parent / "typst"  # the typesetter reads no file outside it
MOST_IN_A_FILE = 500  # some seconds' work
PIXELS_PER_INCH = 80  # of a picture: as wide as a page of the console


def write_pdf(certificates: Sequence[Certificate | PrizeCertificate], *, base_url: str) -> bytes:
    """Return the PDF. `base_url`: of the page that checks a certificate. Raise ValidationError (no_font) where the font is lacking."""
    return _typeset(certificates, base_url, "pdf")


def draw_picture(certificate: Certificate | PrizeCertificate, *, base_url: str) -> bytes:
    """Return the certificate as PNG, to be looked at on a screen. Raise ValidationError as `write_pdf` does."""
    return _typeset([certificate], base_url, "png")


def _typeset(certificates: Sequence[Certificate | PrizeCertificate], base_url: str, file_format: Literal["pdf", "png"]) -> bytes:
    if find_wrong_files(fonts.TINOS, settings.VENDOR_DIR):
        message = _("Hệ thống thiếu phông chữ của giấy chứng nhận. Hãy báo người vận hành.")
        raise ValidationError(message, code="no_font")
    data = json.dumps([_describe(certificate, base_url) for certificate in certificates], ensure_ascii=False)
    typeset, warnings = typst.compile_with_warnings(
        ROOT / "certificate.typ",
        root=ROOT,
        font_paths=[settings.VENDOR_DIR / fonts.TINOS.name],
        ignore_system_fonts=True,
        format=file_format,
        ppi=PIXELS_PER_INCH,
        sys_inputs={"data": unicodedata.normalize("NFC", data)},
    )
    if warnings:  # an unknown font is no error to the typesetter
        raise RuntimeError("; ".join(warning.message for warning in warnings))
    return typeset


def check_address(certificate: Certificate | PrizeCertificate, base_url: str) -> str:
    """Return what the QR code says: in capitals it needs a third fewer modules."""
    return f"{base_url}/V/{certificate.code}".upper()


def _describe(certificate: Certificate | PrizeCertificate, base_url: str) -> dict[str, object]:
    outline = qr.outline(check_address(certificate, base_url))
    box = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {outline.size} {outline.size}"'
    return {
        **certificate.texts,
        "full_name": certificate.full_name,
        "serial": certificate.serial,
        "replaced": certificate.replaces.serial if certificate.replaces else "",
        "code": f'<svg {box}><path stroke="#000" d="{outline.path}"/></svg>',
    }
