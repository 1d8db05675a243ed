"""How far the reading of a file is."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from imports.actions import STUCK_AFTER
from imports.models import RosterImport

_STEPS = (  # percent from which on, what is being done
    (68, _("Đang lưu bản xem trước")),
    (56, _("Đang đối chiếu với hồ sơ")),
    (38, _("Đang xem từng dòng")),
    (20, _("Đang nhận ra các cột")),
    (0, _("Đang đọc tệp")),
)


def progress_context(roster: RosterImport) -> dict[str, Any]:
    """Return what the bar shows. `is_stuck`: somebody was at it, and their process has ended."""
    since = roster.working_since
    is_stuck = since is not None and since < timezone.now() - STUCK_AFTER
    step = next(label for start, label in _STEPS if roster.progress >= start)
    return {"roster": roster, "step": step, "is_stuck": is_stuck}
