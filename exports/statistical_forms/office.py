"""The forms that come with the program, and those that the office took in: as reports."""

from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy

from exports.models import OfficeForm
from exports.reports import catalogue
from exports.reports.catalogue import Report, ReportSource
from exports.statistical_forms.reading import FormRefused
from exports.statistical_forms.report import ORDER, PREFIX, report_of
from exports.statistical_forms.vocabulary import read
from people.disclosures.lists import LoggedList, register_lists

DELIVERED = Path(__file__).parent / "delivered"
OWN_PREFIX = f"{PREFIX}own-"  # no key of a delivered form begins with `own-`, so that no form of the office takes its name


def register() -> None:
    """Add the forms to the catalogue, and their list to the log. They are read when asked for: rooms above have measures, too."""
    register_lists(LoggedList(PREFIX, gettext_lazy("Biểu mẫu thống kê"), rows_are_people=False, is_family=True))
    catalogue.register_source(ReportSource(PREFIX, _reports, _find))


@cache
def delivered_keys() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in DELIVERED.glob("*.toml")))


def delivered_content(key: str) -> str:
    """Return the file of a delivered form. Raise KeyError for one that there is not."""
    if key not in delivered_keys():
        raise KeyError(key)
    return (DELIVERED / f"{key}.toml").read_text(encoding="utf-8")


def own_report(form: OfficeForm) -> Report | None:
    """Return the report that a form of the office is; None for one that names what there is no more."""
    try:
        return report_of(read(form.content), prefix=OWN_PREFIX, order=ORDER + 1)
    except FormRefused:
        return None


@cache
def _delivered_reports() -> dict[str, Report]:
    reports = [report_of(read(delivered_content(key))) for key in delivered_keys()]
    return {report.name: report for report in reports}


def _reports() -> list[Report]:
    office_reports = [report for form in OfficeForm.objects.in_use() if (report := own_report(form))]
    return [*_delivered_reports().values(), *office_reports]


def _find(name: str) -> Report | None:
    if not name.startswith(OWN_PREFIX):
        return _delivered_reports().get(name)
    form = OfficeForm.objects.in_use().filter(key=name.removeprefix(OWN_PREFIX)).first()
    return own_report(form) if form else None
