"""Guessing the number of somebody's identity card: from what leaves the server there is nothing to guess, and whoever asks is told nothing."""

import re
from datetime import timedelta
from functools import partial
from itertools import product

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import ChangeRecord
from attendance.models import Attendance, CardLookup, Device, Registration, Scan
from attendance.registrations.actions import register
from attendance.scans import card_lookups, sealing
from people.identity.national_id import digest
from people.models import Person
from registry.duplicates import find_duplicates
from scanner.phone_roster import field_key, short_digest
from tests.attendance.sealed import seal
from tests.attendance.uploads import item, send, walk_in
from tests.depth import by_depth, share_of_engine
from tests.imports.conftest import Desk, roster
from tests.scoping.test_disclosures import shown_text
from tests.scoping.test_every_route import ALL, OPEN, at_one_address, filled, world  # noqa: F401

pytestmark = [pytest.mark.both_engines, pytest.mark.deep_on_postgres]

ROSTER = "/api/v1/scanner/roster/"
scan = partial(item, method="card")
THEIRS, NOBODYS, OTHERS = "051080000123", "051080000124", "051080000125"


@pytest.fixture
def far_person(make_person, unit_called):
    """Somebody with a card, of whom nobody in Ba Tơ knows."""
    return make_person("Hồ Thị Xa", gender="F", unit=unit_called("Sơn Thượng"), national_id=OTHERS)


def sealed(activity, number):
    return seal(sealing.activity_key(settings.DIGEST_KEY.encode(), activity.pk), number)


def without_ids(result):
    """Return what an answer tells besides the ids of new rows."""
    return {name: value for name, value in result.items() if name not in ("id", "attendance", "registration", "person")} | {
        "has": [bool(result[name]) for name in ("attendance", "registration")],
        "name": result["person"] and result["person"]["full_name"],
    }


# --- nothing derived from a number leaves the server


def test_two_people_who_differ_in_their_card_alone_give_the_same_roster(session, make_person, organiser, usher, early_phone, api):
    person = make_person(national_id=THEIRS)
    register(session, person=person, role="participant", by=organiser)
    Device.objects.update(paired_at=timezone.now())  # else its right to the roster ended with the session
    rosters = []
    for number_digest, last4 in ((digest(THEIRS), THEIRS[-4:]), (digest(NOBODYS), NOBODYS[-4:]), (None, "")):
        Person.objects.filter(pk=person.pk).update(national_id_digest=number_digest, national_id_last4=last4)
        answers = [early_phone[1].get(ROSTER), api(usher).get(ROSTER, {"activity": session.pk})]
        bodies = [answer.json() for answer in answers]
        rosters.append([{name: value for name, value in body.items() if name not in ("server_time", "cursor")} for body in bodies])
    assert rosters[1:] == [rosters[0]] * 2
    for body in rosters[0]:
        assert set(body["passes"][0]) == {"registration", "name", "hint", "code_digest", "short_digest", "status", "walk_in", "former"}


def test_the_keys_on_a_phone_are_of_one_activity_and_fit_no_stored_digest(session, make_session, usher, api, make_person):
    person = make_person(national_id=THEIRS)
    other_session = make_session("Lớp khác")
    keys = [api(usher).get(ROSTER, {"activity": activity.pk}).json()["keys"] for activity in (session, other_session)]
    assert keys[0]["field"] != keys[1]["field"] and keys[0]["seal"] != keys[1]["seal"]
    assert field_key(session.pk) != field_key(other_session.pk)
    assert short_digest(session.pk, "ABCDEF") != short_digest(other_session.pk, "ABCDEF")
    assert person.national_id_digest not in str(keys)


def test_no_column_of_a_person_but_the_keyed_digest_and_four_digits_depends_on_the_number(make_person):
    first, second = make_person(national_id=THEIRS), make_person(national_id=NOBODYS)
    different = {field.name for field in Person._meta.fields if getattr(first, field.name) != getattr(second, field.name)}
    assert different - {"created_at", "changed_at"} == {"id", "national_id_digest", "national_id_last4"}
    names = [name for constraint in Person._meta.constraints for name in getattr(constraint, "fields", ())]
    assert "national_id_digest" not in names and not Person._meta.get_field("national_id_digest").unique, "nor does a refusal tell"


