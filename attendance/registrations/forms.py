"""Forms in which a person is typed and given a role in an activity."""

import re
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from activities.models import Activity
from attendance.models import Registration
from people.actions import describe_person
from people.models import EthnicGroup, Person
from places.actions import require_valid
from places.forms import UnitChoiceField
from places.models import Unit
from screens.forms import NOT_KEPT, add_errors

NO_CATEGORY = ("", _("Chưa phân loại"))


class Birth(NamedTuple):
    year: int
    date: date | None  # when known; never made up from the year


class BirthField(forms.CharField):
    """'1985', '9/2/1985' or '09/02/1985' (also with - or . between); gives a Birth, or None for nothing."""

    YEAR = re.compile(r"[0-9]{4}")
    DAY = re.compile(r"([0-9]{1,2})\s*[/.-]\s*([0-9]{1,2})\s*[/.-]\s*([0-9]{4})")

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        if self.YEAR.fullmatch(text):
            return Birth(int(text), None)
        if not (match := self.DAY.fullmatch(text)):
            raise ValidationError(_("Hãy nhập năm (1985), hoặc đủ ngày, tháng, năm (9/2/1985)."), code="not_a_birth")
        day, month, year = map(int, match.groups())
        try:
            return Birth(year, date(year, month, day))
        except ValueError:
            raise ValidationError(
                _("Không có ngày %(day)s. Hãy kiểm tra ngày và tháng."), code="no_such_day", params={"day": text}
            ) from None


class RoleForm(forms.Form):
    """The role and the category of somebody in an activity."""

    role = forms.ChoiceField(label=_("Vai trò"), choices=Registration.Role.choices, initial=Registration.Role.PARTICIPANT)
    category = forms.ChoiceField(
        label=_("Đối tượng"), choices=[NO_CATEGORY, *Registration.Category.choices], required=False, help_text=_("Để tính vào báo cáo.")
    )


PERSON_FIELDS = ("full_name", "gender", "ethnic_group", "phone", "unit", "organisation", "position", "national_id")
# {key in an action's ValidationError: field of EntryForm}; the keys of register_described begin with "person.".
FIELD_NAMES = {f"person.{name}": name for name in PERSON_FIELDS}
FIELD_NAMES |= dict.fromkeys(["birth_year", "birth_date", "person.birth_year", "person.birth_date"], "birth")


class EntryForm(RoleForm):
    """A person as typed, with their role in `activity`."""

    held_on = forms.DateField(widget=forms.HiddenInput, disabled=True)  # which day's communes the picker offers
    full_name = forms.CharField(label=_("Họ và tên"), error_messages={"required": _("Hãy nhập họ và tên.")})
    birth = BirthField(label=_("Ngày sinh hoặc năm sinh"), required=False, help_text=_("Ví dụ 1985 hoặc 9/2/1985."))
    gender = forms.ChoiceField(label=_("Giới tính"), choices=Person.Gender.choices, required=False, widget=forms.RadioSelect)
    unit = UnitChoiceField(on_field="held_on", label=_("Nơi cư trú"))
    ethnic_group = forms.ModelChoiceField(EthnicGroup.objects.all(), label=_("Dân tộc"), required=False, empty_label=_("Chưa rõ"))
    phone = forms.CharField(label=_("Điện thoại"), required=False, max_length=40, help_text=_("Để điểm danh ở cửa bằng số điện thoại."))
    organisation = forms.CharField(label=_("Đơn vị công tác"), required=False, max_length=200)
    position = forms.CharField(label=_("Chức vụ"), required=False, max_length=120)
    national_id = forms.CharField(
        label=_("Số định danh cá nhân"),
        required=False,
        max_length=40,
        help_text=_("12 chữ số trên thẻ căn cước. Hệ thống chỉ giữ mã đối chiếu và 4 số cuối, không giữ số này."),
    )
    # The order of the screen, which the summary of errors follows.
    field_order = ("full_name", "birth", "gender", "ethnic_group", "phone", "position", "organisation", "unit", "role", "category")

    def __init__(self, data: Any = None, *, activity: Activity, initial: dict[str, Any]):
        super().__init__(data, initial=initial | {"held_on": activity.starts_on})
        name_attrs = {"autocomplete": "off", "autocapitalize": "words", "spellcheck": "false", "autofocus": True}
        self.fields["full_name"].widget.attrs |= name_attrs
        self.fields["birth"].widget.attrs |= {"autocomplete": "off"}
        self.fields["phone"].widget.attrs |= {"type": "tel", "inputmode": "tel", "autocomplete": "off"}
        self.fields["organisation"].widget.attrs |= {"list": "organisations", "autocomplete": "off"}
        self.fields["position"].widget.attrs |= {"autocomplete": "off"}
        self.fields["national_id"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"} | NOT_KEPT

    def clean_unit(self) -> Unit:
        unit = self.cleaned_data["unit"]
        require_valid(unit, on=self.initial["held_on"])
        return unit

    def clean_national_id(self) -> str:
        return re.sub(r"[\s.]", "", self.cleaned_data["national_id"])

    def clean(self) -> dict[str, Any] | None:
        """Show at once everything that people.actions would refuse, before possible matches are offered."""
        cleaned = super().clean()
        typed = self.person() | {"organisation": None}
        try:
            describe_person(Person(), **{name: value for name, value in typed.items() if name != "unit"})
        except ValidationError as error:
            add_errors(self, error, field_names=FIELD_NAMES)
        return cleaned

    @property
    def is_untouched(self) -> bool:
        """Return whether nobody was typed: role, category and commune are kept from the person before."""
        return not any(self.data.get(name) for name in (*PERSON_FIELDS, "birth") if name != "unit")

    def person(self) -> dict[str, Any]:
        """Return what was typed, as actions.register_described takes it."""
        typed = {name: self.cleaned_data.get(name) or None for name in PERSON_FIELDS}
        birth = self.cleaned_data.get("birth")
        return typed | {
            "full_name": typed["full_name"] or "",
            "position": typed["position"] or "",
            "birth_year": birth and birth.year,
            "birth_date": birth and birth.date,
        }
