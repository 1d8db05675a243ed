"""Keep Python from searching for unreachable cycles while a roster is read and planned.

Twenty thousand rows are millions of objects, all of which stay until the preview is stored; searching them over and over took a quarter of
the time. The process has one switch: a thread that finds it off leaves it off, and the one that turned it off turns it on again.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused_garbage_collection() -> Iterator[None]:
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
