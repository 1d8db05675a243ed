from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.second_factor.actions import reset_second_factor
from accounts.sign_in.lockout import end_lockout


class Command(BaseCommand):
    help = "Deletes the second factors of a user who lost them and ends a lockout; for the last administrator, whom nobody else can help."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"no user {options['username']}")
        reset_second_factor(user)
        end_lockout(user)
        self.stdout.write(f"{user.username}: no second factor; signed out everywhere")
