import json
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import ChangeRecord
from contests.actions import add_team
from contests.models import Ballot, Performance, Result, Snapshot
from contests.results.export import digest_of, recount
from tests.contests.scoring.played_contest import HEAD, RULES, SHEET, PlayedContest
from tests.contests.scoring.rule_sets import criterion, round_of
from tests.refusals import errors_of, outcome

pytestmark = pytest.mark.django_db


@pytest.fixture
def played(contest, api, organiser, admin):
    return PlayedContest(contest, api(organiser), api(admin))


# --- rules


def test_wrong_rules_are_refused_with_every_place(contest, api, organiser):
    desk = api(organiser)
    wrong = RULES | {"rounds": [round_of(criteria=[criterion(step="0.3")], time_limit="x")], "tie_breaks": ["round:khong-co"]}
    answer = desk.put(f"/api/v1/contests/{contest.pk}/rules/", HEAD | wrong, format="json")
    assert answer.status_code == 400
    assert set(errors_of(answer)) == {
        ("rounds.0.criteria.0.max", "off_step"),
        ("rounds.0.time_limit", "not_a_number"),
        ("tie_breaks.0", "unknown_choice"),
        ("tie_breaks", "does_not_end"),
    }
    assert desk.get(f"/api/v1/contests/{contest.pk}/rules/").status_code == 404


def test_rules_need_number_and_date_to_be_locked_and_stay_locked(contest, api, organiser):
    desk, path = api(organiser), f"/api/v1/contests/{contest.pk}/rules/"
    assert outcome(desk.post(path + "lock/")) == (409, "no_rules")
    PlayedContest.ok(desk.put(path, RULES, format="json"))
    assert errors_of(desk.post(path + "lock/")) == [("number", "number_required")]
    PlayedContest.ok(desk.put(path, HEAD | RULES, format="json"))
    first, again = desk.post(path + "lock/").json(), desk.post(path + "lock/").json()
    assert first["locked_at"] == again["locked_at"] is not None
    assert outcome(desk.put(path, HEAD | RULES, format="json")) == (409, "rules_locked")
    assert desk.get(path).json()["rounds"][0]["penalty"] == {"kind": "bands", "bands": [[1, "0.25"], [60, "0.5"]]}


def test_an_amendment_is_a_new_version_and_tells_what_it_does(played):
    played.perform()
    played.mark_everything()
    heavier = RULES | {"rounds": [RULES["rounds"][0] | {"weight": "2"}, RULES["rounds"][1]]}
    path = played.path + "rules/amend/"
    dry = PlayedContest.ok(played.secretary.post(path, HEAD | heavier | {"reason": "x", "dry_run": True}, format="json"))
    assert (dry["version"], [change["total_after"] for change in dry["changes"]]) == (1, ["50.00", "48.00", "46.00"])
    assert errors_of(played.secretary.post(path, HEAD | heavier, format="json")) == [("reason", "required")]
    amended = PlayedContest.ok(played.secretary.post(path, HEAD | heavier | {"reason": "QĐ 12 sửa hệ số"}, format="json"))
    assert (amended["version"], amended["changes"]) == (2, dry["changes"])
    assert played.places()["Đội A"] == (1, "50.00", "first")


def test_criteria_of_a_round_that_was_marked_stay(played):
    played.mark(0, "chao-hoi", 0)
    other = RULES | {"rounds": [round_of("chao-hoi", criteria=[criterion(most="20")]), RULES["rounds"][1]]}
    answer = played.secretary.post(played.path + "rules/amend/", HEAD | other | {"reason": "Đổi thang điểm"}, format="json")
    assert errors_of(answer) == [("rounds", "criteria_have_ballots")]


# --- order and performances


