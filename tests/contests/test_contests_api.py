from datetime import date

import pytest
from django.utils import timezone

from activities.actions import cancel
from attendance.models import Registration
from contests.actions import add_member, give_result
from contests.models import Contest, Result, Team, TeamMember
from people.actions import find_or_add_organisation
from places.models import Unit
from tests.refusals import errors_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(api, organiser):
    return api(organiser)


@pytest.fixture
def body(ba_to, school):
    return {
        "title": "Hội thi Học sinh với pháp luật", "unit": ba_to.pk, "starts_on": "2024-05-20", "ends_on": "2024-05-20", "status": "open",
        "school": school.pk, "theme": " Tảo  hôn ", "rounds": ["Chào hỏi", " Tiểu phẩm "],
        "teams": [{"name": "Đội Công lý", "organisation": school.pk, "represents": "Khối 8"}, {"name": "Đội Chân lý"}],
    }  # fmt: skip


def test_a_contest_is_written_and_read_with_its_teams(desk, body, school):
    answer = desk.post("/api/v1/contests/", body)
    assert answer.status_code == 201
    read = desk.get(f"/api/v1/contests/{answer.json()['id']}/").json()
    assert {name: read[name] for name in ("school", "school_name", "theme", "rounds", "kind")} == {
        "school": school.pk, "school_name": school.name, "theme": "Tảo hôn", "rounds": ["Chào hỏi", "Tiểu phẩm"], "kind": "contest",
    }  # fmt: skip
    assert [(team["name"], team["organisation_name"], team["represents"]) for team in read["teams"]] == [
        ("Đội Chân lý", None, ""),
        ("Đội Công lý", school.name, "Khối 8"),
    ]


def test_a_wrong_team_is_named_by_its_number(desk, body):
    answer = desk.post("/api/v1/contests/", body | {"teams": [{"name": "A"}, {"name": "a"}]})
    assert (answer.status_code, errors_of(answer)) == (400, [("teams.1.name", "taken")])
    assert Contest.objects.count() == 0


def test_a_school_out_of_reach_is_as_unknown_as_none(desk, api, stranger, body, unit_called, school, contest):
    island = unit_called("Lý Sơn", "commune", date(2026, 11, 23))
    form_data = body | {"unit": island.pk, "starts_on": "2026-05-20", "ends_on": "2026-05-20"}
    answer = api(stranger).post("/api/v1/contests/", form_data)
    assert (answer.status_code, errors_of(answer)) == (400, [("school", "does_not_exist"), ("teams.0.organisation", "does_not_exist")])
    assert school.name not in answer.content.decode()
    hanoi = Unit.objects.get(code="01", level="province", valid_to=None)
    theirs = find_or_add_organisation("Trường THCS ở tỉnh khác", unit=hanoi, kind="school")
    assert errors_of(desk.post(f"/api/v1/contests/{contest.pk}/teams/", {"name": "X", "organisation": theirs.pk})) == [
        ("organisation", "does_not_exist")
    ]
    team = Team.objects.create(contest=contest, name="A")
    assert errors_of(desk.patch(f"/api/v1/teams/{team.pk}/", {"organisation": theirs.pk})) == [("organisation", "does_not_exist")]
    assert desk.patch(f"/api/v1/teams/{team.pk}/", {"organisation": school.pk}).json()["organisation_name"] == school.name


def test_patching_a_contest_leaves_its_teams(desk, body):
    pk = desk.post("/api/v1/contests/", body).json()["id"]
    answer = desk.patch(f"/api/v1/contests/{pk}/", {"theme": "Đất đai", "teams": []})
    assert (answer.status_code, answer.json()["theme"], len(answer.json()["teams"])) == (200, "Đất đai", 2)


def test_a_cancelled_contest_is_not_opened_by_a_patch(desk, contest):
    cancel(contest, reason="Mưa lũ", at=timezone.now())
    answer = desk.patch(f"/api/v1/contests/{contest.pk}/", {"status": "open"})
    assert answer.status_code == 400
    assert desk.post(f"/api/v1/contests/{contest.pk}/restore/").json()["status"] == "open"


