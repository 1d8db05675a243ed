"""Restoring a backup: everything is checked and made ready beside what is there, and then the two change places."""

import fcntl
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from knox.models import AuthToken

from accounts.audit import chain
from accounts.digest_keys import accepted_key_ids
from accounts.models import ChangeRecord, User
from attendance.devices.pairing import UPLOADS_TAKEN
from attendance.models import Registration
from maintenance.backups import archive, databases, file_swap, var_files
from maintenance.backups.databases import Database, connected_to
from maintenance.backups.manifest import Manifest, NotABackup
from maintenance.backups.undone_changes import UndoneChanges, find_undone_changes
from maintenance.models import MaintenanceRun
from maintenance.runs import record_run
from people.models import Person
from privacy.data_subject.erasure import erase


@dataclass(frozen=True, slots=True)
class Permissions:
    """What whoever restores has said yes to: writing over data, a backup of other keys, an audit trail that is not whole."""

    replace: bool = False
    other_keys: bool = False
    broken_audit: bool = False


@dataclass(slots=True)
class Restored:
    """What was put back, where the former state is, and what of it is undone now."""

    manifest: Manifest
    undone: UndoneChanges
    newest_change: str = ""
    breaches: list[str] = field(default_factory=list)
    erased_again: list[int] = field(default_factory=list)
    has_restored_keys: bool = False
    former_database: str = ""
    former_files: list[Path] = field(default_factory=list)


def restore_backup(path: Path, *, newest: str, erased: Iterable[int], permissions: Permissions, at: datetime) -> Restored:
    """Put a backup back. Raise CommandError, with everything as it was, for whatever speaks against it.

    `newest`: NUMBER:HASH as it was kept elsewhere, else that of the manifest. `erased`: ids of people whose identity was erased since,
    beside those whom the replaced database knows.
    """
    require_no_unfinished_restore()
    with _one_restore_at_a_time(), tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.VAR_DIR) as folder_name:
        folder, database = Path(folder_name), databases.this_database()
        try:
            manifest = archive.read_manifest(path)
            _require_fitting(manifest, database)
            archive.extract(path, manifest, folder)
        except NotABackup as error:
            raise CommandError(f"{path}: {error}. Nothing was changed.") from error
        is_filled = _is_filled()
        if is_filled and not permissions.replace:
            raise CommandError("This database holds data. With --replace the backup takes its place; what is there now is kept beside it.")
        database.require_unused()
        has_keys_to_restore = _judge_keys(manifest, permissions)
        undone = find_undone_changes(manifest.newest_change) if is_filled else UndoneChanges(is_known=False)
        restored = Restored(manifest, undone, has_restored_keys=has_keys_to_restore)
        database.remove_aside()
        try:
            aside = database.load_aside(folder / database.part)
            with connected_to(aside), _keys_of(folder if has_keys_to_restore else None):
                _check_and_make_ready(restored, newest=newest, erased=erased, permissions=permissions, at=at)
            _change_places(restored, database, aside, folder, at=at)
        finally:
            database.remove_aside()
    return restored


def require_no_unfinished_restore() -> None:
    """Put back what a restore that was killed had put in place, and raise CommandError: the keys that this process has read may be wrong.

    Where the database had changed places already, the restore was done, and nothing is raised.
    """
    if not file_swap.is_under_way():
        return
    with _one_restore_at_a_time():
        database = databases.this_database()
        if not database.is_aside():
            file_swap.forget()
            return
        file_swap.put_back()
        database.remove_aside()
    raise CommandError(
        "A restore was broken off before its end. What it had put in place is taken back: all is as it was. Start this again."
    )


