from datetime import date

import pytest

from places.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


@pytest.mark.parametrize(
    ("code", "old", "label"),
    [
        ("21529", True, "xã Ba Vì, huyện Ba Tơ, tỉnh Quảng Ngãi (trước 01/7/2025)"),
        ("21529", False, "xã Ba Vì, tỉnh Quảng Ngãi"),
        ("535", True, "huyện Ba Tơ, tỉnh Quảng Ngãi (trước 01/7/2025)"),
        ("21548", False, "đặc khu Lý Sơn, tỉnh Quảng Ngãi"),
        ("51", True, "tỉnh Quảng Ngãi (trước 01/7/2025)"),
        ("51", False, "tỉnh Quảng Ngãi"),
        ("760", True, "quận 1, thành phố Hồ Chí Minh (trước 01/7/2025)"),
    ],
)
def test_a_label_names_kind_and_line_and_says_when_a_unit_has_ceased(code, old, label, before, today):
    assert (before if old else today)(code).label == label


def test_full_names_of_a_list_take_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len({unit.label for unit in Unit.objects.filter(code__startswith="215").with_names()}) > 20


def test_former_districts_of_a_list_take_two_queries(today, django_assert_num_queries):
    province = today("51")
    with django_assert_num_queries(2):
        assert sum(len(unit.former_districts) for unit in province.children.with_former_districts()) == 97


def test_a_unit_is_valid_to_the_end_of_its_last_day(before, today):
    assert before("535").is_valid_on(date(2025, 6, 30)) and not before("535").is_valid_on(date(2025, 7, 1))
    assert today("21484").is_valid_on(date(2025, 7, 1)) and not today("21484").is_valid_on(date(2025, 6, 30))
    assert Unit.objects.valid_on(date(2025, 6, 30)).count() == 10_794
    assert Unit.objects.valid_on(date(2025, 7, 1)).count() == 3_355


def test_a_place_had_a_district_until_there_were_none(before, today):
    assert today("21529").district_on(date(2024, 5, 20)) == before("535")
    assert before("21529").district_on(date(2024, 5, 20)) == before("535")
    assert today("21529").district_on(date(2025, 7, 1)) is None
    assert today("51").district_on(date(2024, 5, 20)) is None


def test_who_held_a_place_on_a_day(before, today):
    assert today("21484").holders_on(date(2026, 1, 1)) == [today("21484")]
    assert before("21142").holders_on(date(2026, 1, 1)) == [today("21136"), today("21157")]
    assert today("51").holders_on(date(2024, 1, 1)) == [before("62"), before("51")]
