"""Small counts kept out of what is published: which figures of a table must not be shown so that none below the limit can be worked out.

Pure. A table is a matrix of counts with its totals: the last row holds the totals of the columns and, where `has_row_totals`, the last
column those of the rows. A cell can be computed exactly from the shown ones if and only if it is a bridge of the graph whose nodes are rows
and columns and whose edges are the cells that are not shown (Gusfield 1988, A graph theoretic approach to statistical data security).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

LIMIT = 5  # people; smaller groups are named by who knows the place
Cell = tuple[int, int]
Matrix = Sequence[Sequence[int]]
Node = tuple[str, int]  # ("row", 2) or ("column", 0)


def find_small_counts(matrix: Matrix, limit: int = LIMIT) -> set[Cell]:
    """Return the cells that hold at least one and fewer than `limit`."""
    return {(row, column) for row, values in enumerate(matrix) for column, value in enumerate(values) if 0 < value < limit}


def suppress(matrix: Matrix, hidden: Iterable[Cell] = (), *, has_row_totals: bool, limit: int = LIMIT) -> set[Cell]:
    """Return the cells not to show: small counts, those in `hidden`, and the smallest others without which these could be worked out.

    A zero is always shown, so what is not shown is at least one.
    """
    lines = list(_lines(matrix, has_row_totals=has_row_totals))
    suppressed: set[Cell] = set()
    missing = [Missing() for _line in lines]
    lines_of = defaultdict(list)
    for number, line in enumerate(lines):
        for cell in line:
            lines_of[cell].append(number)

    def hide(cell: Cell) -> None:
        suppressed.add(cell)
        for number in lines_of[cell]:
            missing[number].cells += 1
            missing[number].sum += matrix[cell[0]][cell[1]]

    for cell in find_small_counts(matrix, limit) | set(hidden):
        hide(cell)
    while True:
        exposed = next((line for line, among in zip(lines, missing, strict=True) if _is_exposed(line, among, suppressed)), None)
        if exposed is None and has_row_totals:
            bridges = find_bridges(suppressed)
            exposed = [cell for number in lines_of[min(bridges)] for cell in lines[number]] if bridges else None
        further = None if exposed is None else _smallest_shown(exposed, suppressed, matrix)
        if further is None:
            return suppressed
        hide(further)


@dataclass
class Missing:
    """How many cells of a line are not shown, and what they add up to."""

    cells: int = 0
    sum: int = 0


def _lines(matrix: Matrix, *, has_row_totals: bool) -> Iterator[list[Cell]]:
    """Yield the cells of each column with its total, and of each row with its own."""
    if not matrix:
        return
    for column in range(len(matrix[0])):
        yield [(row, column) for row in range(len(matrix))]
    if has_row_totals:
        for row in range(len(matrix)):
            yield [(row, column) for column in range(len(matrix[0]))]


def _is_exposed(line: list[Cell], missing: Missing, suppressed: set[Cell]) -> bool:
    """Tell whether the line's other figures give its suppressed ones away: one alone, or as many as add up when each is one."""
    return missing.cells == 1 or (missing.cells > 0 and missing.cells == missing.sum and line[-1] not in suppressed)


def _smallest_shown(line: list[Cell], suppressed: set[Cell], matrix: Matrix) -> Cell | None:
    """Return the smallest figure of the line that is shown and not zero, a total last; None where all are suppressed."""
    figures = [(cell == line[-1], matrix[cell[0]][cell[1]], cell) for cell in line if cell not in suppressed and matrix[cell[0]][cell[1]]]
    return min(figures)[2] if figures else None


def find_bridges(suppressed: Iterable[Cell]) -> set[Cell]:
    """Return the cells without which their row and their column are connected no more by suppressed cells.

    In one walk over the graph by low links (Tarjan 1974): a cell is a bridge where nothing beyond it leads back before it.
    """
    neighbours: dict[Node, list[Node]] = defaultdict(list)
    for row, column in suppressed:
        neighbours["row", row].append(("column", column))
        neighbours["column", column].append(("row", row))
    bridges: set[Cell] = set()
    order: dict[Node, int] = {}
    low: dict[Node, int] = {}
    for root in list(neighbours):
        if root in order:
            continue
        order[root] = low[root] = len(order)
        path: list[tuple[Node, Node | None, Iterator[Node]]] = [(root, None, iter(neighbours[root]))]
        while path:
            node, parent, following = path[-1]
            neighbour = next(following, None)
            if neighbour is None:
                path.pop()
                if parent is not None:
                    low[parent] = min(low[parent], low[node])
                    if low[node] > order[parent]:
                        ends = dict((parent, node))
                        bridges.add((ends["row"], ends["column"]))
            elif neighbour not in order:
                order[neighbour] = low[neighbour] = len(order)
                path.append((neighbour, node, iter(neighbours[neighbour])))
            elif neighbour != parent:
                low[node] = min(low[node], order[neighbour])
    return bridges
