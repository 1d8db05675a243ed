"""manage.py recompute_figures: makes all summaries of figures again, or compares them with what counting says."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from exports.models import SummaryChange
from exports.summaries import refreshing


class Command(BaseCommand):
    help = "Makes the summaries again from which reports read their figures. --compare: changes nothing and tells what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--compare", action="store_true", help="ends with an error where a summary differs")

    def handle(self, *args: Any, compare: bool, **options: Any) -> None:
        if not compare:
            SummaryChange.objects.create()  # everything
            self.stdout.write(f"{refreshing.refresh()} activities")
            return
        differences = 0
        for difference in refreshing.compare():
            differences += 1
            self.stdout.write(f"activity {difference.activity}: stored {difference.stored}, counted {difference.counted}")
        if differences:
            raise CommandError(f"{differences} summaries differ")
        self.stdout.write("no summary differs")
