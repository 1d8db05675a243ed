"""What comes of scans: outcomes, repetition, own time, per-item answers."""

from base64 import b64encode
from datetime import date, timedelta
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.utils import timezone

from activities.models import Activity, Sitting
from attendance.models import Attendance, Registration, Scan
from attendance.registrations.actions import register, reinstate, withdraw
from attendance.scans import recording
from attendance.sittings.actions import annul, tick, undo_annulment
from tests.attendance.hall import arrivals
from tests.attendance.uploads import send
from tests.conftest import at

pytestmark = [pytest.mark.both_engines, pytest.mark.always_on_postgres]


def scan(registration=None, clock="07:40", day=None, **more):
    code = {"code": registration.code} if registration is not None else {}
    moment = at(clock, day) if day else at(clock)
    return {"id": str(uuid4()), "scanned_at": moment.isoformat(), "method": "pass"} | code | more


def outcomes(client, *items, **more):
    return [result["outcome"] for result in send(client, *items, **more)]


@pytest.fixture
def phone(api, usher):
    return api(usher)


def test_first_scan_is_welcome_and_second_is_already(phone, enrolled):
    assert outcomes(phone, scan(enrolled[0])) == ["welcome"]
    assert outcomes(phone, scan(enrolled[0], "07:50"), scan(enrolled[1])) == ["already", "welcome"]


def test_of_two_scans_in_one_batch_the_earlier_is_welcome_whatever_the_order_sent(phone, enrolled):
    assert outcomes(phone, scan(enrolled[0], "07:50"), scan(enrolled[0], "07:45")) == ["already", "welcome"]


def test_an_earlier_scan_that_arrives_later_moves_the_arrival_and_is_already(phone, enrolled, session):
    outcomes(phone, scan(enrolled[0], "08:10"))
    assert outcomes(phone, scan(enrolled[0], "07:31")) == ["already"]
    assert arrivals("registration", "arrived_at", sitting=session.sittings.first()) == [(enrolled[0].pk, at("07:31"))]


def test_the_same_scan_id_is_answered_the_same_for_ever(phone, enrolled):
    first = scan(enrolled[0])
    assert [outcomes(phone, first) for _ in range(3)] == [["welcome"]] * 3
    assert outcomes(phone, first, scan(enrolled[1]), first) == ["welcome", "welcome", "welcome"]


def test_a_batch_is_answered_however_many_senders_are_faster_with_one_of_its_scans(phone, enrolled, monkeypatch):
    batch = [scan(enrolled[number % 3], f"07:{number + 30}") for number in range(8)]
    to_come, write = iter(batch), recording._write

    def write_later(judged, *rest):
        if one := next(to_come, None):
            with monkeypatch.context() as other:
                other.setattr(recording, "_write", write)
                assert send(phone, one)[0]["status"] == 200
        return write(judged, *rest)

    monkeypatch.setattr(recording, "_write", write_later)
    answers = send(phone, *batch)
    assert [(answer["id"], answer["status"]) for answer in answers] == [(sent["id"], 200) for sent in batch]
    assert next(to_come, None) is None, "each was taken by another sender"


def test_a_scan_id_with_other_content_is_refused_and_the_first_stands(phone, enrolled, session):
    first = scan(enrolled[0], "08:00")
    outcomes(phone, first)
    for changed in (first | {"code": enrolled[1].code}, first | {"scanned_at": at("07:00").isoformat()}):
        alone, beside = send(phone, changed)[0], send(phone, scan(enrolled[2]), changed)[1]
        for answer in (alone, beside):
            assert (answer["status"], answer["outcome"], answer["error"]) == (409, None, {"field": "id", "code": "scan_id_conflict"})
    assert arrivals("registration", "arrived_at", sitting=session.sittings.first()) == [
        (enrolled[0].pk, at("08:00")),
        (enrolled[2].pk, at("07:40")),
    ]


def test_the_answer_to_a_scan_names_the_person_and_the_attendance(phone, enrolled, session):
    sent = scan(enrolled[1])
    assert send(phone, sent) == [
        {
            "id": sent["id"],
            "status": 200,
            "outcome": "welcome",
            "attendance": Attendance.objects.get().pk,
            "registration": enrolled[1].pk,
            "person": {"id": enrolled[1].person_id, "full_name": "Đinh Thị Mẫu"},
            "sitting": session.sittings.first().pk,
            "scanned_at": sent["scanned_at"],
            "error": None,
        }
    ]


