"""A contest of its own: recorded, shown, changed; who may, and in how many queries."""

import re
from datetime import date
from html import unescape

import pytest
from django.utils import timezone

from activities.actions import cancel
from attendance.headcounts.actions import record_headcount
from attendance.registrations.actions import register, withdraw
from attendance.sittings.actions import tick
from contests.actions import add_member, add_team, give_result, proposed_evenings
from contests.models import Contest
from people.actions import find_or_add_organisation
from people.models import Organisation
from tests.conftest import DAY, at
from tests.pages import error_sentences, messages_of, page_text

pytestmark = pytest.mark.django_db
NEW = "/contests/new/"


@pytest.fixture
def form_data(ba_to):
    return {
        "title": "Hội thi Học sinh với pháp luật",
        "theme": "Nói không với tảo hôn",
        "rounds": "1. Chào hỏi\n2. Kiến thức pháp luật\n\n- Tiểu phẩm\n",
        "school": "Trường PTDTNT THCS Ba Tơ",
        "target_group": "Học sinh",
        "starts_on": "20/05/2024",
        "confirmed": "past:2024-05-20 past:2026-05-20",
        "ends_on": "",
        "sitting_plan": "evenings",
        "unit": ba_to.pk,
        "venue": "Sân trường",
        "organiser": "Phòng Dân tộc huyện Ba Tơ",
        "planned_participants": "60",
        "programme_line": "CTMTQG 1719",
        "plan_reference": "Kế hoạch số 12/KH-BDT",
        "status": "draft",
        "walk_ins": "anyone",
    }


def shown(answer, name: str) -> str:
    """What stands in a text input, or in a textarea."""
    html = unescape(answer.content.decode())
    match = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', html) or re.search(
        rf'<textarea[^>]*name="{name}"[^>]*>\s*(.*?)</textarea>', html, re.S
    )
    return match.group(1) if match else ""


# --- recording


def test_a_contest_is_recorded_as_typed(desk, form_data, ba_to, organiser):
    answer = desk.post(NEW, form_data)
    contest = Contest.objects.get()
    assert answer.headers["Location"] == f"/contests/{contest.pk}/"
    names = ("title", "theme", "target_group", "venue", "organiser", "programme_line", "plan_reference", "status", "walk_ins")
    assert {name: getattr(contest, name) for name in names} == {name: form_data[name] for name in names}
    assert contest.rounds == ["Chào hỏi", "Kiến thức pháp luật", "Tiểu phẩm"]
    assert (contest.kind, contest.unit, contest.starts_on, contest.ends_on, contest.planned_participants) == (
        "contest",
        ba_to,
        DAY,
        DAY,
        60,
    )
    assert contest.created_by == organiser


def test_a_school_nobody_knows_is_added_in_the_contests_unit(desk, form_data, ba_to):
    desk.post(NEW, form_data)
    school = Organisation.objects.get()
    assert (school.name, school.kind, school.unit) == ("Trường PTDTNT THCS Ba Tơ", "school", ba_to)
    assert Contest.objects.get().school == school


@pytest.mark.parametrize("typed", ["Trường PTDTNT THCS Ba Tơ", "truong ptdtnt thcs  ba to"])
def test_a_known_school_is_not_added_twice_wherever_it_lies(desk, form_data, unit_called, typed):
    known_school = find_or_add_organisation("Trường PTDTNT THCS Ba Tơ", unit=unit_called("Ba Vì"), kind="school")
    desk.post(NEW, form_data | {"school": typed})
    assert (Contest.objects.get().school, Organisation.objects.count()) == (known_school, 1)


def test_of_namesakes_the_one_in_the_contests_unit_is_meant(desk, form_data, unit_called, school):
    find_or_add_organisation(school.name, unit=unit_called("Ba Vì"), kind="school")
    desk.post(NEW, form_data)
    assert Contest.objects.get().school == school


