import re
from datetime import date

import pytest
from django.utils import timezone
from django.utils.html import escape

from activities.actions import cancel, set_status
from activities.views import quick_periods

pytestmark = pytest.mark.django_db
URL = "/activities/"


def titles(page) -> list[str]:
    """Return the titles in the order in which the list's page shows them."""
    return [re.sub("<.*?>", "", head) for head in re.findall(r'<th scope="row">(.*?)</th>', page.content.decode(), re.S)]


def test_all_kinds_are_listed_the_latest_first(desk, make_session, make_contest):
    make_session("Lớp A", starts_on=date(2024, 5, 20))
    make_contest("Hội thi B", starts_on=date(2024, 6, 1))
    make_session("Lớp C", starts_on=date(2024, 4, 1))
    assert titles(desk.get(URL, {})) == ["Hội thi B", "Lớp A", "Lớp C"]


def test_a_title_leads_to_the_page_of_its_kind(desk, session):
    assert f'<a href="/training-sessions/{session.pk}/">{session.title}</a>' in desk.get(URL, {}).content.decode()


def test_a_row_says_where_when_how_many_sittings_and_how_it_stands(desk, make_session):
    make_session("Lớp A", starts_on=date(2024, 5, 20), ends_on=date(2024, 5, 21))
    html = desk.get(URL, {}).content.decode()
    for text in ["huyện Ba Tơ, tỉnh Quảng Ngãi (trước 01/7/2025)", "20/05/2024", "21/05/2024", ">4</td>", "Đang mở"]:
        assert text in html


def test_what_lies_elsewhere_is_not_listed(browser_of, stranger, session):
    assert titles(browser_of(stranger).get(URL)) == []


def test_who_is_not_signed_in_is_sent_to_sign_in(client):
    assert client.get(URL).headers["Location"].startswith("/sign-in/")


def test_a_new_commune_finds_what_was_held_in_the_old_one(desk, make_session, unit_called):
    make_session("Lớp ở xã cũ", unit=unit_called("Ba Vì", "commune"))
    make_session("Lớp ở nơi khác", unit=unit_called("Sơn Hà", "district"))
    today = unit_called("Ba Vì", "commune", date(2026, 1, 1))
    assert titles(desk.get(URL, {"unit": today.pk})) == ["Lớp ở xã cũ"]


def test_a_district_that_has_ceased_finds_what_is_below_it(desk, make_session, unit_called, ba_to):
    make_session("Lớp ở xã", unit=unit_called("Ba Vì", "commune"))
    make_session("Lớp ở huyện", unit=ba_to)
    make_session("Lớp ở nơi khác", unit=unit_called("Sơn Hà", "district"))
    assert sorted(titles(desk.get(URL, {"unit": ba_to.pk}))) == ["Lớp ở huyện", "Lớp ở xã"]


@pytest.mark.parametrize("q", ["son ha", "Sơn Hà", "SƠN HÀ", "  sơn  ha "])
def test_words_find_title_and_venue_without_accents(desk, make_contest, make_session, q):
    make_session("Tập huấn tại Sơn Hà")
    make_contest("Hội thi", venue="Trường PTDTNT Sơn Hà")
    make_session("Tập huấn tại Sơn Tây")
    assert sorted(titles(desk.get(URL, {"q": q}))) == ["Hội thi", "Tập huấn tại Sơn Hà"]


def test_kind_and_status_narrow(desk, make_session, make_contest):
    make_session("Lớp mở")
    set_status(make_session("Lớp nháp"), status="draft")
    cancel(make_contest("Hội thi hủy"), reason="Mưa lũ", at=timezone.now())
    assert titles(desk.get(URL, {"kind": "contest"})) == ["Hội thi hủy"]
    assert titles(desk.get(URL, {"status": "draft"})) == ["Lớp nháp"]
    assert titles(desk.get(URL, {"kind": "training-session", "status": "open"})) == ["Lớp mở"]
    assert titles(desk.get(URL, {"kind": "contest", "status": "open"})) == []


def test_a_period_holds_its_first_and_its_last_day(desk, make_session):
    for day in (30, 31):
        make_session(f"Lớp {day}/3", starts_on=date(2024, 3, day))
    make_session("Lớp 1/4", starts_on=date(2024, 4, 1))
    assert titles(desk.get(URL, {"from": "2024-03-31", "to": "2024-04-01"})) == ["Lớp 1/4", "Lớp 31/3"]


