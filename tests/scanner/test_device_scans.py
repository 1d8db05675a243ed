"""What phones send: late, twice, with wrong clocks, with people on no list, after they were lost."""

import gzip
import json
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import ChangeRecord
from attendance.devices import pairing
from attendance.inbox.undecided import list_cases
from attendance.models import Device, Headcount, Registration, Scan
from people.models import Person
from tests.attendance.hall import arrivals, pair_phone, session_of_today, sitting_of_now
from tests.attendance.uploads import SCANS, item, send, walk_in
from tests.conftest import at
from tests.refusals import outcome

pytestmark = pytest.mark.both_engines


def test_a_scan_of_a_phone_is_of_its_activity_and_names_the_phone(early_phone, enrolled):
    device, client = early_phone
    (result,) = send(client, item(enrolled[0]))
    assert (result["outcome"], result["person"]["full_name"]) == ("welcome", "Phạm Văn Rê")
    scan = Scan.objects.get()
    assert (scan.device, scan.user, scan.activity) == (device, None, device.activity)


def test_a_pass_of_another_activity_is_elsewhere_and_its_owner_is_not_named(early_phone, make_session, make_person, organiser):
    from attendance.registrations.actions import register

    foreign_registration = register(make_session("Lớp khác"), person=make_person("Người Lớp Khác"), role="participant", by=organiser)
    (result,) = send(early_phone[1], item(code=foreign_registration.code))
    assert (result["outcome"], result["person"], result["registration"]) == ("elsewhere", None, None)


def test_a_scan_that_names_another_activity_is_refused_by_name(early_phone, make_session, enrolled):
    foreign_session = make_session("Lớp khác")
    (result,) = send(early_phone[1], item(enrolled[0], activity=foreign_session.pk))
    assert (result["status"], result["error"]) == (400, {"field": "activity", "code": "other_activity"})
    assert not Scan.objects.exists()


def test_a_short_code_needs_no_activity_from_a_phone(early_phone, enrolled):
    (result,) = send(early_phone[1], item(code=enrolled[1].short_code.lower()))
    assert (result["outcome"], result["registration"]) == ("welcome", enrolled[1].pk)


def test_each_scan_is_moved_by_the_offset_known_when_it_was_made(early_phone, enrolled):
    """The phone's clock ran a day ahead, then somebody put it right, then everything was sent at once."""
    day = 86400
    wrong = item(enrolled[0], clock_offset=-day)
    wrong["scanned_at"] = (at("07:40") + timedelta(days=1)).isoformat()
    right = item(enrolled[1], clock_offset=0.4)
    unknown = item(enrolled[2])
    results = send(early_phone[1], wrong, right, unknown, device_time=timezone.now().isoformat())
    assert [r["outcome"] for r in results] == ["welcome"] * 3
    assert set(arrivals("arrived_at")) == {(at("07:40"),)}


def test_an_offset_from_before_the_page_was_opened_gives_way_to_what_the_upload_measures(early_phone, enrolled):
    """The phone was five hours slow, paired and closed; then its clock was put right, and it scanned without a network."""
    guess = {"clock_offset": 5 * 3600, "clock_unsure": True}
    sent, alone = item(enrolled[0], **guess), item(enrolled[1], **guess)
    (measured,) = send(early_phone[1], sent, device_time=timezone.now().isoformat())
    (guessed,) = send(early_phone[1], alone)
    assert (measured["outcome"], measured["scanned_at"]) == ("welcome", at("07:40").isoformat())
    assert guessed["scanned_at"] == at("12:40").isoformat(), "nothing else is known of the clock"


def test_a_time_before_one_that_the_phone_knew_to_be_past_waits_and_says_why(early_phone, enrolled, session, organiser):
    knew = {"clock_unsure": True, "not_before": at("13:00").isoformat()}
    behind, good, nonsense, stranger = (
        item(enrolled[0], **knew), item(enrolled[1], "13:35", **knew), item(enrolled[2], not_before="hôm qua"),
        item(walk_in=walk_in(), **knew),
    )  # fmt: skip
    results = send(early_phone[1], behind, good, nonsense, stranger, device_time=timezone.now().isoformat())
    assert [result["outcome"] for result in results] == ["closed", "welcome", "welcome", "unknown"]
    assert [case.first.why for case in list_cases(session, organiser)] == ["clock_behind", "clock_behind"]
    assert not Person.objects.filter(full_name="Hồ Văn Mới").exists()


