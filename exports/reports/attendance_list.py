"""Report attendance-list: one row per attendance, any number of them."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from activities.models import Activity
from activities.schedule.halfdays import strip_day
from attendance.models import Attendance, Method, Registration
from exports.counting.scope import ScopeForm
from exports.reports.catalogue import Report, register
from exports.signers.letterhead import letterhead_on
from exports.table import Column, Kind, Table, capitalised
from people.disclosures.lists import LoggedList
from people.models import Person
from places.models import Unit

ROWS_PER_CHUNK = 2000
COLUMNS: list[tuple[str, Any, Kind, int]] = [
    ("full_name", gettext_lazy("Họ và tên"), "text", 25),
    ("gender", gettext_lazy("Giới tính"), "text", 6),
    ("birth_year", gettext_lazy("Năm sinh"), "year", 7),
    ("ethnic_group", gettext_lazy("Dân tộc"), "text", 10),
    ("residence", gettext_lazy("Nơi cư trú"), "text", 20),
    ("role", gettext_lazy("Vai trò"), "text", 12),
    ("date", gettext_lazy("Ngày"), "date", 11),
    ("sitting", gettext_lazy("Buổi"), "text", 7),
    ("activity", gettext_lazy("Hoạt động"), "text", 40),
    ("kind", gettext_lazy("Loại"), "text", 13),
    ("place", gettext_lazy("Địa bàn"), "text", 20),
    ("arrived_at", gettext_lazy("Giờ đến"), "datetime", 16),
    ("method", gettext_lazy("Cách điểm danh"), "text", 14),
    ("note", gettext_lazy("Ghi chú"), "text", 9),
]
FIELDS = (
    "sitting__starts_at", "sitting__label", "sitting__activity__title", "sitting__activity__kind", "sitting__activity__unit__kind",
    "sitting__activity__unit__name", "registration__person__full_name", "registration__person__gender", "registration__person__birth_year",
    "registration__person__ethnic_group__name", "registration__person__unit__kind", "registration__person__unit__name",
    "registration__role", "arrived_at", "method", "registration__is_walk_in",
)  # fmt: skip
ORDER = ("sitting__activity__starts_on", "sitting__activity", "sitting__starts_at", "arrived_at", "pk")


class AttendanceRows:
    """The rows, read as they are asked for; their number without reading them."""

    def __init__(self, attendances: QuerySet[Attendance]) -> None:
        self.attendances = attendances

    def __len__(self) -> int:
        return self.attendances.count()

    def __iter__(self) -> Iterator[list[Any]]:
        kinds, roles, methods, genders = (
            {value: str(label) for value, label in choices.choices} for choices in (Activity.Kind, Registration.Role, Method, Person.Gender)
        )
        rows = self.attendances.order_by(*ORDER).values_list(*FIELDS).iterator(chunk_size=ROWS_PER_CHUNK)
        walk_in = _("Tại chỗ")
        for starts_at, label, title, kind, unit_kind, unit, name, gender, year, group, home_kind, home, role, *arrival in rows:
            arrived_at, method, is_walk_in = arrival
            person = name, genders.get(gender), year, group, _place_name(home_kind, home), roles[role]
            sitting = *_day_and_sitting(starts_at, label), title, kinds[kind], _place_name(unit_kind, unit)
            yield [*person, *sitting, arrived_at, methods[method], walk_in if is_walk_in else None]


@lru_cache(maxsize=1024)
def _day_and_sitting(starts_at: datetime, label: str) -> tuple[date, str]:
    """Return day and label of a sitting; a label may end in its day, which has its own column."""
    day = timezone.localdate(starts_at)
    return day, strip_day(label, day)


@lru_cache(maxsize=4096)
def _place_name(kind: str, name: str) -> str:
    return capitalised(Unit(kind=kind, name=name, lowered=name.casefold()).kind_and_name)


def attendance_list(user: User, form: ScopeForm) -> Table:
    scope = form.scope(user, verb="see_personal")
    return Table(
        name="attendance-list",
        title=_("Danh sách lượt điểm danh"),
        subtitle=scope.heading,
        columns=[Column(key, str(title), kind, width) for key, title, kind, width in COLUMNS],
        rows=AttendanceRows(scope.attendances),
        filters=scope.in_words,
        people=scope.attendances.order_by(*ORDER).values_list("registration__person", flat=True),
        unit_id=scope.unit.pk if scope.unit else None,
        made_by=user.full_name,
        made_at=timezone.now(),
        numbered=True,
        notes=[
            _("Mỗi người một dòng cho mỗi buổi có mặt; không gồm lượt điểm danh đã hủy."),
            _("Tại chỗ: không có trong danh sách trước, được ghi tên khi đến dự."),
        ],
        sheet_title=_("Lượt điểm danh"),
        file_words=["luot-diem-danh", *scope.file_words],
        is_filtered_by_column=True,
        **letterhead_on(scope.date, user),
    )


register(
    Report(
        title=gettext_lazy("Danh sách lượt điểm danh"),
        purpose=gettext_lazy("Mỗi lượt điểm danh một dòng, của nhiều lớp, hội thi trong một kỳ; để đối chiếu hoặc tính tiếp bằng Excel."),
        form=ScopeForm,
        build=attendance_list,
        order=30,
        logged_list=LoggedList("attendance-list", gettext_lazy("Danh sách lượt điểm danh")),
    )
)
