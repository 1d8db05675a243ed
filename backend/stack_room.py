"""Give deep calls one piece of memory for their frames.

CPython keeps the frames of Python functions in pieces of 16 KiB, some fifty frames each. It takes a piece from the operating system when
a call goes over the edge of the last one and gives it back when that call returns. A request is a hundred and fifty calls deep: what a
loop calls near an edge took and gave back a piece a thousand times for one page, a sixth of its time. Python 3.13 and later keep one
spare piece in releases after March 2026 (https://github.com/python/cpython/issues/142183); 3.11 and 3.12 stay as they are.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

# Slots of 8 bytes. A frame with so many gets a piece of 256 KiB (the next power of two), half of which is left for the frames above it.
# Of all this only what is used becomes real memory.
STACK_SLOTS = 17_000


def call_with_room(function: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
    """Call `function`, whose frames and those of all that it calls lie in one piece of memory."""
    return function(*args, **kwargs)


call_with_room.__code__ = call_with_room.__code__.replace(co_stacksize=STACK_SLOTS)
