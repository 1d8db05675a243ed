"""The one filter of people on record: the list, its workbook and the API read the same words."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Count, Exists, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from activities.models import Activity
from attendance.models import Attendance, Registration, RegistrationQuerySet
from exports import periods
from people.models import EthnicGroup, Person, PersonQuerySet
from places.forms import UnitChoiceField
from places.models import Cover, Unit
from vietnamese.text import clean, fold

ALL = ("", gettext_lazy("Tất cả"))
MOST_ACTIVITIES = 300  # offered to choose from, the latest first
OLDEST_YEAR, LATEST_YEAR = 1900, 2100
# What a clerk mends, and what somebody has who can be called.
ON_RECORD: dict[str, tuple[Any, Q]] = {
    "phone": (gettext_lazy("Có số điện thoại"), Q(phone__isnull=False)),
    "no-phone": (gettext_lazy("Thiếu số điện thoại"), Q(phone=None)),
    "no-birth-year": (gettext_lazy("Thiếu năm sinh"), Q(birth_year=None)),
    "no-ethnic-group": (gettext_lazy("Thiếu dân tộc"), Q(ethnic_group=None) | Q(ethnic_group__code="99")),
    "no-gender": (gettext_lazy("Thiếu giới tính"), Q(gender=None)),
    "no-commune": (gettext_lazy("Nơi cư trú chưa đến cấp xã"), ~Q(unit__level=Unit.Level.COMMUNE)),
    "no-card": (gettext_lazy("Chưa có số định danh (CCCD)"), Q(national_id_digest=None)),
}
PERSONAL = ("ethnic_group", "on_record")  # filters that tell what only `see_personal` may know
YEAR_PROBLEM = gettext_lazy("Hãy nhập năm đủ 4 chữ số, ví dụ 1985.")


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one person, as far as asked: activities attended (lượt), sittings attended (lượt điểm danh), and the last of these."""

    activities: int = 0
    sittings: int = 0
    last: datetime | None = None


