from datetime import date

import pytest

from places.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines, pytest.mark.always_on_postgres]

OLD, NEW = date(2024, 5, 20), date(2026, 5, 20)


def search(q: str, on: date, most: int = 3) -> list[str]:
    return [unit.full_name for unit in Unit.objects.with_names().valid_on(on).search(q)[:most]]


def test_the_exact_accented_name_comes_first():
    assert search("Sơn Hạ", NEW, 2) == ["xã Sơn Hạ, tỉnh Quảng Ngãi", "xã Sơn Hà, tỉnh Quảng Ngãi"]
    assert search("Sơn Hà", NEW, 2) == ["xã Sơn Hà, tỉnh Quảng Ngãi", "xã Sơn Hạ, tỉnh Quảng Ngãi"]
    assert search("Ba Tô", NEW) == ["xã Ba Tô, tỉnh Quảng Ngãi", "xã Ba Tơ, tỉnh Quảng Ngãi"]
    assert search("Ba Tơ", NEW) == ["xã Ba Tơ, tỉnh Quảng Ngãi", "xã Ba Tô, tỉnh Quảng Ngãi"]


def test_neither_accents_nor_case_nor_composition_are_needed():
    assert search("son ha", NEW, 2) == ["xã Sơn Hà, tỉnh Quảng Ngãi", "xã Sơn Hạ, tỉnh Quảng Ngãi"]
    assert search("SƠN HẠ", NEW, 1) == search("So\u031bn Ha\u0323", NEW, 1) == ["xã Sơn Hạ, tỉnh Quảng Ngãi"]
    assert search("dang thuy tram", NEW) == ["xã Đặng Thùy Trâm, tỉnh Quảng Ngãi"]
    assert search("ia h’drai", OLD) == ["huyện Ia H'Drai, tỉnh Kon Tum"]


def test_the_province_served_comes_first_among_equals(settings):
    assert search("Sơn Hà", OLD, 2) == ["huyện Sơn Hà, tỉnh Quảng Ngãi", "xã Sơn Hà, huyện Bảo Thắng, tỉnh Lào Cai"]
    settings.SERVED_PROVINCE = "15"  # Lào Cai
    assert search("Sơn Hà", OLD, 1) == ["xã Sơn Hà, huyện Bảo Thắng, tỉnh Lào Cai"]


def test_an_exact_name_elsewhere_comes_before_a_longer_one_here():
    names = [unit.name for unit in Unit.objects.valid_on(NEW).search("Sơn Tây")]
    assert names == sorted(names, key=len)
    assert names[-2:] == ["Sơn Tây Hạ", "Sơn Tây Thượng"]
    assert names.count("Sơn Tây") == len(names) - 2 > 1


def test_the_kind_may_be_typed_before_the_name():
    assert search("huyện Ba Tơ", OLD) == ["huyện Ba Tơ, tỉnh Quảng Ngãi"]
    assert search("thi tran ba to", OLD) == ["thị trấn Ba Tơ, huyện Ba Tơ, tỉnh Quảng Ngãi"]
    assert search("quận 1", OLD, 1) == ["quận 1, thành phố Hồ Chí Minh"]


def test_a_name_that_begins_like_a_kind_is_still_found():
    assert search("Tịnh Khê", NEW, 1) == search("tinh khe", NEW, 1) == ["xã Tịnh Khê, tỉnh Quảng Ngãi"]


def test_a_code_finds_nothing():
    assert search("21484", NEW) == search("51", NEW) == []


@pytest.mark.parametrize("q", ["%", "_", "\\", "'", "\x00%", "x" * 5000])
def test_signs_are_not_patterns(q):
    assert all(q.strip("\x00") in name for name in search(q, NEW))


def test_an_empty_search_narrows_nothing():
    assert Unit.objects.search("  ").count() == 14_149
