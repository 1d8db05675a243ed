import re
from datetime import date

import pytest
from django import forms

from places.forms import UnitChoiceField
from places.models import Unit
from places.offered_units import offer_units

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]
URL = "/units/options/"


class Booking(forms.Form):
    starts_on = forms.DateField(required=False)
    unit = UnitChoiceField(on_field="starts_on")


class Filter(forms.Form):
    unit = UnitChoiceField(required=False, at_any_time=True, empty_label="Mọi địa bàn")


def test_at_first_the_province_served_stands_there_by_former_district():
    offered = offer_units(on=date(2026, 5, 20))
    assert [district and district.name for district, _rows in offered.groups][:4] == [None, "Ba Tơ", "Bình Sơn", "Đức Phổ"]
    assert sum(len(rows) for _district, rows in offered.groups) == 97
    assert [row.unit.name for row in offered.groups[1][1]][:4] == ["Ba Dinh", "Ba Động", "Ba Tô", "Ba Tơ"]


def test_the_old_districts_of_quang_ngai_come_before_those_of_kon_tum():
    provinces = [district.former_province.code for district, _rows in offer_units(on=date(2024, 5, 20)).groups if district]
    assert provinces == ["51"] * 13 + ["62"] * 10


def test_the_forms_own_date_decides_what_is_offered():
    assert (
        len(re.findall('type="radio"\\s+name="[^"]*"\\s+value="([^"]*)"', str(Booking({"starts_on": "2024-05-20"})["unit"])))
        == 2 + 13 + 10 + 170 + 102
    )
    assert len(re.findall('type="radio"\\s+name="[^"]*"\\s+value="([^"]*)"', str(Booking({"starts_on": "2026-05-20"})["unit"]))) == 97
    assert len(re.findall('type="radio"\\s+name="[^"]*"\\s+value="([^"]*)"', str(Booking({"starts_on": "soon"})["unit"]))) == 97
    assert (
        len(re.findall('type="radio"\\s+name="[^"]*"\\s+value="([^"]*)"', str(Booking(initial={"starts_on": date(2024, 5, 20)})["unit"])))
        == 297
    )


@pytest.mark.parametrize(("day", "queries"), [("2024-05-20", 1), ("2026-05-20", 2)])
def test_what_stands_above_the_units_is_loaded_once_unless_it_is_among_them(django_assert_num_queries, day, queries):
    form = Booking({"starts_on": day})
    with django_assert_num_queries(queries):
        str(form["unit"])


def test_any_unit_is_accepted_whatever_the_day(before):
    form = Booking({"starts_on": "2026-05-20", "unit": before("535").pk})
    assert form.is_valid()
    assert form.cleaned_data["unit"] == before("535")


@pytest.mark.parametrize(
    ("value", "code"),
    [("", "required"), ("0", "invalid_choice"), ("x", "invalid_choice"), ("9" * 30, "invalid_choice"), ("-1", "invalid_choice")],
)
def test_what_is_no_unit_is_refused(value, code):
    assert Booking({"unit": value}).errors.as_data()["unit"][0].code == code


def test_the_unit_chosen_stays_checked_and_comes_first_after_an_error(before):
    form = Booking({"starts_on": "soon", "unit": before("535").pk})
    html = str(form["unit"])
    assert not form.is_valid()
    assert (
        re.findall('value="([^"]*)"\\s+checked', html)
        == [str(before("535").pk)]
        == re.findall('type="radio"\\s+name="[^"]*"\\s+value="([^"]*)"', html)[:1]
    )


def test_an_optional_field_offers_no_unit():
    assert re.findall('value="([^"]*)"\\s+checked', str(Filter()["unit"])) == [""]
    assert "Mọi địa bàn" in str(Filter()["unit"])
    assert Filter({"unit": ""}).is_valid()
    assert "" not in re.findall('type="radio"\\s+name="[^"]*"\\s+value="([^"]*)"', str(Booking()["unit"]))


def test_in_a_prefixed_form_the_date_beside_it_is_sent_along():
    assert "[name='row-2-starts_on']" in str(Booking(prefix="row-2")["unit"])


def test_the_fragment_finds_on_the_day(browser_of, nobody):
    html = browser_of(nobody).get(URL, {"q": "ba to", "on": "2026-05-20"}).content.decode()
    assert re.findall("<small>(.*?)</small>", html)[:2] == ["xã Ba Tô, tỉnh Quảng Ngãi", "xã Ba Tơ, tỉnh Quảng Ngãi"]
    by_field = browser_of(nobody).get(URL, {"q": "huyện ba tơ", "day_name": "starts_on", "starts_on": "2024-05-20"})
    assert re.findall("<small>(.*?)</small>", by_field.content.decode()) == ["huyện Ba Tơ, tỉnh Quảng Ngãi (trước 01/7/2025)"]


def test_a_filter_finds_units_that_have_ceased(browser_of, nobody):
    assert len(re.findall("<small>(.*?)</small>", browser_of(nobody).get(URL, {"q": "ba tơ", "on": "any"}).content.decode())) == 5


def test_a_level_narrows(browser_of, nobody):
    html = browser_of(nobody).get(URL, {"q": "ba tơ", "on": "2024-05-20", "level": "district"}).content.decode()
    assert re.findall("<small>(.*?)</small>", html) == ["huyện Ba Tơ, tỉnh Quảng Ngãi (trước 01/7/2025)"]


