from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from console import demo


class Command(BaseCommand):
    help = "Fills an empty database with the demo years (invented people) and the demo users; prints their password once."

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.exists():
            raise CommandError("This database has users already; demo data goes into a new one only.")
        self.stdout.write(f"{', '.join(demo.USERS)}: {demo.create_demo()}")
