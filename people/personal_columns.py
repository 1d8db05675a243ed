"""Each column about a person: how sensitive it is, what for and on what ground it is kept, who sees it, and how long.

The one place where that is said: serializers and screens ask here, the console shows it as the agency's register of processing, and
tests/privacy/test_personal_data.py refuses a column of a table about persons that is not here. Tables of rooms above are named by label.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(models.TextChoices):
    SENSITIVE = "sensitive", _("Nhạy cảm")
    BASIC = "basic", _("Cơ bản")
    NONE = "none", _("Không phải dữ liệu cá nhân")


ARTICLE: dict[str, Any] = {
    Level.SENSITIVE: _("NĐ 356/2025/NĐ-CP, Điều 4"),  # ethnic group: [S] domain.md 6
    Level.BASIC: _("Luật 91/2025/QH15; NĐ 356/2025/NĐ-CP"),
    Level.NONE: "",
}


class Seen(models.TextChoices):
    """By which verb of accounts.roles; nobody: it is compared or computed with, never shown."""

    VIEW = "view", _("Người có vai trò ở địa bàn")
    SEE_PERSONAL = "see_personal", _("Cán bộ tổ chức, chuyên viên tổng hợp, quản trị")
    CORRECT = "correct", _("Người được sửa điểm danh")
    ADMINISTER = "administer", pgettext_lazy("role", "Quản trị")
    NOBODY = "", _("Không ai: chỉ dùng để đối chiếu")


# Luật 91/2025/QH15 Đ19 k1 c (state agency's activity) and k2 (procedures and safeguards): [S2], to be checked by the agency.
STATE, SAFEGUARD = (
    _("Đ19 k1 c Luật 91/2025/QH15: hoạt động của cơ quan nhà nước"),
    _("Đ19 k2 Luật 91/2025/QH15: biện pháp bảo vệ, giải trình"),
)
IDENTIFY, REPORT = _("Nhận ra đúng người, không ghi trùng"), _("Thống kê, báo cáo theo quy định")
CONTACT, ATTEND = _("Liên hệ, tự điểm danh ở cửa"), _("Đăng ký, điểm danh")
ACCOUNT, RUN = _("Giải trình: ai làm gì, khi nào, vì sao"), _("Vận hành")
# Accounting vouchers, 5 years [G]: domain.md 6. How it is done: privacy.retention.rules.
AS_LONG_AS_NEEDED = _("5 năm từ lần tham gia cuối, rồi xóa")
FOR_TALLIES = _("Lâu dài cho số liệu, sau khi không còn gắn với danh tính")
FIVE_YEARS, THIRTY_DAYS, A_DAY = _("5 năm"), _("30 ngày"), _("1 ngày")


@dataclass(frozen=True, slots=True)
class Handling:
    level: Level
    purpose: Any
    ground: Any
    seen: Seen
    kept: Any

    @property
    def article(self) -> Any:
        return ARTICLE[self.level]


def _sensitive(purpose: Any, *, kept: Any = AS_LONG_AS_NEEDED, seen: Seen = Seen.SEE_PERSONAL, ground: Any = STATE) -> Handling:
    return Handling(Level.SENSITIVE, purpose, ground, seen, kept)


def _basic(purpose: Any, *, seen: Seen = Seen.VIEW, kept: Any = AS_LONG_AS_NEEDED, ground: Any = STATE) -> Handling:
    return Handling(Level.BASIC, purpose, ground, seen, kept)


def _log(*names: str, seen: Seen = Seen.ADMINISTER) -> dict[str, Handling]:
    """What says who did it and when: about staff as much as about the person."""
    return dict.fromkeys(names, _basic(ACCOUNT, seen=seen, kept=FIVE_YEARS, ground=SAFEGUARD))


def _working(*names: str) -> dict[str, Handling]:
    """Numbers, states and times that say nothing of a person once the rest is gone."""
    return dict.fromkeys(names, Handling(Level.NONE, RUN, STATE, Seen.VIEW, FOR_TALLIES))


def _attending(*names: str) -> dict[str, Handling]:
    return dict.fromkeys(names, _basic(ATTEND, kept=FOR_TALLIES))


FIELDS: dict[str, dict[str, Handling]] = {
    "people.Person": {
        "full_name": _basic(IDENTIFY),
        "folded": _basic(IDENTIFY, seen=Seen.NOBODY),
        "sort_key": _basic(IDENTIFY, seen=Seen.NOBODY),
        "gender": _basic(REPORT, kept=FOR_TALLIES),
        "birth_year": _basic(IDENTIFY),
        "birth_date": _basic(IDENTIFY, seen=Seen.SEE_PERSONAL),
        "ethnic_group": _sensitive(REPORT, kept=FOR_TALLIES),
        "ethnicity_note": _sensitive(REPORT),
        "phone": _basic(CONTACT, seen=Seen.SEE_PERSONAL),
        "unit": _basic(REPORT, kept=FOR_TALLIES),
        "organisation": _basic(REPORT),
        "position": _basic(REPORT),
        "national_id_digest": _basic(IDENTIFY, seen=Seen.NOBODY),
        "national_id_last4": _basic(IDENTIFY, seen=Seen.SEE_PERSONAL),
        "national_id_mark": _basic(IDENTIFY, seen=Seen.NOBODY),
        **_working("id", "created_at", "changed_at", "anonymised_at"),
    },
    "people.Disclosure": {
        **_log("what", "way", "about", "filters", "unit", "person", "people", "sensitive", "user", "at"),
        **_working("id"),
    },
    "attendance.Registration": {
        **_attending("activity", "person", "role", "category", "status", "is_walk_in", "registered_at"),
        "code": _basic(ATTEND, seen=Seen.VIEW),
        "code_digest": _basic(ATTEND, seen=Seen.NOBODY),
        "short_code": _basic(ATTEND),
        "walk_in_id": _basic(ATTEND, seen=Seen.NOBODY),
        **_log("registered_by", "notice"),
        **_working("id", "changed_at"),
    },
    "attendance.Attendance": {
        **_attending("registration", "sitting", "arrived_at", "method"),
        **_log("annulled_at", "annulled_by", "annul_reason", seen=Seen.CORRECT),
        **_working("id", "arrival_scan", "recorded_by_scan"),
    },
    "attendance.Annulment": {
        **_attending("attendance", "arrived_at"),
        **_log("reason", "annulled_at", "annulled_by", "undone_at", "undone_by", seen=Seen.CORRECT),
        **_working("id"),
    },
    "attendance.Scan": {
        **_attending("method", "device_at", "scanned_at", "received_at", "activity", "sitting", "registration", "attendance", "outcome"),
        "read": _basic(ATTEND, kept=THIRTY_DAYS),
        **_log("user", "device", "voided_by", seen=Seen.CORRECT),
        **_working("id", "content"),
    },
    "attendance.Resolution": {
        **_log(
            "scan",
            "action",
            "made_scan",
            "stood_again",
            "reason",
            "resolved_by",
            "resolved_at",
            "undone_by",
            "undone_at",
            seen=Seen.CORRECT,
        ),
        **_working("id"),
    },
    "attendance.Excuse": {
        **_attending("registration", "sitting"),
        "reason": _sensitive(ATTEND, seen=Seen.CORRECT),  # an illness often stands here
        **_log("excused_by", "excused_at", seen=Seen.VIEW),
        **_working("id"),
    },
    "contests.TeamMember": {**_attending("team", "registration", "part"), **_working("id")},
    "imports.RosterRow": {
        "data": _sensitive(ATTEND, kept=THIRTY_DAYS),  # as the file has it, with the ethnic group
        "candidates": _basic(IDENTIFY, seen=Seen.SEE_PERSONAL, kept=THIRTY_DAYS),
        "problems": _basic(IDENTIFY, seen=Seen.SEE_PERSONAL, kept=THIRTY_DAYS),
        **_attending("roster", "person", "registration"),
        **_working("id", "position", "sheet", "number", "action", "is_excluded", "why", "duplicate_of", "is_registered"),
    },
    "registry.Merge": {
        "moved": _sensitive(IDENTIFY, seen=Seen.NOBODY),  # the record that went, so that it can come back
        **_log("kept", "gone", "merged_by", "merged_at", "undone_by", "undone_at", seen=Seen.SEE_PERSONAL),
        **_working("id"),
    },
    "registry.NotTheSame": {**_log("first", "second", "decided_by", "decided_at", seen=Seen.SEE_PERSONAL), **_working("id")},
    "privacy.DataRequest": {
        **_log(
            "kind", "unit", "person", "name", "representative", "contact", "text", "way", "through_others", "received_on", "received_by"
        ),
        **_log("acknowledged_on", "extended_on", "extension_reason", "outcome", "answered_on", "answered_by", "answer"),
        **_working("id"),
    },
    "privacy.Erasure": {**_log("how", "person", "unit", "reason", "removed", "erased_by", "erased_at"), **_working("id")},
}
# Tables that name persons without a foreign key, or phones.
BESIDES: dict[str, dict[str, Handling]] = {
    "attendance.PaperList": {**_attending("sitting", "registrations"), **_log("made_by", "made_at", seen=Seen.VIEW), **_working("id")},
    "imports.RosterImport": {
        "original": _sensitive(ATTEND, kept=THIRTY_DAYS),  # the file as it came, sealed
        "grid": _sensitive(ATTEND, seen=Seen.NOBODY, kept=THIRTY_DAYS),
        "choices": _basic(IDENTIFY, seen=Seen.SEE_PERSONAL, kept=THIRTY_DAYS),
        **_log("file_name", "uploaded_by", "uploaded_at", "committed_by", "committed_at", seen=Seen.VIEW),
        **_working("id", "activity", "file_digest", "size", "state", "refusal", "summary", "progress", "working_since", "result"),
    },
    "training.Speaker": {
        "full_name": _basic(REPORT, kept=FOR_TALLIES),
        "title": _basic(REPORT, kept=FOR_TALLIES),
        **_working("id", "session", "position"),
    },
    "attendance.DoorTry": {
        "device": _basic(ATTEND, seen=Seen.NOBODY, kept=A_DAY, ground=SAFEGUARD),
        **_working("id", "sitting", "at"),
    },
}


def handling(model: str, field: str) -> Handling:
    """Raises KeyError for a column that nobody has thought about."""
    return (FIELDS.get(model) or BESIDES[model])[field]


def shown_only_by(verb: Seen, *, model: str = "people.Person", among: Iterable[str]) -> list[str]:
    """Which of the fields `among` need more than to see the list: a serializer leaves them empty for the others."""
    return [name for name in among if name in FIELDS[model] and FIELDS[model][name].seen == verb]


def everything() -> Iterator[tuple[str, str, Handling]]:
    for model, fields in (FIELDS | BESIDES).items():
        for name, one in fields.items():
            yield model, name, one


SENSITIVE_NAMES = frozenset(name for _model, name, one in everything() if one.level == Level.SENSITIVE and name != "reason")
