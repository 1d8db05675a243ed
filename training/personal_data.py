"""Personal data of this room: its columns."""

from django.utils.translation import gettext_lazy as _

from people.personal_columns import FOR_TALLIES, REPORT, basic, register_column_titles, register_columns, technical_columns
from people.personal_texts import register_texts
from training.models import Speaker, Topic

register_columns(
    Speaker,  # written down by name, not as a person on record
    _("Báo cáo viên"),
    {
        "full_name": basic(REPORT, retention=FOR_TALLIES),
        "title": basic(REPORT, retention=FOR_TALLIES),
        **technical_columns("id", "session", "position"),
    },
)
register_texts(Speaker, "full_name", "title", activity="session", is_label=True)
register_texts(Topic, "title", activity="session", is_label=True)
register_column_titles({"position": _("Thứ tự"), "session": _("Lớp tập huấn")})
