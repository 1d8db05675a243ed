"""attendance-list: one row per attendance."""

from datetime import date
from functools import partial

import pytest
from django.db import connection

from attendance.registrations.actions import register
from attendance.sittings.actions import tick
from exports.delivery import Delivery
from people.models import Disclosure, Person
from places.models import Unit
from tests.exports.by_hand import Filters, build_table
from tests.exports.jobs.made_reports import forget_numbers, register_numbers
from tests.pages import whole_body

pytestmark = [pytest.mark.both_engines, pytest.mark.always_on_postgres]
listed = partial(build_table, "attendance-list")


def rows(table) -> list[tuple]:
    keys = [column.key for column in table.columns]
    return sorted(tuple(row[keys.index(key)] for key in ("full_name", "date", "activity")) for row in table.rows)


@pytest.mark.parametrize(
    "narrower",
    [
        {},
        {"first": date(2023, 1, 1), "last": date(2023, 12, 31)},
        {"role": "judge"},
        {"kind": "contest"},
        {"first": date(2023, 9, 25), "last": date(2023, 9, 25)},
    ],
)
def test_there_is_a_row_for_each_standing_attendance_at_what_was_held(year_2023, clerk, narrower):
    filters = Filters(clerk, **narrower)
    expected = [
        (attendance.registration.person.full_name, attendance.sitting.activity.starts_on, attendance.sitting.activity.title)
        for attendance in year_2023.attendances
        if attendance.annulled_at is None
        and attendance.sitting.activity.status in ("open", "closed")
        and attendance.sitting.activity.unit_id in filters.reach()
        and (filters.first is None or filters.first <= attendance.sitting.activity.starts_on)
        and (filters.last is None or attendance.sitting.activity.starts_on <= filters.last)
        and filters.role in ("", attendance.registration.role)
        and filters.kind in ("", attendance.sitting.activity.kind)
    ]
    assert rows(listed(clerk, **filters.query)) == sorted(expected) != []


def test_the_number_of_rows_is_known_without_reading_them(year_2023, clerk, django_assert_num_queries):
    table = listed(clerk, from_="2023-01-01", to="2023-12-31")
    with django_assert_num_queries(1):
        assert len(table.rows) == 7
    with django_assert_num_queries(8):  # numbers of rows, activities, units, ethnic groups, sittings, registrations, people, rows
        assert sum(1 for _row in table.rows) == 7


def test_statements_grow_with_thousands_of_rows_and_not_with_three(world, unit_called, clerk, django_assert_num_queries):
    ba_vi = unit_called("Ba Vì", "commune", date(2023, 3, 6))
    for number in range(3):
        lesson = world.activity(ba_vi, date(2023, 3, 6), sittings=1)
        world.came(world.registered(lesson, world.person(ba_vi, "F", "19")))
        table = listed(clerk)
        with django_assert_num_queries(8):
            assert sum(1 for _row in table.rows) == number + 1


def test_rows_stand_in_one_order_however_many_are_read_at_once_and_the_log_has_their_people(year_2023, clerk, monkeypatch):
    table = listed(clerk)
    in_one_statement = list(table.rows)
    monkeypatch.setattr("exports.reports.attendance_list.ROWS_PER_BATCH", 1)
    names = dict(Person.objects.values_list("pk", "full_name"))
    order = ("sitting__activity__starts_on", "-sitting__activity_id", "sitting__starts_at", "sitting_id", "arrived_at", "pk")
    people = list(table.rows.scope.attendances.order_by(*order).values_list("registration__person", flat=True))
    assert list(table.rows) == in_one_statement
    assert [row[0] for row in table.rows] == [names[pk] for pk in people]
    assert (table.rows.people_of_first(3), table.rows.people_of_first(1000)) == (people[:3], people)


def test_a_place_that_is_added_while_the_rows_are_read_has_its_name(year_2023, unit_called, clerk, monkeypatch):
    monkeypatch.setattr("exports.reports.attendance_list.ROWS_PER_BATCH", 1)
    rows = iter(listed(clerk).rows)
    next(rows)
    like = unit_called("Ba Vì", "commune", date(2023, 3, 6))
    values = {name: getattr(like, name) for name in ("level", "kind", "parent_id", "valid_from")}
    Person.objects.update(unit=Unit.objects.create(**values, code="99999", name="Ba Mới", lowered="ba mới"))
    assert list(rows)[-1][4] == "Xã Ba Mới"


