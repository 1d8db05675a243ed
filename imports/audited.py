"""What of this room stands in the audit trail. Persons and registrations that a roster writes have lines of their own."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.subjects import Subject, register_subject
from imports.models import RosterImport, YearImport

register_subject(
    Subject(
        "roster",
        RosterImport,
        _("Danh sách nhập từ tệp"),
        verbs={
            "received": _("Tải tệp lên"),
            "read": _("Đọc tệp, lập bản xem trước"),
            "refused": _("Không đọc được tệp"),
            "chosen": _("Sửa bản xem trước"),
            "committed": _("Ghi nhận danh sách"),
            "discarded": _("Bỏ danh sách"),
        },
        skipped_columns=frozenset(
            {"original", "grid", "choices", "summary", "progress", "working_since", "uploaded_by", "uploaded_at", "committed_by"}
        ),
        activity="activity_id",
        unit="activity.unit_id",
        labels=("file_name",),
        value_titles={
            "registered": _("người mới"),
            "matched": _("người đã có hồ sơ"),
            "skipped": _("dòng không nhập"),
            "already": _("đã có trong danh sách"),
            "duplicates": _("dòng trùng"),
            "errors": _("dòng lỗi"),
            "excluded": _("dòng bỏ qua"),
        },
    )
)
register_subject(
    Subject(
        "year-import",
        YearImport,
        _("Kế hoạch, số liệu năm nhập từ tệp"),
        verbs={
            "received": _("Tải tệp lên"),
            "chosen": _("Sửa bản xem trước"),
            "committed": _("Ghi nhận kế hoạch, số liệu năm"),
            "discarded": _("Bỏ tệp"),
            "reverted": _("Hoàn tác những gì đã ghi từ tệp"),
        },
        skipped_columns=frozenset({"grid", "choices", "uploaded_by", "uploaded_at", "committed_by"}),
        unit="unit_id",
        labels=("file_name",),
        value_titles={
            "recorded": _("hoạt động đã tổ chức"),
            "drafts": _("hoạt động nháp"),
            "set_targets": _("chỉ tiêu"),
            "known": _("dòng đã có"),
            "skipped": _("dòng không nhập"),
            "people": _("lượt người"),
            "activities": _("các hoạt động"),
            "targets": _("các chỉ tiêu"),
        },
    )
)
