"""Stored files as answers: a picture is shown, anything else is downloaded, and nothing in it runs."""

import re

from cryptography.fernet import InvalidToken
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from activities.files.actions import open_file
from activities.files.recognition import CONTENT_TYPES
from activities.models import StoredFile

SHOWN = (StoredFile.Format.JPG, StoredFile.Format.PNG)
POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
NOT_IN_A_NAME = re.compile(r'[\\/:*?"<>|;]')  # what divides paths and headers, or no file of Windows may be called


def file_response(file: StoredFile, *, is_attachment: bool = False) -> HttpResponse:
    """Return the content. Raise Http404 when no accepted key opens it. is_attachment: a picture is downloaded, too."""
    try:
        content = open_file(file)
    except InvalidToken as error:
        raise Http404 from error
    response = HttpResponse(content, content_type=CONTENT_TYPES[file.format])
    is_downloaded = is_attachment or file.format not in SHOWN
    response["Content-Disposition"] = content_disposition_header(is_downloaded, NOT_IN_A_NAME.sub("_", file.name)) or "attachment"
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
