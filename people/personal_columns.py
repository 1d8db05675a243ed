"""Registry of personal data: how each column about a person is handled, as the room that owns the table declares it.

Serializers and screens ask here, and the console shows it as the agency's register of processing. A room declares its tables in its
`personal_data.py`, which its AppConfig imports when it is ready; tests/privacy/test_personal_data.py refuses a column that leads to a
person and is declared by nobody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.audit.subjects import subject_of

Words = str | Promise  # a sentence for people, translated when it is shown


class Level(models.TextChoices):
    SENSITIVE = "sensitive", _("Nhạy cảm")
    BASIC = "basic", _("Cơ bản")
    NONE = "none", _("Không phải dữ liệu cá nhân")


ARTICLE: dict[str, Words] = {
    Level.SENSITIVE: _("NĐ 356/2025/NĐ-CP, Điều 4"),
    Level.BASIC: _("Luật 91/2025/QH15; NĐ 356/2025/NĐ-CP"),
    Level.NONE: "",
}


class Seen(models.TextChoices):
    """By which verb of accounts.roles a column is seen; nobody: it is compared or computed with, never shown."""

    VIEW = "view", _("Người có vai trò ở địa bàn")
    SEE_PERSONAL = "see_personal", _("Cán bộ tổ chức, chuyên viên tổng hợp, quản trị")
    CORRECT = "correct", _("Người được sửa điểm danh")
    ADMINISTER = "administer", pgettext_lazy("role", "Quản trị")
    NOBODY = "", _("Không ai: chỉ dùng để đối chiếu")


# Luật 91/2025/QH15 Đ19 k1 c (activity of a state agency) and k2 (procedures and safeguards); the agency has to confirm both grounds.
STATE, SAFEGUARD = (
    _("Đ19 k1 c Luật 91/2025/QH15: hoạt động của cơ quan nhà nước"),
    _("Đ19 k2 Luật 91/2025/QH15: biện pháp bảo vệ, giải trình"),
)
IDENTIFY, REPORT = _("Nhận ra đúng người, không ghi trùng"), _("Thống kê, báo cáo theo quy định")
CONTACT, ATTEND = _("Liên hệ, tự điểm danh ở cửa"), _("Đăng ký, điểm danh")
ACCOUNT, RUN = _("Giải trình: ai làm gì, khi nào, vì sao"), _("Vận hành")
AS_LONG_AS_NEEDED = _("5 năm từ lần tham gia cuối, rồi xóa")  # as accounting documents: Luật Kế toán 88/2015/QH13 Điều 41
FOR_TALLIES = _("Lâu dài cho số liệu, sau khi không còn gắn với danh tính")
FIVE_YEARS = _("5 năm")


@dataclass(frozen=True, slots=True)
class Handling:
    """The handling of one column: for what purpose, on what legal ground, who sees it, how long it is kept."""

    level: Level
    purpose: Words
    ground: Words
    seen_by: Seen
    retention: Words

    @property
    def article(self) -> Words:
        return ARTICLE[self.level]


@dataclass(frozen=True, slots=True)
class PersonalTable:
    """One table about persons: its title and the handling of each column by name."""

    model: type[models.Model]
    title: Words
    columns: Mapping[str, Handling]


def sensitive(
    purpose: Words, *, retention: Words = AS_LONG_AS_NEEDED, seen_by: Seen = Seen.SEE_PERSONAL, ground: Words = STATE
) -> Handling:
    return Handling(Level.SENSITIVE, purpose, ground, seen_by, retention)


def basic(purpose: Words, *, retention: Words = AS_LONG_AS_NEEDED, seen_by: Seen = Seen.VIEW, ground: Words = STATE) -> Handling:
    return Handling(Level.BASIC, purpose, ground, seen_by, retention)


def term_in_words(term: timedelta) -> Words:
    """Return how long something is kept, from the term by which it is removed: '30 ngày'."""
    return format_lazy(_("{days} ngày"), days=term.days)


def audit_columns(*names: str, seen_by: Seen = Seen.ADMINISTER) -> dict[str, Handling]:
    """Return the handling of columns that say who did something and when: about staff as much as about the person."""
    return dict.fromkeys(names, basic(ACCOUNT, seen_by=seen_by, retention=FIVE_YEARS, ground=SAFEGUARD))


def technical_columns(*names: str) -> dict[str, Handling]:
    """Return the handling of numbers, states and times that say nothing of a person once the other columns are gone."""
    return dict.fromkeys(names, Handling(Level.NONE, RUN, STATE, Seen.VIEW, FOR_TALLIES))


def participation_columns(*names: str) -> dict[str, Handling]:
    """Return the handling of columns that say what somebody was registered for and attended."""
    return dict.fromkeys(names, basic(ATTEND, retention=FOR_TALLIES))


_tables: dict[type[models.Model], PersonalTable] = {}
_column_titles: dict[str, Words] = {}


def register_columns(model: type[models.Model], title: Words, columns: Mapping[str, Handling]) -> None:
    """Declare a table about persons and all its columns. Raise ValueError for a table that is declared already."""
    if model in _tables:
        raise ValueError(f"{model._meta.label} is declared twice")
    _tables[model] = PersonalTable(model, title, columns)


def register_column_titles(titles: Mapping[str, Words]) -> None:
    """Give words to columns that have no verbose name, the same words wherever a column of that name stands.

    Raise ValueError for a name that has words already.
    """
    if repeated := _column_titles.keys() & titles.keys():
        raise ValueError(f"columns with two titles: {sorted(repeated)}")
    _column_titles.update(titles)


def tables() -> list[PersonalTable]:
    """Return every declared table, in the order in which rooms declared them: the lowest room first."""
    return list(_tables.values())


def table_of(model: type[models.Model]) -> PersonalTable:
    """Raise KeyError for a table that nobody declared."""
    return _tables[model]


def table_title(model: type[models.Model]) -> Words:
    """Return the title of a declared table; of another the name under which the audit trail knows it."""
    if model in _tables:
        return _tables[model].title
    try:
        return subject_of(model).title
    except KeyError:
        return str(model._meta.verbose_name)


def handling(model: type[models.Model], column: str) -> Handling:
    """Raise KeyError for a column that nobody declared."""
    return _tables[model].columns[column]


def shown_only_by(verb: Seen, model: type[models.Model], *, among: Iterable[str]) -> list[str]:
    """Return those of the fields `among` that need `verb` to be seen: a serializer leaves them empty for everybody else."""
    columns = _tables[model].columns
    return [name for name in among if name in columns and columns[name].seen_by == verb]


def title_of(field: Any) -> Words:
    """Return the column's verbose name where the model gives it one, else the registered words."""
    verbose_name = field.verbose_name
    return verbose_name if str(verbose_name) != field.name.replace("_", " ") else _column_titles.get(field.name, field.name)
