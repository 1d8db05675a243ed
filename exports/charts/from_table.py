"""Charts of a table: each function picks the numbers of one sort of chart out of its rows; nothing is counted again."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date

from exports.charts.chart import Chart, Group, Value, numbers_in
from exports.table import Table

MAX_SHARES = 5  # series told apart by their patterns; the smaller ones are one more
MIN_GROUPS = 2  # one bar says nothing


def over_time(title: str, table: Table, column: str, *, keys: Sequence[str], label: Callable[[str], str]) -> list[Chart]:
    """Draw a column of figures by months or quarters, whose keys are '2026-03' or '2026-1'; those without a row are zero."""
    chart = by_group(title, table, column, keys=keys)
    if not chart:
        return []
    groups = dict(zip(dict.fromkeys(keys), chart[0].groups, strict=True))
    whole = [groups.get(key) or Group(label(key), [0]) for key in _every_key(groups)]
    return [replace(chart[0], shape="columns", groups=whole)]


def added_up_by_month(title: str, table: Table, column: str, *, days: Sequence[date], label: Callable[[str], str]) -> list[Chart]:
    """Draw a column of figures, added up over the rows whose `days` are in one month, '2026-03'; nothing where all are."""
    position = _positions(table, [column])[0]
    values: dict[str, list[Value]] = {}
    for day, row in zip(days, _rows(table), strict=True):
        values.setdefault(f"{day:%Y-%m}", []).append(row[position])
    sums = {month: _sum(of_month) for month, of_month in values.items()}
    if len(sums) < MIN_GROUPS or not any(numbers_in(list(sums.values()))):
        return []
    groups = [Group(label(month), [sums.get(month, 0)]) for month in _every_key(sums)]
    return [Chart("columns", title, [str(table.columns[position].title)], groups)]


def _every_key(keys: Collection[str]) -> list[str]:
    """Return the keys of all months or quarters from the first of these to the last."""
    digits = len(min(keys)) - 5
    parts = 12 if digits == 2 else 4
    first, last = (int(key[:4]) * parts + int(key[5:]) - 1 for key in (min(keys), max(keys)))
    return [f"{number // parts}-{number % parts + 1:0{digits}}" for number in range(first, last + 1)]


def by_group(title: str, table: Table, column: str, *, keys: Sequence[str] = ()) -> list[Chart]:
    """Draw a column of figures by the rows of the table. Rows with the same one of `keys` are added up."""
    position = _positions(table, [column])[0]
    groups: dict[str, Group] = {}
    for index, (key, row) in enumerate(zip(keys or map(str, range(len(_rows(table)))), _rows(table), strict=True)):
        earlier = groups.get(key)
        if earlier is None:
            groups[key] = Group(str(row[0]), [row[position]], index)
        else:
            groups[key] = Group(earlier.label, [_sum([*earlier.values, row[position]])])
    if len(groups) < MIN_GROUPS or not any(sum(numbers_in(group.values)) for group in groups.values()):
        return []
    is_added_up = len(groups) < len(_rows(table))
    return [Chart("bars", title, [str(table.columns[position].title)], list(groups.values()), () if is_added_up else [column])]


def planned_and_actual(title: str, table: Table, planned: str, actual: str, *, series: Sequence[str]) -> list[Chart]:
    """Draw the rows for which there is a plan, in their order; a single one is a chart, too."""
    positions = _positions(table, [planned, actual])
    groups = [Group(str(row[0]), [row[i] for i in positions], index) for index, row in enumerate(_rows(table)) if row[positions[0]]]
    return [Chart("pairs", title, series, groups, [planned, actual])] if groups else []


def shares(title: str, table: Table, columns: Sequence[str], *, total: str, others_title: str) -> list[Chart]:
    """Draw of what each row consists; the smallest columns together are one more. None where the cells do not add up to the total."""
    positions, total_position = _positions(table, columns), _positions(table, [total])[0]
    rows = [(index, row) for index, row in enumerate(_rows(table)) if row[total_position] != 0]
    are_sums = all(table.columns[i].total for i in positions)
    adds_up = are_sums or all(_sum([row[i] for i in positions]) == row[total_position] for _index, row in rows)
    if len(columns) < MIN_GROUPS or not rows or not adds_up:
        return []
    sizes = {i: sum(numbers_in([row[i] for _index, row in rows])) for i in positions}
    largest = sorted(sorted(positions, key=lambda i: -sizes[i])[:MAX_SHARES]) if len(positions) > MAX_SHARES + 1 else positions
    others = [i for i in positions if i not in largest]
    groups = [
        Group(
            str(row[0]),
            [row[i] for i in largest] + ([_sum([row[i] for i in others])] if others else []),
            None if others else index,
            row[total_position],
        )
        for index, row in rows
    ]
    series = [str(table.columns[i].title) for i in largest] + ([others_title] if others else [])
    return [Chart("shares", title, series, groups, () if others else columns)]


def _rows(table: Table) -> Sequence[Sequence[Value]]:
    assert isinstance(table.rows, Sequence), "a table of unknown length has no chart"
    return table.rows


def _positions(table: Table, columns: Sequence[str]) -> list[int]:
    positions = {column.key: index for index, column in enumerate(table.columns)}
    return [positions[key] for key in columns]


def _sum(values: Sequence[Value]) -> Value:
    """Return the sum; the text of what is not shown where that is part of it."""
    hidden = next((value for value in values if isinstance(value, str)), None)
    return hidden if hidden is not None else sum(numbers_in(values))
