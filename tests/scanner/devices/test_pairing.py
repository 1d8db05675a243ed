"""A phone is paired once, may do two things, and is sent away by words that say what it has to forget."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from activities.actions import cancel, set_status
from activities.models import Activity
from attendance.devices import pairing
from attendance.devices.access import ALLOWED
from attendance.models import Device
from tests.conftest import at
from tests.scoping.test_every_route import filled, plain, routes, world  # noqa: F401

pytestmark = pytest.mark.both_engines

NOW = timezone.now


def test_a_pairing_code_works_once(session, organiser, api):
    _device, code = pairing.invite(session, name="Máy 1", by=organiser, at=NOW())
    first = api(None).post("/api/v1/devices/pair/", {"pairing_code": f"{code[:4].lower()}-{code[4:]} "})
    assert (first.status_code, first.json()["activity"], first.json()["device"]["name"]) == (201, session.pk, "Máy 1")
    again = api(None).post("/api/v1/devices/pair/", {"pairing_code": code})
    assert (again.status_code, again.json()["errors"][0]["code"]) == (400, "pairing_code_unknown")


def test_a_pairing_code_works_for_ten_minutes(session, organiser):
    now = NOW()
    _device, code = pairing.invite(session, name="Máy 1", by=organiser, at=now)
    with pytest.raises(ValidationError):
        pairing.pair(code, at=now + timedelta(minutes=10, seconds=1))
    assert pairing.pair(code, at=now + timedelta(minutes=10))[0].is_paired


@pytest.mark.parametrize("code", ["", "AAAAAAAA", "ĐỨC", 12345678, None, ["A"], {"a": 1}, "x" * 50])
def test_a_made_up_code_pairs_nothing(session, organiser, api, code):
    pairing.invite(session, name="Máy 1", by=organiser, at=NOW())
    assert api(None).post("/api/v1/devices/pair/", {"pairing_code": code}, format="json").status_code == 400
    assert not Device.objects.filter(paired_at__isnull=False).exists()


def test_another_code_ends_the_first(session, organiser):
    device, first = pairing.invite(session, name="Máy 1", by=organiser, at=NOW())
    second = pairing.renew(device, by=organiser, at=NOW())
    with pytest.raises(ValidationError):
        pairing.pair(first, at=NOW())
    assert pairing.pair(second, at=NOW())[0] == device


def test_neither_code_nor_token_is_stored(session, organiser):
    device, code = pairing.invite(session, name="Máy 1", by=organiser, at=NOW())
    _device, token = pairing.pair(code, at=NOW())
    row = str(Device.objects.filter(pk=device.pk).values().get())
    assert code not in row and token not in row


def test_a_code_of_a_phone_revoked_before_it_was_paired_is_worth_nothing(session, organiser):
    device, code = pairing.invite(session, name="Máy 1", by=organiser, at=NOW())
    pairing.revoke(device, by=organiser, at=NOW())
    with pytest.raises(ValidationError):
        pairing.pair(code, at=NOW())


def test_the_api_invites_and_revokes_within_the_roles(session, organiser, clerk, usher, make_user, quang_ngai, stranger, api):
    another_usher = make_user("usher2", "usher", quang_ngai)
    answer = api(usher).post(f"/api/v1/activities/{session.pk}/devices/", {"name": "Máy cửa Bắc"})
    assert answer.status_code == 201 and set(answer.json()) == {"id", "name", "pairing_code", "expires_at"}
    listed = api(usher).get(f"/api/v1/activities/{session.pk}/devices/").json()["results"]
    assert [(row["name"], row["is_paired"]) for row in listed] == [("Máy cửa Bắc", False)]
    assert "pairing_code" not in listed[0]
    revoke = f"/api/v1/devices/{answer.json()['id']}/revoke/"
    assert api(another_usher).post(revoke).status_code == 403
    assert api(stranger).post(revoke).status_code == 404
    assert api(stranger).get(f"/api/v1/activities/{session.pk}/devices/").status_code == 404
    assert api(stranger).post(f"/api/v1/activities/{session.pk}/devices/", {"name": "x"}).status_code == 404
    assert api(usher).post(revoke).json()["revoked_at"] is not None  # their own
    others = api(organiser).post(f"/api/v1/activities/{session.pk}/devices/", {"name": "Máy 2"}).json()["id"]
    assert api(usher).post(f"/api/v1/devices/{others}/revoke/").status_code == 403
    assert api(clerk).post(f"/api/v1/devices/{others}/revoke/").status_code == 200


def test_no_phone_is_invited_to_what_is_over(session, organiser):
    set_status(session, status=Activity.Status.CLOSED)
    with pytest.raises(ValidationError):
        pairing.invite(session, name="Máy 1", by=organiser, at=NOW())


@pytest.mark.deep_on_postgres
def test_a_phone_is_shut_out_of_every_other_address(world, phone):  # noqa: F811
    """The allow-list, walked: every address of the API and of the screens, with every method."""
    device, client = phone
    opened = set()
    for pattern, route in routes():
        path = plain(pattern)
        if path.startswith(
            (
                "static",
                "healthz",
                "readyz",
                "favicon",
                "api/schema",
                "api/docs",
                "p/",
                "P/",
                "d/",
                "D/",
                "j/",
                "results/",
                "notice/",
                "sign-in",
                "i18n",
                "scan",
                "SCAN",
            )
        ):
            continue
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            answer = client.generic(method, filled(path, world | {"devices": device.pk}), data="{}", content_type="application/json")
            shut = answer.status_code in (401, 403, 404, 405) or (answer.status_code == 302 and answer["Location"].startswith("/sign-in/"))
            if not shut:
                opened.add((method, path))
        assert route
    # Pairing, a judge's link and signing in need no token at all, and give nothing to a phone that has one.
    without_token = {("POST", f"api/v1/{path}/") for path in ("devices/pair", "judge/open", "auth/login")}
    assert opened - without_token - {("POST", "sign-out/")} <= set(ALLOWED)
    assert {("GET", "api/v1/scanner/roster/"), ("POST", "api/v1/scans/")} & opened


def test_a_phone_reads_no_other_activity(phone, make_session):
    foreign_session = make_session("Lớp khác")
    answer = phone[1].get(f"/api/v1/scanner/roster/?activity={foreign_session.pk}")
    assert (answer.status_code, answer.json()["code"]) == (403, "other_activity")


def test_a_revoked_phone_is_told_so(phone, organiser):
    pairing.revoke(phone[0], by=organiser, at=NOW())
    answer = phone[1].get("/api/v1/scanner/roster/")
    assert (answer.status_code, answer.json()["code"]) == (403, "device_revoked")


@pytest.mark.parametrize("status", ["closed", "cancelled"])
def test_the_names_go_when_a_person_ends_the_activity(phone, session, organiser, status):
    if status == "closed":
        set_status(session, status=Activity.Status.CLOSED)
    else:
        cancel(session, reason="Bão", at=NOW())
    answer = phone[1].get("/api/v1/scanner/roster/")
    assert (answer.status_code, answer.json()["code"]) == (403, "activity_ended")


def test_the_names_go_when_the_last_sitting_has_closed(make_session, organiser):
    session = make_session()
    day = at("06:00")
    _device, code = pairing.invite(session, name="Máy 1", by=organiser, at=day)
    device, _token = pairing.pair(code, at=day)
    assert pairing.ends_at(device) == at("17:00")  # 16:30 and the half hour after
    assert not pairing.is_over(device, at=at("17:00")) and pairing.is_over(device, at=at("17:01"))


def test_a_phone_paired_after_the_end_works_for_twelve_hours(phone):
    device, client = phone
    assert pairing.ends_at(device) == device.paired_at + timedelta(hours=12)
    assert client.get("/api/v1/scanner/roster/").status_code == 200


def test_an_activity_without_sittings_ends_with_its_last_day(session, phone):
    session.sittings.all().delete()
    assert pairing.closes_at(session).isoformat() == "2024-05-21T00:00:00+07:00"


def test_a_closing_time_set_by_hand_is_the_end(session):
    last = session.sittings.last()
    last.set_closes_at = at("20:00")
    last.save()
    assert pairing.closes_at(session) == at("20:00")


def test_a_contact_is_noted_with_what_waits(phone, session):
    device, client = phone
    now = NOW()
    client.post("/api/v1/scans/", {"device_time": (now - timedelta(hours=2)).isoformat(), "waiting": 12, "scans": []})
    device.refresh_from_db()
    assert device.waiting == 12 and device.last_seen_at >= now and abs(device.clock_offset - 7200) < 5


@pytest.mark.parametrize("token", ["d.", "d.nonsense", "d." + "A" * 43, "d.Đ", "D.x"])
def test_a_made_up_token_is_unknown(session, api, token):
    client = api(None)
    client.credentials(HTTP_AUTHORIZATION=f"Token {token}".encode().decode("latin-1"))
    for answer in (client.get("/api/v1/scanner/roster/"), client.post("/api/v1/scans/", {"scans": []})):
        assert answer.status_code == 401
