"""The process that reads one file of strangers: bytes on stdin, JSON on stdout. Started by `files.reader_process`, never imported by it.

    python -I -B imports/reader/process.py [--careful]     one file
    python -I -B imports/reader/process.py --many          one after the other, each in a fork of its own with the same limits

The parsers are imported once for `--many`, which makes hundreds of files cheap. It speaks in frames: 8 bytes of length (its sign says
careful) and the file; back come 8 bytes of the fork's exit status, 8 of length, and what the fork printed.
"""

import json
import os
import resource
import signal
import struct
import sys
from pathlib import Path
from typing import Any, BinaryIO

sys.path.append(str(Path(__file__).resolve().parent.parent.parent))  # -I leaves it out

from imports.reader.grid import to_plain
from imports.reader.limits import CPU_SECONDS, MEMORY, OPEN_FILES, WALL_SECONDS, Refused

_FRAME = struct.Struct(">q")
_NO_MEMORY = 2  # of libxml2


def main(arguments: list[str]) -> None:
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whatever a parser prints is no answer
    _limit_memory()
    if "--many" in arguments:
        _read_many(sys.stdin.buffer, answers)
    else:
        _limit_time()
        answers.write(_answer(sys.stdin.buffer.read(), is_careful="--careful" in arguments))
        answers.flush()
    os._exit(0)  # large grids need no tidying up


def _limit_memory() -> None:
    if sys.platform != "darwin":  # which knows no such limit
        _limit(resource.RLIMIT_AS, MEMORY)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, OPEN_FILES)


def _limit_time() -> None:
    """The signals of both end the process: SIGXCPU, SIGALRM."""
    _limit(resource.RLIMIT_CPU, CPU_SECONDS)
    signal.alarm(WALL_SECONDS)


def _limit(what: int, most: int) -> None:
    """Never above what the machine allows already."""
    _, allowed = resource.getrlimit(what)
    most = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
    resource.setrlimit(what, (most, allowed if what == resource.RLIMIT_CPU else most))


def _answer(content: bytes, *, is_careful: bool) -> bytes:
    try:
        from imports.reader.dispatch import read

        said: dict[str, Any] = {"workbook": to_plain(read(content, is_careful=is_careful))}
        return json.dumps(said, ensure_ascii=False).encode(errors="replace")
    except Refused as refused:
        said = {"refused": refused.code, "told": refused.told}
    except MemoryError:
        said = {"refused": "took_too_much_memory", "told": {}}
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # panics of calamine are no Exception
        said = {"refused": "took_too_much_memory" if _is_of_memory(error) else "damaged", "told": {}, "why": type(error).__name__}
    return json.dumps(said).encode()


def _is_of_memory(error: BaseException) -> bool:
    return getattr(error, "code", None) == _NO_MEMORY or "memory" in str(error).lower()


def _read_many(requests: BinaryIO, answers: BinaryIO) -> None:
    from imports.reader.formats import xlsx_fast  # noqa: F401  once, for all forks

    while head := requests.read(_FRAME.size):
        (length,) = _FRAME.unpack(head)
        status, answer = _in_a_fork(requests.read(abs(length)), is_careful=length < 0)
        answers.write(_FRAME.pack(status) + _FRAME.pack(len(answer)) + answer)
        answers.flush()


def _in_a_fork(content: bytes, *, is_careful: bool) -> tuple[int, bytes]:
    """The exit status as subprocess tells it (negative: the signal that ended it), and what was answered."""
    reading_end, writing_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading_end)
        _limit_time()
        with os.fdopen(writing_end, "wb") as pipe:
            pipe.write(_answer(content, is_careful=is_careful))
        os._exit(0)
    os.close(writing_end)
    with os.fdopen(reading_end, "rb") as pipe:
        answer = pipe.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), answer


if __name__ == "__main__":
    main(sys.argv[1:])
