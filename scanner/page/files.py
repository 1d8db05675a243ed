"""The static files that a phone keeps of the scanner, as they are served."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

from scanner.page.vendored_assets import ZXING

STATIC_ROOT = Path(__file__).parent.parent / "static"
SUFFIXES = (".js", ".css", ".svg")  # icons of the home screen are taken when the page is installed, and never again
DECODE_WORKER = "scanner/camera/decode-worker.js"
READER, WASM = f"{ZXING.name}/reader.js", f"{ZXING.name}/zxing_reader.wasm"


def names_to_keep() -> list[str]:
    """Return the names below the static root; the reader only if it was brought in."""
    paths = sorted(path for path in (STATIC_ROOT / "scanner").rglob("*") if path.suffix in SUFFIXES)
    reader = [name for name in (READER, WASM) if read_file(name) is not None]
    return [path.relative_to(STATIC_ROOT).as_posix() for path in paths] + reader


def read_file(name: str) -> bytes | None:
    """Return the file's bytes: of the collected files or, before they were collected, of the source."""
    if staticfiles_storage.exists(name):
        with staticfiles_storage.open(name) as file:
            return file.read()
    path = finders.find(name)
    return Path(str(path)).read_bytes() if path else None


def address_of(name: str) -> str:
    """Return the address without the hash that other pages use: scripts import each other by plain names, and one version covers all."""
    return settings.STATIC_URL + name


def version_of_files() -> str:
    digest = hashlib.sha256()
    for name in names_to_keep():
        digest.update(name.encode() + hashlib.sha256(read_file(name) or b"").digest())
    return digest.hexdigest()[:8]