def test_a_card_sealed_for_one_activity_opens_in_no_other(session, make_session, usher, api, make_person, organiser):
    registration = register(session, person=make_person(national_id=THEIRS), role="participant", by=organiser)
    [theirs] = send(api(usher), scan(sealed_card=sealed(session, THEIRS), sitting=session.sittings.first().pk))
    assert (theirs["outcome"], theirs["registration"]) == ("welcome", registration.pk)
    [refused] = send(api(usher), scan(sealed_card=sealed(make_session("Lớp khác"), THEIRS), activity=session.pk))
    assert (refused["status"], refused["error"]) == (400, {"field": "sealed_card", "code": "unreadable"})


# --- the number has the last word


def test_a_card_taken_for_the_right_person_by_its_name_counts(session, make_person, organiser, early_phone):
    with_card = register(session, person=make_person(national_id=THEIRS), role="participant", by=organiser)
    without_card = register(session, person=make_person("Đinh Thị Mẫu"), role="participant", by=organiser)
    results = send(
        early_phone[1],
        scan(with_card, sealed_card=sealed(session, THEIRS)),
        scan(without_card, sealed_card=sealed(session, NOBODYS)),
    )
    assert [result["outcome"] for result in results] == ["welcome", "welcome"]


def test_a_card_of_somebody_else_on_the_list_counts_nobody_and_waits(session, make_person, organiser, early_phone, api, clerk):
    taken_for = register(session, person=make_person("Đinh Thị Mẫu"), role="participant", by=organiser)
    register(session, person=make_person(national_id=THEIRS), role="participant", by=organiser)
    taken_item = scan(taken_for, sealed_card=sealed(session, THEIRS))
    [result] = send(early_phone[1], taken_item)
    assert (result["outcome"], result["registration"], result["person"]) == ("unknown", None, None)
    assert send(early_phone[1], taken_item) == [result] and Attendance.objects.count() == 0
    [waiting] = api(clerk).get(f"/api/v1/activities/{session.pk}/inbox/").json()["results"]
    assert (waiting["why"], waiting["counts_for"]) == ("card_not_theirs", taken_for.pk)
    body = {"action": "accept", "sitting": session.sittings.first().pk, "reason": "Nhầm thẻ"}
    assert api(clerk).post(f"/api/v1/inbox/{taken_item['id']}/resolve/", body, format="json").status_code < 300
    assert Attendance.objects.get().registration == taken_for


# --- no oracle: a number of somebody else is answered as a number of nobody


def test_a_scan_of_a_number_tells_nothing_of_people_who_are_not_on_the_list(session, early_phone, far_person):
    results = send(early_phone[1], scan(sealed_card=sealed(session, OTHERS)), scan(sealed_card=sealed(session, NOBODYS)))
    assert without_ids(results[0]) == without_ids(results[1]) and results[0]["outcome"] == "unknown"


@pytest.mark.parametrize("recorded", [None, THEIRS])
def test_a_number_shown_for_somebody_tells_nothing_of_people_who_are_not_on_the_list(
    session, make_person, organiser, early_phone, far_person, recorded
):
    first, second = (
        register(session, person=make_person("Đinh Thị Mẫu", national_id=recorded), role="participant", by=organiser) for _twice in "12"
    )
    results = send(
        early_phone[1],
        scan(first, sealed_card=sealed(session, OTHERS)),
        scan(second, sealed_card=sealed(session, NOBODYS)),
    )
    assert without_ids(results[0]) == without_ids(results[1])
    assert {result["outcome"] for result in results} == {"welcome" if recorded is None else "unknown"}


def test_a_walk_in_with_the_number_of_somebody_else_is_somebody_new(session, early_phone, far_person, organiser):
    others, nobodys = send(early_phone[1], scan(walk_in=walk_in(card=OTHERS)), scan(walk_in=walk_in(card=NOBODYS, birth_year=1960)))
    assert without_ids(others) == without_ids(nobodys) and others["outcome"] == "welcome"
    assert others["person"]["id"] != far_person.pk and Person.objects.count() == 3
    everybody = Person.objects.all()
    [pair] = find_duplicates(everybody, numbers_among=everybody)
    assert pair.ids == (far_person.pk, others["person"]["id"]) and "card" in pair.comparison.reasons, "for those who may see the numbers"
    assert find_duplicates(everybody, numbers_among=Person.objects.none()) == []


