"""Personal data of this room: its columns, and the list of a team."""

from django.utils.translation import gettext_lazy as _

from contests.models import Contest, Result, Team, TeamMember
from people.disclosures.lists import LoggedList, register_lists
from people.personal_columns import participation_columns, register_column_titles, register_columns, technical_columns
from people.personal_texts import register_texts

register_columns(TeamMember, _("Thành viên đội thi"), {**participation_columns("team", "registration", "part"), **technical_columns("id")})
register_texts(Contest, "theme", "rounds", activity="pk", is_label=True)
register_texts(Team, "name", "represents", activity="contest", is_label=True)
register_texts(Result, "title", activity="team__contest", is_label=True)
register_column_titles({"team": _("Đội")})
register_lists(
    LoggedList("team-members", _("Danh sách đội thi")),
    LoggedList(
        "member-offers",
        _("Người có sẵn để chọn vào đội thi"),
        addresses=("contests/teams/<int:pk>/members/", "contests/teams/<int:pk>/known-people/"),
    ),
)
