"""A form as a report: its filters, its table with the head that an office signs, and the rows behind its figures."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from exports.charts import from_table
from exports.counting.groupings import GROUPINGS, label_of
from exports.counting.measures import MEASURES
from exports.counting.notes import scope_notes
from exports.counting.scope import Scope, ScopeForm
from exports.counting.uncounted import count_uncounted, unconfirmed_links
from exports.figure_rows.data_sheets import data_sheets
from exports.figure_rows.row_keys import text_of
from exports.reports.catalogue import Report
from exports.signers.letterhead import letterhead_on
from exports.statistical_forms import period_rules
from exports.statistical_forms.figures import fixed_rows, grouped_rows, measured, open_figure
from exports.statistical_forms.reading import StatisticalForm
from exports.table import Column, Description, Signatory, Table
from people.disclosures.lists import LoggedList
from vietnamese.text import uncapitalise

PREFIX = "form-"
ORDER = 16  # behind the tallies on the page of reports
CHARTED = ("participations", "people")  # measures, before the others
UNNAMED = "........................"


class FormFilters(ScopeForm):
    """The filters of a form, but for those that it sets itself and the period, which follows its rule."""

    statistical_form: StatisticalForm

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fixed = set(self.statistical_form.filters)
        if any(not MEASURES[column.measure].of_activities for column in self.statistical_form.columns):
            fixed |= {"kind", "role"}  # by which articles and leaflets are not divided
        for name in fixed:
            self.fields.pop(name)

    def clean(self) -> dict[str, Any]:
        values, rules = super().clean(), self.statistical_form.periods
        if not {"from", "to"} <= values.keys():
            return values
        if not values["from"] and not values["to"]:
            values["from"], values["to"] = period_rules.default(rules, timezone.localdate()) or (None, None)
        elif not period_rules.fits(rules, values["from"], values["to"]) and not self.errors:
            self.add_error("from", forms.ValidationError(period_rules.wrong_period(rules), code="wrong_period"))
        return values

    def scope(self, user: User, *, verb: str = "report") -> Scope:
        self.cleaned_data = {"kind": "", "programme_line": ""} | self.cleaned_data | dict(self.statistical_form.filters)
        return super().scope(user, verb=verb)


def report_of(form: StatisticalForm, *, prefix: str = PREFIX, order: int = ORDER) -> Report:
    """Return the report that a form is; its readers are logged under its name, as it or the family that it belongs to declares."""
    name = f"{prefix}{form.key}"
    filters = type("StatisticalFormFilters", (FormFilters,), {"statistical_form": form})
    return Report(
        title=form.title,
        purpose=form.purpose or gettext_lazy("Biểu mẫu thống kê"),
        form=filters,
        build=lambda user, filled: _with_chart(form, form_table(user, form, filled, name=name)),
        order=order,
        logged_list=LoggedList(name, form.title, rows_are_people=False),
        open_rows=lambda user, filled, row, column: open_figure(form, lambda verb: filled.scope(user, verb=verb), row, column),
        describe=lambda user, filled: describe_form(user, form, filled),
        data_sheets=lambda user, filled: data_sheets(user, lambda verb: filled.scope(user, verb=verb), GROUPINGS[form.by or "kind"]),
        usual_periods=lambda today: period_rules.offered(form.periods, today),
    )


def form_table(user: User, form: StatisticalForm, filled: FormFilters, *, name: str) -> Table:
    scope = filled.scope(user)
    head = letterhead_on(scope.date, user, kind="BC")
    uncounted = count_uncounted(scope.activities_in_any_state, timezone.localdate())
    labels, rows, totals = _lines(form, scope)
    row_heading = form.row_heading or (str(GROUPINGS[form.by].title) if form.by else _("Chỉ tiêu"))
    return Table(
        name=name,
        title=form.title,
        columns=[Column("group", row_heading, "text", 30), *_columns(form)],
        rows=[[label, *row] for label, row in zip(labels.values(), rows, strict=True)],
        totals=None if totals is None else [_("Tổng cộng"), *totals],
        row_keys=[text_of(key) for key in labels],
        made_by=user.full_name,
        made_at=timezone.now(),
        numbered=bool(form.by),
        orientation="portrait" if form.orientation == "portrait" else "landscape",
        notes=[*_notes(form), *scope_notes(scope, [GROUPINGS[form.by]] if form.by else [], uncounted)],
        links=unconfirmed_links(uncounted, scope),
        sheet_title=form.form_number or form.title,
        letterhead=head["letterhead"],
        # Right of "Người lập biểu" sign those whom the form names, then the head of the agency.
        signatories=[*map(Signatory, form.signatures), *(head["signatories"] or [Signatory(_("Thủ trưởng đơn vị"))])],
        preparer=head["preparer"],
        **describe_form(user, form, filled),
    )


def _with_chart(form: StatisticalForm, table: Table) -> Table:
    """Return the table with a chart of one whole measure, where its rows are groups: of participations, else people, else the first."""
    if not form.by:
        return table  # rows that overlap are no parts of anything
    whole = [column for column in form.columns if not column.where and measured(column, form.by) is not None]
    if not whole:
        return table
    column = min(whole, key=lambda column: CHARTED.index(column.measure) if column.measure in CHARTED else len(CHARTED))
    grouping = GROUPINGS[form.by]
    words = {"measure": MEASURES[column.measure].title, "rows": uncapitalise(str(table.columns[0].title))}
    title = _("%(measure)s theo %(rows)s") % words
    if grouping.is_time:
        charts = from_table.over_time(title, table, column.key, keys=table.row_keys, label=lambda key: label_of(grouping, key))
    else:
        charts = from_table.by_group(title, table, column.key)
    return replace(table, charts=charts)


def describe_form(user: User, form: StatisticalForm, filled: FormFilters) -> Description:
    """Return a subtitle of the period and, in parentheses, name of the form, who reports to whom, breakdown, unit; and the filters."""
    scope = filled.scope(user)
    letterhead = letterhead_on(scope.date, user, kind="BC")["letterhead"]
    reporter = letterhead.agency if letterhead else ""
    in_parentheses = [
        [(_("Biểu"), ", ".join(filter(None, [form.form_number, form.issued_under])))],
        [(_("Cơ quan báo cáo"), reporter or UNNAMED), (_("Cơ quan nhận"), form.receiver or UNNAMED)],
        [(_("Phân tổ"), form.breakdown), (_("Đơn vị tính"), form.unit_of_measure)],
    ]
    lines = ["; ".join(f"{label}: {text}" for label, text in line if text) for line in in_parentheses]
    places = [place for place in (scope.unit and scope.unit.label, scope.area and str(scope.area)) if place]
    period = ", ".join([_("Kỳ báo cáo: %(period)s") % {"period": scope.period}, *places])
    return {
        "subtitle": "\n".join([period, *(f"({line})" for line in lines if line)]),
        "filters": [(_("Biểu mẫu"), form.form_number or form.title), *scope.in_words],
        "unit_id": scope.unit.pk if scope.unit else None,
        "file_words": [form.form_number or form.key, *scope.file_words],
    }


def _lines(form: StatisticalForm, scope: Scope) -> tuple[dict[Any, str], list[list[int | None]], list[int | None] | None]:
    """Return labels by key, the figures of each line, and the totals, which rows that overlap do not have."""
    if form.by:
        return grouped_rows(form, scope)
    return {row.key: row.title for row in form.rows}, fixed_rows(form, scope), None


def _columns(form: StatisticalForm) -> list[Column]:
    """Return the columns of figures. They may be added up where each row counts rows of its own."""
    columns = []
    for column in form.columns:
        counted = measured(column, form.by) if form.by else None
        columns.append(
            Column(
                column.key,
                column.title,
                "number",
                column.width,
                column.counts or str(MEASURES[column.measure].title),
                column.group,
                total=counted is not None and not counted.distinct,
                opens_rows=True,
            )
        )
    return columns


def _notes(form: StatisticalForm) -> list[str]:
    notes = list(form.notes)
    if form.rows:
        notes.append(_("Các dòng “trong đó” có thể trùng nhau nên không cộng với nhau."))
    return [*notes, _("Biểu để báo cáo, không để công bố: số người ít vẫn được ghi.")]
