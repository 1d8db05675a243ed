"""What of this room stands in the audit trail: what is done to a question of somebody else."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.subjects import Subject, register_subject
from finder.models import SavedFilter

register_subject(
    Subject(
        "saved_filter",
        SavedFilter,
        _("Câu hỏi đã lưu"),
        verbs={"unshared": _("Ngừng chia sẻ câu hỏi của người khác")},
        valueless_columns=frozenset({"name", "filters"}),
        unit="shared_in_id",
        labels=("user",),
    )
)
