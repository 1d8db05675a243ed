"""A limit of CPU time for reading and planning one roster: a net below all that is said elsewhere of sizes. Pure: imports no Django.

The clock counts the CPU time of this thread, so a busy server refuses nobody. It is looked at before each row and column, which is why
a single step has to be short by itself: no text longer than `cell_text.LONGEST_TEXT` is ever looked at.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

CPU_SECONDS = 9.0
LOOKED_AT_EVERY = 0.02  # seconds by the wall clock, which costs a tenth of asking for the thread's CPU time


@dataclass(slots=True)
class _Budget:
    """`end`: by the thread's CPU time; `look_again_at`: by the wall clock, before which the thread cannot have used much more."""

    end: float
    look_again_at: float = 0.0


_budget: ContextVar[_Budget | None] = ContextVar("time budget", default=None)


class TookTooLong(Exception):
    """Reading or planning was stopped at this row of this sheet."""

    def __init__(self, sheet: str, row: int) -> None:
        super().__init__(sheet, row)
        self.sheet, self.row = sheet, row


@contextmanager
def limit_cpu_time(seconds: float = CPU_SECONDS) -> Iterator[None]:
    """Let `check_time` raise once the steps inside have used so much CPU time. A limit inside another never lengthens it."""
    end, outer = time.thread_time() + seconds, _budget.get()
    token = _budget.set(_Budget(end if outer is None else min(end, outer.end)))
    try:
        yield
    finally:
        _budget.reset(token)


def check_time(sheet: str, row: int) -> None:
    """Raise TookTooLong when the time is used up. Without a limit nothing happens."""
    budget = _budget.get()
    if budget is None or (now := time.monotonic()) < budget.look_again_at:
        return
    budget.look_again_at = now + LOOKED_AT_EVERY
    if time.thread_time() > budget.end:
        raise TookTooLong(sheet, row)
