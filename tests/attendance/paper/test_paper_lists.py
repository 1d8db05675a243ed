"""A list printed for signatures keeps its numbers; typing it in is harmless however often and by whomever."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from activities.actions import cancel, change_sitting
from attendance.models import Attendance, PaperList, Scan
from attendance.paper import lists
from attendance.paper.lists import enter_signed, make_list, read_lines, sort_lines
from attendance.registrations.actions import change_role, register, withdraw
from attendance.sittings.actions import annul, tick
from tests.attendance.hall import arrivals
from tests.conftest import DAY, at
from tests.depth import examples

pytestmark = pytest.mark.both_engines

AFTER = at("14:00")
ARRIVAL = ("registration__person__full_name", "arrived_at", "method")


def type_in(clerk, paper, *numbers, arrived="07:30", at=AFTER, by=None):
    moment = arrived if not isinstance(arrived, str) else _at(arrived)
    lines = [line for line in read_lines(paper) if line.number in numbers]
    return enter_signed(paper, lines, arrived_at=moment, by=by or clerk, at=at)


_at = at


# --- the list


def test_numbers_go_by_given_name_and_stay_when_people_come_and_go(paper, morning, session, enrolled, make_person, organiser):
    names = [(1, "Nguyễn Thị Hoa"), (2, "Đinh Thị Mẫu"), (3, "Phạm Văn Rê")]
    assert [(line.number, line.registration.person.full_name) for line in read_lines(paper)] == names
    withdraw(enrolled[2])
    register(session, person=make_person("Hồ Văn An"), role="participant", by=organiser)
    assert [(line.number, line.registration.person.full_name) for line in read_lines(paper)] == names
    assert lists.count_missing(paper) == 1
    assert [line.registration.is_withdrawn for line in read_lines(paper)] == [True, False, False]


def test_printed_again_unchanged_it_is_the_same_list(paper, morning, usher, clerk):
    assert make_list(morning, by=clerk, at=timezone.now()) == paper
    assert PaperList.objects.count() == 1


@pytest.mark.parametrize("change", ["added", "withdrawn", "renamed", "category"])
def test_a_change_of_people_makes_a_new_list(paper, morning, session, enrolled, make_person, organiser, clerk, change):
    if change == "added":
        register(session, person=make_person("Hồ Văn An"), role="participant", by=organiser)
    elif change == "withdrawn":
        withdraw(enrolled[0])
    elif change == "renamed":
        enrolled[0].person.rename("Phạm Văn Ré")
        enrolled[0].person.save()
    else:
        change_role(enrolled[0], role="participant", category="elder")
    assert make_list(morning, by=clerk, at=timezone.now()) != paper


def test_only_those_who_are_not_there(morning, enrolled, usher):
    tick(enrolled[0], sitting=morning, by=usher, at=at("07:31"))
    paper = make_list(morning, by=usher, at=timezone.now(), only_missing=True)
    assert [(line.number, line.registration.person.full_name) for line in read_lines(paper)] == [(1, "Nguyễn Thị Hoa"), (2, "Đinh Thị Mẫu")]
    assert len(make_list(morning, by=usher, at=timezone.now()).registrations) == 3


# --- typed in


def test_who_signed_was_there_from_the_start_and_who_did_not_is_absent(paper, clerk):
    entered = type_in(clerk, paper, 1, 3)
    assert [line.number for line in entered.welcomed] == [1, 3] and not entered.refused
    assert arrivals(*ARRIVAL) == [("Nguyễn Thị Hoa", at("07:30"), "list"), ("Phạm Văn Rê", at("07:30"), "list")]
    assert set(Scan.objects.values_list("user", flat=True)) == {clerk.pk}


def test_twice_and_by_two_clerks_is_once(paper, clerk, organiser):
    type_in(clerk, paper, 1, 2)
    before = list(Attendance.objects.values())
    again = type_in(clerk, paper, 1, 2, by=organiser)
    assert again.welcomed == [] and again.refused == []
    assert list(Attendance.objects.values()) == before and Scan.objects.count() == 2


def test_a_scans_own_time_is_not_overwritten_by_one_time_for_all(paper, enrolled, morning, usher, clerk):
    tick(enrolled[0], sitting=morning, by=usher, at=at("07:52"))
    type_in(clerk, paper, 1, 2, 3)
    assert ("Phạm Văn Rê", at("07:52"), "list") in arrivals(*ARRIVAL)


def test_of_two_times_from_paper_the_earlier_stands(paper, clerk):
    type_in(clerk, paper, 1, arrived="08:00")
    assert [line.number for line in type_in(clerk, paper, 1, arrived="07:45").moved] == [1]
    type_in(clerk, paper, 1, arrived="08:30")
    assert arrivals(*ARRIVAL) == [("Nguyễn Thị Hoa", at("07:45"), "list")]


def test_who_withdrew_is_passed_over_and_can_be_entered_after_standing_again(paper, session, enrolled, clerk, organiser):
    withdraw(enrolled[2])
    assert type_in(clerk, paper, 1).welcomed == [] and Scan.objects.count() == 0
    register(session, person=enrolled[2].person, role="participant", by=organiser)
    assert [line.number for line in type_in(clerk, paper, 1).welcomed] == [1]


def test_a_wrong_number_annulled_is_not_brought_back_by_typing_the_list_again(paper, clerk):
    type_in(clerk, paper, 1, 2)
    annul(Attendance.objects.get(registration=paper.registrations[0]), reason="Gõ nhầm số", by=clerk, at=AFTER)
    lines = read_lines(paper)
    assert [line.number for line in sort_lines(paper, lines, arrived_at=at("07:30")).annulled] == [1]
    assert [line.number for line in type_in(clerk, paper, 1, 2).welcomed] == []
    assert arrivals("registration__person__full_name") == [("Đinh Thị Mẫu",)]


def test_a_signature_is_new_evidence_where_something_else_was_annulled(paper, enrolled, morning, usher, clerk):
    tick(enrolled[2], sitting=morning, by=usher, at=at("07:52"))
    annul(Attendance.objects.get(), reason="Nhầm người", by=clerk, at=at("08:00"))
    assert [line.number for line in type_in(clerk, paper, 1).welcomed] == [1]
    assert arrivals(*ARRIVAL) == [("Nguyễn Thị Hoa", at("07:30"), "list")]


@pytest.mark.parametrize(
    ("arrived", "now", "code"),
    [
        ("07:30", "06:29", "too_early"),
        ("06:29", "14:00", "outside_hours"),
        ("11:31", "14:00", "outside_hours"),
        ("07:30", "07:29", "in_future"),
    ],
)
def test_a_time_that_cannot_be_is_refused_and_nothing_is_written(paper, clerk, arrived, now, code):
    with pytest.raises(ValidationError) as refused:
        type_in(clerk, paper, 1, arrived=arrived, at=at(now))
    assert refused.value.error_dict["arrived"][0].code == code
    assert Scan.objects.count() == 0


def test_nothing_is_entered_from_after_the_activity_was_called_off(paper, session, clerk):
    cancel(session, reason="Bão", at=at("07:00"))
    paper.refresh_from_db()
    with pytest.raises(ValidationError) as refused:
        type_in(clerk, paper, 1)
    assert refused.value.error_dict["arrived"][0].code == "called_off"


def test_the_usual_time_is_the_start_or_this_minute_before_it(morning):
    assert lists.usual_arrival(morning, at=AFTER) == at("07:30")
    assert lists.usual_arrival(morning, at=at("07:10") + timedelta(seconds=41)) == at("07:10")


def test_a_clock_time_past_midnight_belongs_to_the_evening_that_lasts_so_long(morning):
    change_sitting(morning, opens_at=at("06:30"), closes_at=at("00:30", DAY + timedelta(days=1)))
    assert lists.arrival_moment(morning, at("00:15").time()) == at("00:15", DAY + timedelta(days=1))
    assert lists.arrival_moment(morning, at("08:00").time()) == at("08:00")
    assert lists.arrival_moment(morning, at("03:00").time()) == at("03:00")


def test_two_statements_read_a_list_however_long(paper, django_assert_num_queries):
    with django_assert_num_queries(2):
        read_lines(paper)


def test_a_long_list_is_entered_in_batches(session, morning, make_person, organiser, usher, clerk, monkeypatch):
    monkeypatch.setattr(lists, "MOST_IN_A_BATCH", 3)
    for year in range(1950, 1957):
        register(session, person=make_person(birth_year=year), role="participant", by=organiser)
    paper = make_list(morning, by=usher, at=timezone.now())
    assert len(type_in(clerk, paper, *range(1, 8)).welcomed) == 7
    assert Attendance.objects.count() == 7


entries = st.lists(
    st.tuples(st.integers(0, 1), st.frozensets(st.integers(1, 3), min_size=1), st.sampled_from(["07:15", "07:30", "08:05"])),
    min_size=1,
    max_size=6,
)


@examples(8, deep=40)
@given(entries, st.data())
def test_any_order_and_repetition_of_entering_gives_the_same_attendances(paper, clerk, organiser, entries, data):
    """Two clerks, one list, at three times: whatever the order, each who signed came once, at the earliest time typed."""
    order = data.draw(st.permutations([*entries, *data.draw(st.lists(st.sampled_from(entries), max_size=4))]))
    with transaction.atomic():
        for user, numbers, arrived in order:
            type_in(clerk, paper, *numbers, arrived=arrived, by=(clerk, organiser)[user])
        attendances = {(a.registration_id, a.arrived_at, a.method) for a in Attendance.objects.active()}
        signed = {number for _who, numbers, _arrived in entries for number in numbers}
        assert attendances == {
            (paper.registrations[number - 1], min(at(arrived) for _w, numbers, arrived in entries if number in numbers), "list")
            for number in signed
        }
        transaction.set_rollback(True)


def test_only_this_activitys_people_are_on_the_list(morning, enrolled, make_session, make_person, organiser, usher):
    register(make_session("Lớp khác"), person=make_person("Hồ Thị Xa"), role="participant", by=organiser)
    assert sorted(make_list(morning, by=usher, at=timezone.now()).registrations) == sorted(registration.pk for registration in enrolled)
