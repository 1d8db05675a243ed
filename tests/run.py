"""Run the tests on SQLite and, beside them, on PostgreSQL; exit with the first code that is not 0.

    python -m tests.run          what `make test` runs; on PostgreSQL, tests marked `always_on_postgres`
    python -m tests.run --deep   what `make test-deep` runs: all tests with all their cases, on PostgreSQL those marked `both_engines`, and
                                 the types beside them

Further arguments go to pytest. Browsers are on SQLite alone: while a worker waits for one, the worker of PostgreSQL has its processor. What
failed on either engine is printed once more at the very end, where a reader of the log looks first.
"""

import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

from tests.postgres import postgres

LINES_OF_A_FAILURE = 40
PROCESSORS = min(4, os.cpu_count() or 1)


def start_pytest(
    report: Path, *arguments: str, workers: int, niceness: int = 0, output: IO[str] | None = None, **environment: str
) -> subprocess.Popen:
    """Start pytest with an XML report; what it prints goes to `output`."""
    command = [sys.executable, "-m", "pytest", "-n", str(workers), "--dist", "worksteal", f"--junitxml={report}", *arguments]
    return subprocess.Popen(["nice", "-n", str(niceness), *command], env=os.environ | environment, stdout=output, stderr=output)


def print_failures(engine: str, report: Path, *, code: int) -> None:
    """Print the name and the last lines of each test that failed, or that the run did not come so far; nothing when all passed."""
    if code and not report.exists():
        print(f"\n— {engine}: no test ran, exit code {code}; what it said stands above", flush=True)
    cases = ElementTree.parse(report).iter("testcase") if report.exists() else []
    for case in cases:
        for result in [*case.findall("failure"), *case.findall("error")]:
            print(f"\n— failed on {engine}: {case.get('classname')}::{case.get('name')}")
            print("\n".join((result.text or result.get("message") or "").splitlines()[-LINES_OF_A_FAILURE:]), flush=True)


def print_log(log: IO[str]) -> None:
    log.seek(0)
    print(log.read(), flush=True)


def main() -> int:
    arguments = sys.argv[1:]
    is_deep = "--deep" in arguments
    on_postgres = ["-m", "both_engines or always_on_postgres" if is_deep else "always_on_postgres and not deep_on_postgres", *arguments]
    # Of the work PostgreSQL has a tenth, in a deep run a fifth: with these, both engines come to their end at about the same time.
    workers, niceness = max(1, PROCESSORS // 2), 10 if is_deep else 15
    with ExitStack() as stack:
        folder, url = Path(stack.enter_context(tempfile.TemporaryDirectory())), stack.enter_context(postgres())
        log, types_log = (stack.enter_context((folder / name).open("w+")) for name in ("postgres.log", "types.log"))
        reports = {engine: folder / f"{engine}.xml" for engine in ("SQLite", "PostgreSQL")}
        print("— SQLite, and PostgreSQL beside it", flush=True)
        types = subprocess.Popen(["make", "--no-print-directory", "check-types"], stdout=types_log, stderr=types_log) if is_deep else None
        beside = start_pytest(reports["PostgreSQL"], *on_postgres, workers=workers, niceness=niceness, output=log, DATABASE_URL=url)
        codes = [start_pytest(reports["SQLite"], *arguments, workers=PROCESSORS).wait()]
        print("— PostgreSQL", flush=True)
        codes.append(beside.wait())
        print_log(log)
        for engine, code in zip(("SQLite", "PostgreSQL"), codes, strict=True):
            print_failures(engine, reports[engine], code=code)
        if types:
            codes.append(types.wait())
            print_log(types_log)
    return next((code for code in codes if code), 0)


if __name__ == "__main__":
    sys.exit(main())
