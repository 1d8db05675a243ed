"""A map without boundaries: one tile a place, in groups of neighbours, shaded by the quarter of the places in which its number stands."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from exports.charts.chart import Value, is_number

SHADES = 4  # of more, neighbours in a legend are not told apart on paper
NAME_LENGTH = 11  # characters of a line on a tile


@dataclass(frozen=True)
class Tile:
    """`shade`: 0 for nothing, 1 to SHADES from few to many; None where the number is not shown."""

    label: str
    lines: Sequence[str]
    value: Value
    shade: int | None = 0
    url: str = ""


@dataclass(frozen=True)
class TileGroup:
    title: str
    tiles: Sequence[Tile]


@dataclass(frozen=True)
class Shade:
    """One class of the legend: the least and the greatest number in it."""

    shade: int
    least: float
    most: float


def quantile_shades(values: Sequence[Value]) -> list[Shade]:
    """Return classes with about as many places in each, without those that hold nothing; equal numbers have one shade."""
    numbers = sorted(value for value in values if is_number(value) and value)
    if not numbers:
        return []
    bounds = sorted({numbers[-(-len(numbers) * part // SHADES) - 1] for part in range(1, SHADES + 1)})
    classes = [[number for number in numbers if bisect_left(bounds, number) == index] for index in range(len(bounds))]
    darker = SHADES - len(bounds)  # of few classes, the dark ones: they are told from nothing
    return [Shade(index + 1 + darker, members[0], members[-1]) for index, members in enumerate(classes)]


def shade_of(value: Value, shades: Sequence[Shade]) -> int | None:
    """Return the shade of a number; 0 for nothing, None for what is not shown."""
    if not is_number(value):
        return None if isinstance(value, str) else 0
    return next((shade.shade for shade in shades if shade.least <= value <= shade.most), 0)


def break_name(name: str, length: int = NAME_LENGTH) -> list[str]:
    """Break a name into at most two lines, the second cut where it is too long."""
    words, lines = name.split(), [""]
    for word in words:
        if lines[-1] and len(lines) < 2 and len(f"{lines[-1]} {word}") > length:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return [line if len(line) <= length + 1 else line[:length] + "…" for line in lines]
