"""Request bodies of the API."""

import io
import json
import zlib
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError, UnsupportedMediaType
from rest_framework.parsers import JSONParser

from backend.requests.body_limits import IN_A_FORM, WITHOUT_SIGN_IN

GZIP = 16 + zlib.MAX_WBITS


class BodyTooLarge(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"
    default_detail = _("Dữ liệu gửi lên quá lớn.")


class StorableJSONParser(JSONParser):
    """JSON whose texts can be stored: a lone surrogate, valid in JSON but not in UTF-8, becomes "?". The body may be gzipped."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        raw = stream.read()
        request: Any = (parser_context or {})["request"]
        encoding = request.headers.get("Content-Encoding", "identity")
        if encoding == "gzip":
            raw = decompress(raw, largest=IN_A_FORM if request.user.is_authenticated else WITHOUT_SIGN_IN)
        elif encoding != "identity":
            raise UnsupportedMediaType(f"{media_type}; {encoding}")
        try:
            data = super().parse(io.BytesIO(raw), media_type, parser_context)
            if b"\\ud" in raw.lower():
                data = json.loads(json.dumps(data, ensure_ascii=False).encode("utf-8", "replace"))
        except RecursionError as error:
            raise ParseError("nested too deeply") from error
        return data


def decompress(raw: bytes, *, largest: int) -> bytes:
    """Return the content of one gzip member; raise BodyTooLarge without unpacking more than `largest`, and ParseError for anything else."""
    unpacking = zlib.decompressobj(GZIP)
    try:
        content = unpacking.decompress(raw, largest + 1)
    except zlib.error as error:
        raise ParseError("not gzip") from error
    if len(content) > largest:
        raise BodyTooLarge
    if not unpacking.eof or unpacking.unused_data:
        raise ParseError("not one whole gzip member")
    return content
