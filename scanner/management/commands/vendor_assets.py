import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from scanner.page.vendored_assets import REGISTRY, ZXING, AssetsUnavailable, find_wrong_files, install


class Command(BaseCommand):
    help = (
        f"Brings the scanner's QR reader ({ZXING.name} {ZXING.version}) from the npm registry, or from a mirror named by NPM_REGISTRY,"
        " checks it against its pin, and puts it among the static files. Safe to repeat; needs no network when all is there."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--from", dest="source", type=Path, metavar="DIR", help=f"a folder that holds {ZXING.tarball}: no network is used"
        )
        parser.add_argument("--check", action="store_true", help="only look: fails if something is missing or altered")

    def handle(self, *args: Any, source: Path | None, check: bool, verbosity: int, **options: Any) -> None:
        folder = settings.VENDOR_DIR
        if check:
            if wrong := find_wrong_files(ZXING, folder):
                raise CommandError(f"Thiếu hoặc bị sửa / missing or altered in {folder / ZXING.name}: {', '.join(wrong)}")
            return
        try:
            written = install(ZXING, folder, source=source, registry=os.environ.get("NPM_REGISTRY") or REGISTRY)
        except AssetsUnavailable as error:
            raise CommandError(f"Chưa lấy được bộ đọc mã QR / the QR reader could not be had: {error}") from error
        if written and verbosity:
            self.stdout.write(f"Đã có bộ đọc mã QR / the QR reader is there: {ZXING.name} {ZXING.version}")
