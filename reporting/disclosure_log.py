"""Log entries for readers of the people behind a figure."""

from accounts.models import User
from exports.figure_rows.opened import OpenedFigure
from people.disclosures.log import note_visit, sensitive_among
from people.models import Disclosure
from reporting.models import YearlyReport


def note_figure(report: YearlyReport, opened: OpenedFigure, *, rows: int, by: User, way: str = Disclosure.Way.VIEW) -> None:
    """Note that `by` saw a page of so many rows that a figure counts; nothing where they saw only how many."""
    if opened.row_list.shows_people:
        note_visit(
            "report-figure",
            by=by,
            people=rows,
            unit=report.unit_id,
            about=f"{report} · {opened.title}",
            way=way,
            sensitive=sensitive_among(column.key for column in opened.row_list.columns),
        )
