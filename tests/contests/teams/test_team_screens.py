"""Teams and single members: added, changed, taken out."""

from datetime import date

import pytest

from activities.actions import set_status
from attendance.models import Registration
from attendance.registrations.actions import register, withdraw
from contests.actions import add_member, add_team, give_result
from contests.models import Contest, Team, TeamMember
from people.models import Organisation
from tests.pages import error_sentences, messages_of, page_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def urls(team):
    base = f"/contests/teams/{team.pk}/"
    return {name: base + name + "/" for name in ("edit", "remove", "members", "known-people")} | {"page": base}


# --- teams


def test_a_team_is_added_as_typed_and_its_members_come_next(desk, contest, ba_to):
    form_data = {"name": " Đội  Công lý ", "organisation": "Trường THCS Ba Vì", "represents": "Khối 8"}
    answer = desk.post(f"/contests/{contest.pk}/teams/new/", form_data, follow=True)
    team = Team.objects.get()
    assert (team.contest, team.name, team.represents) == (contest, "Đội Công lý", "Khối 8")
    assert (team.organisation.name, team.organisation.kind, team.organisation.unit) == ("Trường THCS Ba Vì", "school", ba_to)
    assert answer.redirect_chain[-1][0] == f"/contests/teams/{team.pk}/members/"
    assert messages_of(answer) == ["Đã thêm đội Công lý. Việc tiếp theo: nhập thành viên."]


def test_an_organisation_that_is_no_school_by_its_name_is_not_added_as_one(desk, contest):
    desk.post(f"/contests/{contest.pk}/teams/new/", {"name": "Thôn 1", "organisation": "Thôn Nước Lang"})
    assert Organisation.objects.get().kind == "other"


@pytest.mark.parametrize(
    ("name", "sentence"), [("", "Hãy đặt tên đội."), ("   ", "Hãy đặt tên đội."), ("đội cong LY", "Đã có đội tên “đội cong LY”.")]
)
def test_a_team_needs_a_name_of_its_own_and_what_was_typed_survives(desk, contest, team, name, sentence):
    answer = desk.post(f"/contests/{contest.pk}/teams/new/", {"name": name, "organisation": "Trường mới", "represents": "Khối 9"})
    assert error_sentences(answer) == [sentence]
    assert 'value="Trường mới"' in answer.content.decode() and 'value="Khối 9"' in answer.content.decode()
    assert (Team.objects.count(), Organisation.objects.filter(name="Trường mới").count()) == (1, 0)


def test_the_same_name_in_another_contest_is_another_team(desk, team, make_contest):
    other_contest = make_contest("Hội thi khác", sittings=[])
    desk.post(f"/contests/{other_contest.pk}/teams/new/", {"name": team.name})
    assert Team.objects.filter(name=team.name).count() == 2


def test_a_team_is_changed(desk, team, urls, school):
    form = desk.get(urls["edit"]).content.decode()
    for value in ("Đội Công lý", school.name, "Khối 8"):
        assert f'value="{value}"' in form
    desk.post(urls["edit"], {"name": "Đội Chân lý", "organisation": "", "represents": "Khối 9"})
    team.refresh_from_db()
    assert (team.name, team.organisation, team.represents) == ("Đội Chân lý", None, "Khối 9")


def test_an_empty_team_is_removed_with_its_results(desk, team, urls, contest):
    give_result(team, prize="first", place=1)
    assert "Xóa đội Công lý khỏi hội thi, cùng kết quả đã lưu của đội." in page_text(desk.get(urls["remove"]))
    answer = desk.post(urls["remove"])
    assert answer.headers["Location"] == f"/contests/{contest.pk}/"
    assert Team.objects.count() == 0


def test_a_team_with_members_is_not_removed(desk, team, urls, make_person, organiser):
    add_member(team, person=make_person(), part="official", by=organiser)
    assert "Hãy đưa từng người ra khỏi đội trước." in page_text(desk.get(urls["remove"]))
    assert "Đội còn thành viên." in page_text(desk.post(urls["remove"]))
    assert (Team.objects.count(), TeamMember.objects.count()) == (1, 1)


def test_the_page_lists_members_by_part_and_strikes_out_who_withdrew(desk, browser_of, usher, team, urls, make_person, organiser):
    people = [("Đinh Thị Mẫu", "reserve"), ("Phạm Văn Rê", "captain"), ("Hồ Văn Co", "official")]
    members = {name: add_member(team, person=make_person(name), part=part, by=organiser) for name, part in people}
    withdraw(members["Hồ Văn Co"].registration)
    give_result(team, prize="second", place=2)
    page = desk.get(urls["page"])
    said_of = page_text(page)
    assert said_of.index("Phạm Văn Rê Đội trưởng") < said_of.index("Hồ Văn Co Chính thức") < said_of.index("Đinh Thị Mẫu Dự bị")
    assert page.content.decode().count('<tr class="is-off">') == 1
    assert "Xếp hạng 2. Giải Nhì." in said_of and "2 người" in said_of and "Hrê" in said_of
    assert "Hrê" not in page_text(browser_of(usher).get(urls["page"]))