def test_the_order_is_drawn_once_and_again_only_for_a_reason(played):
    order = [team.pk for team in reversed(played.teams)]
    assert errors_of(played.draw(order)) == [("reason", "already_drawn")]
    assert errors_of(played.draw(order[:2], reason="Bốc nhầm")) == [("teams", "teams_differ")]
    assert errors_of(played.draw(order, reason="Bốc nhầm", witnessed_by=" ")) == [("witnessed_by", "required")]
    PlayedContest.ok(played.draw(order, reason="Bốc nhầm"))
    rows = played.ok(played.secretary.get(played.path + "performances/"))["results"]
    assert [(row["team"], row["round"]) for row in rows] == [(team, key) for key in ("chao-hoi", "tieu-pham") for team in order]
    drawn = PlayedContest.ok(played.draw(reason="Máy bốc"))
    assert (drawn["is_drawn_by_machine"], sorted(drawn["result"])) == (True, sorted(order))


def test_packages_are_drawn_for_every_team(played):
    packages = {str(team.pk): f"Gói {n}" for n, team in enumerate(played.teams, 1)}
    assert errors_of(played.draw(round="chao-hoi", packages={"1": "Gói 1"})) == [("packages", "teams_differ")]
    PlayedContest.ok(played.draw(round="chao-hoi", packages=packages))
    assert sorted(row["package"] for (_team, key), row in played.performances().items() if key == "chao-hoi") == ["Gói 1", "Gói 2", "Gói 3"]


def test_a_team_that_joins_late_performs_too(played, contest):
    late = add_team(contest, name="Đội Muộn")
    assert {(late.pk, "chao-hoi"), (late.pk, "tieu-pham")} <= played.performances().keys()


def test_the_clock_takes_the_time_and_a_correction_is_possible(played):
    row = played.performances()[played.teams[0].pk, "chao-hoi"]
    path = f"/api/v1/performances/{row['id']}/"
    assert outcome(played.secretary.post(path + "stop/")) == (409, "clock_not_running")
    assert PlayedContest.ok(played.secretary.post(path + "start/"))["started_at"]
    stopped = PlayedContest.ok(played.secretary.post(path + "stop/"))
    assert (stopped["status"], stopped["started_at"]) == ("performed", None)
    assert PlayedContest.ok(played.revise(row["id"], elapsed_seconds=361))["elapsed_seconds"] == 361
    assert errors_of(played.revise(row["id"], elapsed_seconds=-1)) == [("elapsed_seconds", "min_value")]


def test_what_is_not_the_rule_needs_a_reason(played):
    row = played.performances()[played.teams[0].pk, "chao-hoi"]
    assert errors_of(played.revise(row["id"], status="no-show")) == [("reason", "required")]
    assert errors_of(played.revise(row["id"], penalty="0")) == [("reason", "required")]
    PlayedContest.ok(played.revise(row["id"], penalty="0", reason="Mất điện giữa phần thi"))


# --- sheets


@pytest.mark.parametrize(
    ("points", "problem"),
    [
        ({"noi-dung": "10.25"}, ("points.noi-dung", "above_maximum")),
        ({"noi-dung": "-1"}, ("points.noi-dung", "below_zero")),
        ({"noi-dung": "8,3"}, ("points.noi-dung", "off_step")),
        ({"noi-dung": "tám"}, ("points.noi-dung", "not_a_number")),
        ({}, ("points.noi-dung", "missing")),
        ({"noi-dung": "8", "khac": "1"}, ("points.khac", "unknown_criterion")),
        ("8", ("points", "required")),
    ],
)
def test_wrong_marks_have_each_their_sentence(played, points, problem):
    answer = played.send(played.sheet(0, "chao-hoi", 0, points=points))
    assert (answer.status_code, errors_of(answer)) == (400, [problem])
    assert Ballot.objects.count() == 0


def test_a_comma_is_understood_and_a_point_comes_out(played):
    ballot = PlayedContest.ok(played.send(played.sheet(0, "tieu-pham", 0, points={"noi-dung": "20,5", "dien-xuat": 12})))
    assert (ballot["points"], ballot["total"]) == ({"noi-dung": "20.5", "dien-xuat": "12"}, "32.5")


