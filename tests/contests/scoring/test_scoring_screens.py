"""The secretary's screens: board, sheets, verification, ranking, approval."""

import re

import pytest
from django.core.management import call_command

from contests.models import Ballot, Performance, Snapshot
from tests.contests.scoring.played_contest import PlayedContest

pytestmark = pytest.mark.django_db


@pytest.fixture
def played(contest, api, organiser, admin):
    return PlayedContest(contest, api(organiser), api(admin), teams=2, judges=2)


def text_of(answer):
    assert answer.status_code == 200, answer
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def performance_of(played, team=0, round_="chao-hoi"):
    return Performance.objects.get(team=played.teams[team], round=round_)


def test_the_board_says_who_is_next_what_is_missing_and_runs_the_clock(played, desk):
    address = f"/contests/{played.contest.pk}/board/"
    board = text_of(desk.get(address))
    assert board.count("nhập phiếu") == 2 * 2 * 2 and board.count("Đội tiếp theo") == 2
    assert "Còn 4 lượt thi chưa diễn ra" in board and "Còn thiếu 8 phiếu chấm" in board
    first = performance_of(played)
    desk.post(f"/contests/performances/{first.pk}/clock/", {"then": "start"})
    assert "đang tính giờ" in text_of(desk.get(address))
    answer = desk.post(f"/contests/performances/{first.pk}/clock/", {"then": "stop"}, follow=True)
    assert "Đã thi" in text_of(answer)
    assert "chưa chạy" in text_of(desk.post(f"/contests/performances/{first.pk}/clock/", {"then": "stop"}, follow=True))
    assert "<html" not in desk.get(address, headers={"HX-Request": "true"}).content.decode()


def test_a_time_is_corrected_and_its_penalty_shown_at_once(played, desk):
    first = performance_of(played)
    address = f"/contests/performances/{first.pk}/edit/"
    body = {"status": "performed", "elapsed_seconds": "6:05", "decided_penalty": "", "reason": ""}
    board = text_of(desk.post(address, body, follow=True))
    assert "6:05" in board and "quá 1:05" in board and "0,5" in board
    wrong = text_of(desk.post(address, body | {"elapsed_seconds": "sáu phút"}))
    assert "phút:giây" in wrong and "sáu phút" in desk.post(address, body | {"elapsed_seconds": "sáu phút"}).content.decode()
    assert "Hãy ghi lý do" in text_of(desk.post(address, body | {"status": "withdrawn"}))
    desk.post(address, body | {"decided_penalty": "0", "reason": "Mất điện"})
    assert (Performance.objects.get(pk=first.pk).decided_penalty, Performance.objects.get(pk=first.pk).elapsed_seconds) == (0, 365)


def test_a_sheet_is_copied_from_paper_and_verified_by_a_second_person(played, desk, browser_of, admin):
    played.perform()
    first, judge = performance_of(played), played.seats[0]["id"]
    address = f"/contests/performances/{first.pk}/sheets/{judge}/"
    ballot_id = re.search(r'name="ballot_id" value="([^"]+)"', desk.get(address).content.decode())[1]
    wrong = desk.post(address, {"ballot_id": ballot_id, "points.noi-dung": "8,3"})
    assert "chẵn theo bước 0,25" in text_of(wrong) and 'value="8,3"' in wrong.content.decode()
    saved = desk.post(address, {"ballot_id": ballot_id, "points.noi-dung": "8,5"}, follow=True)
    assert "8,5 điểm" in text_of(saved)
    assert saved.redirect_chain[-1][0] == f"/contests/performances/{performance_of(played, 1).pk}/sheets/{judge}/"
    desk.post(address, {"ballot_id": ballot_id, "points.noi-dung": "8,5"})  # the button pressed twice
    assert Ballot.objects.count() == 1
    queue = f"/contests/{played.contest.pk}/ballots/"
    assert "nhờ người khác kiểm tra" in text_of(desk.get(queue)) and "Đúng với phiếu" not in text_of(desk.get(queue))
    assert "không tự kiểm tra" in text_of(desk.post(f"/contests/ballots/{ballot_id}/verify/", follow=True))
    assert "Đã kiểm tra phiếu" in text_of(browser_of(admin).post(f"/contests/ballots/{ballot_id}/verify/", follow=True))
    assert Ballot.objects.get().status == "verified"


def test_a_sheet_is_returned_with_a_reason(played, desk, browser_of, admin):
    second_desk = browser_of(admin)
    ballot = PlayedContest.ok(played.send(played.sheet(0, "chao-hoi", 0)))["id"]
    address = f"/contests/ballots/{ballot}/return/"
    assert "Hãy ghi vì sao trả lại phiếu." in text_of(second_desk.post(address, {"reason": " "}))
    second_desk.post(address, {"reason": "Cộng nhầm"})
    assert "trả lại, nhập lại" in text_of(desk.get(f"/contests/{played.contest.pk}/board/"))


