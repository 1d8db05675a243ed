"""The page of messages, who was told, and the workbook."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import ChangeRecord
from activities.actions import cancel, postpone
from attendance.registrations.actions import register
from invitations.actions import mark_told
from invitations.models import Invitation, Notification
from people.models import Disclosure
from registry.merging.actions import merge
from tests.pages import error_summary, page_text, whole_body


@pytest.fixture
def phoned(enrolled, agency):
    """The three of `enrolled`: Phạm Văn Rê and Đinh Thị Mẫu have a phone, Nguyễn Thị Hoa has none."""
    for registration, phone in zip(enrolled, ["0905111222", "0905111333"], strict=False):
        registration.person.phone = phone
        registration.person.save()
    return enrolled


def test_everybody_with_a_phone_has_a_message_with_their_own_pass(clerk_browser, session_path, phoned):
    page = clerk_browser.get(f"{session_path}invitations/")
    text = page.content.decode()
    assert "Sở Dân tộc và Tôn giáo trân trọng kính mời ông (bà) Phạm Văn Rê dự Tập huấn Luật Đất đai, vào 07 giờ 30 ngày 20/5/2024" in text
    assert all(f"http://testserver/p/{registration.code}" in text for registration in phoned[:2])
    assert clerk_browser.get(f"/p/{phoned[0].code}").status_code == 200
    assert "Nguyễn Thị Hoa" not in text and "Nguyễn Thị Hoa" in page_text(clerk_browser.get(f"{session_path}invitations/?show=no-phone"))
    assert "Cần báo (2)" in page_text(page) and "chưa có số điện thoại (1)" in page_text(page)
    assert Disclosure.objects.get(what="invitation-list").people == 3
    assert Notification.objects.count() == 0


def test_who_was_told_is_marked_once_with_the_way_and_can_be_taken_back(clerk_browser, clerk, session_path, phoned):
    chosen = {"chosen": [phoned[0].pk, phoned[1].pk], "way": "zalo"}
    clerk_browser.post(f"{session_path}invitations/told/?show=to-tell", chosen)
    answer = clerk_browser.post(f"{session_path}invitations/told/?show=told&page=1", chosen, follow=True)
    assert set(Notification.objects.values_list("registration", "way", "told_by")) == {(row.pk, "zalo", clerk.pk) for row in phoned[:2]}
    assert answer.redirect_chain[-1][0] == f"{session_path}invitations/?show=told&page=1"
    assert "Đã báo (2)" in page_text(answer) and clerk.full_name in page_text(answer)
    clerk_browser.post(f"{session_path}invitations/told/", {"taken-back": phoned[0].pk})
    clerk_browser.post(f"{session_path}invitations/told/", {"told": phoned[2].pk, "way": "call"})
    assert list(Notification.objects.values_list("registration", flat=True)) == [phoned[1].pk, phoned[2].pk]
    verbs = ChangeRecord.objects.filter(subject="notification").values_list("verb", flat=True)
    assert sorted(verbs) == ["taken_back", "told", "told", "told"]


@pytest.mark.parametrize("posted", [{}, {"chosen": "1"}, {"way": "zalo"}, {"way": "pigeon", "told": "1"}, {"way": "sms", "told": "x"}])
def test_a_mark_without_person_or_way_is_refused_and_changes_nothing(clerk_browser, session_path, phoned, posted):
    answer = clerk_browser.post(f"{session_path}invitations/told/", posted, follow=True)
    assert "Hãy chọn người đã báo và cách báo." in page_text(answer)
    assert Notification.objects.count() == 0


def test_after_a_new_date_and_a_cancellation_who_was_told_is_told_again(clerk_browser, clerk, session_path, session, phoned):
    mark_told(session, [phoned[0]], way="sms", by=clerk, at=timezone.now())
    postpone(session, starts_on=session.starts_on + timedelta(days=7))
    page = page_text(clerk_browser.get(f"{session_path}invitations/"))
    assert "Cần báo lại: đã đổi" in page and "Cần báo (2)" in page
    assert "đã dời từ ngày 20/5/2024 (thứ Hai) sang ngày 27/5/2024 (thứ Hai)" in page
    cancel(session, reason="Mưa lũ", at=timezone.now())
    page = page_text(clerk_browser.get(f"{session_path}invitations/"))
    assert "Cần báo (1)" in page and "ngày 20/5/2024 (thứ Hai), đã hủy. Lý do: Mưa lũ." in page, "the day that they were told"
    clerk_browser.post(f"{session_path}invitations/told/", {"chosen": [row.pk for row in phoned], "way": "sms"})
    assert list(Notification.objects.values_list("registration", "is_cancelled")) == [(phoned[0].pk, False), (phoned[0].pk, True)]
    assert "Cần báo (0)" in page_text(clerk_browser.get(f"{session_path}invitations/"))


def test_texts_are_previewed_saved_and_refused_with_what_was_typed(clerk_browser, session_path, phoned):
    texts = {"message": "Mời [họ tên] dự [tên hoạt động].", "change_message": "", "cancellation_message": ""}
    preview = clerk_browser.post(f"{session_path}invitations/messages/", texts | {"preview": "1"})
    assert "Mời Nguyễn Thị Hoa dự Tập huấn Luật Đất đai." in page_text(preview) and Invitation.objects.count() == 0
    refused = clerk_browser.post(f"{session_path}invitations/messages/", texts | {"message": "Mời [chức vụ]"})
    assert "[chức vụ]" in error_summary(refused)[0] and "Mời [chức vụ]</textarea>" in refused.content.decode()
    assert clerk_browser.post(f"{session_path}invitations/messages/", texts).status_code == 302
    assert "Mời Phạm Văn Rê dự Tập huấn Luật Đất đai." in page_text(clerk_browser.get(f"{session_path}invitations/"))


def test_the_workbook_has_phones_as_text_and_is_logged(clerk_browser, session_path, phoned):
    answer = clerk_browser.get(f"{session_path}invitations/messages.xlsx?show=to-tell")
    assert 'filename="tin-nhan-moi-Tap-huan-Luat-Dat-dai-2024-05-20.xlsx"' in answer["Content-Disposition"]
    rows = list(load_workbook(io.BytesIO(whole_body(answer))).worksheets[0].iter_rows(values_only=True))
    [row] = [row for row in rows if "Phạm Văn Rê" in row]
    _name, phone, text, link, state = row
    assert (phone, link, state) == ("0905111222", f"http://testserver/p/{phoned[0].code}", "Chưa báo") and link in text
    assert not any("Nguyễn Thị Hoa" in row for row in rows)
    assert Disclosure.objects.get(what="invitations", way="xlsx").people == 2


def test_strangers_see_nothing_and_ushers_mark_nobody(browser_of, stranger, usher, leader, session_path, phoned):
    pages = [f"{session_path}invitations/", f"{session_path}invitations/messages/", f"{session_path}invitations/messages.xlsx"]
    assert [browser_of(stranger).get(page).status_code for page in pages] == [404, 404, 404]
    for user in (usher, leader):
        assert [browser_of(user).get(page).status_code for page in pages] == [403, 403, 403]
    told = {"told": phoned[0].pk, "way": "sms"}
    assert [browser_of(user).post(f"{session_path}invitations/told/", told).status_code for user in (stranger, usher, leader)] == [
        404,
        403,
        403,
    ]
    assert Notification.objects.count() == 0


def test_nobody_of_another_activity_is_marked(clerk_browser, session_path, phoned, make_session, make_person, organiser):
    elsewhere = register(make_session("Lớp khác"), person=make_person("Hồ Thị Xa"), role="participant", by=organiser)
    clerk_browser.post(f"{session_path}invitations/told/", {"told": elsewhere.pk, "way": "sms"})
    assert Notification.objects.count() == 0


def test_of_two_records_that_become_one_both_marks_stay(clerk, session_path, phoned, session, admin, make_person, organiser):
    twin = register(session, person=make_person("Đinh Thị Mẫu", "F", 1981, "Hrê"), role="participant", by=organiser)
    mark_told(session, [phoned[1], twin], way="sms", by=clerk, at=timezone.now())
    merge(phoned[1].person, twin.person, by=admin, at=timezone.now())
    assert list(Notification.objects.values_list("registration__person", flat=True)) == [phoned[1].person_id] * 2


@pytest.mark.parametrize("people", [1, 3])
def test_the_page_asks_the_database_as_often_for_three_as_for_one(
    clerk_browser, clerk, session_path, session, make_person, organiser, django_assert_num_queries, people
):
    registrations = [
        register(session, person=make_person(birth_year=1950 + year, phone="0905111222"), role="participant", by=organiser)
        for year in range(people)
    ]
    mark_told(session, registrations, way="sms", by=clerk, at=timezone.now())
    with django_assert_num_queries(16):
        clerk_browser.get(f"{session_path}invitations/?show=all")