def test_the_same_sheet_again_is_one_and_another_under_its_id_is_refused(played):
    sheet = played.sheet(0, "chao-hoi", 0)
    first, again = played.send(sheet), played.send(sheet | {"points": {"noi-dung": "8,00"}})
    assert (first.status_code, again.status_code, first.json()["id"]) == (201, 201, again.json()["id"])
    assert Ballot.objects.count() == 1
    for other in ({"points": {"noi-dung": "9"}}, {"seat": played.seats[1]["id"]}, {"source": "device"}):
        assert outcome(played.send(sheet | other)) == (409, "ballot_id_conflict")
    elsewhere = played.sheet(1, "chao-hoi", 0, id=sheet["id"])
    assert outcome(played.send(elsewhere)) == (409, "ballot_id_conflict")


def test_sheets_wait_for_locked_rules(contest, api, organiser):
    sheet = {"id": str(uuid4()), "performance": 1, "seat": 1, "points": {}}
    answer = api(organiser).post(f"/api/v1/contests/{contest.pk}/ballots/", sheet, format="json")
    assert (answer.status_code, errors_of(answer)) == (400, [("performance", "does_not_exist"), ("seat", "does_not_exist")])


def test_who_typed_a_sheet_does_not_verify_it(played):
    ballot = PlayedContest.ok(played.send(played.sheet(0, "chao-hoi", 0)))["id"]
    assert outcome(played.verify(ballot, by=played.secretary)) == (403, "second_person_needed")
    assert [PlayedContest.ok(played.verify(ballot))["status"] for _time in range(2)] == ["verified", "verified"]


def test_a_corrected_sheet_is_a_new_version_and_counts_once_it_is_verified(played):
    first = played.mark(0, "chao-hoi", 0, "8")
    corrected = PlayedContest.ok(played.send(played.sheet(0, "chao-hoi", 0, points={"noi-dung": "9"})))
    assert (corrected["version"], Ballot.objects.get(pk=first).status) == (2, "verified")
    PlayedContest.ok(played.verify(corrected["id"]))
    assert Ballot.objects.get(pk=first).status == "superseded"
    assert outcome(played.verify(first)) == (409, "not_waiting")


def test_a_sheet_is_returned_with_a_reason_and_counts_no_more(played):
    ballot = played.mark(0, "chao-hoi", 0)
    path = f"/api/v1/ballots/{ballot}/return/"
    assert errors_of(played.second.post(path, {}, format="json")) == [("reason", "required")]
    assert PlayedContest.ok(played.second.post(path, {"reason": "Cộng nhầm"}, format="json"))["status"] == "returned"
    assert len(played.ranking()["missing"]) == 3 * 3 * 2


def test_a_shadow_judge_changes_nothing(played):
    played.perform()
    played.mark_everything()
    before = played.ranking()["results"]
    played.seats.append(PlayedContest.ok(played.seat("Người chấm thử", is_shadow=True)))
    played.mark(2, "chao-hoi", 3, "10")
    after = played.ranking()
    assert (after["results"], after["missing"]) == (before, [])


# --- judges


def test_a_jury_has_one_head_and_a_link_is_told_once(played):
    assert errors_of(played.seat("Người khác", is_head=True)) == [("is_head", "head_taken")]
    assert errors_of(played.seat("Người khác", is_head=True, is_shadow=True)) == [("is_shadow", "head_counts"), ("is_head", "head_taken")]
    assert "/j/" in played.seats[0]["url"]
    listed = played.secretary.get(played.path + "seats/").json()["results"]
    assert [row.get("url") for row in listed] == [None, None, None]


def test_a_judge_who_was_replaced_keeps_what_was_marked(played):
    played.perform()
    played.mark(0, "chao-hoi", 1)
    old = played.seats[1]
    new = PlayedContest.ok(played.secretary.post(f"/api/v1/seats/{old['id']}/replace/", {"name": "Giám khảo mới"}, format="json"))
    assert errors_of(played.send(played.sheet(0, "tieu-pham", 1))) == [("seat", "seat_ended")]
    assert outcome(played.secretary.post(f"/api/v1/seats/{old['id']}/replace/", {"name": "Nữa"}, format="json")) == (409, "seat_ended")
    missing = {(row["performance"], row["seat"]) for row in played.ranking()["missing"]}
    marked = played.performances()[played.teams[0].pk, "chao-hoi"]["id"]
    assert (marked, new["id"]) not in missing
    assert {seat for _performance, seat in missing} == {played.seats[0]["id"], new["id"], played.seats[2]["id"]}


