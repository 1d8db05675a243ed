"""Tables for publication: small counts of people are not shown, nor what would give them away."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exports.publication.suppression import LIMIT, Cell, suppress
from exports.table import Table

NOT_SHOWN = "…"
PEOPLE = "people"
SHARES = ("female", "ethnic_minority", "pupils")  # of `people`: the rest of it is a group of people, too
COUNTS_OF_PEOPLE = ("registered", "walk_ins", PEOPLE, "participations", "sitting_attendances", *SHARES)
DERIVED = {
    "percent_participants": "participations",
    "estimated_participations": "participations",
}  # from which the count could be worked out


class PublicationForm(forms.Form):
    """The filter ?publication=1 of a table of counts of people."""

    publication = forms.BooleanField(label=gettext_lazy("Để công bố (không ghi số nhỏ)"), required=False)


def refuse_data(form: Any) -> None:
    """Raise ValidationError where lists of people are asked for beside a table for publication."""
    if form.cleaned_data.get("publication"):
        message = _("Bảng để công bố không kèm danh sách người; hãy bỏ “Để công bố” hoặc tải riêng.")
        raise ValidationError({"publication": ValidationError(message, code="names_in_publication")})


def publish_tally(table: Table) -> Table:
    """Return a tally, whose totals are those of its columns, without small counts of people."""
    columns = {column.key: index for index, column in enumerate(table.columns)}
    lines = [*table.rows, table.totals or []]
    hidden: dict[str, set[int]] = {key: set() for key in COUNTS_OF_PEOPLE}
    for key in SHARES:
        hidden[key] |= {number for number, line in enumerate(lines) if 0 < line[columns[PEOPLE]] - line[columns[key]] < LIMIT}
    before = None
    while before != hidden:
        before = {key: set(rows) for key, rows in hidden.items()}
        for key in COUNTS_OF_PEOPLE:
            counts = [[line[columns[key]] or 0] for line in lines]
            suppressed = suppress(counts, {(row, 0) for row in hidden[key] if counts[row][0]}, has_row_totals=False)
            hidden[key] |= {row for row, _column in suppressed} | {row for row in hidden[PEOPLE] if counts[row][0]}
    for derived, key in DERIVED.items():
        hidden[derived] = hidden[key]
    return _without(table, {(row, columns[key]) for key, rows in hidden.items() if key in columns for row in rows})


def publish_two_way(table: Table) -> Table:
    """Return a table of counts of people by two groupings, with totals both ways, without small counts."""
    matrix = [line[1:] for line in [*table.rows, table.totals or []]]
    return _without(table, {(row, column + 1) for row, column in suppress(matrix, has_row_totals=True)})


def _without(table: Table, hidden: set[Cell]) -> Table:
    shown = enumerate([*table.rows, table.totals or []])
    lines = [_without_cells(line, {column for row, column in hidden if row == number}) for number, line in shown]
    note = _("%(sign)s: số người từ 1 đến %(most)d, hoặc số mà từ đó tính ra được số ấy; không ghi trong bảng để công bố.")
    return replace(
        table,
        rows=lines[:-1],
        totals=lines[-1],
        notes=[*table.notes, note % {"sign": NOT_SHOWN, "most": LIMIT - 1}],
        filters=[*table.filters, (_("Để công bố"), _("không ghi số từ 1 đến %(most)d") % {"most": LIMIT - 1})],
        file_words=[*table.file_words, "cong-bo"],
    )


def _without_cells(line: Sequence[Any], hidden: set[int]) -> list[Any]:
    return [NOT_SHOWN if column in hidden and value is not None else value for column, value in enumerate(line)]
