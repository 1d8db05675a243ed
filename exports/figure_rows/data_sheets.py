"""Data sheets of a workbook: the rows that its figures count, each with the row of the report in which it stands."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from exports.counting.groupings import NOT_KNOWN, Grouping
from exports.counting.measures import MEASURES
from exports.counting.scope import Scope
from exports.figure_rows.opened import ROWS_PER_CHUNK
from exports.figure_rows.row_lists import RowList, find_row_list
from exports.table import Column, Table
from screens.id_lists import IdSet


def data_sheets(user: User, scope_for: Callable[[str], Scope], by: Grouping) -> list[Table]:
    """Return the activities and the participations that a tally counts, as tables for more sheets of its workbook.

    `scope_for(verb)`: what is counted where the user may do that. By sorts of people an activity stands in many rows: then there are
    participations only.
    """
    names = ["participations"] if by.per_person else ["activities", "participations"]
    return [_data_sheet(user, scope_for, by, name) for name in names]


def _data_sheet(user: User, scope_for: Callable[[str], Scope], by: Grouping, name: str) -> Table:
    measure = MEASURES[name]
    row_list = find_row_list(measure.list_name)
    scope = scope_for(row_list.verb)
    visible = measure.rows(scope)
    hidden_count = measure.rows(scope_for("report")).count() - visible.count()
    hidden_note = _("Không ghi %(number)d dòng: vai trò của bạn xem được số liệu, không xem được tên từng người ở đó.")
    rows = visible.annotate(group=measure.key(by), **(row_list.annotated or {})).select_related(*row_list.joined)
    labels = by.labels({key for (key,) in visible.order_by().annotate(group=measure.key(by)).values_list("group").distinct()})

    def cells() -> Iterator[list[Any]]:
        for row in rows.order_by(*row_list.order).iterator(ROWS_PER_CHUNK):
            yield [labels.get(row.group, str(NOT_KNOWN)), *row_list.cells(row)]

    return Table(
        name="figure-rows" if row_list.shows_people else "figure-records",
        title=_("Dữ liệu: %(measure)s") % {"measure": measure.title},
        subtitle=scope.heading,
        columns=[Column("group", by.title, "text", 26), *row_list.columns],
        rows=cells(),
        made_by=user.full_name,
        made_at=timezone.now(),
        filters=scope.in_words,
        notes=[hidden_note % {"number": hidden_count}] if hidden_count else [],
        read_people=partial(_read_people, visible, row_list) if row_list.shows_people else None,
        unit_id=scope.unit.pk if scope.unit else None,
        numbered=True,
        is_filtered_by_column=True,
    )


def _read_people(rows: QuerySet[Any], row_list: RowList) -> IdSet:
    return IdSet(rows.order_by().values_list(row_list.person_id, flat=True).distinct().iterator())