def test_namesakes_elsewhere_are_told_apart_by_their_place(desk, form_data, unit_called):
    ba_vi, ba_dinh = (find_or_add_organisation("Trường THCS số 1", unit=unit_called(name), kind="school") for name in ("Ba Vì", "Ba Dinh"))
    form = desk.get(NEW).content.decode()
    labels = [f"{namesake.name} ({namesake.unit.label})" for namesake in (ba_vi, ba_dinh)]
    for label in labels:
        assert f'<option value="{label}"></option>' in form
    answer = desk.post(NEW, form_data | {"school": "Trường THCS số 1"})
    assert (
        len(error_sentences(answer)) == 1
        and "Có 2 nơi tên như vậy." in error_sentences(answer)[0]
        and all(label in error_sentences(answer)[0] for label in labels)
    )
    assert Contest.objects.count() == 0
    desk.post(NEW, form_data | {"school": labels[1]})
    assert Contest.objects.get().school == ba_dinh


def test_what_lies_out_of_reach_is_neither_offered_nor_found(browser_of, stranger, form_data, school, unit_called):
    island = unit_called("Lý Sơn", "commune", date(2026, 11, 23))
    assert school.name not in browser_of(stranger).get(NEW).content.decode()
    browser_of(stranger).post(NEW, form_data | {"unit": island.pk, "starts_on": "2026-05-20"})
    assert Contest.objects.get().school != school
    assert Contest.objects.get().school.unit == island


def test_a_contest_without_a_school_has_none(desk, form_data):
    desk.post(NEW, form_data | {"school": "  "})
    assert (Contest.objects.get().school, Organisation.objects.count()) == (None, 0)


@pytest.mark.parametrize(
    ("plan", "last", "expected"),
    [
        ("evenings", "", ["Tối 18:30 21:30"]),
        ("evenings", "2024-05-21", ["Tối 20/05 18:30 21:30", "Tối 21/05 18:30 21:30"]),
        ("half_days", "", ["Sáng 07:30 11:00", "Chiều 13:30 16:30"]),
    ],
)
def test_the_sittings_are_those_that_were_chosen(desk, form_data, plan, last, expected):
    desk.post(NEW, form_data | {"sitting_plan": plan, "ends_on": last})
    clock = lambda moment: timezone.localtime(moment).strftime("%H:%M")  # noqa: E731
    assert [f"{s.label} {clock(s.starts_at)} {clock(s.ends_at)}" for s in Contest.objects.get().sittings.all()] == expected


def test_no_more_than_31_evenings_are_proposed():
    assert len(proposed_evenings(Contest(starts_on=date(2024, 1, 1), ends_on=date(2024, 6, 1)))) == 31


def test_all_mistakes_are_named_at_once_and_what_was_typed_survives(desk, form_data):
    wrong = form_data | {"title": "Hộ", "ends_on": "19/05/2024", "sitting_plan": "", "rounds": "Chào hỏi\n" + "x" * 121}
    answer = desk.post(NEW, wrong)
    assert error_sentences(answer) == [
        "Hãy nhập tên hoạt động (ít nhất 3 ký tự).",
        "Dòng “xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…” dài quá 120 ký tự.",
        "Ngày kết thúc phải từ ngày bắt đầu trở đi.",
        "Hãy chọn các buổi.",
    ]
    for name in ("title", "theme", "school", "venue", "starts_on", "ends_on"):
        assert shown(answer, name) == wrong[name]
    assert shown(answer, "rounds").replace("\r", "").strip() == wrong["rounds"]
    assert (Contest.objects.count(), Organisation.objects.count()) == (0, 0)


def test_a_unit_that_had_ceased_is_refused_and_no_school_is_left_behind(desk, form_data):
    answer = desk.post(NEW, form_data | {"starts_on": "2026-05-20"})
    assert len(error_sentences(answer)) == 1 and "không còn từ 01/7/2025" in error_sentences(answer)[0]
    assert (Contest.objects.count(), Organisation.objects.count()) == (0, 0)


def test_who_may_not_record_there_is_told_so(browser_of, stranger, clerk, form_data):
    answer = browser_of(stranger).post(NEW, form_data)
    assert error_sentences(answer) == ["Bạn không được lập hoạt động ở huyện Ba Tơ, tỉnh Quảng Ngãi (trước 01/7/2025)."]
    assert browser_of(clerk).get(NEW).status_code == 403


# --- changing


