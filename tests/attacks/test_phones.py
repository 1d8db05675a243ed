"""Attacks with a paired phone: after it was lost, before it was paired, without right any more, and with thousands of scans."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.actions import disable_user, enable_user, grant_role, revoke_grant, sign_out_everywhere
from accounts.models import ChangeRecord
from attendance.devices import pairing
from attendance.models import Attendance, Device, Registration, Resolution, Scan
from attendance.registrations.actions import register
from people.models import Person
from tests.attendance.hall import MINUTE, pair_phone
from tests.attendance.uploads import SCANS, send
from tests.pages import words_of

pytestmark = [pytest.mark.both_engines, pytest.mark.deep_on_postgres]

ROSTER = "/api/v1/scanner/roster/"


@pytest.fixture
def guest(today, make_person, organiser):
    return register(today, person=make_person("Phạm Văn Rê"), role="participant", by=organiser)


@pytest.fixture
def phone(today, sitting, organiser):
    return pair_phone(today, by=organiser, paired_at=timezone.now() - 9 * MINUTE)


def item(registration=None, *, ago=MINUTE, **more):
    named = {"registration": registration.pk} if registration else {}
    return {"id": str(uuid4()), "scanned_at": (timezone.now() - ago).isoformat(), "method": "pass"} | named | more


def junk(number):
    return [item(code=f"RÁC SỐ {uuid4()}") for _one in range(number)]


# --- after the revocation, before the pairing


def test_who_holds_a_revoked_phone_checks_nobody_in_by_writing_an_earlier_time_and_learns_no_name(phone, guest, organiser):
    device, client = phone
    pairing.revoke(device, by=organiser, at=timezone.now())
    for ago in (timedelta(0), 3 * MINUTE, 8 * MINUTE):
        (result,) = send(client, item(guest, ago=ago))
        assert (result["outcome"], result["person"], result["registration"]) == ("closed", None, None)
    assert (Attendance.objects.count(), Scan.objects.undecided().count()) == (0, 3)


def test_a_scan_that_was_answered_by_name_is_answered_without_it_after_the_revocation(phone, guest, organiser):
    device, client = phone
    sent = item(guest)
    (first,) = send(client, sent)
    pairing.revoke(device, by=organiser, at=timezone.now())
    (again,) = send(client, sent)
    assert (first["outcome"], first["person"]["full_name"]) == (again["outcome"], "Phạm Văn Rê") == ("welcome", "Phạm Văn Rê")
    assert again["person"] is None


def test_a_revoked_phone_writes_nobody_down_and_counts_nobody(phone, sitting, organiser):
    device, client = phone
    pairing.revoke(device, by=organiser, at=timezone.now())
    invented = {"id": str(uuid4()), "full_name": "Hồ Văn Bịa", "birth_year": 1990, "gender": "M", "unit": None}
    counted_at = (timezone.now() - 5 * MINUTE).isoformat()
    headcount = {"id": str(uuid4()), "sitting": sitting.pk, "category": "Khách", "count": 900, "basis": "counted", "counted_at": counted_at}
    answer = client.post(SCANS, {"scans": [item(walk_in=invented, method="list", ago=5 * MINUTE)], "headcounts": [headcount]}).json()
    assert (answer["results"][0]["outcome"], answer["headcounts"][0]["error"]["code"]) == ("unknown", "device_revoked")
    assert (Person.objects.count(), Registration.objects.count(), Scan.objects.get().read) == (0, 0, "walk-in: Hồ Văn Bịa (1990)")


def test_a_phone_paired_now_checks_nobody_in_for_an_hour_ago(phone, guest):
    (result,) = send(phone[1], item(guest, ago=20 * MINUTE))
    assert (result["outcome"], result["person"], Attendance.objects.count()) == ("closed", None, 0)


def test_a_phone_paired_after_the_last_day_enters_attendances_late(enrolled, session, organiser):
    _device, client = pair_phone(session, by=organiser)
    (result,) = send(
        client, {"id": str(uuid4()), "registration": enrolled[0].pk, "scanned_at": "2024-05-20T07:40:00+07:00", "method": "pass"}
    )
    assert result["outcome"] == "welcome"


def test_a_clock_that_is_ahead_waits_without_a_name_and_writes_nobody_down(phone, guest):
    invented = {"id": str(uuid4()), "full_name": "Hồ Văn Bịa", "birth_year": 1990, "gender": "M", "unit": None}
    sent = item(guest, ago=-10 * MINUTE)
    ahead, again, walk_in = send(phone[1], sent, sent, item(walk_in=invented, method="list", ago=-10 * MINUTE))
    assert ahead == again and (ahead["outcome"], ahead["person"]) == ("closed", None)
    assert (walk_in["outcome"], Person.objects.count()) == ("unknown", 1)


# --- the right of who paired it


def lose_right(how, user, admin):
    if how == "grant":
        revoke_grant(user.grants.get(), by=admin)
    elif how == "account":
        disable_user(user, by=admin)
    else:
        sign_out_everywhere(user)


@pytest.mark.parametrize("how", ["grant", "account", "sessions"])
def test_a_phone_ends_with_the_right_of_who_paired_it(phone, guest, organiser, admin, how):
    device, client = phone
    assert client.get(ROSTER).status_code == 200
    lose_right(how, organiser, admin)
    answer = client.get(ROSTER)
    assert (answer.status_code, answer.json()["code"]) == (403, "device_revoked")
    (result,) = send(client, item(guest, ago=5 * MINUTE))
    assert (result["outcome"], result["person"], Attendance.objects.count()) == ("closed", None, 0)
    assert Scan.objects.undecided().count() == 1
    assert ChangeRecord.objects.about("device", device.pk).get(verb="revoked").actor is None


@pytest.mark.parametrize("how", ["grant", "account", "sessions"])
def test_a_code_made_before_the_right_was_lost_pairs_nothing(today, organiser, admin, how):
    _device, code = pairing.invite(today, name="Máy 1", by=organiser, at=timezone.now())
    lose_right(how, organiser, admin)
    with pytest.raises(ValidationError):
        pairing.pair(code, at=timezone.now())
    assert not Device.objects.filter(paired_at__isnull=False).exists()


def test_an_account_opened_again_brings_no_phone_back(phone, organiser, admin):
    disable_user(organiser, by=admin)
    enable_user(organiser)
    assert phone[1].get(ROSTER).status_code == 403


def test_a_right_elsewhere_is_no_right_here(phone, organiser, admin, unit_called):
    revoke_grant(organiser.grants.get(), by=admin)
    elsewhere = unit_called("Lý Sơn", "commune", timezone.localdate())
    grant_role(organiser, role="organiser", unit=elsewhere, by=None, at=timezone.now())
    assert phone[1].get(ROSTER).status_code == 403


def test_the_list_of_phones_says_that_the_right_is_gone(phone, organiser, admin, browser_of, today):
    revoke_grant(organiser.grants.get(), by=admin)
    assert "Người ghép không còn quyền" in words_of(browser_of(admin).get(f"/activities/{today.pk}/devices/"))


# --- thousands of scans


def test_a_phone_that_was_offline_all_day_hands_over_five_hundred_at_once(phone, guest):
    results = send(phone[1], *[item(guest, ago=timedelta(seconds=number)) for number in range(499)], *junk(1))
    assert [result["status"] for result in results] == [200] * 500
    assert phone[1].post(SCANS, {"scans": junk(500)}).status_code == 200


def test_junk_of_one_phone_is_one_line_of_the_inbox_and_hides_nobody(phone, guest, desk, today):
    send(phone[1], *junk(500))
    desk_scan = {"scans": [item(code="MÃ CỦA BÀN", activity=today.pk)]}
    assert desk.post("/api/v1/scans/", desk_scan, content_type="application/json").status_code == 200
    words = words_of(desk.get(f"/activities/{today.pk}/inbox/"))
    assert "Máy gửi rất nhiều lượt" in words and "Máy 1 500" in words and "MÃ CỦA BÀN" in words and "RÁC" not in words
    assert "RÁC SỐ" in words_of(desk.get(f"/activities/{today.pk}/inbox/?device={phone[0].pk}"))


def test_all_that_a_phone_sent_in_a_period_is_dismissed_and_taken_back_by_one_action(phone, guest, desk, today):
    device, client = phone
    send(client, item(guest), *junk(300))
    address = f"/activities/{today.pk}/inbox/devices/{device.pk}/dismiss/"
    assert "Bỏ qua 300 lượt chờ xử lý mà Máy 1 gửi lên" in words_of(desk.get(address))
    assert "không gửi lượt nào" in words_of(desk.get(address, {"since": "2024-05-20T07:00", "until": "2024-05-20T08:00"}))
    assert "Hãy ghi lý do." in words_of(desk.post(address, {"reason": " "}))
    page = desk.post(address, {"reason": "Máy bị mất"}, follow=True)
    assert "Đã bỏ qua 300 lượt quét." in words_of(page)
    assert (Scan.objects.undecided().count(), Scan.objects.count(), Attendance.objects.active().count()) == (0, 301, 1)
    line = ChangeRecord.objects.about("device", device.pk).get(verb="scans_dismissed")
    assert (line.reason, line.changes, line.actor.username) == ("Máy bị mất", {"scans": [300, 0]}, "organiser")
    resolution = Resolution.objects.active().first()
    desk.post(f"/resolutions/{resolution.pk}/take-back/", {"everybody": "1"})
    assert (Scan.objects.undecided().count(), Resolution.objects.active().count()) == (300, 0)


def test_a_programme_dismisses_what_a_phone_sent_and_takes_it_back(phone, guest, api, today, organiser, usher, stranger, make_session):
    device, client = phone
    before = timezone.now()
    send(client, item(guest), *junk(30))
    address = f"/api/v1/activities/{today.pk}/inbox/devices/{device.pk}/dismiss/"
    program, body = api(organiser), {"reason": "Máy bị mất"}
    assert [api(user).post(address, body).status_code for user in (usher, stranger)] == [403, 404]
    assert program.post(f"/api/v1/activities/{make_session('Lớp khác').pk}/inbox/devices/{device.pk}/dismiss/", body).status_code == 404
    wrong = [
        {},
        {"reason": " "},
        body | {"since": "hôm qua"},
        body | {"since": "2024-05-20T08:00:00+07:00", "until": "2024-05-20T07:00:00+07:00"},
    ]
    wrong.append(body | {"until": before.isoformat()})  # nothing had arrived by then
    answers = [program.post(address, scan) for scan in wrong]
    assert [answer.status_code for answer in answers] == [400] * 5
    codes = [error["code"] for answer in answers for error in answer.json()["errors"]]
    assert codes == ["required", "blank", "invalid", "times_reversed", "nothing_to_decide"] and Scan.objects.undecided().count() == 30
    answer = program.post(address, body | {"since": before.isoformat()})
    assert (answer.status_code, answer.json()["dismissed"], Scan.objects.undecided().count()) == (200, 30, 0)
    line = ChangeRecord.objects.about("device", device.pk).get(verb="scans_dismissed")
    assert (line.reason, line.changes, line.actor) == ("Máy bị mất", {"scans": [30, 0]}, organiser)
    undo = f"/api/v1/inbox/{answer.json()['scan']}/undo/"
    assert program.post(undo).status_code == 200 and Scan.objects.undecided().count() == 1
    assert program.post(undo, {"together": True}).status_code == 400, "this one waits already"
    assert program.post(address, body).json()["dismissed"] == 1
    taken_back = f"/api/v1/inbox/{Resolution.objects.active().order_by('resolved_at').first().scan_id}/undo/"
    undone = program.post(taken_back, {"together": True})
    assert (undone.status_code, Scan.objects.undecided().count()) == (200, 29) and undone.json()["undone_at"]


def test_only_who_may_correct_dismisses_what_a_phone_sent(phone, today, browser_of, usher, stranger):
    send(phone[1], *junk(1))
    address = f"/activities/{today.pk}/inbox/devices/{phone[0].pk}/dismiss/"
    assert browser_of(usher).post(address, {"reason": "x"}).status_code == 403
    assert browser_of(stranger).post(address, {"reason": "x"}).status_code == 404
    assert Scan.objects.undecided().count() == 1


def test_a_phone_that_sends_thousands_of_unknown_codes_waits_until_they_were_looked_at(phone, guest, desk, today):
    device, client = phone
    Device.objects.filter(pk=device.pk).update(unknown_scans=2999, unknown_since=timezone.now())
    assert client.post(SCANS, {"scans": junk(1)}).status_code == 200
    answer = client.post(SCANS, {"scans": [item(guest)]})
    assert (answer.status_code, answer.json()["code"]) == (403, "too_many_unknown")
    assert client.get(ROSTER).status_code == 200
    desk.post(f"/activities/{today.pk}/inbox/devices/{device.pk}/dismiss/", {"reason": "Thử máy"})
    assert send(client, item(guest))[0]["outcome"] == "welcome"


def test_the_hour_of_unknown_codes_ends(phone, guest):
    device, client = phone
    Device.objects.filter(pk=device.pk).update(unknown_scans=9999, unknown_since=timezone.now() - timedelta(minutes=61))
    assert send(client, item(guest), *junk(1))[0]["outcome"] == "welcome"
    device.refresh_from_db()
    assert device.unknown_scans == 1
