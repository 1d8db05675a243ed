"""Reading ahead: while the rows of one batch are written, the next one is read."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone
from django.utils.translation import get_language, override

Batch = TypeVar("Batch")


def read_ahead(batches: Iterator[Batch]) -> Iterator[Batch]:
    """Yield the batches; the next is read in a thread while one is used, so that the database works meanwhile.

    It is read over the caller's connection, in the same transaction, language and zone; the caller asks the database nothing until the
    last one has come. What reading raises is raised here. Whoever stops early waits for the batch that is being read.
    """
    connection, context = connections[DEFAULT_DB_ALIAS], copy_context()
    language, zone = get_language(), timezone.get_current_timezone()  # Django keeps both by thread

    def read_next() -> Batch | None:
        connections[DEFAULT_DB_ALIAS] = connection
        with override(language), timezone.override(zone):
            return next(batches, None)

    connection.inc_thread_sharing()
    try:
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="read-ahead") as reader:
            coming = reader.submit(context.run, read_next)
            while (batch := coming.result()) is not None:
                coming = reader.submit(context.run, read_next)
                yield batch
    finally:
        connection.dec_thread_sharing()
