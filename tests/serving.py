"""The application as `make run` serves it, on a free port, with the demo data, on the engine that the tests run on."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parent.parent
READY_WITHIN = 120  # seconds
DEMO_PASSWORD = "Mật khẩu của bản mẫu 1"


@dataclass(frozen=True)
class Served:
    address: str  # http://127.0.0.1:PORT
    password: str  # of the demo users
    database_url: str  # for what no screen tells
    folder: Path  # its VAR_DIR
    tokens: dict[str, str] = field(default_factory=dict)  # of who signed in: a third of a second of argon2 each

    def api(self, username: str) -> httpx.Client:
        """A client of the JSON API, signed in."""
        client = httpx.Client(base_url=f"{self.address}/api/v1/", timeout=60, verify=False)  # http: no certificates to load, 25 ms each
        if username not in self.tokens:
            answer = client.post("auth/login/", json={"username": username, "password": self.password})
            assert answer.status_code == 200, answer.text
            self.tokens[username] = answer.json()["token"]
        client.headers["Authorization"] = "Token " + self.tokens[username]
        return client

    def open_session(self, title: str) -> dict[str, Any]:
        """Return an open session in huyện Ba Tơ on 20 May 2024 with one sitting (07:30–11:00), as the API answers it, and `unit`."""
        client = self.api("organiser")
        unit = client.get("units/", params={"q": "Ba Tơ", "level": "district", "on": "2024-05-20"}).json()["results"][0]["id"]
        sitting = {"label": "Sáng", "starts_at": "2024-05-20T07:30:00+07:00", "ends_at": "2024-05-20T11:00:00+07:00"}
        session = {"title": title, "unit": unit, "starts_on": "2024-05-20", "ends_on": "2024-05-20", "status": "open"}
        return client.post("training-sessions/", json=session | {"sittings": [sitting]}).json() | {"unit": unit}

    def register(self, session: dict[str, Any], full_name: str, birth_year: int) -> dict[str, Any]:
        """Return the registration of a new person in a session of `open_session`, as the API answers it."""
        person = {"full_name": full_name, "birth_year": birth_year, "unit": session["unit"]}
        path = f"activities/{session['id']}/registrations/"
        return self.api("organiser").post(path, json={"person": person, "role": "participant"}).json()


def prepare_to_serve(folder: Path, database_url: str) -> None:
    """Migrate and fill the database with the country and the demo data, and collect the static files in `folder`."""
    command = [sys.executable, "manage.py", "prepare"]
    subprocess.run(command, cwd=ROOT, env=environment(folder, database_url), check=True, stdout=subprocess.DEVNULL)


@contextmanager
def served(folder: Path, *, database_url: str) -> Iterator[Served]:
    """Serve what was prepared with this folder and database, on a free port, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    variables = environment(folder, database_url) | {"HOST": "127.0.0.1", "PORT": str(port), "WORKERS": "2"}
    server = subprocess.Popen([ROOT / "backend" / "serve.sh"], env=variables, start_new_session=True)
    try:
        until = time.monotonic() + READY_WITHIN
        is_ready = False
        while not is_ready:
            assert server.poll() is None, "the server stopped"
            assert time.monotonic() < until, "the server did not become ready"
            try:
                is_ready = httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=2, verify=False).status_code == 200
            except httpx.HTTPError:
                time.sleep(0.2)
        yield Served(f"http://127.0.0.1:{port}", DEMO_PASSWORD, database_url, folder)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)


def environment(folder: Path, database_url: str) -> dict[str, str]:
    """Return the variables of a process that serves or prepares; nothing of the tests' own settings is among them."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "PYTEST"))}
    return inherited | {"VAR_DIR": str(folder), "DEMO_PASSWORD": DEMO_PASSWORD, "DATABASE_URL": database_url}
