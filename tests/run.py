"""`make test`: everything on SQLite, then what touches SQL and concurrency again on PostgreSQL. Answers with pytest's own exit code."""

import os
import subprocess
import sys

from tests.postgres import postgres

# What touches SQL or concurrency; screens and pure modules run once.
BOTH_ENGINES = [
    "tests/places", "tests/people", "tests/scoping", "tests/attendance/scans/test_scans.py", "tests/attendance/scans/test_scans_converge.py",
    "tests/attendance/scans/test_scans_at_once.py", "tests/attendance/inbox/test_inbox.py", "tests/attendance/inbox/test_inbox_converge.py",
    "tests/attendance/inbox/test_inbox_at_once.py", "tests/attendance/registrations/test_participants.py", "tests/attendance/door/test_door.py",
    "tests/attendance/registrations/test_walk_ins.py", "tests/attendance/registrations/test_walk_ins_at_once.py", "tests/attendance/door/test_door_walk_ins.py",
    "tests/attendance/scans/test_phones_converge.py", "tests/attendance/paper/test_paper_lists.py", "tests/scanner/test_pairing.py",
    "tests/scanner/test_roster.py", "tests/scanner/test_device_scans.py", "tests/contests/test_contest_actions.py", "tests/exports/reports/test_tally.py", "tests/exports/reports/test_attendance_register.py",
    "tests/exports/reports/test_attendance_list.py", "tests/exports/reports/test_activity_list.py", "tests/registry", "tests/privacy/data_subject/test_erasure.py",
    "tests/privacy/retention/test_retention.py",
    "tests/imports/test_commit.py", "tests/imports/test_commit_at_once.py",
    "tests/imports/planning/test_matching_rows.py", "tests/imports/test_originals.py",
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
        on_postgres = pytest("-n", workers, "--dist", "loadgroup", *BOTH_ENGINES, DATABASE_URL=url)
    sys.exit(on_sqlite or on_postgres)
