"""The groupings of a tally: each is one expression over activities or registrations, the labels of its keys and how they are read."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import BigIntegerField, Case, CharField, F, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Concat, ExtractMonth, ExtractQuarter, ExtractYear, LPad
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.models import Activity
from attendance.models import Registration
from exports.counting import geography
from exports.periods import ROMAN
from exports.summaries.packed_rolls import CODES
from exports.table import capitalised
from people.models import NOT_MINORITY, EthnicGroup, Person
from places.models import Unit
from screens.id_lists import IdList
from screens.query_strings import parse_id
from vietnamese.dates import short_date

Labels = Callable[[Iterable[Any]], dict[Any, str]]
ReadKey = Callable[[str], Any]
RollKeys = Callable[[Iterable[int]], Mapping[int, Any]]
PERSON = "person__"  # from a registration
ALL = "all"  # the one key of ALTOGETHER


def no_such_row() -> ValidationError:
    return ValidationError({"row": ValidationError(_("Bảng không có dòng này."), code="no_such_row")})


def parse_row_id(key: str) -> int | None:
    """Return the id that is the key of a row, None for what is not known. Raise ValidationError for what no id can be."""
    if not key:
        return None
    row_id = parse_id(key)
    if row_id is None:
        raise no_such_row()
    return row_id


def _parse_text(key: str) -> str | None:
    """Return a text that is the key of a row, None for what is not known. Raise ValidationError for what no database stores."""
    if "\x00" in key:
        raise no_such_row()
    return key or None


def _parse_with(pattern: str) -> ReadKey:
    """Return the reading of keys that are written as in the pattern, and never empty."""

    def parse(key: str) -> str:
        if not re.fullmatch(pattern, key, re.ASCII):
            raise no_such_row()
        return key

    return parse


@dataclass(frozen=True)
class Grouping:
    """`key(prefix)`: the expression, where `prefix` leads from a row to its activity ("" or "activity__").

    For a grouping `per_person` the key belongs to a registration, and `prefix` leads there. The same of packed rolls: `roll_column`,
    and `roll_keys(numbers)`, the key of each number in it; of a column that stores codes, of each code.
    `labels(keys)`: the keys' labels, in the order of their rows; no key is left out.
    `read_key(text)`: the key written as text in an address, None for what is not known; raises ValidationError where no row can have it.
    `target_key`: the same key of a target, where a target has one; `target_levels`: of which units' targets it may speak
    (what was promised for the whole province belongs to no district: it stands in the totals only).
    `choices`: the keys that its rows can have, with their labels, where these are a closed list.
    `is_of_former_places`: a commune of today may belong to several of its rows, by what was there before.
    `is_of_activity`: what belongs to no activity, such as an article in a newspaper, has no place in its rows.
    `refuse(scope)`: raises ValidationError keyed `by` where something in scope would stand in two groups.
    """

    title: Any
    key: Callable[..., Combinable]
    labels: Labels
    read_key: ReadKey = parse_row_id
    target_key: Combinable | None = None
    target_levels: tuple[str, ...] = tuple(Unit.Level.values)
    roll_column: str = ""
    roll_keys: RollKeys = dict.fromkeys
    is_time: bool = False  # its keys are months or quarters, '2026-03' or '2026-1'
    is_by_quarter: bool = False  # only targets of a quarter have a place in its rows
    refuse: Callable[[Any], None] | None = None
    choices: Sequence[tuple[str, Any]] = ()
    is_of_activity: bool = False
    is_of_former_places: bool = False

    @property
    def per_person(self) -> bool:
        """Tell whether each registration has a group of its own."""
        return bool(self.roll_column)


def _unit_labels(keys: Iterable[Any], name: Callable[[Unit], str]) -> dict[Any, str]:
    """Label units, ordered by level and name. The short name where it says enough, the full one where two share it."""
    unit_ids = IdList(key for key in keys if key is not None)
    units = list(Unit.objects.filter(pk__in=unit_ids).with_names().order_by("-level", "sort_key", "pk"))
    short_names = Counter(name(unit) for unit in units)
    return {unit.pk: capitalised(name(unit) if short_names[name(unit)] == 1 else unit.label) for unit in units}


def _former_unit_labels(keys: Iterable[Any]) -> dict[Any, str]:
    return _unit_labels(keys, lambda unit: unit.kind_and_name)


def _dated(name: str, unit: Unit) -> str:
    """Return the name; of a unit that has ceased with the day on which it did."""
    return name + _(" (trước %(day)s)") % {"day": short_date(unit.ended_on)} if unit.ended_on else name


def _commune_labels(keys: Iterable[Any]) -> dict[Any, str]:
    """Label today's communes; an old district among them says that it is one: 18 communes carry a former district's name."""
    return _unit_labels(keys, lambda unit: _dated(unit.kind_and_name, unit))


def _ordered_labels(keys: Iterable[Any], labels: dict[Any, str]) -> dict[Any, str]:
    """Label the keys in the order of `labels`; a key that has none is not known, and comes last."""
    keys = set(keys)
    return {key: label for key, label in labels.items() if key in keys} | {key: str(NOT_KNOWN) for key in keys - labels.keys()}


def _unit_key(path: str) -> Callable[[str], Combinable]:
    """Group by a unit that the place belongs to; by the place itself where it has none (a district has no current commune)."""
    return lambda prefix: Coalesce(f"{prefix}unit__{path}", f"{prefix}unit", output_field=BigIntegerField())


def _by_residence(title: Any, path: str, labels: Labels) -> Grouping:
    """Group by a unit that the person's home belongs to."""

    def keys_of(units: Iterable[int]) -> dict[int, int | None]:
        units = list(units)
        keys = Unit.objects.filter(pk__in=IdList(units)).values_list("pk", Coalesce(path, "pk", output_field=BigIntegerField()))
        return dict.fromkeys(units) | dict(keys.order_by())

    return Grouping(title, lambda prefix: _unit_key(path)(f"{prefix}{PERSON}"), labels, roll_column="unit", roll_keys=keys_of)


