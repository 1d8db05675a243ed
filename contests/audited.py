"""What of this room stands in the audit trail. A contest itself is an activity."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.subjects import Subject, register_subject
from contests.models import Result, Team, TeamMember

register_subject(
    Subject(
        "team",
        Team,
        _("Đội thi"),
        verbs={"added": _("Thêm đội"), "changed": _("Sửa đội"), "removed": _("Xóa đội")},
        activity="contest_id",
        unit="contest.unit_id",
        labels=("name",),
    )
)
register_subject(
    Subject(
        "team_member",
        TeamMember,
        _("Thành viên đội thi"),
        verbs={"added": _("Vào đội"), "part_changed": _("Đổi vai trong đội"), "removed": _("Ra khỏi đội")},
        activity="team.contest_id",
        person="registration.person_id",
        unit="team.contest.unit_id",
        labels=("team",),
    )
)
register_subject(
    Subject(
        "result",
        Result,
        _("Kết quả hội thi"),
        verbs={"given": _("Nhập kết quả"), "removed": _("Bỏ kết quả")},
        activity="team.contest_id",
        unit="team.contest.unit_id",
        labels=("team",),
    )
)
