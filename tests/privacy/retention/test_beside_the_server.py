"""The nightly sweep beside a server: no process of it is left when the server has ended. The database has no part in it."""

import os
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.depth import by_depth
from tests.serving import ROOT


@pytest.mark.deep
@pytest.mark.parametrize("how", by_depth(["group", "killed"], deep=["group", "killed", "ends", "terminated", "killed at once"]))
def test_it_dies_with_the_server_however_that_dies(tmp_path, how):
    """As `make run` does it: the sweep in the background, and the server, here `cat`, in the shell's own place."""
    environment = os.environ | {
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        "DJANGO_SETTINGS_MODULE": "backend.settings",
    }
    line = f"{sys.executable} manage.py nightly --beside $$ & echo $!; exec cat"
    server = subprocess.Popen(
        ["sh", "-c", line], cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True, start_new_session=True,
    )  # fmt: skip
    sweep = int(server.stdout.readline())
    watch = os.pidfd_open(sweep)  # can be read once the sweep has ended
    deadline = time.monotonic() + 20
    while how != "killed at once":  # until the sweep has come so far that it watches its parent: it then handles the signal
        caught = re.search(r"SigCgt:\t(\w+)", Path(f"/proc/{sweep}/status").read_text())[1]
        if int(caught, 16) >> (signal.SIGTERM - 1) & 1:
            break
        assert time.monotonic() < deadline
        time.sleep(0.05)
    if how == "ends":
        server.stdin.close()
    elif how == "group":
        os.killpg(server.pid, signal.SIGTERM)
    else:
        os.kill(server.pid, signal.SIGKILL if how.startswith("killed") else signal.SIGTERM)
    server.wait(timeout=20)
    ended, _writable, _exceptional = select.select([watch], [], [], 20)
    os.close(watch)
    if not ended:
        os.kill(sweep, signal.SIGKILL)
        raise AssertionError("the sweep outlived its server")
