"""Report attendance-list: one row per attendance, any number of them."""

from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from activities.models import Activity, Sitting
from activities.schedule.halfdays import strip_day
from attendance.models import Method, Registration
from exports.counting.countable import Countable, ListedActivities
from exports.counting.scope import ScopeForm
from exports.reports.catalogue import Report, register
from exports.signers.letterhead import letterhead_on
from exports.table import Column, Kind, Table, capitalised
from people.disclosures.lists import LoggedList
from people.models import EthnicGroup, Person
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
    "sitting", "arrived_at", "method", "registration__is_walk_in", "registration__role", "registration__person__full_name",
    "registration__person__gender", "registration__person__birth_year", "registration__person__ethnic_group", "registration__person__unit",
)  # fmt: skip
SITTING_FIELDS = ("pk", "starts_at", "label", "activity__title", "activity__kind", "activity__unit")
ORDER = ("sitting__activity__starts_on", "-sitting__activity_id", "sitting__starts_at", "arrived_at", "pk")  # as `_batches` goes, too
Cells = tuple[Any, ...]


class Lookup(dict[Any, Any]):
    """What `read(**filters)` returns by id, with what is not there yet read when it is asked for."""

    def __init__(self, read: Callable[..., dict[Any, Any]]) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, pk: int) -> Any:
        self.update(self.read(pk=pk))
        return self[pk]


class AttendanceRows:
    """The rows, read as they are asked for; their number without reading them.

    A few activities at a time: all rows at once would be sorted in memory, and a unit, group or sitting is joined to each of them
    faster by its id here than in the database.
    """

    def __init__(self, scope: Countable) -> None:
        self.scope = scope

    def __len__(self) -> int:
        return self.scope.attendances.count()

    def __iter__(self) -> Iterator[list[Any]]:
        roles, methods, genders = (
            {value: str(label) for value, label in choices.choices} for choices in (Registration.Role, Method, Person.Gender)
        )
        places = Lookup(_kinds_and_names)
        places.update(_kinds_and_names())
        groups = Lookup(_group_names)
        groups.update(_group_names())
        walk_in = _("Tại chỗ")
        for activity_ids in self._batches():
            sittings = Lookup(partial(_sitting_cells, places=places))
            sittings.update(sittings.read(activity__in=activity_ids))
            attendances = ListedActivities(activity_ids, role=self.scope.role).attendances.order_by(*ORDER).values_list(*FIELDS)
            for sitting, arrived_at, method, is_walk_in, role, *person in attendances.iterator(chunk_size=ROWS_PER_CHUNK):
                name, gender, year, group, home = person
                yield [
                    name, genders.get(gender), year, groups[group], _place_name(*places[home]), roles[role], *sittings[sitting],
                    arrived_at, methods[method], walk_in if is_walk_in else None,
                ]  # fmt: skip

    def _batches(self) -> Iterator[list[int]]:
        """Yield the ids of the activities in order, of about as many rows as are read at once."""
        counts = dict(self.scope.attendances.order_by().values_list("sitting__activity").annotate(Count("pk")))
        batch: list[int] = []
        rows = 0
        for activity_id in self.scope.activities.order_by("starts_on", "-pk").values_list("pk", flat=True):
            if activity_id not in counts:
                continue
            batch.append(activity_id)
            rows += counts[activity_id]
            if rows >= ROWS_PER_CHUNK:
                yield batch
                batch, rows = [], 0
        if batch:
            yield batch


def _kinds_and_names(**which: Any) -> dict[Any, tuple[str, str]]:
    return {pk: (kind, name) for pk, kind, name in Unit.objects.filter(**which).order_by().values_list("pk", "kind", "name")}


def _group_names(**which: Any) -> dict[Any, str | None]:
    return {None: None, **dict(EthnicGroup.objects.filter(**which).values_list("pk", "name"))}


@lru_cache(maxsize=4096)
def _place_name(kind: str, name: str) -> str:
    return capitalised(Unit(kind=kind, name=name, lowered=name.casefold()).kind_and_name)


def _sitting_cells(*, places: Lookup, **which: Any) -> dict[Any, Cells]:
    """Return day, sitting, activity, kind and place of sittings by their ids; a label may end in its day, which has its own column."""
    kinds = {value: str(label) for value, label in Activity.Kind.choices}
    cells = {}
    for pk, starts_at, label, title, kind, unit in Sitting.objects.filter(**which).values_list(*SITTING_FIELDS):
        day = timezone.localdate(starts_at)
        cells[pk] = (day, strip_day(label, day), title, kinds[kind], _place_name(*places[unit]))
    return cells


def attendance_list(user: User, form: ScopeForm) -> Table:
    scope = form.scope(user, verb="see_personal")
    return Table(
        name="attendance-list",
        title=_("Danh sách lượt điểm danh"),
        subtitle=scope.heading,
        columns=[Column(key, str(title), kind, width) for key, title, kind, width in COLUMNS],
        rows=AttendanceRows(scope),
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
