import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from attendance.registrations.forms import BirthField
from people.actions import describe_person, may_see_number
from people.models import EthnicGroup, Person
from places.forms import UnitChoiceField
from registry.merging.merge_plan import birth_in_words
from screens.forms import NOT_KEPT, add_errors

FIELD_NAMES = {"birth_year": "birth", "birth_date": "birth"}  # of what correct_person refuses


class PersonForm(forms.Form):
    """Correction of what is on record about one person; without the card's number where `user` may not see the one on record."""

    full_name = forms.CharField(label=gettext_lazy("Họ và tên"), error_messages={"required": gettext_lazy("Hãy nhập họ và tên.")})
    birth = BirthField(label=gettext_lazy("Ngày sinh hoặc năm sinh"), required=False, help_text=gettext_lazy("Ví dụ 1985 hoặc 9/2/1985."))
    gender = forms.ChoiceField(
        label=gettext_lazy("Giới tính"),
        choices=[("", gettext_lazy("Chưa rõ")), *Person.Gender.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    ethnic_group = forms.ModelChoiceField(
        EthnicGroup.objects.all(), label=gettext_lazy("Dân tộc"), required=False, empty_label=gettext_lazy("Chưa rõ")
    )
    phone = forms.CharField(label=gettext_lazy("Điện thoại"), required=False, max_length=40)
    position = forms.CharField(label=gettext_lazy("Chức vụ"), required=False, max_length=120)
    organisation = forms.CharField(label=gettext_lazy("Đơn vị công tác"), required=False, max_length=200)
    unit = UnitChoiceField(
        label=gettext_lazy("Nơi cư trú"),
        at_any_time=True,
        help_text=gettext_lazy("Tên xã trước ngày sắp xếp vẫn tìm được và vẫn dùng được."),
    )
    national_id = forms.CharField(label=gettext_lazy("Số định danh cá nhân"), required=False, max_length=40)

    def __init__(self, data: Any = None, *, person: Person, user: User) -> None:
        initial = {
            "full_name": person.full_name,
            "birth": birth_in_words(person.birth_year, person.birth_date),
            "gender": person.gender or "",
            "ethnic_group": person.ethnic_group_id,
            "phone": person.phone or "",
            "position": person.position,
            "organisation": person.organisation.name if person.organisation else "",
            "unit": person.unit_id,
        }
        super().__init__(data, initial=initial)
        self.person = person
        for name in ("full_name", "birth", "phone", "position", "organisation", "national_id"):
            self.fields[name].widget.attrs |= {"autocomplete": "off"}
        self.fields["full_name"].widget.attrs |= {"autocapitalize": "words", "spellcheck": "false"}
        self.fields["phone"].widget.attrs |= {"type": "tel", "inputmode": "tel"}
        self.fields["national_id"].widget.attrs |= {"inputmode": "numeric"} | NOT_KEPT
        self.fields["organisation"].widget.attrs |= {"list": "organisations"}
        if person.national_id_digest and not may_see_number(user, person):
            del self.fields["national_id"]
        elif person.national_id_digest:
            sentence = _("Đã có số, 4 số cuối là %(last4)s. Để trống thì giữ nguyên; nhập đủ 12 chữ số để thay.")
            self.fields["national_id"].help_text = sentence % {"last4": person.national_id_last4}
        else:
            sentence = _("12 chữ số trên thẻ căn cước. Hệ thống chỉ giữ mã đối chiếu và 4 số cuối, không giữ số này.")
            self.fields["national_id"].help_text = sentence

    def clean_national_id(self) -> str:
        return re.sub(r"[\s.]", "", self.cleaned_data["national_id"])

    def clean(self) -> dict[str, Any] | None:
        """Show at once everything that people.actions would refuse, beside what the fields refuse."""
        cleaned = super().clean()
        names = ("full_name", "phone", "position", "national_id")
        typed: dict[str, Any] = {name: self.cleaned_data.get(name) or "" for name in names}
        birth = self.cleaned_data.get("birth")
        try:
            describe_person(Person(), **typed, birth_year=birth and birth.year, birth_date=birth and birth.date)
        except ValidationError as error:
            add_errors(self, error, field_names=FIELD_NAMES)
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return the values as people.actions.correct_person takes them."""
        birth = self.cleaned_data["birth"]
        values = {
            name: self.cleaned_data.get(name) or None for name in ("gender", "ethnic_group", "phone", "organisation", "national_id", "unit")
        }
        return values | {
            "full_name": self.cleaned_data["full_name"],
            "position": self.cleaned_data["position"],
            "birth_year": birth and birth.year,
            "birth_date": birth and birth.date,
            "ethnicity_note": ethnicity_note_for(self.person, self.cleaned_data["ethnic_group"]),
        }


def ethnicity_note_for(person: Person, group: EthnicGroup | None) -> str:
    """Return the note that stays beside the ethnic group under which it was written; it goes with the group."""
    return person.ethnicity_note if group and group.pk == person.ethnic_group_id else ""
