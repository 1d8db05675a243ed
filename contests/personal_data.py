"""Personal data of this room: its columns, and the list of a team."""

from django.utils.translation import gettext_lazy as _

from contests.models import (
    Ballot,
    Contest,
    DiscrepancyRuling,
    Draw,
    JurySeat,
    Performance,
    Recusal,
    Result,
    RuleSet,
    Snapshot,
    Team,
    TeamMember,
    TieResolution,
)
from people.disclosures.lists import LoggedList, register_lists
from people.personal_columns import (
    Seen,
    audit_columns,
    basic,
    participation_columns,
    register_column_titles,
    register_columns,
    technical_columns,
)
from people.personal_texts import register_texts

register_columns(TeamMember, _("Thành viên đội thi"), {**participation_columns("team", "registration", "part"), **technical_columns("id")})
register_columns(
    JurySeat,
    _("Giám khảo"),
    {
        **dict.fromkeys(("name", "person"), basic(_("Chấm thi, ký biên bản"), seen_by=Seen.VIEW)),
        **dict.fromkeys(("token_digest", "pin_digest", "device_digest"), basic(_("Mở trang chấm điểm"), seen_by=Seen.NOBODY)),
        **technical_columns("id", "contest", "is_head", "is_shadow", "replaces", "wrong_pins"),
        **audit_columns("opened_at", "created_at", "ended_at", seen_by=Seen.VIEW),
    },
)
register_texts(Contest, "theme", "rounds", activity="pk", is_label=True)
register_texts(Team, "composition_reason", activity="contest")
register_texts(Team, "name", "represents", activity="contest", is_label=True)
register_texts(Result, "title", activity="team__contest", is_label=True)
MARKED = _("Chấm thi, ký biên bản")
register_columns(
    Recusal,
    _("Giám khảo không chấm đội"),
    {
        **dict.fromkeys(("seat", "reason"), basic(MARKED)),
        **technical_columns("id", "team"),
        **audit_columns("by", "at", seen_by=Seen.VIEW),
    },
)
register_columns(
    Ballot,
    _("Phiếu chấm"),
    {
        **dict.fromkeys(("seat", "points", "return_reason"), basic(MARKED)),
        **technical_columns("id", "performance", "version", "source", "status"),
        **audit_columns("entered_by", "submitted_at", "decided_by", "decided_at", seen_by=Seen.VIEW),
    },
)
register_texts(RuleSet, "data", "number", "reason", activity="contest", is_label=True)
register_texts(Draw, "witnessed_by", "reason", activity="contest")
register_texts(Recusal, "reason", activity="seat__contest")
register_texts(Performance, "package", activity="team__contest", is_label=True)
register_texts(Performance, "reason", activity="team__contest")
register_texts(Ballot, "return_reason", activity="performance__team__contest")
register_texts(DiscrepancyRuling, "note", activity="performance__team__contest")
register_texts(TieResolution, "note", activity="contest")
register_texts(Snapshot, "data", "reopen_reason", activity="contest", is_label=True)
register_texts(JurySeat, "name", activity="contest", is_label=True)
register_column_titles(
    {
        "team": _("Đội"),
        "contest": _("Hội thi"),
        "seat": _("Giám khảo"),
        "performance": _("Lượt thi"),
        "replaces": _("Thay ai"),
        "ballots": _("Các phiếu chấm"),
        "rule_set": _("Thể lệ"),
        "started_at": _("Bắt đầu tính giờ"),
        "pin_digest": _("Mã PIN đã mã hóa"),
        "device_digest": _("Máy chấm điểm"),
        "opened_at": _("Mở lúc"),
        "wrong_pins": _("Số lần nhập sai mã PIN"),
        "entered_by": _("Người nhập"),
        "by": _("Người ghi"),
        "token_digest": _("Đường dẫn đã mã hóa"),
    }
)
register_lists(
    LoggedList("team-members", _("Danh sách đội thi")),
    LoggedList(
        "member-offers",
        _("Người có sẵn để chọn vào đội thi"),
        addresses=("contests/teams/<int:pk>/members/", "contests/teams/<int:pk>/known-people/"),
    ),
)
