"""How many sittings of an activity somebody has to attend for a certificate. Pure: imports no Django."""

from fractions import Fraction
from math import ceil


def required_sittings(share: str, held_sittings: int) -> int:
    """Return the least whole number of sittings that is at least `share` ('2/3') of those held; of none, none."""
    return ceil(Fraction(share) * held_sittings)
