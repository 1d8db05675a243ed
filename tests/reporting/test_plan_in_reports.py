"""What a report says of the plan: by the rule by which every report compares plan and what was held."""

from datetime import date

import pytest
from django.utils import timezone

from activities.actions import remove_target, set_target
from activities.models import Activity, Target
from attendance.headcounts.actions import record_headcount
from exports.counting.groupings import ALTOGETHER
from exports.counting.plan_percent import plans_of
from reporting.composing.composition import scope_of
from reporting.composing.figure_rows import find_figure_rows
from reporting.composing.missing_records import find_missing_records
from reporting.writing.creation import create_report

pytestmark = pytest.mark.both_engines
NO_ACTIVITY, NO_DOCUMENT = "Chỉ tiêu chưa có hoạt động nào", "Chỉ tiêu chưa gắn văn bản kế hoạch"


def compose(unit, user):
    """Return the report of 2024 and its text."""
    report = create_report(kind="cchc-year", year=2024, unit=unit, by=user, at=timezone.now())
    return report, "\n".join(section.text for section in report.sections.all())


@pytest.fixture
def only_ba_vi(year_2024, unit_called):
    """Quarter II promises two sessions in xã Ba Vì; the province has no other target. One session was held in huyện Ba Tơ, one in Ba Vì."""
    for target in Target.objects.all():
        remove_target(target)
    return set_target(year=2024, quarter=2, kind="training-session", unit=unit_called("Ba Vì"), planned_activities=2)


def missing(report, user, title):
    return [row for lacking in find_missing_records(report, user) if lacking.title == title for row in lacking.rows]


def test_only_what_the_targets_cover_is_set_against_them(organiser, year_2024, only_ba_vi, make_session):
    held = make_session(unit=only_ba_vi.unit, starts_on=date(2024, 4, 2), status=Activity.Status.CLOSED)
    make_session(unit=only_ba_vi.unit, starts_on=date(2024, 9, 2), status=Activity.Status.CLOSED)  # in another quarter
    report, words = compose(year_2024, organiser)
    _by_group, plan = plans_of(scope_of(report, organiser), ALTOGETHER)
    opened = find_figure_rows(report, "training.in_plan", organiser)

    assert "đã tổ chức 03 lớp tập huấn" in words
    assert "Tổ chức được 01 lớp tập huấn trong chỉ tiêu trên 02 lớp theo kế hoạch, đạt 50%." in words and plan.percent_activities == 50
    assert "thiếu so với kế hoạch: 01 lớp trên 02 lớp, thiếu 01 lớp." in words
    assert (opened.value, list(opened.rows)) == (1, [Activity.objects.get(pk=held.pk)])


def test_activities_that_no_target_covers_are_no_plan_fulfilled(organiser, year_2024, only_ba_vi):
    _report, words = compose(year_2024, organiser)

    assert "đạt" not in words and "chưa tổ chức được lớp tập huấn nào đúng chỉ tiêu." in words


def test_a_target_is_without_activities_by_the_same_rule(organiser, year_2024, only_ba_vi, make_session):
    report, _words = compose(year_2024, organiser)
    assert [name for name, _url in missing(report, organiser, NO_ACTIVITY)] == [str(only_ba_vi)]

    make_session(unit=only_ba_vi.unit, starts_on=date(2024, 4, 2), status=Activity.Status.CLOSED)
    assert missing(report, organiser, NO_ACTIVITY) == []


def test_a_target_that_lacks_something_is_named_with_its_quarter(organiser, year_2024, only_ba_vi):
    report, _words = compose(year_2024, organiser)

    assert [name for name, _url in missing(report, organiser, NO_DOCUMENT)] == [
        "Lớp tập huấn quý II năm 2024, xã Ba Vì, huyện Ba Tơ, tỉnh Quảng Ngãi (trước 01/7/2025)"
    ]
    opened = find_figure_rows(report, "targets.training", organiser)
    assert [opened.row_list.cells(target)[:2] for target in opened.rows] == [[2024, "Quý II"]]


def test_an_activity_of_which_nobody_was_counted_lacks_its_people_and_has_its_spectators(organiser, year_2024, make_contest):
    contest = make_contest(title="Hội thi vắng khách", starts_on=date(2024, 10, 1), status=Activity.Status.CLOSED)
    sitting = contest.sittings.first()
    record_headcount(sitting, category="Khán giả", count=0, basis="counted", by=organiser, at=sitting.starts_at)
    report, _words = compose(year_2024, organiser)

    assert str(contest) in [name for name, _url in missing(report, organiser, "Chưa điểm danh ai và chưa ghi số người")]
    assert str(contest) not in [name for name, _url in missing(report, organiser, "Hội thi chưa ghi số khán giả, đại biểu")]