def test_of_a_walk_in_that_is_refused_the_number_is_not_compared(session, early_phone, make_person):
    """With the right number somebody on record would have been taken as they are, whatever else was written down."""
    make_person("Lê Văn Lạ", national_id=THEIRS)
    theirs, nobodys = send(
        early_phone[1], scan(walk_in=walk_in(card=THEIRS, birth_year=1800)), scan(walk_in=walk_in(card=NOBODYS, birth_year=1800))
    )
    assert without_ids(theirs) == without_ids(nobodys) and theirs["error"]["code"] == "implausible"
    assert CardLookup.objects.count() == 0


def test_who_may_see_the_number_is_told(session, clerk, far_person):
    from django.core.exceptions import ValidationError

    from attendance.registrations.walk_ins.actions import register_walk_in

    with pytest.raises(ValidationError) as refused:
        register_walk_in(session, {"full_name": "Lê Văn Lạ", "national_id": OTHERS}, by=clerk)
    assert refused.value.error_dict["national_id"][0].code == "card_of_another"


@pytest.fixture
def guest_from_afar(session, far_person, organiser):
    """Somebody who lives elsewhere and is registered here: known to a clerk of Ba Tơ, who may not see their number."""
    register(session, person=far_person, role="guest", by=organiser)
    return far_person


def test_registering_offers_nobody_by_a_number_that_one_may_not_see(session, api, clerk, clerk_of_ba_to, guest_from_afar, ba_to):
    somebody, by_name = {"full_name": "Lê Văn Lạ", "birth_year": 1990}, {"full_name": "Hồ Thị Xa", "birth_year": None}
    offered = []
    for user, described in (
        (clerk_of_ba_to, somebody | {"national_id": OTHERS}),
        (clerk_of_ba_to, somebody | {"national_id": NOBODYS}),
        (clerk_of_ba_to, by_name | {"national_id": OTHERS}),
        (clerk_of_ba_to, by_name | {"national_id": NOBODYS}),
        (clerk, somebody | {"national_id": OTHERS}),
    ):
        body = {"person": described | {"unit": ba_to.pk}, "role": "participant"}
        answer = api(user).post(f"/api/v1/activities/{session.pk}/registrations/", body, format="json")
        assert answer.status_code == 201, answer.content
        matches = answer.json()["possible_matches"]
        offered.append([match["reasons"] for match in matches if match["id"] == guest_from_afar.pk])
    assert offered == [[], [], [["name_here"]], [["name_here"]], [["card"]]]


def test_the_preview_of_a_roster_says_nothing_of_a_number_that_one_may_not_see(session, api, clerk, clerk_of_ba_to, guest_from_afar):
    head, names = ["STT", "Họ và tên", "Năm sinh", "Giới tính", "Xã", "CCCD"], ("Lê Văn Lạ", "Hồ Thị Xa")
    previews = {}
    for user, number, name in [*product([clerk_of_ba_to], (OTHERS, NOBODYS), names), (clerk, OTHERS, "Lê Văn Lạ")]:
        content = roster([1, name, 1980, "Nữ", "Ba Vì", number], head=head)
        [row] = Desk(api(user), session.pk).hand_in(content, name="danh sách.xlsx")["rows"]
        codes = [problem["code"] for problem in row["problems"]]
        previews[user, number, name] = [row["action"], codes, row["match"], row["candidates"], row["data"].get("fills")]
    for name in names:
        assert previews[clerk_of_ba_to, OTHERS, name] == previews[clerk_of_ba_to, NOBODYS, name]
    action, codes, *_matches = previews[clerk, OTHERS, "Lê Văn Lạ"]
    assert action == "error" and "card_of_another" in codes


# --- a number of somebody else and one of nobody: the same answer wherever it is typed


def test_a_merge_tells_nothing_of_a_number_that_one_may_not_see(api, browser_of, clerk, clerk_of_ba_to, guest_from_afar, make_person):
    """Somebody adds a person of their own with a guessed number: that the two cards differ, or do not, is not said."""
    people, problems, choices = {}, {}, {}
    for user, number in product((clerk_of_ba_to, clerk), (OTHERS, NOBODYS)):
        people[user, number] = make_person("Lê Văn Lạ", birth_year=1990, national_id=number)
        plan = browser_of(user).get(f"/people/{people[user, number].pk}/merge/{guest_from_afar.pk}/").context["plan"]
        problems[user, number] = [problem.code for problem in plan.problems]
        choices[user, number] = [(row.field.name, row.differs, row.other) for row in plan.choices]
    assert problems[clerk_of_ba_to, OTHERS] == problems[clerk_of_ba_to, NOBODYS] == ["card_not_seen"]
    assert choices[clerk_of_ba_to, OTHERS] == choices[clerk_of_ba_to, NOBODYS] and OTHERS[-4:] not in str(choices[clerk_of_ba_to, OTHERS])
    answers = [
        api(clerk_of_ba_to).post(f"/api/v1/persons/{people[clerk_of_ba_to, number].pk}/merge/", {"other": guest_from_afar.pk})
        for number in (OTHERS, NOBODYS)
    ]
    assert answers[0].status_code == 400 and answers[0].content == answers[1].content
    assert (problems[clerk, NOBODYS], problems[clerk, OTHERS]) == (["different_cards"], [])


