"""The desk's pages of the jury; the code on a judge's card is read by another program than the one that drew it."""

import re

import pytest

from contests.actions import add_team
from contests.models import JurySeat, Recusal
from tests.pages import error_sentences, field_errors, messages_of, page_text
from tests.qr_codes import read_codes

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat(desk, contest, contest_path):
    desk.post(f"{contest_path}jury/add/", {"names": "Trần Thị Trưởng", "has_head": "on"})
    return JurySeat.objects.get()


def cards_on(page):
    """Return (address, PIN) of each card."""
    html = page.content.decode()
    addresses = re.findall(r'<p class="jury-address">(.*?)</p>', html)
    return list(zip(addresses, re.findall(r'<strong class="jury-pin">(\d{6})</strong>', html), strict=True))


def opens(client, card):
    token = card[0].rstrip("/").rpartition("/")[2]
    return client.post("/api/v1/judge/open/", {"token": token, "pin": card[1]}, format="json").status_code == 200


def test_judges_are_added_a_line_each_with_cards_that_open(desk, contest_path, api):
    page = desk.post(f"{contest_path}jury/add/", {"names": "Trần Thị Trưởng\n2. Lê Văn Hai\n\nNguyễn Thị Ba", "has_head": "on"})
    assert "no-store" in page.headers["Cache-Control"]
    cards = cards_on(page)
    assert read_codes(page) == [address for address, _pin in cards]
    assert [opens(api(None), card) for card in cards] == [True, True, True]
    assert list(JurySeat.objects.order_by("pk").values_list("name", "is_head", "is_shadow")) == [
        ("Trần Thị Trưởng", True, False), ("Lê Văn Hai", False, False), ("Nguyễn Thị Ba", False, False),
    ]  # fmt: skip
    again = desk.get(f"{contest_path}jury/")
    assert "Trần Thị Trưởng Trưởng ban giám khảo Đã mở lúc" in page_text(again)
    assert not any(address in again.content.decode() or pin in page_text(again) for address, pin in cards)


def test_nobody_is_added_where_one_cannot_be_and_what_was_typed_survives(desk, contest_path, seat):
    assert "has_head" not in desk.get(f"{contest_path}jury/add/").content.decode()
    answer = desk.post(f"{contest_path}jury/add/", {"names": "x" * 121 + "\nLê Văn Hai"})
    assert len(error_sentences(answer)) == 1 and "dài quá 120 ký tự" in error_sentences(answer)[0]
    assert "Lê Văn Hai" in answer.content.decode()
    assert JurySeat.objects.count() == 1


def test_a_head_who_does_not_count_is_refused_with_all_the_others(desk, contest_path):
    answer = desk.post(f"{contest_path}jury/add/", {"names": "Lê Văn Hai\nNguyễn Thị Ba", "has_head": "on", "is_shadow": "on"})
    assert field_errors(answer) == {"is_shadow": ["Trưởng ban giám khảo không thể là người chấm thử."]}
    assert JurySeat.objects.count() == 0


def test_a_judge_is_replaced_and_the_old_card_ends(desk, contest_path, contest, api):
    [old] = cards_on(desk.post(f"{contest_path}jury/add/", {"names": "Trần Thị Trưởng", "has_head": "on"}))
    seat = JurySeat.objects.get()
    [new] = cards_on(desk.post(f"/contests/seats/{seat.pk}/replace/", {"name": "Lê Văn Thay"}))
    assert [opens(api(None), card) for card in (old, new)] == [False, True]
    assert JurySeat.objects.active().values_list("name", "is_head").get() == ("Lê Văn Thay", True)
    page = page_text(desk.get(f"{contest_path}jury/"))
    assert "Trần Thị Trưởng · Trưởng ban giám khảo ·" in page and "· thay bằng Lê Văn Thay" in page
    assert "Giám khảo này đã thôi chấm." in page_text(desk.post(f"/contests/seats/{seat.pk}/replace/", {"name": "Người Ba"}))


def test_a_new_link_ends_the_one_before(desk, contest_path, api):
    [old] = cards_on(desk.post(f"{contest_path}jury/add/", {"names": "Trần Thị Trưởng"}))
    seat = JurySeat.objects.get()
    assert "Đường dẫn và mã PIN cũ hết hiệu lực ngay." in page_text(desk.get(f"/contests/seats/{seat.pk}/renew/"))
    [new] = cards_on(desk.post(f"/contests/seats/{seat.pk}/renew/"))
    assert [opens(api(None), card) for card in (old, new)] == [False, True]


def test_a_judge_stops_marking(desk, contest_path, seat):
    answer = desk.post(f"/contests/seats/{seat.pk}/end/", follow=True)
    assert messages_of(answer) == ["Trần Thị Trưởng đã thôi chấm."]
    assert JurySeat.objects.active().count() == 0


def test_a_judge_is_excused_from_a_team_of_this_contest_for_a_reason(desk, contest_path, contest, seat, make_contest):
    team = add_team(contest, name="Đội Công lý")
    elsewhere = add_team(make_contest(title="Hội thi khác", sittings=[]), name="Đội khác")
    address = f"/contests/seats/{seat.pk}/excuse/"
    assert field_errors(desk.post(address, {"team": team.pk})) == {"reason": ["Hãy ghi vì sao giám khảo không chấm đội này."]}
    assert list(field_errors(desk.post(address, {"team": elsewhere.pk, "reason": "x"}))) == ["team"]
    desk.post(address, {"team": team.pk, "reason": "Là giáo viên của trường"})
    assert Recusal.objects.values_list("seat", "team", "reason").get() == (seat.pk, team.pk, "Là giáo viên của trường")
    assert "Đội Công lý (Là giáo viên của trường)" in page_text(desk.get(f"{contest_path}jury/"))


@pytest.mark.parametrize("path", ["", "add/"])
def test_a_stranger_finds_no_jury_and_a_role_too_small_is_refused(browser_of, stranger, clerk, contest_path, seat, path):
    for address in (f"{contest_path}jury/{path}", *(f"/contests/seats/{seat.pk}/{act}/" for act in ("replace", "renew", "end", "excuse"))):
        assert (browser_of(stranger).get(address).status_code, browser_of(clerk).get(address).status_code) == (404, 403)
        assert browser_of(stranger).post(address, {"name": "Lạ"}).status_code in (404, 405)
        assert browser_of(clerk).post(address, {"name": "Lạ"}).status_code in (403, 405)
    assert JurySeat.objects.active().count() == 1