@pytest.mark.parametrize("spelling", ["https://hoithi.example/p/{}", "HTTPS://HOITHI.EXAMPLE/P/{}", " {} ", "{}"])
def test_a_pass_is_read_from_its_address_in_either_case(phone, enrolled, spelling):
    code = enrolled[0].code
    assert outcomes(phone, scan(code=spelling.format(code.lower() if "example/p" in spelling else code))) == ["welcome"]


def test_a_short_code_counts_only_where_the_scan_says_it_was_typed(phone, enrolled, session, make_session):
    short, elsewhere = enrolled[0].short_code.lower(), make_session("Lớp khác")
    assert outcomes(phone, scan(code=short)) == ["unknown"]
    assert outcomes(phone, scan(code=short, activity=elsewhere.pk)) == ["unknown"]
    assert outcomes(phone, scan(code=f"{short[:3]} {short[3:]}", activity=session.pk)) == ["welcome"]


def test_a_card_counts_by_its_digest_and_its_number_is_kept_nowhere(phone, session, make_person, organiser):
    person = make_person("Hồ Văn Thử", national_id="051085000123")
    register(session, person=person, role=Registration.Role.PARTICIPANT, by=organiser)
    card = "051085000123|212345678|Hồ Văn Thử|09021985|Nam|Thôn Mẫu, Ba Vinh|15042021"
    assert outcomes(phone, scan(card=card, method="card", sitting=session.sittings.first().pk)) == ["welcome"]
    assert outcomes(phone, scan(card="051085000999", method="card", activity=session.pk)) == ["unknown"]
    assert not any("051085000" in str(value) for row in Scan.objects.values() for value in row.values())


def test_a_code_that_nobody_knows_is_unknown_and_is_kept_for_a_person_to_decide(phone, session):
    sitting = session.sittings.first()
    assert outcomes(phone, scan(code="https://hoi.vn/truong", sitting=sitting.pk)) == ["unknown"]
    assert list(Scan.objects.values_list("read", "activity", "attendance")) == [("https://hoi.vn/truong", session.pk, None)]


def test_a_pass_of_another_activity_is_elsewhere(phone, enrolled, make_session):
    other_session = make_session("Lớp khác")
    for hint in ({"sitting": other_session.sittings.first().pk}, {"activity": other_session.pk}):
        assert outcomes(phone, scan(enrolled[0], **hint)) == ["elsewhere"]
        assert outcomes(phone, scan(enrolled[0], **hint), scan(enrolled[0], **hint)) == ["elsewhere", "elsewhere"]
    assert set(Scan.objects.values_list("activity", flat=True)) == {other_session.pk}
    assert not Attendance.objects.exists()


def test_a_withdrawn_pass_is_told_so(phone, enrolled):
    withdraw(enrolled[0], at=at("06:00"))
    assert outcomes(phone, scan(enrolled[0])) == ["withdrawn"]


def test_a_withdrawal_is_judged_by_the_time_of_the_scan_whenever_it_is_sent(phone, enrolled):
    """The phone had no network: what it scanned before the withdrawal came late, and what it scanned meanwhile after the reinstating."""
    withdraw(enrolled[0], at=at("07:45"))
    before, meanwhile = scan(enrolled[0], "07:40"), scan(enrolled[0], "07:50")
    assert outcomes(phone, before, meanwhile) == ["welcome", "withdrawn"]
    reinstate(Registration.objects.get(pk=enrolled[0].pk), at=at("13:00"))
    withdraw(Registration.objects.get(pk=enrolled[0].pk), at=at("14:00"))
    late = [scan(enrolled[0], clock) for clock in ("07:44", "08:00", "13:10", "14:10")]
    assert outcomes(phone, *late) == ["already", "withdrawn", "welcome", "withdrawn"]
    reinstate(Registration.objects.get(pk=enrolled[0].pk), at=at("16:00"))
    assert outcomes(phone, before, meanwhile, *late) == ["welcome", "withdrawn", "already", "withdrawn", "welcome", "withdrawn"]