def test_a_judge_is_excused_from_a_team_of_the_own_school(played):
    played.perform()
    path = f"/api/v1/seats/{played.seats[2]['id']}/recuse/"
    assert errors_of(played.secretary.post(path, {"team": played.teams[0].pk}, format="json")) == [("reason", "required")]
    PlayedContest.ok(played.secretary.post(path, {"team": played.teams[0].pk, "reason": "Giáo viên của trường"}, format="json"))
    assert errors_of(played.send(played.sheet(0, "chao-hoi", 2))) == [("seat", "excused")]
    assert len(played.ranking()["missing"]) == 3 * 3 * 2 - 2


def test_a_judge_who_leaves_is_waited_for_no_more(played):
    played.perform()
    played.mark(0, "chao-hoi", 2)
    PlayedContest.ok(played.secretary.post(f"/api/v1/seats/{played.seats[2]['id']}/end/"))
    assert len(played.ranking()["missing"]) == 2 * 3 * 2
    for seat in (0, 1):
        played.mark(0, "chao-hoi", seat, "6")
    score = next(row for row in played.ranking()["results"] if row["team"] == played.teams[0].pk)["rounds"][0]
    assert score["counted"] == ["6", "6", "8"]


# --- a judge's phone


def link_of(played, seat=0):
    """Return what a judge's browser sends to open the link."""
    link = played.seats[seat]
    return {"token": link["url"].rstrip("/").rpartition("/")[2], "pin": link["pin"]}


def test_a_judge_opens_the_link_with_the_pin_and_marks(played, api):
    judge, body = api(None), link_of(played)
    assert errors_of(judge.post("/api/v1/judge/open/", body | {"pin": "000000x"}, format="json")) == [("pin", "wrong_pin")]
    answer = PlayedContest.ok(judge.post("/api/v1/judge/open/", body, format="json"))
    judge.credentials(HTTP_AUTHORIZATION=f"Token {answer['access']}")
    sheets = PlayedContest.ok(judge.get("/api/v1/judge/"))
    assert (sheets["name"], len(sheets["performances"]), sheets["performances"][0]["team"]) == ("Giám khảo 1", 6, "Đội A")
    sheet = {"id": str(uuid4()), "performance": sheets["performances"][0]["id"], "points": {"noi-dung": "8,5"}}
    sent = PlayedContest.ok(judge.post("/api/v1/judge/ballots/", sheet, format="json"))
    assert (sent["status"], sent["total"], sent["source"]) == ("submitted", "8.5", "device")
    assert PlayedContest.ok(judge.post("/api/v1/judge/ballots/", sheet, format="json")) == sent
    assert PlayedContest.ok(judge.get("/api/v1/judge/"))["performances"][0]["ballot"]["points"] == {"noi-dung": "8.5"}
    PlayedContest.ok(played.verify(sent["id"], by=played.secretary))  # the judge sent it: anybody else may verify
    assert ChangeRecord.objects.filter(subject="ballot", verb="submitted").get().actor_kind == "judge"


@pytest.mark.both_engines
def test_a_judge_sees_and_sends_nothing_of_others(played, api):
    played.mark(0, "chao-hoi", 1, "9")
    judge = api(None)
    access = PlayedContest.ok(judge.post("/api/v1/judge/open/", link_of(played), format="json"))["access"]
    judge.credentials(HTTP_AUTHORIZATION=f"Token {access}")
    assert all(row["ballot"] is None for row in judge.get("/api/v1/judge/").json()["performances"])
    sheet = played.sheet(0, "chao-hoi", 1, points={"noi-dung": "1"})
    sent = PlayedContest.ok(judge.post("/api/v1/judge/ballots/", sheet, format="json"))
    assert sent["seat"] == played.seats[0]["id"]
    for path in (played.path + "ranking/", played.path + "ballots/", f"/api/v1/ballots/{sent['id']}/verify/", "/api/v1/me/"):
        assert judge.get(path).status_code in (401, 405)
    assert judge.post(f"/api/v1/ballots/{sent['id']}/verify/").status_code == 401


