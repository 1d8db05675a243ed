"""What one person is paid: days attended times the rates, with what was changed by hand. Pure: imports no Django."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Rates:
    """Amounts in đồng. `meals` for a day attended, `lodging` for a night; 0 where it is not paid."""

    meals: int = 0
    lodging: int = 0


@dataclass(frozen=True, slots=True)
class ByHand:
    """What somebody wrote instead of what is calculated, None where nothing. `days` and `nights` may be halves, `travel` is in đồng."""

    days: Decimal | None = None
    nights: Decimal | None = None
    travel: int | None = None
    is_unpaid: bool = False


@dataclass(frozen=True, slots=True)
class Payment:
    """Amounts in đồng; `changed`: which of days, nights and travel were written by hand and differ from what was calculated."""

    days: Decimal
    nights: Decimal
    meals: int
    lodging: int
    travel: int
    changed: frozenset[str]

    @property
    def total(self) -> int:
        return self.meals + self.lodging + self.travel


def calculate(days_attended: int, rates: Rates, *, travel: int, by_hand: ByHand) -> Payment:
    """Return the payment of one person.

    A night lies between two days attended. `travel`: there and back, once. Whoever came on no day, or is marked as not paid, gets nothing.
    """
    calculated_nights = max(days_attended - 1, 0) if rates.lodging else 0
    calculated_travel = travel if days_attended else 0
    days = Decimal(days_attended) if by_hand.days is None else by_hand.days
    nights = Decimal(calculated_nights) if by_hand.nights is None else by_hand.nights
    paid_travel = calculated_travel if by_hand.travel is None else by_hand.travel
    differs = {"days": days != days_attended, "nights": nights != calculated_nights, "travel": paid_travel != calculated_travel}
    changed = frozenset(name for name, is_different in differs.items() if is_different)
    if by_hand.is_unpaid:
        return Payment(days, Decimal(0), 0, 0, 0, changed | {"unpaid"})
    return Payment(days, nights, round(days * rates.meals), round(nights * rates.lodging), paid_travel, changed)