@pytest.mark.parametrize("year", [1, 1970, 9999])
def test_a_clock_without_a_battery_keeps_no_scan_out(early_phone, enrolled, session, organiser, year):
    sent = [item(enrolled[n]) | {"scanned_at": f"{year:04}-01-01T07:00:00+07:00"} for n in range(2)]
    sent[1] |= {"clock_offset": 1.0}
    counted = item(enrolled[2]) | {"scanned_at": "1970-01-01T00:00:10+00:00"}
    counted["clock_offset"] = (at("07:40") - datetime.fromisoformat(counted["scanned_at"])).total_seconds()
    results = send(early_phone[1], *sent, counted, device_time=f"{year:04}-01-01T08:00:00+07:00")
    assert [result["outcome"] for result in results][1:] == ["closed", "welcome"] and results[0]["status"] == 200
    assert len(list_cases(session, organiser)) == 2


def test_a_batch_may_be_gzipped_and_no_bomb_is_unpacked(early_phone, enrolled):
    packed = gzip.compress(json.dumps({"scans": [item(enrolled[0]), item(enrolled[1])]}).encode())
    phone, json_as_gzip = (
        early_phone[1],
        {"content_type": "application/json", "headers": {"Content-Encoding": "gzip", "Accept-Encoding": "gzip"}},
    )
    json_as_brotli = json_as_gzip | {"headers": {"Content-Encoding": "br", "Accept-Encoding": "gzip"}}
    refusals = {
        "a bomb": phone.generic("POST", SCANS, gzip.compress(b" " * 2_500_001), **json_as_gzip),
        "a bomb without a token": APIClient().generic("POST", "/api/v1/devices/pair/", gzip.compress(b" " * 100_001), **json_as_gzip),
        "no gzip": phone.generic("POST", SCANS, b"{}", **json_as_gzip),
        "half of it": phone.generic("POST", SCANS, packed[:-9], **json_as_gzip),
        "two of it": phone.generic("POST", SCANS, packed + packed, **json_as_gzip),
        "another packing": phone.generic("POST", SCANS, packed, **json_as_brotli),
    }
    assert {name: outcome(answer) for name, answer in refusals.items()} == {
        "a bomb": (413, "too_large"),
        "a bomb without a token": (413, "too_large"),
        "no gzip": (400, "parse_error"),
        "half of it": (400, "parse_error"),
        "two of it": (400, "parse_error"),
        "another packing": (415, "unsupported_media_type"),
    }
    assert not Scan.objects.exists()
    answer = phone.generic("POST", SCANS, packed, **json_as_gzip)
    assert answer["Content-Encoding"] == "gzip"
    assert [result["outcome"] for result in json.loads(gzip.decompress(answer.content))["results"]] == ["welcome"] * 2


@pytest.mark.parametrize("offset", ["86400", None, True, float(10**12), [], {}])
def test_an_offset_that_is_no_number_of_seconds_is_left_out(early_phone, enrolled, offset):
    (result,) = send(early_phone[1], item(enrolled[0], clock_offset=offset))
    assert result["outcome"] == "welcome"


def test_of_a_lost_phone_counts_what_arrived_before_its_revocation_and_the_rest_waits_without_a_name(early_phone, enrolled, organiser):
    device, client = early_phone
    sent = item(enrolled[0], "07:59")
    (before,) = send(client, sent)
    pairing.revoke(device, by=organiser, at=timezone.now())
    again, earlier, later = send(client, sent, item(enrolled[1], "07:58"), item(enrolled[2], "08:01"))
    assert (before["outcome"], again["outcome"], earlier["outcome"], later["outcome"]) == ("welcome", "welcome", "closed", "closed")
    assert before["person"]["full_name"] == "Phạm Văn Rê"
    assert [(result["person"], result["registration"], result["attendance"]) for result in (again, earlier, later)] == [(None,) * 3] * 3
    assert arrivals("registration", "sitting__label") == [(enrolled[0].pk, "Sáng")]