class PeopleForm(forms.Form):
    q = forms.CharField(
        label=gettext_lazy("Tìm"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Họ tên không cần dấu, số điện thoại, hoặc 4 số cuối CCCD."),
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
    role = forms.ChoiceField(label=gettext_lazy("Đã dự với vai trò"), required=False, choices=[ALL, *Registration.Role.choices])
    category = forms.ChoiceField(label=gettext_lazy("Đã dự thuộc đối tượng"), required=False, choices=[ALL, *Registration.Category.choices])
    at_least = forms.IntegerField(label=gettext_lazy("Đã dự ít nhất (hoạt động)"), required=False, min_value=1, max_value=10_000)

    OF_THE_PERSON = ("ethnic_group", "gender", "born_from", "born_to", "on_record")
    OF_WHAT_THEY_ATTENDED = ("activity", "role", "category", "from", "to", "at_least")

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data, auto_id="filter_%s")
        self.user = user
        days = {
            "from": forms.DateField(label=gettext_lazy("Có mặt từ ngày"), required=False),
            "to": forms.DateField(label=gettext_lazy("Có mặt đến ngày"), required=False),
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
    def of_the_person(self) -> list[Any]:
        return [self[name] for name in self.OF_THE_PERSON]

    @property
    def of_what_they_attended(self) -> list[Any]:
        return [self[name] for name in self.OF_WHAT_THEY_ATTENDED]

    @property
    def is_asked(self) -> bool:
        return any(value not in (None, "") for value in self.cleaned_data.values())

    @property
    def asks_about_attending(self) -> bool:
        return any(self.cleaned_data.get(name) for name in self.OF_WHAT_THEY_ATTENDED)

    @property
    def asks_what_is_personal(self) -> bool:
        return any(self.cleaned_data.get(name) for name in PERSONAL) or bool(_digits(self.cleaned_data.get("q") or ""))

    # --- whom it leaves

    def narrow(self, people: PersonQuerySet) -> PersonQuerySet:
        asked = self.cleaned_data
        found = people.filter(_worded(asked["q"]), _born(asked["born_from"], asked["born_to"]))
        if asked["unit"]:
            found = found.filter(unit__in=Cover.objects.filter(ancestor=asked["unit"]).values("unit"))
        if asked["ethnic_group"]:
            found = found.filter(ethnic_group=asked["ethnic_group"])
        if asked["gender"]:
            found = found.filter(gender=asked["gender"])
        if asked["on_record"]:
            found = found.filter(ON_RECORD[asked["on_record"]][1])
        if not self.asks_about_attending:
            return found
        often = self.attended.order_by().values("person").annotate(times=Count("pk")).filter(times__gte=asked["at_least"] or 1)
        return found.filter(pk__in=often.values("person"))

    @property
    def came(self) -> QuerySet[Attendance]:
        """Standing attendances on the days asked for."""
        found, zone = Attendance.objects.active(), timezone.get_current_timezone()
        if first := self.cleaned_data["from"]:
            found = found.filter(sitting__starts_at__gte=datetime.combine(first, time.min, zone))
        if last := self.cleaned_data["to"]:
            after = last + timedelta(days=1) if last < date.max else last
            found = found.filter(sitting__starts_at__lt=datetime.combine(after, time.min, zone))
        return found

    @property
    def attended(self) -> RegistrationQuerySet:
        """Registrations by which somebody attended what is asked for, where `user` may look."""
        asked, rows = self.cleaned_data, Registration.objects.visible_to(self.user)
        for name in ("activity", "role", "category"):
            if asked[name]:
                rows = rows.filter(**{name: asked[name]})
        return rows.filter(Exists(self.came.filter(registration=OuterRef("pk"))))

    # --- what is shown of them

    def figures(self, people: list[int]) -> dict[int, Figures]:
        """Of these people, in two statements whatever their number."""
        of_them = self.attended.filter(person__in=people)
        counted = dict(of_them.order_by().values_list("person").annotate(Count("pk")))
        sat = self.came.filter(registration__in=of_them).order_by().values_list("registration__person")
        sittings = {person: (number, last) for person, number, last in sat.annotate(Count("pk"), Max("sitting__starts_at"))}
        return {person: Figures(number, *sittings[person]) for person, number in counted.items() if person in sittings}

    def totals(self, found: PersonQuerySet) -> tuple[int, int]:
        """(lượt, lượt điểm danh) of all of `found`."""
        of_them = self.attended.filter(person__in=found.order_by().values("pk"))
        return of_them.count(), self.came.filter(registration__in=of_them).count()

    def in_order(self, found: PersonQuerySet, sort: str) -> PersonQuerySet:
        """By `sort`, a word of SORTS, with - before it for the other way round; by name when it is none."""
        word, is_down = sort.removeprefix("-"), sort.startswith("-")
        if word not in SORTS or word == "name":
            return found.order_by(*(("-sort_key", "-birth_year", "-pk") if is_down else ("sort_key", "birth_year", "pk")))
        if word in ("activities", "last"):
            found = found.annotate(**{word: self._counted(word)})
        column = F("birth_year" if word == "birth_year" else word)
        first = column.desc(nulls_last=True) if is_down else column.asc(nulls_last=True)
        return found.order_by(first, "sort_key", "pk")

    def _counted(self, word: str) -> Any:
        if word == "activities":
            rows = self.attended.filter(person=OuterRef("pk")).order_by().values("person").annotate(n=Count("pk")).values("n")
            return Coalesce(Subquery(rows), 0, output_field=IntegerField())
        of_them = self.attended.filter(person=OuterRef("pk"))
        last = self.came.filter(registration__in=of_them).order_by("-sitting__starts_at").values("sitting__starts_at")[:1]
        return Subquery(last)

    # --- in words

    @property
    def in_words(self) -> list[tuple[str, str]]:
        """What was asked for as (label, value): for the notes sheet and the log."""
        asked = self.cleaned_data
        named = [(_("Nơi cư trú"), asked["unit"].label if asked["unit"] else _("tất cả địa bàn được phân công"))]
        for name in ("q", *self.OF_THE_PERSON, "activity", "role", "category", "at_least"):
            if asked[name]:
                named.append((str(self.fields[name].label), self._said(name)))
        if asked["from"] or asked["to"]:
            named.append((_("Có mặt"), periods.in_words(asked["from"], asked["to"])))
        return named

    def _said(self, name: str) -> str:
        field: Any = self.fields[name]
        value = self.cleaned_data[name]
        is_word = isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField)
        return str(dict(field.choices)[value]) if is_word else str(value)


SORTS = ("name", "birth_year", "activities", "last")


def _digits(q: str) -> str:
    """The digits, when it is a number that was typed: '0912 345', '+84 912…'; else nothing."""
    bare = re.sub(r"[\s.\-()+]", "", q)
    if not (bare.isascii() and bare.isdigit() and len(bare) > 2):
        return ""
    return "0" + bare.removeprefix("84") if clean(q).startswith("+84") else bare


def _worded(q: str) -> Q:
    """Each word somewhere in the name, in any order and without accents; or a part of the phone number, or the last four of the card."""
    if digits := _digits(q):
        found = Q(phone__contains=digits)
        return found | Q(national_id_last4=digits) if len(digits) == 4 else found
    wanted = Q()
    for word in fold(clean(q)).split():
        wanted &= Q(folded__contains=word)
    return wanted


def _born(first: int | None, last: int | None) -> Q:
    return (Q(birth_year__gte=first) if first else Q()) & (Q(birth_year__lte=last) if last else Q())
