"""Areas as a filter and a grouping, places split and merged in 2025, and places as they were recorded: each against figures by hand."""

from datetime import date
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from activities.areas.actions import archive_area
from tests.exports.by_hand import build_table, column

pytestmark = pytest.mark.both_engines
table = partial(build_table, "participation-tally")
THEN, NOW = date(2024, 3, 4), date(2026, 3, 9)


@pytest.fixture
def lessons(world, unit_called):
    """A class before and after July 2025 in each of: Ba Vì, Sơn Hà, Trà Bồng; people in Ba Vì only."""
    for name in ("Ba Vì", "Sơn Hà", "Trà Bồng"):
        old = unit_called(name, "commune", THEN) if name == "Ba Vì" else unit_called(name, "district", THEN)
        first, second = world.activity(old, THEN), world.activity(unit_called(name, "commune", NOW), NOW)
        if name == "Ba Vì":
            person = world.person(old)
            for lesson in (first, second):
                world.came(world.registered(lesson, person))
    return world


def test_each_activity_stands_in_its_area_and_the_rest_in_a_line_of_its_own(lessons, unit_called, clerk):
    lessons.area("Miền núi", [unit_called("Ba Tơ", "district", THEN)])
    lessons.area("Cụm Sơn Hà", [unit_called("Sơn Hà", "commune", NOW), unit_called("Sơn Hà", "district", THEN)])

    report = table(clerk, by="area")
    assert column(report, "training_sessions") == {"Cụm Sơn Hà": 2, "Miền núi": 2, "Không thuộc khu vực nào": 2, "=": 6}
    assert [row[0] for row in report.rows][-1] == "Không thuộc khu vực nào"
    assert [(row[6], row[7]) for row in report.rows] == [(0, 0), (1, 2), (0, 0)]  # one person, two participations


def test_an_area_is_the_sum_of_its_communes_and_says_so_in_head_notes_and_file_name(lessons, unit_called, clerk):
    communes = [unit_called(name, "commune", NOW) for name in ("Ba Vì", "Sơn Hà")]
    area = lessons.area("Cụm thử", communes)

    report = table(clerk, area=area.pk, by="kind")
    assert (
        column(report, "training_sessions")["="]
        == sum(column(table(clerk, unit=commune.pk, by="kind"), "training_sessions")["="] for commune in communes)
        == 3
    )
    assert report.subtitle.startswith("Toàn bộ thời gian, Cụm thử\n")
    assert ("Khu vực", "Cụm thử") in report.filters
    assert list(report.file_words)[-1] == "Cụm thử"


def test_an_area_counts_what_began_while_it_was_valid(lessons, unit_called, clerk):
    lessons.area("Cũ", [unit_called("Ba Tơ", "district", THEN)], last=date(2025, 6, 30))
    lessons.area("Mới", [unit_called("Ba Vì", "commune", NOW)], first=date(2025, 7, 1))

    assert column(table(clerk, by="area"), "training_sessions") == {"Cũ": 1, "Mới": 1, "Không thuộc khu vực nào": 4, "=": 6}


def test_an_activity_in_two_areas_is_refused_with_the_three_named_until_one_is_archived(lessons, unit_called, clerk, organiser):
    lessons.area("Miền núi", [unit_called("Ba Tơ", "district", THEN)])
    other = lessons.area("Khu vực III", [unit_called("Ba Vì", "commune", NOW)])

    with pytest.raises(ValidationError) as refused:
        table(clerk, by="area")
    [[error]] = refused.value.error_dict.values()
    assert (list(refused.value.error_dict), error.code) == (["by"], "two_areas")
    assert "“Lớp 0” (04/3/2024)" in error.message and "“Miền núi” và “Khu vực III”" in error.message

    archive_area(other, at=timezone.now(), by=organiser)
    assert column(table(clerk, by="area"), "training_sessions")["Miền núi"] == 2
    report = table(clerk, area=other.pk, by="kind")  # a document made before can be made again
    assert column(report, "training_sessions")["="] == 2 and ("Khu vực", "Khu vực III (đã lưu trữ)") in report.filters


def test_a_target_in_two_areas_is_refused_and_one_of_the_province_stands_in_no_line(world, unit_called, clerk):
    ba_to = unit_called("Ba Tơ", "district", THEN)
    world.target(ba_to, 2024, "contest", 4)
    world.target(unit_called("Quảng Ngãi", "province", THEN), 2024, "contest", 9)
    world.area("Miền núi", [ba_to])
    year = {"from_": "2024-01-01", "to": "2024-12-31", "by": "area"}
    report = table(clerk, **year)
    at = [column.key for column in report.columns].index("planned_activities")
    assert [[row[0], row[at]] for row in [*report.rows, report.totals]] == [["Miền núi", 4], ["Tổng cộng", 9]]

    world.area("Khu vực III", [ba_to])
    with pytest.raises(ValidationError, match="chỉ tiêu năm 2024 của huyện Ba Tơ"):
        table(clerk, **year)


