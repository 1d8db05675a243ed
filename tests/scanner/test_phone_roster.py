"""The roster on a phone: names and digests, resumable, then by difference."""

import gzip
import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import scanner.phone_roster
from attendance.models import Registration
from attendance.registrations.actions import register, withdraw
from people.models import Person

pytestmark = pytest.mark.both_engines

ROSTER = "/api/v1/scanner/roster/"


def fetch_all(phone, since=""):
    """Return {registration: pass} of all pages that come after the cursor, and the last page."""
    passes, page = {}, None
    while page is None or page["more"]:
        page = phone[1].get(ROSTER, {"since": page["cursor"] if page else since}).json()
        passes |= {pass_["registration"]: pass_ for pass_ in page["passes"]}
    return passes, page


def make_many(session, make_person, organiser, number):
    return [
        register(session, person=make_person(f"Phạm Văn {chr(65 + n % 26)}{'a' * (n // 26)}"), role="participant", by=organiser)
        for n in range(number)
    ]


def test_a_phone_holds_names_and_digests_and_nothing_else(session, make_person, organiser, phone):
    person = make_person("Đinh Thị Mẫu", phone="0912 345 678", national_id="051181000123")
    registration = register(session, person=person, role="participant", by=organiser)
    answer = phone[1].get(ROSTER)
    (pass_,) = answer.json()["passes"]
    assert pass_ == {
        "registration": registration.pk,
        "name": "Đinh Thị Mẫu",
        "hint": "",
        "code_digest": hashlib.sha256(b"pass:" + registration.code.encode()).hexdigest()[:32],
        "short_digest": hmac.new(
            scanner.phone_roster.field_key(session.pk), f"short:{session.pk}:{registration.short_code}".encode(), "sha256"
        ).hexdigest()[:6],
        "status": "registered",
        "walk_in": None,
        "former": [],
    }
    for secret in ("0912345678", "051181000123", "0123", "Hrê", registration.code, registration.short_code, "1980"):
        assert secret not in answer.content.decode()


def test_sittings_come_with_their_windows(session, phone):
    page = phone[1].get(ROSTER).json()
    assert [(s["label"], s["opens_at"], s["closes_at"]) for s in page["sittings"]] == [
        ("Sáng", "2024-05-20T06:30:00+07:00", "2024-05-20T11:30:00+07:00"),
        ("Chiều", "2024-05-20T12:30:00+07:00", "2024-05-20T17:00:00+07:00"),
    ]
    assert (page["about"]["title"], page["about"]["walk_ins"], page["about"]["cancelled_at"]) == (session.title, "staff", None)


def test_namesakes_are_told_apart_and_nobody_else_is(session, make_person, organiser, phone, unit_called):
    ba_dien, ba_vi = unit_called("Ba Điền"), unit_called("Ba Vì")
    people = [
        make_person("Phạm Văn Nam", birth_year=1980),
        make_person("Phạm Văn Nam", birth_year=1991),
        make_person("Đinh Văn Rê", birth_year=1980, unit=ba_dien),
        make_person("Đinh Văn Rê", birth_year=1980, unit=ba_vi),
        make_person("Hồ Thị Độc Nhất", birth_year=1975),
    ]
    for person in people:
        register(session, person=person, role="participant", by=organiser)
    passes, _page = fetch_all(phone)
    assert [pass_["hint"] for pass_ in passes.values()] == ["1980", "1991", "1980 · Ba Điền", "1980 · Ba Vì", ""]


