"""Numbers of a contest: read as people write them, kept as exact fractions, rounded once, half up, when they are shown."""

import re
from fractions import Fraction
from math import floor
from typing import Any

SHOWN_DECIMALS = 4  # of a figure within a computation that a decimal cannot say
_WRITTEN = re.compile(r"-?[0-9]{1,6}(?:[.,][0-9]{1,6})?")


def parse_number(written: Any) -> Fraction | None:
    """Return the number in '8,5', '8.50', 8 or 8.5; None for anything else, also for 'tám', '1e3', True and '8,5,0'."""
    if isinstance(written, bool) or not isinstance(written, int | float | str):
        return None
    text = str(written).strip()
    return Fraction(text.replace(",", ".")) if _WRITTEN.fullmatch(text) else None


def round_half_up(number: Fraction, decimals: int) -> str:
    """Return the number with so many decimals and a point, halves rounded away from zero: 8.125 is '8.13'; there is no '-0.00'."""
    scaled = floor(abs(number) * 10**decimals + Fraction(1, 2))
    digits = str(scaled).rjust(decimals + 1, "0")
    text = f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits
    return f"-{text}" if number < 0 and scaled else text


def write_exactly(number: Fraction) -> str:
    """Return '8.25' where a decimal says all, else the fraction: '25/3'."""
    denominator, twos, fives = number.denominator, 0, 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    return round_half_up(number, max(twos, fives)) if denominator == 1 else f"{number.numerator}/{number.denominator}"


def with_comma(number: Any) -> str:
    """Return '8,25' for '8.25', as it is written in Vietnamese; empty for None."""
    return "" if number is None else str(number).replace(".", ",")


def write_number(number: Fraction) -> str:
    """Return '8,25' for 33/4; where a decimal does not end, four places and an ellipsis: '8,3333…'."""
    exact = write_exactly(number)
    return with_comma(exact) if "/" not in exact else f"{with_comma(round_half_up(number, SHOWN_DECIMALS))}…"
