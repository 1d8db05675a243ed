"""Check that however deep a request is, what it calls again and again takes no memory from the operating system each time."""

import resource
from posixpath import basename

import pytest

from backend import wsgi
from backend.stack_room import call_with_room

DEEPEST = 400
CALLS = 200


def fault_at_each_depth(depth: int, faults: list[int]) -> None:
    """Call a function of Python CALLS times at every depth and note how many pages of memory that took."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(CALLS):
        basename("")
    faults.append(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
    if depth:
        fault_at_each_depth(depth - 1, faults)


@pytest.mark.parametrize("starts", ["a call with room", "the server"])
def test_no_depth_takes_memory_with_every_call(monkeypatch, starts):
    monkeypatch.setattr(wsgi, "django_application", lambda environ, start_response: fault_at_each_depth(DEEPEST, environ["faults"]))
    for _ in range(2):  # at first there are pages that are used for the first time
        faults: list[int] = []
        if starts == "the server":
            wsgi.application({"faults": faults}, print)
        else:
            call_with_room(fault_at_each_depth, DEEPEST, faults)
    assert max(faults) < CALLS / 10


def test_arguments_results_and_errors_go_through():
    assert call_with_room(sorted, [2, 1], reverse=True) == [2, 1]
    with pytest.raises(ValueError, match="x"):
        call_with_room(int, "x")
