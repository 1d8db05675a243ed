"""Places and prizes by hand: saved together or not at all; shared places are said, never blocked."""

import re
from html import unescape

import pytest

from contests.actions import give_result
from contests.models import Result
from tests.pages import error_sentences, messages_of, page_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def teams(make_team):
    return [make_team(name) for name in ("Công lý", "Chân lý", "Thực thi")]


def sent(teams, *rows) -> dict[str, str]:
    """What the table sends: (place, prize) of each team, as typed."""
    return {
        f"team-{team.pk}-{name}": value
        for team, row in zip(teams, rows, strict=False)
        for name, value in zip(("place", "prize"), row, strict=True)
    }


def results_of(*teams) -> list[tuple[int | None, str] | None]:
    results = {result.team_id: (result.place, result.prize) for result in Result.objects.ranked()}
    return [results.get(team.pk) for team in teams]


def test_all_teams_are_written_at_once(desk, contest, teams):
    answer = desk.post(f"/contests/{contest.pk}/results/", sent(teams, ("1", "first"), ("2", "second"), ("3", "none")), follow=True)
    assert answer.redirect_chain[-1][0] == f"/contests/{contest.pk}/"
    assert messages_of(answer) == ["Đã lưu kết quả."]
    assert results_of(*teams) == [(1, "first"), (2, "second"), (3, "none")]
    assert "Công lý 1 Giải Nhất – Chân lý 2 Giải Nhì – Thực thi 3 Không có giải –" in page_text(answer)


def test_what_is_left_empty_is_no_result_and_a_place_alone_is_no_prize(desk, contest, teams):
    desk.post(f"/contests/{contest.pk}/results/", sent(teams, ("", ""), ("4", ""), ("", "consolation")))
    assert results_of(*teams) == [None, (4, "none"), (None, "consolation")]


def test_written_again_the_new_results_hold_and_special_prizes_stay(desk, contest, teams):
    give_result(teams[0], prize="special", title="Tiểu phẩm hay nhất")
    desk.post(f"/contests/{contest.pk}/results/", sent(teams, ("1", "first"), ("2", "second"), ("3", "third")))
    desk.post(f"/contests/{contest.pk}/results/", sent(teams, ("2", "second"), ("1", "first"), ("", "")))
    assert results_of(*teams) == [(2, "second"), (1, "first"), None]
    assert [str(result) for result in Result.objects.special()] == ["Công lý: Tiểu phẩm hay nhất"]


def test_the_form_shows_what_is_held_in_order_of_names(desk, contest, teams):
    give_result(teams[0], prize="third", place=3)
    html = unescape(desk.get(f"/contests/{contest.pk}/results/").content.decode())
    assert re.findall(r'<th scope="row">(.*?)</th>', html) == ["1. Chân lý", "2. Công lý", "3. Thực thi"]
    assert re.search(rf'name="team-{teams[0].pk}-place" value="3"', html)
    assert re.search(rf'name="team-{teams[0].pk}-prize".*?value="third" selected', html, re.S)


@pytest.mark.parametrize("place", ["0", "-1", "1001", "một", "1.5"])
def test_one_wrong_place_stops_all_and_what_was_typed_survives(desk, contest, teams, place):
    give_result(teams[2], prize="third", place=3)
    answer = desk.post(f"/contests/{contest.pk}/results/", sent(teams, ("1", "first"), (place, "second"), ("4", "consolation")))
    html = answer.content.decode()
    assert error_sentences(answer) == ["Hãy nhập số thứ hạng từ 1 đến 1000, hoặc để trống."]
    assert results_of(*teams) == [None, None, (3, "third")]
    assert "<title>Lỗi: " in html and "Dòng 1, Xếp hạng:" in page_text(answer)
    assert [re.search(rf'name="team-{team.pk}-place" value="([^"]*)"', html)[1] for team in teams] == ["1", place, "4"]
    assert re.search(rf'name="team-{teams[2].pk}-prize".*?value="consolation" selected', html, re.S)


