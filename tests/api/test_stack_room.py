"""Check that however deep a request is, what it calls again and again takes no memory from the operating system each time."""

import resource
from collections.abc import Callable
from typing import Any

import pytest

from backend import wsgi
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
    """Return how many pages the worst depth takes, once those are there that are used for the first time."""
    for _ in range(2):
        faults: list[int] = []
        call(fault_at_each_depth, DEEPEST, faults)
    return max(faults)


def test_no_depth_takes_memory_with_every_call():
    assert most_faults(call_with_room) < CALLS / 10


def test_the_server_answers_with_room(monkeypatch):
    monkeypatch.setattr(wsgi, "django_application", lambda environ, start_response: fault_at_each_depth(DEEPEST, environ["faults"]))
    assert most_faults(lambda _function, _depth, faults: wsgi.application({"faults": faults}, print)) < CALLS / 10


def test_arguments_results_and_errors_go_through():
    assert call_with_room(sorted, [2, 1], reverse=True) == [2, 1]
    with pytest.raises(ValueError, match="x"):
        call_with_room(int, "x")
