"""What of this room stands in the audit trail."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.subjects import Subject, register_subject
from exports.models import DocumentSigner, ExportJob, ExportSchedule, OfficeForm

register_subject(
    Subject("document_signer", DocumentSigner, _("Người ký văn bản"), verbs={"set": _("Nhập người ký")}, labels=("user",)),
)
NOTED_BY_WORKERS = {"task_id", "attempt", "heartbeat", "progress", "rows", "error", "started_at", "finished_at", "expires_at"}
ABOUT_THE_FILE = {"name", "size", "digest", "people", "sensitive", "described", "rights_in", "unit"}
register_subject(
    Subject(
        "export",
        ExportJob,
        _("Tệp xuất không phải chờ"),
        verbs={"requested": _("Yêu cầu xuất tệp"), "cancelled": _("Dừng xuất tệp")},
        skipped_columns=frozenset(NOTED_BY_WORKERS | ABOUT_THE_FILE | {"created_at", "owner"}),
        labels=("owner", "self"),
    ),
)
register_subject(
    Subject(
        "export_schedule",
        ExportSchedule,
        _("Lịch xuất báo cáo"),
        verbs={"scheduled": _("Đặt lịch xuất"), "changed": _("Sửa lịch xuất"), "removed": _("Xóa lịch xuất")},
        skipped_columns=frozenset({"described", "next_on", "created_at", "owner"}),
        labels=("owner", "self"),
    ),
)
register_subject(
    Subject(
        "office_form",
        OfficeForm,
        _("Biểu mẫu thống kê"),
        verbs={"taken_in": _("Tải biểu mẫu lên"), "withdrawn": _("Ngừng dùng biểu mẫu")},
        skipped_columns=frozenset({"uploaded_at", "uploaded_by"}),
        valueless_columns=frozenset({"content"}),
        labels=("self",),
    ),
)
