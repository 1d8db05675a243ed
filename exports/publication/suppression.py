"""Small counts kept out of what is published: which figures of a table must not be shown so that none below the limit can be worked out.

Pure. A table is a matrix of counts with its totals: the last row holds the totals of the columns and, where `has_row_totals`, the last
column those of the rows. A cell can be computed exactly from the shown ones if and only if it is a bridge of the graph whose nodes are rows
and columns and whose edges are the cells that are not shown (Gusfield 1988, A graph theoretic approach to statistical data security).
"""

from collections.abc import Iterable, Iterator, Sequence

LIMIT = 5  # people; smaller groups are named by who knows the place
Cell = tuple[int, int]
Matrix = Sequence[Sequence[int]]


def find_small_counts(matrix: Matrix, limit: int = LIMIT) -> set[Cell]:
    """Return the cells that hold at least one and fewer than `limit`."""
    return {(row, column) for row, values in enumerate(matrix) for column, value in enumerate(values) if 0 < value < limit}


def suppress(matrix: Matrix, hidden: Iterable[Cell] = (), *, has_row_totals: bool, limit: int = LIMIT) -> set[Cell]:
    """Return the cells not to show: small counts, those in `hidden`, and the smallest others without which these could be worked out.

    A zero is always shown, so what is not shown is at least one.
    """
    suppressed = find_small_counts(matrix, limit) | set(hidden)
    while True:
        lines = list(_lines(matrix, has_row_totals=has_row_totals))
        exposed = next((line for line in lines if _is_exposed(line, suppressed, matrix)), None)
        if exposed is None and has_row_totals:
            bridge = _find_bridge(suppressed)
            exposed = None if bridge is None else [cell for line in lines if bridge in line for cell in line]
        further = None if exposed is None else _smallest_shown(exposed, suppressed, matrix)
        if further is None:
            return suppressed
        suppressed.add(further)


def _lines(matrix: Matrix, *, has_row_totals: bool) -> Iterator[list[Cell]]:
    """Yield the cells of each column with its total, and of each row with its own."""
    if not matrix:
        return
    for column in range(len(matrix[0])):
        yield [(row, column) for row in range(len(matrix))]
    if has_row_totals:
        for row in range(len(matrix)):
            yield [(row, column) for column in range(len(matrix[0]))]


def _is_exposed(line: list[Cell], suppressed: set[Cell], matrix: Matrix) -> bool:
    """Tell whether the line's other figures give its suppressed ones away: one alone, or as many as add up when each is one."""
    missing = [cell for cell in line if cell in suppressed]
    if len(missing) == 1:
        return True
    is_total_shown = line[-1] not in suppressed
    return bool(missing) and is_total_shown and sum(matrix[row][column] for row, column in missing) == len(missing)


def _smallest_shown(line: list[Cell], suppressed: set[Cell], matrix: Matrix) -> Cell | None:
    """Return the smallest figure of the line that is shown and not zero, a total last; None where all are suppressed."""
    shown = [(cell == line[-1], matrix[cell[0]][cell[1]], cell) for cell in line if cell not in suppressed and matrix[cell[0]][cell[1]]]
    return min(shown)[2] if shown else None


def _find_bridge(suppressed: set[Cell]) -> Cell | None:
    """Return a cell without which its row and its column are connected no more by suppressed cells; None where there is none."""
    for row, column in sorted(suppressed):
        others = suppressed - {(row, column)}
        reached, waiting = {("row", row)}, [("row", row)]
        while waiting:
            kind, number = waiting.pop()
            for next_row, next_column in others:
                neighbour = ("column", next_column) if (kind, number) == ("row", next_row) else None
                neighbour = ("row", next_row) if (kind, number) == ("column", next_column) else neighbour
                if neighbour and neighbour not in reached:
                    reached.add(neighbour)
                    waiting.append(neighbour)
        if ("column", column) not in reached:
            return row, column
    return None
