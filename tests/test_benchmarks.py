"""Every benchmark still runs: once, on the smallest data, without looking at its figures."""

import os
import subprocess
import sys

import pytest

from benchmarks.__main__ import BENCHMARKS
from tests import prepared
from tests.depth import without_repeats
from tests.serving import ROOT


@pytest.mark.deep
@pytest.mark.parametrize("name", without_repeats(["tally", *sorted({*BENCHMARKS} - {"tally"})], few=1))
def test_a_benchmark_runs_on_the_smallest_data_and_keeps_its_report(name, django_db_setup, tmp_path):
    command = [sys.executable, "-m", "benchmarks", "--only", name, "--smallest", "--engine", "SQLite", "--country", prepared.country_file()]
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"} | {"VAR_DIR": str(tmp_path)}
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    (report,) = tmp_path.glob("bench-*.md")
    assert report.read_text().count("\n| SQLite | ") + report.read_text().count("\n| xlsx | ") >= 1


def test_make_bench_starts_the_benchmarks():
    # These tests may run below another make, whose flags would add lines about folders.
    command = ["make", "--no-print-directory", "--dry-run", "bench"]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert printed.splitlines()[-1].endswith("python -m benchmarks")
