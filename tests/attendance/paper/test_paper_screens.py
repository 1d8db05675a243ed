"""The screens of paper: printing a list, and typing in who signed."""

import re

import pytest
from django.utils import timezone

from attendance.models import Attendance, PaperList, Registration, Scan
from attendance.paper.lists import make_list
from attendance.registrations.actions import register, withdraw
from attendance.sittings.actions import annul, tick
from tests.conftest import at
from tests.pages import table_rows, words_of

# --- printing


def test_the_button_makes_a_list_and_opens_it(browser_of, usher, morning, enrolled):
    browser = browser_of(usher)
    for page in (browser.get(f"/sittings/{morning.pk}/"), browser.get(f"/training-sessions/{morning.activity_id}/")):
        assert f'action="/sittings/{morning.pk}/paper-lists/"' in page.content.decode()
        assert "In danh sách ký tên" in words_of(page)
    answer = browser.post(f"/sittings/{morning.pk}/paper-lists/")
    paper = PaperList.objects.get()
    assert answer.headers["Location"] == f"/paper-lists/{paper.pk}/"
    assert (paper.made_by, paper.sitting) == (usher, morning)


def test_the_lists_of_a_day_are_printed_at_once_with_as_many_empty_lines_as_asked(browser_of, usher, stranger, session, morning, enrolled):
    browser = browser_of(usher)
    assert "In cả 2 buổi ngày 20/05" in words_of(browser.get(f"/sittings/{morning.pk}/paper-lists/"))
    page = browser.post(f"/sittings/{morning.pk}/paper-lists/", {"of": "day", "empty_lines": "3"}, follow=True)

    papers = PaperList.objects.order_by("sitting__starts_at")
    assert [paper.sitting.label for paper in papers] == ["Sáng", "Chiều"]
    html = page.content.decode()
    assert re.findall(r"Buổi:\s+(\w+),", html) == ["Sáng", "Chiều"]
    assert html.count('class="empty-line"') == 6
    assert all(f"Danh sách số {paper.pk} in lúc" in html for paper in papers)
    assert browser_of(stranger).get(page.redirect_chain[-1][0]).status_code == 404


@pytest.mark.parametrize(
    ("query", "lists", "lines"), [({"with": "x,,9" + "9" * 30, "empty_lines": "nhiều"}, 1, 10), ({"empty_lines": "9999"}, 1, 200)]
)
def test_what_is_no_list_and_no_number_of_lines_prints_the_one_list(browser_of, usher, paper, query, lists, lines):
    html = browser_of(usher).get(f"/paper-lists/{paper.pk}/", query).content.decode()
    assert (html.count('class="signing"'), html.count('class="empty-line"')) == (lists, lines)


def test_lists_of_another_activity_are_not_printed_along(browser_of, usher, paper, make_session, unit_called):
    elsewhere = make_session("Lớp trên đảo", unit=unit_called("Lý Sơn", "district"))
    strange = make_list(elsewhere.sittings.first(), by=usher, at=timezone.now())
    html = browser_of(usher).get(f"/paper-lists/{paper.pk}/", {"with": str(strange.pk)}).content.decode()
    assert html.count('class="signing"') == 1


def test_the_sheet_has_the_columns_of_the_form(browser_of, clerk, paper, enrolled, agency):
    mau = enrolled[1].person
    mau.phone, mau.position = "0912345678", "Trưởng thôn"
    mau.save()
    Registration.objects.filter(pk=enrolled[1].pk).update(is_walk_in=True)
    page = browser_of(clerk).get(f"/paper-lists/{paper.pk}/")
    head = "TT Họ và tên Năm sinh Dân tộc Chức vụ Đơn vị hoặc xã Điện thoại Ký tên Ghi chú Nam Nữ"
    assert head in words_of(page)
    rows = table_rows(page)
    assert rows[1] == ["2", "Đinh Thị Mẫu", "", "1981", "Hrê", "Trưởng thôn", "Huyện Ba Tơ", "0912345678", "", "Tại chỗ"]
    assert [row[0] for row in rows] == ["1", "2", "3"] + [""] * 8
    assert page.content.decode().count('class="empty-line"') == 10, "two of them go with the signatures"


def test_the_head_bears_the_agencys_name_of_the_sittings_day(browser_of, usher, paper, agency):
    words = words_of(browser_of(usher).get(f"/paper-lists/{paper.pk}/"))
    assert "UBND TỈNH QUẢNG NGÃI BAN DÂN TỘC CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc" in words
    assert "Quảng Ngãi, ngày 20 tháng 5 năm 2024 DANH SÁCH ĐIỂM DANH Tập huấn Luật Đất đai" in words
    assert "Buổi: Sáng, 07:30–11:00, ngày 20 tháng 5 năm 2024 Địa điểm: Hội trường UBND, huyện Ba Tơ, tỉnh Quảng Ngãi" in words


