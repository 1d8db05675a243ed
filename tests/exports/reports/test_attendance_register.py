"""attendance-register: who came to which sitting of one activity."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils import timezone

from activities.actions import cancel
from attendance.models import Attendance, Registration
from attendance.registrations.actions import register, withdraw
from attendance.sittings.actions import register_walk_in_with_arrival, tick
from people.actions import find_or_add_organisation
from tests.conftest import DAY, at
from tests.exports.by_hand import build_table

pytestmark = pytest.mark.both_engines
register_table = partial(build_table, "attendance-register")


def marks(table) -> dict[str, list]:
    """{name: [a mark per sitting, sittings attended, percent]}"""
    first, last = 7, [column.key for column in table.columns].index("signature")
    return {row[0]: row[first:last] for row in [*table.rows, table.totals]}


def test_each_sitting_is_a_column_and_each_person_a_row_in_the_order_of_given_names(session, attended, clerk):
    assert marks(register_table(clerk, activity=session.pk)) == {
        "Nguyễn Thị Hoa": [None, None, 0, 0.0],
        "Đinh Thị Mẫu": [True, "P", 1, 50.0],
        "Phạm Văn Rê": [True, True, 2, 100.0],
        "Tổng cộng": [2, 1, 3, 50.0],
    }


def test_the_sum_of_the_register_is_the_number_of_standing_attendances(session, attended, clerk):
    withdraw(attended[0])
    table = register_table(clerk, activity=session.pk)
    assert marks(table)["Tổng cộng"][2] == Attendance.objects.active().filter(sitting__activity=session).count()
    assert {row[0]: row[-1] for row in table.rows}["Phạm Văn Rê"] == "Đã rút"


def test_whoever_withdrew_without_having_come_is_left_out(session, enrolled, clerk):
    withdraw(enrolled[0])
    assert [row[0] for row in register_table(clerk, activity=session.pk).rows] == ["Nguyễn Thị Hoa", "Đinh Thị Mẫu"]


def test_a_year_of_birth_stands_under_the_persons_own_gender(session, make_person, organiser, clerk):
    for name, gender, year in (("Phạm Văn A", "M", 1980), ("Đinh Thị B", "F", 1981), ("Hồ C", None, 1982), ("Hồ Thị D", "F", None)):
        register(session, person=make_person(name, gender, year), role="participant", by=organiser)

    assert [row[:3] for row in register_table(clerk, activity=session.pk).rows] == [
        ["Phạm Văn A", 1980, None], ["Đinh Thị B", None, 1981], ["Hồ C", None, None], ["Hồ Thị D", None, None],
    ]  # fmt: skip


def test_position_and_office_stand_together(session, make_person, organiser, clerk, ba_to):
    school = find_or_add_organisation("Trường PTDTNT Ba Tơ", unit=ba_to)
    for name, office, position in (
        ("Phạm A", school, "Giáo viên"),
        ("Phạm B", school, ""),
        ("Phạm C", None, "Già làng"),
        ("Phạm D", None, ""),
    ):
        register(session, person=make_person(name, organisation=office, position=position), role="participant", by=organiser)
    at_work = [column.key for column in register_table(clerk, activity=session.pk).columns].index("position")

    assert [row[at_work] for row in register_table(clerk, activity=session.pk).rows] == [
        "Giáo viên, Trường PTDTNT Ba Tơ",
        "Trường PTDTNT Ba Tơ",
        "Già làng",
        "",
    ]


def test_sittings_stand_under_their_day_where_there_are_several(make_session, clerk):
    table = register_table(clerk, activity=make_session(ends_on=DAY + timedelta(days=1)).pk)
    one_day = register_table(clerk, activity=make_session("Một ngày").pk)

    heads = [(column.group, column.title) for column in table.columns if column.key.startswith("sitting_")]
    assert heads == [("20/05/2024", "Sáng"), ("20/05/2024", "Chiều"), ("21/05/2024", "Sáng"), ("21/05/2024", "Chiều")]
    assert [(column.group, column.title) for column in one_day.columns if column.key.startswith("sitting_")] == [
        ("Buổi", "Sáng"),
        ("Buổi", "Chiều"),
    ]


def test_a_sitting_that_has_not_begun_lowers_nobodys_percentage(make_session, make_person, organiser, clerk, unit_called):
    today = timezone.localdate()
    running = make_session(
        unit=unit_called("Sơn Hà", "commune", timezone.localdate()), starts_on=today - timedelta(days=1), ends_on=today + timedelta(days=1)
    )
    registration = register(running, person=make_person(), role="participant", by=organiser)
    yesterday = running.sittings.first()
    tick(registration, sitting=yesterday, by=organiser, at=yesterday.starts_at)
    begun = sum(sitting.starts_at <= timezone.now() for sitting in running.sittings.all())
    table = register_table(clerk, activity=running.pk)

    assert marks(table)["Phạm Văn Rê"][-2:] == [1, round(100 / begun, 1)]
    assert table.notes[1] == "Buổi chưa diễn ra không tính vào tỷ lệ."


def test_before_anything_began_there_is_no_percentage_but_a_list_to_sign(make_session, make_person, organiser, clerk, unit_called):
    coming = make_session(unit=unit_called("Sơn Hà", "commune", timezone.localdate()), starts_on=timezone.localdate() + timedelta(days=7))
    register(coming, person=make_person(), role="participant", by=organiser)
    assert marks(register_table(clerk, activity=coming.pk)) == {"Phạm Văn Rê": [None, None, 0, None], "Tổng cộng": [0, 0, 0, None]}


def test_a_cancelled_activity_says_so(session, enrolled, clerk):
    cancel(session, reason="Mưa lũ", at=timezone.now())
    assert register_table(clerk, activity=session.pk).notes[-1] == "Hoạt động đã hủy: Mưa lũ"


def test_the_paper_bears_today_or_the_day_asked_for_and_the_agencys_name_of_that_day(session, enrolled, clerk, agency):
    table, dated_table = register_table(clerk, activity=session.pk), register_table(clerk, activity=session.pk, date="2023-03-09")

    assert (table.letterhead.agency, table.letterhead.date) == ("Sở Dân tộc và Tôn giáo", timezone.localdate())
    assert (dated_table.letterhead.agency, dated_table.letterhead.date) == ("Ban Dân tộc", date(2023, 3, 9))


def test_who_may_not_report_here_has_no_register(session, enrolled, stranger, usher):
    with pytest.raises(Http404):
        register_table(stranger, activity=session.pk)
    with pytest.raises(PermissionDenied):
        register_table(usher, activity=session.pk)


@pytest.mark.parametrize("activity", ["", "0", "-1", "một", "9" * 30])
def test_a_register_needs_an_activity(db, clerk, activity):
    with pytest.raises((ValidationError, Http404)):
        register_table(clerk, activity=activity)


def test_statements_do_not_grow_with_people(session, enrolled, make_person, organiser, clerk, agency, django_assert_num_queries):
    with django_assert_num_queries(9):
        register_table(clerk, activity=session.pk)
    for number in range(3):
        register(session, person=make_person(f"Hồ Văn {'ABC'[number]}"), role=Registration.Role.GUEST, by=organiser)
    with django_assert_num_queries(9):
        register_table(clerk, activity=session.pk)


def test_who_was_registered_on_the_spot_is_noted_and_the_paper_says_what_it_means(session, attended, clerk, usher):
    assert not any(note.startswith("Tại chỗ") for note in register_table(clerk, activity=session.pk).notes)
    ba = register_walk_in_with_arrival(
        session, person={"full_name": "Hồ Văn Ba"}, role="guest", by=usher, sitting=session.sittings.first(), at=at("07:50")
    )
    table = register_table(clerk, activity=session.pk)
    assert [(row[0], row[-1]) for row in table.rows if row[-1]] == [("Hồ Văn Ba", "Tại chỗ")]
    assert "Tại chỗ: không có trong danh sách trước, được ghi tên khi đến dự." in table.notes
    withdraw(ba)
    assert {row[0]: row[-1] for row in register_table(clerk, activity=session.pk).rows}["Hồ Văn Ba"] == "Tại chỗ; Đã rút"