def _part_of_year_key(part: Any, digits: int) -> Callable[[str], Combinable]:
    """Group by year and month or quarter of the first day, as '2026-03'."""

    def key(prefix: str) -> Combinable:
        year, number = ExtractYear(f"{prefix}starts_on"), part(f"{prefix}starts_on")
        padded = LPad(Cast(number, CharField()), digits, Value("0"))
        return Concat(Cast(year, CharField()), Value("-"), padded, output_field=CharField())

    return key


def _column_key(path: str) -> Callable[[str], Combinable]:
    return lambda prefix: F(f"{prefix}{path}")


def _closed(title: Any, key: Callable[[str], Combinable], choices: Sequence[tuple[str, Any]], **options: Any) -> Grouping:
    """Return a grouping by a closed list of keys."""

    def label_choices(keys: Iterable[Any]) -> dict[Any, str]:
        return _ordered_labels(keys, {value: str(label) for value, label in choices})

    def parse_choice(key: str) -> str | None:
        if key and key not in {value for value, _label in choices}:
            raise no_such_row()
        return key or None

    return Grouping(title, key, label_choices, parse_choice, choices=choices, **options)


def _by_code(title: Any, path: str, column: str, choices: Sequence[tuple[str, Any]]) -> Grouping:
    """Group by a closed list of values of a registration or its person, which packed rolls store as codes."""
    values = {code: value for value, code in CODES[column].items()}
    return _closed(title, _column_key(path), choices, roll_column=column, roll_keys=lambda codes: {code: values[code] for code in codes})


def _minority_key(prefix: str) -> Combinable:
    """Group by whether the person's ethnic group is a minority (NĐ 05/2011 Điều 4), as '1' and '0'; empty where it is not known."""
    return _is_minority(f"{prefix}{PERSON}ethnic_group__")


def _is_minority(to_group: str) -> Combinable:
    code = f"{to_group}code"
    whens = [When(**{f"{code}__in": (UNKNOWN_GROUP,)}, then=Value("")), When(**{f"{code}__in": NOT_MINORITY}, then=Value("0"))]
    return Case(*whens, When(**{f"{code}__isnull": False}, then=Value("1")), default=Value(""), output_field=CharField())


def _minority_by_group(groups: Iterable[int]) -> dict[int, str]:
    return dict.fromkeys(groups, "") | dict(EthnicGroup.objects.order_by().values_list("pk", _is_minority("")))


def label_of(grouping: Grouping, key: str) -> str:
    """Return the label of the row with this key, as text; nothing where nothing has it. Raise ValidationError where no row can have it."""
    return str(next(iter(grouping.labels([grouping.read_key(key)]).values()), ""))


def narrow_to_group(rows: Any, column: str, grouping: Grouping, key: str) -> Any:
    """Narrow to the group with this key, as text; `column`: the annotation that holds the group.

    What is not known has no value, or an empty text. Raise ValidationError where no row can have the key.
    """
    value = grouping.read_key(key)
    if value is not None:
        return rows.filter(**{column: value})
    field = rows.query.annotations[column].output_field
    is_text = isinstance(getattr(field, "target_field", field), CharField)
    return rows.filter(Q(**{column: None}) | Q(**{column: ""})) if is_text else rows.filter(**{column: None})


def refuse_overlaps(scope: Any, groupings: Iterable[Grouping]) -> None:
    """Raise ValidationError keyed `by` where something in scope would stand in two groups of a grouping."""
    for grouping in groupings:
        if grouping.refuse:
            grouping.refuse(scope)


