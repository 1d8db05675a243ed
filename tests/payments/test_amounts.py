"""What one person is paid, without a database."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.amounts import ByHand, Rates, calculate

RATES = Rates(meals=150_000, lodging=300_000)
BY_HAND = st.builds(
    ByHand,
    days=st.none() | st.integers(0, 40).map(lambda halves: Decimal(halves) / 2),
    nights=st.none() | st.integers(0, 40).map(lambda halves: Decimal(halves) / 2),
    travel=st.none() | st.integers(0, 10**7),
    is_unpaid=st.booleans(),
)


@pytest.mark.parametrize(
    ("days", "rates", "travel", "by_hand", "total", "changed"),
    [
        (2, RATES, 80_000, ByHand(), 2 * 150_000 + 300_000 + 80_000, set()),
        (1, RATES, 80_000, ByHand(), 150_000 + 80_000, set()),
        (2, Rates(meals=150_000), 0, ByHand(), 300_000, set()),
        (0, RATES, 80_000, ByHand(), 0, set()),
        (2, RATES, 80_000, ByHand(days=Decimal("1.5")), 225_000 + 300_000 + 80_000, {"days"}),
        (2, RATES, 80_000, ByHand(days=Decimal("2.0"), travel=80_000), 680_000, set()),
        (2, RATES, 80_000, ByHand(nights=Decimal(0), travel=100_000), 300_000 + 100_000, {"nights", "travel"}),
        (2, RATES, 80_000, ByHand(is_unpaid=True), 0, {"unpaid"}),
    ],
)
def test_days_times_rates_with_what_was_written_by_hand(days, rates, travel, by_hand, total, changed):
    payment = calculate(days, rates, travel=travel, by_hand=by_hand)
    assert (payment.total, payment.changed) == (total, changed)


@given(st.integers(0, 30), st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6), BY_HAND)
def test_the_sum_is_that_of_its_parts_and_nothing_is_marked_that_was_not_written(days, meals, lodging, travel, by_hand):
    payment = calculate(days, Rates(meals, lodging), travel=travel, by_hand=by_hand)
    assert payment.total == payment.meals + payment.lodging + payment.travel >= 0
    untouched = calculate(days, Rates(meals, lodging), travel=travel, by_hand=ByHand())
    assert untouched.changed == set()
    written = {name for name in ("days", "nights", "travel") if getattr(by_hand, name) is not None}
    assert payment.changed <= written | {"unpaid"}
    if not payment.changed:
        assert replace(payment, changed=frozenset()) == untouched
