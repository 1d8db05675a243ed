"""What a merge would do, worked out before anything is written: the preview shows it, and the merge does exactly that."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from activities.models import Activity
from attendance.models import Registration
from people.models import Person
from places.models import Unit
from registry.models import NotTheSame

THIS, OTHER = "this", "other"  # the record that stays; the one that goes


@dataclass(frozen=True, slots=True)
class Field:
    """What is chosen as one: the columns that belong together."""

    name: str
    label: Any
    columns: tuple[str, ...]


FIELDS = (
    Field("full_name", gettext_lazy("Họ và tên"), ("full_name", "folded", "sort_key")),
    Field("birth", gettext_lazy("Năm sinh, ngày sinh"), ("birth_year", "birth_date")),
    Field("gender", gettext_lazy("Giới tính"), ("gender",)),
    Field("ethnic_group", gettext_lazy("Dân tộc"), ("ethnic_group_id", "ethnicity_note")),
    Field("phone", gettext_lazy("Điện thoại"), ("phone",)),
    Field("unit", gettext_lazy("Nơi cư trú"), ("unit_id",)),
    Field("organisation", gettext_lazy("Đơn vị công tác"), ("organisation_id",)),
    Field("position", gettext_lazy("Chức vụ"), ("position",)),
    Field("national_id", gettext_lazy("Số định danh (CCCD)"), ("national_id_digest", "national_id_last4", "national_id_mark")),
)
FIELD_NAMES = tuple(field.name for field in FIELDS)


@dataclass(frozen=True, slots=True)
class Choice:
    """A column of both records, in words, and which of the two stays."""

    field: Field
    this: str
    other: str
    chosen: str
    differs: bool

    @property
    def is_open(self) -> bool:
        """Both say something, and not the same: a person decides."""
        return self.differs and bool(self.this and self.other)

    @property
    def stays(self) -> str:
        return self.this if self.chosen == THIS else self.other


@dataclass(frozen=True)
class Double:
    """An activity in which both are registered: one registration stays, with the attendances of both. `dies`: whose pass ends."""

    activity: Activity
    stays: Registration
    dies: Registration
    pass_matters: bool  # the activity is not over: the pass may still be shown

    @property
    def both(self) -> list[Registration]:
        return sorted((self.stays, self.dies), key=lambda one: one.pk)

    @property
    def both_walked_in(self) -> bool:
        return self.stays.walk_in_id is not None and self.dies.walk_in_id is not None


@dataclass(frozen=True)
class Plan:
    kept: Person
    gone: Person
    choices: list[Choice]
    doubles: list[Double]
    moving: list[Registration]  # the others of `gone`
    problems: list[ValidationError]
    told_apart: NotTheSame | None

    @cached_property
    def values(self) -> list[dict[str, Any]]:
        """The columns of `kept` afterwards, field by field."""
        chosen = [(choice.field, self.kept if choice.chosen == THIS else self.gone) for choice in self.choices]
        return [{column: getattr(person, column) for column in field.columns} for field, person in chosen]

    @property
    def open_choices(self) -> list[Choice]:
        return [choice for choice in self.choices if choice.is_open]

    @property
    def passes_that_die(self) -> list[Double]:
        return [double for double in self.doubles if double.pass_matters]


def plan(
    kept: Person, gone: Person, *, user: User, keep: Mapping[str, str] | None = None, registrations: Mapping[int, int] | None = None
) -> Plan:
    """`keep`: {name of a field: this or other}; `registrations`: {activity: the registration that stays}. What is not said is proposed.
    Raises ValidationError (keyed by field) for a choice that is none."""
    rows = _registrations(kept, gone)
    mine = {row.activity_id: row for row in rows if row.person_id == kept.pk}
    doubles, moving = [], []
    for row in rows:
        if row.person_id == kept.pk:
            continue
        if row.activity_id in mine:
            doubles.append(_double(mine[row.activity_id], row, registrations or {}))
        else:
            moving.append(row)
    _require_known(keep or {}, registrations or {}, doubles)
    first, second = sorted((kept.pk, gone.pk))
    return Plan(
        kept=kept,
        gone=gone,
        choices=[_choice(field, kept, gone, (keep or {}).get(field.name)) for field in FIELDS],
        doubles=doubles,
        moving=moving,
        problems=_problems(kept, gone, doubles, user),
        told_apart=NotTheSame.objects.select_related("decided_by").filter(first=first, second=second).first(),
    )


def _registrations(kept: Person, gone: Person) -> list[Any]:
    rows = Registration.objects.filter(person__in=(kept.pk, gone.pk)).select_related("activity__unit__parent__parent", "team_member__team")
    counted = rows.annotate(sittings_attended=Count("attendances", filter=Q(attendances__annulled_at=None)))
    return list(counted.order_by("-activity__starts_on", "pk"))


def _require_known(keep: Mapping[str, str], registrations: Mapping[int, int], doubles: list[Double]) -> None:
    errors: dict[str, Any] = {}
    for name, chosen in keep.items():
        if name not in FIELD_NAMES or chosen not in (THIS, OTHER):
            errors[f"keep.{name}"] = ValidationError(_("Hãy chọn một trong hai hồ sơ."), code="invalid_choice")
    possible = {double.activity.pk: {double.stays.pk, double.dies.pk} for double in doubles}
    for activity, registration in registrations.items():
        if registration not in possible.get(activity, ()):
            errors[f"registrations.{activity}"] = ValidationError(_("Hãy chọn một trong hai đăng ký."), code="invalid_choice")
    if errors:
        raise ValidationError(errors)


# --- which value stays


def _choice(field: Field, kept: Person, gone: Person, said: str | None) -> Choice:
    this, other = in_words(field, kept), in_words(field, gone)
    differs = any(getattr(kept, column) != getattr(gone, column) for column in field.columns)
    return Choice(field, this, other, said or _proposed(field, kept, gone, this, other), differs)


def _proposed(field: Field, kept: Person, gone: Person, this: str, other: str) -> str:
    """What says more: something rather than nothing, a full date of the same year, a commune rather than a province or its former name."""
    if not this and other:
        return OTHER
    if field.name == "birth" and gone.birth_date and not kept.birth_date and gone.birth_year == kept.birth_year:
        return OTHER
    return OTHER if field.name == "unit" and _is_better_known(gone.unit, kept.unit) else THIS


def _is_better_known(one: Unit, other: Unit) -> bool:
    """A commune against a wider unit, and of one place the commune that there is today."""
    if one.level != other.level:
        return one.level == Unit.Level.COMMUNE
    return one.valid_to is None and one.pk == other.current_commune_id != other.pk


def in_words(field: Field, person: Person) -> str:
    match field.name:
        case "birth":
            return birth_in_words(person.birth_year, person.birth_date)
        case "gender":
            return str(person.get_gender_display() or "")
        case "ethnic_group":
            note = f" ({person.ethnicity_note})" if person.ethnicity_note else ""
            return f"{person.ethnic_group}{note}" if person.ethnic_group else ""
        case "unit":
            return person.unit.label
        case "national_id":
            return f"•••• {person.national_id_last4}" if person.national_id_digest else ""
        case _:
            return str(getattr(person, field.name) or "")


def birth_in_words(year: int | None, day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else str(year or "")


# --- where both are registered


def _double(mine: Any, theirs: Any, registrations: Mapping[int, int]) -> Double:
    said = registrations.get(mine.activity_id)
    stays = next((row for row in (mine, theirs) if row.pk == said), None) or max((mine, theirs), key=_weight)
    dies = theirs if stays is mine else mine
    is_over = mine.activity.is_cancelled or mine.activity.ends_on < timezone.localdate()
    return Double(mine.activity, stays, dies, pass_matters=not is_over)


def _weight(row: Any) -> tuple[Any, ...]:
    """Whose pass is in use, or in a team; of two alike, the one that was there first."""
    return not row.is_withdrawn, hasattr(row, "team_member"), row.sittings_attended, -row.pk


def _problems(kept: Person, gone: Person, doubles: list[Double], user: User) -> list[ValidationError]:
    found = []
    if kept.pk == gone.pk:
        found.append(ValidationError(_("Đây là cùng một hồ sơ. Hãy chọn hai hồ sơ khác nhau."), code="same_record"))
    if kept.national_id_digest and gone.national_id_digest and kept.national_id_digest != gone.national_id_digest:
        message = _("Hai hồ sơ có số định danh (CCCD) khác nhau, nên là hai người. Nếu một số bị gõ sai, hãy sửa hồ sơ đó trước.")
        found.append(ValidationError(message, code="different_cards"))
    if any(not user.can("register", unit) for unit in {double.activity.unit_id for double in doubles}):
        message = _(
            "Hai hồ sơ cùng có trong danh sách của một hoạt động ngoài địa bàn của bạn. Hãy nhờ người phụ trách địa bàn đó, hoặc cấp tỉnh."
        )
        found.append(ValidationError(message, code="both_elsewhere"))
    found += [_two_teams(double) for double in doubles if _are_in_two_teams(double)]
    return found


def _are_in_two_teams(double: Double) -> bool:
    teams = [row.team_member.team_id for row in double.both if hasattr(row, "team_member")]
    return len(set(teams)) > 1


def _two_teams(double: Double) -> ValidationError:
    one, other = (row.team_member.team.called for row in double.both)
    message = _("Trong “%(contest)s”, hai hồ sơ ở hai đội: %(one)s và %(other)s. Hãy đưa một người ra khỏi đội trước khi gộp.")
    return ValidationError(message % {"contest": double.activity.title, "one": one, "other": other}, code="in_two_teams")