@pytest.mark.both_engines
def test_opening_a_link_elsewhere_closes_it_here_and_wrong_pins_end(played, api):
    first, body = api(None), link_of(played)
    access = PlayedContest.ok(first.post("/api/v1/judge/open/", body, format="json"))["access"]
    first.credentials(HTTP_AUTHORIZATION=f"Token {access}")
    PlayedContest.ok(api(None).post("/api/v1/judge/open/", body, format="json"))
    assert first.get("/api/v1/judge/").status_code == 401
    for _time in range(10):
        assert errors_of(api(None).post("/api/v1/judge/open/", body | {"pin": "0"}, format="json")) == [("pin", "wrong_pin")]
    assert errors_of(api(None).post("/api/v1/judge/open/", body, format="json")) == [("pin", "too_many_pins")]
    renewed = PlayedContest.ok(played.secretary.post(f"/api/v1/seats/{played.seats[0]['id']}/renew-link/"))
    assert errors_of(api(None).post("/api/v1/judge/open/", body, format="json")) == [("token", "link_unknown")]
    played.seats[0] = renewed
    PlayedContest.ok(api(None).post("/api/v1/judge/open/", link_of(played), format="json"))


@pytest.mark.both_engines
def test_a_link_that_ended_says_why_to_who_opens_it_and_to_the_phone_that_had_it(played, api):
    phones = []
    for number in range(3):
        phones.append(api(None))
        access = PlayedContest.ok(phones[number].post("/api/v1/judge/open/", link_of(played, number), format="json"))["access"]
        phones[number].credentials(HTTP_AUTHORIZATION=f"Token {access}")
    second, third = (f"/api/v1/seats/{played.seats[number]['id']}/" for number in (1, 2))
    replaced = PlayedContest.ok(played.secretary.post(second + "replace/", {"name": "Khác"}, format="json"))
    PlayedContest.ok(played.secretary.post(third + "end/"))
    for number, code in ((1, "judge_replaced"), (2, "seat_ended")):
        assert errors_of(api(None).post("/api/v1/judge/open/", link_of(played, number), format="json")) == [("token", code)]
        answer = phones[number].get("/api/v1/judge/")
        assert (answer.status_code, answer.json()["code"]) == (401, code)
    PlayedContest.ok(api(None).post("/api/v1/judge/open/", link_of(played, 0), format="json"))
    assert phones[0].get("/api/v1/judge/").json()["code"] == "link_unknown"
    played.perform()
    for number in range(len(played.teams)):
        for round_ in ("chao-hoi", "tieu-pham"):
            played.mark(number, round_, 0, *(["8", "7", "6"][number] for _criterion in SHEET[round_]))
    PlayedContest.ok(played.secretary.post(f"/api/v1/seats/{replaced['id']}/end/"))
    PlayedContest.ok(played.approve())
    assert errors_of(api(None).post("/api/v1/judge/open/", link_of(played, 0), format="json")) == [("token", "results_final")]


# --- ranking and results


def test_totals_places_and_prizes_with_their_reasons(played):
    played.perform()
    played.revise(played.performances()[played.teams[0].pk, "chao-hoi"]["id"], elapsed_seconds=330)
    played.mark_everything()
    assert played.places() == {"Đội A": (1, "40.75", "first"), "Đội B": (2, "40.00", "second"), "Đội C": (3, "39.00", "third")}
    lines = played.ranking()["results"][0]["explanation"]
    assert lines == [
        "Chao-hoi: trung bình của 9; 9; 9 là 9; trừ 0,25 điểm (quá 30 giây), còn 8,75.",
        "Tieu-pham: trung bình của 32; 32; 32 là 32.",
        "Tổng: 8,75 + 32 = 40,75.",
    ]


