"""A limit of CPU time for reading and planning one roster: a net below all that is said elsewhere of sizes. Pure: imports no Django.

The clock counts the CPU time of this thread, so a busy server refuses nobody. It is looked at before each row and column, which is why
a single step has to be short by itself: no text longer than `cell_text.LONGEST_TEXT` is ever looked at.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

CPU_SECONDS = 9.0

_end: ContextVar[float | None] = ContextVar("end of the time budget", default=None)


class TookTooLong(Exception):
    """Reading or planning was stopped at this row of this sheet."""

    def __init__(self, sheet: str, row: int) -> None:
        super().__init__(sheet, row)
        self.sheet, self.row = sheet, row


@contextmanager
def limit_cpu_time(seconds: float = CPU_SECONDS) -> Iterator[None]:
    """Let `check_time` raise once the steps inside have used so much CPU time. A limit inside another never lengthens it."""
    end, outer_end = time.thread_time() + seconds, _end.get()
    token = _end.set(end if outer_end is None else min(end, outer_end))
    try:
        yield
    finally:
        _end.reset(token)


def check_time(sheet: str, row: int) -> None:
    """Raise TookTooLong when the time is used up. Without a limit nothing happens."""
    end = _end.get()
    if end is not None and time.thread_time() > end:
        raise TookTooLong(sheet, row)
