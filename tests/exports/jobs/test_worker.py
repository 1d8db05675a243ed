"""The worker: each export once, progress, stopping, and what becomes of one whose worker is gone."""

import hashlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from datetime import timedelta
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts import seals
from exports.jobs.actions import cancel_export, queue_export
from exports.jobs.making import storage, watch, worker
from exports.jobs.making.recovery import recover_abandoned
from exports.jobs.making.running import Outcome, run_job
from exports.jobs.making.watch import JobWatch
from exports.jobs.retention import forget_people
from exports.models import ExportChunk, ExportJob
from people.models import Person
from privacy.data_subject.erasure import erase
from tests.at_once import at_once
from tests.exports.jobs.made_reports import forget_numbers, register_numbers

ROOT = Path(__file__).resolve().parents[3]
pytestmark = [pytest.mark.both_engines, pytest.mark.always_on_postgres]


@pytest.fixture
def numbers():
    """Return a function that is called before each row of the report `numbers` with what the test appends."""
    before_each = []
    register_numbers(lambda number: [call(number) for call in before_each])
    yield before_each
    forget_numbers()
    watch.is_stopping.clear()


def queued(user):
    return queue_export(user, report_name="numbers", file_format="csv", filters={}, described=[], at=timezone.now())


def reread(job):
    return ExportJob.objects.get(pk=job.pk)


def silence(job):
    ExportJob.objects.filter(pk=job.pk).update(heartbeat=timezone.now() - timedelta(minutes=2))


# --- progress and stopping


@pytest.mark.django_db
def test_progress_is_that_of_the_rows_and_the_file_is_the_rest(clerk, numbers):
    job, seen = queued(clerk), []

    def look(number):
        if number == 100:
            state = JobWatch(reread(job), beats=False)
            state.rows, state.total = number, 200
            state.beat()
            seen.append((reread(job).progress, reread(job).rows))

    numbers.append(look)
    assert run_job(job.pk, beats=False) is Outcome.ENDED
    assert seen == [(47, 100)]
    assert (reread(job).status, reread(job).progress, reread(job).rows) == ("done", 100, 200)


@pytest.mark.django_db(transaction=True)
def test_a_running_export_stops_soon_after_it_was_cancelled(clerk, numbers, monkeypatch):
    monkeypatch.setattr(watch, "SECONDS_BETWEEN_BEATS", 0.02)
    job = queued(clerk)

    def cancel(number):
        if number == 10:
            cancel_export(job, by=clerk, at=timezone.now())
        if number > 10:
            assert number <= 150, "it goes on"
            time.sleep(0.02)

    numbers.append(cancel)
    run_job(job.pk)
    assert (reread(job).status, ExportChunk.objects.count()) == ("cancelled", 0)


@pytest.mark.django_db
def test_a_process_that_has_to_end_leaves_its_export_in_the_queue_as_if_untried(clerk, numbers):
    job = queued(clerk)
    numbers.append(lambda number: watch.is_stopping.set() if number == 60 else None)
    assert run_job(job.pk, beats=False) is Outcome.AGAIN
    assert (reread(job).status, reread(job).attempt) == ("queued", 0)
    numbers.clear()
    watch.is_stopping.clear()
    run_job(job.pk, beats=False)
    assert (reread(job).status, reread(job).rows) == ("done", 200)


@pytest.mark.django_db
def test_an_export_that_is_not_wanted_any_more_ends_with_its_process_and_is_not_queued_again(clerk, numbers):
    job = queued(clerk)

    def stop(number):
        if number == 60:
            cancel_export(job, by=clerk, at=timezone.now())
            watch.is_stopping.set()

    numbers.append(stop)
    assert run_job(job.pk, beats=False) is Outcome.ENDED
    assert (reread(job).status, reread(job).finished_at is not None) == ("cancelled", True)


@pytest.mark.django_db
def test_one_that_waits_unwanted_without_a_row_in_the_queue_ends_as_stopped(clerk, numbers):
    job = queued(clerk)
    ExportJob.objects.filter(pk=job.pk).update(is_cancel_wanted=True)
    DBTaskResult.objects.all().delete()
    silence(job)
    assert recover_abandoned(timezone.now()) == 1
    assert (reread(job).status, recover_abandoned(timezone.now())) == ("cancelled", 0)


