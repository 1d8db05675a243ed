"""Read an uploaded file in a process of its own: no parser of other people's files ever runs in the server's process.

The limits of a hostile file are in `imports.reader.limits`, the protocol in `imports.reader.process`. Safe to call from threads.
"""

import json
import os
import signal
import struct
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from imports.files.refusals import FileRefused
from imports.reader.grid import Workbook, from_plain
from imports.reader.limits import MAX_BYTES, MAX_UNZIPPED, WALL_SECONDS

_SCRIPT = Path(__file__).resolve().parent.parent / "reader" / "process.py"
_COMMAND = [sys.executable, "-I", "-B", str(_SCRIPT)]
_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "TMPDIR")  # a reader has no use for the server's secrets
_FRAME = struct.Struct(">q")
_TIME_SIGNALS = {-signal.SIGXCPU, -signal.SIGALRM, -signal.SIGKILL}


class Response(NamedTuple):
    status: int  # as subprocess gives it: negative is the signal that ended the process
    output: bytes


def read_workbook(content: bytes) -> Workbook:
    """Return the grid of a file. Raise FileRefused for what cannot be read."""
    return _read(content, _run_reader)


def read_workbooks(contents: Iterable[bytes]) -> Iterator[Workbook | FileRefused]:
    """Read many files with one process that forks for each: for tests and measurements. Limits and results are those of `read_workbook`."""
    with subprocess.Popen(  # noqa: S603  as below
        [*_COMMAND, "--many"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=reader_environment()
    ) as reader:

        def request(content: bytes, is_careful: bool) -> Response:
            assert reader.stdin and reader.stdout
            reader.stdin.write(_FRAME.pack(-len(content) if is_careful else len(content)) + content)
            reader.stdin.flush()
            status, length = (_FRAME.unpack(reader.stdout.read(_FRAME.size))[0] for _ in range(2))
            return Response(status, reader.stdout.read(length))

        for content in contents:
            try:
                yield _read(content, request)
            except FileRefused as refusal:
                yield refusal


def _read(content: bytes, request: Callable[[bytes, bool], Response]) -> Workbook:
    if not content:
        raise FileRefused("empty_file")
    if len(content) > MAX_BYTES:
        raise FileRefused("too_large", most=MAX_BYTES // 2**20)
    response = request(content, False)
    if response.status < 0 and response.status not in _TIME_SIGNALS:  # the fast parser took its process down
        response = request(content, True)
    return parse_response(response)


def parse_response(response: Response) -> Workbook:
    """Return the grid that the reader process answered. Raise FileRefused when it refused the file or was ended."""
    if response.status in _TIME_SIGNALS:
        raise FileRefused("took_too_long")
    if response.status != 0:
        raise FileRefused("damaged")
    answer: dict[str, Any] = json.loads(response.output)
    if "refused" in answer:
        limits = {"most": MAX_UNZIPPED // 2**20} if answer["refused"] == "zip_bomb" else {}
        raise FileRefused(answer["refused"], **limits | answer["params"])
    return from_plain(answer["workbook"])


def _run_reader(content: bytes, is_careful: bool) -> Response:
    command = [*_COMMAND, "--careful"] if is_careful else _COMMAND
    try:
        process = subprocess.run(  # noqa: S603  our own interpreter and script
            command,
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=reader_environment(),
            timeout=WALL_SECONDS + 5,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Response(-signal.SIGKILL, b"")
    return Response(process.returncode, process.stdout)


def reader_environment() -> dict[str, str]:
    return {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
