"""New dates of a session: its sittings move along after one question, and nothing that was typed beside them is lost."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.utils import timezone

from accounts.models import ChangeRecord
from activities.actions import change_sitting
from activities.models import Activity
from activities.schedule.date_changes import choose_shift
from attendance.registrations.actions import register
from attendance.sittings.actions import tick
from tests.activities.sittings import sittings_of
from tests.conftest import DAY, at
from tests.pages import error_sentences
from training.models import TrainingSession

NEW = "/training-sessions/new/"


@pytest.fixture
def typed(ba_to):
    """The session of `make_session` as its form sends it, with another title."""
    return {
        "title": "Tên mới", "topics": "Luật Trẻ em", "speakers": "", "target_group": "", "starts_on": "20/05/2024", "ends_on": "20/05/2024",
        "unit": ba_to.pk, "venue": "Hội trường UBND", "organiser": "", "walk_ins": "staff", "planned_participants": "", "programme_line": "",
        "plan_reference": "", "status": "open",
    }  # fmt: skip


def asked(answer):
    """Return the text of what a page asks, and the value of the button that says yes."""
    html = unescape(answer.content.decode())
    [block] = re.findall(r'<div class="notice warning questions".*?</div></div>', html, re.S)
    [value] = re.findall(r'name="confirmed" value="([^"]+)"', block) or [""]
    return re.sub(r"<[^>]+>", "\n", block), value


# --- the rule


@pytest.mark.parametrize(
    ("before", "after", "days"),
    [
        ((15, 15), (20, 20), 5),
        ((15, 16), (16, 17), 1),
        ((15, 17), (15, 16), 0),  # the last day is cut off
        ((15, 17), (16, 17), 0),  # the first day is cut off
        ((15, 15), (20, 21), 5),
        ((15, 16), (20, 20), 5),
        ((15, 16), (13, 13), -2),
    ],
)
def test_sittings_move_as_most_of_them_stay_within_the_new_dates(before, after, days):
    each_day = [(date(2026, 12, day), date(2026, 12, day)) for day in range(before[0], before[1] + 1)]
    before, after = (tuple(date(2026, 12, day) for day in pair) for pair in (before, after))
    assert choose_shift(before, after, each_day) == timedelta(days=days)


# --- editing


def test_new_dates_show_old_and_new_day_of_each_sitting_and_one_answer_saves_everything(desk, session, typed):
    url, typed = f"/training-sessions/{session.pk}/edit/", typed | {"starts_on": "27-5-24", "ends_on": "27/5"}
    answer = desk.post(url, typed | {"confirmed": "past:2024-05-27"})
    text, confirmed = asked(answer)
    assert "Sáng, Thứ Hai, 20/05/2024 → Thứ Hai, 27/05/2024" in text and "Chiều, Thứ Hai, 20/05/2024 →" in text
    assert "Tên mới" in answer.content.decode() and "Luật Trẻ em" in answer.content.decode()
    assert TrainingSession.objects.get().starts_on == DAY
    assert desk.post(url, typed | {"confirmed": confirmed}).headers["Location"] == f"/training-sessions/{session.pk}/"
    session.refresh_from_db()
    assert (session.title, session.starts_on, session.ends_on) == ("Tên mới", date(2024, 5, 27), date(2024, 5, 27))
    assert sittings_of(session) == [("Sáng", "27/05/2024 07:30"), ("Chiều", "27/05/2024 13:30")]
    assert [topic.title for topic in session.topics.all()] == ["Luật Trẻ em"]


def test_an_answer_to_another_question_is_asked_again(desk, session, typed):
    url, typed = f"/training-sessions/{session.pk}/edit/", typed | {"starts_on": "27/05/2024", "ends_on": "27/05/2024"}
    _text, confirmed = asked(desk.post(url, typed | {"confirmed": "past:2024-05-27"}))
    later = typed | {"starts_on": "28/05/2024", "ends_on": "28/05/2024", "confirmed": f"{confirmed} past:2024-05-28"}
    assert "→ Thứ Ba, 28/05/2024" in asked(desk.post(url, later))[0]
    assert TrainingSession.objects.get().starts_on == DAY


def test_the_last_day_follows_a_first_day_that_is_changed_alone_unless_the_activity_is_to_become_longer(desk, session, typed):
    url, typed = f"/training-sessions/{session.pk}/edit/", typed | {"starts_on": "18/05/2024", "confirmed": "past:2024-05-18"}
    text, confirmed = asked(desk.post(url, typed))
    assert "từ Thứ Bảy, 18/05/2024 đến Thứ Bảy, 18/05/2024" in text and "Không dời: từ Thứ Bảy, 18/05/2024 đến Thứ Hai, 20/05/2024" in text
    longer = desk.post(url, typed | {"dates": "typed"})
    assert asked(longer)[0].count("thêm mới") == 4 and 'name="dates" value="typed"' in longer.content.decode()
    assert desk.post(url, typed | {"dates": "typed", "days_added": "none"}).status_code == 302
    session.refresh_from_db()
    assert (session.starts_on, session.ends_on, sittings_of(session)[0][1]) == (date(2024, 5, 18), DAY, "20/05/2024 07:30")
    Activity.objects.update(starts_on=DAY)
    desk.post(url, typed | {"confirmed": confirmed})
    session.refresh_from_db()
    assert (session.starts_on, session.ends_on, sittings_of(session)[0][1]) == (date(2024, 5, 18), date(2024, 5, 18), "18/05/2024 07:30")


def test_the_dates_may_stay_and_all_else_is_saved(desk, session, typed):
    url = f"/training-sessions/{session.pk}/edit/"
    desk.post(url, typed | {"starts_on": "27/05/2024", "ends_on": "", "dates": "keep"})
    session.refresh_from_db()
    assert (session.title, session.starts_on, sittings_of(session)[0]) == ("Tên mới", DAY, ("Sáng", "20/05/2024 07:30"))


def test_a_day_cut_off_takes_its_sittings_with_it_after_asking(desk, make_session, typed):
    session = make_session(ends_on=DAY + timedelta(days=1))
    url = f"/training-sessions/{session.pk}/edit/"
    text, confirmed = asked(desk.post(url, typed))
    assert text.count("bị xóa, vì thời gian mới không còn ngày này") == 2 and "Lưu và đổi các buổi như trên" in text
    desk.post(url, typed | {"confirmed": confirmed})
    session.refresh_from_db()
    assert (session.ends_on, sittings_of(session)) == (DAY, [("Sáng 20/05", "20/05/2024 07:30"), ("Chiều 20/05", "20/05/2024 13:30")])


def test_days_that_are_added_get_sittings_like_the_nearest_day_where_somebody_agrees(desk, make_session, typed, organiser):
    session = make_session(ends_on=DAY + timedelta(days=1))
    late = session.sittings.last()
    change_sitting(late, ends_at=late.ends_at + timedelta(hours=1), opens_at=late.starts_at - timedelta(minutes=20), door="poster")
    session.sittings.first().delete()  # a morning that is free, and stays so
    url, longer = f"/training-sessions/{session.pk}/edit/", typed | {"starts_on": "20/05/2024", "ends_on": "22/05/2024"}
    text, confirmed = asked(desk.post(url, longer))
    assert (
        "Ngày mới chưa có buổi nào" in text
        and "Lưu và thêm các buổi" in text
        and "Sáng, Thứ Tư, 22/05/2024, 07:30–11:00: thêm mới." in text
    )
    assert text.count("thêm mới") == 2 and "Chiều, Thứ Tư, 22/05/2024, 13:30–17:30" in text
    before = sittings_of(session)
    assert desk.post(url, longer | {"days_added": "none"}).status_code == 302
    assert sittings_of(session) == before
    Activity.objects.update(ends_on=DAY + timedelta(days=1))
    desk.post(url, longer | {"confirmed": confirmed})
    assert sittings_of(session) == [*before, ("Sáng 22/05", "22/05/2024 07:30"), ("Chiều 22/05", "22/05/2024 13:30")]
    new = session.sittings.last()
    assert (new.door, new.set_opens_at, new.door_key != late.door_key) == ("poster", at("13:10", date(2024, 5, 22)), True)
    assert ChangeRecord.objects.filter(subject="sitting", verb="added", subject_id=new.pk).exists()
    text, confirmed = asked(desk.post(url, typed | {"starts_on": "27/05/2024", "ends_on": "30/05/2024", "confirmed": "past:2024-05-27"}))
    assert "→ Thứ Hai, 27/05/2024" in text and "Chiều, Thứ Năm, 30/05/2024, 13:30–17:30: thêm mới." in text
    session.sittings.all().delete()
    assert desk.post(url, typed | {"ends_on": "31/05/2024"}).status_code == 302  # it never had a sitting: somebody meant it
    assert sittings_of(session) == []


def test_a_sitting_with_arrivals_never_moves_and_dates_without_its_day_are_refused_with_the_reason(
    desk, make_session, organiser, typed, make_person
):
    session = make_session(ends_on=DAY + timedelta(days=1))
    morning = session.sittings.first()
    tick(register(session, person=make_person(), role="participant", by=organiser), sitting=morning, by=organiser, at=at("07:40"))
    url = f"/training-sessions/{session.pk}/edit/"
    answer = desk.post(url, typed | {"starts_on": "21/05/2024", "ends_on": "22/05/2024", "confirmed": "past:2024-05-21"})
    assert error_sentences(answer) == [
        "Đã có người điểm danh ở buổi Sáng, Thứ Hai, 20/05/2024 (1 lượt điểm danh) nên buổi ấy không dời. Thời gian mới phải gồm cả ngày đó."
    ]
    assert asked(answer)[1] == "" and "Giữ ngày cũ, lưu phần còn lại" in answer.content.decode()
    text, confirmed = asked(desk.post(url, typed))
    assert "giữ nguyên, vì đã có người điểm danh" in text
    desk.post(url, typed | {"confirmed": confirmed})
    assert sittings_of(session) == [("Sáng 20/05", "20/05/2024 07:30"), ("Chiều 20/05", "20/05/2024 13:30")]


def test_a_stranger_moves_nothing(browser_of, stranger, usher, session, typed):
    moved = typed | {"starts_on": "27/05/2024", "ends_on": "", "confirmed": "past:2024-05-27"}
    url = f"/training-sessions/{session.pk}/edit/"
    assert [browser_of(user).post(url, moved).status_code for user in (stranger, usher)] == [404, 403]
    assert Activity.objects.get().starts_on == DAY


def test_the_api_refuses_such_dates_as_before(api, organiser, session):
    answer = api(organiser).patch(f"/api/v1/training-sessions/{session.pk}/", {"starts_on": "2024-05-21", "ends_on": "2024-05-21"})
    assert answer.status_code == 400
    assert "nằm ngoài thời gian mới" in answer.content.decode()
    assert Activity.objects.get().starts_on == DAY


# --- what may be a slip


def test_a_day_that_has_passed_and_a_twin_are_asked_about_together_and_saved_by_one_answer(desk, session, typed):
    typed |= {"title": "Tập  huấn luật đất đai", "starts_on": "19/05/2024", "ends_on": "20/05/2024"}
    text, confirmed = asked(desk.post(NEW, typed))
    assert "Ngày bắt đầu đã qua: Chủ nhật, 19/05/2024." in text
    assert "Đã có “Tập huấn Luật Đất đai” ở huyện Ba Tơ" in text and "Xem hoạt động đó" in text
    assert Activity.objects.count() == 1
    desk.post(NEW, typed | {"confirmed": confirmed})
    assert Activity.objects.count() == 2


def test_what_is_over_is_said_to_be_held_with_the_same_answer_and_a_day_to_come_is_not(desk, session, typed, unit_called):
    typed |= {"title": session.title, "starts_on": "19/05/2024", "ends_on": "20/05/2024"}
    asked_page = desk.post(NEW, typed)
    assert "Đúng, đã tổ chức xong" in asked_page.content.decode()
    twin, confirmed = asked(desk.post(NEW, typed | {"held": "yes"}))
    assert "Đã có “Tập huấn Luật Đất đai”" in twin and "Ngày bắt đầu đã qua" not in twin
    desk.post(NEW, typed | {"held": "yes", "confirmed": confirmed})
    today = timezone.localdate()
    of_today = {"title": "Lớp hôm nay", "unit": unit_called("Ba Tơ", on=today).pk, "starts_on": f"{today:%d/%m/%Y}", "ends_on": ""}
    desk.post(NEW, typed | of_today | {"held": "yes"})
    assert list(Activity.objects.order_by("-pk").values_list("status", flat=True)) == ["open", "closed", "open"]


@pytest.mark.parametrize("difference", [{"title": "Luật Đất đai"}, {"venue": "Nhà văn hóa"}, {"starts_on": "21/05/2024", "ends_on": ""}])
def test_another_title_place_or_day_is_no_twin(desk, session, typed, difference):
    typed |= {"title": session.title, "confirmed": "past:2024-05-20 past:2024-05-21"} | difference
    assert desk.post(NEW, typed).status_code == 302


def test_a_day_to_come_is_not_asked_about_and_the_year_that_is_not_typed_is_this_one(desk, typed, unit_called):
    tomorrow = timezone.localdate() + timedelta(days=1)
    unit = unit_called("Quảng Ngãi", "province", tomorrow).pk
    assert desk.post(NEW, typed | {"unit": unit, "starts_on": f"{tomorrow:%d%m%y}", "ends_on": f"{tomorrow:%d/%m}"}).status_code == 302
    assert Activity.objects.get().ends_on == tomorrow