def test_a_time_before_the_pairing_waits_without_a_name(early_phone, enrolled):
    early, good = send(early_phone[1], item(enrolled[0], "05:59", sitting=None), item(enrolled[1], "07:40"))
    assert (early["outcome"], early["person"], good["outcome"]) == ("closed", None, "welcome")


def test_a_lost_phone_registers_nobody_after_its_revocation(early_phone):
    device, client = early_phone
    Device.objects.filter(pk=device.pk).update(revoked_at=at("08:00"))
    (result,) = send(client, item(clock="08:01", walk_in=walk_in(), method="list"))
    assert (result["outcome"], Person.objects.count()) == ("unknown", 0)
    assert Scan.objects.get().read == "walk-in: Hồ Văn Mới (1990)"


def test_handing_over_outlasts_the_activity_by_thirty_days(phone, enrolled):
    device, client = phone
    long_ago = timezone.now() - timedelta(days=40)
    Device.objects.filter(pk=device.pk).update(paired_at=long_ago, revoked_at=timezone.now() - timedelta(days=29))
    assert client.post(SCANS, {"scans": []}).status_code == 200
    Device.objects.filter(pk=device.pk).update(revoked_at=timezone.now() - timedelta(days=31))
    answer = client.post(SCANS, {"scans": []})
    assert (answer.status_code, answer.json()["code"]) == (403, "too_late")


# --- who is on no list


def test_a_walk_in_travels_with_its_scan(early_phone, unit_called):
    commune = unit_called("Ba Vì")
    (result,) = send(early_phone[1], item(walk_in=walk_in("Hồ  Văn   Mới", unit=commune.pk), method="list"))
    registration = Registration.objects.get()
    assert (result["outcome"], result["registration"], result["person"]["full_name"]) == ("welcome", registration.pk, "Hồ Văn Mới")
    assert (registration.is_walk_in, registration.person.unit, registration.person.birth_year, registration.registered_by) == (
        True,
        commune,
        1990,
        None,
    )


def test_who_was_written_down_by_a_phone_stands_in_the_trail_under_its_name(early_phone):
    send(early_phone[1], item(walk_in=walk_in(), method="list"))
    line = ChangeRecord.objects.get(verb="registered_on_the_spot")
    assert (line.actor_kind, line.actor_label, line.actor) == ("device", early_phone[0].name, None)


def test_a_walk_in_sent_twice_is_one_person(early_phone):
    sent = item(walk_in=walk_in(), method="list")
    first, again = send(early_phone[1], sent), send(early_phone[1], sent)
    assert first == again and Registration.objects.count() == Person.objects.count() == 1


def test_the_second_sitting_of_a_walk_in_is_the_same_person(early_phone):
    person = walk_in()
    send(early_phone[1], item(walk_in=person, method="list"), item(clock="13:40", walk_in=person, method="list"))
    assert Registration.objects.count() == 1 and arrivals("sitting__label") == [("Chiều",), ("Sáng",)]


def test_where_nobody_is_taken_the_name_waits_for_a_person(early_phone, session):
    session.walk_ins = "none"
    session.save()
    (result,) = send(early_phone[1], item(walk_in=walk_in(), method="list"))
    assert (result["status"], result["outcome"], Registration.objects.count()) == (200, "unknown", 0)
    assert Scan.objects.get().read == "walk-in: Hồ Văn Mới (1990)"


def test_a_walk_in_that_came_before_the_activity_was_closed_is_taken(early_phone, session):
    from activities.actions import set_status

    set_status(session, status="closed")
    assert send(early_phone[1], item(walk_in=walk_in(), method="list"))[0]["outcome"] == "welcome"


@pytest.mark.parametrize(
    ("spoiled", "error"),
    [
        ({"full_name": ""}, ("walk_in.full_name", "required")),
        ({"full_name": 5}, ("walk_in.full_name", "required")),
        ({"full_name": "A1"}, ("walk_in.full_name", "not_a_name")),
        ({"birth_year": "1990"}, ("walk_in.birth_year", "not_a_year")),
        ({"birth_year": 1800}, ("walk_in.birth_year", "implausible")),
        ({"gender": "X"}, ("walk_in.gender", "unknown_gender")),
        ({"id": "no"}, ("id", "not_a_uuid")),
        ({"unit": "Ba Vì"}, ("unit", "not_an_id")),
    ],
)
def test_what_is_wrong_with_a_walk_in_is_named_and_stops_nobody(early_phone, enrolled, spoiled, error):
    bad, good = send(early_phone[1], item(walk_in=walk_in() | spoiled, method="list"), item(enrolled[0]))
    assert (bad["status"], (bad["error"]["field"], bad["error"]["code"]), good["outcome"]) == (400, error, "welcome")
    assert Person.objects.count() == 3


