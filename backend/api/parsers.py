"""Request bodies of the API."""

import io
import json
from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class StorableJSONParser(JSONParser):
    """JSON whose texts can be stored: a lone surrogate, valid in JSON but not in UTF-8, becomes "?"."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        raw = stream.read()
        try:
            data = super().parse(io.BytesIO(raw), media_type, parser_context)
            if b"\\ud" in raw.lower():
                data = json.loads(json.dumps(data, ensure_ascii=False).encode("utf-8", "replace"))
        except RecursionError as error:
            raise ParseError("nested too deeply") from error
        return data
