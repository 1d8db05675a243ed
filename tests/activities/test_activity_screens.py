import re
from datetime import date

import pytest
from django.utils import timezone

from activities.actions import cancel, change_sitting, set_status
from activities.models import Activity, Sitting
from attendance.registrations.actions import withdraw
from attendance.sittings.actions import tick
from tests.conftest import at
from tests.pages import error_sentences, error_summary, messages_of
from training.models import TrainingSession

pytestmark = pytest.mark.django_db


# --- status


def test_an_activity_is_closed_reopened_and_made_a_draft_again(desk, session):
    for status in ("closed", "open", "draft"):
        answer = desk.post(f"/activities/{session.pk}/status/", {"status": status})
        assert answer.headers["Location"] == f"/training-sessions/{session.pk}/"
        assert Activity.objects.get(pk=session.pk).status == status


@pytest.mark.parametrize("odd", ["cancelled", "finished", ""])
def test_no_other_status_is_taken(desk, session, odd):
    desk.post(f"/activities/{session.pk}/status/", {"status": odd})
    assert Activity.objects.get(pk=session.pk).status == "open"


def test_a_cancelled_activity_is_restored_before_it_is_opened(desk, session):
    cancel(session, reason="Mưa lũ", at=timezone.now())
    answer = desk.post(f"/activities/{session.pk}/status/", {"status": "open"})
    assert messages_of(answer) == ["Hoạt động đã hủy; hãy khôi phục trước."]
    assert Activity.objects.get(pk=session.pk).status == "cancelled"


def test_a_draft_says_so_and_offers_to_be_opened(desk, session):
    set_status(session, status="draft")
    html = desk.get(f"/training-sessions/{session.pk}/").content.decode()
    assert "Còn là nháp" in html
    assert '<button class="button secondary" name="status" value="open">Mở hoạt động</button>' in html


@pytest.mark.parametrize("address", ["status", "restore"])
def test_what_changes_is_not_done_by_following_a_link(desk, session, address):
    assert desk.get(f"/activities/{session.pk}/{address}/").status_code == 405


# --- cancelling, restoring, removing


def test_cancelling_keeps_the_reason_and_says_it_on_the_page(desk, session, enrolled):
    assert "vẫn nằm trong danh sách" in desk.get(f"/activities/{session.pk}/cancel/").content.decode()
    answer = desk.post(f"/activities/{session.pk}/cancel/", {"reason": "  Mưa   lũ "})
    saved = Activity.objects.get(pk=session.pk)
    assert (saved.status, saved.cancel_reason, saved.registrations.count()) == ("cancelled", "Mưa lũ", 3)
    assert "Lý do: Mưa lũ" in desk.get(answer.headers["Location"]).content.decode()


@pytest.mark.parametrize("reason", ["", "   ", "\u200b"])
def test_cancelling_needs_a_reason(desk, session, reason):
    answer = desk.post(f"/activities/{session.pk}/cancel/", {"reason": reason})
    assert error_sentences(answer) == ["Hãy ghi lý do hủy."]
    assert Activity.objects.get(pk=session.pk).status == "open"


def test_a_second_cancelling_keeps_the_first_reason(desk, session):
    cancel(session, reason="Mưa lũ", at=at("07:00"))
    answer = desk.post(f"/activities/{session.pk}/cancel/", {"reason": "Khác"})
    assert messages_of(answer) == ["Hoạt động này đã hủy trước đó."]
    assert Activity.objects.get(pk=session.pk).cancel_reason == "Mưa lũ"


def test_a_cancelled_activity_is_restored_open(desk, session):
    cancel(session, reason="Mưa lũ", at=timezone.now())
    desk.post(f"/activities/{session.pk}/restore/")
    saved = Activity.objects.get(pk=session.pk)
    assert (saved.status, saved.cancel_reason, saved.cancelled_at) == ("open", "", None)


def test_restoring_leaves_a_closed_activity_closed(desk, session):
    set_status(session, status="closed")
    desk.post(f"/activities/{session.pk}/restore/")
    assert Activity.objects.get(pk=session.pk).status == "closed"