def test_the_list_says_its_number_and_when_it_was_printed(browser_of, usher, paper):
    PaperList.objects.update(made_at=at("06:40"))
    words = words_of(browser_of(usher).get(f"/paper-lists/{paper.pk}/"))
    assert f"Danh sách số {paper.pk} in lúc 06:40 ngày 20/5/2024" in words


def test_the_usher_sees_neither_ethnic_group_nor_phone(browser_of, usher, clerk, paper, enrolled):
    person = enrolled[0].person
    person.phone = "0912345678"
    person.save()
    words_by_user = {user.username: words_of(browser_of(user).get(f"/paper-lists/{paper.pk}/")) for user in (usher, clerk)}
    for personal in ("0912345678", "Hrê", "Dân tộc Chức vụ"):
        assert personal in words_by_user["clerk"] and personal not in words_by_user["usher"]


def test_an_old_list_keeps_who_withdrew_and_says_what_changed(browser_of, clerk, paper, session, enrolled, make_person, organiser):
    withdraw(enrolled[1])
    register(session, person=make_person("Hồ Văn An"), role="participant", by=organiser)
    page = browser_of(clerk).get(f"/paper-lists/{paper.pk}/")
    assert [(row[0], row[1], row[-1]) for row in table_rows(page)][:3] == [
        ("1", "Nguyễn Thị Hoa", ""),
        ("2", "Đinh Thị Mẫu", "Đã rút"),
        ("3", "Phạm Văn Rê", ""),
    ]
    assert "Có 1 người đã đăng ký không nằm trong danh sách này. 1 người trong danh sách này đã rút." in words_of(page)


def test_someone_of_unknown_gender_has_the_year_across_both_columns(browser_of, usher, morning, session, make_person, organiser):
    register(session, person=make_person("A Bi", gender=None, birth_year=1977), role="participant", by=organiser)
    paper = make_list(morning, by=usher, at=timezone.now())
    assert '<td colspan="2">1977</td>' in browser_of(usher).get(f"/paper-lists/{paper.pk}/").content.decode()


def test_the_lists_of_a_sitting_say_how_many_of_each_came(browser_of, usher, clerk, paper, morning, enrolled):
    tick(enrolled[0], sitting=morning, by=usher, at=at("07:31"))
    browser_of(usher).post(f"/sittings/{morning.pk}/paper-lists/", {"only": "missing"})
    page = browser_of(clerk).get(f"/sittings/{morning.pk}/paper-lists/")
    assert [row[3:5] for row in table_rows(page)] == [["2", "0"], ["3", "1"]]
    assert words_of(page).count("Nhập người đã ký") == 2
    assert "Nhập người đã ký" not in words_of(browser_of(usher).get(f"/sittings/{morning.pk}/paper-lists/"))


# --- typing in


def post_entry(browser_of, clerk, paper, step, **typed):
    """entry(step, **typed): answers the page."""
    browser = browser_of(clerk)
    return browser.post(f"/paper-lists/{paper.pk}/entry/", {"step": step, "numbers": "", "arrived": "", "ticked": "", **typed}, follow=True)


def test_the_preview_names_everybody_and_writes_nothing(browser_of, clerk, paper, enrolled, morning, usher):
    tick(enrolled[0], sitting=morning, by=usher, at=at("07:52"))
    withdraw(enrolled[1])
    words = words_of(post_entry(browser_of, clerk, paper, "preview", numbers="tất cả, 250"))
    assert "Ghi có mặt 1 người, giờ đến 07:30?" in words
    assert "Số không có trong danh sách này 250" in words
    assert "Đã rút sau khi in danh sách, không ghi Đinh Thị Mẫu 1981 · huyện Ba Tơ" in words
    assert "Sẽ ghi có mặt (1) Nguyễn Thị Hoa 1982 · huyện Ba Tơ" in words
    assert "Đã có mặt từ trước, giữ nguyên (1) Phạm Văn Rê 1980 · huyện Ba Tơ 07:52 · Đánh dấu tay" in words
    assert Scan.objects.count() == 1


def test_what_is_typed_and_ticked_is_written_together(browser_of, clerk, paper):
    words = words_of(post_entry(browser_of, clerk, paper, "commit", numbers="1", ticked="3", arrived="07:45"))
    assert "Đã ghi có mặt 2 người, giờ đến 07:45." in words
    assert sorted(Attendance.objects.active().values_list("registration__person__full_name", "arrived_at")) == [
        ("Nguyễn Thị Hoa", at("07:45")),
        ("Phạm Văn Rê", at("07:45")),
    ]


def test_committed_twice_it_says_that_nothing_changed(browser_of, clerk, paper):
    post_entry(browser_of, clerk, paper, "commit", numbers="1-3")
    before = list(Attendance.objects.values())
    assert "Không có gì thay đổi: những người này đã có mặt từ trước." in words_of(
        post_entry(browser_of, clerk, paper, "commit", numbers="1-3")
    )
    assert list(Attendance.objects.values()) == before


