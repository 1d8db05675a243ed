from datetime import date

import pytest

from vietnamese.dates import official_date, short_date


@pytest.mark.parametrize(
    ("day", "official", "short"),
    [
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026", "09/3/2026"),
        (date(2026, 2, 10), "ngày 10 tháng 02 năm 2026", "10/02/2026"),
        (date(2026, 1, 1), "ngày 01 tháng 01 năm 2026", "01/01/2026"),
        (date(2025, 12, 31), "ngày 31 tháng 12 năm 2025", "31/12/2025"),
    ],
)
def test_zeros_stand_before_days_under_ten_and_the_first_two_months_only(day, official, short):
    assert official_date(day) == official
    assert short_date(day) == short
