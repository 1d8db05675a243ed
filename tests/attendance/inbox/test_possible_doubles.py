"""A walk-in typed twice, at the door or on two phones that knew nothing of each other, is offered as one person."""

import pytest

from attendance.models import Attendance, Registration
from attendance.registrations.actions import register, withdraw
from attendance.registrations.possible_doubles import find_pairs
from attendance.registrations.walk_ins.actions import register_walk_in
from people.models import NotTheSame, Person
from tests.attendance.hall import arrivals, pair_phone
from tests.attendance.uploads import item, send, walk_in
from tests.conftest import at

pytestmark = pytest.mark.both_engines


@pytest.fixture
def written(session, organiser):
    """[(phone, scan)] of two phones without a network that each wrote Hồ Văn Mới down."""
    phones = [pair_phone(session, by=organiser, name=name)[1] for name in ("Máy 1", "Máy 2")]
    scans = [
        item(method="list", clock="07:40", walk_in=walk_in(birth_year=1990)),
        item(method="list", clock="07:35", walk_in=walk_in("HỒ VĂN MỚI", birth_year=None, gender=None)),
    ]
    return list(zip(phones, scans, strict=True))


def offered(client, session):
    """Return the pairs that the API offers, by the ids of the people."""
    answer = client.get(f"/api/v1/activities/{session.pk}/inbox/possible-doubles/")
    assert answer.status_code == 200, answer.content
    return [({row["first"]["person"]["id"], row["second"]["person"]["id"]}, row["reasons"]) for row in answer.json()["results"]]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_in_either_order_the_second_is_offered_and_one_click_makes_them_one(session, written, api, browser_of, organiser, order):
    uploads = [written[number] for number in order]
    assert send(*uploads[0])[0]["outcome"] == "welcome"
    assert offered(api(organiser), session) == []
    for phone, scan in uploads:
        send(phone, scan)
    ids = set(Person.objects.values_list("pk", flat=True))
    assert offered(api(organiser), session) == [(ids, ["name_here"])]
    desk, sitting = browser_of(organiser), session.sittings.first()
    for page in (f"/training-sessions/{session.pk}/", f"/sittings/{sitting.pk}/"):
        assert f'<a href="/activities/{session.pk}/inbox/#possible-doubles">' in desk.get(page).content.decode(), page
    inbox = f"/activities/{session.pk}/inbox/"
    page = desk.get(inbox).content.decode()
    first, second = sorted(ids)
    assert "07:40 20/05/2024 (Máy 1)" in page and "07:35 20/05/2024 (Máy 2)" in page and "Không còn gì chờ xử lý" not in page
    answer = desk.post(f"/people/{first}/merge/{second}/", {"next": inbox}, follow=True)
    assert answer.redirect_chain == [(inbox, 302)]
    assert "Đã gộp thành một người" in answer.content.decode() and "/undo/" in answer.content.decode()
    assert offered(api(organiser), session) == []
    [registration] = Registration.objects.all()
    assert arrivals("registration", "arrived_at") == [(registration.pk, at("07:35"))]
    assert (registration.person.birth_year, registration.person.gender) == (1990, "M"), "what only one of the two said is kept"
    again = [send(phone, scan)[0]["registration"] for phone, scan in uploads]
    assert again == [registration.pk, registration.pk], "sent again, both are that one"
    assert Registration.objects.count() == 1


def test_two_who_are_told_apart_stay_two_and_are_offered_again_only_when_that_is_taken_back(session, written, api, organiser, stranger):
    for phone, scan in written:
        send(phone, scan)
    [(ids, _reasons)] = offered(api(organiser), session)
    first, second = ids
    for action, status, pairs in (("not-the-same/", 200, 0), ("not-the-same/undo/", 200, 1)):
        assert api(stranger).post(f"/api/v1/persons/{first}/{action}", {"other": second}).status_code == 404
        assert api(organiser).post(f"/api/v1/persons/{first}/{action}", {"other": "x"}).status_code == 400
        assert api(organiser).post(f"/api/v1/persons/{first}/{action}", {"other": second}).status_code == status
        assert (len(offered(api(organiser), session)), NotTheSame.objects.count()) == (pairs, 1 - pairs)
    assert Attendance.objects.count() == 2


def test_a_walk_in_who_stands_on_the_list_is_offered_and_namesakes_of_another_year_or_who_withdrew_are_not(
    session, written, api, make_person, organiser
):
    listed = register(session, person=make_person("Hồ Văn Mới", birth_year=1990), role="participant", by=organiser)
    register(session, person=make_person("Hồ Văn Mới", birth_year=1960), role="participant", by=organiser)
    send(*written[0])
    walk_in_person = Registration.objects.get(is_walk_in=True).person_id
    assert [ids for ids, _reasons in offered(api(organiser), session)] == [{listed.person_id, walk_in_person}]
    withdraw(listed)
    assert offered(api(organiser), session) == []


def test_who_may_not_register_there_is_offered_nobody(session, written, browser_of, api, usher, stranger):
    for phone, scan in written:
        send(phone, scan)
    address = f"/api/v1/activities/{session.pk}/inbox/possible-doubles/"
    assert [api(user).get(address).status_code for user in (usher, stranger)] == [403, 404]
    for page in (f"/activities/{session.pk}/inbox/", f"/sittings/{session.sittings.first().pk}/"):
        assert "possible-doubles" not in browser_of(usher).get(page).content.decode()


def test_a_hall_without_walk_ins_costs_one_statement_and_with_many_as_many_as_with_two(
    session, enrolled, organiser, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_num_queries(1):
        find_pairs(session, by=organiser)
    for _number in range(3):
        register_walk_in(session, {"full_name": "Hồ Văn Mới"}, by=None)
    for _round in range(2):
        with django_assert_max_num_queries(8):
            pairs = find_pairs(session, by=organiser)
        register_walk_in(session, {"full_name": "Hồ Văn Cũ"}, by=None)
    assert len(pairs) == 3
