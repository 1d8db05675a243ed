"""The page that a judge marks on, without data, and the service worker that keeps it on the judge's phone."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.gzip import gzip_page

from contests.juries.page import list_files, render_page, write_words
from screens.kept_pages.answers import package_of, revalidated, service_worker_of
from screens.kept_pages.compression import brotli_page


@login_not_required
@gzip_page
@brotli_page
@revalidated
def judge(request: HttpRequest, token: str = "") -> HttpResponse:
    """Show the page that asks for the PIN and then has the sheets; the same for every address, known or not."""
    return HttpResponse(render_page())


@login_not_required
@gzip_page
@brotli_page
@revalidated
def service_worker(request: HttpRequest) -> HttpResponse:
    return service_worker_of("judge", list_files(), package=reverse("judge-package"))


@login_not_required
@gzip_page
@brotli_page
@revalidated
def package(request: HttpRequest) -> JsonResponse:
    return package_of(list_files())


@login_not_required
@gzip_page
@brotli_page
@revalidated
def words(request: HttpRequest) -> HttpResponse:
    return HttpResponse(write_words(), content_type="application/json")