def test_a_wrong_date_is_named_and_the_rest_still_narrows(desk, make_session):
    make_session("Lớp A")
    make_session("Lớp B")
    answer = desk.get(URL, {"from": "hôm qua", "q": "lop a"})
    assert titles(answer) == ["Lớp A"]
    assert 'value="hôm qua"' in answer.content.decode()
    assert 'id="id_from_error"' in answer.content.decode()


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("title", ["Ấm áp", "Bền bỉ", "Đổi mới"]),
        ("-title", ["Đổi mới", "Bền bỉ", "Ấm áp"]),
        ("starts_on", ["Đổi mới", "Ấm áp", "Bền bỉ"]),
        ("-starts_on", ["Bền bỉ", "Ấm áp", "Đổi mới"]),
        ("unit", ["Bền bỉ", "Đổi mới", "Ấm áp"]),
        ("folded", ["Bền bỉ", "Ấm áp", "Đổi mới"]),
        ("created_by__password", ["Bền bỉ", "Ấm áp", "Đổi mới"]),
    ],
)
def test_only_known_columns_sort(desk, make_session, unit_called, ba_to, sort, expected):
    make_session("Đổi mới", unit=unit_called("Minh Long", "district"), starts_on=date(2024, 1, 1))
    make_session("Ấm áp", unit=unit_called("Trà Bồng", "district"), starts_on=date(2024, 2, 1))
    make_session("Bền bỉ", unit=ba_to, starts_on=date(2024, 3, 1))
    assert titles(desk.get(URL, {"sort": sort})) == expected


def test_a_page_holds_fifty(desk, make_session):
    for number in range(51):
        make_session(f"Lớp {number:02}")
    assert len(titles(desk.get(URL, {}))) == 50
    assert titles(desk.get(URL, {"page": 2})) == ["Lớp 00"]
    assert "Dòng 51–51 trong 51" in desk.get(URL, {"page": "99"}).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_eleven_queries_whatever_its_length(desk, make_session, unit_called, django_assert_num_queries, rows):
    for name in ["Ba Tơ", "Sơn Hà", "Minh Long"][:rows]:
        make_session(unit=unit_called(name, "district"))
    with django_assert_num_queries(11):
        desk.get(URL, {"q": "luat"})


def test_an_empty_list_says_what_to_do(browser_of, organiser, usher):
    html = browser_of(organiser).get(URL).content.decode()
    assert "Chưa có hoạt động nào" in html
    assert 'href="/training-sessions/new/">Thêm lớp tập huấn</a>' in html
    assert "/training-sessions/new/" not in browser_of(usher).get(URL).content.decode()


def test_a_filter_that_finds_nothing_offers_to_be_dropped(desk, session):
    html = desk.get(URL, {"q": "khongcogi"}).content.decode()
    assert "Không có hoạt động nào như vậy" in html
    assert f'<a class="button" href="{URL}">Bỏ lọc</a>' in html


def test_the_quick_periods_keep_the_other_conditions(desk):
    year = timezone.localdate().year
    html = desk.get(URL, {"q": "đất", "page": "2"}).content.decode()
    assert escape(f"from={year}-01-01&to={year}-12-31") in html
    assert f'href="?q=%C4%91%E1%BA%A5t&amp;from={year - 1}-01-01&amp;to={year - 1}-12-31">Năm trước</a>' in html


@pytest.mark.parametrize(
    ("today", "last"),
    [(date(2024, 2, 10), date(2024, 2, 29)), (date(2024, 12, 31), date(2024, 12, 31)), (date(2024, 11, 1), date(2024, 11, 30))],
)
def test_this_month_ends_on_its_last_day(today, last):
    assert quick_periods(today)[0][1:] == (today.replace(day=1), last)


def test_the_bare_address_of_an_activity_leads_to_its_page(browser_of, organiser, stranger, session):
    assert browser_of(organiser).get(f"/activities/{session.pk}/").headers["Location"] == f"/training-sessions/{session.pk}/"
    assert browser_of(stranger).get(f"/activities/{session.pk}/").status_code == 404
