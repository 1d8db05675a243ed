"""What of this room stands in the audit trail. A contest itself is an activity."""

from django.utils.translation import gettext_lazy as _

from accounts.audit.subjects import Subject, register_subject
from contests.models import (
    Ballot,
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

register_subject(
    Subject(
        "team",
        Team,
        _("Đội thi"),
        verbs={
            "added": _("Thêm đội"),
            "changed": _("Sửa đội"),
            "removed": _("Xóa đội"),
            "composition_accepted": _("Chấp nhận thành phần đội"),
        },
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
register_subject(
    Subject(
        "rule_set",
        RuleSet,
        _("Thể lệ hội thi"),
        verbs={"added": _("Soạn thể lệ"), "changed": _("Sửa thể lệ"), "locked": _("Khóa thể lệ"), "amended": _("Sửa đổi thể lệ đã khóa")},
        skipped_columns=frozenset({"created_by", "created_at", "locked_by"}),
        activity="contest_id",
        unit="contest.unit_id",
        labels=("self",),
    )
)
register_subject(
    Subject(
        "draw",
        Draw,
        _("Bốc thăm"),
        verbs={"drawn": _("Ghi kết quả bốc thăm")},
        skipped_columns=frozenset({"by", "at", "reason"}),
        activity="contest_id",
        unit="contest.unit_id",
        labels=("kind",),
    )
)
register_subject(
    Subject(
        "jury_seat",
        JurySeat,
        _("Giám khảo"),
        verbs={
            "added": _("Thêm giám khảo"),
            "replaced": _("Thay giám khảo"),
            "ended": _("Giám khảo thôi chấm"),
            "link_renewed": _("Cấp lại đường dẫn chấm điểm"),
            "opened": _("Mở đường dẫn chấm điểm"),
        },
        skipped_columns=frozenset({"token_digest", "pin_digest", "device_digest", "opened_at", "wrong_pins", "created_at"}),
        activity="contest_id",
        unit="contest.unit_id",
        labels=("name",),
    )
)
register_subject(
    Subject(
        "recusal",
        Recusal,
        _("Giám khảo không chấm đội"),
        verbs={"excused": _("Giám khảo không chấm đội")},
        skipped_columns=frozenset({"by", "at", "reason"}),
        activity="seat.contest_id",
        unit="seat.contest.unit_id",
        labels=("seat", "team"),
    )
)
register_subject(
    Subject(
        "performance",
        Performance,
        _("Lượt thi"),
        verbs={"changed": _("Ghi lượt thi")},
        activity="team.contest_id",
        unit="team.contest.unit_id",
        labels=("team", "round"),
    )
)
register_subject(
    Subject(
        "ballot",
        Ballot,
        _("Phiếu chấm"),
        verbs={"submitted": _("Nhận phiếu chấm"), "verified": _("Kiểm tra phiếu chấm"), "returned": _("Trả lại phiếu chấm")},
        skipped_columns=frozenset({"entered_by", "submitted_at", "decided_by", "decided_at", "return_reason"}),
        activity="performance.team.contest_id",
        unit="performance.team.contest.unit_id",
        labels=("performance", "seat", "version"),
    )
)
register_subject(
    Subject(
        "discrepancy_ruling",
        DiscrepancyRuling,
        _("Ý kiến về điểm lệch"),
        verbs={"settled": _("Trưởng ban giám khảo cho ý kiến về điểm lệch")},
        skipped_columns=frozenset({"by", "at", "note"}),
        activity="performance.team.contest_id",
        unit="performance.team.contest.unit_id",
        labels=("performance",),
    )
)
register_subject(
    Subject(
        "tie_resolution",
        TieResolution,
        _("Phân định đội bằng điểm"),
        verbs={"decided": _("Phân định đội bằng điểm")},
        skipped_columns=frozenset({"by", "at", "note"}),
        activity="contest_id",
        unit="contest.unit_id",
        labels=("method",),
    )
)
register_subject(
    Subject(
        "snapshot",
        Snapshot,
        _("Kết quả đã chốt"),
        verbs={"approved": _("Chốt kết quả"), "published": _("Công bố kết quả"), "reopened": _("Mở lại kết quả")},
        skipped_columns=frozenset(
            {"data", "approved_by", "approved_at", "published_by", "published_at", "reopened_by", "reopened_at", "reopen_reason"}
        ),
        activity="contest_id",
        unit="contest.unit_id",
        labels=("revision",),
    )
)
