"""Report cross-tabulation: one measure by any two groupings, with totals both ways."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from exports.charts import from_table
from exports.counting.groupings import GROUPINGS, Grouping, refuse_overlaps
from exports.counting.measures import MEASURES
from exports.counting.notes import scope_notes
from exports.counting.scope import ScopeForm
from exports.counting.sources import CountedActivities
from exports.counting.uncounted import count_uncounted, unconfirmed_links
from exports.figure_rows.opened import OpenedFigure
from exports.figure_rows.opening import no_such_column, open_measure
from exports.figure_rows.row_keys import TOTAL, text_of
from exports.publication.tables import COUNTS_OF_PEOPLE, PublicationForm, is_for_publication, publish_two_way
from exports.reports.catalogue import Report, register
from exports.signers.letterhead import letterhead_on
from exports.table import Column, Description, Table
from people.disclosures.lists import LoggedList
from vietnamese.text import uncapitalise

MEASURED = [
    "participations",
    "people",
    "sitting_attendances",
    "registered",
    "activities",
    "sittings",
    "teams",
    "schools",
    "contestants",
    "audience",
]
ADD_UP = {
    "participations",
    "sitting_attendances",
    "registered",
    "contestants",
    "audience",
}  # by any groupings; the others only where each row has one group
USUAL = {"measure": "participations", "by": "commune", "across": "ethnic-group"}
MAX_COLUMNS = 60
COLUMN = "column_"  # before the key of a group that is a column
CHOICES = [(name, grouping.title) for name, grouping in GROUPINGS.items()]


class CrossTabulationForm(PublicationForm, ScopeForm):
    """The filters: ?by=, ?across= and ?measure= beside those of ScopeForm."""

    field_order = ["measure", "by", "across", "kind", "role", "programme_line", "unit", "area"]
    measure = forms.ChoiceField(label=gettext_lazy("Đếm"), required=False, choices=[(name, MEASURES[name].title) for name in MEASURED])
    by = forms.ChoiceField(label=gettext_lazy("Dòng theo"), required=False, choices=CHOICES)
    across = forms.ChoiceField(label=gettext_lazy("Cột theo"), required=False, choices=CHOICES)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        """Take the usual table where a filter is left out, so that the screen shows it as chosen."""
        if data is not None:
            data = data.copy()
            for name, usual in USUAL.items():
                if not data.get(name):
                    data[name] = usual
        super().__init__(data, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Refuse a measure that does not divide by sorts of people."""
        values = super().clean()
        if not USUAL.keys() <= values.keys():
            return values
        if values["by"] == values["across"]:
            self.add_error("across", forms.ValidationError(_("Dòng và cột phải theo hai cách khác nhau."), code="same_groupings"))
        elif MEASURES[values["measure"]].grouped_by([GROUPINGS[values["by"]], GROUPINGS[values["across"]]]) is None:
            message = _("%(measure)s không chia được theo người: hãy chọn dòng và cột theo nơi tổ chức, thời gian hoặc loại hoạt động.")
            measure = MEASURES[values["measure"]].title
            self.add_error("measure", forms.ValidationError(message % {"measure": measure}, code="no_meaning"))
        return values


def cross_tabulation(user: User, form: CrossTabulationForm) -> Table:
    table, values = _whole_table(user, form), form.cleaned_data
    if is_for_publication(form) and values["measure"] in COUNTS_OF_PEOPLE:
        table = publish_two_way(table)
    by, across = (uncapitalise(str(GROUPINGS[values[name]].title)) for name in ("by", "across"))
    words = {"measure": MEASURES[values["measure"]].title, "rows": by, "columns": across}
    columns = [column.key for column in table.columns if column.key.startswith(COLUMN)]
    title = _("%(measure)s theo %(rows)s, chia theo %(columns)s") % words
    charts = from_table.shares(title, table, columns, total=TOTAL, others_title=_("Các nhóm còn lại"))
    if not charts:  # the cells do not add up, as people do not who stand in several
        charts = from_table.by_group(_("%(measure)s theo %(rows)s") % words, table, TOTAL)
    return replace(table, charts=charts)