@pytest.mark.parametrize("members", [1, 5])
def test_the_team_page_takes_the_same_queries_whatever_its_size(desk, make_team, django_assert_num_queries, members):
    team = make_team("Đội Chân lý", members)
    with django_assert_num_queries(16):  # three of them the log of who looked at whom
        desk.get(f"/contests/teams/{team.pk}/")


# --- members, one at a time


def test_a_search_without_accents_offers_known_people_and_says_who_has_a_place(desk, team, urls, make_person, make_team, organiser):
    make_person("Đinh Thị Mẫu", "F", 2010)
    placed = make_person("Đinh Thị Mận", "F", 2010)
    add_member(make_team("Đội Chân lý"), person=placed, part="official", by=organiser)
    withdrawn = add_member(make_team("Đội Thực thi"), person=make_person("Đinh Thị Mai", "F", 2010), part="official", by=organiser)
    withdraw(withdrawn.registration)
    text = page_text(desk.get(urls["known-people"], {"q": "dinh thi m"}))
    assert "Đinh Thị Mai · 2010 · huyện Ba Tơ Đưa vào đội" in text
    assert "Đinh Thị Mận · 2010 · huyện Ba Tơ Đã ở trong đội Chân lý." in text
    assert "Đinh Thị Mẫu · 2010 · huyện Ba Tơ Đưa vào đội" in text
    assert text.count("Đưa vào đội") == 2
    assert "Đinh Thị Mẫu" in page_text(desk.get(urls["members"], {"q": "dinh thi mau"}))  # without a script
    assert "Đinh" not in page_text(desk.get(urls["known-people"], {"q": "d"}))
    assert "Không tìm thấy ai." in page_text(desk.get(urls["known-people"], {"q": "zz"}))


def test_a_known_person_joins_and_is_registered_as_a_pupil_of_the_school(desk, team, urls, make_person):
    person = make_person()
    answer = desk.post(urls["known-people"], {"person": person.pk, "part": "captain"}, follow=True)
    assert messages_of(answer) == ["Phạm Văn Rê đã vào đội Công lý."]
    member = TeamMember.objects.get()
    assert (member.team, member.part, member.registration.person) == (team, "captain", person)
    assert (member.registration.activity_id, member.registration.role, member.registration.category) == (
        team.contest_id,
        "contestant",
        "pupil",
    )


def test_a_second_captain_is_refused_in_words(desk, team, urls, make_person, organiser):
    add_member(team, person=make_person("Đinh Thị Mẫu"), part="captain", by=organiser)
    answer = desk.post(urls["known-people"], {"person": make_person().pk, "part": "captain"}, follow=True)
    assert messages_of(answer) == ["Đội đã có đội trưởng."]
    assert (TeamMember.objects.count(), Registration.objects.count()) == (1, 1)


@pytest.mark.parametrize("sent", [{"part": "king"}, {}])
def test_a_part_that_there_is_not_is_refused(desk, urls, make_person, sent):
    answer = desk.post(urls["known-people"], {"person": make_person().pk} | sent, follow=True)
    assert messages_of(answer) == ["Hãy chọn vai trong danh sách."]
    assert Registration.objects.count() == 0


@pytest.mark.parametrize("sent", ["", "x", "0", "-1", "99999999999999999999"])
def test_nobody_joins_who_is_not_there(desk, urls, sent):
    assert desk.post(urls["known-people"], {"person": sent, "part": "official"}).status_code == 404


def test_contestants_without_a_team_are_offered_first(desk, contest, team, urls, make_person, organiser):
    free = register(contest, person=make_person("Đinh Thị Mẫu"), role="contestant", by=organiser)
    register(contest, person=make_person("Trần Thị Khách"), role="guest", by=organiser)
    withdrawn = register(contest, person=make_person("Hồ Văn Co"), role="contestant", by=organiser)
    withdraw(withdrawn)
    add_member(team, person=make_person("Phạm Văn Rê"), part="official", by=organiser)
    answer = desk.get(urls["members"])
    assert [row.pk for row in answer.context["free"]] == [free.pk]
    assert "Thí sinh chưa vào đội nào Vai trong đội" in page_text(answer)
    desk.post(urls["known-people"], {"person": free.person_id, "part": "reserve"})
    assert TeamMember.objects.get(registration=free).part == "reserve"


