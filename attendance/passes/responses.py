"""Images of passes and doors as HTTP responses."""

from django.http import HttpResponse

SVG, PNG = "image/svg+xml", "image/png"


def private_image(content: bytes, content_type: str) -> HttpResponse:
    """Return an image that belongs to one person or one moment: never cached by anybody between."""
    return HttpResponse(content, content_type=content_type, headers={"Cache-Control": "private, no-store"})