@contextmanager
def _one_restore_at_a_time() -> Iterator[None]:
    """Remove what a restore that was killed left behind, and let no other run meanwhile."""
    with (settings.VAR_DIR / "restore.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CommandError("Another restore is running.") from error
        for leftover in settings.VAR_DIR.glob(".restore-*"):
            shutil.rmtree(leftover)
        yield


def _require_fitting(manifest: Manifest, database: Database) -> None:
    if manifest.engine != database.engine:
        raise CommandError(f"The backup is of {manifest.engine}; DATABASE_URL names {database.engine}. Nothing was changed.")
    if database.part not in manifest.parts:
        raise NotABackup("there is no database in it")
    disk_migrations = MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {}
    unknown = set(manifest.migrations) - {f"{app}.{name}" for app, name in disk_migrations}
    if unknown:
        raise NotABackup(f"it was made by a newer version ({manifest.version}); this one does not know {', '.join(sorted(unknown)[:3])}")


def _is_filled() -> bool:
    """Return whether this database holds anything that a person or the demo put there."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    return ChangeRecord._meta.db_table in tables and (User.objects.exists() or Person.objects.exists() or ChangeRecord.objects.exists())


def _judge_keys(manifest: Manifest, permissions: Permissions) -> bool:
    """Return whether the keys of the backup have to be put back. Raise CommandError where it was made with keys that are not at hand."""
    missing = [key for key in manifest.keys if key not in accepted_key_ids()]
    if not missing or permissions.other_keys:
        return False
    key_file = settings.VAR_DIR / "digest_key"
    if manifest.has_keys and key_file.exists() and key_file.read_text().strip() == settings.DIGEST_KEY:  # not from the environment
        return True
    raise CommandError(
        f"The backup was made with the key {', '.join(missing)}, which is neither DIGEST_KEY nor among DIGEST_KEY_FALLBACKS: passes, cards"
        " and authenticator apps would match nobody. On a new machine put that key into DIGEST_KEY, after a change of keys into"
        " DIGEST_KEY_FALLBACKS (of a backup --with-keys: `unzip -p FILE keys/digest_key`). Nothing was changed. If the key is lost:"
        " --other-keys, and afterwards `rotate_digest_key --forget-old`."
    )


@contextmanager
def _keys_of(folder: Path | None) -> Iterator[None]:
    """Work with the keys of the backup that was extracted into `folder`; None leaves the keys as they are."""
    former = settings.DIGEST_KEY, settings.DIGEST_KEY_FALLBACKS
    if folder:
        settings.DIGEST_KEY, settings.DIGEST_KEY_FALLBACKS = var_files.read_keys(folder)
    try:
        yield
    finally:
        settings.DIGEST_KEY, settings.DIGEST_KEY_FALLBACKS = former


def _check_and_make_ready(restored: Restored, *, newest: str, erased: Iterable[int], permissions: Permissions, at: datetime) -> None:
    """Compare the database aside with the manifest and the audit trail, bring it to this version, and erase again who was erased."""
    manifest = restored.manifest
    if (counts := databases.count_rows()) != manifest.row_counts:
        different = sorted(
            table for table in counts.keys() | manifest.row_counts.keys() if counts.get(table) != manifest.row_counts.get(table)
        )
        raise CommandError(f"Not what was backed up: other numbers of rows in {', '.join(different[:5])}. Nothing was changed.")
    call_command("migrate", interactive=False, verbosity=0)
    restored.breaches = [
        f"{breach.number}: {breach.problem}" for breach in chain.breaches(expected_newest=newest or manifest.newest_change)
    ]
    if restored.breaches and not permissions.broken_audit:
        raise CommandError(
            "The audit trail of the backup is not whole, or not the one expected. Nothing was changed; --broken-audit restores it all the"
            " same.\n" + "\n".join(restored.breaches[:20])
        )
    restored.erased_again = list(_erase_again({*restored.undone.erased, *erased}, at=at))
    _end_what_may_have_ended(at=at)
    details: dict[str, int | str] = {
        "made_at": date_format(timezone.localtime(datetime.fromisoformat(manifest.made_at)), "SHORT_DATETIME_FORMAT"),
        "newest_change": manifest.newest_change,
        "erased_again": len(restored.erased_again),
    }
    record_run(MaintenanceRun.What.RESTORE, "restored", details, at=at)
    chain.seal()
    restored.newest_change = chain.newest()


def _erase_again(people: set[int], *, at: datetime) -> Iterator[int]:
    """Erase the identity of these people, as it was before the restore, and yield their ids; texts that name them lose the name."""
    reason = _("Xóa lại sau khi khôi phục từ bản sao lưu")
    for person in Person.objects.identified().filter(pk__in=people).order_by("pk"):
        erase(person, reason=reason, by=None, at=at, is_reviewed=True)
        yield person.pk


def _end_what_may_have_ended(*, at: datetime) -> None:
    """End sessions and API tokens, some of which were ended since the backup, and let phones fetch their rosters anew."""
    Session.objects.all().delete()
    AuthToken.objects.all().delete()
    recent = Registration.objects.filter(activity__ends_on__gte=timezone.localdate(at) - UPLOADS_TAKEN - timedelta(days=1))
    recent.update(changed_at=at)


def _change_places(restored: Restored, database: Database, aside: str, folder: Path, *, at: datetime) -> None:
    """Put the files, the keys and last the database in their places; when the database cannot be, the files go back.

    After a kill in between, `require_no_unfinished_restore` puts them back.
    """
    stamp = f"{timezone.localtime(at):%Y%m%d-%H%M%S}"
    database.require_unused()
    former_folder = settings.VAR_DIR / f"{var_files.BEFORE_RESTORE}{stamp}"
    places = {
        folder / name: settings.VAR_DIR / name.removeprefix(archive.FILES)
        for name in restored.manifest.parts
        if name.startswith(archive.FILES)
    }
    if restored.has_restored_keys:
        keys = {folder / archive.KEYS / name: settings.VAR_DIR / name for name in var_files.KEY_FILES}
        places |= {source: place for source, place in keys.items() if source.exists()}
    try:
        former_files = file_swap.put_in_place(places, former_folder=former_folder)
        restored.former_database = database.take_place(aside, stamp=stamp)
    except BaseException:
        if file_swap.is_under_way():
            file_swap.put_back()
        raise
    file_swap.forget()
    restored.former_files = former_files