def test_a_closed_contest_takes_the_registered_into_teams_and_nobody_new(desk, contest, team, urls, make_person, organiser):
    free = register(contest, person=make_person("Đinh Thị Mẫu"), role="contestant", by=organiser)
    set_status(contest, status="closed")
    page = desk.get(urls["members"])
    assert "không nhận người mới" in page_text(page) and 'name="lines"' not in page.content.decode()
    desk.post(urls["known-people"], {"person": free.person_id, "part": "official"})
    answer = desk.post(urls["known-people"], {"person": make_person("Phạm Văn Rê").pk, "part": "official"}, follow=True)
    assert messages_of(answer) == ["Đinh Thị Mẫu đã vào đội Công lý.", "Hoạt động đã kết thúc hoặc đã hủy nên không nhận đăng ký."]
    assert [member.registration for member in TeamMember.objects.all()] == [free]


def test_a_part_is_changed(desk, team, urls, make_person, organiser):
    member = add_member(team, person=make_person(), part="official", by=organiser)
    url = f"/contests/members/{member.pk}/edit/"
    assert '<option value="official" selected>' in desk.get(url).content.decode()
    answer = desk.post(url, {"part": "captain"}, follow=True)
    assert answer.redirect_chain[-1][0] == urls["page"]
    assert messages_of(answer) == ["Phạm Văn Rê: Đội trưởng."]
    desk.post(url, {"part": "captain"})
    member.refresh_from_db()
    assert member.part == "captain"


def test_a_part_is_not_changed_into_a_second_captain(desk, team, make_person, organiser):
    add_member(team, person=make_person("Đinh Thị Mẫu"), part="captain", by=organiser)
    member = add_member(team, person=make_person(), part="official", by=organiser)
    assert error_sentences(desk.post(f"/contests/members/{member.pk}/edit/", {"part": "captain"})) == ["Đội đã có đội trưởng."]
    member.refresh_from_db()
    assert member.part == "official"


def test_who_is_taken_out_stays_registered(desk, team, urls, make_person, organiser):
    member = add_member(team, person=make_person(), part="official", by=organiser)
    url = f"/contests/members/{member.pk}/take-out/"
    assert "Vẫn còn trong danh sách đăng ký của hội thi" in page_text(desk.get(url))
    answer = desk.post(url, follow=True)
    assert answer.redirect_chain[-1][0] == urls["page"]
    assert messages_of(answer) == ["Phạm Văn Rê đã ra khỏi đội Công lý."]
    assert (TeamMember.objects.count(), Registration.objects.active().count()) == (0, 1)


# --- whose it is

PATHS = [
    "teams/{team}/",
    "teams/{team}/edit/",
    "teams/{team}/remove/",
    "teams/{team}/members/",
    "teams/{team}/known-people/",
    "members/{member}/edit/",
    "members/{member}/take-out/",
]


@pytest.fixture
def member(team, make_person, organiser):
    return add_member(team, person=make_person(), part="official", by=organiser)


@pytest.mark.parametrize("path", PATHS)
def test_a_stranger_finds_no_team(browser_of, stranger, team, member, path):
    url = "/contests/" + path.format(team=team.pk, member=member.pk)
    browser = browser_of(stranger)
    assert (browser.get(url).status_code, browser.post(url, {"part": "captain"}).status_code) in [(404, 404), (404, 405)]
    member.refresh_from_db()
    assert member.part == "official"


@pytest.mark.parametrize("path", PATHS[1:])
def test_an_usher_changes_no_team(browser_of, usher, team, member, path):
    url = "/contests/" + path.format(team=team.pk, member=member.pk)
    browser = browser_of(usher)
    assert (browser.get(url).status_code, browser.post(url, {"part": "captain", "name": "X"}).status_code) == (403, 403)
    assert Team.objects.get().name == "Đội Công lý"


@pytest.mark.parametrize(("path", "status"), list(zip(PATHS, [200, 403, 403, 200, 200, 200, 200], strict=True)))
def test_a_clerk_enters_members_and_leaves_the_teams_alone(browser_of, clerk, team, member, path, status):
    assert browser_of(clerk).get("/contests/" + path.format(team=team.pk, member=member.pk)).status_code == status


def test_who_lives_out_of_reach_is_neither_found_nor_added(browser_of, stranger, make_person, unit_called, make_contest):
    island = unit_called("Lý Sơn", "commune", date(2026, 11, 23))
    contest = make_contest(unit=island, starts_on=date(2026, 5, 20), ends_on=date(2026, 5, 20), sittings=[])
    team = add_team(contest, name="Đội đảo")
    person = make_person("Đinh Thị Mẫu")
    browser = browser_of(stranger)
    url = f"/contests/teams/{team.pk}/known-people/"
    assert "Đinh" not in page_text(browser.get(url, {"q": "dinh thi"}))
    assert browser.post(url, {"person": person.pk, "part": "official"}).status_code == 404
    assert Contest.objects.get(pk=contest.pk).registrations.count() == 0
