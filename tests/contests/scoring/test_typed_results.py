"""Results typed by hand and results scored by the rules are told apart, and never mixed."""

import pytest

from contests.actions import add_team, give_result
from contests.models import Contest, Result
from tests.contests.scoring.played_contest import HEAD, RULES, PlayedContest

pytestmark = pytest.mark.django_db


@pytest.fixture
def played(make_contest, api, organiser, admin):
    contest = make_contest(sittings=[])
    return PlayedContest(contest, api(organiser), api(admin), teams=2, judges=1)


def results_of(played: PlayedContest) -> list[tuple[str, str, str]]:
    """Return (team, prize, source) of every result, as the API tells them."""
    teams = played.ok(played.secretary.get(played.path))["teams"]
    return sorted((team["name"], result["prize"], result["source"]) for team in teams for result in team["results"])


def test_places_are_typed_until_the_rules_are_locked(contest, api, organiser, stranger):
    desk, team = api(organiser), add_team(contest, name="Đội A")
    path, rules = f"/api/v1/teams/{team.pk}/results/", f"/api/v1/contests/{contest.pk}/rules/"
    assert api(stranger).post(path, {"prize": "first", "place": 1}, format="json").status_code == 404
    PlayedContest.ok(desk.put(rules, HEAD | RULES, format="json"))
    typed = PlayedContest.ok(desk.post(path, {"prize": "second", "place": 2}, format="json"))

    PlayedContest.ok(desk.post(rules + "lock/"))
    answer = desk.post(path, {"prize": "first", "place": 1}, format="json")

    assert (typed["source"], answer.status_code, answer.json()["code"]) == ("typed", 409, "scored_by_rules")
    assert "Xếp hạng" in answer.json()["title"] + answer.json().get("detail", "")
    assert list(Result.objects.values_list("place", "snapshot")) == [(2, None)]
    assert desk.post(path, {"prize": "special", "title": "Cổ động viên"}, format="json").status_code == 201
    assert desk.delete(f"/api/v1/results/{typed['id']}/").status_code == 204


def test_published_results_replace_typed_ones_and_go_when_they_are_reopened(played):
    played.perform()
    played.mark_everything()
    give_result(played.teams[1], prize="special", title="Cổ động viên hay nhất")
    played.publish()
    [(_team, prize, source), special, _second] = results_of(played)
    scored = Result.objects.get(team=played.teams[0])

    assert (prize, source, special) == ("first", "scored", ("Đội B", "second", "scored"))
    assert played.secretary.delete(f"/api/v1/results/{scored.pk}/").json()["code"] == "scored_by_rules"

    played.ok(played.reopen())
    assert results_of(played) == [("Đội B", "special", "typed")]
    assert Contest.objects.held(played.contest.starts_on).filter(pk=played.contest.pk).exists()


def test_the_screens_say_which_they_are_and_offer_no_typing_where_rules_are_locked(played, desk):
    address, results = played.contest.get_absolute_url(), f"/contests/{played.contest.pk}/results/"
    Result.objects.create(team=played.teams[0], prize="third", place=3)  # as typed before the rules were locked
    page, form = desk.get(address).content.decode(), desk.get(results).content.decode()

    assert "Kết quả nhập tay" in page and "Nhập từ trước khi khóa thể lệ" in page and "Nhập kết quả" not in page
    assert "1 đội còn kết quả nhập tay" in form and f"/contests/{played.contest.pk}/ranking/" in form and "-place" not in form

    stale = {"ranked": "1", f"team-{played.teams[0].pk}-place": "1", f"team-{played.teams[0].pk}-prize": "first"}
    assert "không nhập tay" in desk.post(results, stale, follow=True).content.decode()
    assert list(Result.objects.values_list("place", flat=True)) == [3]

    desk.post(results, {"special-title": "Cổ động viên", "special-team": played.teams[0].pk, "add": "1"})
    desk.post(results, {"drop_typed": "1"})
    assert list(Result.objects.values_list("prize", flat=True)) == ["special"]

    played.perform()
    played.mark_everything()
    played.publish()
    page = desk.get(address).content.decode()
    assert "Chấm theo thể lệ" in page and "lần chốt 1" in page and "ghi tay" in page
