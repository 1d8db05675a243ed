"""Personal data of this room: its columns, and the list of a team."""

from django.utils.translation import gettext_lazy as _

from contests.models import TeamMember
from people import disclosures
from people.disclosures import LoggedList
from people.personal_columns import participation_columns, register_column_titles, register_columns, technical_columns

register_columns(TeamMember, _("Thành viên đội thi"), {**participation_columns("team", "registration", "part"), **technical_columns("id")})
register_column_titles({"team": _("Đội")})
disclosures.register_lists(LoggedList("team-members", _("Danh sách đội thi")))
