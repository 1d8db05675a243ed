"""The plan of a merge, worked out before anything is written: the preview shows it, and the merge does exactly that."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from activities.models import Activity
from attendance.models import Registration
from people.actions import may_see_number
from people.models import NotTheSame, Person
from places.models import Unit
from registry.merging.value_origins import Origin, find_origins
from vietnamese.text import fold

THIS, OTHER = "this", "other"  # the target's value; the source's
CARD = "national_id"


@dataclass(frozen=True, slots=True)
class MergeField:
    """Columns that belong together and are chosen as one."""

    name: str
    label: str | Promise
    columns: tuple[str, ...]


FIELDS = (
    MergeField("full_name", gettext_lazy("Họ và tên"), ("full_name", "folded", "sort_key")),
    MergeField("birth", gettext_lazy("Năm sinh, ngày sinh"), ("birth_year", "birth_date")),
    MergeField("gender", gettext_lazy("Giới tính"), ("gender",)),
    MergeField("ethnic_group", gettext_lazy("Dân tộc"), ("ethnic_group_id", "ethnicity_note")),
    MergeField("phone", gettext_lazy("Điện thoại"), ("phone",)),
    MergeField("unit", gettext_lazy("Nơi cư trú"), ("unit_id",)),
    MergeField("organisation", gettext_lazy("Đơn vị công tác"), ("organisation_id",)),
    MergeField("position", gettext_lazy("Chức vụ"), ("position",)),
    MergeField(CARD, gettext_lazy("Số định danh cá nhân"), ("national_id_digest", "national_id_last4")),
)
FIELD_NAMES = tuple(field.name for field in FIELDS)


@dataclass(frozen=True, slots=True)
class Choice:
    """A field of both records, in words, and which of the two values stays."""

    field: MergeField
    this: str
    other: str
    this_origin: Origin
    other_origin: Origin
    chosen: str
    differs: bool

    @property
    def is_open(self) -> bool:
        """Both say something, and not the same: a person decides."""
        return self.differs and bool(self.this and self.other)


@dataclass(frozen=True)
class SharedActivity:
    """An activity in which both are registered.

    The registration `remaining` stays, with the attendances of both; the pass of the one `removed` counts for it from then on.
    """

    activity: Activity
    remaining: Registration
    removed: Registration
    pass_matters: bool  # the activity is not over: the pass may still be shown

    @property
    def both(self) -> list[Registration]:
        return sorted((self.remaining, self.removed), key=lambda registration: registration.pk)


@dataclass(frozen=True)
class Plan:
    """The merge of `source` into `target`, not written yet; with `problems` it is impossible."""

    target: Person
    source: Person
    choices: list[Choice]
    shared_activities: list[SharedActivity]
    moving: list[Registration]  # the other registrations of `source`
    problems: list[ValidationError]
    told_apart: NotTheSame | None

    @cached_property
    def values(self) -> list[dict[str, Any]]:
        """The columns of `target` afterwards, field by field."""
        chosen = [(choice.field, self.target if choice.chosen == THIS else self.source) for choice in self.choices]
        return [{column: getattr(person, column) for column in field.columns} for field, person in chosen]


def plan(
    target: Person,
    source: Person,
    *,
    user: User,
    keep: Mapping[str, str] | None = None,
    registrations: Mapping[int, int] | None = None,
) -> Plan:
    """Plan the merge of `source` into `target`.

    `keep`: {name of a field: this or other}; `registrations`: {activity: the registration that stays}. What is not chosen is proposed.
    Raise ValidationError (keyed by field) for a choice that is none.
    """
    keep, registrations = keep or {}, registrations or {}
    rows = Registration.objects.filter(person__in=(target.pk, source.pk)).order_by("-activity__starts_on", "pk")
    rows = rows.select_related("activity__unit__parent__parent", "team_member__team")
    rows = rows.annotate(sittings_attended=Count("attendances", filter=Q(attendances__annulled_at=None)))
    target_rows = {row.activity_id: row for row in rows if row.person_id == target.pk}
    source_rows = [row for row in rows if row.person_id != target.pk]
    shared = [
        _plan_shared_activity(target_rows[row.activity_id], row, registrations.get(row.activity_id))
        for row in source_rows
        if row.activity_id in target_rows
    ]
    _require_valid_choices(keep, registrations, shared)
    # Where the card of one of the two is hidden from the user it is not compared; then nothing is merged either.
    fields = [field for field in FIELDS if field.name != CARD or not _has_hidden_card(target, source, user)]
    audited_columns = {field.name: frozenset(column.removesuffix("_id") for column in field.columns) for field in fields}
    origins = find_origins([target, source], audited_columns, user=user)
    first, second = sorted((target.pk, source.pk))
    return Plan(
        target=target,
        source=source,
        choices=[
            _plan_field(
                field,
                target,
                source,
                keep.get(field.name),
                this_origin=origins[target.pk][field.name],
                other_origin=origins[source.pk][field.name],
            )
            for field in fields
        ],
        shared_activities=shared,
        moving=[row for row in source_rows if row.activity_id not in target_rows],
        problems=_find_problems(target, source, shared, user),
        told_apart=NotTheSame.objects.select_related("decided_by").filter(first=first, second=second).first(),
    )


def _require_valid_choices(keep: Mapping[str, str], registrations: Mapping[int, int], shared: list[SharedActivity]) -> None:
    errors: dict[str, Any] = {}
    for name, choice in keep.items():
        if name not in FIELD_NAMES or choice not in (THIS, OTHER):
            errors[f"keep.{name}"] = ValidationError(_("Hãy chọn một trong hai hồ sơ."), code="invalid_choice")
    possible = {pair.activity.pk: {pair.remaining.pk, pair.removed.pk} for pair in shared}
    for activity, registration in registrations.items():
        if registration not in possible.get(activity, ()):
            errors[f"registrations.{activity}"] = ValidationError(_("Hãy chọn một trong hai đăng ký."), code="invalid_choice")
    if errors:
        raise ValidationError(errors)


def _has_hidden_card(target: Person, source: Person, user: User) -> bool:
    return any(person.national_id_digest and not may_see_number(user, person) for person in (target, source))


# --- which value stays


def _plan_field(
    field: MergeField, target: Person, source: Person, choice: str | None, *, this_origin: Origin, other_origin: Origin
) -> Choice:
    """Return the choice for one field; without one, the value that says more is proposed, of two that say as much the one written last."""
    target_words, source_words = _in_words(field, target), _in_words(field, source)
    differs = any(getattr(target, column) != getattr(source, column) for column in field.columns)
    if choice is None:
        target_detail, source_detail = _detail(field, target, source), _detail(field, source, target)
        is_source_later = differs and other_origin.at > this_origin.at
        is_source_better = is_source_later if source_detail == target_detail else source_detail > target_detail
        choice = OTHER if is_source_better else THIS
    return Choice(field, target_words, source_words, this_origin, other_origin, choice, differs)


def _detail(field: MergeField, person: Person, counterpart: Person) -> int:
    """Return how much the person's value says beside that of the counterpart.

    Something says more than nothing, a full date more than its year, a name with its marks more than the same without, a commune more
    than a province or than its former name.
    """
    if not _in_words(field, person):
        return 0
    match field.name:
        case "birth":
            says_more = bool(person.birth_date and not counterpart.birth_date and person.birth_year == counterpart.birth_year)
        case "full_name":
            is_same_name = person.folded == counterpart.folded
            says_more = is_same_name and fold(counterpart.full_name) == counterpart.full_name.casefold() != person.full_name.casefold()
        case "unit" if person.unit.level != counterpart.unit.level:
            says_more = person.unit.level == Unit.Level.COMMUNE
        case "unit":  # the commune that the counterpart's, of the same place, is today
            says_more = person.unit.valid_to is None and person.unit_id == counterpart.unit.current_commune_id != counterpart.unit_id
        case _:
            says_more = False
    return 2 if says_more else 1


def _in_words(field: MergeField, person: Person) -> str:
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


def _plan_shared_activity(target_row: Any, source_row: Any, choice: int | None) -> SharedActivity:
    """Return which of two registrations stays: the chosen one, else the one whose pass is in use, or in a team, or that was first."""
    pair = (target_row, source_row)
    remaining = next((row for row in pair if row.pk == choice), None) or max(
        pair, key=lambda row: (not row.is_withdrawn, hasattr(row, "team_member"), row.sittings_attended, -row.pk)
    )
    removed = source_row if remaining is target_row else target_row
    is_over = target_row.activity.is_cancelled or target_row.activity.ends_on < timezone.localdate()
    return SharedActivity(target_row.activity, remaining, removed, pass_matters=not is_over)


def _find_problems(target: Person, source: Person, shared: list[SharedActivity], user: User) -> list[ValidationError]:
    """Return why the merge is impossible; nothing when it is possible."""
    problems = []
    if target.pk == source.pk:
        problems.append(ValidationError(_("Đây là cùng một hồ sơ. Hãy chọn hai hồ sơ khác nhau."), code="same_record"))
    if _has_hidden_card(target, source, user):
        # Whatever the numbers are: that two differ would tell whoever adds somebody with a number that they guessed.
        message = _(
            "Một trong hai hồ sơ có số định danh cá nhân mà bạn không được đối chiếu, vì người đó cư trú ngoài địa bàn của bạn. "
            "Hãy nhờ nơi đó, hoặc cấp tỉnh, gộp."
        )
        problems.append(ValidationError(message, code="card_not_seen"))
    elif target.national_id_digest and source.national_id_digest and target.national_id_digest != source.national_id_digest:
        message = _("Hai hồ sơ có số định danh cá nhân khác nhau, nên là hai người. Nếu một số bị gõ sai, hãy sửa hồ sơ đó trước.")
        problems.append(ValidationError(message, code="different_cards"))
    if any(not user.can("register", unit) for unit in {pair.activity.unit_id for pair in shared}):
        message = _(
            "Hai hồ sơ cùng có trong danh sách của một hoạt động ngoài địa bàn của bạn. Hãy nhờ người phụ trách địa bàn đó, hoặc cấp tỉnh."
        )
        problems.append(ValidationError(message, code="both_elsewhere"))
    for pair in shared:
        teams = [registration.team_member.team for registration in pair.both if hasattr(registration, "team_member")]
        if len({team.pk for team in teams}) > 1:
            message = _("Trong “%(contest)s”, hai hồ sơ ở hai đội: %(one)s và %(other)s. Hãy đưa một người ra khỏi đội trước khi gộp.")
            names = {"contest": pair.activity.title, "one": teams[0].name_in_sentence, "other": teams[1].name_in_sentence}
            problems.append(ValidationError(message % names, code="in_two_teams"))
    return problems
