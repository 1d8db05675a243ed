import csv
from collections import Counter
from dataclasses import asdict, replace
from datetime import date
from itertools import pairwise

import pytest
from django.core.management import call_command

from places.loading import DATA, Counts, load_units, read_units
from places.models import Cover, Succession, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


def test_the_country_has_the_official_numbers():
    counted = Counter((unit.level, unit.ended_on is None) for unit in Unit.objects.all())
    assert counted == {
        ("province", False): 63,
        ("province", True): 34,
        ("district", False): 696,
        ("commune", False): 10_035,
        ("commune", True): 3_321,
    }
    assert dict(Counter(Unit.objects.filter(level="commune", valid_to=None).values_list("kind", flat=True))) == {
        "xã": 2_621,
        "phường": 687,
        "đặc khu": 13,
    }


def test_quang_ngai_and_kon_tum_have_their_numbers_before_and_after(before, today):
    quang_ngai, kon_tum = before("51"), before("62")
    assert quang_ngai.children.count() == 13
    assert kon_tum.children.count() == 10
    assert dict(Counter(Unit.objects.filter(parent__parent=quang_ngai).values_list("kind", flat=True))) == {
        "xã": 144,
        "phường": 17,
        "thị trấn": 9,
    }
    assert dict(Counter(Unit.objects.filter(parent__parent=kon_tum).values_list("kind", flat=True))) == {
        "xã": 85,
        "phường": 10,
        "thị trấn": 7,
    }
    assert dict(Counter(today("51").children.all().values_list("kind", flat=True))) == {"xã": 86, "phường": 9, "đặc khu": 1}


def test_each_of_the_96_communes_names_its_former_districts_and_province(today):
    with (DATA.parent / "quangngai_former_district.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    expected = {
        row["commune_code"]: (
            row["commune_name"],
            sorted(row["former_district_codes"].split()),
            row["former_province_code"],
            row["share"] == "nhiều huyện",
        )
        for row in rows
    }
    communes = today("51").children.with_former_districts()
    units_by_code = {
        u.code: (u.name, sorted(d.code for d in u.former_districts), u.former_province.code, u.spans_districts) for u in communes
    }
    assert len(units_by_code) == 96
    assert units_by_code == expected


def test_dong_son_alone_spans_two_districts_and_is_counted_under_binh_son(today):
    assert [u.code for u in today("51").children.filter(spans_districts=True)] == ["21109"]
    assert [d.code for d in today("21109").former_districts] == ["524", "522"]
    assert today("21109").former_district.code == "524"


def test_codes_are_used_again_for_other_places(today, before):
    assert today("21025").full_name == "phường Cẩm Thành, tỉnh Quảng Ngãi"
    assert before("21025").full_name == "phường Nguyễn Nghiêm, thành phố Quảng Ngãi, tỉnh Quảng Ngãi"
    old = set(Unit.objects.filter(level="commune", valid_from=None).values_list("code", flat=True))
    assert sum(code in old for code in today("51").children.values_list("code", flat=True)) == 95


def test_an_old_unit_hangs_below_the_old_unit_of_its_parents_code(before, today):
    assert before("535").parent == before("51")
    assert today("21484").parent == today("51")
    assert before("51") != today("51")


def test_only_tra_bui_was_split_and_is_counted_under_ca_dam(before, today):
    communes = Unit.objects.filter(parent__parent__in=[before("51"), before("62")])
    split = {u.code for u in communes.filter(outgoing__share="part")}
    assert split == {"21142"}
    assert [(s.new.name, s.share, s.is_default) for s in before("21142").became()] == [
        ("Cà Đam", "part", True),
        ("Tây Trà Bồng", "part", False),
    ]
    assert before("21142").current_commune == today("21136")
    assert Succession.objects.filter(old__in=communes, share="whole", is_default=True).count() == 271


def test_every_old_commune_knows_who_holds_it_today():
    assert Unit.objects.filter(level="commune", current_commune=None).count() == 0
    assert Unit.objects.filter(level="commune", current_commune__valid_to__isnull=False).count() == 0
    assert Unit.objects.filter(level="commune", former_district=None).count() == 0
    assert set(Unit.objects.filter(level="district").exclude(current_commune=None).values_list("name", flat=True)) == {
        "Lý Sơn",
        "Cồn Cỏ",
        "Hoàng Sa",
        "Côn Đảo",
        "Bạch Long Vĩ",
    }


def test_ly_son_went_from_district_to_special_zone_as_a_whole(before, today):
    assert before("536").current_commune == today("21548")
    assert before("536").successors() == [today("21548")]
    assert today("21548").former_districts == [before("536")]
    assert today("21548").predecessors() == [before("536")]


def test_todays_province_came_from_two_so_none_is_its_former_one(before, today):
    assert today("51").former_province is None
    assert before("51").former_province == before("51")
    assert before("62").successors() == [today("51")]
    assert today("23293").former_province == before("62")


def test_paths_lead_from_the_province_down(before):
    ba_vi, ba_to, quang_ngai = before("21529"), before("535"), before("51")
    assert ba_vi.path == f"/{quang_ngai.pk}/{ba_to.pk}/{ba_vi.pk}/"


def test_units_list_in_vietnamese_order(today):
    communes = list(today("51").children.values_list("name", flat=True))
    assert communes[:6] == ["An Phú", "Ba Dinh", "Ba Động", "Ba Gia", "Ba Tô", "Ba Tơ"]
    keys = list(Unit.objects.values_list("sort_key", flat=True))
    assert all(key <= next_key for key, next_key in pairwise(keys))


def test_loading_again_changes_nothing():
    ids = dict(Unit.objects.values_list("pk", "path"))
    assert load_units(read_units()) == Counts(units=14_149)
    assert dict(Unit.objects.values_list("pk", "path")) == ids


def test_a_corrected_spelling_changes_that_unit_and_no_id(today):
    pk = today("23302").pk
    rows = [replace(row, name="Đăk BLa") if (row.code, row.valid_to) == ("23302", None) else row for row in read_units()]
    assert asdict(load_units(rows)) == asdict(Counts(units=14_149, units_changed=1))
    assert (today("23302").pk, today("23302").name) == (pk, "Đăk BLa")


def test_a_corrected_succession_moves_the_covers_with_it(before, today):
    rows = [replace(row, successor_codes=("21157",)) if row.code == "21142" and row.valid_to else row for row in read_units()]
    counts = load_units(rows)
    assert (counts.units_changed, counts.successions_added, counts.successions_removed) == (1, 1, 2)
    assert (counts.covers_added, counts.covers_removed) == (0, 1)
    assert before("21142").current_commune == today("21157")
    assert not Cover.objects.filter(ancestor=today("21136"), unit=before("21142")).exists()


def test_the_command_says_what_it_did(capsys):
    call_command("load_units")
    assert capsys.readouterr().out.splitlines()[:2] == ["units: 14,149", "units added: 0"]


def test_the_file_is_as_of_spring_2025_and_of_1_july_2025():
    assert set(Unit.objects.values_list("valid_from", "valid_to")) == {(None, date(2025, 6, 30)), (date(2025, 7, 1), None)}
