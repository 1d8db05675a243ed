from datetime import date

import pytest
from django.core.exceptions import ValidationError

from places.actions import require_valid

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


def test_a_unit_of_that_day_passes(before, today):
    require_valid(before("535"), date(2025, 6, 30))
    require_valid(today("21484"), date(2025, 7, 1))


def test_a_ceased_unit_names_what_took_its_place_and_since_when(before):
    with pytest.raises(ValidationError) as refused:
        require_valid(before("536"), date(2026, 3, 9))
    assert (refused.value.code, refused.value.messages[0]) == (
        "unit_not_valid",
        "Huyện Lý Sơn, tỉnh Quảng Ngãi không còn từ 01/7/2025. Ngày 09/3/2026 ở đó là: đặc khu Lý Sơn, tỉnh Quảng Ngãi (từ 01/7/2025).",
    )
    with pytest.raises(ValidationError) as refused:
        require_valid(before("21142"), date(2026, 3, 9))
    assert (refused.value.code, refused.value.messages[0]) == (
        "unit_not_valid",
        "Xã Trà Bùi, huyện Trà Bồng, tỉnh Quảng Ngãi không còn từ 01/7/2025. Ngày 09/3/2026 ở đó là: "
        "xã Cà Đam, tỉnh Quảng Ngãi (từ 01/7/2025); xã Tây Trà Bồng, tỉnh Quảng Ngãi (từ 01/7/2025).",
    )


def test_a_unit_that_was_not_yet_there_names_those_that_were(today):
    with pytest.raises(ValidationError) as refused:
        require_valid(today("21136"), date(2024, 5, 20))
    assert (refused.value.code, refused.value.messages[0]) == (
        "unit_not_valid",
        "Xã Cà Đam, tỉnh Quảng Ngãi có từ 01/7/2025. Ngày 20/5/2024 ở đó là: "
        "xã Trà Bùi, huyện Trà Bồng, tỉnh Quảng Ngãi; xã Trà Tân, huyện Trà Bồng, tỉnh Quảng Ngãi.",
    )
    with pytest.raises(ValidationError, match=r"ở đó là: tỉnh Kon Tum; tỉnh Quảng Ngãi\.'\]$") as refused:
        require_valid(today("51"), date(2024, 5, 20))
    assert refused.value.code == "unit_not_valid"
