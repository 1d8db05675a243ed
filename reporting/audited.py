"""What of this room stands in the audit trail."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.subjects import Subject, register_subject
from reporting.models import ReportAddress, ReportSection, ReportTemplate, YearlyReport

DERIVED = ("composed_text", "composed_figures", "figures")  # follow from the records, or from the text

register_subject(
    Subject(
        "yearly_report",
        YearlyReport,
        _("Báo cáo"),
        verbs={
            "created": _("Lập báo cáo"),
            "composed": _("Soạn lại báo cáo từ số liệu"),
            "submitted": _("Gửi rà soát"),
            "sent_back": _("Trả lại với ý kiến"),
            "reviewed": _("Rà soát xong"),
            "reopened": _("Bỏ rà soát vì nội dung đã sửa"),
            "issued": _("Ban hành báo cáo"),
            "redacted": _("Bỏ tên một người khỏi tệp đã ban hành"),
            "removed": _("Xóa dự thảo báo cáo"),
        },
        skipped_columns=frozenset({"created_at", "created_by"}),
        unit="unit_id",
        labels=("self",),
    )
)
register_subject(
    Subject(
        "report_section",
        ReportSection,
        _("Phần của báo cáo"),
        verbs={"written": _("Sửa nội dung báo cáo")},
        skipped_columns=frozenset({"report", "key", "order", "level", "changed_by", "changed_at", *DERIVED}),
        unit="report.unit_id",
        labels=("self",),
    )
)
register_subject(
    Subject(
        "report_address",
        ReportAddress,
        _("Nơi nhận, căn cứ của báo cáo"),
        verbs={"added": _("Thêm nơi nhận, căn cứ"), "changed": _("Sửa nơi nhận, căn cứ"), "removed": _("Xóa nơi nhận, căn cứ")},
        labels=("self",),
    )
)
register_subject(
    Subject(
        "report_template",
        ReportTemplate,
        _("Mẫu báo cáo"),
        verbs={"taken_in": _("Tải mẫu báo cáo lên"), "withdrawn": _("Ngừng dùng mẫu báo cáo")},
        skipped_columns=frozenset({"uploaded_at", "uploaded_by"}),
        valueless_columns=frozenset({"file"}),
        labels=("self",),
    )
)
