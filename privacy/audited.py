"""What of this room stands in the audit trail. That somebody's identity was erased is a line about the person."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.subjects import Subject, register_subject
from privacy.models import DataRequest, Night
from privacy.retention.rules import RULES

register_subject(
    Subject(
        "data_request",
        DataRequest,
        _("Yêu cầu về dữ liệu"),
        verbs={
            "received": _("Nhận yêu cầu"),
            "attached": _("Gắn với hồ sơ"),
            "acknowledged": _("Xác nhận đã nhận"),
            "extended": _("Gia hạn"),
            "answered": _("Trả lời yêu cầu"),
        },
        skipped_columns=frozenset({"received_by", "answered_by"}),
        person="person_id",
        unit="unit_id",
        reason_seen_by="administer",
    )
)
register_subject(
    Subject(
        "night",
        Night,
        _("Xóa theo thời hạn lưu"),
        verbs={"swept": _("Xóa dữ liệu hết thời hạn")},
        value_titles={rule.name: rule.title for rule in RULES},
    )
)