def test_a_long_answer_is_cut_and_says_how_much_is_left(browser_of, nobody):
    html = browser_of(nobody).get(URL, {"q": "tân", "on": "2026-05-20"}).content.decode()
    assert len(re.findall('type="radio"\\s+name="[^"]*"\\s+value="([^"]*)"', html)) == 20
    led_to = html.count("(cũ) → nay là")
    omitted = Unit.objects.valid_on(date(2026, 5, 20)).search("tân").count() - 20 + led_to
    assert f"còn {omitted} địa bàn nữa, gõ thêm để thu hẹp" in html


def test_the_unit_chosen_stays_in_sight_when_the_search_finds_others(browser_of, nobody, today):
    chosen = str(today("21548").pk)
    html = browser_of(nobody).get(URL, {"q": "ba tơ", "on": "2026-05-20", "picker": "a-unit", "a-unit": chosen}).content.decode()
    assert re.findall('value="([^"]*)"\\s+checked', html) == [chosen]
    assert re.findall("<small>(.*?)</small>", html)[0] == "đặc khu Lý Sơn, tỉnh Quảng Ngãi"


@pytest.mark.parametrize(
    ("q", "on", "words"),
    [
        ("Trà Phong", "2026-05-20", ["xã Trà Phong, huyện Trà Bồng (cũ) → nay là xã Tây Trà, tỉnh Quảng Ngãi"]),
        ("son mua", "2026-05-20", ["xã Sơn Mùa, huyện Sơn Tây (cũ) → nay là xã Sơn Tây Thượng, tỉnh Quảng Ngãi"]),
        ("Di Lăng", "2026-05-20", ["thị trấn Di Lăng, huyện Sơn Hà (cũ) → nay là xã Sơn Hà, tỉnh Quảng Ngãi"]),
        (
            "huyện Minh Long",
            "2026-05-20",
            [f"huyện Minh Long (cũ) → nay là xã {name}, tỉnh Quảng Ngãi" for name in ("Minh Long", "Sơn Mai")],
        ),
        (
            "Cà Đam",
            "2023-05-20",
            [
                f"xã Cà Đam (tên mới) → khi đó là xã {name}, huyện Trà Bồng, tỉnh Quảng Ngãi (trước 01/7/2025)"
                for name in ("Trà Bùi", "Trà Tân")
            ],
        ),
        (
            "Sơn Mùa",
            "any",
            [
                "xã Sơn Mùa, huyện Sơn Tây, tỉnh Quảng Ngãi (trước 01/7/2025)",
                "xã Sơn Mùa, huyện Sơn Tây (cũ) → nay là xã Sơn Tây Thượng, tỉnh Quảng Ngãi",
            ],
        ),
    ],
)
def test_a_name_of_another_time_leads_to_the_units_of_the_day(browser_of, nobody, q, on, words):
    html = browser_of(nobody).get(URL, {"q": q, "on": on}).content.decode()
    assert re.findall("<small>(.*?)</small>", html) == words


def test_units_of_other_provinces_come_last(browser_of, nobody, before):
    html = browser_of(nobody).get(URL, {"q": "sơn tây", "on": "2026-05-20"}).content.decode()
    here, elsewhere = html.split("Ở tỉnh khác", 1)
    assert re.findall("<small>(.*?)</small>", here)[-1] == "xã Sơn Tây Thượng, tỉnh Quảng Ngãi"
    assert "thành phố Hà Nội" in elsewhere and "tỉnh Quảng Ngãi" not in elsewhere


def test_what_finds_nothing_leaves_nothing_chosen_until_a_choice_is_made(browser_of, nobody, today):
    chosen = str(today("21548").pk)
    send = {"on": "2026-05-20", "picker": "a-unit"}
    html = browser_of(nobody).get(URL, send | {"q": "Sơn Muà Xa", "a-unit": chosen}).content.decode()
    assert re.findall('value="([^"]*)"\\s+checked', html) == ["?" + chosen]
    assert "Không tìm thấy “Sơn Muà Xa”" in html and f'value="{chosen}"' in html
    for form in (Booking({"unit": "?" + chosen}), Filter({"unit": "?" + chosen})):
        assert form.errors.as_data()["unit"][0].code == "invalid_choice"
        assert re.findall('value="([^"]*)"\\s+checked', str(form["unit"])) == ["?" + chosen]
    html = browser_of(nobody).get(URL, send | {"q": "ba tơ", "a-unit": "?" + chosen}).content.decode()
    assert re.findall('value="([^"]*)"\\s+checked', html) == ["?" + chosen]
    html = browser_of(nobody).get(URL, send | {"q": "", "a-unit": "?" + chosen}).content.decode()
    assert re.findall('value="([^"]*)"\\s+checked', html) == [chosen]


def test_a_unit_that_does_not_exist_on_the_day_is_followed_by_those_in_its_place(before):
    form = Booking({"starts_on": "2026-05-20", "unit": before("535").pk})
    assert "huyện Ba Tơ (cũ) → nay là xã Ba Tơ, tỉnh Quảng Ngãi" in str(form["unit"])


@pytest.mark.parametrize(
    "odd", [{"on": "2024-13-45"}, {"level": "\x00"}, {"unit": "x"}, {"unit": "9" * 30}, {"q": "\x00"}, {"picker": '"><script>'}]
)
def test_odd_questions_are_answered_all_the_same(browser_of, nobody, odd):
    answer = browser_of(nobody).get(URL, odd)
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()
