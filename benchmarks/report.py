"""What was measured, as Markdown: on stdout as it comes, and in a file at the end."""

import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.stage import ROOT


class Report:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.began = datetime.now().astimezone()

    def where(self) -> None:
        machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, commit {_commit()}"
        self._write(f"# Measured on {self.began:%d/%m/%Y %H:%M}\n", f"{machine}; {_load()} at the start.\n")

    def head(self, title: str, explanation: str) -> None:
        self._write(f"## {title}\n", f"{explanation}\n")

    def table(self, title: str, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        lines = [f"| {' | '.join(map(str, row))} |" for row in (head, ["---"] * len(head), *rows)]
        self._write(f"### {title}\n", *lines, "")

    def say(self, line: str) -> None:
        """Progress: not part of the report."""
        print(f"… {line}", file=sys.stderr, flush=True)

    def keep(self, folder: Path) -> Path:
        self._write(f"{_load()} at the end, after {(datetime.now().astimezone() - self.began).seconds} s.".capitalize())
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"bench-{self.began:%Y-%m-%d}.md"
        path.write_text("\n".join(self.lines) + "\n")
        return path

    def _write(self, *lines: str) -> None:
        self.lines += lines
        print(*lines, sep="\n", flush=True)


def _load() -> str:
    return f"load {os.getloadavg()[0]:.1f}"


def _commit() -> str:
    said = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False)
    return said.stdout.strip() or "unknown"