def test_a_split_commune_is_counted_in_the_area_of_its_default_successor_only(world, unit_called, clerk):
    world.activity(unit_called("Trà Bùi", "commune", THEN), THEN)
    world.area("Cà Đam", [unit_called("Cà Đam", "commune", NOW)])
    west = world.area("Tây Trà Bồng", [unit_called("Tây Trà Bồng", "commune", NOW)])

    assert column(table(clerk, by="area"), "training_sessions") == {"Cà Đam": 1, "=": 1}
    assert column(table(clerk, by="commune"), "training_sessions") == {"Xã Cà Đam": 1, "=": 1}
    assert column(table(clerk, by="kind", area=west.pk), "training_sessions") == {"=": 0}


def test_the_commune_of_two_districts_is_split_by_the_old_commune_where_that_is_known(world, unit_called, clerk):
    for name in ("Tịnh Hòa", "Bình Châu"):
        world.activity(unit_called(name, "commune", THEN), THEN)
    for _copy in range(2):
        world.activity(unit_called("Đông Sơn", "commune", NOW), NOW)

    report = table(clerk, by="former-district")
    assert column(report, "training_sessions") == {"Huyện Bình Sơn": 3, "Thành phố Quảng Ngãi": 1, "=": 4}
    assert report.notes[1] == (
        "Xã Đông Sơn gồm phần của nhiều huyện trước đây; 2 hoạt động ghi ở xã này tính vào huyện Bình Sơn. "
        "Hoạt động ghi ở xã cũ thì tính vào huyện của xã cũ."
    )
    assert column(table(clerk, by="commune"), "training_sessions") == {"Xã Đông Sơn": 4, "=": 4}
    world.area("Ven biển", [unit_called("Bình Sơn", "district", THEN)])
    by_area = table(clerk, by="area")
    assert column(by_area, "training_sessions") == {"Ven biển": 3, "Không thuộc khu vực nào": 1, "=": 4}
    assert by_area.notes[1] == report.notes[1]


def test_places_stand_as_they_were_recorded(lessons, clerk):
    assert column(table(clerk, by="recorded-unit"), "training_sessions") == {
        "Xã Ba Vì, huyện Ba Tơ (trước 01/7/2025)": 1,
        "Xã Ba Vì": 1,
        "Huyện Sơn Hà (trước 01/7/2025)": 1,
        "Xã Sơn Hà": 1,
        "Huyện Trà Bồng (trước 01/7/2025)": 1,
        "Xã Trà Bồng": 1,
        "=": 6,
    }


def test_an_area_of_another_province_or_none_is_refused(lessons, unit_called, clerk, stranger):
    area = lessons.area("Miền núi", [unit_called("Ba Tơ", "district", THEN)])
    for user, value in ((stranger, area.pk), (clerk, area.pk + 1), (clerk, "x")):
        with pytest.raises(ValidationError) as refused:
            table(user, area=value)
        assert [(name, error.code) for name, [error] in refused.value.error_dict.items()] == [("area", "invalid_choice")]


def test_statements_do_not_grow_with_areas(lessons, unit_called, clerk, agency, django_assert_num_queries):
    lessons.area("Miền núi", [unit_called("Ba Tơ", "district", THEN)])
    with CaptureQueriesContext(connection) as few:
        table(clerk, by="area")
    lessons.area("Cụm Sơn Hà", [unit_called("Sơn Hà", "commune", NOW), unit_called("Sơn Hà", "district", THEN)])
    with django_assert_num_queries(len(few)):
        table(clerk, by="area")


def test_of_an_estimate_only_what_is_planned_may_not_lie_in_two_areas(lessons, unit_called, clerk):
    ba_to = unit_called("Ba Tơ", "district", THEN)
    planned = lessons.activity(ba_to, date(2024, 6, 3), status="draft")
    for name in ("Miền núi", "Khu vực III"):
        lessons.area(name, [ba_to], first=date(2024, 6, 1))
    estimate = {"from_": "2024-01-01", "to": "2024-06-30", "actual_until": "2024-05-31", "by": "area"}
    assert column(table(clerk, **estimate), "training_sessions") == {
        "Không thuộc khu vực nào": 3,
        "=": 3,
    }  # a draft is neither held nor planned

    planned.status = "open"
    planned.save()
    with pytest.raises(ValidationError, match="thuộc hai khu vực"):
        table(clerk, **estimate)