def _whole_table(user: User, form: CrossTabulationForm) -> Table:
    scope, values = form.scope(user), form.cleaned_data
    measure, by, across = MEASURES[values["measure"]], GROUPINGS[values["by"]], GROUPINGS[values["across"]]
    refuse_overlaps(scope, [by, across])
    counted = CountedActivities(scope, by, across)
    column_totals = counted.count(measure, [across])
    if len(column_totals) > MAX_COLUMNS:
        message = _("Bảng có %(columns)d cột, quá nhiều để in và đọc. Hãy đổi dòng với cột hoặc chọn kỳ, địa bàn hẹp hơn.")
        raise ValidationError({"across": ValidationError(message % {"columns": len(column_totals)}, code="too_many_columns")})
    row_totals, cells = counted.count(measure, [by]), counted.count(measure, [by, across])
    rows, columns = by.labels({key for (key,) in row_totals}), across.labels({key for (key,) in column_totals})
    uncounted = count_uncounted(scope.activities_in_any_state, timezone.localdate())
    return Table(
        name="cross-tabulation",
        title=_("%(measure)s theo hai chiều") % {"measure": measure.title},
        columns=[
            Column("group", str(by.title), "text", 30),
            *_figure_columns(columns, group=str(across.title), adds_up=values["measure"] in ADD_UP),
        ],
        rows=[[label, *(cells.get((key, column), 0) for column in columns), row_totals[(key,)]] for key, label in rows.items()],
        totals=[_("Tổng cộng"), *(column_totals[(column,)] for column in columns), counted.count(measure, [])[()]],
        row_keys=[text_of(key) for key in rows],
        made_by=user.full_name,
        made_at=timezone.now(),
        numbered=True,
        notes=[*_notes(values["measure"], [by, across]), *scope_notes(scope, [by, across], uncounted)],
        links=unconfirmed_links(uncounted, scope),
        sheet_title=_("Hai chiều"),
        **describe_cross(user, form),
        **letterhead_on(scope.date, user, kind="BC"),
    )


def describe_cross(user: User, form: CrossTabulationForm) -> Description:
    scope, values = form.scope(user), form.cleaned_data
    title = str(MEASURES[values["measure"]].title)
    row_title, column_title = (str(GROUPINGS[values[name]].title) for name in ("by", "across"))
    by = {"rows": uncapitalise(row_title), "columns": uncapitalise(column_title)}
    return {
        "subtitle": f"{scope.heading}\n" + _("(Dòng theo %(rows)s; cột theo %(columns)s)") % by,
        "filters": [*scope.in_words, (_("Đếm"), title), (_("Dòng theo"), row_title), (_("Cột theo"), column_title)],
        "unit_id": scope.unit.pk if scope.unit else None,
        "file_words": [title.lower(), "theo", by["rows"], "va", by["columns"], *scope.file_words],
    }


def _figure_columns(labels: dict[Any, str], *, group: str, adds_up: bool) -> list[Column]:
    keys = [(COLUMN + text_of(key), label, group) for key, label in labels.items()]
    return [
        Column(key, label, "number", 9, group=head, total=adds_up, opens_rows=True)
        for key, label, head in [*keys, (TOTAL, _("Tổng cộng"), "")]
    ]


def _notes(measure: str, groupings: Sequence[Grouping]) -> list[str]:
    notes = []
    if measure == "people":
        notes.append(_("Mỗi người đếm một lần trong mỗi ô và một lần trong mỗi tổng, nên các ô có thể cộng lại nhiều hơn tổng."))
    elif measure == "activities" and any(grouping.per_person for grouping in groupings):
        notes.append(_("Một lớp, hội thi có thể nằm ở nhiều ô; tổng cộng cuối bảng đếm mọi lớp, hội thi một lần."))
    return notes


def open_cross_figure(user: User, form: CrossTabulationForm, row: str, column: str) -> OpenedFigure:
    """Open a cell of the table, a total of a row or a column, or the sum of all."""
    values = form.cleaned_data
    if column != TOTAL and not column.startswith(COLUMN):
        raise no_such_column()
    groups = [(GROUPINGS[values["by"]], row), (GROUPINGS[values["across"]], column.removeprefix(COLUMN))]
    return open_measure(lambda verb: form.scope(user, verb=verb), values["measure"], groups)


register(
    Report(
        title=gettext_lazy("Tổng hợp theo hai chiều"),
        purpose=gettext_lazy("Một số liệu theo hai cách chia, như dân tộc và xã, giới tính và tháng, vai trò và loại hoạt động."),
        form=CrossTabulationForm,
        build=cross_tabulation,
        open_rows=open_cross_figure,
        describe=describe_cross,
        order=12,
        logged_list=LoggedList("cross-tabulation", gettext_lazy("Tổng hợp theo hai chiều"), rows_are_people=False),
    )
)
