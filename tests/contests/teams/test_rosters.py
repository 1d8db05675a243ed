"""Teams against the rules of their contest: pointed out, accepted for a reason; teams locked; teams that do not take part."""

import pytest
from django.utils import timezone

from accounts.models import ChangeRecord
from contests.actions import add_member, add_team
from contests.models import Performance, TeamMember
from contests.rules.actions import save_rules
from contests.teams.roster import set_roster_lock
from people.models import EthnicGroup
from tests.conftest import DAY
from tests.contests.scoring.played_contest import PlayedContest
from tests.contests.scoring.rule_sets import rules_data
from tests.pages import error_sentences, field_errors, messages_of, page_text

pytestmark = pytest.mark.django_db


def rule_teams(contest, user, **team):
    """Give the contest this rule about its teams."""
    save_rules(contest, rules_data(team=team), number="", dated=None, by=user, at=timezone.now())


# --- composition


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ({"min": 4}, "Có 3 người thi, thể lệ cần ít nhất 4."),
        ({"max": 2}, "Có 3 người thi, thể lệ cho nhiều nhất 2."),
        ({"gender_gap": "20"}, "Nam và nữ chênh nhau 33 %, thể lệ cho nhiều nhất 20 %."),
        ({"minority_share": "70"}, "Người dân tộc thiểu số chiếm 67 %, thể lệ cần ít nhất 70 %."),
        ({"min": 3, "max": 3, "reserves": 0, "gender_gap": "34", "minority_share": "66,5"}, None),
        ({}, None),
    ],
)
def test_what_differs_from_the_rules_is_said_on_the_team_and_the_contest(desk, contest, organiser, make_team, rule, sentence):
    team = make_team("Đội Công lý", 3)  # F Hrê, M Kinh, F Hrê
    rule_teams(contest, organiser, **rule)
    for page in (page_text(desk.get(f"/contests/teams/{team.pk}/")), page_text(desk.get(f"/contests/{contest.pk}/"))):
        assert ("Vẫn chấp nhận, ghi lý do" in page) == (sentence is not None)
        assert sentence is None or sentence in page


def test_reserves_count_apart_and_supporters_not_at_all(desk, contest, make_team, make_person, organiser):
    team = make_team("Đội Công lý", 2)
    for name, part in (("A Dự", "reserve"), ("A Bị", "reserve"), ("A Phụ", "support")):
        add_member(team, person=make_person(name, "M", 2010, "Kinh"), part=part, by=organiser)
    rule_teams(contest, organiser, max=2, reserves=1)
    page = page_text(desk.get(f"/contests/teams/{team.pk}/"))
    assert "Có 2 người dự bị, thể lệ cho nhiều nhất 1." in page and "người thi, thể lệ" not in page


def test_whose_value_is_not_known_is_left_out_of_the_shares(desk, contest, organiser, make_team):
    team = make_team("Đội Công lý", 2)
    person = team.members.get(registration__person__gender="M").registration.person
    person.gender, person.ethnic_group = None, EthnicGroup.objects.get(code="99")
    person.save()
    rule_teams(contest, organiser, minority_share="100", gender_gap="0")
    assert "Nam và nữ chênh nhau 100 %" in page_text(desk.get(f"/contests/teams/{team.pk}/"))
    assert "Người dân tộc thiểu số chiếm" not in page_text(desk.get(f"/contests/teams/{team.pk}/"))


def test_two_teams_of_one_school_are_pointed_out(desk, contest, organiser, team, school):
    rule_teams(contest, organiser, one_per_unit=True)
    assert "có hơn một đội dự thi" not in page_text(desk.get(f"/contests/{contest.pk}/"))
    add_team(contest, name="Đội Hai", organisation=school)
    assert f"{school.name} có hơn một đội dự thi." in page_text(desk.get(f"/contests/teams/{team.pk}/"))
    assert page_text(desk.get(f"/contests/{contest.pk}/")).count("có hơn một đội dự thi.") == 2