@pytest.mark.parametrize("step", ["preview", "commit"])
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"numbers": "1-2, x"}, "Không hiểu “x”."),
        ({"numbers": "1 -2"}, "có hai cách hiểu"),
        ({"numbers": "1-2", "arrived": "05:00"}, "Giờ đến phải trong giờ điểm danh, từ 06:30 đến 11:30."),
        ({"numbers": "1-2", "arrived": "xx"}, "“xx” không phải là giờ. Ghi như 8h30"),
        ({"numbers": ""}, "Hãy gõ số thứ tự của những người đã ký"),
    ],
)
def test_a_wrong_entry_keeps_what_was_typed_and_writes_nothing(browser_of, clerk, paper, step, typed, sentence):
    page = post_entry(browser_of, clerk, paper, step, **typed, ticked="3" if typed["numbers"] else "")
    html, words = page.content.decode(), words_of(page)
    assert sentence in words and "Chưa lưu được" in words
    if typed["numbers"]:
        assert f'value="{typed["numbers"]}"' in html and 'name="ticked" value="3"' in html
        assert re.findall(r'id="tick-(\d+)"[^>]* checked', html) == ["3"]
    assert Scan.objects.count() == 0


def test_back_from_the_preview_all_is_as_it_was_typed(browser_of, clerk, paper):
    page = post_entry(browser_of, clerk, paper, "edit", numbers="1-2, 250", arrived="08:00", ticked="3")
    html = page.content.decode()
    assert 'value="1-2, 250"' in html and 'value="08:00"' in html and 'name="ticked" value="3"' in html
    assert "Chưa lưu được" not in words_of(page)


def test_the_time_stays_for_the_next_page_of_paper(browser_of, clerk, paper):
    assert 'name="arrived" value="08:00"' in post_entry(browser_of, clerk, paper, "commit", numbers="1", arrived="08:00").content.decode()


def test_only_lines_that_can_be_entered_have_a_box(browser_of, clerk, paper, enrolled, morning, usher):
    tick(enrolled[0], sitting=morning, by=usher, at=at("07:52"))
    tick(enrolled[2], sitting=morning, by=usher, at=at("07:53"))
    annul(Attendance.objects.get(registration=enrolled[2]), reason="Nhầm người", by=clerk, at=at("08:00"))
    withdraw(enrolled[1])
    html = browser_of(clerk).get(f"/paper-lists/{paper.pk}/entry/").content.decode()
    assert re.findall(r'id="tick-(\d+)"', html) == ["1"]
    assert "Đã hủy điểm danh: Nhầm người" in html


def test_the_page_tells_what_to_do_about_the_absent_and_about_mistakes(browser_of, clerk, paper, morning):
    page = browser_of(clerk).get(f"/paper-lists/{paper.pk}/entry/")
    assert f'href="/sittings/{morning.pk}/?show=out">Ghi vắng có phép' in page.content.decode()
    assert "Ai không ký thì vẫn là vắng." in words_of(page) and "rồi bấm Hủy" in words_of(page)


# --- who may, and how much it asks


def test_an_usher_prints_and_does_not_enter_and_a_stranger_finds_nothing(browser_of, usher, stranger, nobody, paper, morning):
    pages = [f"/sittings/{morning.pk}/paper-lists/", f"/paper-lists/{paper.pk}/", f"/paper-lists/{paper.pk}/entry/"]
    assert [browser_of(usher).get(page).status_code for page in pages] == [200, 200, 403]
    assert browser_of(usher).post(pages[2], {"numbers": "1", "step": "commit"}).status_code == 403
    for user in (stranger, nobody):
        for page in pages:
            assert browser_of(user).get(page).status_code == 404
            assert browser_of(user).post(page, {"numbers": "1", "step": "commit"}).status_code in (404, 405)
    assert browser_of(None).get(pages[1]).status_code == 302
    assert PaperList.objects.count() == 1 and Scan.objects.count() == 0


@pytest.mark.parametrize("people", [1, 12])
def test_the_pages_ask_the_database_as_much_for_twelve_as_for_one(
    browser_of, clerk, morning, session, make_person, organiser, django_assert_num_queries, people
):
    for year in range(people):
        register(session, person=make_person(birth_year=1950 + year), role="participant", by=organiser)
    paper, browser = make_list(morning, by=clerk, at=timezone.now()), browser_of(clerk)
    for page, statements in (
        (f"/sittings/{morning.pk}/paper-lists/", 11),
        (f"/paper-lists/{paper.pk}/", 16),
        (f"/paper-lists/{paper.pk}/entry/", 11),
    ):
        with django_assert_num_queries(statements):  # where names stand, two of them the log
            browser.get(page)
