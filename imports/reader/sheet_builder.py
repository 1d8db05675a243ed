"""A sheet while it is being read: limits kept, empty tails left out, values in one shape whatever the format."""

import math
from collections import defaultdict
from dataclasses import dataclass

from imports.reader.grid import Cell, FormulaError, LegacyText, Sheet
from imports.reader.limits import MAX_CELLS, MAX_COLUMNS, MAX_LETTERS, MAX_MERGES, MAX_ROWS, MAX_SHEETS, MAX_TEXT, Refused

_EXACT = 10**15  # whole numbers below are exact


@dataclass(slots=True)
class Budget:
    """Cells and letters that may still be read, of all sheets of a file together."""

    cells: int = MAX_CELLS
    letters: int = MAX_LETTERS

    def spend(self, cells: list[Cell]) -> None:
        """Subtract a row. Raise Refused when the file holds too much."""
        self.cells -= len(cells)
        for cell in cells:
            if isinstance(cell, str):
                self.letters -= len(cell)
            elif isinstance(cell, LegacyText):
                self.letters -= len(cell.text)
        if self.cells < 0 or self.letters < 0:
            raise Refused("too_full", most=MAX_CELLS)


class SheetBuilder:
    def __init__(self, name: str, budget: Budget, *, is_hidden: bool = False, is_1904: bool = False) -> None:
        self.name, self.is_hidden, self.is_1904 = name, is_hidden, is_1904
        self.merges: list[tuple[int, int, int, int]] = []
        self.hidden_rows: set[int] = set()
        self.struck_cells: dict[int, set[int]] = defaultdict(set)  # row → columns of filled cells that are struck out
        self.hidden_columns: set[int] = set()
        self._budget, self._rows = budget, dict[int, list[Cell]]()

    def add_row(self, row: int, cells: list[Cell]) -> None:
        """Add one row. `row` counts from 0; `cells` begin at column A, and their end may be empty."""
        cells = cells[:MAX_COLUMNS]
        while cells and cells[-1] is None:
            cells.pop()
        if not cells:
            return
        if row >= MAX_ROWS:
            raise Refused("too_long", sheet=self.name, row=row + 1, most=MAX_ROWS)
        self._budget.spend(cells)
        self._rows[row] = cells

    def merge(self, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
        """Note a merged range as far as its cells are read; a cell merged with itself is none."""
        last_row, last_column = min(last_row, MAX_ROWS - 1), min(last_column, MAX_COLUMNS - 1)
        is_range = 0 <= first_row <= last_row and 0 <= first_column <= last_column
        if is_range and (first_row, first_column) != (last_row, last_column) and len(self.merges) < MAX_MERGES:
            self.merges.append((first_row, first_column, last_row, last_column))

    def hide_columns(self, first: int, last: int) -> None:
        self.hidden_columns.update(range(max(first, 0), min(last, MAX_COLUMNS - 1) + 1))

    def build(self) -> Sheet:
        """Return the sheet. Hidden rows and columns count where they hold something."""
        height = max(self._rows, default=-1) + 1
        width = max(map(len, self._rows.values()), default=0)
        filled = {row: sum(cell is not None for cell in self._rows.get(row, [])) for row in self.struck_cells}
        # Most of what stands in the row is struck out; a running number is often left as it is.
        struck_rows = sorted(row for row, columns in self.struck_cells.items() if len(columns) * 2 > filled[row] - 1)
        return Sheet(
            name=self.name,
            rows=[self._rows.get(row, []) for row in range(height)],
            merges=sorted(self.merges),
            is_hidden=self.is_hidden,
            hidden_rows=sorted(self.hidden_rows & self._rows.keys()),
            struck_rows=struck_rows,
            struck_cells=sorted((row, column) for row, columns in self.struck_cells.items() for column in columns),
            is_1904=self.is_1904,
            hidden_columns=sum(column < width for column in self.hidden_columns),
        )


def build_sheets(builders: list[SheetBuilder]) -> list[Sheet]:
    require_number_of_sheets(len(builders))
    return [builder.build() for builder in builders]


def require_number_of_sheets(number: int) -> None:
    """Raise Refused for a file without sheets or with too many."""
    if not number:
        raise Refused("no_sheets")
    if number > MAX_SHEETS:
        raise Refused("too_many_sheets", sheets=number, most=MAX_SHEETS)


def text_cell(text: str) -> str | None:
    """Return the text within the limit, None for what shows nothing."""
    return text[:MAX_TEXT] if text and not text.isspace() else None


def number_cell(value: float) -> Cell:
    """Return 1.0 as 1, and a number that is not finite as the error that a spreadsheet shows."""
    return whole_number(value) if math.isfinite(value) else FormulaError("#NUM!")


def whole_number(value: float) -> int | float:
    """Return a number without a fraction as int, as long as that is exact."""
    return int(value) if value == int(value) and abs(value) < _EXACT else value
