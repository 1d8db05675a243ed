from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from accounts.roles import Role
from people.models import AgencyPeriod
from tests.browser_client import Browser
from tests.pages import field_errors

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]
URL = "/admin/agency/"


@pytest.fixture
def board():
    return AgencyPeriod.objects.create(
        valid_from=date(2004, 1, 1), name="Ban Dân tộc", parent_name="UBND tỉnh Quảng Ngãi", abbreviation="BDT", place="Quảng Ngãi",
        signatory_title="Trưởng ban", signatory_name="Đinh Văn Ước", preparer_name="Lê Thị Hoa",
    )  # fmt: skip


@pytest.fixture
def department():
    return AgencyPeriod.objects.create(
        valid_from=date(2025, 3, 1), name="Sở Dân tộc và Tôn giáo", parent_name="UBND tỉnh Quảng Ngãi", abbreviation="SDTTG",
        place="Quảng Ngãi", signatory_authority="KT. Giám đốc", signatory_title="Phó Giám đốc",
    )  # fmt: skip


def typed(**more):
    return {
        "valid_from": "2025-03-01", "name": "Sở Dân tộc và Tôn giáo", "parent_name": "UBND tỉnh Quảng Ngãi", "abbreviation": "SDTTG",
        "place": "Quảng Ngãi", "signatory_title": "Giám đốc", **more,
    }  # fmt: skip


# --- who gets in


@pytest.mark.parametrize("user_name", ["stranger", "organiser", "clerk", "usher", "nobody"])
def test_whoever_does_not_administer_the_province_gets_403(request, browser_of, board, department, user_name):
    browser = browser_of(request.getfixturevalue(user_name))
    assert {browser.get(page).status_code for page in [URL, f"{URL}new/", f"{URL}{board.pk}/", f"{URL}{board.pk}/delete/"]} == {403}
    assert {
        browser.post(page, typed(valid_from="2026-01-01")).status_code
        for page in [URL, f"{URL}new/", f"{URL}{board.pk}/", f"{URL}{board.pk}/delete/"]
    } == {403}
    assert list(AgencyPeriod.objects.all()) == [department, board]


def test_an_administrator_of_one_commune_does_not_name_the_agency(browser_of, make_user, unit_called, board):
    commune = make_user("bavi.admin", Role.ADMINISTRATOR, unit_called("Ba Vì", "commune", date(2026, 11, 23)))
    assert browser_of(commune).get(URL).status_code == 403


def test_without_sign_in_every_page_leads_to_it(board):
    pages = [URL, f"{URL}new/", f"{URL}{board.pk}/", f"{URL}{board.pk}/delete/"]
    assert [Browser().get(page)["Location"] for page in pages] == [f"/sign-in/?next={page}" for page in pages]


# --- what holds when


def test_a_paper_carries_the_names_of_its_own_day(board, department):
    days = [date(1999, 1, 1), date(2023, 5, 20), date(2025, 2, 28), date(2025, 3, 1), date(2026, 11, 23)]
    assert [AgencyPeriod.valid_on(day) for day in days] == [board, board, board, department, department]


def test_each_period_is_shown_with_its_last_day_and_its_head(browser_of, admin, board, department):
    page = " ".join(browser_of(admin).get(URL).content.decode().split())
    assert "01/01/2004 – 28/02/2025" in page
    assert "Văn bản từ 01/01/2004 đến 28/02/2025" in page
    assert "UBND TỈNH QUẢNG NGÃI<br><strong>BAN DÂN TỘC</strong><br>Số: …/BC-BDT" in page
    assert "UBND TỈNH QUẢNG NGÃI<br><strong>SỞ DÂN TỘC VÀ TÔN GIÁO</strong><br>Số: …/BC-SDTTG" in page
    assert "<strong>KT. GIÁM ĐỐC<br>PHÓ GIÁM ĐỐC</strong>" in page


