"""Log entries for readers of the people behind a figure."""

from accounts.models import User
from people.disclosures.log import note_visit, sensitive_among
from people.models import Disclosure
from reporting.composing.figure_rows import FigureRows
from reporting.models import YearlyReport


def note_figure(report: YearlyReport, counted: FigureRows, *, by: User, way: str = Disclosure.Way.VIEW) -> None:
    """Note that `by` saw who a figure counts; nothing where they saw only how many."""
    if not counted.is_hidden:
        note_visit(
            "report-figure",
            by=by,
            people=counted.count,
            unit=report.unit_id,
            about=f"{report} · {counted.figure.label}",
            way=way,
            sensitive=sensitive_among(column.key for column in counted.row_list.columns),
        )
