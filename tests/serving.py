"""The application as `make run` serves it, on a free port, with the demo data, on the engine that the tests run on."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
READY_WITHIN = 240  # seconds; a fresh PostgreSQL is filled with the country first


@dataclass(frozen=True)
class Served:
    address: str  # http://127.0.0.1:PORT
    password: str  # of the demo users
    database_url: str  # for what no screen tells
    tokens: dict[str, str] = field(default_factory=dict)  # of who signed in: a third of a second of argon2 each

    def api(self, username: str) -> httpx.Client:
        """A client of the JSON API, signed in."""
        client = httpx.Client(base_url=f"{self.address}/api/v1/", timeout=60)
        if username not in self.tokens:
            answer = client.post("auth/login/", json={"username": username, "password": self.password})
            assert answer.status_code == 200, answer.text
            self.tokens[username] = answer.json()["token"]
        client.headers["Authorization"] = "Token " + self.tokens[username]
        return client


@contextmanager
def served(folder: Path, *, prepared: Path | None, database_url: str | None) -> Iterator[Served]:
    """`prepared`: a SQLite file that holds the country already, to be copied; or `database_url`: a database of whatever kind instead."""
    folder.mkdir(parents=True, exist_ok=True)
    if prepared:
        shutil.copy(prepared, folder / "db.sqlite3")
    password = secrets.token_urlsafe(12)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "PYTEST"))}
    environment |= {"VAR_DIR": str(folder), "DEMO_PASSWORD": password, "DATABASE_URL": database_url or f"sqlite:///{folder / 'db.sqlite3'}"}
    subprocess.run([sys.executable, "manage.py", "prepare"], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    port = _free_port()
    environment |= {"HOST": "127.0.0.1", "PORT": str(port), "WORKERS": "2"}
    server = subprocess.Popen([ROOT / "backend" / "serve.sh"], env=environment, start_new_session=True)
    try:
        _wait(f"http://127.0.0.1:{port}/readyz", server)
        yield Served(f"http://127.0.0.1:{port}", password, environment["DATABASE_URL"])
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _wait(address: str, server: subprocess.Popen) -> None:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until:
        assert server.poll() is None, "the server stopped"
        try:
            if httpx.get(address, timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise AssertionError("the server did not become ready")
