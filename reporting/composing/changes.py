"""What is different in the records since a report was composed or issued."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from reporting.composing.composition import figure_values, gather_facts
from reporting.composing.figures import find_figure
from reporting.composing.report_kinds import report_kinds
from reporting.models import YearlyReport


@dataclass(frozen=True)
class Change:
    """A figure that was so in the report and is so in the records."""

    key: str
    figure: str
    was: int
    now: int


def find_changes(report: YearlyReport, user: User) -> list[Change]:
    """Return the figures that differ: as the text has them, or where it has them no more, as they were when it was composed."""
    if report.kind not in report_kinds():  # a form that is used no more
        return []
    stated = {figure["key"]: figure["value"] for section in report.sections.all() for figure in section.standing_figures}
    now = figure_values(gather_facts(report, user))
    was = {name: stated.get(name, report.figures.get(name, 0)) for name in now}
    return [Change(name, label_of(name), was[name], now[name]) for name in now if was[name] != now[name]]


def label_of(name: str) -> str:
    figure = find_figure(name)
    return str(figure.label) if figure else _("Số liệu khác")
