"""The inbox as a clerk works through it."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from activities.actions import cancel
from activities.models import Activity, Sitting
from attendance.inbox.undecided import list_undecided
from attendance.models import Attendance, Registration, Resolution, Scan
from attendance.registrations.actions import register, withdraw
from attendance.scans.uploads import record_items
from tests.conftest import at


@pytest.fixture
def send(usher, session):
    def one(clock, registration=None, **more):
        who = {"code": registration.code} if registration is not None else {}
        item = {"id": str(uuid4()), "method": "pass", "activity": session.pk, "scanned_at": at(clock).isoformat()} | who | more
        among, sittings = Registration.objects.all(), Sitting.objects.all()
        record_items([item], among=among, sittings=sittings, user=usher, received_at=timezone.now())
        return Scan.objects.get(pk=item["id"])

    return one


@pytest.fixture
def desk(browser_of, clerk):
    return browser_of(clerk)


@pytest.fixture
def url(session):
    return reverse("inbox", args=[session.pk])


def item_url(session, scan):
    return reverse("inbox-item", args=[session.pk, scan.pk])


def words(answer) -> str:
    text = re.sub(r"<(head|svg|option|script)\b.*?</\1>", " ", answer.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text))).strip()


def rows(answer) -> list[str]:
    """Each row without its controls."""
    found = re.findall(r"<tr>\s*(<th scope=\"row\">.*?)(?:<td class=\"actions-cell\">.*?)?</tr>", answer.content.decode(), re.S)
    return [re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", row))).strip() for row in found]


def present(sitting) -> set[tuple[str, str]]:
    found = Attendance.objects.active().filter(sitting=sitting).select_related("registration__person")
    return {(one.registration.person.full_name, timezone.localtime(one.arrived_at).strftime("%H:%M")) for one in found}


def test_what_waits_stands_by_its_cause_with_what_to_do(desk, url, send, enrolled):
    send("17:40", enrolled[1])
    send("05:00", enrolled[0])
    send("05:01", enrolled[0])
    send("07:40", code="https://zalo.me/g/abc")
    answer = desk.get(url)
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
    assert "Chờ xử lý (4)" in words(answer)
    assert rows(desk.get(f"{url}?why=too_late")) == ["Đinh Thị Mẫu 1981 · huyện Ba Tơ 17:40 20/05/2024 Quét thẻ · Usher"]


def test_an_empty_inbox_says_so(desk, url):
    assert "Không còn gì chờ xử lý" in words(desk.get(url))


def test_one_click_accepts_with_the_usual_reason_and_one_more_takes_it_back(desk, url, send, enrolled, morning, clerk):
    scan = send("05:00", enrolled[0])
    answer = desk.post(url, {"accept": str(scan.pk)}, follow=True)
    assert present(morning) == {("Phạm Văn Rê", "07:30")}
    assert "Đã ghi Phạm Văn Rê có mặt, buổi Sáng 20/05/2024. Lý do: Đến sớm, có mặt." in words(answer)
    resolution = Resolution.objects.get()
    assert resolution.resolved_by == clerk
    back = desk.post(reverse("resolution-take-back", args=[resolution.pk]), {"everybody": "1"}, follow=True)
    assert (present(morning), "Đã hoàn tác. 1 lượt quét lại chờ xử lý." in words(back), len(rows(back))) == (set(), True, 1)


def test_the_sitting_and_the_reason_chosen_in_the_row_count(desk, url, send, enrolled, session):
    scan, afternoon = send("05:00", enrolled[0]), session.sittings.last()
    desk.post(url, {"accept": str(scan.pk), f"sitting-{scan.pk}": str(afternoon.pk), f"reason-{scan.pk}": "clock"})
    assert present(afternoon) == {("Phạm Văn Rê", "13:30")}
    assert Resolution.objects.get().reason == "Máy quét sai giờ"


def test_a_reason_of_ones_own_is_written_on_the_page_of_the_scan(desk, url, send, enrolled, session):
    scan = send("05:00", enrolled[0])
    answer = desk.post(url, {"accept": str(scan.pk), f"reason-{scan.pk}": "other"})
    assert (answer.status_code, answer["Location"]) == (302, item_url(session, scan))
    assert not Resolution.objects.exists()


def test_rows_chosen_are_accepted_together_and_taken_back_together(desk, url, send, enrolled, morning):
    scans = [send("05:00", one) for one in enrolled]
    answer = desk.post(url, {"accept-chosen": "1", "chosen": [str(scan.pk) for scan in scans[:2]]}, follow=True)
    assert present(morning) == {("Phạm Văn Rê", "07:30"), ("Đinh Thị Mẫu", "07:30")}
    assert "Đã nhận 2 người." in words(answer)
    done = Resolution.objects.order_by("pk").first()
    desk.post(reverse("resolution-take-back", args=[done.pk]), {"everybody": "1"})
    assert present(morning) == set()


def test_a_row_that_cannot_be_accepted_is_named_and_stops_no_other(desk, url, send, enrolled, morning):
    known, unknown = send("05:00", enrolled[0]), send("05:00", code="A" * 26)
    answer = desk.post(url, {"accept-chosen": "1", "chosen": [str(known.pk), str(unknown.pk)]}, follow=True)
    assert present(morning) == {("Phạm Văn Rê", "07:30")}
    assert f"{'A' * 26}: Không rõ lượt quét này của ai." in words(answer)


def test_who_is_there_already_is_dismissed_by_one_button(desk, url, send, enrolled, session, clerk):
    for one in enrolled[:2]:
        send("05:00", one)
        send("07:35", one)
    send("05:00", enrolled[2])
    shown = desk.get(url)
    assert "2 người đã có mặt, không cần làm gì" in words(shown) and len(rows(shown)) == 1
    answer = desk.post(url, {"dismiss-there": "1"}, follow=True)
    assert "Đã bỏ qua 2 lượt quét." in words(answer)
    assert set(Resolution.objects.values_list("action", "reason", "resolved_by")) == {("dismiss", "Đã có mặt, không cần làm gì", clerk.pk)}
    assert list_undecided(session, clerk).count() == 1


def test_the_second_of_two_clerks_is_told(browser_of, desk, url, send, enrolled, organiser):
    scan = send("05:00", enrolled[0])
    desk.post(url, {"accept": str(scan.pk)})
    answer = browser_of(organiser).post(url, {"dismiss": str(scan.pk)}, follow=True)
    assert "có thể vừa có người khác làm" in words(answer)
    assert "không còn chờ" in words(browser_of(organiser).get(item_url(scan.activity, scan), follow=True))
    assert Resolution.objects.get().action == "accept"


def test_accepting_one_who_withdrew_is_said_before_and_after(desk, url, send, enrolled, session):
    withdraw(enrolled[0])
    scan = send("07:40", enrolled[0])
    assert "Nếu nhận, người này lại có tên trong danh sách và thẻ dùng lại được" in words(desk.get(item_url(session, scan)))
    answer = desk.post(url, {"accept": str(scan.pk)}, follow=True)
    assert "Người này lại có tên trong danh sách." in words(answer)
    Registration.objects.get(pk=enrolled[0].pk).save()
    back = desk.post(reverse("resolution-take-back", args=[Resolution.objects.get().pk]), follow=True)
    assert "Phạm Văn Rê vẫn có tên trong danh sách" in words(back)


def test_a_name_is_found_without_accents_and_attached_to_all_scans_ticked(desk, send, enrolled, session, morning):
    scans = [send(f"07:4{n}", code="A" * 26) for n in range(3)]
    page = item_url(session, scans[1])
    assert rows(desk.get(page, {"q": "dinh thi"})) == ["Đinh Thị Mẫu 1981 huyện Ba Tơ"]
    told = {"attach": str(enrolled[1].pk), "accept_reason": "no_pass", "dismiss_reason": "mistake", "sitting": ""}
    answer = desk.post(page, told | {"scans": [str(scan.pk) for scan in scans[1:]]}, follow=True)
    assert "Đã ghi Đinh Thị Mẫu có mặt" in words(answer)
    assert present(morning) == {("Đinh Thị Mẫu", "07:41")}
    assert list(Resolution.objects.values_list("action", "reason")) == [("attach", "Quên thẻ")] * 2


def test_a_reason_of_ones_own_has_to_be_written(desk, send, enrolled, session):
    scan = send("05:00", enrolled[0])
    told = {"scans": [str(scan.pk)], "accept_reason": "other", "dismiss_reason": "mistake", "sitting": str(session.sittings.first().pk)}
    refused = desk.post(item_url(session, scan), told | {"accept": "1"})
    assert dict(refused.context["form"].errors) == {"accept_other": ["Hãy ghi lý do."]}
    desk.post(item_url(session, scan), told | {"accept": "1", "accept_other": "Trưởng thôn xác nhận"})
    assert Resolution.objects.get().reason == "Trưởng thôn xác nhận"


def test_what_an_action_refuses_is_said_and_what_was_chosen_stays(desk, send, enrolled, session):
    scan = send("19:00", code="A" * 26)
    told = {"scans": [str(scan.pk)], "accept_reason": "late", "dismiss_reason": "mistake", "sitting": "", "attach": str(enrolled[0].pk)}
    refused = desk.post(item_url(session, scan), told)
    assert refused.context["form"].non_field_errors() == ["Lúc quét không có buổi nào mở. Hãy chọn buổi."]
    assert refused.context["form"]["accept_reason"].value() == "late"


def test_a_pass_of_another_activity_counts_for_who_is_on_this_list_too(desk, url, send, enrolled, make_session, morning, organiser):
    there = register(make_session("Lớp khác"), person=enrolled[0].person, role="participant", by=organiser)
    scan = send("07:40", there)
    assert "Người này có tên trong danh sách ở đây." in words(desk.get(url))
    desk.post(url, {"accept": str(scan.pk)})
    assert present(morning) == {("Phạm Văn Rê", "07:40")}
    assert Resolution.objects.get().action == "attach"


def test_a_cancelled_activity_offers_nothing_but_to_dismiss(desk, url, send, enrolled, session):
    scan = send("05:00", enrolled[0])
    cancel(Activity.objects.get(pk=session.pk), reason="Mưa lũ", at=timezone.now())
    for page in (url, item_url(session, scan)):
        html = desk.get(page).content.decode()
        assert 'name="accept"' not in html and 'name="dismiss"' in html
    answer = desk.post(item_url(session, scan), {"scans": [str(scan.pk)], "accept": "1", "accept_reason": "late"})
    assert dict(answer.context["form"].errors) == {"sitting": ["Trường này là bắt buộc."]}
    assert "Hoạt động đã hủy nên không nhận điểm danh" in words(desk.post(url, {"accept": str(scan.pk)}, follow=True))
    desk.post(item_url(session, scan), {"scans": [str(scan.pk)], "dismiss": "1", "dismiss_reason": "mistake"})
    assert list(Resolution.objects.values_list("action", "reason")) == [("dismiss", "Quét nhầm")]


def test_what_was_decided_says_who_why_and_can_be_taken_back(desk, url, send, enrolled, session, morning):
    scan = send("05:00", enrolled[0])
    desk.post(url, {"accept": str(scan.pk)})
    for n in range(2):
        send(f"07:5{n}", code="B" * 26)
    desk.post(url, {"dismiss": str(list_undecided(session, scan.user).first().pk)})
    decided = reverse("inbox-decided", args=[session.pk])
    now = timezone.localtime().strftime("%d/%m/%Y")
    shown = [re.sub(r"\d\d:\d\d " + now, "NOW", row) for row in rows(desk.get(decided))]
    assert shown == [
        f"Mã thẻ lạ {'B' * 26} (2 lượt quét) Bỏ qua Mã không liên quan Clerk NOW",
        "Phạm Văn Rê Nhận vào buổi Sáng 20/05/2024 Đến sớm, có mặt Clerk NOW",
    ]
    accepted = Resolution.objects.get(action="accept")
    answer = desk.post(reverse("resolution-take-back", args=[accepted.pk]), {"tab": "decided"}, follow=True)
    assert "Clerk hoàn tác lúc" in words(answer) and present(morning) == set()
    again = desk.post(reverse("resolution-take-back", args=[accepted.pk]), {"tab": "decided"}, follow=True)
    assert "đã được hoàn tác trước đó" in words(again)


def test_the_usher_sees_and_decides_nothing_and_the_stranger_sees_nothing(browser_of, usher, stranger, url, send, enrolled, session, desk):
    scan = send("05:00", enrolled[0])
    seen = browser_of(usher).get(url)
    assert "Phạm Văn Rê" in words(seen) and 'name="accept"' not in seen.content.decode()
    assert browser_of(usher).post(url, {"accept": str(scan.pk)}).status_code == 403
    assert browser_of(usher).get(item_url(session, scan)).status_code == 403
    desk.post(url, {"accept": str(scan.pk)})
    back, decided = reverse("resolution-take-back", args=[Resolution.objects.get().pk]), reverse("inbox-decided", args=[session.pk])
    assert (browser_of(usher).get(decided).status_code, browser_of(usher).post(back).status_code) == (200, 403)
    outside = browser_of(stranger)
    assert [outside.get(one).status_code for one in (url, item_url(session, scan), decided)] == [404, 404, 404]
    assert [outside.post(one).status_code for one in (url, back)] == [404, 404]
    assert Resolution.objects.active().count() == 1


def test_the_list_takes_the_same_statements_for_one_and_for_many(desk, url, send, enrolled, django_assert_num_queries):
    send("05:00", enrolled[0])
    desk.get(url)
    with django_assert_num_queries(14):  # one of them the log: this look was written down before
        desk.get(url)
    for n, one in enumerate(enrolled * 2):
        send(f"05:1{n}", one)
        send(f"07:4{n}", code=f"{n}" * 20)
    with django_assert_num_queries(15):  # and more is shown now
        desk.get(url)


def test_the_activity_and_the_live_list_lead_to_what_waits(desk, browser_of, usher, send, enrolled, session, morning, url):
    scan = send("05:00", enrolled[0], sitting=morning.pk)
    activity, live = reverse("training-session", args=[session.pk]), reverse("live-sitting", args=[morning.pk])
    assert "1 lượt quét máy không tự quyết được đang chờ. Xử lý" in words(desk.get(activity))
    assert f'href="{url}"' in desk.get(live).content.decode()
    assert url not in browser_of(usher).get(activity).content.decode()
    desk.post(url, {"dismiss": str(scan.pk)})
    assert "đang chờ" not in words(desk.get(activity)) and "Lượt quét đã xử lý" in words(desk.get(activity))
    assert "Lượt quét cần xem" not in words(desk.get(live))


def test_the_first_page_says_what_waits_today(desk, make_session, unit_called, make_person, organiser, usher):
    today = timezone.localdate()
    session = make_session(unit=unit_called("Ba Vì", on=today), starts_on=today, ends_on=today + timedelta(days=1))
    item = {"id": str(uuid4()), "code": "A" * 26, "method": "pass", "activity": session.pk, "scanned_at": timezone.now().isoformat()}
    among, sittings = Registration.objects.all(), Sitting.objects.all()
    record_items([item], among=among, sittings=sittings, user=usher, received_at=timezone.now())
    assert words(desk.get("/")).count("1 lượt chờ xử lý") == 1
