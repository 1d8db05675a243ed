"""What of this room stands in the audit trail. Scans are evidence of their own and have no second line."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.subjects import Subject, register_subject
from attendance.models import Attendance, Device, Excuse, Headcount, Registration, Resolution

register_subject(
    Subject(
        "registration",
        Registration,
        _("Đăng ký"),
        verbs={
            "registered": _("Đăng ký"),
            "registered_on_the_spot": _("Đăng ký tại chỗ"),
            "reinstated": _("Đăng ký lại người đã rút"),
            "withdrawn": _("Rút đăng ký"),
            "role_changed": _("Đổi vai trò, đối tượng"),
            "pass_replaced": _("Đổi thẻ mới"),
        },
        skipped_columns=frozenset(
            {"withdrawals", "code", "code_digest", "short_code", "changed_at", "registered_at", "walk_in_id", "registered_by"}
        ),
        activity="activity_id",
        person="person_id",
        unit="activity.unit_id",
    )
)
register_subject(
    Subject(
        "attendance",
        Attendance,
        _("Điểm danh"),
        verbs={
            "annulled": _("Hủy điểm danh"),
            "restored": _("Khôi phục điểm danh"),
            "arrival_changed": _("Đổi giờ đến"),
        },
        activity="sitting.activity_id",
        person="registration.person_id",
        unit="sitting.activity.unit_id",
        labels=("sitting",),
        reason_seen_by="correct",
    )
)
register_subject(
    Subject(
        "excuse",
        Excuse,
        _("Vắng có phép"),
        verbs={"excused": _("Ghi vắng có phép"), "removed": _("Hủy ghi phép")},
        skipped_columns=frozenset({"excused_by", "excused_at"}),
        activity="sitting.activity_id",
        person="registration.person_id",
        unit="sitting.activity.unit_id",
        labels=("sitting",),
        reason_seen_by="correct",
    )
)
register_subject(
    Subject(
        "headcount",
        Headcount,
        _("Số người đếm được"),
        verbs={"counted": _("Nhập số người đếm được"), "removed": _("Bỏ số đếm")},
        skipped_columns=frozenset({"counted_by", "counted_at", "shares_are_missing"}),
        activity="sitting.activity_id",
        unit="sitting.activity.unit_id",
        labels=("category", "sitting"),
    )
)
register_subject(
    Subject(
        "inbox-decision",
        Resolution,
        _("Quyết định ở lượt quét chờ xử lý"),
        verbs={"decided": _("Quyết định về lượt quét chờ"), "taken_back": _("Hoàn tác quyết định")},
        skipped_columns=frozenset({"resolved_by", "resolved_at", "reason"}),
        activity="scan.activity_id",
        person="registration.person_id",
        unit="scan.activity.unit_id",
        reason_seen_by="correct",
    )
)
register_subject(
    Subject(
        "device",
        Device,
        _("Máy quét"),
        verbs={
            "invited": _("Thêm máy quét"),
            "code_renewed": _("Lấy mã ghép khác"),
            "paired": _("Ghép máy quét"),
            "renamed": _("Đổi tên máy quét"),
            "revoked": _("Thu hồi máy quét"),
            "scans_dismissed": _("Bỏ qua mọi lượt quét của máy"),
        },
        skipped_columns=frozenset(
            {
                "pairing_digest", "pairing_expires_at", "token_digest", "last_seen_at", "clock_offset", "waiting", "invited_by",
                "revoked_by", "inviter_generation", "unknown_scans", "unknown_since",
            }
        ),
        activity="activity_id",
        unit="activity.unit_id",
        labels=("name",),
        reason_seen_by="correct",
    )
)  # fmt: skip