def test_a_member_joins_changes_part_and_leaves(desk, team, make_person):
    person = make_person()
    joined = desk.post(f"/api/v1/teams/{team.pk}/members/", {"person_id": person.pk})
    registration = Registration.objects.get()
    assert joined.status_code == 201
    assert joined.json() == {
        "id": TeamMember.objects.get().pk,
        "registration": registration.pk,
        "person": person.pk,
        "full_name": "Phạm Văn Rê",
        "part": "official",
    }
    again = desk.post(f"/api/v1/teams/{team.pk}/members/", {"person_id": person.pk})
    assert (again.status_code, errors_of(again)) == (400, [("person", "in_a_team")])
    url = f"/api/v1/team-members/{joined.json()['id']}/"
    assert desk.patch(url, {"part": "captain"}).json()["part"] == "captain"
    assert errors_of(desk.patch(url, {"part": "king"})) == [("part", "invalid_choice")]
    assert errors_of(desk.patch(url, {})) == [("part", "required")]
    assert desk.delete(url).status_code == 204
    assert (TeamMember.objects.count(), Registration.objects.active().count()) == (0, 1)


def test_a_second_captain_is_refused(desk, team, make_person, organiser):
    add_member(team, person=make_person("Đinh Thị Mẫu"), part="captain", by=organiser)
    member = add_member(team, person=make_person(), part="official", by=organiser)
    assert errors_of(desk.patch(f"/api/v1/team-members/{member.pk}/", {"part": "captain"})) == [("part", "captain_taken")]


def test_who_lives_out_of_reach_does_not_join(api, make_user, team, make_person, unit_called):
    local = make_user("local", "organiser", team.contest.unit)
    person = make_person(unit=unit_called("Sơn Hà", "district"))
    answer = api(local).post(f"/api/v1/teams/{team.pk}/members/", {"person_id": person.pk})
    assert (answer.status_code, errors_of(answer)) == (400, [("person_id", "does_not_exist")])


def test_a_team_with_members_stays(desk, team, make_person, organiser):
    add_member(team, person=make_person(), part="official", by=organiser)
    answer = desk.delete(f"/api/v1/teams/{team.pk}/")
    assert (answer.status_code, errors_of(answer)) == (400, [("", "has_members")])
    assert Team.objects.count() == 1


def test_results_are_given_replaced_and_taken_back(desk, team):
    url = f"/api/v1/teams/{team.pk}/results/"
    first = desk.post(url, {"prize": "first", "place": 1})
    assert (first.status_code, first.json()) == (
        201,
        {"id": first.json()["id"], "place": 1, "prize": "first", "title": "", "total": None, "source": "typed"},
    )
    desk.post(url, {"prize": "second", "place": 2})
    desk.post(url, {"prize": "special", "title": "Tiểu phẩm hay nhất"})
    assert sorted(Result.objects.values_list("prize", "place", "title")) == [("second", 2, ""), ("special", None, "Tiểu phẩm hay nhất")]
    assert errors_of(desk.post(url, {"prize": "special"})) == [("title", "required")]
    assert desk.delete(f"/api/v1/results/{Result.objects.ranked().get().pk}/").status_code == 204


ADDRESSES = ["contests/{contest}/", "teams/{team}/", "team-members/{member}/", "results/{result}/"]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(("user_name", "status"), [("stranger", 404), ("usher", 403)])
def test_who_may_not_change_nothing(api, stranger, usher, team, make_person, organiser, address, user_name, status):
    member, result = add_member(team, person=make_person(), part="official", by=organiser), give_result(team, prize="first", place=1)
    url = "/api/v1/" + address.format(contest=team.contest_id, team=team.pk, member=member.pk, result=result.pk)
    client = api({"stranger": stranger, "usher": usher}[user_name])
    answers = [client.patch(url, {"name": "X", "part": "captain", "theme": "X"}), client.delete(url)]
    assert {answer.status_code for answer in answers} <= {status, 405}
    assert status in {answer.status_code for answer in answers}
    member.refresh_from_db()
    team.refresh_from_db()
    assert (member.part, team.name, Result.objects.count()) == ("official", "Đội Công lý", 1)


@pytest.mark.parametrize("teams", [1, 4])
def test_reading_a_contest_takes_the_same_queries_whatever_stands_in_it(desk, contest, make_team, django_assert_num_queries, teams):
    for n in range(teams):
        give_result(make_team(f"Đội {'ABCD'[n]}", 1 + n), prize="third", place=n + 1)
    with django_assert_num_queries(11):  # three of them the log of who looked at whom
        desk.get(f"/api/v1/contests/{contest.pk}/")
