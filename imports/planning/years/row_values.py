"""The values of one row: what its cells say, or what was typed instead of them in the preview."""

from dataclasses import dataclass, field
from typing import Any

from imports.planning.years.wording import YearProblem, problem
from imports.reader.grid import Cell
from imports.reading.cells.cell_text import text_of
from imports.reading.years.counts import UnclearCount, parse_count
from imports.reading.years.tables import YearRow, YearTable, kind_in, kind_of_title
from imports.reading.years.when import UnclearTime, When, parse_month, parse_quarter, parse_when
from vietnamese.text import clean

LONGEST_TITLE = 300
MOST_CLASSES = 500  # more in one row is a number of people
KINDS = ("training-session", "contest")


@dataclass(slots=True)
class RowValues:
    """What a row says. `participants`, `women` and `minorities` are of all its `classes` together; None: nobody wrote a number."""

    title: str = ""
    kind: str = ""
    year: int | None = None
    when: When | None = None
    when_text: str = ""
    place: str = ""
    district: str = ""
    venue: str = ""
    classes: int = 1
    participants: int | None = None
    women: int | None = None
    minorities: int | None = None
    is_estimated: bool = False
    target_group: str = ""
    organiser: str = ""
    problems: list[YearProblem] = field(default_factory=list)

    def counted(self, name: str) -> int:
        """Return what the row adds to a total line."""
        if name == "classes":
            return self.classes
        return getattr(self, name) or 0


def read_values(table: YearTable, row: YearRow, *, typed: dict[str, str], year: int | None) -> RowValues:
    """Return the values of a row. `typed`: field → text typed instead of the file's. `year`: of days without one."""
    cells: dict[str, Cell] = dict(row.cells)
    texts = {name: clean(text_of(cell)) for name, cell in cells.items()}
    values = RowValues()
    values.title = clean(typed.get("title", texts.get("title", ""))) or row.section.text
    if len(values.title) > LONGEST_TITLE:
        values.problems.append(problem("title_too_long"))
        values.title = values.title[:LONGEST_TITLE]
    elif not values.title:
        values.problems.append(problem("no_title"))
    typed_kind = typed.get("kind", "")
    values.kind = typed_kind if typed_kind in KINDS else kind_of_title(values.title, row.section, texts.get("kind", ""))
    values.kind = values.kind or next(filter(None, map(kind_in, (*reversed(table.title), table.sheet))), "")
    if not values.kind:
        values.problems.append(problem("unknown_kind"))
    values.place = clean(typed.get("place", texts.get("commune") or texts.get("place", "")))
    values.district = "" if "place" in typed else texts.get("district") or row.section.place
    if texts.get("commune") and texts.get("place") and "place" not in typed:
        values.place = f"{texts['place']}, {texts['commune']}"
    values.target_group, values.organiser = texts.get("target_group", ""), texts.get("organiser", "")
    _read_counts(values, row, typed)
    year_text = texts.get("year", "")
    _read_time(values, row, typed, int(year_text) if year_text.isdecimal() and len(year_text) == 4 else year)
    for mark, is_marked in (("struck_out", row.is_struck_out), ("hidden_row", row.is_hidden)):
        if is_marked:
            values.problems.append(problem(mark, "warning"))
    return values


def _read_counts(values: RowValues, row: YearRow, typed: dict[str, str]) -> None:
    """Read the numbers; what is refused is said at the row: no number, women or minorities beyond the total, a merged number."""
    is_per_class: set[str] = set()
    numbers: dict[str, int] = {}
    for name in ("classes", "participants", "women", "minorities"):
        cell: Any = typed.get(name, row.cells.get(name))
        try:
            count = parse_count(cell)
        except UnclearCount:
            values.problems.append(problem("unclear_count", field=name, value=text_of(cell)[:60]))
            continue
        if count is not None:
            numbers[name] = count.number
            values.is_estimated |= count.is_estimated
            is_per_class |= {name} if count.is_per_class else set()
    values.classes = numbers.get("classes", 1) or 1
    if values.classes > MOST_CLASSES:
        values.problems.append(problem("unclear_count", field="classes", value=str(values.classes)))
        values.classes = 1
    for name in ("participants", "women", "minorities"):
        if name in numbers:
            setattr(values, name, numbers[name] * (values.classes if name in is_per_class else 1))
    for name in ("women", "minorities"):
        part = getattr(values, name)
        if part is not None and values.participants is None:
            values.problems.append(problem("part_without_total", field=name))
        elif part is not None and values.participants is not None and part > values.participants:
            values.problems.append(problem("more_than_all", field=name, part=part, total=values.participants))
    shared = sorted(row.shared_counts - typed.keys())
    if shared:
        values.problems += [problem("shared_count", "warning", field=name) for name in shared]


def _read_time(values: RowValues, row: YearRow, typed: dict[str, str], year: int | None) -> None:
    """Read the days: typed ones, those of one column, from and to, a month or a quarter, then those of a line above."""
    cells = row.cells
    values.year = year
    values.when_text = " – ".join(filter(None, (text_of(cells.get(name)) for name in ("when", "starts", "ends", "month", "quarter"))))
    try:
        if "when" in typed:
            values.when_text = typed["when"]
            values.when = parse_when(typed["when"], year=year)
        else:
            values.when = when_of_cells(cells, year) or parse_when(row.section.when, year=year)
    except UnclearTime as error:
        values.problems.append(problem(error.code, value=values.when_text[:60]))
    if values.when:
        values.year = values.when.first.year
    elif values.year is None and not values.problems:
        values.problems.append(problem("no_year", value=""))


def when_of_cells(cells: dict[str, Cell], year: int | None) -> When | None:
    """Return the days that the columns for times say together; None where they are empty. Raise UnclearTime as `parse_when` does."""
    if "starts" in cells:
        last = parse_when(cells.get("ends"), year=year)
        first = parse_when(cells["starts"], year=last.last.year if last else year)
        if first and last and last.last < first.first:
            raise UnclearTime("no_such_day")
        return When(first.first, last.last, first.precision) if first and last else first or last
    when = cells.get("when")
    if when is not None and "month" in cells and text_of(when).isdecimal():  # day and month in two columns
        return parse_when(f"{text_of(when)}/{text_of(cells['month'])}", year=year)
    if isinstance(when, int | float) and 1 <= when <= 12:
        return parse_month(when, year=year)
    return parse_when(when, year=year) or parse_month(cells.get("month"), year=year) or parse_quarter(cells.get("quarter"), year=year)
