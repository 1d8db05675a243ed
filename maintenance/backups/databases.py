"""Dumping the database, loading a dump beside it, and letting the two change places; on SQLite and on PostgreSQL."""

import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.core.management.base import CommandError
from django.db import Error, connection, transaction
from psycopg.conninfo import make_conninfo

from accounts.audit import chain

# PostgreSQL stops a worker that cleans the database by itself, when its name changes.
OTHERS_CONNECTED = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = %s AND backend_type <> 'autovacuum worker'"
SECONDS_TO_LEAVE = 2.0  # a connection that was closed is counted a moment longer
IN_USE = "The database is in use: stop the server and the nightly job first, and leave them off until this command has ended."


@dataclass(frozen=True, slots=True)
class Dump:
    """What stood in the database at the moment of the dump."""

    row_counts: dict[str, int]
    newest_change: str


class Database(Protocol):
    """The database of this installation. `part`: the name of its dump in a backup."""

    engine: str
    part: str

    def dump(self, path: Path) -> Dump:
        """Write all of it, as it is at one moment, while others go on working. Raise CommandError when that fails."""

    def load_aside(self, path: Path) -> str:
        """Load a dump beside the database, and return the name for `connected_to`. Raise CommandError when that fails."""

    def is_aside(self) -> bool:
        """Return whether a restore that was broken off left a database aside, which has not changed places."""

    def remove_aside(self) -> None:
        """Remove what a restore that was broken off left behind."""

    def require_unused(self) -> None:
        """Raise CommandError while another process is connected."""

    def take_place(self, aside: str, *, stamp: str) -> str:
        """Let the database aside be the database, in one step, and return where the former one is. Raise CommandError as above."""


