import pytest
from django.db.models import F

from places.models import Cover, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


def test_every_unit_covers_itself():
    assert Unit.objects.exclude(covers__unit=F("pk")).count() == 0


def test_todays_province_covers_its_communes_and_both_old_provinces(today):
    # 1 + 96 now; 2 provinces, 13 + 10 districts and 170 + 102 communes before.
    assert {kind: Cover.objects.filter(ancestor=today("51"), kind=kind).count() for kind in Cover.Kind.values} == {
        "now": 97,
        "past": 297,
        "future": 0,
    }


def test_an_old_province_covers_what_was_in_it_and_the_communes_that_came_from_it(before):
    assert {kind: Cover.objects.filter(ancestor=before("51"), kind=kind).count() for kind in Cover.Kind.values} == {
        "now": 184,
        "past": 0,
        "future": 56,
    }
    assert {kind: Cover.objects.filter(ancestor=before("62"), kind=kind).count() for kind in Cover.Kind.values} == {
        "now": 113,
        "past": 0,
        "future": 40,
    }


def test_an_old_district_covers_its_communes_and_what_became_of_them(before):
    ba_to = before("535")
    assert {kind: Cover.objects.filter(ancestor=ba_to, kind=kind).count() for kind in Cover.Kind.values} == {
        "now": 20,
        "past": 0,
        "future": 8,
    }
    assert set(Cover.objects.filter(ancestor=ba_to, kind="future").values_list("unit__code", flat=True)) == {
        "21484",
        "21490",
        "21496",
        "21499",
        "21520",
        "21523",
        "21529",
        "21538",
    }


def test_dong_son_follows_binh_son_only(before):
    assert "21109" in set(Cover.objects.filter(ancestor=before("524"), kind="future").values_list("unit__code", flat=True))
    assert "21109" not in set(Cover.objects.filter(ancestor=before("522"), kind="future").values_list("unit__code", flat=True))


def test_a_commune_covers_the_communes_that_went_into_it_but_no_district(today):
    dong_son = today("21109")
    assert set(Cover.objects.filter(ancestor=dong_son, kind="now").values_list("unit__code", flat=True)) == {"21109"}
    assert set(Unit.objects.filter(covered_by__ancestor=dong_son, covered_by__kind="past").values_list("name", flat=True)) == {
        "Tịnh Hòa",
        "Bình Thanh",
        "Bình Hiệp",
        "Bình Tân Phú",
        "Bình Châu",
    }


def test_ly_son_covers_the_district_it_was_and_the_other_way_round(before, today):
    assert set(Cover.objects.filter(ancestor=today("21548"), kind="past").values_list("unit__code", flat=True)) == {"536"}
    assert set(Cover.objects.filter(ancestor=before("536"), kind="future").values_list("unit__code", flat=True)) == {"21548"}


def test_tra_bui_lies_in_both_communes_it_was_split_between(before, today):
    assert Unit.objects.covered_by(today("21136")).filter(pk=before("21142").pk).exists()
    assert Unit.objects.covered_by(today("21157")).filter(pk=before("21142").pk).exists()


def test_an_old_commune_does_not_reach_into_the_larger_one_it_went_into(before):
    assert {kind: Cover.objects.filter(ancestor=before("21142"), kind=kind).count() for kind in Cover.Kind.values} == {
        "now": 1,
        "past": 0,
        "future": 0,
    }


def test_neighbours_do_not_cover_each_other(before, today):
    assert not Unit.objects.covered_by(before("535")).filter(pk__in=[before("529").pk, today("21289").pk]).exists()


def test_covered_by_holds_all_three_kinds(before):
    assert Unit.objects.covered_by(before("535")).count() == 28


def test_the_province_served_is_todays_with_all_it_came_from(settings):
    assert Unit.objects.in_province_served().count() == 97 + 297
    settings.SERVED_PROVINCE = "01"
    assert Unit.objects.in_province_served().filter(level="province").count() == 2
