"""Images of passes and doors as HTTP responses."""

from django.http import HttpResponse

SVG, PNG = "image/svg+xml", "image/png"


def private_image(content: bytes, content_type: str) -> HttpResponse:
    """Return the response of an image of one person or one moment, which no shared cache may keep."""
    return HttpResponse(content, content_type=content_type, headers={"Cache-Control": "private, no-store"})
