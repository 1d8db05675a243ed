"""Forms of rates, and the one form of a payment list."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _

from payments.calculation import CalculatedList, PaidPerson, format_halves
from payments.models import MAX_AMOUNT, Rate
from screens.day_filters import DayField
from screens.forms import TextField

MAX_DAYS = 60  # paid for one activity
NUMBER = {"class": "number", "inputmode": "decimal"}


class RateForm(forms.ModelForm):
    class Meta:
        model = Rate
        fields = ["kind", "name", "amount", "valid_from", "valid_to", "legal_source"]
        field_classes = {"name": TextField, "legal_source": TextField, "valid_from": DayField, "valid_to": DayField}
        help_texts = {
            "name": _("Ví dụ: Tiền ăn của đại biểu không hưởng lương; Đi lại từ 15 km đến dưới 50 km."),
            "valid_to": _("Để trống khi chưa biết."),
            "legal_source": _("Số, ký hiệu và điều khoản của văn bản, ví dụ: Nghị quyết số …/NQ-HĐND, Điều …"),
        }

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("valid_from") and values.get("valid_to") and values["valid_to"] < values["valid_from"]:
            self.add_error("valid_to", forms.ValidationError(_("Ngày hết hạn phải từ ngày áp dụng trở đi."), code="dates_reversed"))
        return values


class HalvesField(forms.DecimalField):
    """Days or nights, in halves, typed with a comma or a point."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=MAX_DAYS, decimal_places=1, required=False, widget=forms.TextInput(NUMBER), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return format_halves(value) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stub has what IntegerField returns
        return super().to_python(str(value).replace(",", ".") if value else value)


class AmountField(forms.IntegerField):
    """An amount in đồng, typed with or without points between thousands."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=MAX_AMOUNT, required=False, widget=forms.TextInput(NUMBER), **kwargs)

    def to_python(self, value: Any) -> int | None:
        return super().to_python(str(value).replace(".", "").replace(" ", "") if value else value)


class PersonForm(forms.Form):
    """What is written by hand for one person; an empty field keeps what is calculated, which stands in it as a placeholder."""

    days = HalvesField(label=_("Số ngày"))
    nights = HalvesField(label=_("Số đêm"))
    travel = AmountField(label=_("Tiền đi lại"))
    is_unpaid = forms.BooleanField(label=_("Không chi"), required=False)
    note = TextField(label=_("Ghi chú"), required=False, max_length=200)

    def __init__(self, *args: Any, person: PaidPerson, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        calculated = person.calculated
        for name, value in (("days", format_halves(calculated.days)), ("nights", format_halves(calculated.nights))):
            self.fields[name].widget.attrs["placeholder"] = value
        self.fields["travel"].widget.attrs["placeholder"] = f"{calculated.travel:,}".replace(",", ".")
        for name in ("days", "nights", "travel", "note"):
            self.fields[name].widget.attrs["aria-label"] = f"{self.fields[name].label}: {person.registration.person.full_name}"
        self.fields["is_unpaid"].widget.attrs["aria-label"] = f"{_('Không chi')}: {person.registration.person.full_name}"


class PaymentListForm(forms.Form):
    """Rates of the list, travel by place, and a line for each person, saved together."""

    meals = forms.ModelChoiceField(Rate.objects.none(), label=_("Tiền ăn"), required=False, empty_label=_("Không chi"))
    lodging = forms.ModelChoiceField(Rate.objects.none(), label=_("Tiền nghỉ"), required=False, empty_label=_("Không chi"))
    accountant = TextField(label=_("Kế toán"), required=False, max_length=100, help_text=_("Người ký ở giữa; để trống thì chừa chỗ."))

    def __init__(self, data: Mapping[str, Any] | None, *, calculated: CalculatedList) -> None:
        payment_list = calculated.payment_list
        initial = {"meals": payment_list.meals, "lodging": payment_list.lodging, "accountant": payment_list.accountant}
        super().__init__(data, initial=initial)
        rates = Rate.objects.offered_to(payment_list.activity.starts_on, calculated.rates)
        for kind in (Rate.Kind.MEALS, Rate.Kind.LODGING):
            self.fields[kind].queryset = rates.filter(kind=kind)  # type: ignore[attr-defined]
        travel_rates = {str(rate.pk): rate for rate in rates.filter(kind=Rate.Kind.TRAVEL)}
        for unit in calculated.units:
            rate = calculated.travel.get(unit.pk)
            self.fields[f"travel-{unit.pk}"] = forms.TypedChoiceField(  # a ModelChoiceField would ask for the rates at each place
                choices=[("", _("Không chi")), *((key, str(travel_rate)) for key, travel_rate in travel_rates.items())],
                coerce=travel_rates.__getitem__,
                empty_value=None,
                label=unit.label,
                required=False,
                initial=rate.pk if rate else None,
            )
        self.units = calculated.units
        self.people = [
            PersonForm(
                data,
                person=person,
                prefix=f"line-{person.registration.pk}",
                initial=model_to_dict(person.line, PersonForm.base_fields) if person.line else None,
                use_required_attribute=False,
            )
            for person in calculated.people
        ]

    @property
    def travel_fields(self) -> list[forms.BoundField]:
        return [self[f"travel-{unit.pk}"] for unit in self.units]

    def is_valid(self) -> bool:
        return all([super().is_valid(), *[person.is_valid() for person in self.people]])

    def values(self) -> dict[str, Any]:
        """Return the arguments of actions.save_list."""
        chosen = {unit.pk: self.cleaned_data[f"travel-{unit.pk}"] for unit in self.units}
        return {
            "meals": self.cleaned_data["meals"],
            "lodging": self.cleaned_data["lodging"],
            "accountant": self.cleaned_data["accountant"],
            "travel": {unit: rate for unit, rate in chosen.items() if rate},
            "lines": {form.person.registration.pk: form.cleaned_data for form in self.people},
        }
