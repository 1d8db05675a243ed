"""Personal data of this room: summaries by person, its lists, and texts in which a person can be named."""

from django.utils.translation import gettext_lazy as _

from exports.models import ActivityRoll, ExportJob, ExportSchedule, OfficeForm
from people.disclosures.lists import LoggedList, register_lists
from people.personal_columns import FOR_TALLIES, REPORT, Seen, basic, register_columns, sensitive
from people.personal_texts import register_texts

register_columns(
    ActivityRoll,
    _("Lượt tham gia, tổng hợp sẵn cho báo cáo"),
    {
        "activity_id": basic(REPORT, seen_by=Seen.NOBODY, retention=FOR_TALLIES),
        "records": sensitive(REPORT, seen_by=Seen.NOBODY, retention=FOR_TALLIES),
    },
)
register_texts(ExportJob, "filters", "described", "name", is_label=True)
register_texts(ExportSchedule, "filters", "described", is_label=True)
register_texts(OfficeForm, "title", "file_name", is_label=True)
register_lists(
    LoggedList("contest-minutes", _("Biên bản hội thi"), rows_are_people=False, names_only_its_activity=True),
    LoggedList("contest-prizes", _("Danh sách đội đạt giải"), rows_are_people=False, names_only_its_activity=True),
    LoggedList("contest-scores", _("Bảng điểm hội thi"), rows_are_people=False, names_only_its_activity=True),
)