def this_database() -> Database:
    return SqliteDatabase() if connection.vendor == "sqlite" else PostgresDatabase()


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Let this process work on another database of the same engine."""
    former = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = former


def count_rows() -> dict[str, int]:
    """Return the number of rows of every table."""
    with connection.cursor() as cursor:
        counts = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - of the database itself
            counts[table] = cursor.fetchone()[0]
    return counts


class SqliteDatabase:
    engine, part = "sqlite", "database.sqlite3"

    @property
    def path(self) -> Path:
        return Path(connection.settings_dict["NAME"])

    def dump(self, path: Path) -> Dump:
        with closing(sqlite3.connect(self.path)) as source, closing(sqlite3.connect(path)) as target:
            path.chmod(0o600)
            source.backup(target)  # SQLite's own online backup: one moment, while others write
            target.execute("PRAGMA journal_mode = DELETE")
        _require_whole(path)
        with connected_to(str(path)):
            dump = Dump(count_rows(), chain.newest())
        _close_log(path)
        return dump

    def load_aside(self, path: Path) -> str:
        _require_whole(path)
        aside = self._aside
        shutil.copyfile(path, aside)
        aside.chmod(0o600)
        return str(aside)

    def is_aside(self) -> bool:
        return self._aside.exists()

    def remove_aside(self) -> None:
        for suffix in ("", "-wal", "-shm", "-journal"):
            self._aside.with_name(self._aside.name + suffix).unlink(missing_ok=True)

    def require_unused(self) -> None:
        connection.close()
        if self.path.exists():
            _close_log(self.path)

    def take_place(self, aside: str, *, stamp: str) -> str:
        former = self.path.with_name(f"{self.path.name}.before-restore-{stamp}")
        _close_log(Path(aside))
        with open(aside, "rb") as file:  # noqa: PTH123
            os.fsync(file.fileno())
        self.require_unused()
        if self.path.exists():
            try:
                os.link(self.path, former)
            except OSError:  # a disk that knows no hard links
                shutil.copyfile(self.path, former)
        Path(aside).replace(self.path)
        return str(former) if former.exists() else ""

    @property
    def _aside(self) -> Path:
        return self.path.with_name(f"{self.path.name}.being-restored")  # in one folder: changing places is one step there


def _require_whole(path: Path) -> None:
    """Raise CommandError for a file that SQLite finds damaged, or with references to rows that are not there."""
    with connected_to(str(path)):  # as Django connects: constraints need its functions
        try:
            with connection.cursor() as cursor:
                problems = [row[0] for row in cursor.execute("PRAGMA integrity_check(5)").fetchall() if row[0] != "ok"]
                broken = cursor.execute("PRAGMA foreign_key_check").fetchmany(5)
                problems += [f"{table}: row {row} refers to a missing row of {parent}" for table, row, parent, _key in broken]
        except Error as error:
            problems = [str(error)]
    if problems:
        raise CommandError(f"The database is not whole: {'; '.join(problems)}")
    _close_log(path)


def _close_log(path: Path) -> None:
    """Move the write-ahead log into the file, so that the file alone is the database. Raise CommandError while others are connected."""
    try:
        with closing(sqlite3.connect(path, timeout=3)) as database:
            mode = database.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    except sqlite3.OperationalError as error:
        raise CommandError(IN_USE) from error
    if mode != "delete":
        raise CommandError(IN_USE)


class PostgresDatabase:
    engine, part = "postgresql", "database.dump"

    @property
    def name(self) -> str:
        return str(connection.settings_dict["NAME"])

    def dump(self, path: Path) -> Dump:
        connection.ensure_connection()
        with transaction.atomic(), connection.cursor() as cursor:
            # Figures and dump are of one moment: pg_dump reads with the eyes of this transaction.
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            self._run("pg_dump", self.name, "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={path}")
            return Dump(count_rows(), chain.newest())

    def load_aside(self, path: Path) -> str:
        aside = self._aside
        with connection.cursor() as cursor:
            cursor.execute("SELECT datcollate, datctype FROM pg_database WHERE datname = current_database()")
            collate, ctype = cursor.fetchone()
        template = f"TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE '{collate}' LC_CTYPE '{ctype}'"
        try:
            self._execute_outside(f'CREATE DATABASE "{aside}" {template}')
        except Error as error:
            role = connection.settings_dict["USER"] or "the role of DATABASE_URL"
            raise CommandError(
                f"No database could be made to restore into ({str(error).strip()})."
                f" As the administrator of PostgreSQL: ALTER ROLE {role} CREATEDB"
            ) from error
        self._run("pg_restore", aside, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(path))
        return aside

    def is_aside(self) -> bool:
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM pg_database WHERE datname = %s", [self._aside])
            return bool(cursor.fetchone()[0])

    def remove_aside(self) -> None:
        self._execute_outside(f'DROP DATABASE IF EXISTS "{self._aside}" WITH (FORCE)')

    def require_unused(self) -> None:
        connection.close()
        until = time.monotonic() + SECONDS_TO_LEAVE
        with connection._nodb_cursor() as cursor:
            while True:
                cursor.execute(OTHERS_CONNECTED, [self.name])
                if not cursor.fetchone()[0]:
                    return
                if time.monotonic() > until:
                    raise CommandError(IN_USE)
                time.sleep(0.05)

    def take_place(self, aside: str, *, stamp: str) -> str:
        self.require_unused()
        former = f"{self.name}_before_restore_{stamp}".replace("-", "_")
        try:
            with connection._nodb_cursor() as cursor:
                cursor.execute("BEGIN")  # both names change, or none
                cursor.execute(f'ALTER DATABASE "{self.name}" RENAME TO "{former}"')
                cursor.execute(f'ALTER DATABASE "{aside}" RENAME TO "{self.name}"')
                cursor.execute("COMMIT")
        except Error as error:
            raise CommandError(f"{IN_USE} ({str(error).strip()})") from error
        return former

    @property
    def _aside(self) -> str:
        return f"{self.name}_being_restored"

    def _execute_outside(self, statement: str) -> None:
        with connection._nodb_cursor() as cursor:
            cursor.execute(statement)

    def _run(self, program: str, database: str, *options: str) -> None:
        """Run a client program of PostgreSQL on a database of the same server, as the same role."""
        connection.ensure_connection()
        info = connection.connection.info
        if shutil.which(program) is None:
            raise CommandError(
                f"{program} is missing: install the client programs of PostgreSQL {info.server_version // 10000} or newer"
                " (Debian: apt install postgresql-client)."
            )
        place = make_conninfo(**info.get_parameters() | {"dbname": database})
        environment = os.environ | ({"PGPASSWORD": info.password} if info.password else {})  # not among the arguments: all users see these
        command = [program, *options, f"--dbname={place}"]
        run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
        if run.returncode != 0:
            raise CommandError(f"{program} failed: {run.stderr.strip()[-2000:]}")
