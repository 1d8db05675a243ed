"""Every benchmark still runs: once, on the smallest data, without looking at its figures."""

import os
import re
import subprocess
import sys

import pytest

from benchmarks.__main__ import BENCHMARKS
from tests import prepared
from tests.depth import by_depth
from tests.serving import ROOT


@pytest.mark.deep
def test_benchmarks_run_on_the_smallest_data_and_keep_their_report(django_db_setup, tmp_path):
    names = by_depth(["tally"], deep=[*BENCHMARKS])
    report = run_smallest(names, tmp_path, "--engine", "SQLite", "--country", str(prepared.country_file()))
    parts = re.split(r"^## ", report, flags=re.MULTILINE)[1:]
    assert len(parts) == len(names)
    assert [part for part in parts if not re.search(r"^\| (SQLite|xlsx) \| ", part, re.MULTILINE)] == []


@pytest.mark.only_deep
def test_the_country_is_measured_on_postgresql_too(tmp_path):
    assert run_smallest(["country"], tmp_path, "--engine", "PostgreSQL").count("\n| PostgreSQL | ") >= 1


def run_smallest(names, folder, *options):
    """Run these benchmarks on the smallest data, one after the other, and return their report."""
    command = [sys.executable, "-m", "benchmarks", *(f"--only={name}" for name in names), "--smallest", *options]
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