def test_the_form_shows_what_is_there_and_keeps_what_nobody_changed(desk, form_data, contest, school, unit_called):
    contest.school, contest.rounds, contest.theme = school, ["Chào hỏi", "Tiểu phẩm"], "Tảo hôn"
    contest.save()
    # A namesake in the contest's unit must not take the place of the school that was chosen.
    find_or_add_organisation(school.name, unit=unit_called("Ba Vì"), kind="school")
    url = f"/contests/{contest.pk}/edit/"
    form = desk.get(url)
    assert [shown(form, name).strip() for name in ("title", "school", "theme", "rounds")] == [
        contest.title,
        school.name,
        "Tảo hôn",
        "Chào hỏi\nTiểu phẩm",
    ]
    assert "sitting_plan" not in form.content.decode() and 'name="status"' not in form.content.decode()
    desk.post(url, form_data | {"school": school.name, "title": "Hội thi mới"})
    contest.refresh_from_db()
    assert (contest.title, contest.school, contest.rounds, contest.status) == (
        "Hội thi mới",
        school,
        ["Chào hỏi", "Kiến thức pháp luật", "Tiểu phẩm"],
        "open",
    )


def test_a_contests_sittings_move_with_its_day(desk, form_data, make_contest):
    contest = make_contest()
    url, typed = f"/contests/{contest.pk}/edit/", form_data | {"starts_on": "27/05/2024", "ends_on": "27/05/2024"}
    asked = desk.post(url, typed | {"confirmed": "past:2024-05-27"})
    [confirmed] = re.findall(r'name="confirmed" value="([^"]+)"', asked.content.decode())
    assert desk.post(url, typed | {"confirmed": confirmed}).status_code == 302
    assert {timezone.localdate(sitting.starts_at) for sitting in contest.sittings.all()} == {date(2024, 5, 27)}


def test_a_school_can_be_taken_out_again(desk, form_data, contest, school):
    contest.school = school
    contest.save()
    desk.post(f"/contests/{contest.pk}/edit/", form_data | {"school": ""})
    contest.refresh_from_db()
    assert contest.school is None


# --- the page


def test_the_page_says_head_sittings_teams_members_results_and_numbers(desk, form_data, organiser, make_person):
    desk.post(NEW, form_data | {"status": "open"})
    contest = Contest.objects.get()
    team = add_team(contest, name="Đội Công lý", organisation=contest.school, represents="Khối 8")
    captain = add_member(team, person=make_person("Đinh Thị Mẫu", "F", 2010, "Hrê"), part="captain", by=organiser)
    add_member(team, person=make_person("Nguyễn Văn Nam", "M", 2010, "Kinh"), part="official", by=organiser)
    withdrawn = add_member(team, person=make_person("Phạm Văn Vắng", "M", 2010, "Hrê"), part="reserve", by=organiser)
    withdraw(withdrawn.registration)
    register(contest, person=make_person("Trần Thị Khách", "F", 1970, "Kinh"), role="guest", by=organiser)
    give_result(team, prize="first", place=1)
    give_result(team, prize="special", title="Tiểu phẩm hay nhất")
    tick(captain.registration, sitting=contest.sittings.get(), by=organiser, at=at("18:35"))
    record_headcount(contest.sittings.get(), category="Khán giả", count=300, basis="estimated", by=organiser, at=at("19:00"))
    page = page_text(desk.get(f"/contests/{contest.pk}/"))
    for expected in [
        "Số đội 1 2 người trong các đội", "Đã đăng ký 3 / 60", "Lượt người 1 đến ít nhất một buổi", "Lượt điểm danh 1 cộng các buổi", "Khán giả, đại biểu (chỉ đếm số) 300",
        "Tối Thứ Hai 20/05/2024 18:30 – 21:30", "Đội Công lý 1 Giải Nhất Tiểu phẩm hay nhất", "Trường PTDTNT THCS Ba Tơ · Khối 8",
        "2 người · 1 nữ (50%) · 1 dân tộc thiểu số (50%)", "Đinh Thị Mẫu (Đội trưởng) Nguyễn Văn Nam", "Nói không với tảo hôn", "Chào hỏi Kiến thức pháp luật Tiểu phẩm",
    ]:  # fmt: skip
        assert expected in page
    assert "Phạm Văn Vắng" not in page


def test_what_is_not_known_is_counted_as_unknown(desk, contest, team, make_person, organiser):
    person = make_person("Đinh Thị Mẫu", None, 2010, "Hrê")
    person.ethnic_group = None
    person.save()
    add_member(team, person=person, part="official", by=organiser)
    add_member(team, person=make_person("A Brol", "M", 2010, "Xơ Đăng"), part="official", by=organiser)
    assert "2 người · 0 nữ (0%) 1 chưa rõ · 1 dân tộc thiểu số (50%) 1 chưa rõ" in page_text(desk.get(f"/contests/{contest.pk}/"))


