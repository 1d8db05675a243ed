"""The process that checks or fills one template: a frame on stdin, a frame on stdout. Started by `template_process`, never imported by it.

    python -I -B reporting/document/template/process.py

A frame: 8 bytes of length, so many bytes of JSON, then the bytes of a file (the template; back comes the report, or nothing).
"""

import json
import os
import struct
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[3]))  # -I leaves it out

from imports.reader.limits import Refused
from imports.reader.process import limit_memory, limit_time
from reporting.document.template.rendering import render
from reporting.document.template.template_check import check_template
from reporting.document.template.template_code import CodeRefused

FRAME = struct.Struct(">q")


def main() -> None:
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whatever a library prints is no answer
    limit_memory()
    limit_time()
    (length,) = FRAME.unpack(sys.stdin.buffer.read(FRAME.size))
    request = json.loads(sys.stdin.buffer.read(length))
    answer, content = _answer(request, sys.stdin.buffer.read())
    head = json.dumps(answer, ensure_ascii=False).encode(errors="replace")
    output.write(FRAME.pack(len(head)) + head + content)
    output.flush()
    os._exit(0)


def _answer(request: dict[str, Any], template: bytes) -> tuple[dict[str, Any], bytes]:
    """Return `{report}`, `{}` with the file, or `{refused, params}`."""
    try:
        if request["task"] == "check":
            return {"report": check_template(template).to_plain()}, b""
        arguments = request["arguments"]
        return {}, render(template, **arguments | {"at": datetime.fromisoformat(arguments["at"])})
    except Refused as refusal:
        return {"refused": refusal.code, "params": refusal.params}, b""
    except CodeRefused as refusal:
        return {"refused": "code", "params": {"problem": str(refusal.args)}}, b""
    except MemoryError:
        return {"refused": "took_too_much", "params": {}}, b""
    except Exception as error:  # a library stumbled over a file of somebody else's
        return {"refused": "damaged", "params": {"error": type(error).__name__}}, b""


if __name__ == "__main__":
    main()