def test_who_chooses_somebody_from_the_list_as_it_is_counts_them_though_they_had_withdrawn_then(enrolled, session, usher):
    withdraw(enrolled[0], at=at("06:00"))
    assert tick(enrolled[0], sitting=session.sittings.first(), by=usher, at=at("08:00")).outcome == "withdrawn"
    reinstate(enrolled[0], at=at("13:00"))
    assert tick(enrolled[0], sitting=session.sittings.first(), by=usher, at=at("14:00")).outcome == "welcome"


@pytest.mark.parametrize(
    ("clock", "outcome"),
    [("06:29", "closed"), ("06:30", "welcome"), ("11:30", "welcome"), ("11:31", "closed"), ("12:30", "welcome"), ("17:01", "closed")],
)
def test_a_scan_is_judged_by_the_hours_of_the_sittings(phone, enrolled, clock, outcome):
    assert outcomes(phone, scan(enrolled[0], clock)) == [outcome]


def test_a_scan_a_day_early_is_closed(phone, enrolled):
    assert outcomes(phone, scan(enrolled[0], day=date(2024, 5, 19))) == ["closed"]


def test_a_scan_that_names_no_sitting_goes_to_the_one_open_at_its_time(phone, enrolled, session):
    morning, afternoon = session.sittings.all()
    assert [r["sitting"] for r in send(phone, scan(enrolled[0], "07:40"), scan(enrolled[0], "13:35"))] == [morning.pk, afternoon.pk]


def test_a_scan_that_names_a_sitting_is_judged_by_that_one_only(phone, enrolled, session):
    afternoon = session.sittings.last()
    assert outcomes(phone, scan(enrolled[0], "07:40", sitting=afternoon.pk)) == ["closed"]


def test_a_phone_whose_clock_is_behind_is_put_right_by_the_offset_measured(phone, enrolled, session):
    ahead = timezone.now() + timedelta(hours=-2)  # the phone says it is two hours earlier than it is
    result = send(phone, scan(enrolled[0], "05:40"), device_time=ahead.isoformat())[0]
    assert result["outcome"] == "welcome"
    stored = Scan.objects.get()
    assert timezone.localtime(stored.device_at).strftime("%H:%M") == "05:40"
    assert abs(stored.scanned_at - at("07:40")) < timedelta(seconds=5)


def test_an_offset_too_small_to_mean_anything_changes_nothing(phone, enrolled):
    send(phone, scan(enrolled[0]), device_time=(timezone.now() - timedelta(seconds=2)).isoformat())
    assert Scan.objects.get().scanned_at == at("07:40")


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"id": "no-uuid"}, "id", "not_a_uuid"),
        ({"id": 5}, "id", "not_a_uuid"),
        ({"code": 5}, "code", "not_text"),
        ({"code": None}, "code", "one_of_code_card_registration"),
        ({"registration": 1}, "code", "one_of_code_card_registration"),
        ({"scanned_at": "hôm qua"}, "scanned_at", "not_a_time"),
        ({"scanned_at": None}, "scanned_at", "not_a_time"),
        ({"scanned_at": "2024-05-20T07:40:00"}, "scanned_at", "no_offset"),
        ({"method": "telepathy"}, "method", "unknown_method"),
        ({"method": ["pass"]}, "method", "unknown_method"),
        ({"sitting": "3"}, "sitting", "not_an_id"),
        ({"activity": True}, "activity", "not_an_id"),
        ({"sitting": 2**64}, "sitting", "not_an_id"),
    ],
)
def test_one_bad_item_is_answered_by_itself_and_does_not_stop_the_rest(phone, enrolled, change, field, code):
    bad, good = send(phone, scan(enrolled[0]) | change, scan(enrolled[1]))
    assert (bad["status"], bad["outcome"], bad["error"]) == (400, None, {"field": field, "code": code})
    assert good["outcome"] == "welcome"


@pytest.mark.parametrize("item", [None, 5, "x", [], [[]]])
def test_an_item_that_is_no_object_is_answered_by_itself(phone, enrolled, item):
    assert outcomes(phone, item, scan(enrolled[0])) == [None, "welcome"]


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"scans": [{}] * 501}, "scans", "too_many_scans"),
        ({}, "scans", "required"),
        ({"scans": {}}, "scans", "required"),
        ([], "scans", "required"),
        ({"scans": [], "device_time": "bây giờ"}, "device_time", "not_a_time"),
    ],
)
def test_a_batch_that_is_none_is_refused_whole(phone, body, field, code):
    answer = phone.post("/api/v1/scans/", body)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [(field, code)]
    assert not Scan.objects.exists()


