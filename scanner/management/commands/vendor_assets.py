import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from scanner.page.vendored_assets import REGISTRY, AssetsUnavailable, find_wrong_files, install, packages


class Command(BaseCommand):
    help = (
        "Brings third-party files (the scanner's QR reader, the font of certificates) from the npm registry, or from a mirror named by"
        " NPM_REGISTRY, checks them against their pins, and puts them into VENDOR_DIR. Safe to repeat; needs no network when all is there."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        tarballs = ", ".join(package.tarball for package in packages())
        parser.add_argument("--from", dest="source", type=Path, metavar="DIR", help=f"a folder that holds {tarballs}: no network is used")
        parser.add_argument("--check", action="store_true", help="only look: fails if something is missing or altered")

    def handle(self, *args: Any, source: Path | None, check: bool, verbosity: int, **options: Any) -> None:
        folder = settings.VENDOR_DIR
        if check:
            wrong = {package.name: names for package in packages() if (names := find_wrong_files(package, folder))}
            if wrong:
                files = "; ".join(f"{folder / name}: {', '.join(names)}" for name, names in wrong.items())
                raise CommandError(f"Thiếu hoặc bị sửa / missing or altered in {files}")
            return
        failures = []
        for package in packages():
            try:
                written = install(package, folder, source=source, registry=os.environ.get("NPM_REGISTRY") or REGISTRY)
            except AssetsUnavailable as error:
                failures.append(f"Chưa lấy được {package.purpose} could not be had: {error}")
            else:
                if written and verbosity:
                    self.stdout.write(f"Đã có {package.purpose} is there: {package.name} {package.version}")
        if failures:
            raise CommandError("; ".join(failures))
