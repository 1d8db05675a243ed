"""Rows chosen on the lists: what is asked, what is done, and the notice that takes it back; without a script."""

import io
import re
from datetime import timedelta

import openpyxl
import pytest
from django.urls import reverse

from attendance.models import Attendance, BulkChange, Excuse, Registration
from attendance.registrations.actions import register, withdraw
from people.models import Disclosure
from tests.conftest import PASSWORD
from tests.pages import field_errors, hidden_value, messages_of, page_text, whole_body

pytestmark = pytest.mark.django_db


def statuses():
    return list(Registration.objects.order_by("pk").values_list("status", flat=True))


def test_withdrawing_asks_how_many_says_who_cannot_and_is_taken_back_after_a_reload(
    desk, session, morning, enrolled, make_person, organiser
):
    first, _second, third = enrolled
    withdraw(third)
    desk.post(reverse("sitting-tick", args=[morning.pk, first.pk]))
    list_url, bulk_url = reverse("registration-list", args=[session.pk]), reverse("registrations-bulk", args=[session.pk])
    page = desk.get(list_url)
    assert page.content.decode().count('class="bulk-choice"') == 3 and "Tất cả 3 người đang lọc" in page_text(page)
    asked = desk.post(bulk_url, {"action": "withdraw", "everyone": "1"})
    assert asked.status_code == 200 and statuses() == ["registered", "registered", "withdrawn"]
    text = page_text(asked)
    assert "Rút đăng ký: 2" in text and "Thực hiện với 2 người." in text and "1 người đã điểm danh" in text
    assert "Nguyễn Thị Hoa: đã rút đăng ký" in text
    chosen = hidden_value(asked, "chosen")
    late = register(session, person=make_person("Hồ Văn Sau"), role="participant", by=organiser)  # nobody was asked about them
    done = desk.post(bulk_url, {"action": "withdraw", "chosen": chosen}, follow=True)
    assert statuses() == ["withdrawn"] * 3 + ["registered"] and not Registration.objects.get(pk=late.pk).is_withdrawn
    assert messages_of(done) == ["Không thực hiện được với: Nguyễn Thị Hoa: đã rút đăng ký."]
    assert all("Phạm" not in url for url, _status in done.redirect_chain)
    reloaded = desk.get(list_url)
    assert "Đã rút đăng ký 2 người." in page_text(reloaded)
    [change] = BulkChange.objects.all()
    undo_url = reverse("bulk-undo", args=[session.pk, change.pk])
    assert f'action="{undo_url}"' in reloaded.content.decode()
    assert messages_of(desk.post(undo_url, follow=True)) == ["Đã hoàn tác với 2 người."]
    assert statuses() == ["registered", "registered", "withdrawn", "registered"]
    assert "bulk-changes" not in desk.get(list_url).content.decode()
    assert messages_of(desk.post(undo_url, follow=True)) == ["Thao tác này đã được hoàn tác rồi."]
    nobody = desk.post(bulk_url, {"action": "withdraw", "registration": third.pk}, follow=True)
    assert messages_of(nobody) == ["Không thực hiện được với: Nguyễn Thị Hoa: đã rút đăng ký."]


def test_all_that_the_filter_finds_is_chosen_and_nobody_else(desk, session, enrolled):
    Registration.objects.filter(pk=enrolled[1].pk).update(role="guest")
    url = reverse("registrations-bulk", args=[session.pk])
    asked = desk.post(f"{url}?role=guest", {"action": "change_role", "everyone": "1"})
    assert hidden_value(asked, "chosen") == str(enrolled[1].pk)
    answer = desk.post(f"{url}?role=guest", {"action": "change_role", "chosen": enrolled[1].pk, "role": "as-it-is", "category": "elder"})
    assert answer["Location"] == reverse("registration-list", args=[session.pk]) + "?role=guest"
    assert Registration.objects.get(pk=enrolled[1].pk).category == "elder"
    # A name that was searched for stands in no address but sealed.
    found = desk.post(reverse("search"), {"q": "hoa", "search_page": reverse("registration-list", args=[session.pk])})
    sealed = found["Location"].partition("?")[2]
    asked = desk.post(f"{url}?{sealed}", {"action": "withdraw", "everyone": "1"})
    assert "hoa" not in sealed.lower() and hidden_value(asked, "chosen") == str(enrolled[2].pk)


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({"everyone": "1"}, "Hãy chọn việc cần làm."),
        ({"everyone": "1", "action": "tick"}, "Hãy chọn việc cần làm."),
        ({"action": "withdraw"}, "Hãy chọn ít nhất một người."),
        ({"action": "withdraw", "registration": ["x", "²", "9" * 40]}, "Hãy chọn ít nhất một người."),
        ({"action": "withdraw", "chosen": ",".join(map(str, range(2001)))}, "Mỗi lần làm với nhiều nhất 2000 người."),
    ],
)
def test_a_choice_of_nothing_leads_back_to_the_list_with_a_sentence(desk, session, enrolled, posted, sentence):
    answer = desk.post(reverse("registrations-bulk", args=[session.pk]), posted, follow=True)
    assert sentence in messages_of(answer)[0] and statuses() == ["registered"] * 3
    assert not BulkChange.objects.exists()


