"""The payment list of an activity: who attended on which days, with rates, places and what was written by hand."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from accounts.models import User
from activities.models import Activity
from attendance.models import Registration
from attendance.registrations.participants import matrix
from payments.amounts import ByHand, Payment, Rates, calculate
from payments.models import PaymentLine, PaymentList, Rate
from places.models import Unit


@dataclass(frozen=True, slots=True)
class PaidPerson:
    """One line of the list. `calculated`: without what was written by hand, which is `line`."""

    registration: Registration
    payment: Payment
    calculated: Payment
    line: PaymentLine | None


@dataclass(frozen=True, slots=True)
class CalculatedList:
    """`people`: those who attended, by given name. `travel`: {unit id: rate} as chosen for the places that people come from."""

    payment_list: PaymentList
    people: list[PaidPerson]
    travel: Mapping[int, Rate]

    @property
    def total(self) -> int:
        return sum(person.payment.total for person in self.people)

    @property
    def rates(self) -> list[Rate]:
        """The rates that the list is calculated with, each once."""
        chosen = [self.payment_list.meals, self.payment_list.lodging, *(self.travel.get(unit.pk) for unit in self.units)]
        return list(dict.fromkeys(rate for rate in chosen if rate))

    @property
    def units(self) -> list[Unit]:
        """The places that people come from, each once, by name."""
        units = {person.registration.person.unit_id: person.registration.person.unit for person in self.people}
        return sorted(units.values(), key=lambda unit: unit.lowered)


def payment_list_of(activity: Activity) -> PaymentList:
    """Return the list as it was saved; not saved yet, one that proposes the only meals rate that was valid when the activity began."""
    saved = PaymentList.objects.filter(activity=activity).select_related("activity", "meals", "lodging").first()
    if saved is not None:
        return saved
    meals = list(Rate.objects.valid_on(activity.starts_on).filter(kind=Rate.Kind.MEALS)[:2])
    return PaymentList(activity=activity, meals=meals[0] if len(meals) == 1 else None)


def calculate_list(activity: Activity, user: User) -> CalculatedList:
    """Return what everybody who attended is paid, those alone whom `user` may see."""
    payment_list = payment_list_of(activity)
    travel, lines = {}, {}
    if payment_list.pk is not None:
        travel = {choice.unit_id: choice.rate for choice in payment_list.travel.select_related("rate")}
        lines = {line.registration_id: line for line in payment_list.lines.all()}
    rates = Rates(payment_list.meals.amount if payment_list.meals else 0, payment_list.lodging.amount if payment_list.lodging else 0)
    days_of_sittings = {pk: timezone.localdate(starts_at) for pk, starts_at in activity.sittings.values_list("pk", "starts_at")}
    people = []
    for registration, presences in matrix(activity, user):
        days = {days_of_sittings[sitting] for sitting, presence in presences.items() if presence.attended}
        line = lines.get(registration.pk)
        if not days and line is None:
            continue
        rate = travel.get(registration.person.unit_id)
        by_hand = ByHand(line.days, line.nights, line.travel, line.is_unpaid) if line else ByHand()
        payment, calculated = (
            calculate(len(days), rates, travel=rate.amount if rate else 0, by_hand=edits) for edits in (by_hand, ByHand())
        )
        people.append(PaidPerson(registration, payment, calculated, line))
    return CalculatedList(payment_list, people, travel)


def format_halves(number: Decimal) -> str:
    """Return '2' or '1,5'."""
    return f"{number.normalize():f}".replace(".", ",")


def describe_changes(changed: Collection[str], titles: Mapping[str, str]) -> str:
    """Return which figures of a line were written by hand, in the words of `titles`."""
    return ", ".join(title for name, title in titles.items() if name in changed)