@pytest.mark.django_db
def test_an_error_is_tried_three_times_and_then_said_in_a_sentence(clerk, numbers):
    job = queued(clerk)
    numbers.append(lambda number: 1 / (number - 3))
    assert [run_job(job.pk, beats=False) for _attempt in range(4)] == [Outcome.AGAIN, Outcome.AGAIN, Outcome.ENDED, Outcome.ENDED]
    assert (reread(job).status, reread(job).attempt, ExportChunk.objects.count()) == ("failed", 3, 0)
    assert "lỗi của hệ thống" in reread(job).error and "division" not in reread(job).error


@pytest.mark.django_db
def test_who_leaves_or_comes_while_the_rows_are_written_is_among_the_people_of_the_file(clerk, make_person):
    leaves, stays, comes = [make_person(name) for name in ("Phạm Rê", "Đinh Tơ", "Hồ Na")]
    Person.objects.update(gender="F")
    Person.objects.filter(pk=comes.pk).update(gender="M")
    ids = Person.objects.exclude(gender="M").values_list("pk", flat=True)

    def change(number):
        if number == 100:
            Person.objects.filter(pk=leaves.pk).update(gender="M")
            Person.objects.filter(pk=comes.pk).update(gender="F")

    register_numbers(change, read_people=lambda: set(ids.all()))
    try:
        job = queued(clerk)
        run_job(job.pk, beats=False)
    finally:
        forget_numbers()
    assert reread(job).people == sorted([leaves.pk, stays.pk, comes.pk])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment", ["while the rows are written", "in a transaction that ends after the file is there"])
def test_a_file_with_somebody_who_was_erased_while_it_was_made_is_not_kept(clerk, organiser, make_person, numbers, moment):
    erased, stays = make_person("Phạm Văn Rê"), make_person("Đinh Thị Tơ")
    forget_numbers()
    to_erase = [erased] if moment == "while the rows are written" else []

    def forget(number):
        if number == 100 and to_erase:
            erase(to_erase.pop(), reason="Theo yêu cầu", by=organiser, at=timezone.now())

    register_numbers(forget, read_people=lambda: {erased.pk, stays.pk})
    job = queued(clerk)
    with transaction.atomic() if moment.startswith("in a transaction") else nullcontext():
        if moment.startswith("in a transaction"):
            forget_people([erased.pk])  # as an erasure does, before the row of the person changes
        run_job(job.pk, beats=False)
    assert (reread(job).status, reread(job).people, ExportChunk.objects.count()) == ("failed", [], 0)
    assert "danh tính của một người" in reread(job).error
    run_job(queued(clerk).pk, beats=False)
    assert ExportJob.objects.first().status == "done", "made again, it holds nobody's name that was erased"


# --- lost workers


@pytest.mark.django_db
def test_an_export_without_a_heartbeat_is_begun_again_three_times_at_most(clerk, numbers):
    job = queued(clerk)
    task = DBTaskResult.objects.get()
    for attempt in (1, 2, 3):
        ExportJob.objects.filter(pk=job.pk).update(status="running", attempt=attempt, heartbeat=timezone.now())
        DBTaskResult.objects.filter(status="READY").update(status="RUNNING")
        assert recover_abandoned(timezone.now()) == 0
        silence(job)
        assert recover_abandoned(timezone.now()) == 1
    assert (reread(job).status, DBTaskResult.objects.filter(status="READY").count()) == ("failed", 0)
    assert "ngắt 3 lần" in reread(job).error
    task.refresh_from_db()
    assert task.status == "FAILED"


@pytest.mark.django_db
def test_an_export_that_only_waits_is_left_and_one_whose_row_in_the_queue_was_lost_is_queued_again(clerk, numbers):
    job = queued(clerk)
    silence(job)
    assert recover_abandoned(timezone.now()) == 0
    DBTaskResult.objects.update(status="RUNNING")  # its worker was killed between taking the row and beginning
    assert recover_abandoned(timezone.now()) == 1
    assert DBTaskResult.objects.get(status="READY").id == reread(job).task_id


@pytest.mark.django_db
def test_a_worker_that_was_only_slow_changes_nothing_once_another_has_the_export(clerk, numbers):
    job = queued(clerk)

    def take_over(number):
        if number == 100 and reread(job).attempt == 1:
            silence(job)
            recover_abandoned(timezone.now())
            assert run_job(job.pk, beats=False) is Outcome.ENDED

    numbers.append(take_over)
    assert run_job(job.pk, beats=False) is Outcome.ENDED
    assert (reread(job).status, reread(job).attempt, set(ExportChunk.objects.values_list("attempt", flat=True))) == ("done", 2, {2})


