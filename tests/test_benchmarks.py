"""Every benchmark still runs: once, on the smallest data, without looking at its figures."""

import os
import re
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

from benchmarks.__main__ import BENCHMARKS
from tests import prepared
from tests.depth import by_depth, is_on_postgres
from tests.serving import ROOT


@pytest.mark.both_engines
@pytest.mark.deep_on_postgres
@pytest.mark.deep
def test_benchmarks_run_on_the_smallest_data_and_keep_their_report(django_db_setup, tmp_path):
    """On PostgreSQL that of the country, which there alone has statements of its own."""
    if is_on_postgres():
        engine, names, url = "PostgreSQL", ["country"], os.environ["DATABASE_URL"]
        country = urlsplit(url)._replace(path="/" + prepared.country_database(url)).geturl()
    else:
        engine, names, country = "SQLite", by_depth(["tally"], deep=[*BENCHMARKS]), f"sqlite:///{prepared.country_file()}"
    command = [sys.executable, "-m", "benchmarks", *(f"--only={name}" for name in names), "--smallest"]
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"} | {"VAR_DIR": str(tmp_path)}
    run = subprocess.run(
        [*command, "--engine", engine, "--country", country], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    (report,) = tmp_path.glob("bench-*.md")
    parts = re.split(r"^## ", report.read_text(), flags=re.MULTILINE)[1:]
    assert len(parts) == len(names)
    assert [part for part in parts if not re.search(rf"^\| ({engine}|xlsx) \| ", part, re.MULTILINE)] == []


def test_make_bench_starts_the_benchmarks():
    # These tests may run below another make, whose flags would add lines about folders.
    command = ["make", "--no-print-directory", "--dry-run", "bench"]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert printed.splitlines()[-1].endswith("python -m benchmarks")
