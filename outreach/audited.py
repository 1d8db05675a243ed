"""What of this room stands in the audit trail."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.subjects import Subject, register_subject
from outreach.models import Attachment, Channel, OutreachItem

register_subject(
    Subject(
        "outreach_channel",
        Channel,
        _("Hình thức tuyên truyền"),
        verbs={"added": _("Thêm hình thức"), "changed": _("Sửa hình thức"), "removed": _("Xóa hình thức")},
        labels=("self",),
    )
)
register_subject(
    Subject(
        "outreach_item",
        OutreachItem,
        _("Mục tuyên truyền"),
        verbs={"recorded": _("Ghi mục tuyên truyền"), "revised": _("Sửa mục tuyên truyền"), "removed": _("Xóa mục tuyên truyền")},
        skipped_columns=frozenset({"folded", "folded_title", "created_at", "changed_at", "created_by"}),
        unit="unit_id",
        labels=("self",),
    )
)
register_subject(
    Subject(
        "outreach_attachment",
        Attachment,
        _("Tệp đính kèm"),
        verbs={"attached": _("Đính kèm tệp"), "removed": _("Xóa tệp đính kèm")},
        valueless_columns=frozenset({"file"}),
        unit="item.unit_id",
        labels=("self",),
    )
)
