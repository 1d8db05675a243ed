"""Personal data of this room: its columns, and the lists whose readers are logged."""

from django.utils.translation import gettext_lazy as _

from people.disclosures.lists import LoggedList, register_lists
from people.personal_columns import audit_columns, register_column_titles, register_columns, technical_columns
from people.personal_texts import register_texts
from privacy.models import DataRequest, Erasure

register_columns(
    DataRequest,
    _("Yêu cầu về dữ liệu cá nhân"),
    {
        **audit_columns("kind", "unit", "person", "name", "representative", "contact", "text", "way", "through_others"),
        **audit_columns("received_on", "received_by", "acknowledged_on", "extended_on", "extension_reason"),
        **audit_columns("outcome", "answered_on", "answered_by", "answer"),
        **technical_columns("id"),
    },
)
register_columns(
    Erasure,
    _("Việc xóa danh tính"),
    {**audit_columns("how", "person", "unit", "reason", "removed", "erased_by", "erased_at"), **technical_columns("id")},
)
register_texts(DataRequest, "name", "representative", is_label=True)
register_texts(DataRequest, "contact", "text", "extension_reason", "answer")
register_texts(Erasure, "reason")
register_column_titles(
    {
        "answered_by": _("Người trả lời"),
        "erased_at": _("Xóa lúc"),
        "erased_by": _("Người xóa"),
        "extended_on": _("Gia hạn ngày"),
        "how": _("Cách làm"),
        "received_by": _("Người nhận"),
        "removed": _("Đã xóa"),
    }
)
register_lists(
    LoggedList("person-data", _("Toàn bộ dữ liệu của một người")),
    LoggedList("data-requests", _("Yêu cầu về dữ liệu cá nhân")),
    LoggedList("disclosure-log", _("Nhật ký truy cập")),
    LoggedList("change-log", _("Lịch sử thay đổi")),
)