def test_who_is_merged_while_the_rows_are_read_stands_there_under_the_record_that_stays(world, unit_called, clerk):
    ba_vi = unit_called("Ba Vì", "commune", date(2023, 3, 6))
    lesson, source = world.activity(ba_vi, date(2023, 3, 6), sittings=1), world.person(ba_vi, "F", "19", "Hồ Na")
    registration = world.registered(lesson, source)
    world.came(registration)
    target = world.person(ba_vi, "F", "19", "Hồ Thị Na")

    def merge_first(execute, sql, *rest):
        if 'FROM "people_person"' in sql and registration.person_id == source.pk:
            registration.person = target
            registration.save()
            Person.objects.filter(pk=source.pk).delete()
        return execute(sql, *rest)

    with connection.execute_wrapper(merge_first):
        rows_read = list(listed(clerk).rows)
    assert [row[0] for row in rows_read] == ["Hồ Thị Na"]


def test_a_row_says_who_was_where_when(world, unit_called, clerk):
    ba_vi = unit_called("Ba Vì", "commune", date(2023, 3, 6))
    lesson = world.activity(ba_vi, date(2023, 3, 6), sittings=2)
    for number, sitting in enumerate(lesson.sittings.all()):
        sitting.label = f"Sáng {number} 06/03"
        sitting.save()
    world.came(
        world.registered(
            lesson, world.person(unit_called("Ba Tơ", "district", date(2023, 3, 6)), None, None, "=1+1"), role="speaker", walk_in=True
        ),
        1,
    )
    [row] = listed(clerk).rows

    assert list(row[:-3]) == [
        "=1+1",
        None,
        1980,
        None,
        "Huyện Ba Tơ",
        "Báo cáo viên",
        date(2023, 3, 6),
        "Sáng 1",
        "Lớp 0",
        "Lớp tập huấn",
        "Xã Ba Vì",
    ]
    assert list(row[-2:]) == ["Đánh dấu tay", "Tại chỗ"]


def test_the_day_of_a_row_is_its_sittings_and_not_the_activitys(make_session, make_person, organiser, clerk):
    session = make_session(starts_on=date(2024, 5, 20), ends_on=date(2024, 5, 21))
    last = session.sittings.last()
    tick(register(session, person=make_person(), role="participant", by=organiser), sitting=last, by=organiser, at=last.starts_at)

    assert rows(listed(clerk)) == [("Phạm Văn Rê", date(2024, 5, 21), "Tập huấn Luật Đất đai")]


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_who_comes_while_the_rows_are_read_stands_in_the_log(year_2023, clerk, api, file_format, make_person):
    comes = Person.objects.filter(pk=make_person("Hồ Na").pk)
    comes.update(gender="M")
    people = comes.filter(gender="F").values_list("pk", flat=True)
    register_numbers(lambda number: comes.update(gender="F") if number == 100 else None, read_people=lambda: set(people.all()))
    try:
        whole_body(api(clerk).get(f"/api/v1/reports/numbers.{file_format}"))
    finally:
        forget_numbers()
    [line] = Disclosure.objects.all()
    assert (line.people, list(line.disclosed_people.values_list("person", flat=True))) == (200, list(people))


def test_each_row_leaves_when_its_person_stands_in_the_log(year_2023, clerk, monkeypatch):
    monkeypatch.setattr("exports.reports.attendance_list.ROWS_PER_BATCH", 1)
    names = dict(Person.objects.values_list("pk", "full_name"))
    delivery = Delivery.begin(listed(clerk), "csv", clerk)
    logged = delivery.disclosure.disclosed_people.values_list("person", flat=True)
    assert not logged.all(), "nobody's row has left yet"
    counts = []
    for row in delivery.table.rows:
        assert row[0] in {names[pk] for pk in logged.all()}
        counts.append(len(logged.all()))
    assert counts[0] < counts[-1] == len(set(logged.all())), "everybody once, as they were read"


@pytest.mark.django_db(transaction=True)
def test_a_file_is_not_lost_with_somebody_who_was_deleted_since_they_were_read(clerk, api, make_person, monkeypatch):
    monkeypatch.setattr("people.disclosures.log.PEOPLE_PER_STATEMENT", 2)
    first, leaves, *others = ids = [make_person(name).pk for name in ("Hồ Na", "Đinh Rê", "Phạm Tơ")]
    Person.objects.filter(pk=leaves).delete()
    register_numbers(lambda _number: None, read_people=lambda: set(ids))
    try:
        whole_body(api(clerk).get("/api/v1/reports/numbers.csv"))
    finally:
        forget_numbers()
    [line] = Disclosure.objects.all()
    assert (line.people, sorted(line.disclosed_people.values_list("person", flat=True))) == (200, [first, *others])


def test_a_stranger_lists_nobody(year_2023, stranger):
    table = listed(stranger)
    assert (list(table.rows), len(table.rows)) == ([], 0)
