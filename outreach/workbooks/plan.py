"""Plan what becomes of the rows of a workbook: items to record, items that are there already, and what is wrong."""

import json
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from activities.models import Document
from imports.planning.plan import refuse_when_slow
from imports.planning.years.places import PlaceFinder
from imports.planning.years.row_values import when_of_cells
from imports.planning.years.wording import problem
from imports.reader.grid import Workbook
from imports.reading.cells.cell_text import convert_to_unicode, text_of
from imports.reading.time_budget import check_time
from imports.reading.years.counts import UnclearCount, parse_count
from imports.reading.years.when import UnclearTime
from outreach.actions import check_item
from outreach.data.channels import words_of_channels
from outreach.models import Channel, OutreachItem
from outreach.workbooks import wording
from outreach.workbooks.tables import ItemRow, ItemTable, find_item_tables
from places.models import Unit
from vietnamese.text import clean, fold

MAX_ROWS = 1000
NUMBERS = ("quantity", "copies", "minority_language_copies")
TEXTS = ("languages", "partner", "link", "programme_line", "note")


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person decided in the preview. `channel`: key, for rows that name none; `columns`: sheet → column → field; `rows`: key →
    {exclude, new}; `new`: record it although there is one already."""

    channel: str = ""
    year: int | None = None
    columns: dict[str, dict[int, str]] = field(default_factory=dict)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def load(cls, stored: dict[str, Any]) -> "Choices":
        columns = {sheet: {int(index): name for index, name in fields.items()} for sheet, fields in stored.get("columns", {}).items()}
        return cls(**stored | {"columns": columns})


@dataclass(slots=True)
class PlannedItem:
    """One row of the preview. `action`: record, known, duplicate, error or excluded. `item` is not saved; None where a row has an error.

    `errors` keep a row from being recorded, `warnings` do not.
    """

    row: ItemRow
    position: int
    action: str = "error"
    item: OutreachItem | None = None
    title: str = ""
    twin: OutreachItem | None = None
    duplicate_of: int | None = None
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(slots=True)
class ItemPlan:
    tables: list[ItemTable]
    rows: list[PlannedItem]

    @property
    def version(self) -> str:
        """Return what changes whenever something else would happen: what somebody commits is what they were shown."""
        rows = [
            [
                row.row.key,
                row.action,
                row.twin and row.twin.pk,
                {name: str(value) for name, value in vars(row.item).items() if name[0] != "_"},
            ]
            for row in self.rows
            if row.item
        ]
        return blake2b(json.dumps([rows, len(self.rows)], sort_keys=True).encode(), digest_size=12).hexdigest()

    def count(self, action: str) -> int:
        return sum(row.action == action for row in self.rows)


@refuse_when_slow()
def plan_items(book: Workbook, choices: Choices, *, unit: Unit, user: User) -> ItemPlan:
    """Return the plan. Raise ValidationError: `no_table`, `too_many_rows`, `took_too_long`."""
    tables: list[ItemTable] = []
    for sheet in book.sheets:
        if not sheet.is_hidden:
            converted, _conversion = convert_to_unicode(sheet)
            tables += find_item_tables(converted, choices.columns.get(sheet.name))
    number = sum(len(table.rows) for table in tables)
    if not number:
        message = _(
            "Không tìm thấy bảng nào. Cần một dòng tiêu đề có cột nội dung hoặc hình thức, và cột thời gian; mỗi mục một dòng bên dưới."
        )
        raise ValidationError(message, code="no_table")
    if number > MAX_ROWS:
        message = _("Tệp có %(number)d dòng; nhiều nhất một lần là %(most)d. Hãy chia tệp theo năm.")
        raise ValidationError(message, code="too_many_rows", params={"number": number, "most": MAX_ROWS})
    planner = _Planner(choices, unit=unit, user=user)
    rows = [planner.plan(table, row) for table in tables for row in table.rows]
    return ItemPlan(tables, rows)


class _Planner:
    """Plans one row after another; knows the rows before."""

    def __init__(self, choices: Choices, *, unit: Unit, user: User) -> None:
        self.choices, self.user = choices, user
        self.places = PlaceFinder(unit, user)
        self.channels = list(Channel.objects.active())
        self.documents = Document.objects.visible_to(user)
        self.rows_by_identity: dict[tuple[Any, ...], int] = {}
        self.position = 0

    def plan(self, table: ItemTable, row: ItemRow) -> PlannedItem:
        check_time(row.sheet, row.number)
        self.position += 1
        choice = self.choices.rows.get(row.key, {})
        texts = {name: clean(text_of(cell)) for name, cell in row.cells.items()}
        planned = PlannedItem(row, self.position, title=texts.get("title", "") or texts.get("channel", ""))
        if choice.get("exclude"):
            planned.action = "excluded"
            return planned
        channel = self._find_channel(planned, texts.get("channel", ""), table)
        first, last = self._read_days(planned, self.choices.year or table.year)
        numbers = self._read_numbers(planned)
        if first is None or last is None or channel is None:
            return planned
        item = OutreachItem(channel=channel, title=planned.title or row.section, starts_on=first, ends_on=last)
        for name in TEXTS:
            field_of_text: Any = OutreachItem._meta.get_field(name)
            setattr(item, name, texts.get(name, "")[: field_of_text.max_length])
        for name, number in numbers.items():
            setattr(item, name, number)
        self._find_place(planned, item, texts)
        self._find_document(planned, item, texts.get("document", ""))
        self._judge(planned, item, is_new=bool(choice.get("new")))
        return planned

    def _find_channel(self, planned: PlannedItem, written: str, table: ItemTable) -> Channel | None:
        """Return the channel that the cell names, else the section line, the sheet or the lines above; the one chosen for the file last."""
        if written:
            channel = self._channel_named(written)
            if channel is None:
                planned.errors.append(wording.UNKNOWN_CHANNEL % {"value": written[:60]})
            return channel
        for text in (planned.row.section, table.sheet, *reversed(table.title)):
            if text and (channel := self._channel_named(text)):
                return channel
        chosen = next((channel for channel in self.channels if channel.key == self.choices.channel), None)
        if chosen is None:
            planned.errors.append(str(wording.NO_CHANNEL))
        return chosen

    def _channel_named(self, text: str) -> Channel | None:
        words = f" {fold(text)} "
        exact = next((channel for channel in self.channels if fold(text) in (channel.key, fold(channel.name))), None)
        if exact:
            return exact
        matching = [channel for channel in self.channels if any(f" {word} " in words for word in words_of_channels().get(channel.key, ()))]
        return matching[0] if len(matching) == 1 else None

    def _read_days(self, planned: PlannedItem, year: int | None) -> tuple[date | None, date | None]:
        try:
            when = when_of_cells(planned.row.cells, year)
        except UnclearTime as error:
            written = " – ".join(filter(None, (text_of(planned.row.cells.get(name)) for name in ("when", "starts", "ends", "month"))))
            planned.errors.append(problem(error.code, value=written[:60]).sentence)
            return None, None
        if when is None:
            planned.errors.append(str(wording.NO_TIME))
            return None, None
        if when.precision != "day":
            planned.warnings.append(str(wording.MONTH_ONLY))
        return when.first, when.last

    def _read_numbers(self, planned: PlannedItem) -> dict[str, int]:
        numbers: dict[str, int] = {}
        for name in NUMBERS:
            cell = planned.row.cells.get(name)
            try:
                count = parse_count(cell)
            except UnclearCount:
                values = {"field": wording.FIELD_TITLES[name], "value": text_of(cell)[:60]}
                planned.errors.append(wording.UNCLEAR_NUMBER % values)
                continue
            if count is not None:
                numbers[name] = count.number
        return numbers

    def _find_place(self, planned: PlannedItem, item: OutreachItem, texts: dict[str, str]) -> None:
        place = texts.get("commune") or texts.get("place", "")
        match = self.places.find(place, texts.get("district", ""), day=item.starts_on)
        remark = self.places.remark(match, place or texts.get("district", ""))
        if remark:
            (planned.errors if remark.is_error else planned.warnings).append(remark.sentence)
        if match.unit:
            item.unit = match.unit
        if match.venue:
            item.note = "; ".join(filter(None, (item.note, match.venue)))[:500]

    def _find_document(self, planned: PlannedItem, item: OutreachItem, written: str) -> None:
        """Name the one document on record that the cell means; what means none, or several, is kept in the note."""
        if not written:
            return
        matches = list(self.documents.matching(written)[:2])
        if len(matches) == 1:
            item.document = matches[0]
            return
        planned.warnings.append((wording.SEVERAL_DOCUMENTS if matches else wording.UNKNOWN_DOCUMENT) % {"value": written[:60]})
        item.note = "; ".join(filter(None, (item.note, written)))[:500]

    def _judge(self, planned: PlannedItem, item: OutreachItem, *, is_new: bool) -> None:
        """Record the row, unless it has an error, repeats a row above or is recorded already."""
        if planned.errors:
            return
        try:
            check_item(item)
        except ValidationError as error:
            planned.errors += error.messages
            return
        planned.item, planned.title = item, item.title
        identity = (item.channel_id, item.folded, item.unit_id, item.starts_on, item.ends_on, item.quantity, item.link)
        earlier_row = self.rows_by_identity.setdefault(identity, planned.row.number)
        if earlier_row != planned.row.number and not is_new:
            planned.action, planned.duplicate_of = "duplicate", earlier_row
            return
        planned.twin = None if is_new else OutreachItem.objects.visible_to(self.user).twins_of(item).first()
        planned.action = "known" if planned.twin else "record"