def test_a_stranger_gets_unknown_for_a_pass_that_is_not_theirs_to_scan(api, stranger, enrolled, session):
    client = api(stranger)
    assert outcomes(client, scan(enrolled[0]), scan(enrolled[0], sitting=session.sittings.first().pk)) == ["unknown", "unknown"]
    assert outcomes(client, scan(registration=None, code=enrolled[0].code)) == ["unknown"]
    assert not Attendance.objects.exists()
    assert set(Scan.objects.values_list("activity", flat=True)) == {None}


def test_scans_need_a_token(api, enrolled):
    assert api(None).post("/api/v1/scans/", {"scans": [scan(enrolled[0])]}).status_code == 401


def test_one_scan_takes_at_most_six_statements_and_an_unknown_one_seven(phone, enrolled, session, django_assert_max_num_queries):
    first = scan(enrolled[0])
    for item in (first, scan(enrolled[0], "07:45"), scan(enrolled[1], sitting=session.sittings.first().pk), scan(code="A" * 26)):
        with django_assert_max_num_queries(7 if item.get("code") == "A" * 26 else 6):  # whether it was merged is asked of these alone
            outcomes(phone, item)


def test_a_batch_takes_at_most_nine_statements_whatever_its_size(phone, enrolled, session, django_assert_max_num_queries):
    for size in (2, 500):
        items = [scan(enrolled[n % 3], f"07:{n % 60:02d}", sitting=session.sittings.first().pk) for n in range(size - 1)]
        with django_assert_max_num_queries(9):
            outcomes(phone, *items, scan(code="B" * 26))


def test_new_evidence_makes_an_annulled_attendance_stand_again(phone, enrolled, session, organiser):
    first = scan(enrolled[0], "07:35")
    outcomes(phone, first)
    annul(Attendance.objects.get(), reason="Nhầm người", by=organiser, at=timezone.now())
    assert arrivals("registration", "arrived_at", sitting=session.sittings.first()) == []
    assert outcomes(phone, first) == ["welcome"], "a repeat is answered as before"
    assert arrivals("registration", "arrived_at", sitting=session.sittings.first()) == [], "and brings nothing back"
    assert outcomes(phone, scan(enrolled[0], "08:05")) == ["welcome"]
    assert arrivals("registration", "arrived_at", sitting=session.sittings.first()) == [(enrolled[0].pk, at("08:05"))]


def test_an_annulment_undone_gives_back_the_earliest_arrival(phone, enrolled, session, organiser):
    outcomes(phone, scan(enrolled[0], "07:35"))
    annul(Attendance.objects.get(), reason="Nhầm người", by=organiser, at=timezone.now())
    outcomes(phone, scan(enrolled[0], "08:05"))
    undo_annulment(Attendance.objects.get(), by=organiser, at=timezone.now())
    assert arrivals("registration", "arrived_at", sitting=session.sittings.first()) == [(enrolled[0].pk, at("07:35"))]


def test_the_list_of_a_sitting_counts_scans_and_pages_by_cursor(api, organiser, phone, enrolled, session):
    sitting = session.sittings.first()
    outcomes(phone, *(scan(registration, f"07:4{n}") for n, registration in enumerate(enrolled)), scan(enrolled[0], "07:59"))
    rows, url = [], f"/api/v1/sittings/{sitting.pk}/attendances/?page_size=2"
    while url:
        page = api(organiser).get(url).json()
        assert "count" not in page
        rows += [(row["registration"]["person"]["full_name"], row["scans"], row["annulled"]) for row in page["results"]]
        url = page["next"]
    assert rows == [("Phạm Văn Rê", 2, False), ("Đinh Thị Mẫu", 1, False), ("Nguyễn Thị Hoa", 1, False)]


def test_a_closed_or_cancelled_activity_still_takes_scans_of_its_own_hours(phone, enrolled, session):
    """Phones upload late: what happened in the hall happened, whatever the office has done since."""
    Activity.objects.filter(pk=session.pk).update(status=Activity.Status.CLOSED)
    assert outcomes(phone, scan(enrolled[0])) == ["welcome"]


def test_a_sitting_with_its_own_hours_is_judged_by_them(phone, enrolled, session):
    Sitting.objects.filter(pk=session.sittings.first().pk).update(set_opens_at=at("05:00"), set_closes_at=at("07:35"))
    assert outcomes(phone, scan(enrolled[0], "05:00"), scan(enrolled[1], "07:36")) == ["welcome", "closed"]


