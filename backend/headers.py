"""Headers by which a browser keeps this site apart from others; the policy of content itself is CONTENT_SECURITY_POLICY in the settings."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase

Answer = Callable[[HttpRequest], HttpResponseBase]

# The scanner's page has the camera; passkeys ask for publickey-credentials. All else that a page could ask for is switched off.
PERMISSIONS = ", ".join(
    ["camera=(self)", "publickey-credentials-create=(self)", "publickey-credentials-get=(self)"]
    + [f"{name}=()" for name in ("accelerometer", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone", "midi")]
    + [f"{name}=()" for name in ("payment", "serial", "usb")]
)
# For who opens a static file as if it were a page, since a drawing (SVG) could hold scripts; in pages browsers do not go by it.
STATIC_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def browser_headers_middleware(get_response: Answer) -> Answer:
    """Add to every answer, static files included, what the browser must not let other sites or this page itself do."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response["Permissions-Policy"] = PERMISSIONS
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    return middleware


def add_static_headers(headers: Any, _path: str, _url: str) -> None:
    """Add the policy of a static file (WHITENOISE_ADD_HEADERS_FUNCTION)."""
    headers["Content-Security-Policy"] = STATIC_POLICY
