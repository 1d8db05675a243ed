"""People counted without names: typed per sitting and category, counted or estimated, never among the attendances."""

from datetime import timedelta

import pytest
from django.utils import timezone

from attendance.headcounts.actions import record_headcount, remove_headcount
from attendance.headcounts.records import headcounts_of_activity
from attendance.models import Attendance, Headcount
from contests.actions import record_contest
from contests.models import Contest
from tests.conftest import DAY, at
from tests.pages import words_of

TYPED = {"category": "Khán giả", "count": "300", "basis": "estimated"}


def counted(sitting=None):
    headcounts = Headcount.objects.all() if sitting is None else sitting.headcounts
    return list(headcounts.values_list("category", "count", "basis"))


# --- counting


def test_a_count_is_written_with_who_and_when(browser_of, usher, morning):
    page = browser_of(usher).post(f"/sittings/{morning.pk}/headcounts/", TYPED, follow=True)
    made = Headcount.objects.get()
    assert (made.sitting, made.category, made.count, made.basis, made.counted_by) == (morning, "Khán giả", 300, "estimated", usher)
    words = words_of(page)
    assert "Đã lưu Khán giả: 300 người." in words
    assert f"Khán giả 300 Ước tính Usher, {timezone.localtime(made.counted_at):%H:%M %d/%m}" in words


@pytest.mark.parametrize("written", ["Khán giả", " khán  giả ", "KHAN GIA"])
def test_the_same_category_counted_again_replaces_the_count_or_adds_to_it_however_it_is_written(browser_of, usher, clerk, morning, written):
    address, browser, again = (
        f"/sittings/{morning.pk}/headcounts/",
        browser_of(clerk),
        {"category": written, "count": "312", "basis": "counted"},
    )
    browser_of(usher).post(address, TYPED)
    question = browser.post(address, again)
    assert "Khán giả đã có số đếm 300 người" in words_of(question) and "Cộng thêm: 300 + 312 = 612" in words_of(question)
    assert 'value="312"' in question.content.decode() and counted() == [("Khán giả", 300, "estimated")]
    browser.post(address, again | {"earlier": "replace 300"})
    assert counted() == [("Khán giả", 312, "counted")]
    assert Headcount.objects.get().counted_by == clerk
    stale = browser.post(address, again | {"count": "8", "earlier": "add 300"})
    assert "Cộng thêm: 312 + 8 = 320" in words_of(stale), "somebody counted while the question was on the screen"
    browser.post(address, again | {"count": "8", "earlier": "add 312"})
    assert counted() == [("Khán giả", 320, "counted")]
    too_many = browser.post(address, again | {"count": "1000000", "earlier": "add 320"})
    assert "1000000" in words_of(too_many) and counted() == [("Khán giả", 320, "counted")]


def test_categories_and_sittings_are_counted_apart_and_added_up_by_sitting(browser_of, usher, session, morning):
    browser, afternoon = browser_of(usher), session.sittings.last()
    browser.post(f"/sittings/{morning.pk}/headcounts/", TYPED)
    page = browser.post(f"/sittings/{morning.pk}/headcounts/", {"category": "Đại biểu", "count": "12", "basis": "counted"}, follow=True)
    browser.post(f"/sittings/{afternoon.pk}/headcounts/", TYPED | {"count": "0"})
    assert counted(morning) == [("Khán giả", 300, "estimated"), ("Đại biểu", 12, "counted")]
    assert counted(afternoon) == [("Khán giả", 0, "estimated")]
    assert "Cộng 312" in words_of(page)


