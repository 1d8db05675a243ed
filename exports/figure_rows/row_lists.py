"""How the rows behind a figure are shown: one list for each sort of row; rooms above register theirs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.expressions import OrderBy
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from exports.table import Column, capitalised


@dataclass(frozen=True)
class RowList:
    """`cells(row)` in the columns' order. `joined`: what they read of other tables; `annotated`: what they read that is counted.

    `person_id`: the path from a row to the person whom it names; a list that has one is for who `see_personal`.
    `address(row)`: the page about the row, or nothing.
    """

    columns: Sequence[Column]
    cells: Callable[[Any], list[Any]]
    address: Callable[[Any], str] = lambda _row: ""
    joined: Sequence[str] = ()
    annotated: dict[str, Any] | None = None
    order: Sequence[str | OrderBy] = ()
    person_id: str = ""

    @property
    def shows_people(self) -> bool:
        return bool(self.person_id)

    @property
    def verb(self) -> str:
        """What a reader must be allowed to do where a row is, to see it."""
        return "see_personal" if self.shows_people else "report"


_row_lists: dict[str, RowList] = {}


def register_row_list(name: str, row_list: RowList) -> None:
    """Raise ValueError for a name that is taken."""
    if name in _row_lists:
        raise ValueError(f"{name} is registered twice")
    _row_lists[name] = row_list


def find_row_list(name: str) -> RowList:
    """Raise KeyError for a list that nobody registered."""
    return _row_lists[name]


UNIT = "unit__parent__parent"
TITLE = Column("activity", pgettext_lazy("one", "Hoạt động"), width=40)
STARTS_ON = Column("starts_on", gettext_lazy("Từ ngày"), "date", 11)
PLACE = Column("unit", gettext_lazy("Địa bàn"), width=28)
ACTUAL_NUMBER, PLANNED_NUMBER = gettext_lazy("Thực hiện"), gettext_lazy("Dự kiến")
FULL_NAME = Column("full_name", gettext_lazy("Họ và tên"), width=26)
PERSON = [
    FULL_NAME,
    Column("gender", gettext_lazy("Giới tính"), width=8),
    Column("birth_year", gettext_lazy("Năm sinh"), "year", 8),
    Column("ethnic_group", gettext_lazy("Dân tộc"), width=12),
    Column("residence", gettext_lazy("Nơi cư trú"), width=26),
]


def _person_cells(person: Any) -> list[Any]:
    return [
        person.full_name,
        str(person.get_gender_display() or ""),
        person.birth_year,
        str(person.ethnic_group or ""),
        capitalised(person.unit.kind_and_name),
    ]


register_row_list(
    "activities",
    RowList(
        [
            Column("title", gettext_lazy("Tên hoạt động"), width=40),
            Column("kind", gettext_lazy("Loại"), width=13),
            STARTS_ON,
            PLACE,
        ],
        lambda activity: [activity.title, str(activity.get_kind_display()), activity.starts_on, activity.unit.label],
        lambda activity: activity.get_absolute_url(),
        joined=[UNIT],
        order=["starts_on", "pk"],
    ),
)
register_row_list(
    "estimated-activities",
    RowList(
        [
            Column("title", gettext_lazy("Tên hoạt động"), width=40),
            Column("kind", gettext_lazy("Loại"), width=13),
            STARTS_ON,
            PLACE,
            Column("basis", gettext_lazy("Tính theo"), width=13),
            Column("estimated_people", gettext_lazy("Lượt người"), "number", 9),
        ],
        lambda activity: [
            activity.title,
            str(activity.get_kind_display()),
            activity.starts_on,
            activity.unit.label,
            str(PLANNED_NUMBER if activity.is_planned else ACTUAL_NUMBER),
            activity.planned_participants if activity.is_planned else activity.estimated_people,
        ],
        lambda activity: activity.get_absolute_url(),
        joined=[UNIT],
        order=["starts_on", "pk"],
    ),
)
register_row_list(
    "sittings",
    RowList(
        [
            Column("sitting", gettext_lazy("Buổi"), width=18),
            Column("date", gettext_lazy("Ngày"), "date", 11),
            TITLE,
            PLACE,
        ],
        lambda sitting: [
            sitting.label_without_day,
            timezone.localdate(sitting.starts_at),
            sitting.activity.title,
            sitting.activity.unit.label,
        ],
        lambda sitting: reverse("live-sitting", args=[sitting.pk]),
        joined=[f"activity__{UNIT}"],
        order=["starts_at", "pk"],
    ),
)
register_row_list(
    "people",
    RowList(
        PERSON,
        _person_cells,
        lambda person: reverse("person", args=[person.pk]),
        joined=["ethnic_group", UNIT],
        order=["sort_key", "birth_year", "pk"],
        person_id="pk",
    ),
)
register_row_list(
    "registrations",
    RowList(
        [
            *PERSON,
            Column("role", gettext_lazy("Vai trò"), width=13),
            TITLE,
            STARTS_ON,
            Column("attended", gettext_lazy("Số buổi có mặt"), "number", 8),
        ],
        lambda registration: [
            *_person_cells(registration.person),
            str(registration.get_role_display()),
            registration.activity.title,
            registration.activity.starts_on,
            registration.attended_count,
        ],
        lambda registration: registration.activity.get_absolute_url(),
        joined=["person__ethnic_group", f"person__{UNIT}", "activity"],
        annotated={"attended_count": Count("attendances", filter=Q(attendances__annulled_at=None))},
        order=["activity__starts_on", "activity", "person__sort_key", "pk"],
        person_id="person",
    ),
)
register_row_list(
    "attendances",
    RowList(
        [
            *PERSON,
            TITLE,
            Column("sitting", gettext_lazy("Buổi"), width=10),
            Column("arrived_at", gettext_lazy("Giờ đến"), "datetime", 16),
        ],
        lambda attendance: [
            *_person_cells(attendance.registration.person),
            attendance.sitting.activity.title,
            attendance.sitting.label_without_day,
            attendance.arrived_at,
        ],
        lambda attendance: reverse("live-sitting", args=[attendance.sitting_id]),
        joined=["registration__person__ethnic_group", f"registration__person__{UNIT}", "sitting__activity"],
        order=["sitting__starts_at", "sitting", "registration__person__sort_key", "pk"],
        person_id="registration__person",
    ),
)
register_row_list(
    "headcounts",
    RowList(
        [
            Column("category", gettext_lazy("Đối tượng"), width=24),
            Column("count", gettext_lazy("Số người"), "number", 9),
            Column("women", gettext_lazy("Trong đó nữ"), "number", 9),
            Column("minorities", gettext_lazy("Trong đó dân tộc thiểu số"), "number", 9),
            Column("basis", gettext_lazy("Cách đếm"), width=14),
            TITLE,
            Column("date", gettext_lazy("Ngày"), "date", 11),
        ],
        lambda headcount: [
            headcount.category,
            headcount.count,
            headcount.women,
            headcount.minorities,
            str(headcount.get_basis_display()),
            headcount.sitting.activity.title,
            timezone.localdate(headcount.sitting.starts_at),
        ],
        lambda headcount: headcount.sitting.activity.get_absolute_url(),
        joined=["sitting__activity"],
        order=["sitting__starts_at", "pk"],
    ),
)
register_row_list(
    "teams",
    RowList(
        [
            Column("name", gettext_lazy("Tên đội"), width=24),
            Column("organisation", gettext_lazy("Trường, đơn vị dự thi"), width=30),
            Column("contest", gettext_lazy("Hội thi"), width=40),
            STARTS_ON,
            PLACE,
        ],
        lambda team: [
            team.name,
            team.unit_name,
            team.contest.title,
            team.contest.starts_on,
            team.contest.unit.label,
        ],
        lambda team: reverse("team", args=[team.pk]),
        joined=["organisation", f"contest__{UNIT}"],
        order=["contest__starts_on", "contest_id", "name", "pk"],
    ),
)
register_row_list(
    "prizes",
    RowList(
        [
            Column("team", gettext_lazy("Tên đội"), width=24),
            Column("organisation", gettext_lazy("Trường, đơn vị dự thi"), width=30),
            Column("contest", gettext_lazy("Hội thi"), width=40),
            STARTS_ON,
            Column("place", gettext_lazy("Xếp hạng"), "number", 8),
            Column("total", gettext_lazy("Tổng điểm"), "decimal", 9),
            Column("prize", gettext_lazy("Giải"), width=24),
            Column("source", gettext_lazy("Cách có kết quả"), width=16),
        ],
        lambda result: [
            result.team.name,
            result.team.unit_name,
            result.team.contest.title,
            result.team.contest.starts_on,
            result.place,
            result.total,
            result.title or str(result.get_prize_display()),
            str(result.origin.label),
        ],
        lambda result: reverse("team", args=[result.team_id]),
        joined=["team__organisation", "team__contest"],
        order=["team__contest__starts_on", "team__contest_id", F("place").asc(nulls_last=True), "team__name", "pk"],
    ),
)
register_row_list(
    "organisations",
    RowList(
        [
            Column("name", gettext_lazy("Trường, đơn vị dự thi"), width=40),
            Column("kind", gettext_lazy("Loại"), width=16),
            PLACE,
        ],
        lambda organisation: [organisation.name, str(organisation.get_kind_display()), organisation.unit.label],
        joined=[UNIT],
        order=["folded", "pk"],
    ),
)
register_row_list(
    "targets",
    RowList(
        [
            Column("year", gettext_lazy("Năm"), "year", 7),
            Column("part_of_year", gettext_lazy("Kỳ"), width=9),
            Column("kind", gettext_lazy("Loại"), width=13),
            PLACE,
            Column("planned_activities", gettext_lazy("Số cuộc theo kế hoạch"), "number", 10),
            Column("planned_participants", gettext_lazy("Số lượt người theo kế hoạch"), "number", 10),
        ],
        lambda target: [
            target.year,
            target.part_of_year,
            str(target.get_kind_display()),
            target.unit.label,
            target.planned_activities,
            target.planned_participants,
        ],
        lambda target: target.get_absolute_url(),
        joined=[UNIT],
        order=["year", "kind", F("quarter").asc(nulls_first=True), "pk"],
    ),
)
