"""The inbox as a clerk works through it."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from activities.actions import cancel
from activities.models import Activity, Sitting
from attendance.inbox.undecided import list_undecided
from attendance.models import Registration, Resolution
from attendance.registrations.actions import register, withdraw
from attendance.scans.uploads import record_items
from tests.attendance.hall import arrivals
from tests.conftest import at
from tests.pages import words_of


def rows(answer) -> list[str]:
    """Each row without its controls."""
    cells = re.findall(r"<tr>\s*(<th scope=\"row\">.*?)(?:<td class=\"actions-cell\">.*?)?</tr>", answer.content.decode(), re.S)
    return [re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", row))).strip() for row in cells]


def test_what_waits_stands_by_its_cause_with_what_to_do(clerk_browser, session, send, enrolled):
    url = reverse("inbox", args=[session.pk])
    send("17:40", enrolled[1])
    send("05:00", enrolled[0])
    send("05:01", enrolled[0])
    send("07:40", code="https://zalo.me/g/abc")
    answer = clerk_browser.get(url)
    assert re.findall(r"<h2>(.*?)</h2>", answer.content.decode()) == [
        "Quét trước giờ điểm danh",
        "Quét sau giờ điểm danh",
        "Không có trong danh sách",
    ]
    assert rows(answer) == [
        "Phạm Văn Rê 1980 · huyện Ba Tơ 05:00 20/05/2024 ×2 lượt Quét thẻ · Usher",
        "Đinh Thị Mẫu 1981 · huyện Ba Tơ 17:40 20/05/2024 Quét thẻ · Usher",
        "Địa chỉ trang web https://zalo.me/g/abc 07:40 20/05/2024 Quét thẻ · Usher",
    ]
    assert "Chờ xử lý (4)" in words_of(answer)
    assert rows(clerk_browser.get(f"{url}?why=too_late")) == ["Đinh Thị Mẫu 1981 · huyện Ba Tơ 17:40 20/05/2024 Quét thẻ · Usher"]


def test_an_empty_inbox_says_so(clerk_browser, session):
    assert "Không còn gì chờ xử lý" in words_of(clerk_browser.get(reverse("inbox", args=[session.pk])))


def test_one_click_accepts_with_the_usual_reason_and_one_more_takes_it_back(clerk_browser, session, send, enrolled, morning, clerk):
    scan = send("05:00", enrolled[0])
    answer = clerk_browser.post(reverse("inbox", args=[session.pk]), {"accept": str(scan.pk)}, follow=True)
    assert arrivals("registration__person__full_name", "arrived_at", sitting=morning) == [("Phạm Văn Rê", at("07:30"))]
    assert "Đã ghi Phạm Văn Rê có mặt, buổi Sáng 20/05/2024. Lý do: Đến sớm, có mặt." in words_of(answer)
    resolution = Resolution.objects.get()
    assert resolution.resolved_by == clerk
    back = clerk_browser.post(reverse("resolution-take-back", args=[resolution.pk]), {"everybody": "1"}, follow=True)
    assert (
        arrivals("registration__person__full_name", "arrived_at", sitting=morning),
        "Đã hoàn tác. 1 lượt quét lại chờ xử lý." in words_of(back),
        len(rows(back)),
    ) == ([], True, 1)


def test_the_sitting_and_the_reason_chosen_in_the_row_count(clerk_browser, send, enrolled, session):
    scan, afternoon = send("05:00", enrolled[0]), session.sittings.last()
    clerk_browser.post(
        reverse("inbox", args=[session.pk]), {"accept": str(scan.pk), f"sitting-{scan.pk}": str(afternoon.pk), f"reason-{scan.pk}": "clock"}
    )
    assert arrivals("registration__person__full_name", "arrived_at", sitting=afternoon) == [("Phạm Văn Rê", at("13:30"))]
    assert Resolution.objects.get().reason == "Máy quét sai giờ"


def test_a_reason_of_ones_own_is_written_on_the_page_of_the_scan(clerk_browser, send, enrolled, session):
    scan = send("05:00", enrolled[0])
    answer = clerk_browser.post(reverse("inbox", args=[session.pk]), {"accept": str(scan.pk), f"reason-{scan.pk}": "other"})
    assert (answer.status_code, answer["Location"]) == (302, reverse("inbox-item", args=[session.pk, scan.pk]))
    assert not Resolution.objects.exists()


def test_rows_chosen_are_accepted_together_and_taken_back_together(clerk_browser, session, send, enrolled, morning):
    scans = [send("05:00", registration) for registration in enrolled]
    answer = clerk_browser.post(
        reverse("inbox", args=[session.pk]), {"accept-chosen": "1", "chosen": [str(scan.pk) for scan in scans[:2]]}, follow=True
    )
    assert arrivals("registration__person__full_name", "arrived_at", sitting=morning) == [
        ("Phạm Văn Rê", at("07:30")),
        ("Đinh Thị Mẫu", at("07:30")),
    ]
    assert "Đã nhận 2 người." in words_of(answer)
    resolution = Resolution.objects.order_by("pk").first()
    clerk_browser.post(reverse("resolution-take-back", args=[resolution.pk]), {"everybody": "1"})
    assert arrivals("registration__person__full_name", "arrived_at", sitting=morning) == []


def test_a_row_that_cannot_be_accepted_is_named_and_stops_no_other(clerk_browser, session, send, enrolled, morning):
    known_pass, unknown = send("05:00", enrolled[0]), send("05:00", code="A" * 26)
    answer = clerk_browser.post(
        reverse("inbox", args=[session.pk]), {"accept-chosen": "1", "chosen": [str(known_pass.pk), str(unknown.pk)]}, follow=True
    )
    assert arrivals("registration__person__full_name", "arrived_at", sitting=morning) == [("Phạm Văn Rê", at("07:30"))]
    assert f"{'A' * 26}: Chưa rõ lượt quét này của ai." in words_of(answer)


def test_who_is_there_already_is_dismissed_by_one_button(clerk_browser, send, enrolled, session, clerk):
    url = reverse("inbox", args=[session.pk])
    for registration in enrolled[:2]:
        send("05:00", registration)
        send("07:35", registration)
    send("05:00", enrolled[2])
    page = clerk_browser.get(url)
    assert "2 người đã có mặt, không cần làm gì" in words_of(page) and len(rows(page)) == 1
    assert f'href="/people/{enrolled[2].person_id}/edit/?next=' in page.content.decode(), "a name is mended from here"
    answer = clerk_browser.post(url, {"dismiss-there": "1"}, follow=True)
    assert "Đã bỏ qua 2 lượt quét." in words_of(answer)
    assert set(Resolution.objects.values_list("action", "reason", "resolved_by")) == {("dismiss", "Đã có mặt, không cần làm gì", clerk.pk)}
    assert list_undecided(session, clerk).count() == 1


def test_the_second_of_two_clerks_is_told(browser_of, clerk_browser, session, send, enrolled, organiser):
    url = reverse("inbox", args=[session.pk])
    scan = send("05:00", enrolled[0])
    clerk_browser.post(url, {"accept": str(scan.pk)})
    answer = browser_of(organiser).post(url, {"dismiss": str(scan.pk)}, follow=True)
    assert "có thể vừa có người khác làm" in words_of(answer)
    assert "không còn chờ" in words_of(browser_of(organiser).get(reverse("inbox-item", args=[scan.activity.pk, scan.pk]), follow=True))
    assert Resolution.objects.get().action == "accept"


def test_accepting_one_who_withdrew_is_said_before_and_after(clerk_browser, send, enrolled, session):
    withdraw(enrolled[0], at=at("06:00"))
    scan = send("07:40", enrolled[0])
    assert "Nếu nhận, người này lại có tên trong danh sách và thẻ dùng lại được" in words_of(
        clerk_browser.get(reverse("inbox-item", args=[session.pk, scan.pk]))
    )
    answer = clerk_browser.post(reverse("inbox", args=[session.pk]), {"accept": str(scan.pk)}, follow=True)
    assert "Người này lại có tên trong danh sách." in words_of(answer)
    Registration.objects.get(pk=enrolled[0].pk).save()
    back = clerk_browser.post(reverse("resolution-take-back", args=[Resolution.objects.get().pk]), follow=True)
    assert "Phạm Văn Rê vẫn có tên trong danh sách" in words_of(back)


def test_a_name_is_found_without_accents_and_attached_to_all_scans_ticked(clerk_browser, send, enrolled, session, morning):
    scans = [send(f"07:4{n}", code="A" * 26) for n in range(3)]
    page = reverse("inbox-item", args=[session.pk, scans[1].pk])
    assert rows(clerk_browser.get(page, {"q": "dinh thi"})) == ["Đinh Thị Mẫu 1981 huyện Ba Tơ"]
    form_data = {"attach": str(enrolled[1].pk), "accept_reason": "no_pass", "dismiss_reason": "mistake", "sitting": ""}
    answer = clerk_browser.post(page, form_data | {"scans": [str(scan.pk) for scan in scans[1:]]}, follow=True)
    assert "Đã ghi Đinh Thị Mẫu có mặt" in words_of(answer)
    assert arrivals("registration__person__full_name", "arrived_at", sitting=morning) == [("Đinh Thị Mẫu", at("07:41"))]
    assert list(Resolution.objects.values_list("action", "reason")) == [("attach", "Quên thẻ")] * 2


def test_a_reason_of_ones_own_has_to_be_written(clerk_browser, send, enrolled, session):
    scan = send("05:00", enrolled[0])
    form_data = {
        "scans": [str(scan.pk)],
        "accept_reason": "other",
        "dismiss_reason": "mistake",
        "sitting": str(session.sittings.first().pk),
    }
    refused = clerk_browser.post(reverse("inbox-item", args=[session.pk, scan.pk]), form_data | {"accept": "1"})
    assert dict(refused.context["form"].errors) == {"accept_other": ["Hãy ghi lý do."]}
    clerk_browser.post(
        reverse("inbox-item", args=[session.pk, scan.pk]), form_data | {"accept": "1", "accept_other": "Trưởng thôn xác nhận"}
    )
    assert Resolution.objects.get().reason == "Trưởng thôn xác nhận"


def test_what_an_action_refuses_is_said_and_what_was_chosen_stays(clerk_browser, send, enrolled, session):
    scan = send("19:00", code="A" * 26)
    form_data = {
        "scans": [str(scan.pk)],
        "accept_reason": "late",
        "dismiss_reason": "mistake",
        "sitting": "",
        "attach": str(enrolled[0].pk),
    }
    refused = clerk_browser.post(reverse("inbox-item", args=[session.pk, scan.pk]), form_data)
    assert refused.context["form"].non_field_errors() == ["Lúc quét không có buổi nào mở. Hãy chọn buổi."]
    assert refused.context["form"]["accept_reason"].value() == "late"


def test_a_pass_of_another_activity_counts_for_who_is_on_this_list_too(
    clerk_browser, session, send, enrolled, make_session, morning, organiser
):
    url = reverse("inbox", args=[session.pk])
    foreign_registration = register(make_session("Lớp khác"), person=enrolled[0].person, role="participant", by=organiser)
    scan = send("07:40", foreign_registration)
    assert "Người này có tên trong danh sách ở đây." in words_of(clerk_browser.get(url))
    clerk_browser.post(url, {"accept": str(scan.pk)})
    assert arrivals("registration__person__full_name", "arrived_at", sitting=morning) == [("Phạm Văn Rê", at("07:40"))]
    assert Resolution.objects.get().action == "attach"


def test_a_cancelled_activity_offers_nothing_but_to_dismiss(clerk_browser, send, enrolled, session):
    url = reverse("inbox", args=[session.pk])
    scan = send("05:00", enrolled[0])
    cancel(Activity.objects.get(pk=session.pk), reason="Mưa lũ", at=timezone.now())
    for page in (url, reverse("inbox-item", args=[session.pk, scan.pk])):
        html = clerk_browser.get(page).content.decode()
        assert 'name="accept"' not in html and 'name="dismiss"' in html
    answer = clerk_browser.post(
        reverse("inbox-item", args=[session.pk, scan.pk]), {"scans": [str(scan.pk)], "accept": "1", "accept_reason": "late"}
    )
    assert dict(answer.context["form"].errors) == {"sitting": ["Trường này là bắt buộc."]}
    assert "Hoạt động đã hủy nên không nhận điểm danh" in words_of(clerk_browser.post(url, {"accept": str(scan.pk)}, follow=True))
    clerk_browser.post(
        reverse("inbox-item", args=[session.pk, scan.pk]), {"scans": [str(scan.pk)], "dismiss": "1", "dismiss_reason": "mistake"}
    )
    assert list(Resolution.objects.values_list("action", "reason")) == [("dismiss", "Quét nhầm")]


def test_what_was_decided_says_who_why_and_can_be_taken_back(clerk_browser, send, enrolled, session, morning):
    url = reverse("inbox", args=[session.pk])
    scan = send("05:00", enrolled[0])
    clerk_browser.post(url, {"accept": str(scan.pk)})
    for n in range(2):
        send(f"07:5{n}", code="B" * 26)
    clerk_browser.post(url, {"dismiss": str(list_undecided(session, scan.user).first().pk)})
    decided = reverse("inbox-decided", args=[session.pk])
    now = timezone.localtime().strftime("%d/%m/%Y")
    texts = [re.sub(r"\d\d:\d\d " + now, "NOW", row) for row in rows(clerk_browser.get(decided))]
    assert texts == [
        f"Mã thẻ lạ {'B' * 26} (2 lượt quét) Bỏ qua Mã không liên quan Clerk NOW",
        "Phạm Văn Rê Nhận vào buổi Sáng 20/05/2024 Đến sớm, có mặt Clerk NOW",
    ]
    accepted = Resolution.objects.get(action="accept")
    answer = clerk_browser.post(reverse("resolution-take-back", args=[accepted.pk]), {"tab": "decided"}, follow=True)
    assert "Clerk hoàn tác lúc" in words_of(answer) and arrivals("registration__person__full_name", "arrived_at", sitting=morning) == []
    again = clerk_browser.post(reverse("resolution-take-back", args=[accepted.pk]), {"tab": "decided"}, follow=True)
    assert "đã được hoàn tác trước đó" in words_of(again)


def test_the_usher_sees_and_decides_nothing_and_the_stranger_sees_nothing(
    browser_of, usher, stranger, send, enrolled, session, clerk_browser
):
    url = reverse("inbox", args=[session.pk])
    scan = send("05:00", enrolled[0])
    page = browser_of(usher).get(url)
    assert "Phạm Văn Rê" in words_of(page) and 'name="accept"' not in page.content.decode()
    assert browser_of(usher).post(url, {"accept": str(scan.pk)}).status_code == 403
    assert browser_of(usher).get(reverse("inbox-item", args=[session.pk, scan.pk])).status_code == 403
    clerk_browser.post(url, {"accept": str(scan.pk)})
    back, decided = reverse("resolution-take-back", args=[Resolution.objects.get().pk]), reverse("inbox-decided", args=[session.pk])
    assert (browser_of(usher).get(decided).status_code, browser_of(usher).post(back).status_code) == (200, 403)
    outside = browser_of(stranger)
    assert [outside.get(address).status_code for address in (url, reverse("inbox-item", args=[session.pk, scan.pk]), decided)] == [
        404,
        404,
        404,
    ]
    assert [outside.post(address).status_code for address in (url, back)] == [404, 404]
    assert Resolution.objects.active().count() == 1


def test_the_list_takes_the_same_statements_for_one_and_for_many(clerk_browser, session, send, enrolled, django_assert_num_queries):
    url = reverse("inbox", args=[session.pk])
    send("05:00", enrolled[0])
    clerk_browser.get(url)
    with django_assert_num_queries(16):  # one of them for walk-ins, two the log: this look was written down before
        clerk_browser.get(url)
    for n, registration in enumerate(enrolled * 2):
        send(f"05:1{n}", registration)
        send(f"07:4{n}", code=f"{n}" * 20)
    with django_assert_num_queries(18):  # and more is shown now: how many, and who, is written down
        clerk_browser.get(url)


def test_the_activity_and_the_live_list_lead_to_what_waits(clerk_browser, browser_of, usher, send, enrolled, session, morning):
    url = reverse("inbox", args=[session.pk])
    scan = send("05:00", enrolled[0], sitting=morning.pk)
    activity, live = reverse("training-session", args=[session.pk]), reverse("live-sitting", args=[morning.pk])
    assert "1 lượt quét máy không tự quyết được đang chờ. Xử lý" in words_of(clerk_browser.get(activity))
    assert f'href="{url}"' in clerk_browser.get(live).content.decode()
    assert url not in browser_of(usher).get(activity).content.decode()
    clerk_browser.post(url, {"dismiss": str(scan.pk)})
    assert "đang chờ" not in words_of(clerk_browser.get(activity)) and "Lượt quét đã xử lý" in words_of(clerk_browser.get(activity))
    assert "Lượt quét cần xem" not in words_of(clerk_browser.get(live))


def test_the_first_page_says_what_waits_today(clerk_browser, make_session, unit_called, make_person, organiser, usher):
    today = timezone.localdate()
    session = make_session(unit=unit_called("Ba Vì", on=today), starts_on=today, ends_on=today + timedelta(days=1))
    item = {"id": str(uuid4()), "code": "A" * 26, "method": "pass", "activity": session.pk, "scanned_at": timezone.now().isoformat()}
    among, sittings = Registration.objects.all(), Sitting.objects.all()
    record_items([item], among=among, sittings=sittings, user=usher, received_at=timezone.now())
    assert words_of(clerk_browser.get("/")).count("1 lượt chờ xử lý") == 1