def test_shares_are_for_those_who_see_personal_data(browser_of, usher, clerk, make_team, contest):
    make_team("Đội Công lý", 2)
    assert "2 người · 1 nữ (50%) · 1 dân tộc thiểu số (50%)" in page_text(browser_of(clerk).get(f"/contests/{contest.pk}/"))
    page = page_text(browser_of(usher).get(f"/contests/{contest.pk}/"))
    assert "2 người" in page and "nữ (" not in page and "thiểu số" not in page


def test_a_role_is_offered_only_what_it_may_do(browser_of, organiser, clerk, usher, make_team, contest):
    team = make_team("Đội Công lý", 1)
    base = f"/contests/{contest.pk}/"
    links = {
        "edit": f'href="{base}edit/"', "results": f'href="{base}results/"', "team": f'href="{base}teams/new/"',
        "members": f'href="/contests/teams/{team.pk}/members/"', "cancel": f'href="/activities/{contest.pk}/cancel/"',
    }  # fmt: skip
    pages = {}
    for user in (organiser, clerk, usher):
        html = browser_of(user).get(base).content.decode()
        pages[user.username] = {name for name, link in links.items() if link in html}
    assert pages == {"organiser": set(links), "clerk": {"members"}, "usher": set()}


def test_an_empty_contest_says_what_to_do_next(desk, browser_of, usher, contest):
    assert "Chưa có đội nào Thêm từng đội, rồi nhập thành viên của đội một lần. Thêm đội" in page_text(desk.get(f"/contests/{contest.pk}/"))
    assert "Cán bộ tổ chức sẽ thêm các đội dự thi." in page_text(browser_of(usher).get(f"/contests/{contest.pk}/"))


def test_a_contest_with_teams_is_not_offered_for_removal(desk, contest):
    link = f"/activities/{contest.pk}/remove/"
    assert link in desk.get(f"/contests/{contest.pk}/").content.decode()
    add_team(contest, name="Đội Công lý")
    assert link not in desk.get(f"/contests/{contest.pk}/").content.decode()


def test_a_cancelled_contest_shows_its_reason_and_can_be_restored(desk, contest):
    cancel(contest, reason="Mưa lũ", at=timezone.now())
    page = desk.get(f"/contests/{contest.pk}/")
    assert "Mưa lũ" in page_text(page)
    answer = desk.post(f"/activities/{contest.pk}/restore/", follow=True)
    assert answer.redirect_chain[-1][0] == f"/contests/{contest.pk}/"
    assert messages_of(answer) == [f"Đã khôi phục “{contest.title}”."]


@pytest.mark.parametrize("teams", [1, 4])
def test_the_page_takes_the_same_queries_whatever_stands_on_it(desk, contest, make_team, django_assert_num_queries, teams):
    for n in range(teams):
        team = make_team(f"Đội {'ABCD'[n]}", members=1 + 2 * n)
        give_result(team, prize="third", place=n + 1)
        give_result(team, prize="special", title="Tiểu phẩm hay nhất")
    with django_assert_num_queries(27):  # three of them the log of who looked at whom
        desk.get(f"/contests/{contest.pk}/")


# --- whose it is


@pytest.mark.parametrize("path", ["", "edit/", "results/", "teams/new/"])
def test_a_stranger_finds_no_contest(browser_of, stranger, contest, path):
    browser = browser_of(stranger)
    assert browser.get(f"/contests/{contest.pk}/{path}").status_code == 404
    assert browser.post(f"/contests/{contest.pk}/{path}", {}).status_code in (404, 405)


@pytest.mark.parametrize(
    ("path", "usher_gets", "clerk_gets"), [("", 200, 200), ("edit/", 403, 403), ("results/", 403, 403), ("teams/new/", 403, 403)]
)
def test_a_role_too_small_is_refused(browser_of, usher, clerk, contest, path, usher_gets, clerk_gets):
    assert browser_of(usher).get(f"/contests/{contest.pk}/{path}").status_code == usher_gets
    assert browser_of(clerk).get(f"/contests/{contest.pk}/{path}").status_code == clerk_gets
