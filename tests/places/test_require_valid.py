from datetime import date

import pytest
from django.core.exceptions import ValidationError

from places.actions import require_valid

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


def refusal(unit, on: date) -> str:
    with pytest.raises(ValidationError) as error:
        require_valid(unit, on)
    assert error.value.code == "unit_not_valid"
    return error.value.messages[0]


def test_a_unit_of_that_day_passes(before, today):
    require_valid(before("535"), date(2025, 6, 30))
    require_valid(today("21484"), date(2025, 7, 1))


def test_a_ceased_unit_names_what_took_its_place_and_since_when(before):
    assert refusal(before("536"), date(2026, 3, 9)) == (
        "Huyện Lý Sơn, tỉnh Quảng Ngãi không còn từ 01/7/2025. Ngày 09/3/2026 ở đó là: đặc khu Lý Sơn, tỉnh Quảng Ngãi (từ 01/7/2025)."
    )
    assert refusal(before("21142"), date(2026, 3, 9)) == (
        "Xã Trà Bùi, huyện Trà Bồng, tỉnh Quảng Ngãi không còn từ 01/7/2025. Ngày 09/3/2026 ở đó là: "
        "xã Cà Đam, tỉnh Quảng Ngãi (từ 01/7/2025); xã Tây Trà Bồng, tỉnh Quảng Ngãi (từ 01/7/2025)."
    )


def test_a_unit_that_was_not_yet_there_names_those_that_were(today):
    assert refusal(today("21136"), date(2024, 5, 20)) == (
        "Xã Cà Đam, tỉnh Quảng Ngãi có từ 01/7/2025. Ngày 20/5/2024 ở đó là: "
        "xã Trà Bùi, huyện Trà Bồng, tỉnh Quảng Ngãi; xã Trà Tân, huyện Trà Bồng, tỉnh Quảng Ngãi."
    )
    assert refusal(today("51"), date(2024, 5, 20)).endswith("ở đó là: tỉnh Kon Tum; tỉnh Quảng Ngãi.")
