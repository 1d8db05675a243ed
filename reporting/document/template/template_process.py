"""Check and fill templates in a process of its own: no file of somebody else's is opened, and no code in one runs, in the server's process.

The limits are those of `imports.reader.process`; the protocol is in `reporting.document.template.process`. Safe to call from threads.
"""

import json
import signal
import struct
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from imports.files.reader_process import reader_environment
from imports.reader.limits import WALL_SECONDS
from reporting.document.contents import ReportContents, annex_headings, annex_reference, fields_of
from reporting.document.template.package import MAX_BYTES
from reporting.document.template.refusals import TemplateRefused

_SCRIPT = Path(__file__).resolve().parent / "process.py"
_FRAME = struct.Struct(">q")
_TIME_SIGNALS = {-signal.SIGXCPU, -signal.SIGALRM, -signal.SIGKILL}


class TemplateCheck(NamedTuple):
    """`problems`: what refuses the template, as plain TemplateProblems; `omissions`: placeholders that it could have and has not;
    `deviations`: where its page differs from the decree, as plain LayoutDeviations."""

    problems: list[dict[str, Any]]
    omissions: list[str]
    deviations: list[dict[str, str]]


def check_template(content: bytes) -> TemplateCheck:
    """Return what is wrong with a template. Raise TemplateRefused for what is no harmless docx, of which nothing more can be said."""
    if not content:
        raise TemplateRefused("empty_file")
    if len(content) > MAX_BYTES:
        raise TemplateRefused("too_large")
    answer, _nothing = _ask({"task": "check"}, content)
    return TemplateCheck(**answer["report"])


def write_report(contents: ReportContents, template: bytes, *, at: datetime) -> bytes:
    """Return the report as docx, made from a template. Raise TemplateRefused for one that cannot be filled."""
    headings = annex_headings(len(contents.annexes))
    annexes: Sequence[Mapping[str, Any]] = [
        asdict(annex) | {"heading": heading, "reference": annex_reference(contents)}
        for annex, heading in zip(contents.annexes, headings, strict=True)
    ]
    arguments = {
        "fields": fields_of(contents),
        "annexes": annexes,
        "title": f"{contents.title}: {contents.subject}",
        "author": contents.author or contents.letterhead.agency,
        "at": at.isoformat(),
    }
    _answer, document = _ask({"task": "render", "arguments": arguments}, template)
    return document


def _ask(request: Mapping[str, Any], template: bytes) -> tuple[dict[str, Any], bytes]:
    """Return the process's answer and the file behind it."""
    head = json.dumps(request, ensure_ascii=False).encode(errors="replace")
    try:
        process = subprocess.run(  # noqa: S603  our own interpreter and script
            [sys.executable, "-I", "-B", str(_SCRIPT)],
            input=_FRAME.pack(len(head)) + head + template,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=reader_environment(),
            timeout=WALL_SECONDS + 5,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TemplateRefused("took_too_much") from error
    if process.returncode in _TIME_SIGNALS:
        raise TemplateRefused("took_too_much")
    if process.returncode != 0 or len(process.stdout) < _FRAME.size:
        raise TemplateRefused("damaged")
    (length,) = _FRAME.unpack(process.stdout[: _FRAME.size])
    end = _FRAME.size + length
    answer: dict[str, Any] = json.loads(process.stdout[_FRAME.size : end])
    if "refused" in answer:
        raise TemplateRefused(answer["refused"], **answer["params"])
    return answer, process.stdout[end:]