def test_a_category_nobody_suggested_is_written_as_typed_and_a_suggested_one_is_offered_until_it_is_counted(browser_of, usher, morning):
    browser = browser_of(usher)
    assert words_of(browser.get(f"/sittings/{morning.pk}/headcounts/")).count("Khán giả") >= 1
    page = browser.post(f"/sittings/{morning.pk}/headcounts/", TYPED | {"category": "Già làng  thôn Mẫu"}, follow=True)
    assert counted() == [("Già làng thôn Mẫu", 300, "estimated")]
    assert '?category=Kh%C3%A1n%20gi%E1%BA%A3#id_count">Khán giả</a>' in page.content.decode()
    page = browser.post(f"/sittings/{morning.pk}/headcounts/", TYPED, follow=True)
    assert '?category=Kh%C3%A1n%20gi%E1%BA%A3#id_count">Khán giả</a>' not in page.content.decode()
    assert 'value="Đại biểu"' in browser.get(f"/sittings/{morning.pk}/headcounts/" + "?category=Đại biểu").content.decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"category": "  "}, "Hãy ghi đối tượng, ví dụ Khán giả."),
        ({"count": ""}, "Hãy ghi số người. Không có ai thì ghi 0."),
        ({"count": "-1"}, "Hãy nhập số từ 0 trở lên."),
        ({"count": "ba trăm"}, "Hãy nhập một số, không có chữ."),
        ({"basis": ""}, "Hãy chọn: đếm thực tế hay ước tính."),
        ({"basis": "guessed"}, "guessed"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_written(browser_of, usher, morning, wrong, sentence):
    page = browser_of(usher).post(f"/sittings/{morning.pk}/headcounts/", TYPED | wrong)
    assert page.status_code == 200 and sentence in words_of(page)
    assert counted() == []


def test_a_count_of_a_phone_whose_clock_is_ahead_is_said_to_stand(browser_of, usher, morning):
    ahead = timezone.now() + timedelta(hours=1)
    record_headcount(morning, category="Khán giả", count=280, basis="counted", by=None, at=ahead)
    page = browser_of(usher).post(f"/sittings/{morning.pk}/headcounts/", TYPED | {"earlier": "replace 280"}, follow=True)
    assert "Giữ số 280 của Khán giả" in words_of(page)
    assert counted() == [("Khán giả", 280, "counted")]


# --- women and ethnic minorities among them


def test_shares_stay_with_a_recount_of_as_many_and_are_asked_for_again_after_any_other(browser_of, usher, morning):
    browser, address = browser_of(usher), f"/sittings/{morning.pk}/headcounts/"
    shares = Headcount.objects.values_list("count", "women", "minorities", "shares_are_missing")
    too_many = words_of(browser.post(address, TYPED | {"women": "301", "minorities": "-1"}))
    assert "Hãy nhập số từ 0 trở lên." in too_many
    assert "Số này không thể lớn hơn tổng số người." in words_of(browser.post(address, TYPED | {"women": "301", "minorities": "30"}))
    assert counted() == []
    browser.post(address, TYPED | {"women": "120", "minorities": "30"})
    assert shares.get() == (300, 120, 30, False)

    count = {"category": "Khán giả", "basis": "counted", "by": None}
    record_headcount(morning, **count, count=300, at=timezone.now() + timedelta(seconds=1))
    assert shares.get() == (300, 120, 30, False), "a phone counted as many and knows nothing of shares"
    record_headcount(morning, **count, count=312, at=timezone.now() + timedelta(seconds=2))
    record_headcount(morning, **count, count=310, at=timezone.now() + timedelta(seconds=3))
    assert shares.get() == (310, None, None, True)
    assert "cần ghi lại số nữ, số dân tộc thiểu số" in words_of(browser.get(address))

    Headcount.objects.update(counted_at=timezone.now())
    again = TYPED | {"count": "310", "women": "130", "minorities": "31"}
    browser.post(address, again | {"earlier": "replace 310"})
    assert shares.get() == (310, 130, 31, False)
    assert "chỉ cộng được khi cả hai lần đếm đều ghi" in words_of(browser.post(address, TYPED | {"count": "10"}))
    browser.post(address, TYPED | {"count": "10", "women": "4", "earlier": "add 310"})
    assert shares.get() == (320, 134, None, True)


def test_the_api_takes_and_returns_shares_and_refuses_more_than_all(browser_of, usher, stranger, morning):
    address, sent = f"/api/v1/sittings/{morning.pk}/headcounts/", {"category": "Khán giả", "count": 300, "basis": "counted"}
    api = browser_of(usher)
    answer = api.post(address, sent | {"women": 120}, content_type="application/json")
    assert (answer.status_code, answer.json()["women"], answer.json()["minorities"]) == (201, 120, None)
    refused = api.post(address, sent | {"women": 301, "minorities": 302}, content_type="application/json")
    assert (refused.status_code, {error["field"] for error in refused.json()["errors"]}) == (400, {"minorities", "women"})
    assert browser_of(stranger).post(address, sent, content_type="application/json").status_code == 404
    assert api.get(address).json()["results"][0]["women"] == 120


# --- taking back


def test_a_count_is_taken_back_after_a_question(browser_of, usher, morning):
    browser = browser_of(usher)
    browser.post(f"/sittings/{morning.pk}/headcounts/", TYPED)
    remove = f"/headcounts/{Headcount.objects.get().pk}/remove/"
    assert "Khán giả: 300 người không còn trong số liệu" in words_of(browser.get(remove))
    assert counted() != []
    page = browser.post(remove, follow=True)
    assert "Đã bỏ số đếm Khán giả." in words_of(page) and counted() == []


def test_an_activity_without_counts_has_none_rather_than_nobody(session, morning, usher):
    assert headcounts_of_activity(session) is None
    made = record_headcount(morning, category="Khán giả", count=0, basis="counted", by=usher, at=at("08:00"))
    assert (headcounts_of_activity(session).total, headcounts_of_activity(session).basis) == (0, "counted")
    remove_headcount(made)
    assert headcounts_of_activity(session) is None


# --- who may


def test_a_stranger_finds_no_counts(browser_of, stranger, morning, usher):
    made = record_headcount(morning, category="Khán giả", count=300, basis="estimated", by=usher, at=at("08:00"))
    browser = browser_of(stranger)
    assert (
        browser.get(f"/sittings/{morning.pk}/headcounts/").status_code,
        browser.post(f"/sittings/{morning.pk}/headcounts/", TYPED).status_code,
    ) == (404, 404)
    assert browser.post(f"/headcounts/{made.pk}/remove/").status_code == 404
    assert len(counted()) == 1


# --- where they are shown


def test_the_live_page_says_them_by_category_and_leads_there(browser_of, usher, morning):
    browser = browser_of(usher)
    assert "Nhập số khán giả, đại biểu (chỉ đếm số)" in words_of(browser.get(f"/sittings/{morning.pk}/"))
    record_headcount(morning, category="Khán giả", count=1300, basis="estimated", by=usher, at=at("08:00"))
    record_headcount(morning, category="Đại biểu", count=12, basis="counted", by=usher, at=at("08:00"))
    page = browser.get(f"/sittings/{morning.pk}/")
    assert "Khán giả, đại biểu (chỉ đếm số): Khán giả 1.300 (ước tính), Đại biểu 12 (đếm thực tế)." in words_of(page)
    assert f"/sittings/{morning.pk}/headcounts/" in page.content.decode()


def test_the_live_list_is_drawn_again_when_somebody_counted(browser_of, usher, morning):
    browser = browser_of(usher)
    headers = {"HX-Request": "true"}
    first = browser.get(f"/sittings/{morning.pk}/", headers=headers).content.decode()
    version = first.split('X-Shown": "')[1].split('"')[0]
    assert browser.get(f"/sittings/{morning.pk}/", headers=headers | {"X-Shown": version}).status_code == 204
    record_headcount(morning, category="Khán giả", count=300, basis="estimated", by=usher, at=at("08:00"))
    assert browser.get(f"/sittings/{morning.pk}/", headers=headers | {"X-Shown": version}).status_code == 200


def test_the_activity_page_has_a_figure_of_its_own_that_no_other_holds(browser_of, usher, organiser, session, morning, ba_to):
    contest = record_contest(Contest(title="Hội thi", unit=ba_to, starts_on=DAY, ends_on=DAY, status="open"), by=organiser)
    for sitting, basis in ((morning, "estimated"), (contest.sittings.first(), "counted")):
        record_headcount(sitting, category="Khán giả", count=300, basis=basis, by=usher, at=at("08:00"))
    browser = browser_of(usher)
    training = words_of(browser.get(f"/training-sessions/{session.pk}/"))
    assert "Khán giả, đại biểu (chỉ đếm số) 300 ước tính; không cộng vào lượt người" in training
    assert "Lượt người 0" in training and "Lượt điểm danh 0" in training
    assert "Khán giả, đại biểu (chỉ đếm số) 300 đếm thực tế; không cộng vào lượt người" in words_of(browser.get(f"/contests/{contest.pk}/"))
    assert Attendance.objects.count() == 0
