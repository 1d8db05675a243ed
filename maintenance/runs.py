"""Writing down what a command did to the installation: a row, and a line of the audit trail."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.audit import trail
from maintenance.models import MaintenanceRun

TITLES = {
    "key": _("khóa mới"),
    "passes": _("thẻ tham dự"),
    "authenticators": _("ứng dụng xác thực"),
    "rosters": _("tệp danh sách"),
    "cards": _("số định danh"),
    "recovery_codes": _("mã dự phòng"),
    "made_at": _("bản sao lưu lúc"),
    "newest_change": _("thay đổi mới nhất trong bản sao lưu"),
    "erased_again": _("danh tính xóa lại"),
}


def record_run(kind: str, verb: str, details: Mapping[str, int | str], *, at: datetime) -> None:
    """Write down one run. `details`: keys of TITLES with how many, or which."""
    in_words = [f"{TITLES[name]}: {value}" for name, value in details.items()]
    with transaction.atomic():
        run = MaintenanceRun.objects.create(what=kind, at=at, details=dict(details))
        trail.record(verb, run, changes={"details": [None, in_words]})
