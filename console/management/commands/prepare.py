import hashlib
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from accounts import digest_keys
from accounts.models import User
from console import demo
from console.translations import compile_translations
from maintenance import key_rotation
from maintenance.backups.restoring import require_no_unfinished_restore
from outreach.data.channels import load_channels
from people import ethnic_groups
from places.models import Unit


class Command(BaseCommand):
    help = (
        "Makes a checkout ready to serve: static files, migrations, the country, and demo data where the database is new. Safe to repeat."
    )

    requires_system_checks: list[str] = []  # `make check` runs them; loading every address takes a second of each start

    def handle(self, *args: Any, **options: Any) -> None:
        require_no_unfinished_restore()
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True, mode=0o700)
        compile_translations()
        self.vendor_assets()
        os.umask(0o077)  # what is written into var/ from here on is for this user only
        _collect_static_files()
        call_command("migrate", interactive=False, verbosity=0)
        if unknown_keys := key_rotation.find_unknown_keys():
            raise CommandError(
                f"This database holds digests under another key ({', '.join(unknown_keys)}) than DIGEST_KEY"
                f" ({digest_keys.newest_key_id()}) and DIGEST_KEY_FALLBACKS: passes and cards would match nobody. Put that key back, into"
                " DIGEST_KEY_FALLBACKS if it was changed. If it is lost: `manage.py rotate_digest_key --forget-old` (docs/operations.md)."
            )
        if not Unit.objects.exists():
            self.stdout.write("Đang nạp 14.149 đơn vị hành chính / loading 14,149 units…")
            call_command("load_units", verbosity=0)
        ethnic_groups.load_groups()  # again at each start: new versions add other names of the groups
        load_channels()
        if settings.PRODUCTION or User.objects.exists():
            return
        self.stdout.write("Đang tạo dữ liệu mẫu / making demo data…")
        password = demo.create_demo()
        self.stdout.write(f"\n  Đăng nhập / sign in as: {', '.join(demo.USERS)}")
        self.stdout.write(f"  Mật khẩu / password:    {password}\n  (chỉ in một lần / printed once)\n")

    def vendor_assets(self) -> None:
        """Fetch the QR reader, without which codes can still be typed or read by a USB scanner, and the font of certificates."""
        try:
            call_command("vendor_assets")
        except CommandError as error:
            self.stderr.write(
                "Camera của máy quét chưa đọc được mã, hoặc chưa in được giấy chứng nhận, cho đến khi chạy: manage.py vendor_assets"
                " / the scanner's camera will not decode, or no certificate is printed, until `manage.py vendor_assets` was run"
                f" ({error})"
            )


def _collect_static_files() -> None:
    """Collect and compress the static files, unless they are those of the last time."""
    digest = hashlib.sha256(f"{settings.PRODUCTION}\n".encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            file = Path(storage.path(path)).stat()
            digest.update(f"{path} {file.st_size} {file.st_mtime_ns}\n".encode())
    collected, manifest = settings.STATIC_ROOT.with_suffix(".sha256"), settings.STATIC_ROOT / "staticfiles.json"
    if not (manifest.exists() and collected.exists() and collected.read_text() == digest.hexdigest()):
        call_command("collectstatic", interactive=False, verbosity=0)
        collected.write_text(digest.hexdigest())