def test_duplicates_say_nothing_of_a_number_that_one_may_not_see(api, clerk, clerk_of_ba_to, guest_from_afar, make_person):
    Person.objects.filter(pk=guest_from_afar.pk).update(phone="0912345678")
    pairs_shown = {}
    for user, number in product((clerk_of_ba_to, clerk), (OTHERS, NOBODYS)):
        person_of_ba_to = make_person("Hồ Thị Xa", gender="F", birth_year=1980, phone="0912345678", national_id=number)
        pairs = api(user).get("/api/v1/persons/likely-duplicates/").json()["results"]
        pairs_shown[user, number] = [(pair["reasons"], pair["against"], pair["score"]) for pair in pairs]
        person_of_ba_to.delete()
    assert pairs_shown[clerk_of_ba_to, OTHERS][0] == pairs_shown[clerk_of_ba_to, NOBODYS][0]
    assert "card" in pairs_shown[clerk, OTHERS][0][0] and pairs_shown[clerk, NOBODYS] == []


def test_a_number_typed_over_another_is_refused_to_who_may_not_see_that_one(api, browser_of, clerk, clerk_of_ba_to, guest_from_afar, ba_to):
    """The history would have no line for the same number, and one for another; and who lives in Ba Tơ is seen there with their number."""
    url, page = f"/api/v1/persons/{guest_from_afar.pk}/", f"/people/{guest_from_afar.pk}/edit/"
    before = Person.objects.get(pk=guest_from_afar.pk).national_id_digest
    outcomes = []
    for number in (OTHERS, NOBODYS):
        answer = api(clerk_of_ba_to).patch(url, {"national_id": number})
        browser_of(clerk_of_ba_to).post(
            page, {"full_name": "Hồ Thị Xa", "birth": "1980", "unit": guest_from_afar.unit_id, "national_id": number}
        )
        lines = ChangeRecord.objects.about("person", guest_from_afar.pk).filter(changes__has_key="national_id_digest")
        outcomes.append((answer.status_code, answer.json(), lines.count()))
    assert outcomes[0] == outcomes[1]
    moved = api(clerk_of_ba_to).patch(url, {"unit": ba_to.pk})
    assert (moved.status_code, moved.json()["errors"][0]["code"]) == (400, "card_not_seen")
    assert browser_of(clerk_of_ba_to).post(page, {"full_name": "Hồ Thị Xa", "birth": "1980", "unit": ba_to.pk}).status_code == 200
    assert (Person.objects.get(pk=guest_from_afar.pk).national_id_digest, before) == (before, digest(OTHERS))
    assert "số định danh cá nhân do nơi đó giữ" in browser_of(clerk_of_ba_to).get(page).content.decode()
    assert api(clerk).patch(url, {"national_id": NOBODYS}).status_code == 200


@pytest.mark.parametrize("sender", ["usher", "phone"])
def test_a_walk_in_with_name_and_number_of_somebody_who_is_not_on_the_list_is_somebody_new(
    session, api, clerk, usher, early_phone, far_person, sender
):
    client, sitting = early_phone[1] if sender == "phone" else api(usher), session.sittings.first().pk
    somebody = partial(walk_in, "Hồ Thị Xa", birth_year=1980, gender="F")
    theirs, nobodys = send(client, *(scan(walk_in=somebody(card=number), sitting=sitting) for number in (OTHERS, NOBODYS)))
    assert without_ids(theirs) == without_ids(nobodys) and theirs["outcome"] == "welcome"
    assert far_person.pk not in (theirs["person"]["id"], nobodys["person"]["id"])
    Registration.objects.update(status=Registration.Status.WITHDRAWN)
    Person.objects.exclude(pk=far_person.pk).update(national_id_digest=None)
    [result_for_clerk] = send(api(clerk), scan(walk_in=somebody(card=OTHERS), sitting=sitting))
    assert result_for_clerk["person"]["id"] == far_person.pk, "who may see the number is told"


