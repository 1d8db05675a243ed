"""Requests that are refused for how they come, before anything reads them."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBadRequest, HttpResponseBase, HttpResponseNotAllowed
from django.utils.translation import gettext as _

from backend.api.problems import API_ROOT, problem_response

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
LONGEST_HOST = 253 + len(":65535")  # a name of the domain name system (RFC 1035, 2.3.4) with its port

Answer = Callable[[HttpRequest], HttpResponseBase]


def transport_middleware(get_response: Answer) -> Answer:
    """Refuse TRACE and unknown methods, hosts longer than any name, and in production the API over plain HTTP.

    A page is led to HTTPS (SECURE_SSL_REDIRECT). A program is told: led on in silence, it would go on sending its token in the clear.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if len(request.META.get("HTTP_HOST", "")) > LONGEST_HOST:  # whatever ALLOWED_HOSTS lets through: addresses are made of it
            return HttpResponseBadRequest()
        if settings.PRODUCTION and request.path.startswith(API_ROOT) and not request.is_secure():
            return problem_response(status_code=403, code="https_required", title=_("Chỉ nhận qua HTTPS."))
        return get_response(request)

    return middleware
