"""Until when a request about personal data has to be acknowledged and answered. Dates in, dates out; knows no database.

NĐ 356/2025/NĐ-CP Điều 5, as secondary sources quote it: acknowledge in 2 working days; to know, correct, provide 10 days, 15 where others
have to be asked; to withdraw, restrict, object 15, 20; to erase 20, 30; one extension. None of them says how long an extension lasts:
here at most the same term again.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Kind = Literal["access", "correct", "provide", "restrict", "object", "withdraw", "erase"]

ACKNOWLEDGED_IN = 2  # working days
DAYS: dict[Kind, tuple[int, int]] = {  # alone, and where others who received the data have to be asked
    "access": (10, 15),
    "correct": (10, 15),
    "provide": (10, 15),
    "restrict": (15, 20),
    "object": (15, 20),
    "withdraw": (15, 20),
    "erase": (20, 30),
}
# Bộ luật Lao động 2019 Điều 112: the same every year. The second day of Quốc khánh is set anew each year and is not counted here.
EVERY_YEAR = ((1, 1), (4, 30), (5, 1), (9, 2))
# Tết (its eve and four days) and Giỗ Tổ (10/3 of the lunar year), with the days off instead when they fall on a weekend: reckoned, not
# yet announced for 2027 and 2028.
# A day that is missing here makes a term end earlier, never later. To be extended in 2028.
MOVABLE = frozenset(
    [
        *(date(2026, 2, day) for day in range(16, 21)),
        date(2026, 4, 27),
        *(date(2027, 2, day) for day in (5, 8, 9, 10, 11)),
        date(2027, 4, 16),
        *(date(2028, 1, day) for day in (25, 26, 27, 28, 31)),
        date(2028, 4, 4),
    ]
)


@dataclass(frozen=True, slots=True)
class Due:
    """The days on which a request has to be acknowledged and answered at the latest."""

    acknowledge: date
    answer: date


def due(kind: Kind, *, received: date, through_others: bool = False, is_extended: bool = False) -> Due:
    """Return the deadlines of a request. `through_others`: others who received the data have to be asked, which takes longer."""
    acknowledge, working_days = received, 0  # the day itself is not counted
    while working_days < ACKNOWLEDGED_IN:
        acknowledge += timedelta(days=1)
        working_days += is_working_day(acknowledge)
    term = DAYS[kind][1 if through_others else 0]
    return Due(acknowledge, received + timedelta(days=term * (2 if is_extended else 1)))


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and (day.month, day.day) not in EVERY_YEAR and day not in MOVABLE
