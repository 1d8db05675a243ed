"""The desk's pages of the draw."""

import pytest

from contests.models import Draw
from tests.contests.scoring.played_contest import PlayedContest
from tests.pages import field_errors, page_text, table_rows

pytestmark = pytest.mark.django_db


def by_hand(teams, *numbers, **more):
    return (
        {"method": "hand", "witnessed_by": "Các đội trưởng"} | {f"team-{team.pk}": n for team, n in zip(teams, numbers, strict=True)} | more
    )


def test_the_order_drawn_by_hand_is_written_down_and_again_only_for_a_reason(desk, contest_path, make_team):
    teams = [make_team(f"Đội {name}") for name in "ABC"]
    assert "Chưa bốc thăm" in page_text(desk.get(f"{contest_path}draw/"))
    assert desk.post(f"{contest_path}draw/order/", by_hand(teams, 3, 1, 2)).headers["Location"] == f"{contest_path}draw/"
    page = desk.get(f"{contest_path}draw/")
    assert [row[1] for row in table_rows(page)] == ["Đội B", "Đội C", "Đội A"]
    assert "Bốc thăm bằng tay" in page_text(page) and "Người chứng kiến: Các đội trưởng." in page_text(page)
    assert field_errors(desk.post(f"{contest_path}draw/order/", by_hand(teams, 1, 2, 3))) == {
        "reason": ["Đã bốc thăm rồi. Bốc thăm lại thì phải ghi lý do."]
    }
    desk.post(f"{contest_path}draw/order/", by_hand(teams, 1, 2, 3, reason="Bốc nhầm"))
    assert [row[1] for row in table_rows(desk.get(f"{contest_path}draw/"))] == ["Đội A", "Đội B", "Đội C"]
    assert "Bốc nhầm" in page_text(desk.get(f"{contest_path}draw/"))


def test_the_machine_draws_every_team_once(desk, contest_path, make_team):
    teams = {make_team(f"Đội {name}").pk for name in "ABC"}
    desk.post(f"{contest_path}draw/order/", {"method": "machine", "witnessed_by": "Ban Tổ chức"})
    draw = Draw.objects.get()
    assert (draw.is_drawn_by_machine, set(draw.result), len(draw.result)) == (True, teams, 3)


def test_wrong_numbers_stand_at_their_teams_and_what_was_typed_survives(desk, contest_path, make_team):
    teams = [make_team(f"Đội {name}") for name in "ABCD"]
    answer = desk.post(f"{contest_path}draw/order/", by_hand(teams, 2, 2, "", 9, witnessed_by=""))
    assert field_errors(answer) == {
        "witnessed_by": ["Hãy ghi ai chứng kiến bốc thăm."],
        f"team-{teams[1].pk}": ["Số 2 đã là của đội khác."],
        f"team-{teams[2].pk}": ["Hãy ghi số mà đội đã bốc."],
        f"team-{teams[3].pk}": ["Hãy ghi số từ 1 đến 4."],
    }
    assert f'name="team-{teams[3].pk}" value="9"' in answer.content.decode()
    assert Draw.objects.count() == 0


def test_packages_are_written_down_for_each_round(desk, contest, contest_path, api, organiser, admin):
    played = PlayedContest(contest, api(organiser), api(admin))
    address = f"{contest_path}draw/packages/?round=chao-hoi"
    packages = {f"team-{team.pk}": f"Gói {n}" for n, team in enumerate(played.teams, 1)}
    first = packages | {f"team-{played.teams[0].pk}": "", "witnessed_by": "Các đội"}
    assert field_errors(desk.post(address, first)) == {f"team-{played.teams[0].pk}": ["Hãy ghi gói câu hỏi của đội."]}
    assert desk.post(address, packages | {"witnessed_by": "Các đội"}).headers["Location"] == f"{contest_path}draw/"
    assert "Gói câu hỏi: Chao-hoi Đội A: Gói 1 Đội B: Gói 2 Đội C: Gói 3" in page_text(desk.get(f"{contest_path}draw/"))
    assert list(field_errors(desk.post(address, packages | {"witnessed_by": "Các đội"}))) == ["reason"]
    assert desk.get(f"{contest_path}draw/packages/?round=khong-co").status_code == 404


@pytest.mark.parametrize("path", ["", "order/", "packages/?round=chao-hoi"])
def test_a_stranger_finds_no_draw_and_a_role_too_small_only_reads_it(
    browser_of, stranger, leader, contest, api, organiser, admin, contest_path, path
):
    PlayedContest(contest, api(organiser), api(admin))
    assert browser_of(stranger).get(f"{contest_path}draw/{path}").status_code == 404
    assert browser_of(stranger).post(f"{contest_path}draw/{path}", {}).status_code in (404, 405)
    assert browser_of(leader).get(f"{contest_path}draw/{path}").status_code == (403 if path else 200)
    assert browser_of(leader).post(f"{contest_path}draw/{path}", {}).status_code == (403 if path else 405)
