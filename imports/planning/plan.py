"""What will happen row by row: create, match, duplicate or error. Reads the database and writes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from activities.models import Activity
from imports.planning.communes import Communes
from imports.planning.ethnic_groups import Groups
from imports.planning.matching import Progress, decide
from imports.planning.planned_rows import Choices, Planned, Setting
from imports.planning.resolution import Placing
from imports.reader.grid import Workbook
from imports.reading.blocks import Layout, Lexicon
from imports.reading.cell_text import Conversion, convert_to_unicode, text_of
from imports.reading.layout import find_layout
from places.models import Unit

__all__ = ["EVERY_SHEET", "Choices", "Plan", "Planned", "Progress", "Setting", "layouts_in", "plan"]

EVERY_SHEET = "*"


@dataclass(slots=True)
class Plan:
    layouts: list[Layout]
    conversion: Conversion
    rows: list[Planned]
    other_sheets: list[tuple[str, int]]  # (name, people) of sheets that hold a roster and were not read
    named_commune: Unit | None  # from the lines above the table


def plan(book: Workbook, setting: Setting, choices: Choices, progress: Progress = lambda part: None) -> Plan:
    activity, communes, groups = setting.activity, Communes(setting.activity), Groups()
    layouts, others, conversion = _layouts(book, choices, _lexicon(communes, groups))
    progress(0.3)
    named = communes.named_in(line for layout in layouts for line in layout.title)
    rows: list[Planned] = []
    for layout in layouts:
        for block in layout.blocks:
            rows += Placing(layout, block, communes, groups, choices, named, activity).rows(setting.today)
    progress(0.6)
    decide(rows, setting, choices, progress)
    return Plan(layouts, conversion, rows, others, named)


# --- which sheets


def layouts_in(book: Workbook, activity: Activity, choices: Choices) -> dict[str, Layout]:
    """Sheet name → what stands in it, as the plan reads it."""
    read = _read(book, choices, _lexicon(Communes(activity), Groups()))
    return {layout.sheet.name: layout for layout, _said in read}


def _lexicon(communes: Communes, groups: Groups) -> Lexicon:
    return Lexicon(communes.names, groups.names)


def _read(book: Workbook, choices: Choices, lexicon: Lexicon) -> list[tuple[Layout, Conversion]]:
    read = []
    for sheet in book.sheets:
        converted, conversion = convert_to_unicode(sheet, choices.encoding)
        read.append((find_layout(converted, _columns_of(choices, sheet.name), lexicon), conversion))
    return read


def _layouts(book: Workbook, choices: Choices, lexicon: Lexicon) -> tuple[list[Layout], list[tuple[str, int]], Conversion]:
    """The sheet with the most people, a hidden one only where no other has any; or the one, or all, that somebody chose."""
    read = _read(book, choices, lexicon)
    rosters = [(layout, said) for layout, said in read if layout.blocks]
    if choices.sheet == EVERY_SHEET:
        chosen = [one for one in rosters if not one[0].sheet.is_hidden]
    elif choices.sheet:
        chosen = [one for one in read if one[0].sheet.name == choices.sheet]
    else:
        chosen = sorted(rosters, key=lambda one: (one[0].sheet.is_hidden, -_different_people(one[0])))[:1]
    names = {layout.sheet.name for layout, _said in chosen}
    others = [(layout.sheet.name, layout.people) for layout, _said in rosters if layout.sheet.name not in names and layout.people]
    return [layout for layout, _said in chosen], others, _together(said for _layout, said in chosen)


def _different_people(layout: Layout) -> int:
    """A timetable names one speaker twelve times; a roster names twelve people."""
    names = {
        text_of(row.cells[at])
        for block in layout.blocks
        if (at := block.fields.get("full_name")) is not None
        for row in block.rows
        if at < len(row.cells)
    }
    return len(names) or layout.people


def _columns_of(choices: Choices, sheet: str) -> dict[int, dict[int, str]]:
    parts = {key.rpartition("!"): columns for key, columns in choices.columns.items()}
    return {int(block): columns for (name, _mark, block), columns in parts.items() if name == sheet and block.isdecimal()}


def _together(conversions: Iterable[Conversion]) -> Conversion:
    whole = Conversion()
    for one in conversions:
        whole.encoding, whole.cells, whole.by_font = whole.encoding or one.encoding, whole.cells + one.cells, whole.by_font or one.by_font
        whole.examples = (whole.examples + one.examples)[:3]
    return whole
