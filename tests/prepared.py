"""Databases that are filled once and copied for every worker and every served application.

`country`: migrated, with the administrative units and the ethnic groups. `demo`: the same with the demo data, and the folder with the
keys that its digests were made with. On SQLite a database is a file, on PostgreSQL one that others are made from
(CREATE DATABASE … TEMPLATE).
"""

import fcntl
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from maintenance.backups.databases import connected_to
from outreach.data.channels import load_channels
from people import ethnic_groups
from tests.serving import ROOT, prepare_to_serve


def country_file() -> Path:
    """Return the SQLite file with the country. It stays in VAR_DIR until one of the files changes that it is made from."""
    prepared = settings.VAR_DIR / f"prepared-{_stamp()}.sqlite3"
    with _one_at_a_time(settings.VAR_DIR / "prepared.lock"):
        if not prepared.exists():
            for outdated in settings.VAR_DIR.glob("prepared-*"):
                outdated.unlink()
            part = prepared.with_suffix(".part")
            _fill(str(part))
            part.rename(prepared)
    return prepared


def copy_country_file(target: Path) -> None:
    for path in (target, target.with_name(target.name + "-wal"), target.with_name(target.name + "-shm")):
        path.unlink(missing_ok=True)
    shutil.copy(country_file(), target)


def copy_country_database(url: str, name: str) -> None:
    """Make the database `name` on the PostgreSQL server of `url`, with the country."""
    template = f"prepared_{_stamp()}"
    with _one_at_a_time(settings.VAR_DIR / "prepared.lock"):
        if not _execute(url, f"SELECT 1 FROM pg_database WHERE datname = '{template}'"):
            part = f"part_{_stamp()}"
            drop_database(url, part)
            _execute(url, f'CREATE DATABASE "{part}"')
            _fill(part)
            _execute(url, f'ALTER DATABASE "{part}" RENAME TO "{template}"')
    copy_database(url, template, name)


def copy_database(url: str, template: str, name: str) -> None:
    """Make the database `name`, anew if there is one; copied file by file, in half the time that PostgreSQL takes by itself."""
    drop_database(url, name)
    _execute(url, f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')


def copy_demo(folder: Path, *, run_folder: Path, server_url: str | None, name: str) -> str:
    """Fill `folder` with what an application with the demo data keeps, and return its DATABASE_URL.

    `run_folder` is shared by the workers of one run: the demo data is made once in it, because it depends on the day and the code.
    `server_url` is a PostgreSQL server on which the database `name` is made; None makes a SQLite file in `folder`.
    """
    demo, template = run_folder / "demo", "demo_" + hashlib.sha256(str(run_folder).encode()).hexdigest()[:16]
    with _one_at_a_time(run_folder / "demo.lock"):
        if not (demo / "is-complete").exists():
            demo.mkdir(parents=True, exist_ok=True)
            if server_url is None:
                copy_country_file(demo / "db.sqlite3")
                database_url = f"sqlite:///{demo / 'db.sqlite3'}"
            else:
                copy_country_database(server_url, template)
                database_url = urlsplit(server_url)._replace(path=f"/{template}").geturl()
            with _one_at_a_time(settings.VAR_DIR / "static.lock"):
                _copy_static_files(settings.VAR_DIR / "collected", demo)
                prepare_to_serve(demo, database_url)
                _copy_static_files(demo, settings.VAR_DIR / "collected")
            (demo / "is-complete").touch()
    shutil.copytree(demo, folder, dirs_exist_ok=True)
    if server_url is None:
        return f"sqlite:///{folder / 'db.sqlite3'}"
    copy_database(server_url, template, name)
    return urlsplit(server_url)._replace(path=f"/{name}").geturl()


def _copy_static_files(source: Path, target: Path) -> None:
    """Copy what was collected and compressed, which takes ten seconds: both engines, and the next run, collect only what changed."""
    for name in ("static", "static.sha256"):
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name, dirs_exist_ok=True)
        elif (source / name).exists():
            shutil.copy2(source / name, target / name)


def drop_database(url: str, name: str) -> None:
    _execute(url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def _one_at_a_time(lock_file: Path) -> Iterator[None]:
    """Of several workers one fills a database; the others wait and find it filled."""
    with lock_file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fill(name: str) -> None:
    """Migrate the database of that name and fill it with the country."""
    with connected_to(name):
        call_command("migrate", verbosity=0)
        call_command("load_units", verbosity=0)
        ethnic_groups.load_groups()
        load_channels()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)" if connection.vendor == "sqlite" else "ANALYZE")


def _execute(url: str, statement: str) -> list[tuple]:
    with psycopg.connect(url, autocommit=True) as server:
        cursor = server.execute(statement)
        return cursor.fetchall() if cursor.description else []


@cache
def _stamp() -> str:
    """Return a digest of all that the country's database is made from; once for a run, whatever is edited meanwhile."""
    sources = [
        *ROOT.glob("*/migrations/*.py"),
        *ROOT.glob("places/**/*.py"),
        *ROOT.glob("places/data/*.csv"),
        *ROOT.glob("people/data/*.csv"),
        *ROOT.glob("outreach/data/*.csv"),
    ]
    sources += [ROOT / "vietnamese/text.py", ROOT / "people/models.py"]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(sources))).hexdigest()[:16]
