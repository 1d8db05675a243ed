"""manage.py backup FILE|FOLDER [--with-keys]"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from maintenance.backups.making import make_backup


class Command(BaseCommand):
    help = (
        "Writes a backup into FILE, or into FOLDER under a name with the time: the database of one moment, while others go on working,"
        " and the files beside it. The keys are not in it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", type=Path, metavar="FILE|FOLDER")
        parser.add_argument(
            "--with-keys", action="store_true", help="put SECRET_KEY and DIGEST_KEY into it, too: whoever has the file then has everything"
        )

    def handle(self, *args: Any, target: Path, with_keys: bool, **options: Any) -> None:
        made = make_backup(target, with_keys=with_keys, at=timezone.now())
        manifest = made.manifest
        size = sum(part.size for part in manifest.parts.values())
        self.stdout.write(f"{made.path}: {len(manifest.parts)} parts, {size:,} bytes, {sum(manifest.row_counts.values()):,} rows")
        self.stdout.write(f"newest change {manifest.newest_change or 'none'} (keep it elsewhere: restore --newest compares with it)")
        if with_keys:
            self.stdout.write(
                "The keys are in it. Whoever gets this file can read every sealed list, make the codes of every authenticator app and find"
                " card numbers by trying: keep it under lock, never beside the backups without keys."
            )
        else:
            keys = ", ".join(manifest.keys)
            self.stdout.write(f"The keys are not in it. Without DIGEST_KEY ({keys}) it is half a backup: keep the key in another place.")
