"""Reading ahead: while the rows of one batch are written, the next one is read."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection, connections
from django.utils import timezone
from django.utils.translation import get_language, override

Batch = TypeVar("Batch")


def read_ahead(batches: Iterator[Batch]) -> Iterator[Batch]:
    """Yield the batches; from the second on, the next is read in a thread while one is used, so that the database works meanwhile.

    The thread has a connection of its own, and the caller's language and zone. In a transaction, whose rows that connection would not
    see, nothing is read ahead. What reading raises is raised here. Whoever stops early waits for the batch that is being read.
    """
    if connection.in_atomic_block:
        yield from batches
        return
    language, zone = get_language(), timezone.get_current_timezone()  # Django keeps both by thread

    def read_next() -> Batch | None:
        with override(language), timezone.override(zone):
            return next(batches, None)

    batch = next(batches, None)  # a screen needs no more: no thread for it
    if batch is None:
        return
    yield batch
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="read-ahead") as reader:
        try:
            coming = reader.submit(read_next)
            while (batch := coming.result()) is not None:
                coming = reader.submit(read_next)
                yield batch
        finally:
            reader.submit(connections.close_all)  # those of its thread
