"""From an uploaded file to its grid, in a child process: no parser of other people's files ever runs in the server's own.

What a hostile file may cost is in `imports.reader.limits`; how the child is spoken to, in `imports.reader.process`.
Safe to call from threads.
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

_CHILD = Path(__file__).resolve().parent.parent / "reader" / "process.py"
_COMMAND = [sys.executable, "-I", "-B", str(_CHILD)]
_KEPT = ("PATH", "LD_LIBRARY_PATH", "TMPDIR")  # of the environment: a reader has no use for the server's secrets
_FRAME = struct.Struct(">q")
_TOOK_TOO_LONG = {-signal.SIGXCPU, -signal.SIGALRM, -signal.SIGKILL}


class _Answer(NamedTuple):
    status: int  # as subprocess tells it: negative is the signal that ended the child
    output: bytes


def read_workbook(content: bytes, file_name: str = "") -> Workbook:
    """Whatever its name says: the content decides. FileRefused for what cannot be read."""
    return _read(content, _ask_a_child)


def read_workbooks(contents: Iterable[bytes]) -> Iterator[Workbook | FileRefused]:
    """Many files, one child that forks for each: for tests and measurements. Limits and answers are those of `read_workbook`."""
    with subprocess.Popen(  # noqa: S603  as below
        [*_COMMAND, "--many"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment()
    ) as child:

        def ask(content: bytes, is_careful: bool) -> _Answer:
            assert child.stdin and child.stdout
            child.stdin.write(_FRAME.pack(-len(content) if is_careful else len(content)) + content)
            child.stdin.flush()
            status, length = (_FRAME.unpack(child.stdout.read(_FRAME.size))[0] for _ in range(2))
            return _Answer(status, child.stdout.read(length))

        for content in contents:
            try:
                yield _read(content, ask)
            except FileRefused as refused:
                yield refused


def _read(content: bytes, ask: Callable[[bytes, bool], _Answer]) -> Workbook:
    if not content:
        raise FileRefused("empty_file")
    if len(content) > MAX_BYTES:
        raise FileRefused("too_large", most=MAX_BYTES // 2**20)
    answer = ask(content, False)
    if answer.status < 0 and answer.status not in _TOOK_TOO_LONG:  # the quick reader took its process down
        answer = ask(content, True)
    return _workbook(answer)


def _workbook(answer: _Answer) -> Workbook:
    if answer.status in _TOOK_TOO_LONG:
        raise FileRefused("took_too_long")
    if answer.status != 0:
        raise FileRefused("damaged")
    said = json.loads(answer.output)
    if "refused" in said:
        raise FileRefused(said["refused"], **_limits_of(said["refused"]) | said["told"])
    return from_plain(said["workbook"])


def _ask_a_child(content: bytes, is_careful: bool) -> _Answer:
    command = [*_COMMAND, "--careful"] if is_careful else _COMMAND
    try:
        done = subprocess.run(  # noqa: S603  our own interpreter and script
            command,
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            timeout=WALL_SECONDS + 5,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return _Answer(-signal.SIGKILL, b"")
    return _Answer(done.returncode, done.stdout)


def _environment() -> dict[str, str]:
    return {name: os.environ[name] for name in _KEPT if name in os.environ}


def _limits_of(code: str) -> dict[str, Any]:
    return {"zip_bomb": {"most": MAX_UNZIPPED // 2**20}}.get(code, {})