def test_nothing_is_ranked_while_a_sheet_is_missing_and_every_obstacle_is_named(played):
    played.mark(0, "chao-hoi", 0)
    PlayedContest.ok(played.send(played.sheet(0, "chao-hoi", 1)))
    ranking = played.ranking()
    assert [(row["rank"], row["total"]) for row in ranking["results"]] == [(None, None)] * 3
    assert [row["waiting"] for row in ranking["missing"]].count(True) == 1
    answer = played.approve()
    assert outcome(answer) == (409, "not_ready")
    assert [name for _field, name in errors_of(answer)] == ["not_performed", "ballots_missing", "unverified"]


def test_a_team_that_withdrew_is_not_ranked_and_gets_no_sheets(played):
    played.perform()
    row = played.performances()[played.teams[1].pk, "tieu-pham"]
    PlayedContest.ok(played.revise(row["id"], status="withdrawn", reason="Ốm"))
    assert errors_of(played.send(played.sheet(1, "chao-hoi", 0))) == [("performance", "not_performing")]
    for team in (0, 2):
        for seat in range(3):
            played.mark(team, "chao-hoi", seat, str(9 - team))
            played.mark(team, "tieu-pham", seat)
    assert played.places() == {"Đội A": (1, "41.00", "first"), "Đội C": (2, "39.00", "second"), "Đội B": (None, None, None)}


def test_a_tie_across_a_prize_is_decided_by_people_and_recorded(played):
    played.perform()
    played.mark_everything(lead=False)
    teams = [team.pk for team in played.teams]
    assert played.ranking()["ties"] == [{"place": 1, "teams": teams, "crosses_prize": True}]
    answer = played.approve()
    assert (outcome(answer), errors_of(answer)) == ((409, "not_ready"), [("non_field_errors", "tie")])
    path = played.path + "tie-resolutions/"
    body = {"teams": [teams[2], teams[0], teams[1]], "method": "lots", "note": "Bốc thăm trước các đội"}
    assert errors_of(played.secretary.post(path, body | {"teams": teams[:2]}, format="json")) == [("teams", "not_tied")]
    assert errors_of(played.secretary.post(path, body | {"method": "share"}, format="json")) == [("method", "not_in_the_rules")]
    assert errors_of(played.secretary.post(path, body | {"note": ""}, format="json")) == [("note", "required")]
    PlayedContest.ok(played.secretary.post(path, body, format="json"))
    assert {name: place[0] for name, place in played.places().items()} == {"Đội C": 1, "Đội A": 2, "Đội B": 3}
    assert played.approve().status_code == 201


def test_judges_who_differ_much_need_a_word_of_the_head_judge(played):
    played.perform()
    played.mark_everything()
    lower = played.mark(0, "tieu-pham", 1, "12", "8")
    assert [(alert["spread"], alert["limit"], alert["note"]) for alert in played.ranking()["alerts"]] == [("12", "8", "")]
    assert errors_of(played.approve()) == [("non_field_errors", "discrepancy")]
    performance = Ballot.objects.get(pk=lower).performance_id
    path = f"/api/v1/performances/{performance}/rulings/"
    assert errors_of(played.secretary.post(path, {}, format="json")) == [("note", "required")]
    PlayedContest.ok(played.secretary.post(path, {"note": "Giữ nguyên"}, format="json"))
    assert played.ranking()["alerts"][0]["note"] == "Giữ nguyên"
    played.mark(0, "tieu-pham", 1, "12", "6")  # other sheets: the word was about those before
    assert errors_of(played.approve()) == [("non_field_errors", "discrepancy")]
    other = played.performances()[played.teams[2].pk, "tieu-pham"]["id"]
    assert outcome(played.secretary.post(f"/api/v1/performances/{other}/rulings/", {"note": "x"}, format="json")) == (409, "no_discrepancy")


