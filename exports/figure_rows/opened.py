"""A figure opened: the rows behind it, as far as the reader may see them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from exports.figure_rows.row_lists import RowList, find_row_list
from exports.table import Description, Table

ROWS_PER_CHUNK = 2000


@dataclass(frozen=True)
class OpenedFigure:
    """`count`: all rows, `rows`: those that the reader may see, in order; only lists of people can have fewer.

    `value`: the figure as the records have it now; it is `count`, unless the column `adds_up` of the rows adds up to it.
    """

    title: str
    value: int
    count: int
    row_list: RowList
    rows: QuerySet[Any]
    adds_up: str = ""

    @cached_property
    def hidden_count(self) -> int:
        return self.count - self.rows.count() if self.row_list.shows_people else 0

    @property
    def is_hidden(self) -> bool:
        """None of the rows may be seen, though there are some."""
        return self.count > 0 and self.hidden_count == self.count

    @property
    def people(self) -> QuerySet[Any] | None:
        """The ids of the people whom the rows name; None for rows that name nobody."""
        return self.rows.order_by().values_list(self.row_list.person_id, flat=True) if self.row_list.shows_people else None


def open_figure(title: str, list_name: str, rows: Callable[[str], QuerySet[Any]], *, adds_up: str = "") -> OpenedFigure:
    """Open a figure whose `rows(verb)` are those that the reader may `report` on, or whose people they may see."""
    row_list, counted = find_row_list(list_name), rows("report").order_by()
    count = counted.count()
    value = (counted.aggregate(sum=Sum(adds_up))["sum"] or 0) if adds_up else count
    visible = rows(row_list.verb)
    if row_list.annotated:
        visible = visible.annotate(**row_list.annotated)
    return OpenedFigure(title, value, count, row_list, visible.select_related(*row_list.joined).order_by(*row_list.order), adds_up)


def rows_table(opened: OpenedFigure, user: User, report: Description) -> Table:
    """Return the visible rows as a table to download, with the filters of the report in which the figure stands."""
    columns = [replace(column, title=str(column.title), total=column.key == opened.adds_up) for column in opened.row_list.columns]
    sums = [opened.value if column.key == opened.adds_up else None for column in columns]
    return Table(
        name="figure-rows" if opened.row_list.shows_people else "figure-records",
        title=opened.title,
        columns=columns,
        rows=(opened.row_list.cells(row) for row in opened.rows.iterator(ROWS_PER_CHUNK)),
        totals=[_("Tổng cộng"), *sums[1:]] if opened.adds_up else None,
        made_by=user.full_name,
        made_at=timezone.now(),
        people=opened.people if opened.row_list.shows_people else (),
        numbered=True,
        is_filtered_by_column=True,
        subtitle=report["subtitle"],
        filters=[*report["filters"], (_("Số liệu"), opened.title)],
        unit_id=report["unit_id"],
        file_words=["chi-tiet", *report["file_words"]],
    )
