from dataclasses import asdict

from django.core.management.base import BaseCommand

from places.loading import load_units, read_units


class Command(BaseCommand):
    help = "Load the administrative units of Việt Nam, past and present. May be run again at any time."

    def handle(self, *args, **options):
        for name, count in asdict(load_units(read_units())).items():
            self.stdout.write(f"{name.replace('_', ' ')}: {count:,}")
