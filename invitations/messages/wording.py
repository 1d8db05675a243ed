"""The words on screen and in the workbook for what somebody has to be told."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from invitations.messages.texts import State

STATE_LABELS: dict[State, Any] = {
    State.NEW: _("Chưa báo"),
    State.CHANGED: _("Cần báo lại: đã đổi"),
    State.CANCELLED: _("Cần báo lại: đã hủy"),
    State.RESTORED: _("Cần báo lại: vẫn tổ chức"),
    State.TOLD: _("Đã báo"),
    State.UNNEEDED: _("Không cần báo"),
}
STATE_TONES: dict[State, str] = {
    State.CHANGED: "warn",
    State.CANCELLED: "warn",
    State.RESTORED: "warn",
    State.TOLD: "good",
}
PARTS: dict[str, Any] = {
    "to-tell": _("Cần báo"),
    "no-phone": _("Cần báo, chưa có số điện thoại"),
    "told": _("Đã báo"),
    "all": _("Tất cả"),
}
