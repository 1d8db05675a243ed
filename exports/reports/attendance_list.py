"""Report attendance-list: one row per attendance, any number of them."""

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from functools import lru_cache, partial
from itertools import chain, groupby, islice
from operator import itemgetter
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
from exports.preview import MAX_PRINTED
from exports.reading_ahead import read_ahead
from exports.reports.catalogue import Report, register
from exports.signers.letterhead import letterhead_on
from exports.table import Column, Kind, Table, capitalised
from people.disclosures.lists import LoggedList
from people.models import EthnicGroup, Person
from places.models import Unit
from screens.id_lists import IdList, IdSet

ROWS_IN_FIRST_BATCH, ROWS_PER_BATCH = 1000, 5_000
MAX_ACTIVITIES_PER_BATCH = 500  # they are parameters of a statement, ten batches at once
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
REGISTRATION, SITTING = 0, 1  # among them
REGISTRATION_FIELDS = ("pk", "person", "role", "is_walk_in")
PERSON_FIELDS = ("pk", "full_name", "gender", "birth_year", "ethnic_group", "unit")
SITTING_FIELDS = ("activity", "pk", "starts_at", "label", "activity__title", "activity__kind", "activity__unit")
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

    In the order of days, activities, sittings and arrivals, a few activities at a time: all rows at once would be sorted. Attendances,
    registrations, people and sittings are read each by itself: who comes to four sittings is read once, rows are joined by ids here
    faster than in the database, and it looks up the people of a few activities where it would read the whole table for a join.
    """

    def __init__(self, scope: Countable) -> None:
        self.scope = scope
        self._people: IdSet | None = None  # once all rows were read
        self._first_people: list[int] = []  # of the first rows that were read, in their order

    def __len__(self) -> int:
        return self.scope.attendances.count()

    def __iter__(self) -> Iterator[Cells]:
        people = IdSet()
        yield from self.read_and_note(people.update)
        self._people = people

    def read_and_note(self, note_people: Callable[[AbstractSet[int]], None]) -> Iterator[Cells]:
        """Yield the rows of a few activities at a time; before each few, give the ids of the people in them to `note_people`."""
        methods = {value: str(label) for value, label in Method.choices}
        self._first_people = []
        for people, registrations, sittings in read_ahead(self._batches()):
            note_people(people)
            in_order = (registrations[row[REGISTRATION]][0] for _cells, attendances in sittings for row in attendances)
            self._first_people += islice(in_order, MAX_PRINTED - len(self._first_people))
            for sitting_cells, attendances in sittings:
                for registration, _sitting, arrived_at, method in attendances:
                    _person, person_cells, note = registrations[registration]
                    yield (*person_cells, *sitting_cells, arrived_at, methods[method], note)

    def people_of_first(self, count: int) -> list[int]:
        """Return the people of the first rows, as they were read: who came meanwhile was not on the screen."""
        return self._first_people[:count]

    def read_people(self) -> IdSet:
        """Return the ids of all people in the rows, as they were read if they were."""
        if self._people is not None:
            return self._people
        # By a list of activities: else PostgreSQL asks for attendances one registration at a time.
        held = ListedActivities(self.scope.activities.values_list("pk", flat=True), role=self.scope.role)
        return IdSet(held.registrations.attended().order_by().values_list("person", flat=True).distinct().iterator())

    def _batches(self) -> Iterator[tuple[set[int], Lookup, list[tuple[Cells, list[Any]]]]]:
        """Yield of a few activities the people who came, the registrations, and of each sitting its cells and its attendances."""
        places = Lookup(_kinds_and_names)
        places.update(_kinds_and_names())
        groups = Lookup(_group_names)
        groups.update(_group_names())
        remaining, size = self._activities_in_batches(), 1
        while batches := list(islice(remaining, size)):
            size = min(2 * size, BATCHES_PER_SITTINGS)
            sittings = _sittings_by_activity(list(chain.from_iterable(batches)), places=places)
            for activity_ids in batches:
                sitting_cells = {pk: cells for activity_id in activity_ids for pk, cells in sittings.get(activity_id, ())}
                registrations = Lookup(partial(_registration_cells, places=places, groups=groups))
                registrations.update(registrations.read(activity__in=activity_ids))
                in_order = self.scope.attendances_at(list(sitting_cells)).order_by("sitting_id", "arrived_at", "pk").values_list(*FIELDS)
                attendances = {pk: list(at_sitting) for pk, at_sitting in groupby(in_order, itemgetter(SITTING))}
                people = {registrations[row[REGISTRATION]][0] for row in chain.from_iterable(attendances.values())}
                yield people, registrations, [(cells, attendances.get(pk, [])) for pk, cells in sitting_cells.items()]

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
            if rows >= size or len(batch) == MAX_ACTIVITIES_PER_BATCH:
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
    registrations = list(Registration.objects.filter(**which).values_list(*REGISTRATION_FIELDS))
    among_them = IdList({person for _pk, person, _role, _is_walk_in in registrations}).filter_on("people_person.id")
    people = {
        pk: (name, genders.get(gender), year, groups[group], _place_name(*places[home]))
        for pk, name, gender, year, group, home in Person.objects.filter(among_them).values_list(*PERSON_FIELDS)
    }
    cells = {
        pk: (person, (*people[person], roles[role]), walk_in if is_walk_in else None)
        for pk, person, role, is_walk_in in registrations
        if person in people
    }
    if len(cells) < len(registrations):  # somebody was merged with another record between the two statements
        moved = [pk for pk, *_rest in registrations if pk not in cells]
        cells |= _registration_cells(places=places, groups=groups, pk__in=moved)
    return cells


def _sittings_by_activity(activity_ids: list[int], *, places: Lookup) -> dict[int, list[tuple[int, Cells]]]:
    """Return by the ids of activities their sittings in order: id, and the cells of day, sitting, activity, kind and place.

    A label may end in its day, which has its own column.
    """
    kinds = {value: str(label) for value, label in Activity.Kind.choices}
    sittings: dict[int, list[tuple[int, Cells]]] = {}
    ordered = Sitting.objects.filter(activity__in=activity_ids).order_by("starts_at", "pk")
    for activity_id, pk, starts_at, label, title, kind, unit in ordered.values_list(*SITTING_FIELDS):
        day = timezone.localdate(starts_at)
        cells = (day, strip_day(label, day), title, kinds[kind], _place_name(*places[unit]))
        sittings.setdefault(activity_id, []).append((pk, cells))
    return sittings


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
