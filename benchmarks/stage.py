"""Where a benchmark plays: a database with the country in it, and a folder for what the product keeps beside it."""

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.postgres import postgres

ENGINES = ("SQLite", "PostgreSQL")
ROOT = Path(__file__).resolve().parent.parent
LONGEST_CHILD = 900  # seconds


@dataclass(frozen=True)
class Stage:
    engine: str
    url: str
    folder: Path  # VAR_DIR
    postmaster: int | None = None  # process id, to ask what PostgreSQL cost

    @property
    def is_sqlite(self) -> bool:
        return self.engine == "SQLite"

    @property
    def sqlite_path(self) -> str:
        return self.url.removeprefix("sqlite:///")

    @property
    def environment(self) -> dict[str, str]:
        own = {"DATABASE_URL": self.url, "VAR_DIR": str(self.folder), "DJANGO_SETTINGS_MODULE": "backend.settings", "PRODUCTION": ""}
        return os.environ | own

    def run(self, function: str, **arguments: Any) -> Any:
        """What `module:function` answers in a process of its own, with Django on this database."""
        command, said = [sys.executable, "-m", "benchmarks.inside", function], json.dumps(arguments).encode()
        done = subprocess.run(
            command, input=said, env=self.environment, cwd=ROOT, stdout=subprocess.PIPE, timeout=LONGEST_CHILD, check=True
        )
        return json.loads(done.stdout.splitlines()[-1])

    def execute(self, *statements: str) -> None:
        """Past Django, each by itself."""
        with closing(self.connect()) as connection:
            for statement in statements:
                connection.execute(statement)

    def connect(self) -> Any:
        """A plain connection that commits each statement; SQLite with the product's own pragmas."""
        if not self.is_sqlite:
            return psycopg.connect(self.url, autocommit=True, prepare_threshold=0)
        connection = sqlite3.connect(self.sqlite_path, timeout=20, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "mmap_size=134217728", "cache_size=-65536", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        return connection


class Engines:
    """The engines asked for, each with one prepared database that all benchmarks copy. Everything is gone after the `with`."""

    def __init__(self, names: Sequence[str], *, country: Path | None) -> None:
        """`country`: a SQLite database that holds the country already, to be copied instead of filling one."""
        self._names, self._country = names, country
        self._prepared: dict[str, Prepared] = {}
        self._resources = ExitStack()

    def __enter__(self) -> "Engines":
        return self

    def __exit__(self, *error: Any) -> None:
        self._resources.close()

    def __iter__(self) -> Iterator["Prepared"]:
        for name in self._names:
            if name not in self._prepared:
                self._prepared[name] = self._prepare(name)
            yield self._prepared[name]

    def _prepare(self, name: str) -> "Prepared":
        folder = Path(self._resources.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        if name == "PostgreSQL":
            url = self._resources.enter_context(postgres())
            return Prepared(Stage(name, url, folder, _postmaster(url)))
        file = folder / "prepared.sqlite3"
        if self._country:
            shutil.copy(self._country, file)
        return Prepared(Stage(name, f"sqlite:///{file}", folder), is_filled=self._country is not None)


class Prepared:
    """A database with the country in it, from which stages are copied."""

    def __init__(self, first: Stage, *, is_filled: bool = False) -> None:
        self.first, self.engine = first, first.engine
        if is_filled:
            first.run("benchmarks.stage:collect_static")
            return
        first.run("benchmarks.stage:fill")
        first.execute("PRAGMA wal_checkpoint(TRUNCATE)" if first.is_sqlite else "VACUUM ANALYZE")

    def stage(self, name: str) -> Stage:
        """Return a stage on a new copy of the prepared database."""
        if self.first.is_sqlite:
            path = self.first.folder / f"{name}.sqlite3"
            shutil.copy(self.first.sqlite_path, path)
            return Stage(self.first.engine, f"sqlite:///{path}", self.first.folder)
        parts = urlsplit(self.first.url)
        with closing(psycopg.connect(urlunsplit(parts._replace(path="/template1")), autocommit=True)) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {parts.path[1:]}")  # type: ignore[arg-type]
        return Stage(self.first.engine, urlunsplit(parts._replace(path=f"/{name}")), self.first.folder, self.first.postmaster)


def _postmaster(url: str) -> int:
    with closing(psycopg.connect(url)) as connection:
        (folder,) = connection.execute("SHOW data_directory").fetchone()  # type: ignore[misc]
    return int((Path(folder) / "postmaster.pid").read_text().split()[0])


def collect_static() -> None:
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


def fill() -> None:
    from django.core.management import call_command

    from people import ethnic_groups

    collect_static()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_units", stdout=io.StringIO())
    ethnic_groups.load_groups()
