"""`make test`: everything on SQLite, then what touches SQL and concurrency again on PostgreSQL. Answers with pytest's own exit code."""

import os
import subprocess
import sys

from tests.postgres import postgres

BOTH_ENGINES = [
    "tests/attendance", "tests/activities", "tests/contests", "tests/exports", "tests/people", "tests/places", "tests/scoping", "tests/api",
]  # fmt: skip


def pytest(*arguments: str, **environment: str) -> int:
    command = [sys.executable, "-m", "pytest", *arguments, *sys.argv[1:]]
    return subprocess.run(command, env=os.environ | environment, check=False).returncode


if __name__ == "__main__":
    workers = str(min(4, os.cpu_count() or 1))
    print("— SQLite", flush=True)
    on_sqlite = pytest("-n", workers, "--dist", "loadgroup")
    print("— PostgreSQL", flush=True)
    with postgres() as url:
        on_postgres = pytest("-n", workers, "--dist", "loadgroup", *filter(os.path.isdir, BOTH_ENGINES), DATABASE_URL=url)
    sys.exit(on_sqlite or on_postgres)
