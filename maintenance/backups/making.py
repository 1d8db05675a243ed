"""Making a backup: a dump of one moment, the files beside it, and a manifest."""

import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone

from accounts.digest_keys import accepted_key_ids
from maintenance.backups import archive, databases, var_files
from maintenance.backups.manifest import Manifest, applied_migrations, program_version

UNFINISHED = ".backup-"  # before the name of the folder in which a backup is made


@dataclass(frozen=True, slots=True)
class Backup:
    path: Path
    manifest: Manifest


def make_backup(target: Path, *, with_keys: bool, at: datetime) -> Backup:
    """Write a backup into a file, or into a folder under a name with the time. Raise CommandError, and leave nothing behind."""
    path = target / f"taphuan-{timezone.localtime(at):%Y%m%d-%H%M%S}.zip" if target.is_dir() else target
    if path.exists():
        raise CommandError(f"{path} is there already; a backup writes over nothing.")
    if not path.parent.is_dir():
        raise CommandError(f"There is no folder {path.parent}.")
    # What a backup that was killed left in the folder: a whole dump, perhaps.
    for leftover in path.parent.glob(f"{UNFINISHED}*"):
        if leftover.stat().st_mtime < (at - timedelta(days=1)).timestamp():
            shutil.rmtree(leftover, ignore_errors=True)
    database = databases.this_database()
    with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=path.parent) as folder_name:
        folder = Path(folder_name)
        migrations = applied_migrations()
        dump = database.dump(folder / database.part)
        sources = {database.part: folder / database.part} | var_files.stored_files()
        if with_keys:
            sources |= var_files.write_keys(folder)
        manifest = Manifest(
            made_at=at.isoformat(timespec="seconds"),
            version=program_version(),
            engine=database.engine,
            newest_change=dump.newest_change,
            row_counts=dump.row_counts,
            migrations=migrations,
            keys=accepted_key_ids(),
            has_keys=with_keys,
        )
        manifest = archive.write(folder / "backup.zip", manifest, sources)
        (folder / "backup.zip").rename(path)  # it has its name only once it is whole
    return Backup(path, manifest)