def test_shares_are_not_told_to_who_does_not_see_personal_data(browser_of, usher, contest, organiser, make_team):
    team = make_team("Đội Công lý", 3)
    rule_teams(contest, organiser, min=9, gender_gap="0", minority_share="100")
    page = page_text(browser_of(usher).get(f"/contests/teams/{team.pk}/"))
    assert "cần ít nhất 9." in page and "chênh nhau" not in page and "chiếm" not in page


def test_a_team_is_accepted_for_a_reason_that_stands_in_the_trail(desk, contest, organiser, team):
    rule_teams(contest, organiser, min=4)
    address = f"/contests/teams/{team.pk}/composition/"
    assert "Có 0 người thi" in page_text(desk.get(address))
    assert field_errors(desk.post(address, {"reason": "x" * 501})).keys() == {"reason"}
    desk.post(address, {"reason": "Trường chỉ có bấy nhiêu học sinh"})
    assert "Được chấp nhận: Trường chỉ có bấy nhiêu học sinh" in page_text(desk.get(f"/contests/teams/{team.pk}/"))
    record = ChangeRecord.objects.get(verb="composition_accepted")
    assert (record.reason, record.changes["composition_reason"]) == (
        "Trường chỉ có bấy nhiêu học sinh", ["", "Trường chỉ có bấy nhiêu học sinh"],
    )  # fmt: skip


# --- the lock


def test_before_the_time_nothing_is_asked_and_after_it_a_reason(desk, contest, make_team):
    team = make_team("Đội Công lý", 1)
    member = team.members.get()
    address = f"/contests/{contest.pk}/roster-lock/"
    assert field_errors(desk.post(address, {"roster_locked_at": "mai"})).keys() == {"roster_locked_at"}
    desk.post(address, {"roster_locked_at": "31/12/2099 7h00"})
    assert "Danh sách các đội sẽ khóa lúc 07:00 31/12/2099." in page_text(desk.get(f"/contests/{contest.pk}/"))
    assert desk.post(f"/contests/members/{member.pk}/edit/", {"part": "reserve"}).status_code == 302
    desk.post(address, {"roster_locked_at": "20/05/2024 7h00"})
    assert "Danh sách các đội đã khóa từ 07:00 20/05/2024" in page_text(desk.get(f"/contests/teams/{team.pk}/"))
    assert field_errors(desk.post(f"/contests/members/{member.pk}/edit/", {"part": "captain"})) == {
        "reason": ["Danh sách các đội đã khóa: hãy ghi lý do thay đổi."]
    }
    desk.post(f"/contests/members/{member.pk}/edit/", {"part": "captain", "reason": "Đội trưởng ốm"})
    assert TeamMember.objects.get().part == "captain"
    assert ChangeRecord.objects.filter(verb="part_changed").latest("pk").reason == "Đội trưởng ốm"
    desk.post(address, {"roster_locked_at": ""})
    contest.refresh_from_db()
    assert contest.roster_locked_at is None


def test_members_leave_and_join_locked_teams_for_a_reason_only(desk, contest, make_team, make_person, organiser, ba_to):
    set_roster_lock(contest, at=timezone.now(), by=organiser)
    team = add_team(contest, name="Đội Công lý")
    lines = {"lines": "Phạm Văn Rê; 2010; Nam; Hrê", "unit": ba_to.pk, "held_on": DAY.isoformat(), "write": "1"}
    assert "Danh sách các đội đã khóa: hãy ghi lý do thay đổi." in error_sentences(desk.post(f"/contests/teams/{team.pk}/members/", lines))
    previewed = desk.post(f"/contests/teams/{team.pk}/members/", lines | {"reason": "Thay người ốm", "part-0": ""})
    assert 'value="Thay người ốm"' in previewed.content.decode() or TeamMember.objects.exists()
    person = make_person("Đinh Thị Mẫu", "F", 2010, "Hrê")
    known = f"/contests/teams/{team.pk}/known-people/"
    answer = desk.post(known, {"person": person.pk, "part": "official"}, follow=True)
    assert "Danh sách các đội đã khóa: hãy ghi lý do thay đổi." in messages_of(answer)
    desk.post(known, {"person": person.pk, "part": "official", "reason": "Thay người ốm"})
    member = TeamMember.objects.get(registration__person=person)
    leave = f"/contests/members/{member.pk}/take-out/"
    assert field_errors(desk.post(leave)) == {"reason": ["Danh sách các đội đã khóa: hãy ghi lý do thay đổi."]}
    desk.post(leave, {"reason": "Chuyển trường"})
    assert not TeamMember.objects.filter(pk=member.pk).exists()
    assert ChangeRecord.objects.filter(verb="removed").latest("pk").reason == "Chuyển trường"