def test_a_card_on_the_list_is_that_person_although_the_phone_did_not_know(early_phone, session, make_person, organiser):
    """The phone's roster was old: it offered a walk-in for somebody who had been registered since."""
    from attendance.registrations.actions import register

    person = make_person("Đinh Thị Mẫu", national_id="051181000123")
    registration = register(session, person=person, role="participant", by=organiser)
    (result,) = send(early_phone[1], item(walk_in=walk_in("Đinh Thị Mẫu", card="051181000123"), method="card"))
    assert (result["registration"], Registration.objects.count(), Person.objects.count()) == (registration.pk, 1, 1)


def test_cards_from_a_phone_come_sealed(early_phone, session, make_person, organiser):
    from django.conf import settings

    from attendance.registrations.actions import register
    from tests.attendance.sealed import seal

    registration = register(session, person=make_person("Đinh Thị Mẫu", national_id="051181000123"), role="participant", by=organiser)
    sealed = seal(settings.DIGEST_KEY.encode(), "051181000123")
    good, bad = send(early_phone[1], item(sealed_card=sealed, method="card"), item(sealed_card=sealed[:-4], method="card"))
    assert (good["outcome"], good["registration"]) == ("welcome", registration.pk)
    assert (bad["status"], bad["error"]) == (400, {"field": "sealed_card", "code": "unreadable"})
    assert "051181000123" not in str(list(Scan.objects.values()))


# --- counted without names


def count(sitting, number, clock="08:00", category="Khán giả", **more):
    headcount = {
        "id": str(uuid4()),
        "sitting": sitting.pk,
        "category": category,
        "count": number,
        "basis": "counted",
        "counted_at": at(clock).isoformat(),
    }
    return headcount | more


def test_of_two_counts_the_one_counted_last_stands_in_any_order(early_phone, session):
    sitting = session.sittings.first()
    early, late = count(sitting, 280), count(sitting, 300, "09:00", category="khan gia")
    for order in ([early, late], [late, early], [late, early, late]):
        Headcount.objects.all().delete()
        for headcount in order:
            answer = early_phone[1].post(SCANS, {"scans": [], "headcounts": [headcount]}).json()
            assert answer["headcounts"] == [{"id": headcount["id"], "status": 200, "error": None}]
        assert [(h.category, h.count, h.device) for h in Headcount.objects.all()] == [("Khán giả", 300, early_phone[0])]