LAST4 = "8989"
SHOWN_ALONE = re.compile(rf"(?<![\w-]){LAST4}(?![\w-])")


PEOPLE_ARE_SHOWN = re.compile("(api/v1/)?(people|persons|registrations|reports|activities/<.*>/(registrations|history))")


@pytest.mark.deep
def test_nothing_of_a_number_is_shown_to_who_may_not_see_it(subtests, world, browser_of, api, clerk, clerk_of_ba_to, unit_called):  # noqa: F811
    """On screens, in the API, in files and in the history."""
    person = Person.objects.get(pk=world["persons"])
    person.unit, person.national_id_digest, person.national_id_last4 = unit_called("Sơn Thượng"), digest(f"05108000{LAST4}"), LAST4
    person.save()
    query = f"?from=2024-01-01&to=2024-12-31&activity={world['activities']}"
    closed = [path for path in ALL if path not in OPEN]
    paths = by_depth([path for path in closed if PEOPLE_ARE_SHOWN.match(path)], deep=share_of_engine(closed))
    paths_with_number = ["people/<pk>/", "api/v1/persons/<pk>/", "api/v1/registrations/<pk>/", "people/list.xlsx"]
    for user, path in [*product([clerk_of_ba_to], paths), *product([clerk], paths_with_number)]:
        with at_one_address(subtests, path):
            client = api(user) if path.startswith("api/v1/") else browser_of(user)
            text = shown_text(client.get(filled(path, world) + query))
            assert bool(SHOWN_ALONE.search(text)) == (user == clerk)
    for user, number in ((clerk, 1), (clerk_of_ba_to, 0)):
        assert api(user).post("/api/v1/persons/search/", {"q": LAST4}).json()["count"] == number


# --- the throttle


def guesses(session, first, number):
    return [scan(sealed_card=sealed(session, f"051080{first + n:06}"), activity=session.pk) for n in range(number)]


def test_a_hall_of_three_hundred_passes_and_a_thousand_guesses_do_not(session, make_person, organiser, early_phone):
    registration = register(session, person=make_person(national_id=THEIRS), role="participant", by=organiser)
    questions = [card_lookups.CardQuestion(f"{n:012}", False) for n in range(1_000)]
    at_once = {"activity": session.pk, "user": None, "device": early_phone[0], "at": timezone.now()}
    assert all(card_lookups.admit(questions[:300], **at_once))
    assert all(card_lookups.admit(questions[:300], **at_once)), "the same numbers again are no further guesses"
    further = sum(card_lookups.admit(questions[300:], **at_once)) - (card_lookups.MOST_PER_SENDER - 300)
    assert 0 <= further < 15, "of seven hundred a few share the two bytes by which they are told apart"
    [late] = send(early_phone[1], scan(sealed_card=sealed(session, THEIRS)))
    assert (late["outcome"], late["registration"]) == ("unknown", None), "nor is the right one told"
    assert Scan.objects.get().read == "kind: card_not_compared" and registration.pk


def test_after_too_many_guesses_right_and_wrong_are_answered_alike_and_wait(session, make_person, organiser, early_phone, monkeypatch):
    monkeypatch.setattr(card_lookups, "MOST_PER_SENDER", 5)
    registration = register(session, person=make_person(national_id=THEIRS), role="participant", by=organiser)
    send(early_phone[1], *guesses(session, 500, 5))
    right, wrong = send(early_phone[1], scan(sealed_card=sealed(session, THEIRS)), *guesses(session, 900, 1))
    assert without_ids(right) == without_ids(wrong) and right["outcome"] == "unknown"
    by_name = send(
        early_phone[1],
        scan(registration, sealed_card=sealed(session, THEIRS)),
        scan(registration, sealed_card=sealed(session, NOBODYS)),
    )
    assert without_ids(by_name[0]) == without_ids(by_name[1])
    assert Scan.objects.undecided().count() == 9, "nothing is lost"
    theirs, nobodys = send(
        early_phone[1], scan(walk_in=walk_in("Phạm Văn Rê", card=THEIRS)), scan(walk_in=walk_in("Phạm Văn Rê", card=NOBODYS))
    )
    assert without_ids(theirs) == without_ids(nobodys) and Registration.objects.filter(is_walk_in=True).count() == 2


