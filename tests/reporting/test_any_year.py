"""Whatever a year holds: composing never fails, says no "None", and every figure in the text equals its rows."""

from datetime import date

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from activities.models import Activity, Document, PlanTask, Target
from contests.models import Result, Team
from exports.counting.groupings import ALTOGETHER
from exports.counting.tally import tally
from outreach.models import Channel, OutreachItem
from reporting.composing.composition import scope_of
from reporting.composing.figure_rows import find_figure_rows
from reporting.composing.report_kinds import report_kinds
from reporting.composing.sentences import find_marks
from reporting.writing.creation import create_report
from tests.depth import examples

DAYS = st.dates(date(2024, 1, 1), date(2024, 12, 31))
WORDS = st.text("aăâ, .;[]<>{}%0123456789\"'", max_size=20)
COUNTS = st.integers(0, 3)


@pytest.fixture
def places(unit_called):
    return [
        unit_called("Quảng Ngãi", "province"),
        unit_called("Ba Tơ", "district"),
        unit_called("Ba Vì"),
        unit_called("Sơn Hà", "district"),
    ]


def write_year(draw, places, make_session, make_contest):
    """Write records of 2024, of which some are no more than the tables hold, and return the place that is reported about."""
    place = st.sampled_from(places)
    for make in (make_session, make_contest):
        for _number in range(draw(COUNTS)):
            status = draw(st.sampled_from(["draft", "open", "closed"]))
            held = make(unit=draw(place), starts_on=draw(DAYS), status=status, programme_line=draw(st.sampled_from(["", "Dự án 10"])))
            for prize in draw(st.lists(st.sampled_from(Result.Prize.values), max_size=2)) if make is make_contest else ():
                Team.objects.create(contest=held, name=f"Đội {held.teams.count()}").results.create(prize=prize, title=draw(WORDS) + "a")
    for kind in Activity.Kind.values:
        for unit in draw(st.sets(place, max_size=2)):
            Target.objects.create(year=2024, kind=kind, unit=unit, planned_activities=draw(COUNTS))
    for channel in draw(st.lists(st.sampled_from(list(Channel.objects.all())), max_size=4)):
        item = OutreachItem(channel=channel, title=draw(WORDS), unit=draw(place), starts_on=draw(DAYS), ends_on=date(2024, 12, 31))
        item.quantity, item.copies, item.partner, item.languages = (
            1 + 999 * draw(COUNTS),
            draw(st.none() | COUNTS),
            draw(WORDS),
            draw(WORDS),
        )
        item.update_folded()
        item.save()
    for number in range(draw(COUNTS)):
        issuer, title = draw(st.sampled_from(["Ban Dân tộc", "UBND tỉnh", ""])), draw(WORDS).strip()
        Document.objects.create(kind="plan", number=f"{number}/KH", dated=draw(DAYS), issuer=issuer, title=title, unit=draw(place))
    for order in range(draw(COUNTS)):
        year = draw(st.sampled_from([2024, 2025]))
        PlanTask.objects.create(year=year, unit=draw(place), order=order, text=draw(WORDS), is_done=draw(st.booleans()))
    return draw(place)


@examples(8, deep=60)
@given(data=st.data())
def test_a_report_of_any_year_is_composed_and_counts_what_it_says(data, places, agency, organiser, make_session, make_contest):
    with transaction.atomic():
        unit = write_year(data.draw, places, make_session, make_contest)
        kind = data.draw(st.sampled_from(list(report_kinds())))
        period = {"first": date(2024, 2, 1), "last": date(2024, 11, 30)} if kind == "free-period" else {}
        line = data.draw(st.sampled_from(["", "Dự án 10"]))
        report = create_report(kind=kind, year=2024, unit=unit, programme_line=line, by=organiser, at=timezone.now(), **period)
        for section in report.sections.all():
            assert "None" not in section.text and "{" not in section.heading
            assert None not in find_marks(section.text, [figure["text"] for figure in section.figures])
            for figure in section.figures:
                rows = find_figure_rows(report, figure["key"], organiser)
                assert figure["value"] == rows.value and (figure["is_sum"] or rows.count == rows.value)
        totals = tally(scope_of(report, organiser), ALTOGETHER).totals
        assert (totals.training_sessions, totals.contests) == (report.figures["training.activities"], report.figures["contest.activities"])
        assert (totals.participations, totals.people) == (report.figures["participations"], report.figures["people"])
        assert (totals.planned_activities or 0) == report.figures["targets.training"] + report.figures["targets.contest"]
        transaction.set_rollback(True)
