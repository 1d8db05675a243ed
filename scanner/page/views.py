"""What a phone installs: one page, the same for everybody and without data, and the service worker that keeps it."""

import hashlib
import json

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page

from scanner.page import files
from scanner.page.compression import brotli_page
from scanner.page.kept_files import list_files
from scanner.page.page import describe_app, render_page

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
@brotli_page
@csp_replace(POLICY)
@revalidated
def scan_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(render_page())


@login_not_required
@gzip_page
@brotli_page
@revalidated
def service_worker(request: HttpRequest) -> HttpResponse:
    """Answer a script whose text changes exactly when a file of the scanner does: that is how a phone learns of a new version."""
    described = {
        file.address: {
            "type": file.content_type.partition(";")[0],
            "sha256": file.digest,
            "size": len(file.content),
            "isPacked": file.is_packed,
        }
        for file in list_files()
    }
    text = json.dumps(described, indent=1)
    context = {"version": hashlib.sha256(text.encode()).hexdigest()[:16], "files": text, "package": reverse("scan-package")}
    return HttpResponse(render_to_string("scanner/page/sw.js", context), content_type="text/javascript; charset=utf-8")


@login_not_required
@gzip_page
@brotli_page
@csp_replace(POLICY)
@revalidated
def package(request: HttpRequest) -> JsonResponse:
    """Answer all texts of the scanner at once, by address. A phone serves them with the headers of this answer."""
    return JsonResponse({file.address: file.content.decode() for file in list_files() if file.is_packed})


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
