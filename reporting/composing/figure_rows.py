"""The rows behind a figure, as a table on the screen and in the API shows them."""

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from exports.figure_rows.row_lists import RowList, find_row_list, register_row_list
from exports.table import Column
from reporting.composing.composition import scope_of
from reporting.composing.figures import Figure, find_figure
from reporting.models import YearlyReport

register_row_list(
    "teams",
    RowList(
        [Column("name", _("Tên đội"), width=24), Column("contest", _("Hội thi"), width=40), Column("starts_on", _("Từ ngày"), "date", 11)],
        lambda team: [team.name, team.contest.title, team.contest.starts_on],
        lambda team: team.contest.get_absolute_url(),
        joined=["contest"],
        order=["contest__starts_on", "contest", "name", "pk"],
    ),
)
register_row_list(
    "documents",
    RowList(
        [Column("document", _("Văn bản"), width=30), Column("title", _("Trích yếu"), width=50)],
        lambda document: [str(document), document.title],
        lambda document: document.get_absolute_url(),
        order=["dated", "pk"],
    ),
)
register_row_list(
    "tasks",
    RowList(
        [
            Column("order", _("Thứ tự"), "number", 7),
            Column("text", _("Nhiệm vụ"), width=50),
            Column("outcome", _("Kết quả"), width=40),
        ],
        lambda task: [task.order, task.text, task.outcome],
        lambda task: task.get_absolute_url(),
        order=["order", "pk"],
    ),
)


@dataclass(frozen=True)
class FigureRows:
    """`value`: the figure as the records have it now. `rows`: in order; none where the reader may not see who is counted."""

    figure: Figure
    value: int
    count: int
    row_list: RowList
    rows: QuerySet[Any]
    is_hidden: bool


def find_figure_rows(report: YearlyReport, key: str, user: User) -> FigureRows:
    """Raise Http404 for a figure that nobody defines."""
    figure = find_figure(key)
    if figure is None:
        raise Http404
    scope, row_list = scope_of(report, user), find_row_list(figure.list_name)
    rows = figure.rows(scope)
    is_hidden = row_list.shows_people and not user.can("see_personal", report.unit)
    visible_rows = rows.none() if is_hidden else figure.rows(replace(scope, verb="see_personal")) if row_list.shows_people else rows
    if row_list.annotated:
        visible_rows = visible_rows.annotate(**row_list.annotated)
    return FigureRows(
        figure,
        figure.value(scope),
        rows.count(),
        row_list,
        visible_rows.select_related(*row_list.joined).order_by(*row_list.order),
        is_hidden,
    )