def test_the_right_number_in_the_midst_of_guesses_is_told_only_up_to_the_limit(session, make_person, organiser, early_phone, monkeypatch):
    monkeypatch.setattr(card_lookups, "MOST_PER_SENDER", 5)
    register(session, person=make_person(national_id=THEIRS), role="participant", by=organiser)
    items = [*guesses(session, 500, 3), scan(sealed_card=sealed(session, THEIRS)), *guesses(session, 600, 3)]
    outcomes = [result["outcome"] for result in send(early_phone[1], *items)]
    assert outcomes == ["unknown"] * 3 + ["welcome"] + ["unknown"] * 3
    assert send(early_phone[1], scan(sealed_card=sealed(session, THEIRS)))[0]["outcome"] == "unknown"


def test_cards_of_people_on_the_list_never_meet_the_limit(session, make_person, organiser, early_phone, monkeypatch):
    monkeypatch.setattr(card_lookups, "MOST_PER_SENDER", 5)
    numbers = [f"05108000{n:04}" for n in range(12)]
    for n, number in enumerate(numbers):
        register(session, person=make_person(f"Phạm Văn {chr(65 + n)}a", national_id=number), role="participant", by=organiser)
    results = send(early_phone[1], *(scan(sealed_card=sealed(session, number)) for number in numbers))
    assert {result["outcome"] for result in results} == {"welcome"}


def test_each_account_each_phone_and_the_whole_activity_have_their_limit(session, make_session, usher, early_phone, monkeypatch):
    for name, most in (("MOST_PER_SENDER", 4), ("MOST_PER_ACCOUNT", 6), ("MOST_PER_ACTIVITY", 9)):
        monkeypatch.setattr(card_lookups, name, most)
    now, other_session = timezone.now(), make_session("Lớp khác")
    phone, tomorrow = early_phone[0], now + timedelta(days=1)
    senders = [
        (session, usher, None, now), (other_session, usher, None, now), (session, None, phone, now), (session, usher, None, now),
        (session, None, None, now), (session, usher, None, tomorrow),
    ]  # fmt: skip
    admitted = []
    for number, (activity, user, device, moment) in enumerate(senders):
        questions = [card_lookups.CardQuestion(f"{10 * number + n:012}", False) for n in range(10)]
        admitted.append(sum(card_lookups.admit(questions, activity=activity.pk, at=moment, user=user, device=device)))
    assert admitted == [4, 2, 4, 0, 0, 4], "without a sender no answer is told"


def test_a_row_says_who_looked_up_how_many_cards_and_holds_no_number(session, make_person, organiser, usher, early_phone, api):
    register(session, person=make_person(national_id=THEIRS), role="participant", by=organiser)
    send(early_phone[1], scan(sealed_card=sealed(session, THEIRS)), *guesses(session, 500, 2))
    send(api(usher), *guesses(session, 700, 1))
    rows = CardLookup.objects.order_by("pk").values_list("device", "user", "activity", "compared", "missed")
    assert list(rows) == [(early_phone[0].pk, None, session.pk, 3, 2), (None, usher.pk, session.pk, 1, 1)]
    for traces in CardLookup.objects.values_list("traces", flat=True):
        assert {len(trace) for trace in traces} == {4}, "two bytes: fifteen of a million numbers share them"


def test_a_clerk_who_tries_numbers_at_the_desk_is_stopped_with_a_sentence(session, api, clerk, ba_to, monkeypatch):
    monkeypatch.setattr(card_lookups, "MOST_PER_SENDER", 5)
    client, url = api(clerk), f"/api/v1/activities/{session.pk}/registrations/"
    numbers = [*(f"05109000000{n}" for n in range(7)), None]
    people = [{"full_name": "Lê Văn Lạ", "birth_year": 1990, "unit": ba_to.pk, "national_id": number} for number in numbers]
    *answers, without_number = [client.post(url, {"person": person, "role": "participant"}, format="json") for person in people]
    assert [answer.status_code for answer in answers] == [201] * 5 + [400] * 2
    [error] = answers[-1].json()["errors"]
    assert (error["field"], error["code"]) == ("person.national_id", "too_many_cards") and "để trống" in error["message"]
    assert without_number.status_code == 201
