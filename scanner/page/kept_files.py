"""What a phone keeps of the scanner."""

import json

from django.urls import reverse

from scanner.page import files
from scanner.page.page import describe_app, render_page
from screens.kept_pages.files import KeptFile, address_of, read_script, type_of


def list_files() -> list[KeptFile]:
    """Return the page first, then what it loads."""
    page = KeptFile(reverse("scan"), "text/html; charset=utf-8", render_page().encode())
    manifest = KeptFile(reverse("scan-manifest"), "application/manifest+json", json.dumps(describe_app(), ensure_ascii=False).encode())
    kept_files = [page, manifest]
    for name in files.names_to_keep():
        address = reverse("scan-decode-worker") if name == files.DECODE_WORKER else address_of(name)
        is_packed = name not in (files.READER, files.WASM)
        content = read_script(name) if is_packed else files.read_file(name)
        kept_files.append(KeptFile(address, type_of(name), content or b"", is_packed))
    return kept_files