@pytest.mark.django_db
def test_an_export_run_twice_is_made_once(clerk, numbers):
    job, made = queued(clerk), []
    numbers.append(made.append)
    run_job(job.pk, beats=False)
    run_job(job.pk, beats=False)
    assert (len(made), reread(job).attempt) == (200, 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_each_export_is_taken_by_one(clerk, numbers):
    jobs, made = [queued(clerk) for _time in range(6)], []
    numbers.append(lambda number: made.append(number) if number == 0 else None)

    at_once(*[partial(worker.work, until_empty=True)] * 2)
    assert len(made) == 6 and {(job.status, job.attempt) for job in map(reread, jobs)} == {("done", 1)}
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}


@pytest.mark.only_deep
@pytest.mark.django_db(transaction=True)
def test_an_export_whose_worker_is_killed_in_the_middle_is_made_by_the_next(clerk, numbers, tmp_path):
    """As it happens: a process, kill -9 between two rows, and another process a minute later."""
    job = queued(clerk)
    connections.close_all()
    name = settings.DATABASES["default"]["NAME"]
    url = f"sqlite:///{name}" if connection.vendor == "sqlite" else urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    environment = os.environ | {"VAR_DIR": str(tmp_path), "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "backend.settings"}
    environment |= {"DIGEST_KEY": settings.DIGEST_KEY, "SECRET_KEY": settings.SECRET_KEY}
    command = [sys.executable, "-m", "tests.exports.jobs.slow_worker", str(tmp_path)]
    first = subprocess.Popen(command, cwd=ROOT, env=environment)
    deadline = time.monotonic() + 60
    while not (tmp_path / "in-the-middle").exists():
        assert time.monotonic() < deadline and first.poll() is None
        time.sleep(0.05)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert (reread(job).status, reread(job).attempt) == ("running", 1)
    silence(job)
    (tmp_path / "go").touch()
    connections.close_all()
    subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=60)
    assert (reread(job).status, reread(job).attempt, reread(job).rows) == ("done", 2, 200)
    assert not list(tmp_path.glob(".exports-*")), "what the killed one wrote is still on the disk"


def test_a_folder_belongs_to_the_process_that_locks_it_and_not_to_one_of_the_same_number(settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(tempfile, "tempdir", None)
    left = tmp_path / f"{worker.WORKING_FOLDER}{os.getpid()}"  # of a worker that was killed before this one began
    left.mkdir()
    (left / "names").write_text("Phạm Văn Rê")
    mine = worker.use_working_folder()
    assert not left.exists() and mine.stat().st_mode & 0o077 == 0
    program = (
        "import os, pathlib; os.environ['VAR_DIR'] = str(pathlib.Path(%r)); import django; django.setup();"
        "from exports.jobs.making import worker; worker.use_working_folder()"
    )
    environment = os.environ | {"VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "backend.settings"}
    subprocess.run([sys.executable, "-c", program % str(tmp_path)], cwd=ROOT, env=environment, check=True, timeout=60)
    assert mine.exists() and len(list(tmp_path.glob(f"{worker.WORKING_FOLDER}*"))) == 2
    worker.use_working_folder()
    assert len(list(tmp_path.glob(f"{worker.WORKING_FOLDER}*"))) == 2, "that of the process that ended is still there"


@pytest.mark.django_db
def test_a_csv_is_stored_compressed_and_read_as_it_was(clerk):
    register_numbers(lambda number: None, length=200_000)
    try:
        job = queued(clerk)
        run_job(job.pk, beats=False)
    finally:
        forget_numbers()
    job = reread(job)
    content = b"".join(storage.read_file(job))
    assert (len(content), hashlib.sha256(content).hexdigest()) == (job.size, job.digest)
    assert content.endswith(b'"199999"\r\n')
    assert job.chunks.count() > 1 and sum(len(chunk.content) for chunk in job.chunks.all()) < job.size / 2
    assert storage.is_readable(job)

    damaged = job.chunks.get(number=0)
    damaged.content = seals.seal(b"not compressed", purpose=storage.PURPOSE)
    damaged.save()
    assert not storage.is_readable(job)


def test_the_worker_loads_neither_the_api_nor_word_nor_numpy():
    """They would be a third of its memory before it has anything to do."""
    script = (
        "import django; django.setup()\n"
        "from exports.jobs.making import worker; from exports.reports import catalogue\n"
        "import sys; unwanted = {'rest_framework.serializers', 'rest_framework.views', 'drf_spectacular.utils', 'docx', 'numpy'}\n"
        "print(sys.modules.keys() & unwanted)"
    )
    finished = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert finished.stdout == "set()\n"
