"""manage.py retention [--dry-run] [--on 2031-01-31]"""

from datetime import date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone, translation

from privacy.retention import rules


class Command(BaseCommand):
    help = "Removes what is kept no longer, and says what. --dry-run only says it; --on takes another day for today."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--on", type=date.fromisoformat, help="YYYY-MM-DD; with --dry-run only")

    def handle(self, *args: Any, dry_run: bool, on: date | None, **options: Any) -> None:
        if on and not dry_run:
            self.stderr.write("--on goes with --dry-run: nothing is removed before its time")
            raise SystemExit(2)
        at = timezone.make_aware(datetime.combine(on, time(2, 30))) if on else timezone.now()
        with translation.override("vi"):
            for result in rules.sweep(at, dry_run=dry_run):
                self.stdout.write(f"{result.error or result.count!s:>7}  {result.rule.title}")
        self.stdout.write("Chưa xóa gì (--dry-run)." if dry_run else "Xong.")
