"""The filters of people on record: the list, its workbook and the API read the same ones."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from activities.models import Activity
from attendance.models import Attendance, Registration, RegistrationQuerySet
from exports import periods
from finder.search.people_search import narrow_to_number, read_digits
from people.models import EthnicGroup, Person, PersonQuerySet
from places.forms import UnitChoiceField
from places.models import Cover, Unit
from registry.records.ordered_people import OrderedPeople
from screens.day_filters import DayField

ALL = ("", gettext_lazy("Tất cả"))
OLDEST_YEAR, LATEST_YEAR = 1900, 2100
# What a clerk mends, and what somebody has who can be called.
ON_RECORD: dict[str, tuple[Any, Q]] = {
    "phone": (gettext_lazy("Có số điện thoại"), Q(phone__isnull=False)),
    "no-phone": (gettext_lazy("Thiếu số điện thoại"), Q(phone=None)),
    "no-birth-year": (gettext_lazy("Thiếu năm sinh"), Q(birth_year=None)),
    "no-ethnic-group": (gettext_lazy("Thiếu dân tộc"), Q(ethnic_group=None) | Q(ethnic_group__code="99")),
    "no-gender": (gettext_lazy("Thiếu giới tính"), Q(gender=None)),
    "no-commune": (gettext_lazy("Nơi cư trú chưa đến cấp xã"), ~Q(unit__level=Unit.Level.COMMUNE)),
    "no-card": (gettext_lazy("Chưa có số định danh cá nhân"), Q(national_id_digest=None)),
}
PERSONAL = ("ethnic_group", "on_record")  # filters that tell what only `see_personal` may know
YEAR_PROBLEM = gettext_lazy("Hãy nhập năm đủ 4 chữ số, ví dụ 1985.")


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of one person, as far as asked: activities attended (lượt), sittings attended (lượt điểm danh), and the last of these."""

    activities: int = 0
    sittings: int = 0
    last: datetime | None = None


# How each of them is counted of attendances.
FIGURES = {"activities": Count("registration", distinct=True), "sittings": Count("pk"), "last": Max("sitting__starts_at")}


