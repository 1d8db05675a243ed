"""The catalogue of reports: each report registers itself here, and screen, JSON, workbook and csv are written from its one Table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from exports.charts.commune_map import CommuneMap
from exports.figure_rows.opened import OpenedFigure
from exports.periods import Period, usual
from exports.publication.tables import refuse_data
from exports.reports.place_notes import place_notes
from exports.table import Description, Table
from people.disclosures.lists import LoggedList, register_lists
from people.personal_columns import Words


@dataclass(frozen=True)
class Report:
    """A report as users choose it.

    `form` reads the filters from the query string; `build(user, valid form)` returns the table, whose name is that of `logged_list`.
    `order` is its place on the page of reports. `highlights(table)` returns what the screen shows above the table.
    Its charts are those of the table (`Table.charts`); `tile_map(user, valid form, table, rows_url)` returns a map for the screen.
    `data_sheets(user, valid form)` returns the rows that its figures count, for a workbook that is asked for with them.
    `open_rows(user, valid form, row key, column key)` opens a figure; reports without it count nothing. `describe(user, valid form)` says
    for a file of such rows what the report is about, without counting anything.
    `usual_periods(today)` returns (label, period) for what the report is made about, the first of which the screen shows at once.
    """

    title: Words
    purpose: Words
    form: type[forms.Form]
    build: Callable[[User, Any], Table]
    order: int
    logged_list: LoggedList
    highlights: Callable[[Table], dict[str, Any]] | None = None
    tile_map: Callable[[User, Any, Table, str], CommuneMap | None] | None = None
    data_sheets: Callable[[User, Any], list[Table]] | None = None
    open_rows: Callable[[User, Any, str, str], OpenedFigure] | None = None
    describe: Callable[[User, Any], Description] | None = None
    usual_periods: Callable[[date], list[tuple[str, Period]]] = usual
    edit_url_name: str = ""  # of the page on which what stands in the report of one activity is decided

    @property
    def name(self) -> str:
        return self.logged_list.name

    @property
    def verb(self) -> str:
        """What a reader must be allowed to do: figures are for all who report, rows of people for those who see personal data."""
        return "see_personal" if self.logged_list.rows_are_people else "report"

    def build_table(self, user: User, query: Mapping[str, Any]) -> Table:
        """Raise ValidationError keyed by filter."""
        return self.table_of(user, self._valid_form(query))

    def table_of(self, user: User, form: forms.Form) -> Table:
        """Return the table of a valid form; of a unit of another time it says whose place it counts. Raise ValidationError as `build`."""
        table, values = self.build(user, form), form.cleaned_data
        if not values.get("unit") or not {"from", "to"} <= values.keys():
            return table
        return replace(table, notes=[*table.notes, *place_notes(values["unit"], first=values["from"], last=values["to"])])

    def build_with_data(self, user: User, query: Mapping[str, Any]) -> Table:
        """Return the table with its data sheets.

        Raise Http404 for a report that has none, PermissionDenied for a user who may see names nowhere.
        """
        if self.data_sheets is None:
            raise Http404
        if not user.can_anywhere("see_personal"):
            raise PermissionDenied(_("Vai trò của bạn không được xem danh sách người dự."))
        form = self._valid_form(query)
        refuse_data(form)
        return replace(self.table_of(user, form), data_sheets=self.data_sheets(user, form))

    def open_figure(self, user: User, query: Mapping[str, Any]) -> OpenedFigure:
        """Open the figure in ?row= and ?column=. Raise Http404 for a report that counts nothing, ValidationError keyed by filter."""
        if self.open_rows is None:
            raise Http404
        missing = [name for name in ("row", "column") if name not in query]
        if missing:
            message = _("Cần có dòng (row) và cột (column) của số liệu.")
            raise ValidationError({name: ValidationError(message, code="required") for name in missing})
        form = self._valid_form(query)
        refuse_data(form)
        return self.open_rows(user, form, query["row"], query["column"])

    def describe_filters(self, user: User, query: Mapping[str, Any]) -> Description:
        """Raise ValidationError keyed by filter, Http404 for a report that counts nothing."""
        if self.describe is None:
            raise Http404
        return self.describe(user, self._valid_form(query))

    def _valid_form(self, query: Mapping[str, Any]) -> Any:
        form = self.form(query)
        if not form.is_valid():
            raise ValidationError({field: errors.as_data() for field, errors in form.errors.items()})
        return form


@dataclass(frozen=True)
class ReportSource:
    """Reports that are kept as data: all whose names begin with `prefix`. Each function asks the database once."""

    prefix: str
    reports: Callable[[], list[Report]]
    find: Callable[[str], Report | None]


_reports: dict[str, Report] = {}
_sources: list[ReportSource] = []


def register(report: Report) -> None:
    """Add a report, whose readers are logged from then on. Raise ValueError for a name that is taken."""
    register_lists(report.logged_list)
    _reports[report.name] = report


def register_source(source: ReportSource) -> None:
    """Add reports that are kept as data; who declares them declares a list for the log of their readers, too."""
    _sources.append(source)


def get(name: str) -> Report:
    """Raise KeyError for a report that there is not."""
    report = _find(name)
    if report is None:
        raise KeyError(name)
    return report


def _find(name: str) -> Report | None:
    if name in _reports:
        return _reports[name]
    return next((source.find(name) for source in _sources if name.startswith(source.prefix)), None)


def registered_reports() -> list[Report]:
    """Return the reports of the program itself, without those that are kept as data."""
    return sorted(_reports.values(), key=lambda report: report.order)


def reports() -> list[Report]:
    """Return all reports, in one statement for each sort of them that is kept as data."""
    stored_reports = [report for source in _sources for report in source.reports()]
    return sorted([*_reports.values(), *stored_reports], key=lambda report: report.order)


def titles() -> dict[str, str]:
    """Return the title of each report by its name."""
    return {report.name: str(report.title) for report in reports()}


def reports_for(user: User) -> list[Report]:
    """Return the reports that `user` may read somewhere."""
    return [report for report in reports() if user.can_anywhere(report.verb)]


def fetch_report(user: User, name: str) -> Report:
    """Raise Http404 for a report that there is not, PermissionDenied for a user who may read it nowhere."""
    report = _find(name)
    if report is None:
        raise Http404
    require_reporter(user)
    if not user.can_anywhere(report.verb):
        raise PermissionDenied(_("Vai trò của bạn không được xem danh sách người dự."))
    return report


def wants_data(query: Mapping[str, Any], file_format: str) -> bool:
    """Return whether a file is asked for with data sheets (`?data=1`), which a workbook alone has."""
    return file_format == "xlsx" and forms.BooleanField().to_python(query.get("data"))


def require_reporter(user: User) -> None:
    if not user.can_anywhere("report"):
        raise PermissionDenied(_("Vai trò của bạn không được xem báo cáo."))
