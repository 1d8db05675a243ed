"""Report attendance-list: one row per attendance, any number of them."""

from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from itertools import chain, islice
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
from exports.reading_ahead import read_ahead
from exports.reports.catalogue import Report, register
from exports.signers.letterhead import letterhead_on
from exports.table import Column, Kind, Table, capitalised
from people.disclosures.lists import LoggedList
from people.models import EthnicGroup, Person
from places.models import Unit
from screens.id_lists import IdSet

ROWS_IN_FIRST_BATCH, ROWS_PER_BATCH = 1000, 5_000
BATCHES_PER_SITTINGS = 10  # whose sittings are read at once, because they are few; of fewer at first, for a screen
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
FIELDS = ("registration", "sitting", "arrived_at", "method")
REGISTRATION_FIELDS = (
    "pk", "person", "role", "is_walk_in",
    "person__full_name", "person__gender", "person__birth_year", "person__ethnic_group", "person__unit",
)  # fmt: skip
SITTING_FIELDS = ("pk", "starts_at", "label", "activity__title", "activity__kind", "activity__unit")
ORDER = (
    "sitting__activity__starts_on",
    "-sitting__activity_id",
    "sitting__starts_at",
    "arrived_at",
    "pk",
)  # and that of batches
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
    """The rows, read as they are asked for; their number, and who is in them, without reading them.

    A few activities at a time: all rows at once would be sorted in memory. Attendances, registrations and sittings are read each by
    itself: who comes to four sittings is read once, and rows are joined by ids here faster than in the database.
    """

    def __init__(self, scope: Countable) -> None:
        self.scope = scope
        self._people: IdSet | None = None  # once the rows were read

    def __len__(self) -> int:
        return self.scope.attendances.count()

    def __iter__(self) -> Iterator[Cells]:
        people = IdSet()
        for people_in_batch, rows in read_ahead(self._batches()):
            people.update(people_in_batch)
            yield from rows
        self._people = people

    def read_people(self) -> IdSet:
        """Return the ids of all people in the rows, as they were read if they were."""
        if self._people is not None:
            return self._people
        # By a list of activities: else PostgreSQL asks for attendances one registration at a time.
        held = ListedActivities(self.scope.activities.values_list("pk", flat=True), role=self.scope.role)
        return IdSet(held.registrations.attended().order_by().values_list("person", flat=True).distinct().iterator())

    def _batches(self) -> Iterator[tuple[set[int], list[Cells]]]:
        """Yield the rows of a few activities in order, before them the ids of the people in them."""
        methods = {value: str(label) for value, label in Method.choices}
        places = Lookup(_kinds_and_names)
        places.update(_kinds_and_names())
        groups = Lookup(_group_names)
        groups.update(_group_names())
        remaining, size = self._activities_in_batches(), 1
        while batches := list(islice(remaining, size)):
            size = min(2 * size, BATCHES_PER_SITTINGS)
            sittings = Lookup(partial(_sitting_cells, places=places))
            sittings.update(sittings.read(activity__in=list(chain.from_iterable(batches))))
            for activity_ids in batches:
                registrations = Lookup(partial(_registration_cells, places=places, groups=groups))
                registrations.update(registrations.read(activity__in=activity_ids))
                people, rows = set(), []
                attendances = ListedActivities(activity_ids, role=self.scope.role).attendances.order_by(*ORDER)
                for registration, sitting, arrived_at, method in attendances.values_list(*FIELDS):
                    person, person_cells, note = registrations[registration]
                    people.add(person)
                    rows.append((*person_cells, *sittings[sitting], arrived_at, methods[method], note))
                yield people, rows

    def _activities_in_batches(self) -> Iterator[list[int]]:
        """Yield the ids of the activities in order, of about as many rows as are read at once: few first, for a screen."""
        counts = dict(self.scope.attendances.order_by().values_list("sitting__activity").annotate(Count("pk")))
        batch: list[int] = []
        rows, size = 0, min(ROWS_IN_FIRST_BATCH, ROWS_PER_BATCH)
        for activity_id in self.scope.activities.order_by("starts_on", "-pk").values_list("pk", flat=True):
            if activity_id not in counts:
                continue
            batch.append(activity_id)
            rows += counts[activity_id]
            if rows >= size:
                yield batch
                batch, rows, size = [], 0, min(2 * size, ROWS_PER_BATCH)
        if batch:
            yield batch


def _kinds_and_names(**which: Any) -> dict[Any, tuple[str, str]]:
    return {pk: (kind, name) for pk, kind, name in Unit.objects.filter(**which).order_by().values_list("pk", "kind", "name")}


def _group_names(**which: Any) -> dict[Any, str | None]:
    return {None: None, **dict(EthnicGroup.objects.filter(**which).values_list("pk", "name"))}


@lru_cache(maxsize=4096)
def _place_name(kind: str, name: str) -> str:
    return capitalised(Unit(kind=kind, name=name, lowered=name.casefold()).kind_and_name)


def _registration_cells(*, places: Lookup, groups: Lookup, **which: Any) -> dict[Any, tuple[int, Cells, str | None]]:
    """Return by the ids of registrations: their person, the cells from name to role, and the note at the end of the row."""
    roles, genders = ({value: str(label) for value, label in choices.choices} for choices in (Registration.Role, Person.Gender))
    walk_in = _("Tại chỗ")
    registrations = Registration.objects.filter(**which).values_list(*REGISTRATION_FIELDS)
    return {
        pk: (
            person,
            (name, genders.get(gender), year, groups[group], _place_name(*places[home]), roles[role]),
            walk_in if is_walk_in else None,
        )
        for pk, person, role, is_walk_in, name, gender, year, group, home in registrations
    }


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
    rows = AttendanceRows(scope)
    return Table(
        name="attendance-list",
        title=_("Danh sách lượt điểm danh"),
        subtitle=scope.heading,
        columns=[Column(key, str(title), kind, width) for key, title, kind, width in COLUMNS],
        rows=rows,
        filters=scope.in_words,
        people=scope.attendances.order_by(*ORDER).values_list("registration__person", flat=True),
        read_people=rows.read_people,
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
