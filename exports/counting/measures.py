"""What reports count: each measure in one place, its rows and how many there are of them in any groups.

`tally` counts the same for all groups in one reading; that both agree is tested on random data.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Model, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from activities.models import Activity
from attendance.models import Registration
from contests.models import Result
from exports.counting.countable import Countable
from exports.counting.groupings import Grouping, narrow_to_group
from exports.summaries.packed_rolls import RollCount
from people.models import NOT_MINORITY, EthnicGroup, Organisation, Person


@dataclass(frozen=True)
class Measure:
    """`rows(countable)` are counted; with `distinct`, the values of that column, rows of `distinct_model`.

    `adds_up`: a column whose values add up to the figure, which then is no count; `is_optional`: it need not be filled in, and where no
    row has it nobody knows how many there are. `to_activity`, `to_registration`: the path from a row;
    a measure without registrations belongs to no sort of people, unless `per_person` counts it by who attended. Rows that are not
    `of_activities` have the groupings by place, time and programme line, whose columns they have themselves.
    `roll_count`: how the same is counted of packed rolls, of what is counted of registrations.
    """

    title: Any
    list_name: str
    rows: Callable[[Any], QuerySet[Any]]
    to_activity: str
    to_registration: str | None = None
    distinct: str = ""
    distinct_model: type[Model] | None = None
    adds_up: str = ""
    is_optional: bool = False
    per_person: "Measure | None" = None
    of_activities: bool = True
    roll_count: RollCount | None = None

    def grouped_by(self, groupings: Sequence[Grouping]) -> "Measure | None":
        """Return how this is counted in these groups; None where it has no meaning in them."""
        if not self.of_activities and any(grouping.is_of_activity for grouping in groupings):
            return None
        if self.to_registration is None and any(grouping.per_person for grouping in groupings):
            return self.per_person
        return self

    @property
    def of_nothing(self) -> int | None:
        """The figure where no row is counted."""
        return None if self.is_optional else 0

    def key(self, grouping: Grouping) -> Any:
        return grouping.key((self.to_registration or "") if grouping.per_person else self.to_activity)


def _activities(title: Any, kind: str = "") -> Measure:
    """Return the measure of activities; by sorts of people, an activity counts in each group of which somebody attended."""
    of_kind = {"kind": kind} if kind else {}
    by_who_attended = Measure(
        title,
        "activities",
        lambda countable: countable.registrations.attended().filter(**{f"activity__{name}": value for name, value in of_kind.items()}),
        "activity__",
        "",
        distinct="activity",
        distinct_model=Activity,
        roll_count=RollCount(attended=True, kind=kind, distinct="activity"),
    )
    return Measure(
        title, "activities", lambda countable: countable.activities.filter(**of_kind), to_activity="", per_person=by_who_attended
    )


def _registered(title: Any, **narrowed: Any) -> Measure:
    """Return the measure of registrations on the roll; `narrowed`: by columns that packed rolls call as they do."""
    return Measure(
        title,
        "registrations",
        lambda countable: countable.registrations.active_or_attended().filter(**narrowed),
        "activity__",
        "",
        roll_count=RollCount(narrowed),
    )


def _prizes(title: Any, **narrowed: Any) -> Measure:
    return Measure(title, "prizes", lambda countable: countable.prizes.filter(**narrowed), "team__contest__")


def _people(title: Any, narrowed: dict[str, Any] | None = None, *, on_roll: dict[str, Any] | None = None) -> Measure:
    """Return the measure of people who attended; `narrowed`, and the same of a packed roll: whom of them."""
    return Measure(
        title,
        "people",
        lambda countable: countable.registrations.attended().filter(**narrowed or {}),
        "activity__",
        "",
        distinct="person",
        distinct_model=Person,
        roll_count=RollCount(on_roll or {}, attended=True, distinct="person"),
    )


def _headcount(title: Any, column: str, *, is_optional: bool) -> Measure:
    return Measure(
        title,
        "headcounts",
        lambda countable: countable.headcounts.filter(**{f"{column}__isnull": False}),
        "sitting__activity__",
        adds_up=column,
        is_optional=is_optional,
    )


MEASURES: dict[str, Measure] = {
    "activities": _activities(gettext_lazy("Lớp tập huấn, hội thi")),
    "training_sessions": _activities(pgettext_lazy("count", "Lớp tập huấn"), kind=Activity.Kind.TRAINING_SESSION),
    "contests": _activities(pgettext_lazy("count", "Hội thi"), kind=Activity.Kind.CONTEST),
    "sittings": Measure(gettext_lazy("Số buổi"), "sittings", lambda countable: countable.sittings, "activity__"),
    "registered": _registered(gettext_lazy("Đăng ký")),
    "walk_ins": _registered(gettext_lazy("Đăng ký tại chỗ"), is_walk_in=True),
    "teams": Measure(gettext_lazy("Đội dự thi"), "teams", lambda countable: countable.teams, "contest__"),
    "schools": Measure(
        gettext_lazy("Trường, đơn vị có đội dự thi"),
        "organisations",
        lambda countable: countable.teams.filter(organisation__isnull=False),
        "contest__",
        distinct="organisation",
        distinct_model=Organisation,
    ),
    "prizes": _prizes(gettext_lazy("Giải đã trao")),
    "first_prizes": _prizes(gettext_lazy("Giải Nhất"), prize=Result.Prize.FIRST),
    "second_prizes": _prizes(gettext_lazy("Giải Nhì"), prize=Result.Prize.SECOND),
    "third_prizes": _prizes(gettext_lazy("Giải Ba"), prize=Result.Prize.THIRD),
    "consolation_prizes": _prizes(gettext_lazy("Giải Khuyến khích"), prize=Result.Prize.CONSOLATION),
    "special_prizes": _prizes(gettext_lazy("Giải phụ"), prize=Result.Prize.SPECIAL),
    "contestants": _registered(gettext_lazy("Thí sinh"), role=Registration.Role.CONTESTANT),
    "audience": _registered(gettext_lazy("Khán giả có tên"), role=Registration.Role.AUDIENCE),
    "people": _people(gettext_lazy("Số người")),
    "participations": Measure(
        gettext_lazy("Lượt người"),
        "registrations",
        lambda countable: countable.registrations.attended(),
        "activity__",
        "",
        roll_count=RollCount(attended=True),
    ),
    "sitting_attendances": Measure(
        gettext_lazy("Lượt điểm danh"),
        "attendances",
        lambda countable: countable.attendances,
        "sitting__activity__",
        "registration__",
        roll_count=RollCount(attended=True, adds_up="times"),
    ),
    "female": _people(gettext_lazy("Nữ"), {"person__gender": Person.Gender.FEMALE}, on_roll={"gender": Person.Gender.FEMALE}),
    "ethnic_minority": _people(
        gettext_lazy("Dân tộc thiểu số"),
        {"person__ethnic_group__in": EthnicGroup.objects.exclude(code__in=NOT_MINORITY)},
        on_roll={"ethnic_minority": 1},
    ),
    "pupils": _people(
        gettext_lazy("Học sinh"), {"category": Registration.Category.PUPIL}, on_roll={"category": Registration.Category.PUPIL}
    ),
    "headcount": _headcount(gettext_lazy("Khán giả, đại biểu (chỉ đếm số)"), "count", is_optional=False),
    "headcount_female": _headcount(gettext_lazy("Khán giả, đại biểu: nữ"), "women", is_optional=True),
    "headcount_ethnic_minority": _headcount(gettext_lazy("Khán giả, đại biểu: dân tộc thiểu số"), "minorities", is_optional=True),
}


def register_measure(name: str, measure: Measure) -> None:
    """Add a measure of a room above. Raise ValueError for a name that is taken."""
    if name in MEASURES:
        raise ValueError(f"{name} is registered twice")
    MEASURES[name] = measure


def count(countable: Countable, measure: Measure, groupings: Sequence[Grouping]) -> dict[tuple[Any, ...], Any]:
    """Return how many there are in each combination of groups, in one statement; without groupings, of all: {(): number}.

    What is in no group is `measure.of_nothing`: None where nobody knows.

    Raise ValidationError for a measure that has no meaning in these groups.
    """
    grouped = _measure_in(measure, groupings)
    number: Any = Count(grouped.distinct or "pk", distinct=bool(grouped.distinct))
    if grouped.adds_up:
        number = Sum(grouped.adds_up)
    rows = grouped.rows(countable).order_by()
    if not groupings:
        total = rows.aggregate(number=number)["number"]
        return {(): grouped.of_nothing if total is None else total}
    keys = {f"group_{index}": grouped.key(grouping) for index, grouping in enumerate(groupings)}
    counted = rows.annotate(**keys).values_list(*keys).annotate(number=number)
    return {tuple(group): total for *group, total in counted}


def rows_in(countable: Countable, measure: Measure, groups: Sequence[tuple[Grouping, str]]) -> QuerySet[Any]:
    """Return the rows counted in these groups, each a grouping and the key of one of its rows, as text.

    Raise ValidationError for a measure that has no meaning in these groupings, and for a key that none of them can have.
    """
    grouped = _measure_in(measure, [grouping for grouping, _key in groups])
    rows = grouped.rows(countable)
    for index, (grouping, key) in enumerate(groups):
        rows = narrow_to_group(rows.alias(**{f"group_{index}": grouped.key(grouping)}), f"group_{index}", grouping, key)
    if grouped.distinct_model is None:
        return rows
    return grouped.distinct_model._default_manager.filter(pk__in=rows.order_by().values(grouped.distinct))


def _measure_in(measure: Measure, groupings: Sequence[Grouping]) -> Measure:
    grouped = measure.grouped_by(groupings)
    if grouped is None:
        message = _("“%(measure)s” không chia được theo người: hãy chọn cách tổng hợp theo nơi, thời gian hoặc loại hoạt động.")
        raise ValidationError({"column": ValidationError(message % {"measure": measure.title}, code="no_meaning")})
    return grouped