def test_results_are_approved_published_and_opened_again_as_a_new_revision(played, client):
    played.perform()
    played.mark_everything()
    public = f"/results/{played.contest.pk}/"
    assert client.get(public).status_code == 404
    snapshot = PlayedContest.ok(played.approve())
    assert (snapshot["revision"], snapshot["status"], len(snapshot["sha256"])) == (1, "final", 64)
    assert "41,00" not in client.get(public).content.decode()
    assert outcome(played.approve()) == (409, "results_final")
    assert outcome(played.send(played.sheet(0, "chao-hoi", 0))) == (409, "results_final")
    published = PlayedContest.ok(played.secretary.post(f"/api/v1/snapshots/{snapshot['id']}/publish/"))
    assert published["status"] == "published"
    page = client.get(public).content.decode()
    assert "41,00" in page and "Giải Nhất" in page and "Giám khảo" not in page
    assert {(result.team.name, result.place, result.prize) for result in Result.objects.all()} == {
        ("Đội A", 1, "first"), ("Đội B", 2, "second"), ("Đội C", 3, "third"),
    }  # fmt: skip
    assert errors_of(played.reopen("")) == [("reason", "required")]
    assert PlayedContest.ok(played.reopen())["status"] == "reopened"
    assert client.get(public).status_code == 404
    played.mark(2, "chao-hoi", 0, "9")
    assert PlayedContest.ok(played.approve())["revision"] == 2
    assert Snapshot.objects.filter(contest=played.contest).count() == 2


def test_anybody_can_compute_published_results_again(played):
    played.perform()
    played.mark_everything()
    snapshot = played.publish()
    answer = PlayedContest.ok(played.secretary.get(f"/api/v1/snapshots/{snapshot['id']}/"))
    data = json.loads(json.dumps(answer["data"]))
    assert digest_of(data) == snapshot["sha256"]
    assert recount(data) == data["results"]
    data["ballots"][0]["points"] = {"noi-dung": "1"}
    assert recount(data) != data["results"]
    assert digest_of(data) != snapshot["sha256"]
    assert "Giám khảo" not in json.dumps(data, ensure_ascii=False)


def test_results_are_the_same_again_where_the_head_judge_left(contest, api, organiser, admin):
    rules = RULES | {"tie_breaks": ["head-judge", "lots"]}
    played = PlayedContest(contest, api(organiser), api(admin), teams=2, rules=rules)
    played.perform()
    for team, marks in enumerate([("8", "9", "7"), ("9", "8", "7")]):
        for seat, mark in enumerate(marks):
            played.mark(team, "chao-hoi", seat, mark)
            played.mark(team, "tieu-pham", seat)
    PlayedContest.ok(played.secretary.post(f"/api/v1/seats/{played.seats[0]['id']}/end/"))
    assert {name: place[0] for name, place in played.places().items()} == {"Đội B": 1, "Đội A": 2}
    data = Snapshot.objects.get(pk=played.publish()["id"]).data
    assert recount(data) == data["results"]


def test_the_command_recounts_an_export_and_finds_a_changed_mark(played, tmp_path, capsys):
    played.perform()
    played.mark_everything()
    snapshot = played.publish()
    answer, file = played.ok(played.secretary.get(f"/api/v1/snapshots/{snapshot['id']}/")), tmp_path / "results.json"
    file.write_text(json.dumps(answer))
    call_command("recount", str(file))
    printed = capsys.readouterr().out
    assert "  1     41.00  Đội A  first" in printed and "what the sheets give" in printed
    ballots = answer["data"]["ballots"]
    answer["data"]["ballots"] = [ballots[0] | {"points": {"noi-dung": "1"}}, *ballots[1:]]
    file.write_text(json.dumps(answer))
    with pytest.raises(CommandError, match="NOT what its sheets give"):
        call_command("recount", str(file))
    answer["data"] |= {"ballots": ballots, "contest": {"title": "Hội thi khác"}}
    file.write_text(json.dumps(answer))
    with pytest.raises(CommandError, match="digest is another"):
        call_command("recount", str(file))
    file.write_text("[]")
    with pytest.raises(CommandError, match="no export"):
        call_command("recount", str(file))


