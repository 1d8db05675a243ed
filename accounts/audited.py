"""What of this room stands in the audit trail."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.subjects import Subject, register_subject
from accounts.models import Grant, User

register_subject(
    Subject(
        "user",
        User,
        _("Người dùng"),
        verbs={
            "added": _("Thêm người dùng"),
            "changed": _("Sửa người dùng"),
            "password_set": _("Đặt mật khẩu"),
            "disabled": _("Khóa tài khoản"),
            "enabled": _("Mở khóa tài khoản"),
            "signed_out": _("Đăng xuất khỏi mọi thiết bị"),
            "session_ended": _("Đăng xuất một trình duyệt"),
            "lockout_ended": _("Bỏ khóa vì nhập sai mật khẩu"),
            "second_factor_added": _("Thêm lớp xác thực thứ hai"),
            "second_factor_removed": _("Bỏ lớp xác thực thứ hai"),
            "second_factor_reset": _("Gỡ lớp xác thực thứ hai cho người bị mất"),
            "recovery_codes_made": _("Lấy mã dự phòng mới"),
            "recovery_code_used": _("Đăng nhập bằng mã dự phòng"),
            "signed_in": _("Đăng nhập"),
            "sign_in_failed": _("Đăng nhập sai mật khẩu"),
            "second_factor_failed": _("Nhập sai mã xác thực hoặc khóa truy cập"),
            "locked": _("Bị khóa vì nhập sai mật khẩu nhiều lần"),
        },
        skipped_columns=frozenset(
            {"password", "last_login", "session_generation", "must_change_password", "is_staff", "date_joined", "news_seen_on"}
        ),
        labels=("self",),
    )
)
register_subject(
    Subject(
        "grant",
        Grant,
        _("Vai trò"),
        verbs={"given": _("Cấp vai trò"), "revoked": _("Thu hồi vai trò")},
        skipped_columns=frozenset({"granted_at"}),
        unit="unit_id",
        labels=("user",),
    )
)
