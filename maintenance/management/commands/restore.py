"""manage.py restore FILE [--replace] [--newest NUMBER:HASH] [--erase ID …]"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from maintenance.backups.restoring import Permissions, Restored, restore_backup

MOST_LINES = 40


class Command(BaseCommand):
    help = (
        "Puts a backup back: checks every hash first, makes the database ready beside the one that is there, and lets the two change"
        " places at the end. What was there stays beside it. The server has to be off."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--replace", action="store_true", help="also where the database holds data, which is kept beside it")
        parser.add_argument("--newest", default="", metavar="NUMBER:HASH", help="as it was kept elsewhere; else as the backup says")
        parser.add_argument(
            "--erase", type=int, nargs="+", default=[], metavar="ID", help="people erased since the backup, as the server's log names them"
        )
        parser.add_argument("--other-keys", action="store_true", help="although its keys are lost: cards will match nobody")
        parser.add_argument("--broken-audit", action="store_true", help="although its audit trail is not whole")

    def handle(
        self,
        *args: Any,
        file: Path,
        replace: bool,
        newest: str,
        erase: list[int],
        other_keys: bool,
        broken_audit: bool,
        **options: Any,
    ) -> None:
        if newest and not newest.partition(":")[0].isdecimal():
            raise CommandError("--newest is written NUMBER:HASH, as the nightly line of the log or the backup has it")
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        permissions = Permissions(replace=replace, other_keys=other_keys, broken_audit=broken_audit)
        restored = restore_backup(file, newest=newest, erased=erase, permissions=permissions, at=timezone.now())
        self._tell_restored(restored)
        self._tell_undone(restored, has_named_erased=bool(erase))

    def _tell_restored(self, restored: Restored) -> None:
        manifest = restored.manifest
        backup = f"the backup of {manifest.made_at} (version {manifest.version}), {sum(manifest.row_counts.values()):,} rows"
        self.stdout.write(
            f"Restored: {backup}, {len(manifest.parts) - 1} files" + (", its keys among them" if restored.has_restored_keys else "")
        )
        if restored.breaches:
            self.stdout.write("THE AUDIT TRAIL IS NOT WHOLE:\n" + "\n".join(restored.breaches[:MOST_LINES]))
        else:
            self.stdout.write(f"The audit trail is whole and the one expected; newest {restored.newest_change}")
        if restored.former_database:
            files_kept = f", {', '.join(map(str, restored.former_files))}" if restored.former_files else ""
            self.stdout.write(
                f"What was there is kept as {restored.former_database}{files_kept}: it holds personal data, delete it once all is well."
            )
        self.stdout.write("Everybody signs in anew, programs with new tokens. Start the server with `manage.py prepare` first.")

    def _tell_undone(self, restored: Restored, *, has_named_erased: bool) -> None:
        undone = restored.undone
        if restored.erased_again:
            self.stdout.write(f"Erased again: {len(restored.erased_again)} people ({', '.join(map(str, restored.erased_again))})")
        if undone.is_known:
            self.stdout.write(f"Undone with this restore: {undone.counts.total()} changes since the backup")
            for words, count in sorted(undone.counts.items())[:MOST_LINES]:
                self.stdout.write(f"  {count:>6}  {words}")
            if undone.counts:
                self.stdout.write("Who was disabled, or lost a role or a phone, since then is not any more: look through them.")
        elif not has_named_erased:
            self.stdout.write(
                "Whose identity was erased after the backup cannot be known here: look for 'erased person' in the server's log since then,"
                " and erase them again (docs/operations.md)."
            )
