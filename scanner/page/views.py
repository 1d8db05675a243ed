"""What a phone installs: one page, the same for everybody, without data, and the service worker that keeps it."""

import hashlib
import json
from pathlib import Path
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page

from scanner.page.messages import words
from scanner.page.vendored_assets import ZXING

OWN_FILES = Path(__file__).parent.parent / "static"
KEPT = (".js", ".css", ".png", ".svg")
DECODE_WORKER = "scanner/camera/decode-worker.js"
READER, WASM = f"{ZXING.name}/reader.js", f"{ZXING.name}/zxing_reader.wasm"
ICONS = (("icon-192.png", "192x192", "any"), ("icon-512.png", "512x512", "any"), ("icon-maskable-512.png", "512x512", "maskable"))
POLICY = {
    "script-src": [SELF, "'wasm-unsafe-eval'"],
    "worker-src": [SELF],
    "connect-src": [SELF],
    "img-src": [SELF, "data:", "blob:"],
    "media-src": [SELF, "blob:"],
}


@login_not_required
@gzip_page
@csp_replace(POLICY)
def scan_page(request: HttpRequest) -> HttpResponse:
    return _fresh(HttpResponse(_page()))


@login_not_required
def service_worker(request: HttpRequest) -> HttpResponse:
    """Its text changes exactly when a file of the scanner does: that is how a phone learns of a new version."""
    files = [
        reverse("scan"),
        reverse("scan-manifest"),
        reverse("scan-decode-worker"),
        *(_address(name) for name in kept_files() if name != DECODE_WORKER),
    ]
    script = render_to_string("scanner/page/sw.js", {"version": version(), "files": json.dumps(files, indent=1), "page": reverse("scan")})
    return _fresh(HttpResponse(script, content_type="text/javascript"))


@login_not_required
@csp_replace(POLICY)
def decode_worker(request: HttpRequest) -> HttpResponse:
    """Stands below /scan/: a worker's own script reaches the service worker only from inside its scope."""
    content = _content(DECODE_WORKER)
    if content is None:
        raise Http404
    return _fresh(HttpResponse(content, content_type="text/javascript"))


@login_not_required
def manifest(request: HttpRequest) -> JsonResponse:
    return _fresh(JsonResponse(_manifest(), content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False}))


def kept_files() -> list[str]:
    """Names of the static files that a phone keeps; the reader only if it was brought in."""
    own = sorted(path.relative_to(OWN_FILES).as_posix() for path in (OWN_FILES / "scanner").rglob("*") if path.suffix in KEPT)
    return own + [name for name in (READER, WASM) if _content(name) is not None]


def version() -> str:
    """Of everything that the phone keeps, by content."""
    return hashlib.sha256((_page() + json.dumps(_manifest())).encode()).hexdigest()[:16]


def _content_version() -> str:
    digest = hashlib.sha256()
    for name in kept_files():
        digest.update(name.encode() + hashlib.sha256(_content(name) or b"").digest())
    return digest.hexdigest()[:8]


def _manifest() -> dict[str, Any]:
    page = reverse("scan")
    with translation.override(settings.LANGUAGE_CODE):
        name, short_name = _("Điểm danh – Tập huấn & Hội thi"), _("Điểm danh")
    return {
        "name": name,
        "short_name": short_name,
        "id": page,
        "start_url": page,
        "scope": page,
        "display": "standalone",
        "lang": settings.LANGUAGE_CODE,
        "background_color": "#ffffff",
        "theme_color": "#0f3b66",
        "icons": [
            {"src": _address(f"scanner/{file}"), "sizes": sizes, "type": "image/png", "purpose": purpose} for file, sizes, purpose in ICONS
        ],
    }


def _page() -> str:
    """In both languages at once: the phone chooses without the network, and everybody gets the same bytes."""
    has_reader = {READER, WASM} <= set(kept_files())
    told = {
        "api": "/api/v1/",
        "page": reverse("scan"),
        "serviceWorker": reverse("scan-sw"),
        "decodeWorker": reverse("scan-decode-worker"),
        "reader": _address(READER) if has_reader else None,
        "wasm": _address(WASM) if has_reader else None,
        "version": _content_version(),
        "languageCookie": settings.LANGUAGE_COOKIE_NAME,
    }
    said: dict[str, Any] = {code: words(code) for code, _name in settings.LANGUAGES}
    scripts = [_address(name) for name in kept_files() if name.startswith("scanner/") and name.endswith(".js") and name != DECODE_WORKER]
    with translation.override(settings.LANGUAGE_CODE):
        return render_to_string(
            "scanner/page/scan.html",
            {
                "told": told,
                "said": said,
                "words": said[settings.LANGUAGE_CODE],
                "static": f"{settings.STATIC_URL}scanner/",
                "scripts": scripts,
            },
        )


def _address(name: str) -> str:
    """Without the hash that other pages ask for: modules import each other by their plain names, and the version covers all."""
    return settings.STATIC_URL + name


def _content(name: str) -> bytes | None:
    """As served; before files were collected, as they stand in the source."""
    if staticfiles_storage.exists(name):
        with staticfiles_storage.open(name) as file:
            return file.read()
    found = finders.find(name)
    return Path(str(found)).read_bytes() if found else None


def _fresh(response: HttpResponse) -> Any:
    """Asked for anew each time: an old service worker that a proxy kept would hold a hall on an old version."""
    response["Cache-Control"] = "no-cache"
    return response