UNKNOWN_GROUP = "99"  # code of an ethnic group that is not known
NOT_KNOWN = gettext_lazy("Chưa rõ")
BELOW_PROVINCE = (Unit.Level.DISTRICT.value, Unit.Level.COMMUNE.value)
ALTOGETHER = Grouping("", lambda _prefix: Value(ALL), lambda keys: {}, target_key=Value(ALL))
BY_ACTIVITY = Grouping(  # of reports with a row for each activity
    gettext_lazy("Tên hoạt động"),
    lambda prefix: F(f"{prefix}pk"),
    lambda keys: dict(Activity.objects.filter(pk__in=keys).values_list("pk", "title")),
)
GROUPINGS: dict[str, Grouping] = {
    "commune": Grouping(
        gettext_lazy("Xã, phường nơi tổ chức"),
        _unit_key("current_commune"),
        _commune_labels,
        target_key=Coalesce("unit__current_commune", "unit"),
        target_levels=BELOW_PROVINCE,
    ),
    "former-district": Grouping(
        gettext_lazy("Huyện nơi tổ chức (trước 01/7/2025)"),
        _unit_key("former_district"),
        _former_unit_labels,
        target_key=Coalesce("unit__former_district", "unit"),
        target_levels=BELOW_PROVINCE,
        is_of_former_places=True,
    ),
    "former-province": Grouping(
        gettext_lazy("Tỉnh nơi tổ chức (trước 01/7/2025)"),
        _unit_key("former_province"),
        _former_unit_labels,
        target_key=Coalesce("unit__former_province", "unit"),
    ),
    "area": Grouping(
        gettext_lazy("Khu vực"),
        geography.activity_key,
        geography.labels,
        target_key=geography.TARGET_KEY,
        target_levels=BELOW_PROVINCE,
        refuse=geography.refuse_overlaps,
        is_of_former_places=True,
    ),
    "recorded-unit": Grouping(
        gettext_lazy("Địa bàn như đã ghi"),
        _column_key("unit"),
        lambda keys: _unit_labels(keys, lambda unit: _dated(unit.name_in_district, unit)),  # a former commune with its district
        target_key=F("unit"),
        target_levels=BELOW_PROVINCE,
    ),
    "month": Grouping(
        gettext_lazy("Tháng"),
        _part_of_year_key(ExtractMonth, 2),
        lambda keys: {key: _("Tháng %(month)s/%(year)s") % {"month": int(key[5:]), "year": key[:4]} for key in sorted(keys)},
        _parse_with(r"\d{4}-(0[1-9]|1[0-2])"),
        is_time=True,
    ),
    "quarter": Grouping(
        gettext_lazy("Quý"),
        _part_of_year_key(ExtractQuarter, 1),
        lambda keys: {key: _("Quý %(quarter)s/%(year)s") % {"quarter": ROMAN[int(key[5:])], "year": key[:4]} for key in sorted(keys)},
        _parse_with(r"\d{4}-[1-4]"),
        target_key=Concat(Cast("year", CharField()), Value("-"), Cast("quarter", CharField()), output_field=CharField()),
        is_time=True,
        is_by_quarter=True,
    ),
    "kind": _closed(gettext_lazy("Loại hoạt động"), _column_key("kind"), Activity.Kind.choices, target_key=F("kind"), is_of_activity=True),
    "programme-line": Grouping(
        gettext_lazy("Nguồn kinh phí, dự án"),
        _column_key("programme_line"),
        lambda keys: _ordered_labels(keys, {key: key for key in sorted(filter(None, keys))}),
        _parse_text,
    ),
    "residence": _by_residence(gettext_lazy("Xã, phường nơi cư trú"), "current_commune", _commune_labels),
    "residence-former-district": _by_residence(gettext_lazy("Huyện nơi cư trú (trước 01/7/2025)"), "former_district", _former_unit_labels),
    "ethnic-group": Grouping(
        gettext_lazy("Dân tộc"),
        _column_key(f"{PERSON}ethnic_group"),
        lambda keys: _ordered_labels(keys, dict(EthnicGroup.objects.values_list("pk", "name"))),
        roll_column="ethnic_group",
        roll_keys=lambda groups: {group: group or None for group in groups},
    ),
    "ethnic-minority": _closed(
        gettext_lazy("Dân tộc thiểu số"),
        _minority_key,
        [("1", gettext_lazy("Dân tộc thiểu số")), ("0", gettext_lazy("Kinh, người nước ngoài"))],
        roll_column="ethnic_group",
        roll_keys=_minority_by_group,
    ),
    "gender": _by_code(gettext_lazy("Giới tính"), f"{PERSON}gender", "gender", Person.Gender.choices),
    "role": _by_code(gettext_lazy("Vai trò"), "role", "role", Registration.Role.choices),
    "category": _by_code(gettext_lazy("Đối tượng"), "category", "category", Registration.Category.choices),
}
