"""The answers that keep a page on a phone: its service worker, and all its texts at once."""

import hashlib
import json
from collections.abc import Sequence

from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import cache_control

from screens.kept_pages.files import KeptFile, shorten

# An old service worker that a proxy kept would hold a hall on an old version.
revalidated = cache_control(no_cache=True)


def service_worker_of(name: str, kept_files: Sequence[KeptFile], *, package: str) -> HttpResponse:
    """Answer a script whose text changes exactly when a kept file does: that is how a phone learns of a new version.

    name: of its store on the phone, one for each page; package: the address of `package_of` these files. The page is the first file.
    """
    described = {
        file.address: {
            "type": file.content_type.partition(";")[0],
            "sha256": file.digest,
            "size": len(file.content),
            "isPacked": file.is_packed,
        }
        for file in kept_files
    }
    text = json.dumps(described, separators=(",", ":"))
    version = hashlib.sha256(text.encode()).hexdigest()[:16]
    context = {"name": name, "version": version, "files": text, "package": package, "page": kept_files[0].address}
    return HttpResponse(shorten(render_to_string("screens/kept_page_worker.js", context)), content_type="text/javascript; charset=utf-8")


def package_of(kept_files: Sequence[KeptFile]) -> JsonResponse:
    """Answer all texts at once, by address. A phone serves them with the headers of this answer."""
    texts = {file.address: file.content.decode() for file in kept_files if file.is_packed}
    return JsonResponse(texts, json_dumps_params={"ensure_ascii": False})