@pytest.mark.parametrize(
    ("spoiled", "error"),
    [
        ({"count": -1}, "not_a_count"), ({"count": "300"}, "not_a_count"), ({"count": True}, "not_a_count"), ({"basis": "guessed"}, "unknown_basis"),
        ({"category": " "}, "required"), ({"category": None}, "required"), ({"sitting": 10**9}, "elsewhere"), ({"counted_at": "8 giờ"}, "not_a_time"),
        ({"counted_at": "1970-01-01T08:00:00+07:00"}, "implausible"), ({"clock_offset": -4e9}, "implausible"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_count_is_named(early_phone, session, spoiled, error):
    answer = early_phone[1].post(SCANS, {"scans": [], "headcounts": [count(session.sittings.first(), 300) | spoiled, 5]}).json()
    assert [(result["status"], result["error"]["code"]) for result in answer["headcounts"]] == [(400, error), (400, "not_an_object")]
    assert not Headcount.objects.exists()


def test_a_clock_without_a_battery_keeps_no_count_out(early_phone, session):
    counted_at = datetime.fromisoformat("1970-01-01T00:00:10+00:00")
    sent = count(session.sittings.first(), 300, counted_at=counted_at.isoformat(), clock_offset=(at("08:00") - counted_at).total_seconds())
    early_phone[1].post(SCANS, {"scans": [], "headcounts": [sent]})
    assert [(headcount.count, headcount.counted_at) for headcount in Headcount.objects.all()] == [(300, at("08:00"))]


def test_a_phone_counts_in_its_own_activity_only(early_phone, make_session):
    foreign_sitting = make_session("Lớp khác").sittings.first()
    answer = early_phone[1].post(SCANS, {"scans": [], "headcounts": [count(foreign_sitting, 300)]}).json()
    assert answer["headcounts"][0]["error"] == {"field": "sitting", "code": "elsewhere"}


def test_a_revoked_phone_counts_no_more(early_phone, session):
    Device.objects.filter(pk=early_phone[0].pk).update(revoked_at=at("07:59"))
    answer = early_phone[1].post(SCANS, {"scans": [], "headcounts": [count(session.sittings.first(), 300)]}).json()
    assert answer["headcounts"][0]["error"]["code"] == "device_revoked"


def test_a_phone_of_today_costs_a_fixed_number_of_statements(make_session, make_person, organiser, unit_called):
    """Who sends, the right of who paired it, the pass, two writes (and the transaction around them), the contact; a batch also looks for repeats and for the windows."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from attendance.registrations.actions import register

    session = session_of_today(make_session, unit_called)
    sitting_of_now(session)
    people = [register(session, person=make_person(f"Hồ Văn {letter}"), role="participant", by=organiser) for letter in "ABCDEFG"]
    _device, client = pair_phone(session, by=organiser)
    sizes = []
    for batch in (people[:1], people[1:3], people[3:]):
        with CaptureQueriesContext(connection) as caught:
            results = send(client, *[item(registration, scanned_at=timezone.now().isoformat()) for registration in batch])
        assert {result["outcome"] for result in results} == {"welcome"}
        sizes.append(len([q for q in caught if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]))
    assert sizes == [6, 8, 8]


@pytest.mark.parametrize(
    ("text", "stored_text"),
    [
        ("\ufeff051085000123|212345678|Phạm Văn Thử|09021985|Nam|Ba Tơ|15042021", ""),
        ("]Q1051085000123\\212345678\\Phạm Văn Thử\\09021985\\Nam\\Ba Tơ\\15042021", ""),
        ("051 085 000 123", ""),
        ("051085000123|Phạm", "kind: other"),
        ("DT2515112345678|c490696e68205468e1bb8b204de1baab75|09/02/1985|2|-|51-001|01/01/2026|31/12/2026", "kind: health_card"),
        ("WIFI:S:HoiTruong;T:WPA;P:matkhau123;;", "kind: wifi"),
        ("BEGIN:VCARD\nFN:Phạm Văn Thử\nTEL:0912345678\nEND:VCARD", "kind: contact"),
        ("https://example.vn/su-kien/7", "https://example.vn/su-kien/7"),
        ("B" * 26, "B" * 26),
    ],
)
def test_of_what_was_held_before_the_camera_nothing_personal_is_kept(early_phone, text, stored_text):
    (result,) = send(early_phone[1], item(code=text))
    assert (result["outcome"], Scan.objects.get().read) == ("unknown", stored_text)


def test_a_card_of_somebody_with_another_name_counts_who_was_written_down_and_tells_nobody(early_phone, make_person):
    """One digit typed wrong, or numbers tried one after the other: whose the card is stays untold, and they are not counted."""
    holder = make_person("Y Bí Mật", national_id="051181000123")
    (result,) = send(early_phone[1], item(walk_in=walk_in("Hồ Văn Mới", card="051181000123"), method="list"))
    assert (result["outcome"], result["person"]["full_name"]) == ("welcome", "Hồ Văn Mới")
    assert Registration.objects.get().person != holder


def test_nobody_is_registered_after_the_activity_was_called_off(early_phone, session):
    session.status, session.cancelled_at, session.cancel_reason = "cancelled", at("07:00"), "Bão"
    session.save()
    (late,) = send(early_phone[1], item(walk_in=walk_in(), method="list"))
    assert (late["outcome"], Person.objects.count()) == ("unknown", 0)


def test_a_place_that_is_no_commune_of_the_day_is_elsewhere_in_the_province(early_phone, unit_called, ba_to):
    send(early_phone[1], item(walk_in=walk_in(unit=ba_to.pk), method="list"))
    assert Person.objects.get().unit == unit_called("Quảng Ngãi", "province")