def test_from_the_ranking_to_the_public_page_and_back(played, desk, client):
    ranking = f"/contests/{played.contest.pk}/ranking/"
    assert "Còn thiếu 8 phiếu chấm" in text_of(desk.get(ranking))
    played.perform()
    played.mark_everything(lead=False)
    page = text_of(desk.get(ranking))
    assert "Cùng hạng 1: Đội A, Đội B." in page and "Vì sao 40,00?" in page and "Chốt kết quả" not in page
    a, b = (team.pk for team in played.teams)
    tie = f"/contests/{played.contest.pk}/ranking/1/resolve/"
    body = {"method": "lots", f"place_{a}": "1", f"place_{b}": "1", "note": "Trước các đội"}
    assert "Mỗi đội một hạng khác nhau" in text_of(desk.post(tie, body))
    assert "Chốt kết quả" in text_of(desk.post(tie, body | {f"place_{b}": "0"}, follow=True))
    page = text_of(desk.post(f"/contests/{played.contest.pk}/approve/", follow=True))
    assert "Kết quả đã chốt lần 1" in page and "Biên bản (Word)" in page
    snapshot = Snapshot.objects.get()
    text_of(desk.post(f"/contests/snapshots/{snapshot.pk}/publish/", follow=True))
    public = text_of(client.get(f"/results/{played.contest.pk}/"))
    assert public.index("Đội B") < public.index("Đội A")
    assert "Hãy ghi vì sao mở lại kết quả." in text_of(desk.post(f"/contests/{played.contest.pk}/reopen/", {"reason": ""}))
    assert "Đã mở lại (Khiếu nại)" in text_of(desk.post(f"/contests/{played.contest.pk}/reopen/", {"reason": "Khiếu nại"}, follow=True))
    assert client.get(f"/results/{played.contest.pk}/").status_code == 404


def test_the_head_judges_word_is_written_down(played, desk):
    played.perform()
    played.mark_everything()
    lower = played.mark(0, "tieu-pham", 1, "12", "8")
    ranking = text_of(desk.get(f"/contests/{played.contest.pk}/ranking/"))
    assert "điểm cao nhất và thấp nhất cách nhau 12, quá mức 8" in ranking
    address = f"/contests/performances/{Ballot.objects.get(pk=lower).performance_id}/settle/"
    assert "Tieu-pham Giám khảo 1 32 điểm Giám khảo 2 20 điểm" in text_of(desk.get(address))
    assert "Hãy ghi ý kiến" in text_of(desk.post(address, {"note": ""}))
    assert "Trưởng ban giám khảo: Giữ nguyên" in text_of(desk.post(address, {"note": "Giữ nguyên"}, follow=True))


def test_the_screen_of_the_hall_shows_nothing_that_is_not_released(played, desk):
    played.perform()
    played.mark_everything()
    answer = desk.get(f"/contests/{played.contest.pk}/projector/")
    page = text_of(answer)
    assert answer["Refresh"] == "5"
    assert "Ban Tổ chức đang tổng hợp kết quả" in page and "41" not in page and "Giám khảo" not in page


def test_sheets_to_print_are_one_for_each_judge_and_team(played, desk):
    page = desk.get(f"/contests/{played.contest.pk}/paper-sheets/?round=tieu-pham")
    assert text_of(page).count("PHIẾU CHẤM") == 2 * 2 and page.content.decode().count("<svg viewBox") == 4
    assert desk.get(f"/contests/{played.contest.pk}/paper-sheets/?round=x").status_code == 404


def test_a_stranger_finds_none_of_these_screens_and_a_viewer_may_not_enter(played, browser_of, stranger, usher):
    played.perform()
    played.mark_everything()
    snapshot = played.publish()
    first = performance_of(played)
    addresses = [
        *(
            f"/contests/{played.contest.pk}/{name}/"
            for name in ("board", "projector", "ballots", "paper-sheets", "ranking", "approve", "reopen")
        ),
        f"/contests/performances/{first.pk}/edit/",
        f"/contests/performances/{first.pk}/settle/",
        f"/contests/performances/{first.pk}/sheets/{played.seats[0]['id']}/",
        f"/contests/snapshots/{snapshot['id']}/publish/",
        f"/contests/snapshots/{snapshot['id']}/data.json",
        f"/contests/ballots/{Ballot.objects.first().pk}/return/",
    ]
    for user, status in ((stranger, 404), (usher, 403)):
        browser = browser_of(user)
        assert {address: browser.get(address).status_code for address in addresses} == dict.fromkeys(addresses, status)


def test_the_board_names_who_owes_which_sheet_and_asks_for_none_of_a_team_that_left(played, desk):
    played.perform()
    played.mark(0, "chao-hoi", 0)
    played.revise(performance_of(played, 1, "tieu-pham").pk, status="withdrawn", reason="Ốm")
    board = text_of(desk.get(f"/contests/{played.contest.pk}/board/"))
    assert "Giám khảo 1 : Tieu-pham (Đội A)" in board and "Giám khảo 2 : Chao-hoi (Đội A), Tieu-pham (Đội A)" in board
    assert board.count("không chấm") == 2 * 2 and board.count("nhập phiếu") == 3


def test_the_data_of_results_is_a_file_that_recount_agrees_with(played, desk, tmp_path, capsys):
    played.perform()
    played.mark_everything()
    snapshot = played.publish()
    file = tmp_path / "results.json"
    file.write_bytes(desk.get(f"/contests/snapshots/{snapshot['id']}/data.json").content)
    call_command("recount", str(file))
    assert "The results are what the sheets give." in capsys.readouterr().out
    assert "Giám khảo" not in file.read_text()