def test_a_phone_fetches_page_by_page_and_goes_on_where_it_stopped(session, make_person, organiser, phone, monkeypatch):
    monkeypatch.setattr(scanner.phone_roster, "STILL_BEING_WRITTEN", timedelta(0))  # the minute of grace would send all rows again
    monkeypatch.setattr(scanner.phone_roster, "PAGE_SIZE", 3)
    registrations = make_many(session, make_person, organiser, 8)
    client, pass_ids, cursor, sizes = phone[1], [], "", []
    while True:
        page = client.get(ROSTER, {"since": cursor}).json()
        pass_ids += [pass_["registration"] for pass_ in page["passes"]]
        sizes.append(len(page["passes"]))
        cursor = page["cursor"]
        assert page["total"] == 8
        if not page["more"]:
            break
    assert (sizes, pass_ids) == ([3, 3, 2], [registration.pk for registration in registrations])


def test_later_only_what_changed_comes(session, make_person, organiser, phone, monkeypatch):
    monkeypatch.setattr(scanner.phone_roster, "STILL_BEING_WRITTEN", timedelta(0))  # the minute of grace would send all rows again
    registrations = make_many(session, make_person, organiser, 4)
    _all, page = fetch_all(phone)
    assert fetch_all(phone, page["cursor"])[0] == {}
    withdraw(registrations[1])
    new = make_many(session, make_person, organiser, 1)[0]
    renamed = registrations[3].person
    renamed.rename("Phạm Thị Đổi Tên")
    renamed.save()
    changed, _page = fetch_all(phone, page["cursor"])
    assert {pk: (pass_["name"], pass_["status"]) for pk, pass_ in changed.items()} == {
        registrations[1].pk: (registrations[1].person.full_name, "withdrawn"),
        new.pk: (new.person.full_name, "registered"),
        registrations[3].pk: ("Phạm Thị Đổi Tên", "registered"),
    }


def test_what_was_being_written_while_a_phone_fetched_is_sent_again(session, make_person, organiser, phone):
    registrations = make_many(session, make_person, organiser, 2)
    _all, page = fetch_all(phone)
    # A transaction that began before the fetch commits after it, with an earlier time of change.
    late = make_many(session, make_person, organiser, 1)[0]
    earlier = timezone.now() - timedelta(seconds=20)
    Registration.objects.filter(pk=late.pk).update(changed_at=earlier)
    Person.objects.filter(pk=late.person_id).update(changed_at=earlier)
    assert late.pk in fetch_all(phone, page["cursor"])[0]
    assert registrations


@pytest.mark.parametrize("since", ["x", "1", "1.", ".1", "-1.2", "9" * 40 + ".1", "1." + "9" * 40, "１.２"])
def test_a_made_up_cursor_brings_everything(session, enrolled, phone, since):
    assert len(phone[1].get(ROSTER, {"since": since}).json()["passes"]) == 3


def test_a_user_names_the_activity(session, enrolled, api, usher, stranger, nobody):
    assert len(api(usher).get(ROSTER, {"activity": session.pk}).json()["passes"]) == 3
    assert api(usher).get(ROSTER).status_code == 400
    assert api(stranger).get(ROSTER, {"activity": session.pk}).status_code == 404
    assert api(nobody).get(ROSTER, {"activity": session.pk}).status_code == 404
    assert api(None).get(ROSTER, {"activity": session.pk}).status_code == 401


def test_a_roster_costs_the_same_statements_for_three_and_for_thirty(session, make_person, organiser, phone):
    counts = []
    for number in (3, 27):
        make_many(session, make_person, organiser, number)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert phone[1].get(ROSTER).status_code == 200
        counts.append(len(caught))
    assert (
        counts[0] == counts[1] <= 18
    )  # one for the right of who paired it, two for the notice that an usher reads out, one for headcounts, two for the log of who fetched names


def test_communes_around_are_offered_for_who_comes_without_a_place(session, phone, ba_to):
    communes = phone[1].get(ROSTER).json()["communes"]
    assert len(communes) == 19 and {"xã Ba Vì", "thị trấn Ba Tơ"} <= {commune["name"] for commune in communes}


def test_a_roster_travels_as_gzip_where_the_phone_takes_it(enrolled, phone):
    answer = phone[1].get(ROSTER, headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(answer.content))["total"] == 3
