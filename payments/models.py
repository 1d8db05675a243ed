"""Rates of payment through time, and the payment list of an activity."""

from collections.abc import Collection
from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.models import Activity
from attendance.models import Registration
from places.models import Unit

MAX_AMOUNT = 100_000_000  # đồng; more for one person and kind is a slip of the finger


class RateQuerySet(models.QuerySet):
    def valid_on(self, day: date) -> Self:
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)

    def offered_to(self, day: date, chosen: Collection["Rate"]) -> Self:
        """Return the rates of that day, and those that a list has been calculated with, whatever day they are of."""
        return self.valid_on(day) | self.filter(pk__in=[rate.pk for rate in chosen])


class Rate(models.Model):
    """An amount that the agency pays, for as long as the rule behind it holds."""

    class Kind(models.TextChoices):
        MEALS = "meals", gettext_lazy("Tiền ăn (một ngày)")
        LODGING = "lodging", gettext_lazy("Tiền nghỉ (một đêm)")
        TRAVEL = "travel", gettext_lazy("Tiền đi lại (cả đi và về)")

    kind = models.CharField(gettext_lazy("Loại"), max_length=7, choices=Kind.choices, default=Kind.MEALS)
    name = models.CharField(gettext_lazy("Tên mức chi"), max_length=100)
    amount = models.PositiveIntegerField(gettext_lazy("Số tiền (đồng)"), validators=[MaxValueValidator(MAX_AMOUNT)])
    valid_from = models.DateField(gettext_lazy("Áp dụng từ ngày"))
    valid_to = models.DateField(gettext_lazy("Đến hết ngày"), null=True, blank=True)
    legal_source = models.CharField(gettext_lazy("Văn bản quy định"), max_length=300)

    objects = RateQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "amount", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="a_rate_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(kind__in=["meals", "lodging", "travel"]), name="a_rate_is_of_a_known_kind"),
        ]

    def __str__(self) -> str:
        amount = f"{self.amount:,}".replace(",", ".")
        return _("%(name)s: %(amount)s đồng") % {"name": self.name, "amount": amount}


class PaymentList(models.Model):
    """What is decided for all people of an activity's list; without a row, nothing has been decided."""

    activity = models.OneToOneField(Activity, models.CASCADE, related_name="payment_list")
    meals = models.ForeignKey(Rate, models.PROTECT, verbose_name=gettext_lazy("Tiền ăn"), null=True, blank=True, related_name="+")
    lodging = models.ForeignKey(Rate, models.PROTECT, verbose_name=gettext_lazy("Tiền nghỉ"), null=True, blank=True, related_name="+")
    accountant = models.CharField(gettext_lazy("Kế toán"), max_length=100, blank=True, default="")

    def __str__(self) -> str:
        return str(self.activity)


class CommuneTravel(models.Model):
    """What people from a place are paid for coming to the activity."""

    payment_list = models.ForeignKey(PaymentList, models.CASCADE, related_name="travel")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=gettext_lazy("Nơi cư trú"), related_name="+")
    rate = models.ForeignKey(Rate, models.PROTECT, verbose_name=gettext_lazy("Tiền đi lại"), related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["payment_list", "unit"], name="one_travel_rate_per_list_and_unit")]

    def __str__(self) -> str:
        return f"{self.unit} – {self.rate}"


class PaymentLine(models.Model):
    """What was written by hand for one person of the list, instead of what is calculated."""

    payment_list = models.ForeignKey(PaymentList, models.CASCADE, verbose_name=gettext_lazy("Danh sách chi tiền"), related_name="lines")
    registration = models.ForeignKey(Registration, models.CASCADE, related_name="+")
    days = models.DecimalField(gettext_lazy("Số ngày"), max_digits=4, decimal_places=1, null=True, blank=True)
    nights = models.DecimalField(gettext_lazy("Số đêm"), max_digits=4, decimal_places=1, null=True, blank=True)
    travel = models.PositiveIntegerField(gettext_lazy("Tiền đi lại"), null=True, blank=True, validators=[MaxValueValidator(MAX_AMOUNT)])
    is_unpaid = models.BooleanField(gettext_lazy("Không chi"), default=False)
    note = models.CharField(gettext_lazy("Ghi chú"), max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payment_list", "registration"], name="one_line_per_payment_list_and_registration"),
            models.CheckConstraint(condition=Q(days=None) | Q(days__gte=0), name="days_paid_are_not_negative"),
            models.CheckConstraint(condition=Q(nights=None) | Q(nights__gte=0), name="nights_paid_are_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.payment_list} – {self.registration}"
