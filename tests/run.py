"""Run the tests on SQLite, then those marked `both_engines` again on PostgreSQL; exit with pytest's code.

    python -m tests.run          what `make test` runs
    python -m tests.run --deep   what `make test-deep` runs: only the tests that then try more cases

Further arguments go to pytest.
"""

import os
import subprocess
import sys

from tests.postgres import postgres


def pytest(*arguments: str, **environment: str) -> int:
    workers = str(min(4, os.cpu_count() or 1))
    command = [sys.executable, "-m", "pytest", "-n", workers, "--dist", "worksteal", *arguments]
    return subprocess.run(command, env=os.environ | environment, check=False).returncode


def main() -> int:
    arguments = sys.argv[1:]
    marks = ["deep"] if "--deep" in arguments else []
    print("— SQLite", flush=True)
    on_sqlite = pytest(*(["-m", " and ".join(marks)] if marks else []), *arguments)
    print("— PostgreSQL", flush=True)
    with postgres() as url:
        on_postgres = pytest(
            *(["-m", " and ".join([*marks, "both_engines"])] if [*marks, "both_engines"] else []), *arguments, DATABASE_URL=url
        )
    return on_sqlite or on_postgres


if __name__ == "__main__":
    sys.exit(main())
