"""Forms for somebody who is on no list: typed at the desk, or by themselves at the door."""

from typing import Any
from uuid import UUID, uuid4, uuid5

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from activities.models import Activity, Sitting
from attendance.registrations.actions import default_role
from attendance.registrations.forms import EntryForm, RoleForm
from attendance.registrations.residence import communes_around, own_commune
from people.actions import describe_person
from people.models import Person
from places.actions import require_valid
from places.models import Unit
from screens.forms import add_errors
from vietnamese.text import fold

ELSEWHERE = _("Nơi khác trong tỉnh, hoặc chưa rõ xã")


class ArrivalForm(RoleForm):
    """The sitting to which somebody is checked in, with their role and category."""

    sitting = forms.ModelChoiceField(
        Sitting.objects.none(),
        label=_("Điểm danh vào buổi"),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn buổi."), "invalid_choice": _("Buổi này không mở điểm danh. Hãy chọn lại.")},
    )

    def __init__(self, data: Any = None, *, sittings: list[Sitting], **kwargs: Any):
        super().__init__(data, **kwargs)
        field = self.fields["sitting"]
        field.queryset = Sitting.objects.filter(pk__in=[sitting.pk for sitting in sittings])  # type: ignore[attr-defined]
        field.label_from_instance = lambda sitting: f"{sitting.label_without_day}, {date_format(sitting.starts_at, 'H:i d/m/Y')}"  # type: ignore[attr-defined]
        if len(sittings) == 1:
            field.widget = field.hidden_widget()


class DeskForm(ArrivalForm, EntryForm):
    """The fields of EntryForm that are asked at the desk."""

    OMITTED_FIELDS = ("organisation", "position", "national_id")

    nonce = forms.UUIDField(widget=forms.HiddenInput)  # of this page: a form sent twice registers once
    field_order = ("full_name", "birth", "gender", "ethnic_group", "phone", "unit", "role", "category", "sitting")  # type: ignore[assignment]

    def __init__(self, data: Any = None, *, activity: Activity, sittings: list[Sitting], sees_personal: bool, initial: dict[str, Any]):
        super().__init__(data, sittings=sittings, activity=activity, initial={"role": default_role(activity), "nonce": uuid4()} | initial)
        for name in (*self.OMITTED_FIELDS, *(() if sees_personal else ("ethnic_group",))):
            del self.fields[name]
        self.fields["unit"].required = False
        self.fields["unit"].empty_label = ELSEWHERE  # type: ignore[attr-defined]
        self.fields["phone"].help_text = _("Để lần sau tự điểm danh ở cửa.")

    def clean_unit(self) -> Unit | None:  # type: ignore[override]
        unit = self.cleaned_data["unit"]
        if unit:
            require_valid(unit, on=self.initial["held_on"])
        return unit

    @property
    def walk_in_id(self) -> UUID:
        """Return one id for one person, however often the page sends them; another for another person typed on the same page."""
        return _derive_walk_in_id(self.cleaned_data["nonce"], self.person())


def _derive_walk_in_id(nonce: UUID, person: dict[str, Any]) -> UUID:
    return uuid5(nonce, f"{fold(person['full_name'])}|{person.get('birth_year') or ''}|{person.get('birth_date') or ''}")


class DoorWalkInForm(forms.Form):
    """A name typed by its owner at the door, on their own phone. Laid out in attendance/hall/door_walk_in.html."""

    full_name = forms.CharField(label=_("Họ và tên"), error_messages={"required": _("Hãy nhập họ và tên.")})
    birth_year = forms.IntegerField(
        label=_("Năm sinh"),
        error_messages=dict.fromkeys(("required", "invalid"), _("Hãy nhập năm sinh bằng 4 chữ số, ví dụ 1985.")),
    )
    gender = forms.ChoiceField(
        label=_("Giới tính"),
        choices=Person.Gender.choices,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Hãy chọn Nam hoặc Nữ.")),
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Xã, phường nơi ở"),
        required=False,
        empty_label=_("Nơi khác trong tỉnh"),
        error_messages={"invalid_choice": _("Hãy chọn một xã trong danh sách.")},
    )
    phone = forms.CharField(label=_("Số điện thoại"), required=False, max_length=40)

    def __init__(self, data: Any = None, *, activity: Activity, number: str = "", before: dict[str, str]):
        """Begin with what was typed `before`; take `number`, which was not found, as the phone number if it looks like one."""
        phone = number if number[:1] in ("0", "+") else ""
        super().__init__(data, initial={"unit": own_commune(activity), "phone": phone} | before)
        self.fields["unit"].queryset = communes_around(activity)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        """Show everything that is wrong at once, before anything is written."""
        cleaned = super().clean()
        typed = {"full_name": "", **self.cleaned_data}
        try:
            describe_person(Person(), **{name: value for name, value in typed.items() if name != "unit"})
        except ValidationError as error:
            add_errors(self, error)
        return cleaned

    def walk_in_id(self, nonce: UUID) -> UUID:
        return _derive_walk_in_id(nonce, self.cleaned_data)
