"""What a phone installs: one page, the same for everybody and without data, and the service worker that keeps it."""

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.gzip import gzip_page

from scanner.page import files
from scanner.page.kept_files import list_files
from scanner.page.page import describe_app, render_page
from screens.kept_pages.answers import package_of, revalidated, service_worker_of
from screens.kept_pages.compression import brotli_page

POLICY = {
    "script-src": [SELF, "'wasm-unsafe-eval'"],
    "worker-src": [SELF],
    "connect-src": [SELF],
    "img-src": [SELF, "data:", "blob:"],
    "media-src": [SELF, "blob:"],
}


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
    return service_worker_of("scan", list_files(), package=reverse("scan-package"))


@login_not_required
@gzip_page
@brotli_page
@csp_replace(POLICY)
@revalidated
def package(request: HttpRequest) -> JsonResponse:
    return package_of(list_files())


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
