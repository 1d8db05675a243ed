"""What of this room stands in the audit trail."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.subjects import Subject, register_subject
from maintenance.models import MaintenanceRun

register_subject(
    Subject(
        "maintenance",
        MaintenanceRun,
        _("Bảo trì hệ thống"),
        verbs={
            "key_rotated": _("Đổi khóa đối chiếu và khóa niêm phong"),
            "older_digests_forgotten": _("Bỏ những gì còn theo khóa cũ"),
            "restored": _("Khôi phục từ bản sao lưu"),
        },
        value_titles={
            "key": _("khóa mới"),
            "passes": _("thẻ tham dự"),
            "authenticators": _("ứng dụng xác thực"),
            "rosters": _("tệp danh sách"),
            "cards": _("số định danh"),
            "recovery_codes": _("mã dự phòng"),
            "made_at": _("bản sao lưu lúc"),
            "newest_change": _("thay đổi mới nhất trong bản sao lưu"),
            "erased_again": _("danh tính xóa lại"),
        },
    )
)
