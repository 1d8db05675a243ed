"""What stands in the file of a roster, as the screens show it: columns, lines left out, converted letters, the texts of a row."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from imports.choices import load_choices, typed_values
from imports.files.stored_workbooks import load_workbook
from imports.models import RosterImport, RosterRow
from imports.planning.plan import read_layouts
from imports.problem_messages import field_label
from imports.reader.grid import Workbook
from imports.reading.blocks import Block
from imports.reading.cells.cell_text import text_at, text_of
from imports.reading.entries import split_row
from imports.reading.heads import IGNORED

LEFT_OUT = {
    "head": _("tiêu đề lặp lại"),
    "index": _("dòng đánh số cột"),
    "section": _("tên xã, đơn vị"),
    "total": _("dòng cộng"),
    "foot": _("cuối danh sách, chữ ký"),
    "reserved": _("chỗ để trống"),
    "note": _("ghi chú"),
    "page": _("số trang"),
    "hint": _("hướng dẫn điền"),
    "example": _("dòng ví dụ"),
}
_SAMPLES, _EXAMPLES = 3, 5
_NAME_FIELDS = ("full_name", "family_name", "given_name")
_EDITABLE_FIELDS = (
    "full_name", "family_name", "given_name", "birth", "birth_day", "birth_month", "birth_year", "male", "female", "gender", "ethnic_group",
    "commune", "district", "province", "phone", "position", "organisation", "class_name", "national_id",
)  # fmt: skip
_ALWAYS_EDITABLE = {  # also where the file has no such column; field → columns that say the same
    "birth": ("birth", "birth_year", "birth_day", "birth_month", "male", "female"),
    "gender": ("gender", "male", "female"),
    "commune": ("commune",),
}


class LeftOutLine(NamedTuple):
    sheet: str
    number: int
    kind: Any
    text: str


def list_left_out(roster: RosterImport) -> list[LeftOutLine]:
    """Return the lines that were taken for nobody, by which a person sees that nobody has vanished."""
    lines = roster.summary.get("left_out", {}).get("lines", [])
    return [LeftOutLine(sheet, number, LEFT_OUT.get(kind, kind), text) for sheet, number, kind, text in lines]


def sheet_names(roster: RosterImport) -> list[str]:
    """Return the sheets that were read."""
    return list(dict.fromkeys(column["sheet"] for column in roster.summary.get("columns", [])))


def letters_by_note(columns: list[dict[str, Any]]) -> dict[str, str]:
    """Return note → the letters of the columns about which something was decided by their content: {'guessed': 'B, C'}."""
    letters: dict[str, list[str]] = {}
    for column in columns:
        for note in column.get("notes", ()):
            letters.setdefault(note, []).append(column["letter"])
    return {note: ", ".join(dict.fromkeys(of_note)) for note, of_note in letters.items()}


def is_used(column: dict[str, Any]) -> bool:
    """Return whether what stands in the column is kept."""
    return column["field"] not in ("", IGNORED)


def converted_examples(roster: RosterImport) -> list[tuple[str, str]]:
    """Return (in the file, as it will be written) of names from the first row to the last; those of the summary where no name was
    converted."""
    book = _load_stored_workbook(roster)
    pairs = []
    for sheet in sheet_names(roster):
        stored = {number: cells for original in book.sheets if original.name == sheet for number, cells in enumerate(original.rows, 1)}
        for block in _read_blocks(roster, book, sheet):
            columns = [block.fields[key] for key in _NAME_FIELDS if key in block.fields]
            for row in block.rows:
                before, after = (
                    " ".join(text_of(cells[column]) for column in columns if column < len(cells))
                    for cells in (stored[row.number], row.cells)
                )
                if before != after:
                    pairs.append((before, after))
    step = max(1, len(pairs) // _EXAMPLES)
    return pairs[::step][:_EXAMPLES] or roster.summary["converted"]["examples"]


class ShownColumn(NamedTuple):
    sheet: str
    block: int
    position: int  # from 0
    letter: str
    head: str
    field: str
    samples: list[str]

    @property
    def field_name(self) -> str:
        """Return the name of the form field."""
        return f"column-{self.block}-{self.position}"


def describe_columns(roster: RosterImport, sheet: str) -> list[ShownColumn]:
    """Return the columns of one sheet with the first texts below each head; those without head, field and texts are left out."""
    blocks = {block.number: block for block in _read_blocks(roster, _load_stored_workbook(roster), sheet)}
    columns = []
    for column in roster.summary["columns"]:
        if column["sheet"] == sheet:
            block, position = blocks.get(column["block"]), column["index"]
            samples: list[str] = []
            for row in block.rows if block else []:
                text = text_at(row.cells, position)
                if text and text not in samples:
                    samples.append(text[:40])
                if len(samples) == _SAMPLES:
                    break
            if samples or column["head"] or column["field"]:
                columns.append(ShownColumn(sheet, column["block"], position, column["letter"], column["head"], column["field"], samples))
    return columns


class RowText(NamedTuple):
    """One field of one row as a person may correct it. `written`: in the file; `text`: now, typed or written."""

    field: str
    label: str
    written: str
    text: str
    is_wrong: bool


def describe_row_texts(roster: RosterImport, row: RosterRow) -> list[RowText]:
    """Return the texts of a row, field by field. A card's number is shown only where it is what is wrong."""
    wrong_fields = {problem["field"] for problem in row.problems}
    people = [
        {key: text_at(table_row.cells, index) for key, index in block.fields.items()} | texts
        for block in _read_blocks(roster, _load_stored_workbook(roster), row.sheet)
        for table_row in block.rows
        if table_row.number == row.number
        for texts in split_row(block.fields, table_row)
    ]
    written = people[row.part - 1] if row.part <= len(people) else {}
    typed = typed_values(roster.choices.get("rows", {}).get(row.key, {}))
    fields = {*written, *typed, *(field for field, columns in _ALWAYS_EDITABLE.items() if written.keys().isdisjoint(columns))}
    return [
        RowText(field, field_label(field), written.get(field, ""), typed.get(field, written.get(field, "")), field in wrong_fields)
        for field in _EDITABLE_FIELDS
        if field in fields and (field != "national_id" or field in wrong_fields or field in typed)
    ]


def _read_blocks(roster: RosterImport, book: Workbook, sheet: str) -> Iterator[Block]:
    layout = read_layouts(book, roster.activity, load_choices(roster)).get(sheet) if book.sheets else None
    yield from (layout.blocks if layout else [])


def _load_stored_workbook(roster: RosterImport) -> Workbook:
    """Return the workbook, one without sheets once the file was deleted: somebody in it asked for that, or the time was over."""
    try:
        return load_workbook(roster)
    except ValidationError:
        return Workbook("", [])