def test_without_a_period_the_page_says_what_to_do(browser_of, admin):
    assert "Chưa ghi tên cơ quan" in browser_of(admin).get(URL).content.decode()


# --- writing


def test_a_period_is_added_with_clean_text(browser_of, admin):
    assert browser_of(admin).post(f"{URL}new/", typed(name="  Sở  Dân tộc và Tôn giáo "))["Location"] == URL
    period = AgencyPeriod.objects.get()
    assert (period.valid_from, period.name, period.signatory_authority) == (date(2025, 3, 1), "Sở Dân tộc và Tôn giáo", "")


def test_a_new_period_starts_from_what_held_last(browser_of, admin, board, department):
    initial = browser_of(admin).get(f"{URL}new/").context["form"].initial
    assert (initial["name"], initial["signatory_authority"], "valid_from" in initial) == ("Sở Dân tộc và Tôn giáo", "KT. Giám đốc", False)


def test_two_periods_never_start_on_one_day(browser_of, admin, department):
    answer = browser_of(admin).post(f"{URL}new/", typed())
    assert field_errors(answer) == {"valid_from": ["Đã có một thời kỳ bắt đầu từ ngày này. Hãy sửa thời kỳ đó, hoặc chọn ngày khác."]}
    assert AgencyPeriod.objects.count() == 1


def test_a_wrong_date_and_empty_names_are_named(browser_of, admin):
    answer = browser_of(admin).post(f"{URL}new/", typed(valid_from="2025-02-30", name=" ", place=""))
    assert field_errors(answer) == {
        "valid_from": ["“2025-02-30” không phải là một ngày. Ghi như 15/12/2026, 15-12 hoặc 151226."], "name": ["Trường này là bắt buộc."], "place": ["Trường này là bắt buộc."],
    }  # fmt: skip


def test_a_period_is_edited(browser_of, admin, board):
    assert (
        browser_of(admin).post(f"{URL}{board.pk}/", typed(valid_from="2004-01-01", signatory_name="Bùi Văn An", preparer_name=""))[
            "Location"
        ]
        == URL
    )
    board.refresh_from_db()
    assert (board.name, board.signatory_name, board.preparer_name) == ("Sở Dân tộc và Tôn giáo", "Bùi Văn An", "")


def test_a_period_is_deleted_after_asking_and_the_one_before_takes_its_days(browser_of, admin, board, department):
    browser = browser_of(admin)
    assert browser.get(f"{URL}{department.pk}/delete/").status_code == 200
    assert AgencyPeriod.objects.count() == 2
    assert browser.post(f"{URL}{department.pk}/delete/")["Location"] == URL
    assert AgencyPeriod.valid_on(date(2026, 11, 23)) == board


def test_the_last_period_stays(browser_of, admin, board):
    answer = browser_of(admin).post(f"{URL}{board.pk}/delete/", follow=True)
    assert "Phải còn ít nhất một thời kỳ" in answer.content.decode()
    assert list(AgencyPeriod.objects.all()) == [board]


# --- the name in the head of every page


def test_every_page_carries_todays_name_as_soon_as_it_changes(browser_of, admin, board):
    browser = browser_of(admin)
    assert "<span>Ban Dân tộc</span>" in Browser().get("/sign-in/").content.decode()
    browser.post(f"{URL}new/", typed(valid_from=localdate().isoformat()))
    browser.post(f"{URL}new/", typed(valid_from=(localdate() + timedelta(days=1)).isoformat(), name="Sở của ngày mai"))
    assert "<span>Sở Dân tộc và Tôn giáo</span>" in Browser().get("/sign-in/").content.decode()


def test_the_name_costs_one_query_a_page_and_none_where_it_is_not_shown(client, browser_of, nobody, board, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get("/sign-in/")
    fragment = browser_of(nobody).get("/units/options/", {"q": "Ba Tơ"})
    assert "Ban Dân tộc" not in fragment.content.decode()
