"""The live list of one sitting: who is in, who is missing, and what a hand may do about it."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from attendance.models import Annulment, Attendance, Excuse, Scan
from attendance.registrations.actions import register, withdraw
from attendance.sittings.actions import annul, excuse, tick
from people.models import Person
from tests.conftest import at
from tests.pages import plain_text

HTMX = {"HX-Request": "true"}


@pytest.fixture
def session_now(make_session, unit_called):
    """Held today and tomorrow, with its first sitting open at this moment."""
    today = timezone.localdate()
    session = make_session(unit=unit_called("Ba Vì", on=today), starts_on=today, ends_on=today + timedelta(days=1))
    now = timezone.now()
    session.sittings.filter(pk=session.sittings.first().pk).update(
        set_opens_at=now - timedelta(hours=1), set_closes_at=now + timedelta(hours=1)
    )
    return session


@pytest.fixture
def open_now(session_now, make_person, organiser):
    """A sitting that is open now, with Phạm Văn Rê, Đinh Thị Mẫu and Nguyễn Thị Hoa registered."""
    for person in (("Phạm Văn Rê", "M", 1980, "Hrê"), ("Đinh Thị Mẫu", "F", 1981, "Hrê"), ("Nguyễn Thị Hoa", "F", 1982, "Kinh")):
        register(session_now, person=make_person(*person), role="participant", by=organiser)
    return session_now.sittings.first()


def figures(answer) -> dict[str, str]:
    pairs = re.findall(r'class="label">(.*?)</span>\s*<span class="value">(.*?)</span>', answer.content.decode())
    return {unescape(label): plain_text(value) for label, value in pairs}


def listed(answer) -> list[str]:
    """'Nguyễn Thị Hoa | Chưa có mặt' of each row."""
    rows = re.findall(r'<tr id="person-.*?</tr>', answer.content.decode(), re.S)
    return [
        f"{plain_text(re.search(r'<span>(.*?)<br>', row, re.S)[1])} | {plain_text(re.search(r'</th>.*?<td[^>]*>(.*?)</td>', row, re.S)[1])}"
        for row in rows
    ]


# --- what is shown


def test_everybody_is_listed_in_order_of_given_names_with_the_counts(browser_of, usher, session, morning, enrolled, clerk):
    tick(enrolled[0], sitting=morning, by=usher, at=at("07:31"))
    excuse(enrolled[1], sitting=morning, reason="Con ốm", by=clerk, at=at("07:00"))
    answer = browser_of(clerk).get(reverse("live-sitting", args=[morning.pk]))
    assert figures(answer) == {"Có mặt": "1", "Vắng": "1", "Vắng có phép": "1", "Đăng ký": "3"}
    assert listed(answer) == ["Nguyễn Thị Hoa | Vắng", "Đinh Thị Mẫu | Vắng có phép Con ốm", "Phạm Văn Rê | Có mặt 07:31 · Đánh dấu tay"]


def test_why_somebody_is_excused_is_not_the_ushers_to_know(browser_of, usher, morning, enrolled, clerk):
    """An illness may stand there: sensitive data."""
    excuse(enrolled[1], sitting=morning, reason="Con ốm", by=clerk, at=at("07:00"))
    answer = browser_of(usher).get(reverse("live-sitting", args=[morning.pk]))
    assert "Đinh Thị Mẫu | Vắng có phép" in listed(answer) and "Con ốm" not in answer.content.decode()


def test_a_tab_shows_who_is_in_the_latest_first_and_another_who_is_missing(browser_of, usher, morning, enrolled):
    tick(enrolled[0], sitting=morning, by=usher, at=at("07:31"))
    tick(enrolled[2], sitting=morning, by=usher, at=at("07:35"))
    browser = browser_of(usher)
    names = {
        show: [row.split(" | ")[0] for row in listed(browser.get(reverse("live-sitting", args=[morning.pk]), {"show": show}))]
        for show in ("in", "out", "x")
    }
    assert names == {
        "in": ["Nguyễn Thị Hoa", "Phạm Văn Rê"],
        "out": ["Đinh Thị Mẫu"],
        "x": ["Nguyễn Thị Hoa", "Đinh Thị Mẫu", "Phạm Văn Rê"],
    }


def test_the_search_needs_no_accents_and_takes_a_short_code(browser_of, usher, morning, enrolled):
    browser = browser_of(usher)
    assert [row.split(" | ")[0] for row in listed(browser.get(reverse("live-sitting", args=[morning.pk]), {"q": "dinh thi"}))] == [
        "Đinh Thị Mẫu"
    ]
    assert [
        row.split(" | ")[0]
        for row in listed(browser.get(reverse("live-sitting", args=[morning.pk]), {"q": enrolled[2].short_code.lower()}))
    ] == ["Nguyễn Thị Hoa"]
    assert figures(browser.get(reverse("live-sitting", args=[morning.pk]), {"q": "dinh thi"}))["Đăng ký"] == "3"
    assert "Không có ai tên như vậy ở đây" in browser.get(reverse("live-sitting", args=[morning.pk]), {"q": "zzz"}).content.decode()


def test_the_other_sittings_and_the_door_are_one_step_away(browser_of, usher, session, morning, enrolled):
    answer = browser_of(usher).get(reverse("live-sitting", args=[morning.pk])).content.decode()
    afternoon = session.sittings.last()
    assert f'''<a href="{reverse("live-sitting", args=[morning.pk])}" aria-current="page">''' in answer
    assert f'''<a href="{reverse("live-sitting", args=[afternoon.pk])}">''' in answer
    assert f'href="{reverse("door-display", args=[morning.pk])}"' in answer


def test_who_withdrew_is_gone_from_the_list_unless_they_came(browser_of, usher, morning, enrolled):
    tick(enrolled[0], sitting=morning, by=usher, at=at("07:31"))
    withdraw(enrolled[0])
    withdraw(enrolled[1])
    answer = browser_of(usher).get(reverse("live-sitting", args=[morning.pk]))
    assert listed(answer) == ["Nguyễn Thị Hoa | Vắng", "Phạm Văn Rê Đã rút | Có mặt 07:31 · Đánh dấu tay"]
    assert figures(answer) == {"Có mặt": "1", "Vắng": "1", "Vắng có phép": "0", "Đăng ký": "2"}


def test_scans_that_were_refused_are_listed_with_what_was_read(
    browser_of, api, usher, session, morning, enrolled, make_session, make_person, organiser
):
    foreign_registration = register(make_session("Khác"), person=make_person("Hồ Văn Tin"), role="participant", by=organiser)
    withdraw(enrolled[1], at=at("06:00"))
    scans = [
        {"id": str(uuid4()), "code": code, "sitting": morning.pk, "scanned_at": at(clock).isoformat(), "method": "pass"}
        for code, clock in (
            ("KHONG-CO-TRONG-DANH-SACH-NAY-123456", "07:40"),
            (enrolled[0].code, "05:00"),
            (foreign_registration.code, "07:41"),
            (enrolled[1].code, "07:42"),
            (enrolled[2].code, "07:43"),
        )
    ]
    outcomes = [result["outcome"] for result in api(usher).post("/api/v1/scans/", {"scans": scans}).json()["results"]]
    assert outcomes == ["unknown", "closed", "elsewhere", "withdrawn", "welcome"]
    answer = browser_of(usher).get(reverse("live-sitting", args=[morning.pk])).content.decode()
    refused = answer[answer.index("Lượt quét cần xem") :]
    assert [plain_text(row) for row in re.findall(r"<tr><th scope=\"row\">.*?</tr>", refused, re.S)] == [
        "07:42:00 20/05/2024 Đã rút đăng ký Đinh Thị Mẫu Quét thẻ Usher",
        "07:41:00 20/05/2024 Thẻ của hoạt động khác Hồ Văn Tin Quét thẻ Usher",
        "07:40:00 20/05/2024 Không có trong danh sách KHONG-CO-TRONG-DA… Quét thẻ Usher",
        "05:00:00 20/05/2024 Ngoài giờ điểm danh Phạm Văn Rê Quét thẻ Usher",
    ]


def test_a_name_is_text_whatever_it_holds(browser_of, usher, morning, enrolled):
    Person.objects.filter(pk=enrolled[0].person_id).update(full_name='"><img src=x onerror=alert(1)>')
    answer = browser_of(usher).get(reverse("live-sitting", args=[morning.pk]))
    assert "<img" not in answer.content.decode()
    assert "&quot;&gt;&lt;img src=x onerror=alert(1)&gt;" in answer.content.decode()


# --- the fragment


def test_a_fragment_is_the_list_alone_and_nothing_at_all_when_nothing_changed(browser_of, usher, open_now):
    browser = browser_of(usher)
    page = browser.get(reverse("live-sitting", args=[open_now.pk]))
    headers = HTMX | {"X-Shown": re.search(r'"X-Shown": "(\w+)"', page.content.decode())[1]}
    assert browser.get(reverse("live-sitting", args=[open_now.pk]), headers=headers).status_code == 204
    tick(open_now.activity.registrations.get(person__full_name="Phạm Văn Rê"), sitting=open_now, by=usher, at=timezone.now())
    renewed = browser.get(reverse("live-sitting", args=[open_now.pk]), headers=headers)
    assert renewed.status_code == 200 and "<html" not in renewed.content.decode() and 'id="live-q"' not in renewed.content.decode()
    assert figures(renewed) == {"Có mặt": "1", "Chưa có mặt": "2", "Vắng có phép": "0", "Đăng ký": "3"}
    assert (
        browser.get(
            reverse("live-sitting", args=[open_now.pk]),
            headers=HTMX | {"X-Shown": re.search(r'"X-Shown": "(\w+)"', renewed.content.decode())[1]},
        ).status_code
        == 204
    )


def test_the_fragment_renews_what_is_on_show(browser_of, usher, morning, enrolled):
    fragment = (
        browser_of(usher).get(reverse("live-sitting", args=[morning.pk]), {"show": "out", "q": "pham"}, headers=HTMX).content.decode()
    )
    assert f'''hx-get="{reverse("live-sitting", args=[morning.pk])}?show=out&amp;q=pham"''' in fragment
    assert '<input type="hidden" name="show" form="live-filter" value="out">' in fragment


@pytest.mark.parametrize("path", ["page", "fragment"])
def test_the_list_takes_as_many_statements_for_many_as_for_one(
    browser_of, clerk, organiser, session_now, make_person, django_assert_num_queries, path
):
    browser, morning = browser_of(clerk), session_now.sittings.first()
    browser.get(reverse("live-sitting", args=[morning.pk]))
    for number in range(3):
        someone = register(session_now, person=make_person("Phạm Văn Rê", birth_year=1960 + number), role="participant", by=organiser)
        tick(someone, sitting=morning, by=organiser, at=timezone.now())
        excuse(someone, sitting=morning, reason="Ốm", by=organiser, at=timezone.now())
        if number in (0, 2):
            with django_assert_num_queries(
                21 if path == "page" else 17
            ):  # phones with many people, bursts, walk-ins, on the page what can be undone, two for the log of who looked at whom
                assert (
                    len(listed(browser.get(reverse("live-sitting", args=[morning.pk]), headers=HTMX if path == "fragment" else {})))
                    == number + 1
                )


# --- by hand


def test_one_tap_is_an_attendance_and_answers_with_the_row_and_the_counts(browser_of, usher, open_now):
    mau = open_now.activity.registrations.get(person__full_name="Đinh Thị Mẫu")
    answer = browser_of(usher).post(reverse("sitting-tick", args=[open_now.pk, mau.pk]), headers=HTMX)
    attendance = Attendance.objects.get()
    assert (attendance.registration, attendance.sitting, attendance.method) == (mau, open_now, "list")
    assert listed(answer) == [f"Đinh Thị Mẫu | Có mặt {timezone.localtime(attendance.arrived_at):%H:%M} · Đánh dấu tay"]
    assert figures(answer) == {"Có mặt": "1", "Chưa có mặt": "2", "Vắng có phép": "0", "Đăng ký": "3"}
    assert "Đinh Thị Mẫu: Có mặt." in answer.content.decode()
    assert re.findall(r'id="([\w-]+)"[^>]*hx-swap-oob="true"', answer.content.decode()) == [f"person-{mau.pk}", "live-counts", "live-said"]


def test_a_second_tap_changes_nothing(browser_of, usher, open_now):
    mau, browser = open_now.activity.registrations.get(person__full_name="Đinh Thị Mẫu"), browser_of(usher)
    browser.post(reverse("sitting-tick", args=[open_now.pk, mau.pk]), headers=HTMX)
    first = Attendance.objects.get()
    assert (
        "Đinh Thị Mẫu: Đã điểm danh trước đó."
        in browser.post(reverse("sitting-tick", args=[open_now.pk, mau.pk]), headers=HTMX).content.decode()
    )
    assert (Attendance.objects.get().arrived_at, Attendance.objects.count(), Scan.objects.count()) == (first.arrived_at, 1, 2)


def test_without_script_the_tap_leads_back_to_the_list(browser_of, usher, open_now):
    mau = open_now.activity.registrations.get(person__full_name="Đinh Thị Mẫu")
    answer = browser_of(usher).post(reverse("sitting-tick", args=[open_now.pk, mau.pk]), follow=True)
    assert answer.redirect_chain == [(reverse("live-sitting", args=[open_now.pk]), 302)]
    assert "Đinh Thị Mẫu: Có mặt." in answer.content.decode()


def test_outside_its_hours_only_who_may_correct_ticks_and_it_counts_from_the_start(browser_of, usher, clerk, morning, enrolled):
    url = reverse("sitting-tick", args=[morning.pk, enrolled[0].pk])
    assert browser_of(usher).post(url, headers=HTMX).status_code == 403
    assert Attendance.objects.count() == 0
    assert "Ghi có mặt" not in browser_of(usher).get(reverse("live-sitting", args=[morning.pk])).content.decode()
    page = browser_of(clerk).get(reverse("live-sitting", args=[morning.pk])).content.decode()
    assert "tính từ giờ bắt đầu buổi, 07:30" in page and "Ghi có mặt" in page
    assert browser_of(clerk).post(url, headers=HTMX).status_code == 200
    assert Attendance.objects.get().arrived_at == at("07:30")


def test_before_the_doors_open_nobody_is_offered_to_be_ticked(browser_of, clerk, session_now, make_person, organiser):
    register(session_now, person=make_person(), role="participant", by=organiser)
    tomorrow = session_now.sittings.last()
    page = browser_of(clerk).get(reverse("live-sitting", args=[tomorrow.pk])).content.decode()
    assert "Chưa đến giờ điểm danh." in page and "Ghi có mặt" not in page


def test_somebody_of_another_activity_cannot_be_ticked(browser_of, clerk, morning, make_session, make_person, organiser):
    foreign_registration = register(make_session("Khác"), person=make_person(), role="participant", by=organiser)
    assert browser_of(clerk).post(reverse("sitting-tick", args=[morning.pk, foreign_registration.pk]), headers=HTMX).status_code == 404
    assert Scan.objects.count() == 0


def test_who_withdrew_meanwhile_is_not_ticked_and_leaves_the_list(browser_of, usher, open_now):
    mau = withdraw(open_now.activity.registrations.get(person__full_name="Đinh Thị Mẫu"))
    answer = browser_of(usher).post(reverse("sitting-tick", args=[open_now.pk, mau.pk]), headers=HTMX).content.decode()
    assert f'<tr id="person-{mau.pk}" hx-swap-oob="delete">' in answer and "Đinh Thị Mẫu: Đã rút đăng ký." in answer
    assert Attendance.objects.count() == 0


def test_an_annulment_needs_a_reason_and_a_later_scan_makes_it_stand_again(browser_of, api, usher, clerk, morning, enrolled):
    tick(enrolled[0], sitting=morning, by=usher, at=at("07:31"))
    attendance, browser = Attendance.objects.get(), browser_of(clerk)
    url = reverse("attendance-annul", args=[morning.pk, attendance.pk]) + "?show=in&search=sealed"
    assert "Phạm Văn Rê không còn được tính là có mặt ở buổi này." in browser.get(url).content.decode()
    refused = browser.post(url, {"reason": "  "})
    assert dict(refused.context["form"].errors) == {"reason": ["Hãy ghi lý do."]}
    assert browser.post(url, {"reason": "Nhầm người"}).url == reverse("live-sitting", args=[morning.pk]) + "?show=in&search=sealed"
    assert (
        listed(browser.get(reverse("live-sitting", args=[morning.pk])))[-1]
        == f"Phạm Văn Rê | Vắng Đã hủy lúc {timezone.localtime(Annulment.objects.get().annulled_at):%H:%M}: Nhầm người"
    )
    scan = {"id": str(uuid4()), "code": enrolled[0].code, "scanned_at": at("07:40").isoformat(), "method": "pass"}
    api(usher).post("/api/v1/scans/", {"scans": [scan]})
    assert listed(browser.get(reverse("live-sitting", args=[morning.pk])))[-1] == "Phạm Văn Rê | Có mặt 07:40 · Quét thẻ"
    assert dict(browser.post(url, {"reason": "Lại nhầm"}).context or {}) == {}
    twice = browser.post(url, {"reason": "Lần ba"})
    assert twice.context["form"].non_field_errors() == ["Lượt điểm danh này đã được hủy trước đó."]


def test_an_annulment_is_taken_back_with_the_time_that_stood_before(browser_of, usher, clerk, morning, enrolled):
    tick(enrolled[0], sitting=morning, by=usher, at=at("07:31"))
    attendance = Attendance.objects.get()
    annul(attendance, reason="Nhầm người", by=clerk, at=at("08:00"))
    url = reverse("attendance-restore", args=[morning.pk, attendance.pk])
    assert url in browser_of(clerk).get(reverse("live-sitting", args=[morning.pk])).content.decode()
    answer = browser_of(clerk).post(url, headers=HTMX)
    assert listed(answer) == ["Phạm Văn Rê | Có mặt 07:31 · Đánh dấu tay"]
    assert "Không có gì để khôi phục." in browser_of(clerk).post(url, headers=HTMX).content.decode()


def test_an_absence_is_excused_with_its_reason_and_that_is_taken_back(browser_of, clerk, morning, enrolled):
    browser, url = browser_of(clerk), reverse("absence-excuse", args=[morning.pk, enrolled[0].pk])
    assert "Vắng có phép: Phạm Văn Rê" in browser.get(url).content.decode()
    assert dict(browser.post(url, {"reason": ""}).context["form"].errors) == {"reason": ["Hãy ghi lý do."]}
    assert browser.post(url + "?show=out", {"reason": "Đưa con đi viện"}).url == reverse("live-sitting", args=[morning.pk]) + "?show=out"
    assert [(line.registration, line.reason, line.excused_by) for line in Excuse.objects.all()] == [(enrolled[0], "Đưa con đi viện", clerk)]
    assert listed(browser.get(reverse("live-sitting", args=[morning.pk])))[-1] == "Phạm Văn Rê | Vắng có phép Đưa con đi viện"
    answer = browser.post(reverse("excuse-take-back", args=[morning.pk, enrolled[0].pk]), headers=HTMX)
    assert listed(answer) == ["Phạm Văn Rê | Vắng"]
    assert Excuse.objects.count() == 0


# --- who may


@pytest.mark.parametrize(
    ("name", "args", "method", "usher_gets"),
    [
        ("live-sitting", ["sitting"], "get", 200),
        ("sitting-tick", ["sitting", "registration"], "post", 403),
        ("attendance-annul", ["sitting", "attendance"], "get", 403),
        ("attendance-annul", ["sitting", "attendance"], "post", 403),
        ("attendance-restore", ["sitting", "attendance"], "post", 403),
        ("absence-excuse", ["sitting", "registration"], "get", 403),
        ("absence-excuse", ["sitting", "registration"], "post", 403),
        ("excuse-take-back", ["sitting", "registration"], "post", 403),
    ],
)
def test_a_stranger_finds_nothing_and_an_usher_may_not_correct(
    browser_of, morning, enrolled, stranger, usher, clerk, name, args, method, usher_gets
):
    tick(enrolled[0], sitting=morning, by=usher, at=at("07:31"))
    excuse(enrolled[1], sitting=morning, reason="Ốm", by=clerk, at=at("08:00"))
    attendance = Attendance.objects.get()
    pks = {"sitting": morning.pk, "registration": enrolled[1].pk, "attendance": attendance.pk}
    url = reverse(name, args=[pks[name_of_pk] for name_of_pk in args])
    assert getattr(browser_of(stranger), method)(url, {"reason": "Ốm"}).status_code == 404
    assert getattr(browser_of(usher), method)(url, {"reason": "Ốm"}).status_code == usher_gets
    assert getattr(browser_of(None), method)(url).status_code == 302
    assert (Attendance.objects.active().count(), Excuse.objects.count(), Scan.objects.count()) == (1, 1, 1)


def test_an_usher_is_offered_nothing_that_an_usher_may_not_do(browser_of, usher, clerk, open_now):
    rows = [open_now.activity.registrations.get(person__full_name=name) for name in ("Phạm Văn Rê", "Đinh Thị Mẫu")]
    tick(rows[0], sitting=open_now, by=usher, at=timezone.now())
    excuse(rows[1], sitting=open_now, reason="Ốm", by=clerk, at=timezone.now())

    for user, offered in ((usher, {"tick"}), (clerk, {"tick", "annul", "excuse", "unexcuse"})):
        html = browser_of(user).get(reverse("live-sitting", args=[open_now.pk])).content.decode()
        assert set(re.findall(r'id="(tick|annul|restore|excuse|unexcuse)-', html)) == offered