def test_a_stranger_learns_nothing_and_a_viewer_changes_nothing(played, api, stranger, usher):
    played.perform()
    played.mark_everything()
    snapshot = played.publish()
    ballot = Ballot.objects.first()
    performance = Performance.objects.first()
    reads = [played.path + name for name in ("ranking/", "rules/", "performances/", "ballots/", "seats/", "snapshots/")]
    writes = [
        *(
            played.path + name
            for name in ("rules/lock/", "rules/amend/", "draw/", "seats/", "ballots/", "tie-resolutions/", "snapshots/", "reopen/")
        ),
        f"/api/v1/ballots/{ballot.pk}/verify/",
        f"/api/v1/ballots/{ballot.pk}/return/",
        f"/api/v1/performances/{performance.pk}/start/",
        f"/api/v1/performances/{performance.pk}/rulings/",
        f"/api/v1/seats/{played.seats[0]['id']}/replace/",
        f"/api/v1/seats/{played.seats[0]['id']}/recuse/",
        f"/api/v1/snapshots/{snapshot['id']}/publish/",
    ]
    theirs, ushers = api(stranger), api(usher)
    assert {path: theirs.get(path).status_code for path in [*reads, f"/api/v1/snapshots/{snapshot['id']}/"]} == dict.fromkeys(
        [*reads, f"/api/v1/snapshots/{snapshot['id']}/"], 404
    )
    assert {path: theirs.post(path, {}, format="json").status_code for path in writes} == dict.fromkeys(writes, 404)
    assert {path: ushers.post(path, {}, format="json").status_code for path in writes} == dict.fromkeys(writes, 403)
    assert theirs.put(played.path + "rules/", RULES, format="json").status_code == 404
    assert ushers.get(played.path + "ballots/").status_code == ushers.get(played.path + "ranking/").status_code == 403


def test_the_ranking_is_read_in_as_many_statements_for_three_teams_as_for_six(
    contest, make_contest, api, organiser, admin, django_assert_num_queries
):
    small = PlayedContest(contest, api(organiser), api(admin), teams=2, judges=2)
    large = PlayedContest(make_contest(title="Hội thi lớn", sittings=[]), api(organiser), api(admin), teams=6, judges=5)
    counts = []
    for played in (small, large):
        played.perform()
        played.mark_everything()
        with django_assert_num_queries(24, exact=False) as captured:
            played.ranking()
        counts.append(len(captured.captured_queries))
    assert counts[0] == counts[1]


# --- many at once


@pytest.mark.both_engines
@pytest.mark.django_db(transaction=True)
def test_of_many_who_send_and_verify_the_same_sheet_at_once_one_counts(contest, api, organiser, admin):
    played = PlayedContest(contest, api(organiser), api(admin), teams=1, judges=1)
    sheets = [played.sheet(0, "chao-hoi", 0, points={"noi-dung": str(8 + n % 2)}) for n in range(5)]
    clients = [(api(organiser), api(admin)) for _n in range(10)]
    barrier, answers = Barrier(50), []

    def send_and_verify(number):
        secretary, second = clients[number % 10]
        barrier.wait()
        try:
            sent = played.send(sheets[number % 5], by=secretary)
            answers.append((sent.status_code, played.verify(sheets[number % 5]["id"], by=second).status_code))
        finally:
            connection.close()

    threads = [Thread(target=send_and_verify, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 50 and {sent for sent, _verified in answers} == {201}
    assert {verified for _sent, verified in answers} <= {200, 409}
    assert Ballot.objects.count() == 5
    assert sorted(Ballot.objects.values_list("version", flat=True)) == [1, 2, 3, 4, 5]
    assert Ballot.objects.filter(status="verified").count() == 1


def test_the_sheet_of_tests_fits_the_rules():
    assert {key: set(points) for key, points in SHEET.items()} == {
        round_["key"]: {criterion["key"] for criterion in round_["criteria"]} for round_ in RULES["rounds"]
    }
