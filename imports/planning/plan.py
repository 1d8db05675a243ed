"""Plan what will happen row by row: create, match, duplicate or error. Reads the database and writes nothing.

But for this: of cards whose numbers stand in the file, digests under an older key are renewed.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from activities.models import Activity
from imports.planning.ethnic_groups import EthnicGroupFinder
from imports.planning.matching import Progress, match_rows
from imports.planning.places.communes import CommuneFinder
from imports.planning.planned_rows import PlannedRow, PlanSetting, PreviewChoices
from imports.planning.resolution import RowResolver
from imports.reader.grid import Workbook
from imports.reading.blocks import Layout, Lexicon
from imports.reading.cells.cell_text import Conversion, convert_to_unicode
from imports.reading.layout import find_layout
from imports.reading.time_budget import TookTooLong, limit_cpu_time
from people.identity.national_id import renew_digests
from places.models import Unit

EVERY_SHEET = "*"


@dataclass(slots=True)
class Plan:
    layouts: list[Layout]
    conversion: Conversion
    rows: list[PlannedRow]
    other_sheets: list[tuple[str, int]]  # (name, people) of sheets that hold a roster and were not read
    named_commune: Unit | None  # from the lines above the table


@contextmanager
def refuse_when_slow() -> Iterator[None]:
    """Limit the CPU time of reading and planning. Raise ValidationError when it is used up."""
    try:
        with limit_cpu_time():
            yield
    except TookTooLong as stopped:
        raise ValidationError(
            _(
                "Đọc danh sách mất quá lâu nên đã dừng, ở trang tính “%(sheet)s” dòng %(row)s. Hãy xóa những ô không thuộc danh sách, "
                "hoặc chia danh sách thành nhiều tệp, rồi tải lên lại."
            ),
            code="took_too_long",
            params={"sheet": stopped.sheet, "row": stopped.row},
        ) from stopped


@refuse_when_slow()
def make_plan(book: Workbook, setting: PlanSetting, choices: PreviewChoices, progress: Progress = lambda part: None) -> Plan:
    """Read the chosen sheets, resolve each row and match it with the others and with persons on record.

    `progress` is called with the part that is done, 0 to 1. Raise ValidationError when this takes too long.
    """
    communes, ethnic_groups = CommuneFinder(setting.activity.unit, setting.activity.starts_on), EthnicGroupFinder()
    sheets = _read_sheets(book, choices, Lexicon(communes.names, ethnic_groups.names))
    rosters = [(layout, conversion) for layout, conversion in sheets if layout.blocks]
    chosen = _choose_sheets(sheets, rosters, choices)
    layouts = [layout for layout, _conversion in chosen]
    names = {layout.sheet.name for layout in layouts}
    others = [layout for layout, _conversion in rosters if layout.sheet.name not in names]
    other_sheets = [(layout.sheet.name, layout.people) for layout in others if layout.people]
    progress(0.3)
    named_commune = communes.find_in_title(line for layout in layouts for line in layout.title)
    rows: list[PlannedRow] = []
    for layout in layouts:
        people_read: Counter[int] = Counter()
        for block in layout.blocks:
            resolver = RowResolver(layout, block, communes, ethnic_groups, choices, named_commune, setting.activity)
            rows += resolver.resolve_rows(setting.today, people_read)
    progress(0.6)
    renew_digests(row.entry.national_id for row in rows)
    match_rows(rows, setting, choices, progress)
    total = Conversion()
    for _layout, conversion in chosen:
        total.merge(conversion)
    return Plan(layouts, total, rows, other_sheets, named_commune)


def read_layouts(book: Workbook, activity: Activity, choices: PreviewChoices) -> dict[str, Layout]:
    """Return sheet name → layout, as the plan reads it. Raise ValidationError when this takes too long."""
    with refuse_when_slow():
        sheets = _read_sheets(book, choices, Lexicon(CommuneFinder(activity.unit, activity.starts_on).names, EthnicGroupFinder().names))
    return {layout.sheet.name: layout for layout, _conversion in sheets}


def _read_sheets(book: Workbook, choices: PreviewChoices, lexicon: Lexicon) -> list[tuple[Layout, Conversion]]:
    sheets = []
    for sheet in book.sheets:
        chosen_fields = {}
        for key, columns in choices.columns.items():
            name, _mark, block = key.rpartition("!")
            if name == sheet.name and block.isdecimal():
                chosen_fields[int(block)] = columns
        converted, conversion = convert_to_unicode(sheet, choices.encoding)
        sheets.append((find_layout(converted, chosen_fields, lexicon), conversion))
    return sheets


def _choose_sheets(
    sheets: list[tuple[Layout, Conversion]], rosters: list[tuple[Layout, Conversion]], choices: PreviewChoices
) -> list[tuple[Layout, Conversion]]:
    """Return the sheet with the most people and those with the same head, as a school has one for each class; a hidden one only where
    no other has any people; or the one, or all, that somebody chose."""
    if choices.sheet == EVERY_SHEET:
        return [(layout, conversion) for layout, conversion in rosters if not layout.sheet.is_hidden]
    if choices.sheet:
        return [(layout, conversion) for layout, conversion in sheets if layout.sheet.name == choices.sheet]
    if not rosters:
        return []
    best = min(rosters, key=lambda roster: (roster[0].sheet.is_hidden, -roster[0].different_people))
    heads = best[0].heads
    if not heads or best[0].sheet.is_hidden or not best[0].people:
        return [best]
    return [
        (layout, conversion) for layout, conversion in rosters if layout.people and not layout.sheet.is_hidden and layout.heads == heads
    ]
