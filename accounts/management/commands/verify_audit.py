"""manage.py verify_audit: is the audit trail whole?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.audit import chain


class Command(BaseCommand):
    help = "Checks the chain of the audit trail. Exits with an error for a changed line, a gap, or a tail that was cut off."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--newest", default="", metavar="NUMBER:HASH", help="as a nightly line of the log or a backup tells it")

    def handle(self, *args: Any, newest: str, **options: Any) -> None:
        if newest and not newest.partition(":")[0].isdecimal():
            raise CommandError("--newest is written NUMBER:HASH, as the nightly line of the log has it")
        breaches = list(chain.breaches(expected_newest=newest))
        for breach in breaches:
            self.stderr.write(f"{breach.number}: {breach.problem}")
        if breaches:
            raise CommandError(f"the audit trail is not whole: {len(breaches)} problems")
        self.stdout.write(f"the audit trail is whole; newest {chain.newest() or 'none'}")
