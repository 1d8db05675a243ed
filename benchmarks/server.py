"""The application as `make run` serves it, and the CPU that its processes use."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from urllib.error import URLError
from urllib.request import urlopen

import psutil

from benchmarks.stage import ROOT, Stage

HOST = "127.0.0.1"
LONGEST_START = 240  # seconds


@dataclass(frozen=True)
class Cost:
    """Seconds of CPU since the processes began."""

    server: float
    database: float  # within `server` on SQLite


@dataclass(frozen=True)
class Served:
    stage: Stage
    port: int
    process: psutil.Process

    def cost(self) -> Cost:
        database = psutil.Process(self.stage.postmaster) if self.stage.postmaster else None
        return Cost(_cpu(self.process), _cpu(database) if database else 0.0)

    def rss(self) -> int:
        return sum(one.memory_info().rss for one in _family(self.process))


@contextmanager
def serve(stage: Stage) -> Iterator[Served]:
    """Serve `stage` on a free port until the block ends."""
    port = _free_port()
    environment = stage.environment | {"HOST": HOST, "PORT": str(port)}
    with subprocess.Popen([ROOT / "backend" / "serve.sh"], env=environment) as process:
        try:
            _wait_until_ready(port, process)
            yield Served(stage, port, psutil.Process(process.pid))
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            if process.poll() is None:
                process.kill()


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def _wait_until_ready(port: int, process: subprocess.Popen) -> None:
    last_moment = time.monotonic() + LONGEST_START
    while time.monotonic() < last_moment and process.poll() is None:
        with suppress(URLError, ConnectionError, TimeoutError), urlopen(f"http://{HOST}:{port}/readyz", timeout=5):
            return
        time.sleep(0.2)
    raise RuntimeError("the application did not come up")


def _family(process: psutil.Process) -> list[psutil.Process]:
    return [process, *process.children(recursive=True)]


def _cpu(process: psutil.Process) -> float:
    """Of the process and all below it, those that ended included."""
    times = process.cpu_times()
    return (
        times.user
        + times.system
        + times.children_user
        + times.children_system
        + sum(_alone(one) for one in process.children(recursive=True))
    )


def _alone(process: psutil.Process) -> float:
    with suppress(psutil.NoSuchProcess):
        times = process.cpu_times()
        return times.user + times.system
    return 0.0