@pytest.mark.parametrize("prize", ["special", "king"])
def test_a_prize_that_is_not_in_the_list_is_refused(desk, contest, teams, prize):
    assert (
        len(error_sentences(desk.post(f"/contests/{contest.pk}/results/", sent(teams, ("1", "first"), ("2", prize), ("3", "third"))))) == 1
    )
    assert results_of(*teams) == [None, None, None]


def test_a_shared_place_is_written_and_said(desk, contest, teams):
    answer = desk.post(f"/contests/{contest.pk}/results/", sent(teams, ("1", "first"), ("2", "third"), ("2", "third")), follow=True)
    sentence = "Cùng xếp hạng 2: Chân lý, Thực thi. Nếu là đồng giải thì đúng; nếu không, hãy sửa lại."
    assert messages_of(answer) == ["Đã lưu kết quả.", sentence]
    assert results_of(*teams) == [(1, "first"), (2, "third"), (2, "third")]
    assert sentence in page_text(desk.get(f"/contests/{contest.pk}/results/"))


def test_a_worse_place_with_a_greater_prize_is_written_and_said(desk, contest, teams):
    answer = desk.post(f"/contests/{contest.pk}/results/", sent(teams, ("1", "second"), ("2", "first"), ("", "")), follow=True)
    assert messages_of(answer)[1:] == ["Công lý xếp hạng cao hơn Chân lý nhưng nhận giải thấp hơn. Hãy xem lại."]


def test_a_contest_without_teams_asks_for_them_first(desk, contest):
    assert "Thêm các đội trước, rồi nhập kết quả." in page_text(desk.get(f"/contests/{contest.pk}/results/"))


# --- special prizes


def test_a_team_may_hold_several_special_prizes(desk, contest, teams):
    for title in ("Tiểu phẩm hay nhất", "  Trang phục  đẹp nhất"):
        form_data = {"special-team": teams[0].pk, "special-title": title, "add": "1"}
        answer = desk.post(f"/contests/{contest.pk}/results/", form_data, follow=True)
    assert answer.redirect_chain[-1][0] == f"/contests/{contest.pk}/results/"
    assert messages_of(answer) == ["Đã lưu giải phụ “Trang phục đẹp nhất” cho đội Công lý."]
    assert sorted(teams[0].results.values_list("title", flat=True)) == ["Tiểu phẩm hay nhất", "Trang phục đẹp nhất"]
    assert "Tiểu phẩm hay nhất Trang phục đẹp nhất" in page_text(desk.get(f"/contests/{contest.pk}/"))


def test_the_same_special_prize_is_not_given_twice_to_a_team(desk, contest, teams):
    for title in ("Tiểu phẩm hay nhất", "tiểu phẩm hay nhất"):
        desk.post(f"/contests/{contest.pk}/results/", {"special-team": teams[0].pk, "special-title": title, "add": "1"})
    assert Result.objects.count() == 1


@pytest.mark.parametrize(
    ("title", "index", "sentences"), [("", 0, ["Hãy ghi tên giải phụ, ví dụ Tiểu phẩm hay nhất."]), ("Hay", None, ["Hãy chọn đội."])]
)
def test_a_special_prize_needs_a_name_and_a_team(desk, contest, teams, title, index, sentences):
    form_data = sent(teams, ("1", "first"), ("", ""), ("", ""))
    form_data |= {"special-team": "" if index is None else teams[index].pk, "special-title": title, "add": "1"}
    answer = desk.post(f"/contests/{contest.pk}/results/", form_data)
    assert error_sentences(answer) == sentences
    assert ("<title>Lỗi: " in answer.content.decode() and f'value="{title}"' in answer.content.decode()) or not title
    assert Result.objects.count() == 0


def test_another_contests_team_is_not_offered(desk, contest, teams, make_contest):
    other_contest = make_contest("Hội thi khác", sittings=[])
    desk.post(f"/contests/{other_contest.pk}/results/", {"special-team": teams[0].pk, "special-title": "Hay"})
    assert Result.objects.count() == 0