class PeopleForm(forms.Form):
    q = forms.CharField(
        label=gettext_lazy("Tìm"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Họ tên không cần dấu, số điện thoại, hoặc 4 số cuối số định danh."),
    )
    unit = UnitChoiceField(label=gettext_lazy("Nơi cư trú"), required=False, at_any_time=True, empty_label=gettext_lazy("Mọi nơi"))
    ethnic_group = forms.ModelChoiceField(
        EthnicGroup.objects.all(), label=gettext_lazy("Dân tộc"), required=False, empty_label=gettext_lazy("Tất cả")
    )
    gender = forms.ChoiceField(label=gettext_lazy("Giới tính"), required=False, choices=[ALL, *Person.Gender.choices])
    born_from = forms.IntegerField(
        label=gettext_lazy("Sinh từ năm"),
        required=False,
        min_value=OLDEST_YEAR,
        max_value=LATEST_YEAR,
        error_messages={"invalid": YEAR_PROBLEM},
    )
    born_to = forms.IntegerField(
        label=gettext_lazy("Sinh đến năm"),
        required=False,
        min_value=OLDEST_YEAR,
        max_value=LATEST_YEAR,
        error_messages={"invalid": YEAR_PROBLEM},
    )
    on_record = forms.ChoiceField(
        label=gettext_lazy("Thông tin"), required=False, choices=[ALL, *((word, label) for word, (label, _rows) in ON_RECORD.items())]
    )
    activity = forms.ModelChoiceField(
        Activity.objects.none(), label=gettext_lazy("Đã dự hoạt động"), required=False, empty_label=gettext_lazy("Bất kỳ")
    )
    held_in = UnitChoiceField(label=gettext_lazy("Đã dự ở địa bàn"), required=False, at_any_time=True, empty_label=gettext_lazy("Mọi nơi"))
    role = forms.ChoiceField(label=gettext_lazy("Đã dự với vai trò"), required=False, choices=[ALL, *Registration.Role.choices])
    category = forms.ChoiceField(label=gettext_lazy("Đã dự thuộc đối tượng"), required=False, choices=[ALL, *Registration.Category.choices])
    at_least = forms.IntegerField(label=gettext_lazy("Đã dự ít nhất (hoạt động)"), required=False, min_value=1, max_value=10_000)

    PERSON_FIELDS = ("ethnic_group", "gender", "born_from", "born_to", "on_record")
    ATTENDANCE_FIELDS = ("activity", "held_in", "role", "category", "from", "to", "at_least")

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data, auto_id="filter_%s")
        self.user = user
        days = {
            "from": DayField(label=gettext_lazy("Có mặt từ ngày"), required=False),
            "to": DayField(label=gettext_lazy("Có mặt đến ngày"), required=False),
        }
        self.fields |= days
        self.fields["activity"].queryset = Activity.objects.visible_to(user).order_by("-starts_on", "-pk")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("from") and values.get("to") and values["to"] < values["from"]:
            self.add_error("to", forms.ValidationError(_("“Đến ngày” phải từ “Từ ngày” trở đi."), code="dates_reversed"))
        if values.get("born_from") and values.get("born_to") and values["born_to"] < values["born_from"]:
            self.add_error("born_to", forms.ValidationError(_("“Đến năm” phải từ “Từ năm” trở đi."), code="years_reversed"))
        return values

    @property
    def of_the_person(self) -> list[forms.BoundField]:
        return [self[name] for name in self.PERSON_FIELDS]

    @property
    def of_what_they_attended(self) -> list[forms.BoundField]:
        return [self[name] for name in self.ATTENDANCE_FIELDS]

    @property
    def has_filters(self) -> bool:
        return any(value not in (None, "") for value in self.cleaned_data.values())

    @property
    def asks_about_attending(self) -> bool:
        return any(self.cleaned_data.get(name) for name in self.ATTENDANCE_FIELDS)

    @property
    def asks_what_is_personal(self) -> bool:
        """The filters tell what only `see_personal` may know."""
        return any(self.cleaned_data.get(name) for name in PERSONAL) or bool(read_digits(self.cleaned_data.get("q") or ""))

    # --- the people

    def narrow(self, people: PersonQuerySet) -> PersonQuerySet:
        filters = self.cleaned_data
        if digits := read_digits(filters["q"]):  # a part of the phone number, or the last four digits of the card
            people = narrow_to_number(people, digits, user=self.user)
        else:
            people = people.named_like(filters["q"])
        if filters["born_from"]:
            people = people.filter(birth_year__gte=filters["born_from"])
        if filters["born_to"]:
            people = people.filter(birth_year__lte=filters["born_to"])
        if filters["unit"]:
            people = people.filter(unit__in=Cover.objects.filter(ancestor=filters["unit"]).values("unit"))
        if filters["ethnic_group"]:
            people = people.filter(ethnic_group=filters["ethnic_group"])
        if filters["gender"]:
            people = people.filter(gender=filters["gender"])
        if filters["on_record"]:
            people = people.filter(ON_RECORD[filters["on_record"]][1])
        if not self.asks_about_attending:
            return people
        attended = self.registrations.filter(Exists(self.attendances.filter(registration=OuterRef("pk"))))
        often = attended.order_by().values("person").annotate(times=Count("pk")).filter(times__gte=filters["at_least"] or 1)
        return people.filter(pk__in=often.values("person"))

    @property
    def attendances(self) -> QuerySet[Attendance]:
        """Attendances on the days asked for, without annulled ones."""
        attendances, zone = Attendance.objects.active(), timezone.get_current_timezone()
        if first := self.cleaned_data["from"]:
            attendances = attendances.filter(sitting__starts_at__gte=datetime.combine(first, time.min, zone))
        if last := self.cleaned_data["to"]:
            attendances = attendances.filter(sitting__starts_at__lt=datetime.combine(last + timedelta(days=1), time.min, zone))
        return attendances

    @property
    def registrations(self) -> RegistrationQuerySet:
        """Registrations as they are asked for, where `user` may look, whether anybody came or not."""
        registrations = Registration.objects.visible_to(self.user)
        for name in ("activity", "role", "category"):
            if self.cleaned_data[name]:
                registrations = registrations.filter(**{name: self.cleaned_data[name]})
        if unit := self.cleaned_data["held_in"]:
            registrations = registrations.filter(activity__in=Activity.objects.in_unit(unit).order_by())
        return registrations

    # --- what is shown of them

    def figures(self, people: list[int]) -> dict[int, Figures]:
        """Return the figures of these people, in one statement whatever their number."""
        counted = self._attendances_of(person__in=people).values_list("registration__person").annotate(**FIGURES)
        return {person: Figures(*figures) for person, *figures in counted}

    def totals(self, people: PersonQuerySet) -> tuple[int, int]:
        """Return (lượt, lượt điểm danh) of all of `people`."""
        totals = self._attendances_of(person__in=people.order_by().values("pk")).aggregate(
            activities=FIGURES["activities"], sittings=FIGURES["sittings"]
        )
        return totals["activities"], totals["sittings"]

    def _attendances_of(self, **people: Any) -> QuerySet[Attendance]:
        """Return the attendances that are asked for, by registrations of these people.

        Registrations with a condition that they have such an attendance would say the same twice: PostgreSQL then reads the attendances
        of a period once for each registration (minutes for a province's quarter).
        """
        return self.attendances.filter(registration__in=self.registrations.filter(**people).order_by()).order_by()

    def sort(self, people: PersonQuerySet, sort: str) -> PersonQuerySet | OrderedPeople:
        """Sort by `sort`, a word of SORTS, with - before it for the other way round; by name when it is none."""
        word, is_descending = sort.removeprefix("-"), sort.startswith("-")
        if word == "birth_year":
            column = F(word)
            ordered = column.desc(nulls_last=True) if is_descending else column.asc(nulls_last=True)
            return people.order_by(ordered, "sort_key", "pk")
        if word in ("activities", "last"):
            return self._sort_by_attending(people, word, is_descending=is_descending)
        return people.order_by(*(("-sort_key", "-birth_year", "-pk") if is_descending else ("sort_key", "birth_year", "pk")))

    def _sort_by_attending(self, people: PersonQuerySet, word: str, *, is_descending: bool) -> OrderedPeople:
        """Sort by a field of Figures; whoever attended nothing has no last attendance, and is last either way.

        All figures are asked for at once: asked for in the order of a query, PostgreSQL counts them person by person, which takes minutes.
        """
        attended = self._attendances_of(person__in=people.order_by().values("pk")).values_list("registration__person")
        figures = dict(attended.annotate(figure=FIGURES[word]))
        ids = list(people.order_by("sort_key", "pk").values_list("pk", flat=True))
        if word == "activities":
            return OrderedPeople(people, sorted(ids, key=lambda pk: figures.get(pk, 0), reverse=is_descending))
        came = sorted((pk for pk in ids if pk in figures), key=figures.__getitem__, reverse=is_descending)
        return OrderedPeople(people, [*came, *(pk for pk in ids if pk not in figures)])

    @property
    def in_words(self) -> list[tuple[str, str]]:
        """The filters as (label, value), for the notes sheet and the log."""
        filters = self.cleaned_data
        words = [(_("Nơi cư trú"), filters["unit"].label if filters["unit"] else _("tất cả địa bàn được phân công"))]
        if filters["held_in"]:
            words.append((str(self.fields["held_in"].label), filters["held_in"].label))
        for name in ("q", *self.PERSON_FIELDS, "activity", "role", "category", "at_least"):
            if value := filters[name]:
                field: Any = self.fields[name]
                if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
                    choices: Any = field.choices
                    value = dict(choices)[value]
                words.append((str(field.label), str(value)))
        if filters["from"] or filters["to"]:
            words.append((_("Có mặt"), periods.in_words(filters["from"], filters["to"])))
        return words


SORTS = ("name", "birth_year", "activities", "last")
