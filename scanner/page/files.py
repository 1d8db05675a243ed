"""The static files that a phone keeps of the scanner."""

import hashlib
from pathlib import Path

from scanner.page.vendored_assets import ZXING
from screens.kept_pages.files import PHONE, list_names, read_file

STATIC_ROOT = Path(__file__).parent.parent / "static"
DECODE_WORKER = "scanner/camera/decode-worker.js"
READER, WASM = f"{ZXING.name}/reader.js", f"{ZXING.name}/zxing_reader.wasm"


def names_to_keep() -> list[str]:
    """Return the names below the static root; the reader only if it was brought in."""
    reader = [name for name in (READER, WASM) if read_file(name) is not None]
    return list_names("scanner") + list_names(PHONE) + reader


def version_of_files() -> str:
    digest = hashlib.sha256()
    for name in names_to_keep():
        digest.update(name.encode() + hashlib.sha256(read_file(name) or b"").digest())
    return digest.hexdigest()[:8]
