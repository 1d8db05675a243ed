"""The rows behind a figure, as a table on the screen and in the API shows them."""

from dataclasses import replace

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from exports.figure_rows.opened import OpenedFigure, open_figure
from exports.figure_rows.row_lists import RowList, register_row_list
from exports.table import Column
from reporting.composing.composition import scope_of
from reporting.composing.figures import find_figure
from reporting.models import YearlyReport

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


def find_figure_rows(report: YearlyReport, key: str, user: User) -> OpenedFigure:
    """Open a figure as the records have it now, with the names that `user` may see. Raise Http404 for one that nobody defines."""
    figure = find_figure(key)
    if figure is None:
        raise Http404
    scope = scope_of(report, user)
    return open_figure(str(figure.label), figure.list_name, lambda verb: figure.rows(replace(scope, verb=verb)), adds_up=figure.adds_up)