def test_what_nobody_registered_for_is_removed_after_asking(desk, session):
    page = desk.get(f"/training-sessions/{session.pk}/").content.decode()
    assert f'href="/activities/{session.pk}/remove/"' in page
    assert desk.get(f"/activities/{session.pk}/remove/").status_code == 200
    assert TrainingSession.objects.count() == 1
    assert desk.post(f"/activities/{session.pk}/remove/").headers["Location"] == "/activities/"
    assert (TrainingSession.objects.count(), Activity.objects.count(), Sitting.objects.count()) == (0, 0, 0)


def test_what_somebody_registered_for_is_not_removed_even_if_they_withdrew(desk, session, enrolled):
    for registration in enrolled:
        withdraw(registration)
    assert f'href="/activities/{session.pk}/remove/"' not in desk.get(f"/training-sessions/{session.pk}/").content.decode()
    answer = desk.post(f"/activities/{session.pk}/remove/")
    assert error_summary(answer) == [
        "Đã có người đăng ký, điểm danh, máy quét hoặc danh sách in nên không xóa được. Hãy hủy và ghi lý do; dữ liệu vẫn được giữ."
    ]
    assert TrainingSession.objects.count() == 1


# --- sittings


EVENING = {
    "label": "Tối",
    "day": "2024-05-20",
    "starts_at": "19:00",
    "ends_at": "21:30",
    "opens_at": "",
    "closes_at": "",
    "door": "poster",
}


def test_a_sitting_is_added_with_its_usual_hours(desk, session):
    answer = desk.post(f"/activities/{session.pk}/sittings/new/", EVENING)
    added = session.sittings.get(label="Tối")
    assert answer.headers["Location"] == f"/training-sessions/{session.pk}/"
    assert (added.starts_at, added.ends_at, added.door) == (at("19:00"), at("21:30"), "poster")
    assert (added.set_opens_at, added.set_closes_at, added.opens_at, added.closes_at) == (None, None, at("18:00"), at("22:00"))


def test_a_sitting_is_changed_and_its_own_hours_are_kept(desk, session):
    sitting = session.sittings.first()
    url = f"/sittings/{sitting.pk}/edit/"
    desk.post(url, EVENING | {"opens_at": "17:00", "closes_at": "23:00"})
    html = desk.get(url).content.decode()
    typed = dict(re.findall(r'name="(\w+)" value="([^"]*)"', html))
    assert [typed[name] for name in ("label", "day", "starts_at", "ends_at", "opens_at", "closes_at")] == [
        "Tối", "20/05/2024", "19:00", "21:30", "17:00", "23:00",
    ]  # fmt: skip
    sitting.refresh_from_db()
    assert (sitting.opens_at, sitting.closes_at) == (at("17:00"), at("23:00"))


