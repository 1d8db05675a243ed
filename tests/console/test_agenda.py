"""The first page says what starts soon and lacks something, and what has ended and is not finished."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activities.actions import cancel
from attendance.models import Registration
from attendance.paper.lists import enter_signed, make_list, read_lines
from attendance.registrations.actions import register
from contests.models import Result, Team
from tests.attendance.hall import pair_phone
from training.actions import revise_session

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


def test_a_session_to_come_says_what_it_lacks_until_it_lacks_nothing(
    desk, browser_of, usher, stranger, make_session, make_person, organiser, ba_to_today
):
    today = timezone.localdate()
    session = make_session("Lớp sắp tới", unit=ba_to_today, starts_on=today + timedelta(days=7), planned_participants=2)
    session.sittings.all().delete()
    links = {
        f"/activities/{session.pk}/sittings/new/": "Chưa có buổi nào",
        f"/training-sessions/{session.pk}/edit/": "Chưa có báo cáo viên",
        f"/activities/{session.pk}/registrations/new/": "Chưa đăng ký ai",
        f"/activities/{session.pk}/devices/": "Chưa ghép máy quét",
    }
    page = desk.get("/").content.decode()
    assert all(f'<a href="{address}">{text}</a>' in page for address, text in links.items())
    # who may only check in reads the same, and follows what is theirs
    page = browser_of(usher).get("/").content.decode()
    assert [address for address in links if f'href="{address}"' in page] == [f"/activities/{session.pk}/devices/"]
    assert all(text in page for text in links.values())
    assert "Lớp sắp tới" not in browser_of(stranger).get("/").content.decode()

    register(session, person=make_person(), role=Registration.Role.PARTICIPANT, by=organiser)
    register(session, person=make_person("Đinh Thị Mẫu"), role=Registration.Role.SPEAKER, by=organiser)
    page = desk.get("/").content.decode()
    assert "Mới đăng ký 1/2 người, còn thiếu 1" in page
    assert "Chưa có báo cáo viên" not in page

    register(session, person=make_person("Nguyễn Thị Hoa"), role=Registration.Role.PARTICIPANT, by=organiser)
    session.organiser = "Ban Dân tộc"
    revise_session(session, speakers=[{"full_name": "Lê Thị Mẫu"}])
    session.sittings.create(label="Sáng", starts_at=timezone.now() + timedelta(days=7), ends_at=timezone.now() + timedelta(days=7, hours=1))
    pair_phone(session, by=organiser)
    page = desk.get("/").content.decode()
    assert "Lớp sắp tới" in page
    assert "lacks" not in page


def test_what_has_ended_says_what_is_left_to_do(
    desk, browser_of, leader, stranger, make_session, make_contest, make_person, organiser, ba_to_today
):
    today = timezone.localdate()
    ended = today - timedelta(days=3)
    session, contest = (
        make_session("Lớp đã qua", unit=ba_to_today, starts_on=ended),
        make_contest("Hội thi đã qua", unit=ba_to_today, starts_on=ended),
    )
    make_session("Lớp năm ngoái", unit=ba_to_today, starts_on=today - timedelta(days=400))
    make_session("Lớp nháp", unit=ba_to_today, starts_on=ended, status="draft")
    cancel(make_session("Lớp đã hủy", unit=ba_to_today, starts_on=ended), reason="Mưa bão", at=timezone.now())
    morning = session.sittings.first()
    registration = register(session, person=make_person(), role=Registration.Role.PARTICIPANT, by=organiser)
    page = desk.get("/").content.decode()
    assert f'href="/sittings/{morning.pk}/">Chưa xác nhận đã tổ chức' in page
    assert f'href="/contests/{contest.pk}/results/">Chưa có kết quả' in page
    assert "Còn là nháp, chưa tính vào báo cáo" in page
    assert not any(title in page for title in ("Lớp năm ngoái", "Lớp đã hủy"))

    paper = make_list(morning, by=organiser, at=timezone.now())
    page = desk.get("/").content.decode()
    assert f'href="/sittings/{morning.pk}/paper-lists/">Danh sách giấy buổi' in page
    page = browser_of(leader).get("/").content.decode()
    assert "Danh sách giấy buổi" in page
    assert "paper-lists" not in page
    assert "đã qua" not in browser_of(stranger).get("/").content.decode()

    enter_signed(paper, read_lines(paper), arrived_at=morning.starts_at, by=organiser, at=timezone.now())
    assert registration.attendances.count() == 1
    team = Team.objects.create(contest=contest, name="Công lý")
    Result.objects.create(team=team, prize=Result.Prize.FIRST)
    contest.sittings.first().headcounts.create(category="Khán giả", count=120, basis="counted", counted_at=timezone.now())
    page = desk.get("/").content.decode()
    assert not any(title in page for title in ("Lớp đã qua", "Hội thi đã qua"))


def test_three_activities_take_as_many_statements_as_one(browser_of, usher, make_session, ba_to_today, django_assert_num_queries):
    today = timezone.localdate()
    browser = browser_of(usher)  # sees no figures of the year, which have tests of their own
    browser.get("/")
    for titles in ("A", "BC"):
        for title in titles:
            for days in (-3, 0, 3):
                make_session(f"Lớp {title} {days}", unit=ba_to_today, starts_on=today + timedelta(days=days))
        with django_assert_num_queries(11):
            page = browser.get("/").content.decode()
        assert page.count('class="lacks"') == 3 * (1 if titles == "A" else 3)


def test_on_a_day_with_sittings_the_usual_questions_stand_below_them(desk, make_session, ba_to_today):
    today = timezone.localdate()
    questions, sittings = "Số liệu hay được hỏi", "Điểm danh hôm nay"
    page = desk.get("/").content.decode()
    assert page.index(questions) < page.index(sittings)
    make_session("Lớp hôm nay", unit=ba_to_today, starts_on=today)
    page = desk.get("/").content.decode()
    assert page.index(sittings) < page.index(questions)
