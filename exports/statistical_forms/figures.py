"""The figures of a form: each is one measure in the groups that its row and its column name; and the rows behind it."""

from collections.abc import Sequence
from typing import Any

from exports.counting.groupings import GROUPINGS, Grouping, no_such_row, refuse_overlaps
from exports.counting.measures import MEASURES, Measure
from exports.counting.scope import Scope
from exports.counting.sources import CountedActivities
from exports.figure_rows.opened import OpenedFigure
from exports.figure_rows.opening import no_such_column, open_measure
from exports.figure_rows.row_keys import TOTAL, key_in, text_of
from exports.statistical_forms.reading import FormColumn, FormRow, StatisticalForm, Where

Counts = dict[tuple[Any, ...], Any]


class Counter:
    """Counts each measure once in the same groupings, however many rows and columns ask for it."""

    def __init__(self, form: StatisticalForm, scope: Scope) -> None:
        self._activities = CountedActivities(scope, *(GROUPINGS[name] for name in _groupings_of(form)))
        self._counted: dict[tuple[str, tuple[str, ...]], Counts] = {}

    def count(self, measure: str, groupings: Sequence[str]) -> Counts:
        names = (measure, tuple(groupings))
        if names not in self._counted:
            self._counted[names] = self._activities.count(MEASURES[measure], [GROUPINGS[name] for name in groupings])
        return self._counted[names]

    def figure(self, measure: str, where: Where) -> int | None:
        """Return how many there are in these groups; None where the measure has no meaning in them."""
        groupings = sorted(where)
        if MEASURES[measure].grouped_by([GROUPINGS[name] for name in groupings]) is None:
            return None
        return self.count(measure, groupings).get(tuple(where[name] for name in groupings), MEASURES[measure].of_nothing)


def _groupings_of(form: StatisticalForm) -> set[str]:
    """Return the groupings that its rows and columns name."""
    conditions = [*(row.where for row in form.rows), *(column.where for column in form.columns)]
    return {name for where in conditions for name in where} | ({form.by} if form.by else set())


def fixed_rows(form: StatisticalForm, scope: Scope) -> list[list[int | None]]:
    """Return the figures of each row of a form that names its rows."""
    counter = Counter(form, scope)
    return [
        [None if (where := joined(row, column)) is None else counter.figure(column.measure, where) for column in form.columns]
        for row in form.rows
    ]


def joined(row: FormRow, column: FormColumn) -> dict[str, str] | None:
    """Return the conditions of a cell; None where the row has no figure in the column, or both ask for different groups."""
    if column.only_rows and row.key not in column.only_rows:
        return None
    if any(column.where.get(name, key) != key for name, key in row.where.items()):
        return None
    return {**row.where, **column.where}


def grouped_rows(form: StatisticalForm, scope: Scope) -> tuple[dict[Any, str], list[list[int | None]], list[int | None]]:
    """Return the labels of the groups by key, the figures of each, and those of all together, of a form with rows `by` a grouping.

    Raise ValidationError where the grouping refuses the scope.
    """
    by, counter = GROUPINGS[form.by], Counter(form, scope)
    refuse_overlaps(scope, [by])
    columns: list[dict[Any, int | None]] = []
    totals: list[int | None] = []
    for column in form.columns:
        groupings = sorted(column.where)
        keys = tuple(column.where[name] for name in groupings)
        grouped = _is_countable(column, form.by)
        counted = counter.count(column.measure, [form.by, *groupings]) if grouped else {}
        columns.append({group: number for (group, *where), number in counted.items() if tuple(where) == keys})
        totals.append(counter.figure(column.measure, column.where))
    labels = by.labels({group for numbers in columns for group in numbers})
    rows = [
        [
            numbers.get(key, MEASURES[column.measure].of_nothing) if _is_countable(column, form.by) else None
            for column, numbers in zip(form.columns, columns, strict=True)
        ]
        for key in labels
    ]
    return labels, rows, totals


def _is_countable(column: FormColumn, by: str) -> bool:
    """Return whether the column has figures in rows by this grouping, which it does not name itself."""
    return by not in column.where and measured(column, by) is not None


def measured(column: FormColumn, *by: str) -> Measure | None:
    return MEASURES[column.measure].grouped_by([GROUPINGS[name] for name in (*by, *column.where)])


def open_figure(form: StatisticalForm, scope: Any, row: str, column_key: str) -> OpenedFigure:
    """Open a figure. `scope(verb)`: what is counted. Raise ValidationError keyed by row and column."""
    column = next((column for column in form.columns if column.key == column_key), None)
    if column is None:
        raise no_such_column()
    if form.by:
        groups: list[tuple[Grouping, str]] = [(GROUPINGS[form.by], row), *_groups(column.where)]
        if row != TOTAL and not _is_countable(column, form.by):
            raise no_such_column()
        return open_measure(scope, column.measure, groups)
    form_row = next((form_row for form_row in form.rows if form_row.key == key_in(row)), None)
    if form_row is None:
        raise no_such_row()
    where = joined(form_row, column)
    if where is None:
        raise no_such_column()
    return open_measure(scope, column.measure, _groups(where))


def _groups(where: Where) -> list[tuple[Grouping, str]]:
    return [(GROUPINGS[name], text_of(where[name])) for name in sorted(where)]
