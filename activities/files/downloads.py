"""Stored files as answers: a picture is shown, anything else is downloaded, and nothing in it runs."""

from cryptography.fernet import InvalidToken
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from activities.files.actions import open_file
from activities.files.recognition import CONTENT_TYPES
from activities.models import StoredFile

SHOWN = (StoredFile.Format.JPG, StoredFile.Format.PNG)
POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


def file_response(file: StoredFile) -> HttpResponse:
    """Return the content. Raise Http404 when no accepted key opens it."""
    try:
        content = open_file(file)
    except InvalidToken as error:
        raise Http404 from error
    response = HttpResponse(content, content_type=CONTENT_TYPES[file.format])
    response["Content-Disposition"] = content_disposition_header(file.format not in SHOWN, file.name) or ""
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    return response