def test_the_api_asks_for_the_reason_too(api, organiser, make_team, make_person, contest):
    team = make_team("Đội Công lý", 1)
    set_roster_lock(contest, at=timezone.now(), by=organiser)
    client, member, person = api(organiser), team.members.get(), make_person("Đinh Thị Mẫu", "F", 2010, "Hrê")
    asked = [
        client.post(f"/api/v1/teams/{team.pk}/members/", {"person_id": person.pk, "part": "official"}, format="json"),
        client.patch(f"/api/v1/team-members/{member.pk}/", {"part": "reserve"}, format="json"),
        client.delete(f"/api/v1/team-members/{member.pk}/"),
    ]
    assert [(answer.status_code, answer.json()["errors"][0]["code"]) for answer in asked] == [(400, "roster_locked")] * 3
    assert client.patch(f"/api/v1/team-members/{member.pk}/", {"part": "reserve", "reason": "x"}, format="json").status_code == 200
    assert client.delete(f"/api/v1/team-members/{member.pk}/", {"reason": "x"}, format="json").status_code == 204


# --- who does not take part


def test_a_team_that_withdraws_is_out_of_every_round_and_may_come_back(desk, contest, api, organiser, admin):
    played = PlayedContest(contest, api(organiser), api(admin))
    team, first = played.teams[0], played.performances()[played.teams[0].pk, "chao-hoi"]["id"]
    played.revise(first, status="performed", elapsed_seconds=200)
    address = f"/contests/teams/{team.pk}/status/"
    assert field_errors(desk.post(address, {})) == {
        "status": ["Hãy chọn một trong các trạng thái."], "reason": ["Hãy ghi lý do."],
    }  # fmt: skip
    answer = desk.post(address, {"status": "withdrawn", "reason": "Lũ chia cắt"}, follow=True)
    assert messages_of(answer) == ["Đã ghi tình trạng của đội A cho 2 phần thi."]
    assert "Chao-hoi: Đã rút (Lũ chia cắt) Tieu-pham: Đã rút (Lũ chia cắt)" in page_text(answer)
    assert set(Performance.objects.filter(team=team).values_list("status", flat=True)) == {"withdrawn"}
    desk.post(address, {"status": "waiting", "reason": "Đã đến nơi"})
    assert dict(Performance.objects.filter(team=team).values_list("round", "status")) == {"chao-hoi": "performed", "tieu-pham": "waiting"}
    desk.post(address, {"status": "no-show", "reason": "Không đến phần sau"})
    assert dict(Performance.objects.filter(team=team).values_list("round", "status")) == {"chao-hoi": "performed", "tieu-pham": "no-show"}
    assert Performance.objects.exclude(team=team).filter(status="waiting").count() == 4


def test_before_the_rules_are_locked_a_team_is_simply_removed(desk, team):
    answer = desk.post(f"/contests/teams/{team.pk}/status/", {"status": "withdrawn", "reason": "x"})
    assert "Thể lệ chưa khóa nên đội chưa có lượt thi nào." in page_text(answer)


def test_a_stranger_finds_none_of_it_and_a_role_too_small_is_refused(browser_of, stranger, clerk, contest, team):
    for address in (f"/contests/{contest.pk}/roster-lock/", *(f"/contests/teams/{team.pk}/{page}/" for page in ("composition", "status"))):
        for method in ("get", "post"):
            assert getattr(browser_of(stranger), method)(address, {"reason": "x"}).status_code == 404
            assert getattr(browser_of(clerk), method)(address, {"reason": "x"}).status_code == 403
