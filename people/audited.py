"""What of this room stands in the audit trail."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.subjects import Subject, register_subject
from people.models import AgencyPeriod, Notice, Organisation, Person

register_subject(
    Subject(
        "person",
        Person,
        _("Hồ sơ"),
        verbs={
            "added": _("Thêm hồ sơ"),
            "corrected": _("Sửa hồ sơ"),
            "completed": _("Bổ sung hồ sơ từ danh sách"),
            "merged": _("Gộp hồ sơ khác vào"),
            "unmerged": _("Hoàn tác gộp hồ sơ"),
            "told_apart": _("Xác định là hai người"),
            "offered_again": _("Bỏ xác định là hai người"),
            "copied": _("Giao bản sao dữ liệu"),
            "erased": _("Xóa danh tính"),
            "card_forgotten": _("Bỏ số định danh còn theo khóa cũ"),
        },
        skipped_columns=frozenset({"folded", "sort_key", "national_id_last4", "created_at", "changed_at"}),
        valueless_columns=frozenset({"national_id_digest"}),
        person="pk",
        unit="unit_id",
        reason_seen_by="administer",
    )
)
register_subject(
    Subject(
        "organisation",
        Organisation,
        _("Đơn vị"),
        verbs={"added": _("Thêm đơn vị")},
        skipped_columns=frozenset({"folded"}),
        unit="unit_id",
        labels=("name",),
    )
)
register_subject(
    Subject(
        "agency_period",
        AgencyPeriod,
        _("Thời kỳ của cơ quan"),
        verbs={"added": _("Thêm thời kỳ"), "changed": _("Sửa thời kỳ"), "removed": _("Xóa thời kỳ")},
        labels=("self",),
    )
)
register_subject(
    Subject(
        "notice",
        Notice,
        _("Thông báo về dữ liệu cá nhân"),
        verbs={"published": _("Công bố")},
        skipped_columns=frozenset({"published_by", "published_at"}),
        labels=("self",),
    )
)
