"""What of this room stands in the audit trail."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.subjects import Subject, register_subject
from activities.models import Activity, CalendarFeed, Document, PlanTask, Sitting, Target
from places.models import Area

register_subject(
    Subject(
        "activity",
        Activity,
        _("Hoạt động"),
        verbs={
            "recorded": _("Lập hoạt động"),
            "revised": _("Sửa hoạt động"),
            "postponed": _("Dời ngày"),
            "status_set": _("Đổi trạng thái"),
            "cancelled": _("Hủy hoạt động"),
            "restored": _("Khôi phục hoạt động"),
            "removed": _("Xóa hoạt động"),
        },
        skipped_columns=frozenset({"folded", "created_at", "created_by", "cancel_reason", "activity_ptr", "kind"}),
        activity="pk",
        unit="unit_id",
    )
)
register_subject(
    Subject(
        "sitting",
        Sitting,
        _("Buổi"),
        verbs={
            "added": _("Thêm buổi"),
            "changed": _("Sửa buổi"),
            "removed": _("Xóa buổi"),
            "door_key_changed": _("Đổi mã QR điểm danh"),
        },
        skipped_columns=frozenset({"door_key"}),
        activity="activity_id",
        unit="activity.unit_id",
        labels=("self",),
    )
)
register_subject(
    Subject(
        "target",
        Target,
        _("Chỉ tiêu kế hoạch"),
        verbs={"set": _("Đặt chỉ tiêu"), "removed": _("Xóa chỉ tiêu")},
        unit="unit_id",
        labels=("self",),
    )
)
register_subject(
    Subject(
        "document",
        Document,
        _("Văn bản"),
        verbs={"recorded": _("Ghi văn bản"), "revised": _("Sửa văn bản"), "removed": _("Xóa văn bản")},
        skipped_columns=frozenset({"folded", "created_at", "created_by"}),
        valueless_columns=frozenset({"file"}),
        unit="unit_id",
        labels=("self",),
    )
)
register_subject(
    Subject(
        "plan_task",
        PlanTask,
        _("Nhiệm vụ kế hoạch"),
        verbs={
            "recorded": _("Ghi nhiệm vụ"),
            "revised": _("Sửa nhiệm vụ"),
            "moved": _("Đổi thứ tự nhiệm vụ"),
            "carried_over": _("Chuyển nhiệm vụ sang năm sau"),
            "removed": _("Xóa nhiệm vụ"),
        },
        skipped_columns=frozenset({"created_at", "created_by"}),
        unit="unit_id",
        labels=("self",),
    )
)
register_subject(
    Subject(
        "area",
        Area,
        _("Khu vực"),
        verbs={
            "recorded": _("Lập khu vực"),
            "revised": _("Sửa khu vực"),
            "archived": _("Lưu trữ khu vực"),
            "restored": _("Dùng lại khu vực"),
        },
        unit="unit_id",
        labels=("self",),
    )
)
register_subject(
    Subject(
        "calendar_feed",
        CalendarFeed,
        _("Địa chỉ lịch"),
        verbs={"opened": _("Lập địa chỉ lịch"), "renewed": _("Đổi địa chỉ lịch"), "revoked": _("Thu hồi địa chỉ lịch")},
        skipped_columns=frozenset({"token_digest", "session_generation", "made_at"}),
        unit="unit_id",
        labels=("user", "self"),
    )
)
