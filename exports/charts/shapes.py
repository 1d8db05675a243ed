"""Shapes of a chart, as an SVG has them: lengths across are percentages, so that one drawing fits a phone, a desk and paper."""

from collections.abc import Sequence
from dataclasses import dataclass

from exports.charts.chart import Chart, is_number, numbers_in

LABEL_LENGTH = 42  # characters that fit across a phone
BAR_ROOM = {"bars": 78, "pairs": 64}  # percent of the width for the longest bar; beside it stand its figures
LINE, BAR, GAP = 20, 15, 12  # pixels: the line of a label, a bar, what is left free below
MIN_LABELLED = 11  # percent of the width in which a share's figure has room
YEAR_ROOM = 4  # columns below which a year has room on a phone
TIGHT = 12  # columns; of more, only some are labelled


@dataclass(frozen=True)
class Bar:
    """A bar lying in its row, `y` pixels down. `text_x`: where its figure begins."""

    series: int
    x: str
    y: int
    width: str
    text_x: str
    value: float | str | None
    share: float | None = None  # percent of a whole, or of a plan
    is_labelled: bool = True


@dataclass(frozen=True)
class BarRow:
    label: str
    y: int
    bars: Sequence[Bar]
    total: float | str | None = None


@dataclass(frozen=True)
class Column:
    """A column standing on the axis. `year`: written once below its first column."""

    label: str
    x: str
    middle: str
    width: str
    y: str
    height: str
    value: float | str | None
    year: str
    is_labelled: bool
    has_figure: bool


def percent(length: float) -> str:
    """Return a length as SVG has it, whatever the reader's language."""
    return f"{length:.2f}%"


def shorten(label: str, length: int = LABEL_LENGTH) -> str:
    """Return the label as it fits on one line, its middle left out: titles of activities begin alike and end in the place."""
    if len(label) <= length:
        return label
    end = (length - 1) // 2
    return label[: length - 1 - end].rstrip(" ,(–-") + "…" + label[len(label) - end :].lstrip()


def lay_bars(chart: Chart) -> tuple[list[BarRow], int]:
    """Return the rows of bars or pairs, and the height of all in pixels."""
    longest = max((number for group in chart.groups for number in numbers_in(group.values)), default=0) or 1
    scale = BAR_ROOM[chart.shape] / longest
    rows, y = [], 0
    for group in chart.groups:
        bars = []
        for series, value in enumerate(group.values):
            length = percent(scale * value if is_number(value) else 0)
            y_in_row = LINE + series * (BAR + 2)
            share = None
            if series == 1:  # what percent of the first value, the plan, the second one is
                planned, actual = group.values
                share = 100 * actual / planned if is_number(planned) and is_number(actual) and planned else None
            bars.append(Bar(series, percent(0), y_in_row, length, length, value, share))
        rows.append(BarRow(shorten(group.label), y, bars))
        y += LINE + len(group.values) * (BAR + 2) + GAP
    return rows, y


def lay_shares(chart: Chart) -> tuple[list[BarRow], int]:
    """Return the rows of bars that are each a whole, and the height of all. What is not shown is one last part, without a number."""
    rows, y = [], 0
    for group in chart.groups:
        sum_of_parts = sum(numbers_in(group.values))
        hidden = [value for value in group.values if isinstance(value, str)]
        whole = group.total if is_number(group.total) else sum_of_parts if not hidden else 0
        bars: list[Bar] = []
        x = 0.0
        for series, value in enumerate(group.values):
            if is_number(value) and value and whole:
                width = 100 * value / whole
                bars.append(_share(series, x, width, value))
                x += width
        if hidden and whole and x < 100:
            bars.append(_share(-1, x, 100 - x, hidden[0]))
        total = group.total if whole or not hidden else hidden[0]
        rows.append(BarRow(shorten(group.label, LABEL_LENGTH - 10), y, bars, total))
        y += LINE + BAR + 5 + GAP
    return rows, y


def _share(series: int, x: float, width: float, value: float | str) -> Bar:
    share = width if is_number(value) else None
    return Bar(series, percent(x), LINE, percent(width), percent(x + width / 2), value, share, width >= MIN_LABELLED)


def lay_columns(chart: Chart) -> list[Column]:
    """Return the columns of a time; their labels are '3' of 'Tháng 3/2026' with the year once, where there is one."""
    longest = max((number for group in chart.groups for number in numbers_in(group.values)), default=0) or 1
    is_tight = len(chart.groups) > TIGHT
    slot, every, columns = 100 / len(chart.groups), 3 if is_tight else 1, []
    years = [group.label.rpartition("/")[2] if "/" in group.label else "" for group in chart.groups]
    for index, group in enumerate(chart.groups):
        [value] = group.values
        part = group.label.rpartition("/")[0]
        begins_year = (index == 0 or years[index] != years[index - 1]) and len(set(years[index : index + YEAR_ROOM])) == 1
        length = 100 * value / longest if is_number(value) else 0
        columns.append(
            Column(
                part.rpartition(" ")[2] if part else group.label,
                percent(slot * (index + 0.18)),
                percent(slot * (index + 0.5)),
                percent(slot * 0.64),
                percent(100 - length),
                percent(length),
                value,
                years[index] if begins_year else "",
                index % every == 0,
                bool(value) or not is_tight,
            )
        )
    return columns
