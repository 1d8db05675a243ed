"""The migrated database that holds the country: made once, then copied for each worker and for the served application.

On SQLite it is a file, on PostgreSQL a database from which others are made (CREATE DATABASE … TEMPLATE).
"""

import fcntl
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from people import ethnic_groups

ROOT = Path(__file__).resolve().parent.parent


def file() -> Path:
    """The SQLite file to copy."""
    prepared = settings.VAR_DIR / f"prepared-{_stamp()}.sqlite3"
    with _alone():
        if not prepared.exists():
            part = prepared.with_suffix(".part")
            _remove(part)
            _fill(str(part))
            part.rename(prepared)
    return prepared


def copy_file(own: Path) -> None:
    _remove(own)
    shutil.copy(file(), own)


def copy_database(url: str, own: str) -> None:
    """A database called `own` on the PostgreSQL server of `url`, as if migrated and filled just now."""
    template = _template(url)
    drop_database(url, own)
    _said(url, f'CREATE DATABASE "{own}" TEMPLATE "{template}"')


def drop_database(url: str, name: str) -> None:
    _said(url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _template(url: str) -> str:
    prepared, part = f"prepared_{_stamp()}", f"part_{_stamp()}"
    with _alone():
        if not _said(url, f"SELECT 1 FROM pg_database WHERE datname = '{prepared}'"):
            drop_database(url, part)
            _said(url, f'CREATE DATABASE "{part}"')
            _fill(part)
            _said(url, f'ALTER DATABASE "{part}" RENAME TO "{prepared}"')
    return prepared


def _remove(path: Path) -> None:
    for one in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        one.unlink(missing_ok=True)


@contextmanager
def _alone() -> Iterator[None]:
    """Of several workers one makes it; the others wait and find it made."""
    with (settings.VAR_DIR / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fill(name: str) -> None:
    """Migrates and fills the database of that name."""
    connection.close()
    name, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], name
    call_command("migrate", verbosity=0)
    call_command("load_units", verbosity=0)
    ethnic_groups.load()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)" if connection.vendor == "sqlite" else "ANALYZE")
    connection.close()
    connection.settings_dict["NAME"] = name


def _said(url: str, statement: str) -> list[tuple]:
    with psycopg.connect(url, autocommit=True) as server:
        answered = server.execute(statement)
        return answered.fetchall() if answered.description else []


@cache
def _stamp() -> str:
    """Of all that the prepared database is made from; once for a run, whatever is edited meanwhile."""
    sources = [
        *ROOT.glob("*/migrations/*.py"),
        *ROOT.glob("places/**/*.py"),
        *ROOT.glob("places/data/*.csv"),
        *ROOT.glob("people/data/*.csv"),
    ]
    sources += [ROOT / "vietnamese/text.py", ROOT / "people/models.py"]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(sources))).hexdigest()[:16]
