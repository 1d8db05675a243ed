"""Run the tests on SQLite, then those marked `both_engines` again on PostgreSQL; exit with pytest's code.

    python -m tests.run          what `make test` runs
    python -m tests.run --deep   what `make test-deep` runs: only the tests that then try more cases

Further arguments go to pytest. What failed on either engine is printed once more at the very end, where a reader of the log looks first.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from tests.postgres import postgres

LINES_OF_A_FAILURE = 40


def pytest(report: Path, *arguments: str, **environment: str) -> int:
    """Run pytest with an XML report and return its exit code."""
    workers = str(min(4, os.cpu_count() or 1))
    command = [sys.executable, "-m", "pytest", "-n", workers, "--dist", "worksteal", f"--junitxml={report}", *arguments]
    return subprocess.run(command, env=os.environ | environment, check=False).returncode


def print_failures(engine: str, report: Path) -> None:
    """Print the name and the last lines of each test that failed; nothing when all passed."""
    cases = ElementTree.parse(report).iter("testcase") if report.exists() else []
    for case in cases:
        for result in [*case.findall("failure"), *case.findall("error")]:
            print(f"\n— failed on {engine}: {case.get('classname')}::{case.get('name')}")
            print("\n".join((result.text or result.get("message") or "").splitlines()[-LINES_OF_A_FAILURE:]), flush=True)


def main() -> int:
    arguments = sys.argv[1:]
    marks = ["deep"] if "--deep" in arguments else []
    with tempfile.TemporaryDirectory() as folder:
        reports = {engine: Path(folder) / f"{engine}.xml" for engine in ("SQLite", "PostgreSQL")}
        print("— SQLite", flush=True)
        on_sqlite = pytest(reports["SQLite"], *(["-m", " and ".join(marks)] if marks else []), *arguments)
        print("— PostgreSQL", flush=True)
        chosen = "(deep or deep_on_postgres)" if marks else "not deep_on_postgres"
        with postgres() as url:
            on_postgres = pytest(reports["PostgreSQL"], "-m", f"both_engines and {chosen}", *arguments, DATABASE_URL=url)
        for engine, report in reports.items():
            print_failures(engine, report)
    return on_sqlite or on_postgres


if __name__ == "__main__":
    sys.exit(main())
