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
_NO_MEMORY = 2  # error code of libxml2


def main(arguments: list[str]) -> None:
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whatever a parser prints is no answer
    limit_memory()
    if "--many" in arguments:
        _read_many(sys.stdin.buffer, output)
    else:
        limit_time()
        output.write(_read_to_json(sys.stdin.buffer.read(), is_careful="--careful" in arguments))
        output.flush()
    os._exit(0)  # large grids need no tidying up


def limit_memory() -> None:
    """Limit memory and open files of this process; it writes no file and leaves no core."""
    if sys.platform != "darwin":  # which knows no such limit
        _set_limit(resource.RLIMIT_AS, MEMORY)
    _set_limit(resource.RLIMIT_CORE, 0)
    _set_limit(resource.RLIMIT_FSIZE, 0)
    _set_limit(resource.RLIMIT_NOFILE, OPEN_FILES)


def limit_time() -> None:
    """Limit the time of this process; the signals of both limits end it: SIGXCPU, SIGALRM."""
    _set_limit(resource.RLIMIT_CPU, CPU_SECONDS)
    signal.alarm(WALL_SECONDS)


def _set_limit(kind: int, limit: int) -> None:
    """Set a limit, never above what the machine allows already."""
    _, hard_limit = resource.getrlimit(kind)
    limit = limit if hard_limit == resource.RLIM_INFINITY else min(limit, hard_limit)
    resource.setrlimit(kind, (limit, hard_limit if kind == resource.RLIMIT_CPU else limit))


def _read_to_json(content: bytes, *, is_careful: bool) -> bytes:
    """Return `{workbook}`, or `{refused, params}` for a file that cannot be read."""
    try:
        from imports.reader.dispatch import read_file

        response: dict[str, Any] = {"workbook": to_plain(read_file(content, is_careful=is_careful))}
        return json.dumps(response, ensure_ascii=False).encode(errors="replace")
    except Refused as refusal:
        response = {"refused": refusal.code, "params": refusal.params}
    except MemoryError:
        response = {"refused": "took_too_much_memory", "params": {}}
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # panics of calamine are no Exception
        lacks_memory = getattr(error, "code", None) == _NO_MEMORY or "memory" in str(error).lower()
        response = {"refused": "took_too_much_memory" if lacks_memory else "damaged", "params": {}, "error": type(error).__name__}
    return json.dumps(response).encode()


def _read_many(requests: BinaryIO, output: BinaryIO) -> None:
    """Answer each request with the exit status as subprocess gives it (negative: the signal that ended the fork), and what it wrote."""
    from imports.reader import dispatch  # noqa: F401  once, for all forks
    from imports.reader.formats import delimited, ods, xls, xlsx, xlsx_fast  # noqa: F401

    while head := requests.read(_FRAME.size):
        (length,) = _FRAME.unpack(head)
        content = requests.read(abs(length))
        reading_end, writing_end = os.pipe()
        fork_pid = os.fork()
        if fork_pid == 0:
            os.close(reading_end)
            limit_time()
            with os.fdopen(writing_end, "wb") as pipe:
                pipe.write(_read_to_json(content, is_careful=length < 0))
            os._exit(0)
        os.close(writing_end)
        with os.fdopen(reading_end, "rb") as pipe:
            response = pipe.read()
        status = os.waitstatus_to_exitcode(os.waitpid(fork_pid, 0)[1])
        output.write(_FRAME.pack(status) + _FRAME.pack(len(response)) + response)
        output.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
