"""participation-tally against the same world counted by hand."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from activities.actions import set_target
from exports.counting.groupings import GROUPINGS
from exports.counting.measures import MEASURES, count
from exports.counting.scope import Scope
from exports.counting.sources import CountedActivities
from exports.counting.tally import tally
from exports.figure_rows.row_keys import TOTAL, text_of
from exports.reports import catalogue
from exports.summaries.refreshing import refresh
from tests.depth import examples
from tests.exports.by_hand import COUNTS, Filters, World, build_table, column, count_all, count_groups, overlaps

pytestmark = [pytest.mark.both_engines, pytest.mark.always_on_postgres]
table = partial(build_table, "participation-tally")

YEAR = {"first": date(2023, 1, 1), "last": date(2023, 12, 31)}


def scope_of(filters: Filters) -> Scope:
    return Scope(filters.user, filters.first, filters.last, filters.unit, filters.kind, filters.role, filters.line, area=filters.area)


def tallied(filters: Filters, by: str) -> tuple[dict, dict]:
    counted = tally(scope_of(filters), GROUPINGS[by])
    return {key: {name: getattr(counts, name) for name in COUNTS} for key, counts in counted.groups.items()}, {
        name: getattr(counted.totals, name) for name in COUNTS
    }


# --- every figure


def test_the_year_by_former_district_is_what_a_person_would_count(year_2023, clerk):
    report = table(clerk, from_="2023-01-01", to="2023-12-31", by="former-district")

    assert [list(row) for row in report.rows] == [
        ["Huyện Ba Tơ", 2, 0, 3, 6, 1, 3, 4, 5, 2, 1, 1, 0, None, None, 0, 0, 0, 0, 2, None, 100.0, None],
        ["Huyện Sơn Hà", 0, 2, 1, 2, 1, 2, 2, 2, 1, 1, 1, 300, None, None, 4, 1, 1, 0, 3, 250, 66.7, 0.8],
    ]
    assert report.totals == ["Tổng cộng", 2, 2, 4, 8, 2, 5, 6, 7, 3, 2, 2, 300, None, None, 4, 1, 1, 0, 7, 400, 57.1, 0.5]


@pytest.mark.parametrize("by", GROUPINGS)
def test_every_grouping_counts_as_by_hand(year_2023, clerk, by):
    filters = Filters(clerk, **YEAR)

    assert tallied(filters, by) == (count_groups(year_2023, filters, by), count_all(year_2023, filters))
    refresh()
    assert tallied(filters, by) == (count_groups(year_2023, filters, by), count_all(year_2023, filters))


@pytest.mark.parametrize("by", GROUPINGS)
def test_every_row_has_a_name_and_none_is_lost(year_2023, clerk, by):
    report = table(clerk, from_="2023-01-01", to="2023-12-31", by=by)

    assert len(report.rows) == len(count_groups(year_2023, Filters(clerk, **YEAR), by))
    assert all(isinstance(row[0], str) and row[0] for row in report.rows)


@pytest.mark.parametrize(
    ("by", "rows"),
    [
        ("commune", ["Huyện Ba Tơ (trước 01/7/2025)", "Huyện Sơn Hà (trước 01/7/2025)", "Xã Ba Vì"]),
        ("former-district", ["Huyện Ba Tơ", "Huyện Sơn Hà"]),
        ("former-province", ["Tỉnh Quảng Ngãi"]),
        ("month", ["Tháng 3/2023", "Tháng 4/2023", "Tháng 9/2023", "Tháng 12/2023"]),
        ("quarter", ["Quý I/2023", "Quý II/2023", "Quý III/2023", "Quý IV/2023"]),
        ("kind", ["Lớp tập huấn", "Hội thi"]),
        ("programme-line", ["Dự án 10", "Chưa rõ"]),
        ("gender", ["Nam", "Nữ", "Chưa rõ"]),
        ("role", ["Học viên", "Thí sinh", "Báo cáo viên", "Giám khảo"]),
    ],
)
def test_rows_stand_in_an_order_that_a_reader_expects(year_2023, clerk, by, rows):
    assert [row[0] for row in table(clerk, from_="2023-01-01", to="2023-12-31", by=by).rows] == rows


def test_one_person_in_two_activities_is_one_person_and_two_participations(world, ba_to, clerk):
    person = world.person(ba_to)
    for day in (date(2023, 3, 6), date(2023, 3, 7)):
        world.came(world.registered(world.activity(ba_to, day), person))
    report = table(clerk, from_="2023-01-01", to="2023-12-31", by="month")

    assert (column(report, "people"), column(report, "participations")) == ({"Tháng 3/2023": 1, "=": 1}, {"Tháng 3/2023": 2, "=": 2})


def test_somebody_in_two_groups_is_one_person_in_the_totals(world, ba_to, clerk):
    person = world.person(ba_to)
    for day in (date(2023, 3, 6), date(2023, 5, 8)):
        world.came(world.registered(world.activity(ba_to, day), person))

    assert column(table(clerk, from_="2023-01-01", to="2023-12-31", by="month"), "people") == {"Tháng 3/2023": 1, "Tháng 5/2023": 1, "=": 1}


def test_a_class_that_men_and_women_attend_stands_in_both_rows_and_once_in_the_totals(world, ba_to, clerk):
    lesson = world.activity(ba_to, date(2023, 3, 6))
    for gender in "FM":
        world.came(world.registered(lesson, world.person(ba_to, gender)))
    report = table(clerk, from_="2023-01-01", to="2023-12-31", by="gender")

    assert column(report, "training_sessions") == {"Nam": 1, "Nữ": 1, "=": 1}
    assert {col.key: col.total for col in report.columns}["training_sessions"] is False


def test_a_unit_means_there_and_below_through_time(world, unit_called, clerk):
    old, new = unit_called("Ba Tơ", "district", date(2023, 3, 6)), unit_called("Ba Vì", "commune", date(2026, 3, 9))
    elsewhere = unit_called("Sơn Hà", "district", date(2023, 3, 6))
    for unit, day in ((old, date(2023, 3, 6)), (new, date(2026, 3, 9)), (elsewhere, date(2023, 3, 6))):
        world.activity(unit, day)

    assert column(table(clerk, unit=old.pk, by="former-district"), "training_sessions") == {"Huyện Ba Tơ": 2, "=": 2}
    assert column(table(clerk, unit=new.pk, by="former-district"), "training_sessions") == {"Huyện Ba Tơ": 1, "=": 1}


# --- against the plan


def test_the_plan_is_shown_for_whole_years_only(year_2023, clerk):
    for query in ({"from_": "2023-01-01", "to": "2023-12-30"}, {"from_": "2023-01-02", "to": "2023-12-31"}, {}, {"from_": "2023-01-01"}):
        assert column(table(clerk, by="kind", **query), "planned_activities")["="] is None


def test_a_districts_promise_is_part_of_the_provinces_and_not_added_to_it(world, unit_called, clerk):
    day = date(2023, 3, 6)
    province, ba_to, ba_vi = (
        unit_called("Quảng Ngãi", "province", day),
        unit_called("Ba Tơ", "district", day),
        unit_called("Ba Vì", "commune", day),
    )
    for unit, promised in ((province, 10), (ba_to, 4), (ba_vi, 3)):
        world.target(unit, 2023, "contest", promised)

    assert column(table(clerk, from_="2023-01-01", to="2023-12-31", by="kind"), "planned_activities") == {"Hội thi": 10, "=": 10}
    assert column(table(clerk, from_="2023-01-01", to="2023-12-31", by="former-district"), "planned_activities") == {
        "Huyện Ba Tơ": 4,
        "=": 10,
    }
    assert column(table(clerk, from_="2023-01-01", to="2023-12-31", by="commune"), "planned_activities") == {
        "Huyện Ba Tơ (trước 01/7/2025)": 4,
        "Xã Ba Vì": 3,
        "=": 10,
    }
    assert column(table(clerk, from_="2023-01-01", to="2023-12-31", by="month"), "planned_activities") == {"=": 10}


def test_an_old_provinces_promise_is_part_of_todays(world, unit_called, clerk):
    for on, promised in ((date(2025, 3, 1), 4), (date(2025, 8, 1), 10)):
        set_target(year=2025, kind="contest", unit=unit_called("Quảng Ngãi", "province", on), planned_activities=promised)

    assert column(table(clerk, from_="2025-01-01", to="2025-12-31", by="kind"), "planned_activities") == {"Hội thi": 10, "=": 10}


def test_a_kind_or_a_year_that_nobody_promised_does_not_raise_the_percentage(world, unit_called, clerk):
    province = unit_called("Quảng Ngãi", "province", date(2023, 3, 6))
    world.target(province, 2023, "contest", 4)
    for day, kind in ((date(2023, 3, 6), "contest"), (date(2023, 3, 7), "training-session"), (date(2024, 3, 4), "contest")):
        world.activity(province, day, kind)

    assert column(table(clerk, from_="2023-01-01", to="2024-12-31", by="former-province"), "percent_of_plan")["="] == 25.0


def test_a_promise_without_a_number_of_people_promises_none_and_not_zero(world, unit_called, clerk):
    world.target(unit_called("Quảng Ngãi", "province", date(2023, 3, 6)), 2023, "contest", 4)

    assert column(table(clerk, from_="2023-01-01", to="2023-12-31", by="kind"), "planned_participants") == {"Hội thi": None, "=": None}


@pytest.mark.parametrize("narrower", [{"role": "judge"}, {"programme_line": "Dự án 10"}])
def test_no_plan_is_divided_by_role_or_programme_line(year_2023, clerk, narrower):
    report = table(clerk, from_="2023-01-01", to="2023-12-31", by="kind", **narrower)

    assert column(report, "planned_activities")["="] is None


@pytest.mark.parametrize(
    ("by", "note"),
    [
        ("kind", "Chỉ đếm người có vai trò giám khảo; số lớp, hội thi, số buổi là của mọi hoạt động."),
        ("gender", "Chỉ đếm người có vai trò giám khảo; số lớp, hội thi ở dòng tổng là của mọi hoạt động."),
    ],
)
def test_a_role_narrows_people_and_not_activities_and_the_table_says_so(year_2023, clerk, by, note):
    report = table(clerk, from_="2023-01-01", to="2023-12-31", by=by, role="judge")

    assert (column(report, "contests")["="], column(report, "people")["="], report.notes[1]) == (2, 1, note)


# --- who asks


def test_a_stranger_counts_nothing_of_ours(year_2023, stranger):
    report = table(stranger, from_="2023-01-01", to="2023-12-31", by="kind")

    assert (list(report.rows), report.totals) == ([], ["Tổng cộng", *[0] * 12, None, None, *[0] * 4, *[None] * 4])


def test_statements_do_not_grow_with_rows(year_2023, clerk, agency, django_assert_num_queries):
    with CaptureQueriesContext(connection) as few:
        table(clerk, from_="2023-01-01", to="2023-12-31", by="former-district")
    refresh()
    with CaptureQueriesContext(connection) as summarised:
        table(clerk, from_="2023-01-01", to="2023-12-31", by="former-district")
    for _copy in range(5):
        year_2023.came(year_2023.registered(year_2023.activities[0], year_2023.person(year_2023.activities[0].unit)))
        year_2023.activity(year_2023.activities[1].unit, date(2023, 7, 3))

    assert (len(few), len(summarised)) == (20, 15)
    with django_assert_num_queries(20):  # activities that changed since are counted directly, beside the summaries
        table(clerk, from_="2023-01-01", to="2023-12-31", by="former-district")


# --- any world


def mostly(usual, *rare):
    """The usual in three cases of four: filters and oddities that always apply leave nothing to count."""
    return st.one_of(st.just(usual), st.just(usual), st.just(usual), st.sampled_from(rare))


ACTIVITIES = st.tuples(
    st.integers(0, 5), st.deferred(lambda: st.sampled_from(DAYS)), st.sampled_from(["training-session", "contest"]), st.integers(0, 2),
    mostly("open", "closed", "draft", "cancelled"), st.sampled_from(["", "Dự án 10"]),
)  # fmt: skip
PEOPLE = st.tuples(st.sampled_from(["F", "M", None]), st.sampled_from(["19", "01", "55", "99", None]))
REGISTRATIONS = st.tuples(
    st.integers(0, 4), st.integers(0, 3), mostly("participant", "judge", "contestant", "audience"), mostly("", "pupil"), mostly("registered", "withdrawn"),
    st.sampled_from(["", "0", "1", "01", "0x"]), mostly(False, True),
)  # fmt: skip
TARGETS = st.tuples(
    st.integers(0, 7),
    st.sampled_from([2023, 2024]),
    st.sampled_from(["training-session", "contest"]),
    st.integers(0, 5),
    st.sampled_from([None, 40]),
    mostly(None, 1, 2),
)
AREAS = st.tuples(st.sets(st.integers(0, 5), min_size=1, max_size=2), mostly(None, date(2023, 4, 1)), mostly(None, date(2023, 12, 31)))
WORLDS = st.fixed_dictionaries({  # indices and words only; the rows are made in the test
    "activities": st.lists(ACTIVITIES, min_size=2, max_size=5),
    "people": st.lists(PEOPLE, min_size=2, max_size=4),
    "registrations": st.lists(REGISTRATIONS, min_size=4, max_size=12),
    "headcounts": st.lists(st.tuples(st.integers(0, 4), st.integers(0, 300)), max_size=3, unique_by=lambda one: one[0]),
    "areas": st.lists(AREAS, max_size=2),
    "teams": st.lists(st.tuples(st.integers(0, 4), st.sampled_from(["", "Trường Ba Tơ", "Trường Ba Vì"])), max_size=6),
    "targets": st.lists(TARGETS, max_size=5, unique_by=lambda one: (one[0], one[1], one[2], one[5])),
})  # fmt: skip
TODAY = timezone.localdate()
DAYS = [date(2023, 3, 6), date(2023, 3, 31), date(2023, 4, 1), date(2023, 12, 31), date(2024, 1, 1), TODAY, TODAY + timedelta(days=1)]
PERIODS = [
    (date(2023, 1, 1), date(2023, 12, 31)),
    (None, None),
    (date(2023, 4, 1), None),
    (date(2023, 1, 1), date(2024, 12, 31)),
    (None, date(2023, 3, 31)),
    (date(2023, 1, 1), date(2023, 3, 31)),
    (date(2023, 1, 1), date(2023, 6, 30)),
]


@pytest.fixture
def places(unit_called):
    then, now = date(2023, 3, 6), date(2026, 3, 9)
    return [
        unit_called("Ba Tơ", "district", then), unit_called("Ba Vì", "commune", then), unit_called("Ba Vì", "commune", now),
        unit_called("Lý Sơn", "commune", now), unit_called("Đông Sơn", "commune", now), unit_called("Kon Tum", "district", then),
        unit_called("Quảng Ngãi", "province", then), unit_called("Quảng Ngãi", "province", now),
    ]  # fmt: skip


def build(drawn: dict, places: list) -> World:
    world = World()
    for place, day, kind, sittings, status, line in drawn["activities"]:
        world.activity(places[place], day, kind, sittings=sittings, status=status, line=line)
    people = [world.person(places[number % 3], *description) for number, description in enumerate(drawn["people"])]
    pairs = set()
    for activity, person, role, category, status, digits, walk_in in drawn["registrations"]:
        pair = world.activities[activity % len(world.activities)], people[person % len(people)]
        if pair in pairs:
            continue
        pairs.add(pair)
        registration = world.registered(*pair, role=role, category=category, status=status, walk_in=walk_in)
        sittings = sum(row.activity == pair[0] for row in world.sittings)
        for number in (int(digit) for digit in digits if digit in "01"):
            if number < sittings:
                world.came(registration, number, annulled="x" in digits)
    for activity, number in drawn["headcounts"]:
        counted_activity = world.activities[activity % len(world.activities)]
        if any(row.activity == counted_activity for row in world.sittings) and not any(
            row.sitting.activity == counted_activity for row in world.headcounts
        ):
            world.heads(counted_activity, number)
    contests = [activity for activity in world.activities if activity.kind == "contest"]
    for contest, school in drawn["teams"] if contests else ():
        world.team(contests[contest % len(contests)], school)
    for place, year, kind, activities, participants, quarter in drawn["targets"]:
        world.target(places[place], year, kind, activities, participants, quarter=quarter)
    for number, (units, first, last) in enumerate(drawn["areas"]):
        world.area(f"Khu vực {number}", [places[unit] for unit in units], first, last)
    return world


def opened_figures(filters: Filters, by: str, column: str, figures: dict) -> dict:
    """Open a column of the tally, row by row: how many rows are behind each figure, or what they add up to; counted at once, it is the same."""
    report, query = catalogue.get("participation-tally"), filters.query | {"by": by}
    keys = [key for key, row in figures.items() if row[column] is not None]
    opened = {
        key: report.open_figure(filters.user, query | {"row": key if key == TOTAL else text_of(key), "column": column}) for key in keys
    }
    for figure in opened.values():
        assert figure.count == len(figure.rows) + figure.hidden_count
        assert figure.adds_up or figure.value == figure.count
    groups = [key for key in keys if key != TOTAL]
    if groups:
        scope = scope_of(filters)
        at_once = count(scope, MEASURES[column], [GROUPINGS[by]])
        assert {key: at_once.get((key,), 0) for key in groups} == {key: opened[key].value for key in groups}
    return {key: figure.value for key, figure in opened.items()}


def count_in_cells(filters: Filters, by: str, across: str, *, by_statements: bool = False) -> dict:
    """Count everything that has a meaning there in a table of two groupings: at once, or each figure by a statement of its own."""
    scope, both = scope_of(filters), [GROUPINGS[by], GROUPINGS[across]]
    counted = CountedActivities(scope, *both)
    of_table = [(measure, groupings) for measure in MEASURES.values() for groupings in (both, both[:1], both[1:], [])]
    return {
        (measure.title, len(groupings), tuple(grouping.title for grouping in groupings)): (
            count(scope, measure, groupings) if by_statements else counted.count(measure, groupings)
        )
        for measure, groupings in of_table
        if measure.grouped_by(groupings)
    }


@examples(15, deep=80)
@given(
    drawn=WORLDS, by=st.sampled_from(sorted(GROUPINGS)), period=mostly(*PERIODS), unit=mostly(None, 0, 1, 2, 3, 6, 7),
    kind=mostly("", "contest"), role=mostly("", "judge"), line=mostly("", "Dự án 10"), strange=mostly(False, True), in_area=mostly(False, True),
    opened=st.sampled_from(sorted(MEASURES.keys() & set(COUNTS))), across=st.sampled_from(sorted(GROUPINGS)),
)  # fmt: skip
def test_any_world_is_counted_as_by_hand_and_opens_its_rows(
    places, clerk, stranger, drawn, by, period, unit, kind, role, line, strange, in_area, opened, across
):
    with transaction.atomic():
        world = build(drawn, places)
        area = world.areas[0] if in_area and world.areas and not strange else None  # whoever may not read it is refused
        filters = Filters(stranger if strange else clerk, *period, None if unit is None else places[unit], kind, role, line, area)
        try:
            if by == "area" and overlaps(world, filters):
                with pytest.raises(ValidationError, match="thuộc hai khu vực"):
                    tallied(filters, by)
                return
            groups, totals = tallied(filters, by)
            assert (groups, totals) == (count_groups(world, filters, by), count_all(world, filters))
            in_cells = count_in_cells(filters, by, across)
            assert in_cells == count_in_cells(filters, by, across, by_statements=True)
            refresh()
            assert tallied(filters, by) == (groups, totals)
            assert count_in_cells(filters, by, across) == in_cells
            figures = groups | {TOTAL: totals}
            expected = {key: row[opened] for key, row in figures.items() if row[opened] is not None}
            assert opened_figures(filters, by, opened, figures) == expected
        finally:
            transaction.set_rollback(True)