@pytest.mark.parametrize(
    ("action", "typed", "field"),
    [
        ("change_role", {"role": "as-it-is", "category": "as-it-is"}, "role"),
        ("change_role", {"role": "king"}, "role"),
        ("move", {"target": "x"}, "target"),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_the_choice_survives(desk, session, enrolled, action, typed, field):
    chosen = f"{enrolled[0].pk},{enrolled[2].pk}"
    answer = desk.post(reverse("registrations-bulk", args=[session.pk]), {"action": action, "chosen": chosen} | typed)
    assert answer.status_code == 200 and field in field_errors(answer)
    assert hidden_value(answer, "chosen") == chosen and not BulkChange.objects.exists()


def test_the_live_list_ticks_at_once_and_excuses_with_one_reason(desk, today, sitting, make_person, organiser):
    people = [register(today, person=make_person(birth_year=1970 + year), role="participant", by=organiser) for year in range(3)]
    url = reverse("sitting-bulk", args=[sitting.pk])
    done = desk.post(f"{url}?show=out", {"action": "tick", "registration": [people[0].pk, people[1].pk]}, follow=True)
    assert Attendance.objects.active().count() == 2 and "Đã ghi có mặt 2 người." in page_text(done)
    assert done.redirect_chain[0][0] == reverse("live-sitting", args=[sitting.pk]) + "?show=out"
    asked = desk.post(f"{url}?show=out", {"action": "excuse", "everyone": "1"})
    assert "Ghi vắng có phép: 1" in page_text(asked)
    without = desk.post(url, {"action": "excuse", "chosen": hidden_value(asked, "chosen"), "reason": " "})
    assert list(field_errors(without)) == ["reason"]
    desk.post(url, {"action": "excuse", "chosen": hidden_value(asked, "chosen"), "reason": "Lũ lớn"})
    assert list(Excuse.objects.values_list("registration", "reason")) == [(people[2].pk, "Lũ lớn")]
    fragment = desk.get(reverse("live-sitting", args=[sitting.pk]), headers={"HX-Request": "true"}).content.decode()
    assert 'name="everyone"' in fragment and "bulk-changes" not in fragment  # the notice stays where the list renews itself


def test_passes_and_a_workbook_hold_exactly_the_chosen(desk, session, enrolled):
    first, _second, third = enrolled
    page = desk.post(reverse("pass-sheet", args=[session.pk]), {"registration": [first.pk, third.pk]}).content.decode()
    assert re.findall(r"<h2 class=\"(?:short|medium|long)\">([^<]+)</h2>", page) == ["Nguyễn Thị Hoa", "Phạm Văn Rê"]
    url, sent = reverse("registration-export", args=[session.pk]), {"registration": [first.pk, third.pk]}
    browser_session = desk.session
    browser_session["confirmed_at"] = 0
    browser_session.save()
    confirm = desk.post(url, sent)
    assert confirm.status_code == 200 and f'value="{third.pk}"' in confirm.content.decode()  # the password, and the choice is not lost
    answer = desk.post(url, sent | {"confirm_password": PASSWORD})
    assert answer["Content-Disposition"] == 'attachment; filename="dang-ky-Tap-huan-Luat-Dat-dai-2024-05-20.xlsx"'
    cells = [str(cell.value) for row in openpyxl.load_workbook(io.BytesIO(whole_body(answer))).worksheets[0].iter_rows() for cell in row]
    assert [name for name in cells if name in ("Phạm Văn Rê", "Đinh Thị Mẫu", "Nguyễn Thị Hoa")] == ["Nguyễn Thị Hoa", "Phạm Văn Rê"]
    line = Disclosure.objects.get(what="participant-list")
    assert (line.way, line.people) == ("xlsx", 2)
    assert messages_of(desk.post(url, {}, follow=True)) == ["Hãy chọn ít nhất một người."]


def test_who_may_not_is_offered_nothing_and_refused(browser_of, stranger, usher, leader, session, morning, enrolled):
    asked = {"action": "withdraw", "everyone": "1"}
    urls = [reverse("registrations-bulk", args=[session.pk]), reverse("registration-export", args=[session.pk])]
    assert [browser_of(stranger).post(url, asked).status_code for url in urls] == [404, 404]
    assert [browser_of(user).post(url, asked).status_code for user in (usher, leader) for url in urls] == [403] * 4
    late = reverse("sitting-bulk", args=[morning.pk])
    assert [browser_of(user).post(late, {"action": "tick", "everyone": "1"}).status_code for user in (stranger, usher, leader)] == [
        404,
        403,
        403,
    ]
    list_url = reverse("registration-list", args=[session.pk])
    assert 'id="bulk-action"' not in browser_of(usher).get(list_url).content.decode()  # passes alone
    assert "bulk-choice" not in browser_of(leader).get(list_url).content.decode()
    assert statuses() == ["registered"] * 3 and not BulkChange.objects.exists()


def test_after_five_minutes_nothing_is_offered_any_more(desk, session, enrolled):
    desk.post(reverse("registrations-bulk", args=[session.pk]), {"action": "withdraw", "chosen": enrolled[0].pk})
    change = BulkChange.objects.get()
    BulkChange.objects.update(done_at=change.done_at - timedelta(minutes=5))
    assert "bulk-changes" not in desk.get(reverse("registration-list", args=[session.pk])).content.decode()
    answer = desk.post(reverse("bulk-undo", args=[session.pk, change.pk]), follow=True)
    assert "Đã quá 5 phút" in messages_of(answer)[0] and statuses() == ["withdrawn", "registered", "registered"]
