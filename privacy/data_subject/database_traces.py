"""What an erasure leaves in the files of the database after the rows are changed, and removing it.

SQLite overwrites what it deletes (`secure_delete`, set in backend/settings.py), but the write-ahead log holds the pages as they were until
it is truncated. PostgreSQL keeps old versions of rows until a vacuum: docs/operations.md.
"""

import logging

from django.db import connection

MILLISECONDS_TO_WAIT = 2000  # for readers who still need the log; the next erasure or night truncates it then

log = logging.getLogger("privacy.data_subject")


def remove() -> None:
    """Move SQLite's write-ahead log into the database and cut it to nothing. Nothing is done on PostgreSQL, or inside a transaction."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        timeout = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {MILLISECONDS_TO_WAIT}")
        try:
            is_busy, *_pages = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {timeout}")
    if is_busy:
        log.warning("the write-ahead log was not truncated after an erasure: others were reading; the night does it")
