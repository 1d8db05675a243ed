"""Several calls at the same moment, each in a thread of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Return what the calls return, in order."""
    with ThreadPoolExecutor(len(calls), initializer=Barrier(len(calls)).wait) as pool:
        return [future.result() for future in [pool.submit(call_and_disconnect, call) for call in calls]]


def call_and_disconnect(call: Callable[[], Any]) -> Any:
    """Return what the call returns, and close the thread's connections to the database."""
    try:
        return call()
    finally:
        connections.close_all()
