"""The inbox: what waits, what a person decides, and how it is taken back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from activities.actions import cancel, restore
from activities.models import Activity
from attendance.devices import pairing
from attendance.inbox import decisions
from attendance.inbox.undecided import list_cases, list_undecided
from attendance.models import Annulment, Attendance, Registration, Resolution, Scan
from attendance.registrations.actions import change_role, register, withdraw
from attendance.sittings.actions import annul, tick, undo_annulment
from tests.attendance.hall import arrivals
from tests.conftest import DAY, at
from tests.refusals import error_codes

pytestmark = [pytest.mark.both_engines, pytest.mark.always_on_postgres]

REASON = "Đến muộn, có mặt"
NOW = {"reason": REASON}
ARRIVAL = ("registration__person__full_name", "arrived_at", "method")


def decide(clerk, verb, scan, **more):
    """decide(verb, scan, …): as the clerk, now."""
    return getattr(decisions, verb)(scan, **{"reason": REASON, "by": clerk, "at": timezone.now()} | more)


def rows(client, session):
    answer = client.get(f"/api/v1/activities/{session.pk}/inbox/")
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


# --- what waits


def test_what_counted_nobody_waits_and_what_counted_does_not(send, enrolled, session, clerk):
    send("07:40", enrolled[0])
    send("07:41", enrolled[0])
    waits = [send("05:00", enrolled[1]), send("07:42", code="A" * 26)]
    assert list(list_undecided(session, clerk)) == waits


def test_each_cause_has_its_word(api, clerk, send, enrolled, session, make_session, make_person, organiser):
    withdrawn = register(session, person=make_person("Lê Thị Rút"), role="participant", by=organiser)
    withdraw(withdrawn, at=at("06:00"))
    send("05:00", enrolled[0])
    send("17:30", enrolled[0])
    send("09:00", enrolled[0], day=DAY + timedelta(days=3))
    send("08:00", enrolled[0], received=at("07:00"))
    send("07:40", withdrawn)
    send("07:40", code="WIFI:S:HoiTruong;;")
    foreign_registration = register(make_session("Lớp khác"), person=make_person("Hồ Văn Khác"), role="participant", by=organiser)
    send("07:41", foreign_registration)
    assert sorted([row['why'] for row in rows(api(clerk), session)]) == [
        "clock_ahead", "elsewhere", "no_sitting", "too_early", "too_late", "unknown_code", "withdrawn",
    ]  # fmt: skip


def test_what_a_phone_sent_after_it_was_revoked_is_said_to_be_such_whatever_its_time(api, clerk, send, enrolled, session, organiser):
    device, _code = pairing.invite(session, name="Máy 1", by=organiser, at=at("07:00"))
    pairing.revoke(device, by=organiser, at=at("07:30"))
    send("07:29", enrolled[0], received=at("07:30"), device=device)
    late = send("07:29", enrolled[1], received=at("07:31"), device=device)
    assert [(row["id"], row["why"], row["device"]) for row in rows(api(clerk), session)] == [
        (str(late.pk), "after_revocation", {"id": device.pk, "name": "Máy 1"})
    ]


def test_a_walk_in_who_could_not_be_registered_waits_with_the_name(api, clerk, send, session, organiser):
    Activity.objects.filter(pk=session.pk).update(walk_ins="none")
    device, _code = pairing.invite(session, name="Máy 1", by=organiser, at=at("07:00"))
    send("07:40", device=device, walk_in={"id": str(uuid4()), "full_name": "Hồ Văn Tới", "birth_year": 1990, "gender": "M", "unit": None})
    (row,) = rows(api(clerk), session)
    assert (row["why"], row["what"], row["read"]) == ("walk_in_not_taken", "Đăng ký tại chỗ", "Hồ Văn Tới (1990)")


def test_an_item_says_all_that_a_person_needs(api, clerk, usher, send, enrolled, session, morning):
    sent = send("05:00", enrolled[1])
    (row,) = rows(api(clerk), session)
    assert row == {
        "id": str(sent.pk),
        "why": "too_early",
        "outcome": "closed",
        "read": "",
        "what": "",
        "registration": enrolled[1].pk,
        "person": {"id": enrolled[1].person_id, "full_name": "Đinh Thị Mẫu"},
        "counts_for": enrolled[1].pk,
        "sitting": None,
        "suggested_sitting": morning.pk,
        "is_there": False,
        "also": 0,
        "scanned_at": at("05:00").isoformat(),
        "device_at": at("05:00").isoformat(),
        "received_at": timezone.localtime(sent.received_at).isoformat(),
        "method": "pass",
        "device": None,
        "user": {"id": usher.pk, "full_name": "Usher"},
    }


@pytest.mark.parametrize(
    ("code", "description", "read"),
    [
        ("B" * 26, "Mã thẻ lạ", "B" * 26),
        ("https://zalo.me/g/abc", "Địa chỉ trang web", "https://zalo.me/g/abc"),
        ("WIFI:T:WPA;S:HoiTruong;P:bimat;;", "Mã Wi-Fi", ""),
        ("BEGIN:VCARD\nFN:Ai Do\nTEL:0912345678", "Danh thiếp", ""),
        ("DN4510512345678|50 68 e1 ba a1 6d", "Mã lạ", ""),
    ],
)
def test_what_was_read_is_told_by_name_and_what_is_private_is_left_out(api, clerk, send, session, code, description, read):
    send("07:40", code=code)
    (row,) = rows(api(clerk), session)
    assert (row["what"], row["read"]) == (description, read)


def test_the_number_of_an_unknown_card_is_nowhere(api, clerk, send, session):
    send("07:40", card="051080001234", method="card")
    (row,) = rows(api(clerk), session)
    assert (row["what"], row["read"]) == ("Căn cước không có trong danh sách", "")


def test_the_same_thing_read_again_is_one_thing_to_decide(api, clerk, send, enrolled, session):
    for minute in range(5):
        send(f"07:4{minute}", code="C" * 26)
    send("05:00", enrolled[0])
    send("05:01", enrolled[0])
    send("05:02", enrolled[1])
    for _n in range(2):
        send("07:50", card="051080001234", method="card")
        send("07:51", code="DN4510512345678|50e1baa16d|01011970|1|x|y")
    assert [len(case.items) for case in list_cases(session, clerk)] == [2, 1, 5, 1, 1, 1, 1], "two unknown cards may be two people"
    assert [row["also"] for row in rows(api(clerk), session)] == [1, 1, 0, 4, 4, 4, 4, 4, 0, 0, 0, 0]
    assert [row["what"] for row in rows(api(clerk), session)][-2:] == ["Thẻ bảo hiểm y tế"] * 2


def test_who_was_too_early_and_welcomed_later_is_there_already(api, clerk, send, enrolled, session):
    send("05:00", enrolled[0])
    send("05:00", enrolled[1])
    send("07:10", enrolled[0])
    send("13:10", enrolled[1])
    assert {row["person"]["full_name"]: row["is_there"] for row in rows(api(clerk), session)} == {
        "Phạm Văn Rê": True,
        "Đinh Thị Mẫu": False,
    }


def test_a_pass_of_another_activity_counts_for_the_same_person_in_this_one(api, clerk, send, enrolled, session, make_session, organiser):
    foreign_registration = register(make_session("Lớp khác"), person=enrolled[0].person, role="participant", by=organiser)
    send("07:40", foreign_registration)
    (row,) = rows(api(clerk), session)
    assert (row["registration"], row["counts_for"], row["person"]["full_name"]) == (enrolled[0].pk, enrolled[0].pk, "Phạm Văn Rê")


def test_a_pass_of_an_activity_that_the_reader_may_not_see_names_nobody(
    api, send, make_session, make_user, make_person, organiser, session, ba_to, unit_called
):
    foreign_registration = register(
        make_session("Lớp khác", unit=unit_called("Sơn Hà", "district")), person=make_person("Hồ Văn Kín"), role="participant", by=organiser
    )
    send("07:40", foreign_registration)
    here_only = make_user("clerk-ba-to", "clerk", ba_to)
    assert [row["person"] for row in rows(api(organiser), session)] == [{"id": foreign_registration.person_id, "full_name": "Hồ Văn Kín"}]
    (row,) = rows(api(here_only), session)
    assert (row["why"], row["registration"], row["person"]) == ("elsewhere", None, None)


def test_the_inbox_takes_the_same_statements_for_one_and_for_many(
    api, clerk, send, enrolled, session, make_session, organiser, django_assert_num_queries
):
    client, other_session = api(clerk), make_session("Lớp khác")
    theirs = register(other_session, person=enrolled[0].person, role="participant", by=organiser)
    send("05:00", theirs)
    with django_assert_num_queries(10):  # three of them the log of who looked at whom
        rows(client, session)
    for n, registration in enumerate(enrolled * 3):
        send(f"05:1{n}", registration)
        send(f"07:4{n}", code=f"{n}" * 20)
        send(f"07:5{n}", theirs)
    with django_assert_num_queries(11):  # four of them the log: who stands on the line of this visit already is read first
        rows(client, session)


# --- deciding


def test_accepting_counts_from_the_start_of_the_sitting_when_the_scan_was_outside_its_hours(send, enrolled, morning, session, clerk):
    scan = send("05:00", enrolled[0])
    made = decide(clerk, "accept", scan, sitting=morning).made_scan
    assert arrivals(*ARRIVAL, sitting=morning) == [("Phạm Văn Rê", at("07:30"), "pass")]
    assert (made.outcome, made.user, made.registration, made.sitting) == ("welcome", clerk, enrolled[0], morning)
    scan.refresh_from_db()
    assert (scan.outcome, scan.attendance_id) == ("closed", None), "the answer once given never changes"
    assert not list_undecided(session, clerk).exists()


def test_accepting_keeps_the_time_of_a_scan_within_hours(send, clerk, enrolled, morning, organiser, session):
    device, _code = pairing.invite(session, name="Máy 1", by=organiser, at=at("07:00"))
    pairing.revoke(device, by=organiser, at=at("07:30"))
    decide(clerk, "accept", send("07:52", enrolled[0], device=device), sitting=morning)
    assert arrivals(*ARRIVAL, sitting=morning) == [("Phạm Văn Rê", at("07:52"), "pass")]


def test_a_scan_of_a_clock_that_was_ahead_counts_from_when_it_arrived(send, clerk, enrolled, morning):
    decide(clerk, "accept", send("09:00", enrolled[0], received=at("07:41")), sitting=morning)
    assert arrivals(*ARRIVAL, sitting=morning) == [("Phạm Văn Rê", at("07:41"), "pass")]


def test_accepting_the_scan_of_who_had_withdrawn_lets_them_stand_again(send, clerk, enrolled, morning):
    withdraw(enrolled[0], at=at("06:00"))
    scan = send("07:40", enrolled[0])
    assert decide(clerk, "accept", scan, sitting=morning).stood_again
    enrolled[0].refresh_from_db()
    assert (enrolled[0].status, arrivals(*ARRIVAL, sitting=morning)) == ("registered", [("Phạm Văn Rê", at("07:40"), "pass")])


def test_attaching_counts_the_person_chosen_in_the_sitting_open_then(send, clerk, enrolled, morning, session):
    decide(clerk, "attach", send("07:40", code="A" * 26), registration=enrolled[1])
    decide(clerk, "attach", send("13:40", code="A" * 26), registration=enrolled[1])
    decide(clerk, "attach", send("19:00", code="B" * 26), registration=enrolled[2], sitting=session.sittings.last())
    assert arrivals(*ARRIVAL, sitting=morning) == [("Đinh Thị Mẫu", at("07:40"), "pass")]
    assert arrivals(*ARRIVAL, sitting=session.sittings.last()) == [
        ("Nguyễn Thị Hoa", at("13:30"), "pass"),
        ("Đinh Thị Mẫu", at("13:40"), "pass"),
    ]


def test_attaching_needs_a_sitting_when_none_was_open(send, clerk, enrolled):
    with pytest.raises(ValidationError) as refused:
        decide(clerk, "attach", send("19:00", code="A" * 26), registration=enrolled[0])
    assert error_codes(refused) == {"sitting": ["required"]}


def test_dismissing_counts_nobody_and_keeps_who_and_why(send, clerk, session):
    resolution = decide(clerk, "dismiss", send("07:40", code="A" * 26), reason="  Quét   nhầm ")
    assert (resolution.action, resolution.made_scan, resolution.reason, resolution.resolved_by) == ("dismiss", None, "Quét nhầm", clerk)
    assert not Attendance.objects.exists() and not list_undecided(session, clerk).exists()


def test_a_decision_needs_a_reason_and_leaves_nothing_without_one(send, clerk, enrolled, morning):
    withdraw(enrolled[0], at=at("06:00"))
    scan = send("07:40", enrolled[0])
    for verb, more in (("accept", {"sitting": morning}), ("attach", {"registration": enrolled[1]}), ("dismiss", {})):
        with pytest.raises(ValidationError) as refused:
            decide(clerk, verb, scan, reason=" ", **more)
        assert error_codes(refused) == {"reason": ["required"]}
    enrolled[0].refresh_from_db()
    assert (enrolled[0].is_withdrawn, Attendance.objects.count(), Scan.objects.count()) == (True, 0, 1)


def test_what_cannot_be_accepted_is_said(send, clerk, enrolled, morning, make_session, make_person, organiser):
    other_session = make_session("Lớp khác")
    stray = send("07:40", register(other_session, person=make_person("Hồ Văn Khác"), role="participant", by=organiser))
    early, counted = send("05:00", enrolled[0]), send("07:40", enrolled[1])
    for verb, scan, more, code in [
        ("accept", send("07:40", code="A" * 26), {"sitting": morning}, "nobody_known"),
        ("accept", stray, {"sitting": morning}, "elsewhere"),
        ("accept", early, {"sitting": other_session.sittings.first()}, "elsewhere"),
        ("attach", early, {"registration": stray.registration}, "elsewhere"),
        ("accept", counted, {"sitting": morning}, "nothing_to_decide"),
        ("dismiss", counted, {}, "nothing_to_decide"),
    ]:
        with pytest.raises(ValidationError) as refused:
            decide(clerk, verb, scan, **more)
        assert next(iter(error_codes(refused).values()))[0] == code
    assert not Resolution.objects.exists()


def test_a_cancelled_activity_takes_nobody_until_it_is_restored(send, clerk, enrolled, morning, session):
    scan = send("05:00", enrolled[0])
    withdraw(enrolled[0], at=at("06:00"))
    cancel(Activity.objects.get(pk=session.pk), reason="Mưa lũ", at=timezone.now())
    with pytest.raises(ValidationError) as refused:
        decide(clerk, "accept", scan, sitting=morning)
    enrolled[0].refresh_from_db()
    assert (next(iter(error_codes(refused).values()))[0], enrolled[0].is_withdrawn) == ("activity_cancelled", True)
    restore(Activity.objects.get(pk=session.pk))
    decide(clerk, "accept", scan, sitting=morning)
    assert len(arrivals(*ARRIVAL, sitting=morning)) == 1


def test_a_sitting_that_is_not_open_yet_takes_nobody(send, clerk, enrolled, morning):
    with pytest.raises(ValidationError) as refused:
        decide(clerk, "accept", send("05:00", enrolled[0], received=at("05:00")), sitting=morning, at=at("05:10"))
    assert next(iter(error_codes(refused).values()))[0] == "too_early"


def test_before_a_sitting_has_begun_a_scan_is_accepted_as_of_now(send, clerk, enrolled, morning):
    decide(clerk, "accept", send("05:00", enrolled[0], received=at("05:00")), sitting=morning, at=at("06:40"))
    assert arrivals(*ARRIVAL, sitting=morning) == [("Phạm Văn Rê", at("06:40"), "pass")]


def test_the_second_to_decide_is_told_that_somebody_was_first(send, clerk, enrolled, morning):
    scan = send("05:00", enrolled[0])
    decide(clerk, "accept", scan, sitting=morning)
    for verb, more in (("accept", {"sitting": morning}), ("dismiss", {})):
        with pytest.raises(ValidationError) as refused:
            decide(clerk, verb, scan, **more)
        assert next(iter(error_codes(refused).values()))[0] == "resolved_already"
    assert Scan.objects.count() == 2, "nothing was counted twice"


def test_several_scans_are_settled_together_or_not_at_all(send, enrolled, morning, clerk):
    scans = [send(f"07:4{n}", code="A" * 26) for n in range(3)]
    decide(clerk, "dismiss", scans[1])
    decision = {"action": "attach", "reason": REASON, "by": clerk, "at": timezone.now(), "registration": enrolled[0]}
    with pytest.raises(ValidationError):
        decisions.settle(scans, **decision)
    assert not Attendance.objects.exists()
    decisions.settle([scans[0], scans[2]], **decision)
    assert arrivals(*ARRIVAL, sitting=morning) == [("Phạm Văn Rê", at("07:40"), "pass")]


# --- taking back


def test_a_decision_taken_back_leaves_things_as_they_were_and_the_scan_waits_again(send, enrolled, morning, session, clerk):
    scan = send("05:00", enrolled[0])
    resolution = decide(clerk, "accept", scan, sitting=morning)
    decisions.take_back(resolution, by=clerk, at=timezone.now())
    assert (arrivals(*ARRIVAL, sitting=morning), list(list_undecided(session, clerk))) == ([], [scan])
    attendance = Attendance.objects.get()
    assert (attendance.annul_reason, attendance.annulled_by) == (f"Hoàn tác quyết định: {REASON}", clerk)
    decide(clerk, "accept", scan, sitting=morning)
    assert arrivals(*ARRIVAL, sitting=morning) == [("Phạm Văn Rê", at("07:30"), "pass")]


def test_an_attendance_goes_back_to_its_earliest_remaining_scan(send, enrolled, morning, clerk):
    send("08:10", enrolled[0])
    resolution = decide(clerk, "accept", send("05:00", enrolled[0]), sitting=morning)
    assert arrivals(*ARRIVAL, sitting=morning) == [("Phạm Văn Rê", at("07:30"), "pass")]
    send("08:05", enrolled[0])
    decisions.take_back(resolution, by=clerk, at=timezone.now())
    assert arrivals(*ARRIVAL, sitting=morning) == [("Phạm Văn Rê", at("08:05"), "pass")]


def test_a_scan_that_arrives_after_a_decision_was_taken_back_counts(send, enrolled, morning, clerk):
    resolution = decide(clerk, "accept", send("05:00", enrolled[0]), sitting=morning)
    decisions.take_back(resolution, by=clerk, at=timezone.now())
    assert send("08:20", enrolled[0]).outcome == "welcome"
    assert arrivals(*ARRIVAL, sitting=morning) == [("Phạm Văn Rê", at("08:20"), "pass")]


def test_a_registration_that_stood_again_is_withdrawn_again(send, enrolled, morning, clerk):
    withdraw(enrolled[0], at=at("06:00"))
    resolution = decide(clerk, "accept", send("07:40", enrolled[0]), sitting=morning)
    decisions.take_back(resolution, by=clerk, at=timezone.now())
    enrolled[0].refresh_from_db()
    assert (enrolled[0].is_withdrawn, arrivals(*ARRIVAL, sitting=morning)) == (True, [])


def test_a_registration_changed_since_is_left_as_it_is(send, enrolled, morning, clerk):
    withdraw(enrolled[0], at=at("06:00"))
    resolution = decide(clerk, "accept", send("07:40", enrolled[0]), sitting=morning)
    change_role(Registration.objects.get(pk=enrolled[0].pk), role="guest", category="")
    decisions.take_back(resolution, by=clerk, at=timezone.now())
    enrolled[0].refresh_from_db()
    assert not enrolled[0].is_withdrawn


@pytest.mark.parametrize("first", [0, 1])
def test_of_two_decisions_that_rest_on_a_registration_the_last_taken_back_withdraws_it(send, enrolled, morning, session, clerk, first):
    withdraw(enrolled[0], at=at("06:00"))
    scans = [send("07:40", enrolled[0]), send("13:40", enrolled[0])]
    both = [decide(clerk, "accept", scan, sitting=sitting) for scan, sitting in zip(scans, (morning, session.sittings.last()), strict=True)]
    states = []
    for resolution in (both[first], both[1 - first]):
        decisions.take_back(resolution, by=clerk, at=timezone.now())
        states.append(Registration.objects.get(pk=enrolled[0].pk).status)
    assert states == ["registered", "withdrawn"]


def test_what_was_taken_back_cannot_be_taken_back_again(send, enrolled, morning, clerk):
    resolution = decide(clerk, "accept", send("05:00", enrolled[0]), sitting=morning)
    for _time in range(2):
        try:
            decisions.take_back(resolution, by=clerk, at=timezone.now())
        except ValidationError as error:
            assert error.code == "undone_already"
    assert Annulment.objects.count() == 1


def test_a_decision_taken_back_does_not_count_when_an_annulment_is_undone(send, enrolled, morning, clerk):
    """Whoever annulled takes the annulment back; a decision is made again in the inbox."""
    send("08:10", enrolled[0])
    resolution = decide(clerk, "accept", send("05:00", enrolled[0]), sitting=morning)
    annul(Attendance.objects.get(), reason="Nhầm người", by=clerk, at=timezone.now())
    decisions.take_back(resolution, by=clerk, at=timezone.now())
    assert arrivals(*ARRIVAL, sitting=morning) == [], "annulled stays annulled"
    undo_annulment(Attendance.objects.get(), by=clerk, at=timezone.now())
    assert arrivals(*ARRIVAL, sitting=morning) == [("Phạm Văn Rê", at("08:10"), "pass")]


def test_there_is_no_annulment_to_undo_where_a_decision_was_taken_back(send, enrolled, morning, clerk):
    resolution = decide(clerk, "accept", send("05:00", enrolled[0]), sitting=morning)
    decisions.take_back(resolution, by=clerk, at=timezone.now())
    with pytest.raises(ValidationError) as refused:
        undo_annulment(Attendance.objects.get(), by=clerk, at=timezone.now())
    assert (next(iter(error_codes(refused).values()))[0], arrivals(*ARRIVAL, sitting=morning)) == ("nothing_to_undo", [])


def test_an_annulment_undone_gives_back_what_was_accepted(send, enrolled, morning, clerk):
    decide(clerk, "accept", send("05:00", enrolled[0]), sitting=morning)
    annul(Attendance.objects.get(), reason="Nhầm người", by=clerk, at=timezone.now())
    undo_annulment(Attendance.objects.get(), by=clerk, at=timezone.now())
    assert arrivals(*ARRIVAL, sitting=morning) == [("Phạm Văn Rê", at("07:30"), "pass")]


def test_a_tick_stays_when_a_decision_about_the_same_person_is_taken_back(send, enrolled, morning, clerk):
    resolution = decide(clerk, "accept", send("05:00", enrolled[0]), sitting=morning)
    tick(enrolled[0], sitting=morning, by=clerk, at=timezone.now())
    decisions.take_back(resolution, by=clerk, at=timezone.now())
    assert arrivals(*ARRIVAL, sitting=morning) == [("Phạm Văn Rê", at("07:30"), "list")]


def test_what_was_decided_in_one_moment_is_taken_back_together(send, enrolled, session, morning, clerk):
    now = timezone.now()
    scans = [send("05:00", enrolled[0]), send("05:01", enrolled[0]), send("05:02", enrolled[1])]
    resolutions = decisions.settle(scans, action="accept", sitting=morning, reason=REASON, by=clerk, at=now)
    decisions.take_all_back(decisions.list_decided_together(resolutions[0]), by=clerk, at=timezone.now())
    assert len(arrivals(*ARRIVAL, sitting=morning)) == 1, "the same person's"
    decisions.take_all_back(decisions.list_decided_together(resolutions[0], everybody=True), by=clerk, at=timezone.now())
    assert (arrivals(*ARRIVAL, sitting=morning), list_undecided(session, clerk).count()) == ([], 3)


# --- over HTTP


def test_over_http_a_scan_is_accepted_and_taken_back(api, clerk, send, enrolled, session, morning):
    client, scan = api(clerk), send("05:00", enrolled[0])
    answer = client.post(f"/api/v1/inbox/{scan.pk}/resolve/", {"action": "accept", "sitting": morning.pk, "reason": REASON})
    attendance = Attendance.objects.get()
    body = answer.json()
    assert (answer.status_code, body["id"], body["action"], body["attendance"], body["sitting"], body["registration"], body["outcome"]) == (
        200, str(scan.pk), "accept", attendance.pk, morning.pk, enrolled[0].pk, "welcome",
    )  # fmt: skip
    assert (body["reason"], body["resolved_by"], body["undone_at"]) == (REASON, {"id": clerk.pk, "full_name": "Clerk"}, None)
    undone = client.post(f"/api/v1/inbox/{scan.pk}/undo/")
    assert (undone.status_code, undone.json()["undone_by"]["id"], [row["why"] for row in rows(client, session)]) == (
        200,
        clerk.pk,
        ["too_early"],
    )


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"action": "accept"}, "reason", "required"),
        ({"action": "accept", "reason": " "}, "reason", "blank"),
        ({"action": "burn", "reason": "x"}, "action", "invalid_choice"),
        ({"action": "attach", "reason": "x"}, "registration", "required"),
        ({"action": "accept", "reason": "x", "sitting": 999999}, "sitting", "does_not_exist"),
        ({"action": "attach", "reason": "x", "registration": 999999}, "registration", "does_not_exist"),
    ],
)
def test_over_http_what_is_wrong_is_named(api, clerk, send, enrolled, body, field, code):
    answer = api(clerk).post(f"/api/v1/inbox/{send('05:00', enrolled[0]).pk}/resolve/", body)
    assert (answer.status_code, [(e["field"], e["code"]) for e in answer.json()["errors"]]) == (400, [(field, code)])
    assert not Resolution.objects.exists()


def test_over_http_the_second_is_told_and_nothing_is_there_to_undo_twice(api, clerk, send, enrolled, morning):
    client, scan = api(clerk), send("05:00", enrolled[0])
    codes = []
    for call, body in (
        ("resolve", {"action": "dismiss", "reason": "x"}),
        ("resolve", {"action": "accept", "reason": "x"}),
        ("undo", {}),
        ("undo", {}),
    ):
        answer = client.post(f"/api/v1/inbox/{scan.pk}/{call}/", body)
        codes.append(answer.status_code if answer.status_code == 200 else answer.json()["errors"][0]["code"])
    assert codes == [200, "resolved_already", 200, "nothing_to_undo"]


def test_a_sitting_and_a_person_of_another_activity_do_not_exist_here(api, clerk, send, enrolled, make_session, make_person, organiser):
    other_session = make_session("Lớp khác")
    foreign = register(other_session, person=make_person("Hồ Văn Khác"), role="participant", by=organiser)
    scan = send("05:00", enrolled[0])
    for body in ({"action": "accept", "sitting": other_session.sittings.first().pk}, {"action": "attach", "registration": foreign.pk}):
        assert api(clerk).post(f"/api/v1/inbox/{scan.pk}/resolve/", body | NOW).json()["errors"][0]["code"] == "does_not_exist"


def test_the_stranger_finds_no_inbox_and_the_usher_decides_nothing(api, stranger, usher, send, enrolled, session, morning):
    scan = send("05:00", enrolled[0])
    body = {"action": "accept", "sitting": morning.pk, "reason": REASON}
    calls = [(f"/api/v1/inbox/{scan.pk}/resolve/", body), (f"/api/v1/inbox/{scan.pk}/undo/", {})]
    assert api(stranger).get(f"/api/v1/activities/{session.pk}/inbox/").status_code == 404
    assert [api(stranger).post(*call).status_code for call in calls] == [404, 404]
    assert [row["why"] for row in rows(api(usher), session)] == ["too_early"]
    assert [api(usher).post(*call).status_code for call in calls] == [403, 403]
    assert not Resolution.objects.exists()


def test_a_strangers_own_scans_are_in_nobodys_inbox(api, stranger, send, enrolled, session, clerk):
    item = {"id": str(uuid4()), "code": enrolled[0].code, "method": "pass", "scanned_at": at("07:40").isoformat(), "activity": session.pk}
    assert api(stranger).post("/api/v1/scans/", {"scans": [item]}).json()["results"][0]["outcome"] == "unknown"
    assert rows(api(clerk), session) == []
    assert api(clerk).post(f"/api/v1/inbox/{item['id']}/resolve/", {"action": "dismiss", "reason": "x"}).status_code == 404
