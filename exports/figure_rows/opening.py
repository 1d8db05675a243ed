"""Figures opened by the measure that counts them and the rows of the report in which they stand."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from exports.counting.countable import Countable
from exports.counting.groupings import Grouping, label_of, refuse_overlaps
from exports.counting.measures import MEASURES, rows_in
from exports.figure_rows.opened import OpenedFigure, open_figure
from exports.figure_rows.row_keys import TOTAL, key_in


def open_measure(countable: Callable[[str], Countable], name: str, groups: Sequence[tuple[Grouping, str]]) -> OpenedFigure:
    """Open the figure that a measure has in these groups, each a grouping and the key of a row (`total`: all of them).

    `countable(verb)`: what is counted where the reader may do that. Raise ValidationError keyed by row and column, and by `by` where the
    table is refused, too.
    """
    measure = MEASURES.get(name)
    if measure is None:
        raise no_such_column()
    refuse_overlaps(countable("report"), [grouping for grouping, _row in groups])
    narrowed = [(grouping, key_in(row)) for grouping, row in groups if row != TOTAL]
    title = figure_title(measure.title, groups)
    return open_figure(title, measure.list_name, lambda verb: rows_in(countable(verb), measure, narrowed), adds_up=measure.adds_up)


def figure_title(name: Any, groups: Sequence[tuple[Grouping, str]]) -> str:
    """Return what the figure says, as a heading: 'Lượt người: Xã Ba Vì, Hrê'."""
    labels = [_("tổng cộng") if row == TOTAL else label_of(grouping, key_in(row)) for grouping, row in groups]
    return f"{name}: {', '.join(dict.fromkeys(filter(None, labels)))}" if labels else str(name)


def no_such_column() -> ValidationError:
    return ValidationError({"column": ValidationError(_("Cột này không mở ra danh sách nào."), code="no_such_column")})
