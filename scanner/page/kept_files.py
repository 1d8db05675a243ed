"""What a phone keeps of the scanner: each file with its type and the digest by which a phone knows the right one."""

import base64
import hashlib
import json
from dataclasses import dataclass

from django.urls import reverse

from scanner.page import files
from scanner.page.page import describe_app, render_page

TYPES = {
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "svg": "image/svg+xml; charset=utf-8",
    "wasm": "application/wasm",
}


@dataclass(frozen=True, slots=True)
class KeptFile:
    """`is_packed`: it comes in one answer with the others, since fifty requests cost a bad line more than their bytes do."""

    address: str
    content_type: str
    content: bytes
    is_packed: bool = True

    @property
    def digest(self) -> str:
        """Return the SHA-256 in base64."""
        return base64.b64encode(hashlib.sha256(self.content).digest()).decode()


def list_files() -> list[KeptFile]:
    """Return the page first, then what it loads."""
    page = KeptFile(reverse("scan"), "text/html; charset=utf-8", render_page().encode())
    manifest = KeptFile(reverse("scan-manifest"), "application/manifest+json", json.dumps(describe_app(), ensure_ascii=False).encode())
    kept_files = [page, manifest]
    for name in files.names_to_keep():
        address = reverse("scan-decode-worker") if name == files.DECODE_WORKER else files.address_of(name)
        is_packed = name not in (files.READER, files.WASM)
        kept_files.append(KeptFile(address, TYPES[name.rpartition(".")[2]], files.read_file(name) or b"", is_packed))
    return kept_files