def test_a_special_prize_is_taken_back(desk, contest, teams):
    result = give_result(teams[0], prize="special", title="Tiểu phẩm hay nhất")
    answer = desk.post(f"/contests/{contest.pk}/results/", {"take_back": result.pk}, follow=True)
    assert answer.redirect_chain[-1][0] == f"/contests/{contest.pk}/results/"
    assert messages_of(answer) == ["Đã xóa giải phụ “Tiểu phẩm hay nhất” của đội Công lý."]
    assert Result.objects.count() == 0


def test_places_typed_beside_a_special_prize_are_saved_with_it_and_stay_typed_when_it_is_refused(desk, contest, teams):
    url, places = f"/contests/{contest.pk}/results/", sent(teams, ("1", "first"), ("2", "second"), ("", ""))
    answer = desk.post(url, places | {"special-title": "Hay", "special-team": "", "add": "1"})
    assert error_sentences(answer) == ["Hãy chọn đội."]
    assert re.search(rf'name="team-{teams[0].pk}-place" value="1"', answer.content.decode())
    assert Result.objects.count() == 0
    desk.post(url, places | {"special-title": "Hay", "special-team": teams[2].pk, "add": "1"})
    assert results_of(*teams) == [(1, "first"), (2, "second"), None]
    special = Result.objects.special().get()
    desk.post(url, sent(teams, ("2", "second"), ("1", "first"), ("", "")) | {"take_back": special.pk})
    assert results_of(*teams) == [(2, "second"), (1, "first"), None] and not Result.objects.special()


def test_neither_a_ranked_result_nor_another_contests_prize_is_taken_back_there(desk, contest, teams, make_contest):
    result = give_result(teams[0], prize="first", place=1)
    desk.post(f"/contests/{contest.pk}/results/", sent(teams, ("1", "first"), ("", ""), ("", "")) | {"take_back": result.pk})
    special = give_result(teams[0], prize="special", title="Hay")
    desk.post(f"/contests/{make_contest('Hội thi khác', sittings=[]).pk}/results/", {"take_back": special.pk})
    assert Result.objects.special().count() == 1
    special.delete()
    assert Result.objects.count() == 1


# --- whose it is


def test_a_stranger_writes_no_result(browser_of, stranger, contest, teams):
    browser, result = browser_of(stranger), give_result(teams[0], prize="special", title="Hay")
    answers = [
        browser.get(f"/contests/{contest.pk}/results/"),
        browser.post(f"/contests/{contest.pk}/results/", sent(teams, ("1", "first"))),
        browser.post(f"/contests/{contest.pk}/results/", {"special-team": teams[0].pk, "special-title": "X", "add": "1"}),
        browser.post(f"/contests/{contest.pk}/results/", {"take_back": result.pk}),
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404, 404]
    assert Result.objects.count() == 1


@pytest.mark.parametrize("user_name", ["usher", "clerk"])
def test_a_role_too_small_writes_no_result(browser_of, usher, clerk, contest, teams, user_name):
    browser, result = browser_of({"usher": usher, "clerk": clerk}[user_name]), give_result(teams[0], prize="special", title="Hay")
    answers = [
        browser.get(f"/contests/{contest.pk}/results/"),
        browser.post(f"/contests/{contest.pk}/results/", sent(teams, ("1", "first"))),
        browser.post(f"/contests/{contest.pk}/results/", {"special-team": teams[0].pk, "special-title": "X", "add": "1"}),
        browser.post(f"/contests/{contest.pk}/results/", {"take_back": result.pk}),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403, 403]
    assert Result.objects.count() == 1


@pytest.mark.parametrize("number", [1, 4])
def test_the_form_takes_the_same_queries_whatever_the_number_of_teams(desk, contest, make_team, django_assert_num_queries, number):
    for n in range(number):
        give_result(make_team(f"Đội {n}"), prize="third", place=n + 1)
    with django_assert_num_queries(12):
        desk.get(f"/contests/{contest.pk}/results/")