def test_a_card_held_before_the_camera_for_a_pass_leaves_nothing_but_its_digest(phone, session):
    card = "051080001234|212345678|Phạm Văn Thử|01011980|Nam|thôn Mẫu|15042021"
    assert outcomes(phone, scan(code=card, sitting=session.sittings.first().pk)) == ["unknown"]
    assert not any("051080001234" in str(value) or "Phạm" in str(value) for row in Scan.objects.values() for value in row.values())


def test_a_scan_from_the_future_is_closed(phone, make_session, make_person, organiser):
    tomorrow = timezone.localdate() + timedelta(days=1)
    session = make_session("Ngày mai", starts_on=tomorrow, unit=organiser.grants.get().unit)
    registration = register(session, person=make_person("Lê Văn Sớm"), role=Registration.Role.PARTICIPANT, by=organiser)
    assert outcomes(phone, scan(registration, "07:40", day=tomorrow)) == ["closed"]


def test_a_scan_after_the_activity_was_called_off_is_closed_and_one_from_before_is_not(phone, enrolled, session):
    Activity.objects.filter(pk=session.pk).update(status=Activity.Status.CANCELLED, cancelled_at=at("09:00"))
    assert outcomes(phone, scan(enrolled[0], "08:59"), scan(enrolled[1], "09:00")) == ["welcome", "closed"]


def test_half_a_character_stops_nobody(phone, enrolled):
    body = '{"scans": [{"id": "\\ud800x", "code": "A", "scanned_at": "2024-05-20T07:40:00+07:00", "method": "pass"}, %s]}'
    good = '{"id": "7b0e1b1e-7f0e-4b62-9a40-0f3f8f0e7a11", "code": "%s", "scanned_at": "2024-05-20T07:40:00+07:00", "method": "pass"}'
    answer = phone.post("/api/v1/scans/", body % good % enrolled[0].code, content_type="application/json")
    assert [result["outcome"] for result in answer.json()["results"]] == [None, "welcome"]


def test_an_id_is_answered_as_it_was_written(phone, enrolled):
    sent = scan(enrolled[0])
    assert send(phone, sent | {"id": sent["id"].upper()})[0]["id"] == sent["id"].upper()


def test_a_sitting_with_people_counted_is_not_deleted(api, organiser, session):
    sitting = session.sittings.first()
    counted = api(organiser).post(f"/api/v1/sittings/{sitting.pk}/headcounts/", {"category": "Khán giả", "count": 300, "basis": "counted"})
    assert counted.status_code == 201
    assert api(organiser).delete(f"/api/v1/sittings/{sitting.pk}/").status_code == 400


@pytest.mark.parametrize("path", ["/activities/?unit={}", "/activities/1/registrations/new/?added={}"])
def test_a_number_of_five_thousand_digits_is_no_error_of_ours(browser_of, organiser, session, path):
    assert browser_of(organiser).get(path.format("9" * 5000)).status_code in (200, 404)


def test_a_cursor_that_somebody_made_up_is_not_found(api, organiser, session):
    address = f"/api/v1/sittings/{session.sittings.first().pk}/attendances/"
    positions = ("0001-01-01", "0001-01-01 00:00:00+14:00", "2024-13-01 00:00:00+00:00")
    cursors = ["x", *(b64encode(f"p={quote(position)}".encode()).decode() for position in positions)]
    assert [api(organiser).get(address, {"cursor": cursor}).status_code for cursor in cursors] == [404] * 4


def test_what_was_never_cancelled_is_not_opened_by_restoring_it(api, organiser, session):
    Activity.objects.filter(pk=session.pk).update(status=Activity.Status.CLOSED)
    assert api(organiser).post(f"/api/v1/training-sessions/{session.pk}/restore/").json()["status"] == "closed"


def test_a_time_of_1900_is_told_in_a_form_that_every_program_reads(api, organiser, enrolled):
    item = {"id": str(uuid4()), "registration": enrolled[0].pk, "scanned_at": "1900-01-01T00:00:00Z", "method": "list"}
    [result] = api(organiser).post("/api/v1/scans/", {"scans": [item]}).json()["results"]
    assert result["scanned_at"] == "1900-01-01T00:00:00+00:00"
