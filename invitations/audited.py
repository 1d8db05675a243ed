"""What of this room stands in the audit trail."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.subjects import Subject, register_subject
from invitations.models import Invitation, Notification

register_subject(
    Subject(
        "invitation",
        Invitation,
        _("Giấy mời, tin nhắn"),
        verbs={"written": _("Soạn giấy mời, tin nhắn"), "changed": _("Sửa giấy mời, tin nhắn")},
        activity="activity_id",
        unit="activity.unit_id",
    )
)
register_subject(
    Subject(
        "notification",
        Notification,
        _("Báo cho người dự"),
        verbs={"told": _("Đánh dấu đã báo"), "taken_back": _("Bỏ đánh dấu đã báo")},
        activity="registration.activity_id",
        person="registration.person_id",
        unit="registration.activity.unit_id",
    )
)
