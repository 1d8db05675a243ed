"""Tables for publication: small counts of people are not shown, nor what would give them away."""

from collections import defaultdict
from dataclasses import replace
from math import ceil, floor
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exports.publication.suppression import LIMIT, Cell, suppress
from exports.table import Table

NOT_SHOWN = "…"
PEOPLE, PARTICIPATIONS = "people", "participations"
# Of the second: what is left of it is a group of people, too.
AMONG_PEOPLE, AMONG_REGISTERED = ("female", "ethnic_minority", "pupils"), ("walk_ins", "contestants", "audience")
PARTS = dict.fromkeys(AMONG_PEOPLE, PEOPLE) | dict.fromkeys(AMONG_REGISTERED, "registered")
COUNTS_OF_PEOPLE = ("registered", *AMONG_REGISTERED, PEOPLE, PARTICIPATIONS, "sitting_attendances", *AMONG_PEOPLE)
PERCENT, PLANNED = "percent_participants", "planned_participants"  # of which the number of people is worked out
ESTIMATED = "estimated_participations"  # of which that of the participations is


class PublicationForm(forms.Form):
    """The filter ?publication=1 of a table of counts of people."""

    publication = forms.BooleanField(label=gettext_lazy("Để công bố (không ghi số nhỏ)"), required=False)


def is_for_publication(form: Any) -> bool:
    return bool(form.cleaned_data.get("publication"))


def refuse_data(form: Any) -> None:
    """Raise ValidationError where the rows behind figures are asked for beside a table for publication."""
    if is_for_publication(form):
        message = _("Bảng để công bố không kèm danh sách người; hãy bỏ “Để công bố” hoặc tải riêng.")
        raise ValidationError({"publication": ValidationError(message, code="names_in_publication")})


def publish_tally(table: Table) -> Table:
    """Return a tally, whose totals are those of its columns, without small counts of people."""
    columns = {column.key: index for index, column in enumerate(table.columns)}
    lines = [*table.rows, table.totals or []]
    counts = {key: [line[columns[key]] or 0 for line in lines] for key in COUNTS_OF_PEOPLE}
    percents = [(line[columns[PERCENT]] or 0, line[columns[PLANNED]] or 0) for line in lines]
    counts[PERCENT] = [_count_in(*percent, most) for percent, most in zip(percents, counts[PARTICIPATIONS], strict=True)]
    hidden = {key: set[int]() for key in counts}
    for part, whole in (PARTS | {PERCENT: PARTICIPATIONS}).items():
        pairs = enumerate(zip(counts[part], counts[whole], strict=True))
        hidden[part] |= {number for number, (number_of_part, number_of_all) in pairs if 0 < number_of_all - number_of_part < LIMIT}
    before = None
    while before != hidden:
        before = {key: set(rows) for key, rows in hidden.items()}
        hidden[PERCENT] |= hidden[PARTICIPATIONS]
        for key, numbers in counts.items():
            among = {(row, 0) for row in hidden[key] | hidden[PEOPLE] if numbers[row]}
            hidden[key] = {row for row, _column in suppress([[number] for number in numbers], among, has_row_totals=False)}
    hidden[ESTIMATED] = hidden[PARTICIPATIONS]
    return _without(table, {(row, columns[key]) for key, rows in hidden.items() if key in columns for row in rows})


def _count_in(percent: float, planned: int, most: int) -> int:
    """Return how many people a percentage of a plan stands for, of `most` at most; a small count where it may be one, as it is rounded."""
    least, greatest = (ceil((percent - 0.05) * planned / 100), floor((percent + 0.05) * planned / 100))
    if max(least, 1) <= min(greatest, most, LIMIT - 1):
        return max(least, 1)
    return min(round(percent * planned / 100), most)


def publish_two_way(table: Table) -> Table:
    """Return a table of counts of people by two groupings, with totals both ways, without small counts."""
    matrix = [line[1:] for line in [*table.rows, table.totals or []]]
    return _without(table, {(row, column + 1) for row, column in suppress(matrix, has_row_totals=True)})


def _without(table: Table, hidden: set[Cell]) -> Table:
    columns: dict[int, set[int]] = defaultdict(set)
    for row, column in hidden:
        columns[row].add(column)
    lines = [
        [NOT_SHOWN if column in columns[number] and value is not None else value for column, value in enumerate(line)]
        for number, line in enumerate([*table.rows, table.totals or []])
    ]
    note = _("%(sign)s: số người từ 1 đến %(most)d, hoặc số mà từ đó tính ra được số ấy; không ghi trong bảng để công bố.")
    return replace(
        table,
        rows=lines[:-1],
        totals=lines[-1],
        notes=[*table.notes, note % {"sign": NOT_SHOWN, "most": LIMIT - 1}],
        filters=[*table.filters, (_("Để công bố"), _("không ghi số từ 1 đến %(most)d") % {"most": LIMIT - 1})],
        file_words=[*table.file_words, "cong-bo"],
    )
