"""Where a benchmark plays: a database with the country in it, and a folder for what the product keeps beside it."""

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
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


@contextmanager
def prepared(engine: str) -> Iterator["Prepared"]:
    """An engine with one database that holds the country; everything is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        if engine == "SQLite":
            yield Prepared(Stage(engine, f"sqlite:///{folder}/prepared.sqlite3", Path(folder)))
            return
        with postgres() as url:
            yield Prepared(Stage(engine, url, Path(folder), _postmaster(url)))


class Prepared:
    def __init__(self, first: Stage) -> None:
        self.first = first
        first.run("benchmarks.stage:fill")
        first.execute("PRAGMA wal_checkpoint(TRUNCATE)" if first.is_sqlite else "VACUUM ANALYZE")

    def stage(self, name: str) -> Stage:
        """A new copy of the prepared database."""
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


def fill() -> None:
    from django.core.management import call_command

    from people import ethnic_groups

    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_units", stdout=io.StringIO())
    ethnic_groups.load()
