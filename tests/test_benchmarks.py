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
    report = run_smallest(name, tmp_path, "--engine", "SQLite", "--country", str(prepared.country_file()))
    assert report.count("\n| SQLite | ") + report.count("\n| xlsx | ") >= 1


@pytest.mark.only_deep
def test_the_country_is_measured_on_postgresql_too(tmp_path):
    assert run_smallest("country", tmp_path, "--engine", "PostgreSQL").count("\n| PostgreSQL | ") >= 1


def run_smallest(name, folder, *options):
    """Run one benchmark on the smallest data and return its report."""
    command = [sys.executable, "-m", "benchmarks", "--only", name, "--smallest", *options]
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"} | {"VAR_DIR": str(folder)}
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    (report,) = folder.glob("bench-*.md")
    return report.read_text()


def test_make_bench_starts_the_benchmarks():
    # These tests may run below another make, whose flags would add lines about folders.
    command = ["make", "--no-print-directory", "--dry-run", "bench"]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert printed.splitlines()[-1].endswith("python -m benchmarks")
