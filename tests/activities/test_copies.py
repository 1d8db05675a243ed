"""Copies of an activity for other dates and places: a session again next month, a class in six communes, a contest of next year."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import ChangeRecord
from accounts.roles import Role
from activities.actions import add_sitting, cancel
from activities.models import Activity
from attendance.models import Registration
from attendance.registrations.actions import register, withdraw
from attendance.sittings.actions import tick
from contests.actions import add_member, add_team, give_result
from contests.models import Contest, TeamMember
from people.models import Disclosure
from tests.activities.sittings import sittings_of
from tests.conftest import DAY, at
from tests.pages import error_summary
from training.actions import set_speakers
from training.models import TrainingSession

pytestmark = pytest.mark.django_db
NEXT = date(2026, 12, 15)
# A copy form of `session` as its page sends it, with two of its six rows filled.
TYPED = {
    "title": "Tập huấn Luật Đất đai", "topics": "Luật Đất đai 2024", "speakers": "Phạm Văn Mẫu - Phó phòng", "target_group": "Trưởng thôn",
    "organiser": "", "walk_ins": "staff", "planned_participants": "40", "programme_line": "", "plan_reference": "12/KH", "status": "open",
    "rows": "6",
    "copies-0-starts_on": "15/12/2026", "copies-0-unit": "xã Ba Vì, tỉnh Quảng Ngãi", "copies-0-venue": "Hội trường UBND xã",
    "copies-3-starts_on": "16-12-2026", "copies-3-unit": "Ba Dinh", "copies-3-venue": "",
}  # fmt: skip


@pytest.fixture
def six_places(unit_called):
    names = ["Ba Vì", "Ba Dinh", "Ba Động", "Ba Tơ", "Ba Tô", "Ba Vinh"]
    return [
        {"starts_on": f"{NEXT + timedelta(days=n)}", "unit": unit_called(name, "commune", NEXT).pk, "venue": f"Hội trường {name}"}
        for n, name in enumerate(names)
    ]


# --- the page


def test_a_series_is_made_in_one_form_with_its_sittings_moved(desk, session, agency, organiser):
    day_and_evening = {"label": "Tối 20/05", "starts_at": at("18:30"), "ends_at": at("20:30"), "opens_at": at("18:15"), "door": "poster"}
    add_sitting(session, **day_and_evening)
    session.plan_reference, session.organiser = "12/KH", "Ban Dân tộc"
    session.save()
    set_speakers(session, [{"full_name": "Phạm Văn Mẫu", "title": "Phó phòng"}])
    page = desk.get(f"/training-sessions/{session.pk}/copy/").content.decode()
    for prefilled in ("Tập huấn Luật Đất đai", "Luật Đất đai 2024", "Phạm Văn Mẫu - Phó phòng", "12/KH", "Hội trường UBND"):
        assert prefilled in unescape(page)
    assert f"/training-sessions/{session.pk}/copy/" in desk.get(session.get_absolute_url()).content.decode()

    answer = desk.post(f"/training-sessions/{session.pk}/copy/", TYPED)
    assert answer.status_code == 302
    second, first = TrainingSession.objects.exclude(pk=session.pk).order_by("-starts_on")
    assert "Đã lập 2 hoạt động" in desk.get(answer.headers["Location"]).content.decode()
    assert (first.unit.full_name, first.venue) == ("xã Ba Vì, tỉnh Quảng Ngãi", "Hội trường UBND xã")
    assert (second.unit.name, second.venue, second.starts_on) == ("Ba Dinh", "", date(2026, 12, 16))
    assert first.organiser == "Sở Dân tộc và Tôn giáo"  # as the agency is called on the new day
    assert (first.planned_participants, first.status, first.created_by) == (40, "open", organiser)
    assert [topic.title for topic in first.topics.all()] == ["Luật Đất đai 2024"]
    assert [(speaker.full_name, speaker.title) for speaker in second.speakers.all()] == [("Phạm Văn Mẫu", "Phó phòng")]
    assert sittings_of(first) == [("Sáng", "15/12/2026 07:30"), ("Chiều", "15/12/2026 13:30"), ("Tối 15/12", "15/12/2026 18:30")]
    evening = first.sittings.last()
    assert (f"{timezone.localtime(evening.set_opens_at):%d/%m %H:%M}", evening.door) == ("15/12 18:15", "poster")
    assert evening.door_key != session.sittings.last().door_key


def test_a_copy_may_be_longer_or_shorter_and_has_sittings_for_its_own_days(desk, make_session, api, organiser, six_places):
    session = make_session(ends_on=DAY + timedelta(days=1))
    days = {"copies-0-ends_on": "17/12", "copies-3-ends_on": "16/12/2026"}
    url = f"/training-sessions/{session.pk}/copy/"
    wrong = desk.post(url, TYPED | days | {"copies-0-ends_on": "14/12/2026"})
    assert error_summary(wrong) == ["Dòng 1, Đến ngày: Ngày kết thúc phải từ ngày bắt đầu trở đi."]
    assert desk.post(url, TYPED | days).status_code == 302
    longer, shorter = TrainingSession.objects.exclude(pk=session.pk).order_by("starts_on")
    assert [label for label, _time in sittings_of(longer)] == [
        "Sáng 15/12",
        "Chiều 15/12",
        "Sáng 16/12",
        "Chiều 16/12",
        "Sáng 17/12",
        "Chiều 17/12",
    ]
    assert sittings_of(shorter) == [("Sáng 16/12", "16/12/2026 07:30"), ("Chiều 16/12", "16/12/2026 13:30")]
    [copied] = api(organiser).post(f"/api/v1{url}", {"copies": [six_places[0] | {"ends_on": "2026-12-15"}]}).json()
    assert (copied["ends_on"], len(copied["sittings"])) == ("2026-12-15", 2)


def test_a_wrong_row_is_named_and_nothing_is_written(desk, session, unit_called):
    wrong = {
        "copies-0-starts_on": "", "copies-3-unit": "Ba",
        "copies-4-starts_on": "99/99", "copies-4-unit": "Ba Vì", "copies-5-venue": "Nhà văn hóa",
    }  # fmt: skip
    answer = desk.post(f"/training-sessions/{session.pk}/copy/", TYPED | wrong | {"title": ""})
    sentences = error_summary(answer)
    for start in (
        "Tên hoạt động: ",
        "Dòng 1, Ngày bắt đầu: ",
        "Dòng 4, Địa bàn: Không có nơi nào tên “Ba”",
        "Dòng 5, Ngày bắt đầu: “99/99”",
    ):
        assert any(sentence.startswith(start) for sentence in sentences), (start, sentences)
    assert "Dòng 6, Địa bàn: Hãy ghi tên xã, huyện hoặc tỉnh." in sentences
    assert 'value="99/99"' in answer.content.decode() and 'value="Nhà văn hóa"' in answer.content.decode()
    twice = TYPED | {"copies-1-starts_on": "15/12/2026", "copies-1-unit": "Ba Vì", "copies-1-venue": "Hội trường  UBND xã"}
    assert error_summary(desk.post(f"/training-sessions/{session.pk}/copy/", twice)) == [
        "Dòng 2, Ngày bắt đầu: Dòng này giống dòng 1: cùng ngày, cùng nơi."
    ]
    assert TrainingSession.objects.get() == session


def test_rows_are_added_without_a_script_and_without_judging_what_is_typed(desk, session):
    answer = desk.post(f"/training-sessions/{session.pk}/copy/", TYPED | {"more_rows": "1", "title": "", "copies-3-starts_on": "1x"})
    page = answer.content.decode()
    assert page.count('-venue"') and 'name="copies-11-unit"' in page and 'name="rows" value="12"' in page
    assert 'value="1x"' in page and 'value="Ba Dinh"' in page and "Trưởng thôn" in page
    assert 'class="error' not in page
    last = {"rows": "12", "copies-11-starts_on": "20/12/2026", "copies-11-unit": "Ba Động"}
    assert desk.post(f"/training-sessions/{session.pk}/copy/", TYPED | last).status_code == 302
    assert TrainingSession.objects.count() == 4


def test_a_past_day_a_twin_and_an_old_name_are_asked_about_by_row(desk, session, make_session, unit_called):
    twin = make_session(unit=unit_called("Ba Dinh", "commune", NEXT), starts_on=date(2026, 12, 16))
    rows = {"copies-0-starts_on": "20/05/2025", "copies-0-unit": "Ba Vì", "copies-1-starts_on": "17/12/2026", "copies-1-unit": "Sơn Mùa"}
    rows["copies-3-venue"] = "Hội trường UBND"
    answer = desk.post(f"/training-sessions/{session.pk}/copy/", TYPED | rows)
    page = unescape(answer.content.decode())
    assert "Dòng 1: Ngày bắt đầu đã qua: Thứ Ba, 20/05/2025." in page
    assert "Dòng 2: xã Sơn Mùa, huyện Sơn Tây (cũ) → nay là xã Sơn Tây Thượng" in page
    assert "Dòng 4: Đã có “Tập huấn Luật Đất đai” ở xã Ba Dinh" in page
    [confirmed] = re.findall(r'name="confirmed" value="([^"]+)"', page)
    assert TrainingSession.objects.count() == 2
    assert desk.post(f"/training-sessions/{session.pk}/copy/", TYPED | rows | {"confirmed": confirmed}).status_code == 302
    places = {copy.unit.full_name for copy in TrainingSession.objects.exclude(pk__in=[session.pk, twin.pk])}
    assert places == {
        "xã Ba Vì, huyện Ba Tơ, tỉnh Quảng Ngãi", "xã Sơn Tây Thượng, tỉnh Quảng Ngãi", "xã Ba Dinh, tỉnh Quảng Ngãi",
    }  # fmt: skip


def test_people_are_registered_again_with_their_roles_and_new_passes(desk, session, enrolled, organiser, make_person):
    came, withdrawn, erased = enrolled
    withdraw(withdrawn)
    speaker = register(session, person=make_person("Võ Thị Kim"), role="speaker", category="province_official", by=organiser)
    tick(came, sitting=session.sittings.first(), by=organiser, at=at("07:40"))
    type(erased.person).objects.filter(pk=erased.person_id).update(anonymised_at=at("07:00"))
    url = f"/training-sessions/{session.pk}/copy/"
    page = desk.get(url).content.decode()
    assert "Những người đã dự (1)" in page and "Những người đã đăng ký (2)" in page
    desk.post(url, TYPED | {"people": "registered"})
    for copy in TrainingSession.objects.exclude(pk=session.pk):
        registrations = {registration.person_id: registration for registration in copy.registrations.all()}
        assert registrations.keys() == {came.person_id, speaker.person_id}
        assert (registrations[speaker.person_id].role, registrations[speaker.person_id].category) == ("speaker", "province_official")
        assert registrations[came.person_id].code != came.code
        assert not registrations[came.person_id].attendances.exists()
    desk.post(url, TYPED | {"people": "attended", "copies-0-starts_on": "20/12/2026", "copies-3-starts_on": "21/12/2026"})
    assert list(Registration.objects.filter(activity__starts_on=date(2026, 12, 20)).values_list("person", flat=True)) == [came.person_id]
    assert not Disclosure.objects.filter(way="view", about__contains="Tập huấn").exists()  # nobody was shown


def test_a_copy_is_made_only_where_its_maker_may_record(browser_of, make_user, stranger, clerk, ba_to, session, enrolled):
    url = f"/training-sessions/{session.pk}/copy/"
    assert browser_of(stranger).get(url).status_code == 404
    assert browser_of(stranger).post(url, TYPED).status_code == 404
    assert browser_of(clerk).post(url, TYPED).status_code == 403
    of_the_district = make_user("of-the-district", Role.ORGANISER, ba_to)
    theirs = TYPED | {"copies-0-starts_on": "21/05/2025", "copies-3-starts_on": "22/05/2025", "copies-0-unit": "Ba Vì", "people": "none"}
    elsewhere = browser_of(of_the_district).post(url, theirs | {"copies-3-unit": "Sơn Mùa"})
    assert error_summary(elsewhere) == [
        "Dòng 4, Địa bàn: Bạn không được lập hoạt động ở xã Sơn Mùa, huyện Sơn Tây, tỉnh Quảng Ngãi (trước 01/7/2025)."
    ]
    assert TrainingSession.objects.count() == 1


# --- the API


def test_the_api_copies_to_six_communes_all_or_nothing(api, organiser, session, enrolled, six_places):
    url = f"/api/v1/training-sessions/{session.pk}/copy/"
    answer = api(organiser).post(url, {"copies": six_places, "people": "registered"})
    assert answer.status_code == 201
    assert [(copy["starts_on"], copy["unit"], copy["venue"]) for copy in answer.json()] == [tuple(place.values()) for place in six_places]
    assert {(copy["title"], copy["status"], *copy["topics"], len(copy["sittings"])) for copy in answer.json()} == {
        ("Tập huấn Luật Đất đai", "open", "Luật Đất đai 2024", 2)
    }
    assert Registration.objects.exclude(activity=session).count() == 18
    pks = [copy["id"] for copy in answer.json()]
    for subject, number in (("activity", 6), ("sitting", 12), ("registration", 18)):
        assert ChangeRecord.objects.filter(subject=subject, activity_id__in=pks, actor=organiser.pk).count() == number, subject

    wrong = [six_places[0], six_places[1] | {"starts_on": "2020-01-01"}, six_places[2] | {"starts_on": "0001-01-01"}]
    for places, field, code in ((wrong[:2], "copies.1.unit", "unit_not_valid"), (wrong, "copies.2.starts_on", "implausible")):
        answer = api(organiser).post(url, {"copies": places})
        assert (answer.status_code, [(error["field"], error["code"]) for error in answer.json()["errors"]]) == (400, [(field, code)])
    assert api(organiser).post(url, {"copies": []}).status_code == 400
    assert api(organiser).post(url, {"copies": six_places, "people": "everybody"}).status_code == 400
    assert TrainingSession.objects.count() == 7


def test_statements_do_not_grow_with_sittings_and_people(api, organiser, make_session, make_person, six_places):
    counts = []
    client = api(organiser)
    for days, people in ((0, 1), (4, 6)):
        source = make_session(f"Lớp {days}", ends_on=date(2024, 5, 20 + days))
        for number in range(people):
            register(source, person=make_person(f"Phạm Văn {'ABCDEF'[number]}"), role="participant", by=organiser)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.post(f"/api/v1/training-sessions/{source.pk}/copy/", {"copies": six_places[:1], "people": "registered"})
        counts.append(len(queries))
    assert counts[0] == counts[1]
    with CaptureQueriesContext(connection) as queries:
        client.post(f"/api/v1/training-sessions/{source.pk}/copy/", {"copies": six_places[:3], "people": "registered"})
    assert len(queries) <= counts[0] + 2 * 25


def test_the_api_copies_only_what_its_user_may(api, make_user, organiser, stranger, usher, clerk, ba_to, session, enrolled, six_places):
    url, body = f"/api/v1/training-sessions/{session.pk}/copy/", {"copies": six_places, "people": "registered"}
    assert [api(user).post(url, body).status_code for user in (stranger, usher, clerk)] == [404, 403, 403]
    of_the_district = make_user("of-the-district", Role.ORGANISER, ba_to)
    places = [{"starts_on": "2024-06-01", "unit": ba_to.pk}, six_places[0]]  # of today's communes the former district covers none
    assert api(of_the_district).post(url, {"copies": places}).status_code == 403
    assert api(of_the_district).post(url, {"copies": places[:1]}).status_code == 201


# --- contests


@pytest.fixture
def contest_with_team(make_contest, make_person, organiser):
    """A contest with a round and two teams, of which one has a captain and a member who withdrew, and the first prize."""
    contest = make_contest(rounds=["Chào hỏi", "Tiểu phẩm"], theme="Tảo hôn")
    team = add_team(contest, name="Đội Công lý", represents="Khối 8")
    add_team(contest, name="Đội Chân lý")
    add_member(team, person=make_person("Đinh Thị A", birth_year=2010), part="captain", by=organiser)
    withdraw(add_member(team, person=make_person("Đinh Thị B", birth_year=2010), part="official", by=organiser).registration)
    give_result(team, prize="first", place=1)
    return contest


def test_a_contest_is_copied_with_its_rounds_and_teams_and_without_results(api, desk, organiser, contest_with_team, six_places):
    url = f"/api/v1/contests/{contest_with_team.pk}/copy/"
    cancel(contest_with_team, reason="Mưa lũ", at=timezone.now())
    answer = api(organiser).post(url, {"copies": six_places[:2], "people": "registered"})
    assert answer.status_code == 201
    for contest in answer.json():
        assert (contest["status"], contest["cancel_reason"], contest["theme"], contest["rounds"]) == (
            "open",
            "",
            "Tảo hôn",
            ["Chào hỏi", "Tiểu phẩm"],
        )
        teams = {team["name"]: team for team in contest["teams"]}
        assert [(member["full_name"], member["part"]) for member in teams["Đội Công lý"]["members"]] == [("Đinh Thị A", "captain")]
        assert teams["Đội Công lý"]["represents"] == "Khối 8" and not teams["Đội Chân lý"]["members"]
        assert not any(team["results"] for team in teams.values())
    assert {line.what for line in Disclosure.objects.all()} == {"team-members"}
    bare = api(organiser).post(url, {"copies": six_places[2:3], "teams": False}).json()
    assert [(contest["teams"], len(contest["sittings"])) for contest in bare] == [([], 2)]


def test_the_contest_page_asks_for_teams_and_takes_a_school_for_each_place(desk, browser_of, stranger, contest_with_team):
    url = f"/contests/{contest_with_team.pk}/copy/"
    assert browser_of(stranger).get(url).status_code == 404
    page = unescape(desk.get(url).content.decode())
    assert "Đội Chân lý, Đội Công lý" in page and "Tiểu phẩm" in page
    typed = {
        "title": "Hội thi 2026", "theme": "Tảo hôn", "rounds": "Chào hỏi", "target_group": "", "school": "Trường THCS mới", "teams": "on",
        "people": "none", "walk_ins": "staff", "organiser": "", "planned_participants": "", "programme_line": "", "plan_reference": "",
        "status": "draft", "rows": "2",
        "copies-0-starts_on": "15/12/2026", "copies-0-unit": "Ba Vì", "copies-1-starts_on": "15/12/2026", "copies-1-unit": "Ba Dinh",
    }  # fmt: skip
    assert desk.post(url, typed).status_code == 302
    copies = Contest.objects.filter(title="Hội thi 2026").order_by("unit__name")
    assert [(copy.school.name, copy.school.unit.name, copy.status, copy.teams.count()) for copy in copies] == [
        ("Trường THCS mới", "Ba Dinh", "draft", 2), ("Trường THCS mới", "Ba Vì", "draft", 2),
    ]  # fmt: skip
    assert TeamMember.objects.filter(team__contest__in=copies).count() == 0
    desk.post(url, {name: value for name, value in typed.items() if name != "teams"} | {"title": "Không đội"})
    assert {contest.teams.count() for contest in Contest.objects.filter(title="Không đội")} == {0}
    assert Activity.objects.count() == 5