def test_hours_set_on_the_day_before_stay_there_and_move_with_the_day(desk, make_session):
    session = make_session(ends_on=date(2024, 5, 22))
    sitting = session.sittings.order_by("starts_at")[2]
    change_sitting(sitting, opens_at=at("20:00"))  # the evening before
    form_data = {
        "label": "Sáng",
        "day": "2024-05-22",
        "starts_at": "07:45",
        "ends_at": "11:00",
        "opens_at": "20:00",
        "closes_at": "",
        "door": "off",
    }
    desk.post(f"/sittings/{sitting.pk}/edit/", form_data)
    sitting.refresh_from_db()
    assert sitting.starts_at == at("07:45", date(2024, 5, 22))
    assert sitting.opens_at == at("20:00", date(2024, 5, 21))


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"day": "2024-05-21"}, ["Buổi phải nằm trong thời gian của hoạt động (20/05/2024 đến 20/05/2024)."]),
        ({"day": "mai"}, ["“mai” không phải là một ngày. Ghi như 15/12/2026, 15-12 hoặc 151226."]),
        ({"ends_at": "19:00"}, ["Giờ kết thúc phải sau giờ bắt đầu."]),
        ({"starts_at": "07:30"}, ["Đã có một buổi bắt đầu vào giờ này."]),
        ({"opens_at": "19:01"}, ["Giờ mở điểm danh phải trước hoặc đúng giờ bắt đầu."]),
        ({"closes_at": "18:00"}, ["Giờ đóng điểm danh phải sau giờ bắt đầu."]),
        ({"label": " "}, ["Hãy đặt tên buổi, ví dụ Sáng."]),
        ({"starts_at": "", "ends_at": ""}, ["Hãy nhập giờ bắt đầu.", "Hãy nhập giờ kết thúc."]),
    ],
)
def test_a_sitting_that_cannot_be_is_told_beside_its_field_and_stays_typed(desk, session, wrong, expected):
    answer = desk.post(f"/activities/{session.pk}/sittings/new/", EVENING | wrong)
    assert [error.rstrip(".") for error in error_sentences(answer)] == [error.rstrip(".") for error in expected]
    typed = dict(re.findall(r'name="(\w+)" value="([^"]*)"', answer.content.decode()))
    assert typed["day"] == {"2024-05-20": "20/05/2024", "2024-05-21": "21/05/2024", "mai": "mai"}[(EVENING | wrong)["day"]]
    assert session.sittings.count() == 2


def test_the_wrong_day_is_told_beside_the_day(desk, session):
    html = desk.post(f"/activities/{session.pk}/sittings/new/", EVENING | {"day": "2024-05-21"}).content.decode()
    assert re.findall(r'id="id_(\w+)_error"', html) == ["day"]


def test_a_sitting_is_removed_unless_somebody_came(desk, session, enrolled, organiser):
    morning, afternoon = session.sittings.all()
    tick(enrolled[0], sitting=morning, by=organiser, at=at("07:40"))
    answer = desk.post(f"/sittings/{morning.pk}/remove/")
    assert error_summary(answer) == [
        "Đã có người đăng ký, điểm danh, máy quét hoặc danh sách in nên không xóa được. Hãy hủy và ghi lý do; dữ liệu vẫn được giữ."
    ]
    assert desk.post(f"/sittings/{afternoon.pk}/remove/").headers["Location"] == f"/training-sessions/{session.pk}/"
    assert list(session.sittings.all()) == [morning]


def test_a_session_without_sittings_says_what_to_do(desk, session):
    session.sittings.all().delete()
    html = desk.get(f"/training-sessions/{session.pk}/").content.decode()
    assert f'<a class="button" href="/activities/{session.pk}/sittings/new/">Thêm buổi</a>' in html


# --- who may


CHANGES = [  # {0} is the activity, {1} a sitting of it
    ("/activities/{0}/status/", {"status": "closed"}),
    ("/activities/{0}/cancel/", {"reason": "Mưa lũ"}),
    ("/activities/{0}/restore/", {}),
    ("/activities/{0}/remove/", {}),
    ("/activities/{0}/sittings/new/", {"label": "Tối"}),
    ("/sittings/{1}/edit/", {"label": "Tối"}),
    ("/sittings/{1}/remove/", {}),
]


@pytest.mark.parametrize(("user_name", "code"), [("stranger", 404), ("nobody", 404), ("usher", 403), ("clerk", 403)])
def test_only_who_may_record_there_changes_anything(request, browser_of, session, user_name, code):
    desk, sitting = browser_of(request.getfixturevalue(user_name)), session.sittings.first()
    assert [desk.post(path.format(session.pk, sitting.pk), typed).status_code for path, typed in CHANGES] == [code] * 7
    assert (Activity.objects.get(pk=session.pk).status, session.sittings.count()) == ("open", 2)


def test_who_is_not_signed_in_changes_nothing(client, session):
    sitting = session.sittings.first()
    answers = [client.post(path.format(session.pk, sitting.pk), typed) for path, typed in CHANGES]
    assert {answer.headers["Location"].split("?")[0] for answer in answers} == {"/sign-in/"}
    assert (Activity.objects.get(pk=session.pk).status, session.sittings.count()) == ("open", 2)
