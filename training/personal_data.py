"""Personal data of this room: its columns."""

from django.utils.translation import gettext_lazy as _

from people.personal_columns import FOR_TALLIES, REPORT, basic, register_column_titles, register_columns, technical_columns
from training.models import Speaker

register_columns(
    Speaker,  # written down by name, not as a person on record
    _("Báo cáo viên"),
    {
        "full_name": basic(REPORT, retention=FOR_TALLIES),
        "title": basic(REPORT, retention=FOR_TALLIES),
        **technical_columns("id", "session", "position"),
    },
)
register_column_titles({"position": _("Thứ tự"), "session": _("Lớp tập huấn")})
