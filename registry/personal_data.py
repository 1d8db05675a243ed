"""Personal data of this room: its columns, and the lists whose readers are logged."""

from django.utils.translation import gettext_lazy as _

from people.disclosures.lists import LoggedList, register_lists
from people.personal_columns import IDENTIFY, Seen, audit_columns, register_column_titles, register_columns, sensitive, technical_columns
from people.personal_texts import register_texts
from registry.models import Merge

register_columns(
    Merge,
    _("Gộp hồ sơ"),
    {
        "moved": sensitive(IDENTIFY, seen_by=Seen.NOBODY),  # the record that was merged away, so that it can come back
        **audit_columns("kept", "gone", "merged_by", "merged_at", "undone_by", "undone_at", seen_by=Seen.SEE_PERSONAL),
        **technical_columns("id"),
    },
)
register_texts(Merge, "moved", is_reviewed=False)
register_column_titles(
    {
        "gone": _("Hồ sơ đã gộp"),
        "kept": _("Hồ sơ giữ lại"),
        "merged_at": _("Gộp lúc"),
        "merged_by": _("Người gộp"),
        "moved": _("Nội dung hồ sơ đã gộp"),
    }
)
register_lists(
    LoggedList("person-list", _("Danh sách người tham gia")),
    LoggedList("likely-duplicates", _("Hồ sơ có thể trùng"), addresses=("people/<int:pk>/",)),
    LoggedList(
        "merge",
        _("Gộp hồ sơ, hoàn tác"),
        addresses=("people/merges/<int:pk>/undo/", "merges/<int:pk>/undo/", "persons/<int:pk>/merge/"),
    ),
)
