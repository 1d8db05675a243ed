"""However deep a request is, what it calls again and again takes no memory from the operating system each time."""

import resource
from collections.abc import Callable
from typing import Any

from backend.stack_room import call_with_room

DEEPEST = 400
CALLS = 200


def page_faults() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


def leaf() -> None:
    pass


def fault_at_each_depth(depth: int, faults: list[int]) -> None:
    """Call `leaf` CALLS times at every depth and note how many pages of memory that took."""
    before = page_faults()
    for _ in range(CALLS):
        leaf()
    faults.append(page_faults() - before)
    if depth:
        fault_at_each_depth(depth - 1, faults)


def most_faults(call: Callable[..., Any]) -> int:
    faults: list[int] = []
    call(fault_at_each_depth, DEEPEST, faults)
    return max(faults)


def test_no_depth_takes_memory_with_every_call():
    most_faults(call_with_room)  # pages that are used for the first time
    assert most_faults(call_with_room) < CALLS / 10


def test_arguments_results_and_errors_go_through():
    assert call_with_room(sorted, [2, 1], reverse=True) == [2, 1]
    try:
        call_with_room(int, "x")
    except ValueError as error:
        assert "x" in str(error)
    else:
        raise AssertionError("no error")
