"""What a phone installs: one page, the same for everybody and without data, and the service worker that keeps it."""

import hashlib
import json
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page

from scanner.page import files
from scanner.page.messages import messages_in

ICONS = (("icon-192.png", "192x192", "any"), ("icon-512.png", "512x512", "any"), ("icon-maskable-512.png", "512x512", "maskable"))
POLICY = {
    "script-src": [SELF, "'wasm-unsafe-eval'"],
    "worker-src": [SELF],
    "connect-src": [SELF],
    "img-src": [SELF, "data:", "blob:"],
    "media-src": [SELF, "blob:"],
}

# An old service worker that a proxy kept would hold a hall on an old version.
revalidated = cache_control(no_cache=True)


@login_not_required
@gzip_page
@csp_replace(POLICY)
@revalidated
def scan_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(render_page())


@login_not_required
@revalidated
def service_worker(request: HttpRequest) -> HttpResponse:
    """Answer a script whose text changes exactly when a file of the scanner does: that is how a phone learns of a new version."""
    file_addresses = [files.address_of(name) for name in files.names_to_keep() if name != files.DECODE_WORKER]
    addresses = [reverse("scan"), reverse("scan-manifest"), reverse("scan-decode-worker"), *file_addresses]
    version = hashlib.sha256((render_page() + json.dumps(describe_app())).encode()).hexdigest()[:16]
    context = {"version": version, "files": json.dumps(addresses, indent=1), "page": reverse("scan")}
    return HttpResponse(render_to_string("scanner/page/sw.js", context), content_type="text/javascript; charset=utf-8")


@login_not_required
@csp_replace(POLICY)
@revalidated
def decode_worker(request: HttpRequest) -> HttpResponse:
    """Answer the worker's script below /scan/: the service worker is asked for it only inside its own scope."""
    content = files.read_file(files.DECODE_WORKER)
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="text/javascript; charset=utf-8")


@login_not_required
@revalidated
def manifest(request: HttpRequest) -> JsonResponse:
    return JsonResponse(describe_app(), content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


def describe_app() -> dict[str, Any]:
    """Return the web app manifest."""
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
            {"src": files.address_of(f"scanner/{file}"), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for file, sizes, purpose in ICONS
        ],
    }


def render_page() -> str:
    """Return the page in both languages at once: the phone chooses without the network, and everybody gets the same bytes."""
    names = files.names_to_keep()
    has_reader = {files.READER, files.WASM} <= set(names)
    config = {
        "api": "/api/v1/",
        "page": reverse("scan"),
        "serviceWorker": reverse("scan-sw"),
        "decodeWorker": reverse("scan-decode-worker"),
        "reader": files.address_of(files.READER) if has_reader else None,
        "wasm": files.address_of(files.WASM) if has_reader else None,
        "version": files.version_of_files(),
        "languageCookie": settings.LANGUAGE_COOKIE_NAME,
    }
    messages: dict[str, Any] = {code: messages_in(code) for code, _name in settings.LANGUAGES}
    modules = [name for name in names if name.startswith("scanner/") and name.endswith(".js") and name != files.DECODE_WORKER]
    context = {
        "config": config,
        "messages": messages,
        "words": messages[settings.LANGUAGE_CODE],
        "static": f"{settings.STATIC_URL}scanner/",
        "scripts": [files.address_of(name) for name in modules],
    }
    with translation.override(settings.LANGUAGE_CODE):
        return render_to_string("scanner/page/scan.html", context)
