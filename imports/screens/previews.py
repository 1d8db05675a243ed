"""A preview as the screen shows it: which rows, in what words, whom they match, and what a column or a row says in the file. Reads only."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import blake2b
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from attendance.access import people_known_to
from attendance.models import Registration
from imports.actions import choices_of, values_of, workbook_of
from imports.models import RosterImport, RosterRow
from imports.planning.plan import layouts_in
from imports.problem_messages import describe_reasons, in_a_sentence, label_of, sentence
from imports.reader.grid import Cell, Workbook
from imports.reading.blocks import Block
from imports.reading.cell_text import filled_cells, text_of
from imports.reading.heads import IGNORED
from people.models import Person
from vietnamese.text import fold

TONES = {"create": "good", "match": "info", "duplicate": "warn", "error": "bad"}
STATE_TONES = {"received": "info", "preview": "warn", "refused": "bad", "committed": "good", "discarded": ""}
SHOWN: dict[str, Any] = {
    "": gettext_lazy("Tất cả"),
    "create": pgettext_lazy("several", "Người mới"),
    "match": gettext_lazy("Đã có hồ sơ"),
    "error": gettext_lazy("Có lỗi"),
    "duplicate": gettext_lazy("Trùng"),
    "unsure": gettext_lazy("Nên xem lại"),
    "excluded": gettext_lazy("Bị loại"),
}
LEFT_OUT = {
    "head": gettext_lazy("tiêu đề lặp lại"),
    "index": gettext_lazy("dòng đánh số cột"),
    "section": gettext_lazy("tên xã, đơn vị"),
    "total": gettext_lazy("dòng cộng"),
    "foot": gettext_lazy("cuối danh sách, chữ ký"),
    "reserved": gettext_lazy("chỗ để trống"),
    "note": gettext_lazy("ghi chú"),
    "page": gettext_lazy("số trang"),
    "hint": gettext_lazy("hướng dẫn điền"),
    "example": gettext_lazy("dòng ví dụ"),
}
STEPS = (  # percent from which on, what is being done
    (68, gettext_lazy("Đang ghi bản xem trước")),
    (56, gettext_lazy("Đang đối chiếu với hồ sơ")),
    (38, gettext_lazy("Đang xem từng dòng")),
    (20, gettext_lazy("Đang nhận ra các cột")),
    (0, gettext_lazy("Đang đọc tệp")),
)
SAMPLES, EXAMPLES = 3, 5
_OF_THE_ROW = {
    "birth": ("birth", "birth_year", "birth_day", "birth_month", "male", "female"),
    "name": ("full_name", "family_name", "given_name"),
}
_MENDED = (
    "full_name", "family_name", "given_name", "birth", "birth_day", "birth_month", "birth_year", "male", "female", "gender", "ethnic_group",
    "commune", "phone", "position", "organisation", "class_name", "national_id",
)  # fmt: skip
_ALWAYS = {
    "birth": _OF_THE_ROW["birth"],
    "gender": ("gender", "male", "female"),
    "commune": ("commune",),
}  # also where the file has no such column
_FILLED = {"birth_year": gettext_lazy("năm sinh"), "birth_date": gettext_lazy("ngày, tháng sinh"), "phone": gettext_lazy("số điện thoại")}


def step_at(percent: int) -> Any:
    return next(words for start, words in STEPS if percent >= start)


def version_of(roster: RosterImport) -> str:
    """Changes whenever a choice or the counts do: what somebody commits is what they were shown."""
    told = json.dumps([roster.state, roster.choices, roster.summary.get("counts"), roster.summary.get("excluded")], sort_keys=True)
    return blake2b(told.encode(), digest_size=8).hexdigest()


# --- which rows


_KEPT = Q(is_excluded=False)
_WRITTEN = _KEPT & Q(action__in=["create", "match"])


def counts_of(roster: RosterImport) -> dict[str, int]:
    """How many rows each filter shows, and `written`, `registered` (of the matched: on the list already), `unsaid` (no commune)."""
    counted = _told(roster).aggregate(
        all=Count("pk"),
        create=Count("pk", filter=_KEPT & Q(action="create")),
        match=Count("pk", filter=_KEPT & Q(action="match")),
        duplicate=Count("pk", filter=_KEPT & Q(action="duplicate")),
        error=Count("pk", filter=_KEPT & Q(action="error")),
        excluded=Count("pk", filter=~_KEPT),
        unsure=Count("pk", filter=_WRITTEN & Q(told__contains='"warning"')),
        registered=Count("pk", filter=_WRITTEN & Q(is_registered=True)),
        unsaid=Count("pk", filter=_WRITTEN & Q(told__contains='"commune_unsaid"')),
    )
    return counted | {"written": counted["create"] + counted["match"]}


def _told(roster: RosterImport) -> QuerySet[Any]:
    """With the problems as text, to look for a word in them on either engine."""
    return RosterRow.objects.filter(roster=roster).annotate(told=Cast("problems", TextField()))


def rows_of(roster: RosterImport, show: str = "", q: str = "") -> Any:
    """Rows in the order of the file: a queryset, or for a search the ids of those whose name or number fits."""
    rows = _told(roster).order_by("position")
    if show in ("create", "match", "duplicate", "error"):
        rows = rows.filter(_KEPT, action=show)
    elif show == "unsure":
        rows = rows.filter(_WRITTEN, told__contains='"warning"')
    elif show == "excluded":
        rows = rows.exclude(_KEPT)
    wanted = fold(q)
    if wanted.isdecimal() and len(wanted) < 8:
        return rows.filter(number=int(wanted))
    if wanted:
        return rows.filter(pk__in=[pk for pk, name in rows.values_list("pk", "data__full_name") if wanted in fold(name or "")])
    return rows


# --- a row in words


class Said(NamedTuple):
    severity: str
    where: str  # 'Cột G · SĐT', or ""
    sentence: str


class Offered(NamedTuple):
    """A person on record who may be the one in a row; None for a person whom the reader may not know."""

    pk: int
    person: Person | None
    why: str
    is_chosen: bool


class ShownRow:
    def __init__(
        self, row: RosterRow, heads: dict[Any, Any], people: dict[int, Person], choice: dict[str, Any], *, with_sheet: bool
    ) -> None:
        self.row, self.data, self.choice, self.with_sheet = row, row.data, choice, with_sheet
        self.key, self.number, self.position, self.is_excluded = row.key, row.number, row.position, row.is_excluded
        self.person = people.get(row.person_id) if row.person_id else None
        self.label = _("Bị loại") if row.is_excluded else row.get_action_display()
        self.tone = "" if row.is_excluded else TONES[row.action]
        self.said = [_said(one, heads.get((row.sheet, one["column"]))) for one in row.problems]
        self._wrong = {one["field"]: one["params"].get("value") for one in row.problems if one["severity"] == "error"}
        self._people = people

    @property
    def is_emptied(self) -> bool:
        """Its particulars were removed: the person asked for it, or the time was over."""
        return not self.data

    @property
    def is_mended(self) -> bool:
        return bool(self.choice.get("values"))

    @property
    def why(self) -> str:
        return describe_reasons(self.row.why)

    @property
    def fills(self) -> str:
        return ", ".join(str(_FILLED.get(field) or in_a_sentence(label_of(field))) for field in self.data.get("fills", []))

    @property
    def birth(self) -> str:
        day, year = self.data.get("birth_date"), self.data.get("birth_year")
        return f"{date.fromisoformat(day):%d/%m/%Y}" if day else str(year or "")

    @property
    def gender(self) -> str:
        return str(dict(Person.Gender.choices).get(self.data.get("gender") or "", ""))

    def wrong(self, *fields: str) -> str:
        """What stands in the file where it could not be taken."""
        return next((str(self._wrong[field]) for field in fields if self._wrong.get(field)), "")

    @property
    def wrongs(self) -> dict[str, str]:
        return {
            "birth": self.wrong(*_OF_THE_ROW["birth"]), "gender": self.wrong("gender"), "ethnic_group": self.wrong("ethnic_group"),
            "commune": self.wrong("commune"), "phone": self.wrong("phone"),
        }  # fmt: skip

    @property
    def offered(self) -> list[Offered]:
        known = [(pk, self._people.get(pk), reasons) for pk, reasons in self.row.candidates]
        return [Offered(pk, person, describe_reasons(reasons), pk == self.row.person_id) for pk, person, reasons in known if person]

    @property
    def has_choice(self) -> bool:
        """Whether there is somebody on record to take instead, or to refuse."""
        return bool(self.offered) and not self.is_excluded


def _said(one: dict[str, Any], column: dict[str, Any] | None) -> Said:
    where = _("Cột %(letter)s · %(head)s") % {"letter": column["letter"], "head": column["head"]} if column else ""
    return Said(one["severity"], where, sentence(one["code"], one["params"]))


def shown_rows(roster: RosterImport, rows: Iterable[RosterRow], *, to: Any) -> list[ShownRow]:
    """A page of rows; two statements more, whatever their number: the persons, and the units in which they live."""
    found = list(rows)
    wanted = {row.person_id for row in found} | {pk for row in found for pk, _why in row.candidates}
    people = {person.pk: person for person in _people(wanted - {None}, roster, to)}
    heads = {(column["sheet"], column["index"]): column for column in reversed(roster.summary.get("columns", []))}
    with_sheet = len({column["sheet"] for column in roster.summary.get("columns", [])}) > 1
    kept = roster.choices.get("rows", {})
    return [ShownRow(row, heads, people, kept.get(row.key, {}), with_sheet=with_sheet) for row in found]


def _people(wanted: set[Any], roster: RosterImport, reader: Any) -> Any:
    """With the last other activity of each that the reader may see."""
    others = Registration.objects.visible_to(reader).filter(person=OuterRef("pk")).exclude(activity=roster.activity_id)
    last = others.active().order_by("-activity__starts_on", "-pk")
    return people_known_to(reader).filter(pk__in=wanted).select_related("unit").annotate(
        last_title=Subquery(last.values("activity__title")[:1]), last_on=Subquery(last.values("activity__starts_on")[:1])
    )  # fmt: skip


# --- what the file says


class LeftOut(NamedTuple):
    sheet: str
    number: int
    kind: Any
    text: str


def left_out_of(roster: RosterImport) -> list[LeftOut]:
    """Lines that were taken for nobody, by which a person sees that nobody has vanished."""
    lines = roster.summary.get("left_out", {}).get("lines", [])
    return [LeftOut(sheet, number, LEFT_OUT.get(kind, kind), text) for sheet, number, kind, text in lines]


def conversions_of(roster: RosterImport) -> list[tuple[str, str]]:
    """(in the file, as it will be written) of names from the first row to the last; what the summary has where no name was converted."""
    found = [pair for sheet in sheets_of(roster) for pair in _names_converted(roster, sheet)]
    step = max(1, len(found) // EXAMPLES)
    return found[::step][:EXAMPLES] or roster.summary["converted"]["examples"]


def _names_converted(roster: RosterImport, sheet: str) -> Iterator[tuple[str, str]]:
    stored = {
        number: cells for one in (_book_of(roster) or NO_BOOK).sheets if one.name == sheet for number, cells in enumerate(one.rows, 1)
    }
    for _number, block in _blocks(roster, sheet):
        columns = [block.fields[key] for key in _OF_THE_ROW["name"] if key in block.fields]
        for row in block.rows:
            before, after = _joined(stored[row.number], columns), _joined(row.cells, columns)
            if before != after:
                yield before, after


def _joined(cells: list[Cell], columns: list[int]) -> str:
    return " ".join(text_of(cells[at]) for at in columns if at < len(cells))


class ShownColumn(NamedTuple):
    sheet: str
    block: int
    at: int  # from 0
    letter: str
    head: str
    field: str
    samples: list[str]

    @property
    def field_name(self) -> str:
        """As the form calls it."""
        return f"column-{self.block}-{self.at}"


def columns_of(roster: RosterImport, sheet: str) -> list[ShownColumn]:
    """The columns of one sheet with the first texts below each head."""
    columns = [column for column in roster.summary["columns"] if column["sheet"] == sheet]
    blocks = dict(_blocks(roster, sheet))
    return [
        ShownColumn(sheet, one["block"], one["index"], one["letter"], one["head"], one["field"], samples)
        for one in columns
        if (samples := _samples(blocks.get(one["block"]), one["index"])) or one["head"] or one["field"]
    ]


def sheets_of(roster: RosterImport) -> list[str]:
    return list(dict.fromkeys(column["sheet"] for column in roster.summary.get("columns", [])))


def used(roster: RosterImport) -> int:
    return sum(column["field"] not in ("", IGNORED) for column in roster.summary.get("columns", []))


def not_used(roster: RosterImport) -> list[dict[str, Any]]:
    """Columns with a head that nobody knows: what stands in them is not kept."""
    return [column for column in roster.summary.get("columns", []) if column["head"] and column["field"] in ("", IGNORED)]


def _blocks(roster: RosterImport, sheet: str) -> Iterator[tuple[int, Block]]:
    book = _book_of(roster)
    layout = layouts_in(book, roster.activity, choices_of(roster)).get(sheet) if book else None
    yield from ((block.number, block) for block in (layout.blocks if layout else []))


NO_BOOK = Workbook("", [])


def _book_of(roster: RosterImport) -> Workbook | None:
    """None once the file was removed: somebody in it asked for that, or the time was over."""
    try:
        return workbook_of(roster)
    except ValidationError:
        return None


def _samples(block: Block | None, index: int) -> list[str]:
    found: list[str] = []
    for row in block.rows if block else []:
        text = dict(filled_cells(row.cells[index : index + 1])).get(0, "")
        if text and text not in found:
            found.append(text[:40])
        if len(found) == SAMPLES:
            break
    return found


class RowText(NamedTuple):
    """One field of one row as a person may correct it. `written`: in the file; `text`: now, typed or written."""

    field: str
    label: str
    written: str
    text: str
    is_wrong: bool


def texts_of(roster: RosterImport, row: RosterRow) -> list[RowText]:
    """What the row says, field by field. A card's number is shown only where it is what is wrong."""
    wrong = {one["field"] for one in row.problems}
    written = _written(roster, row)
    typed = values_of(roster.choices.get("rows", {}).get(row.key, {}))
    keys = set(written) | set(typed) | {key for key, instead in _ALWAYS.items() if not set(instead) & set(written)}
    return [
        RowText(key, label_of(key), written.get(key, ""), typed.get(key, written.get(key, "")), key in wrong)
        for key in _MENDED
        if key in keys and (key != "national_id" or key in wrong or key in typed)
    ]


def _written(roster: RosterImport, row: RosterRow) -> dict[str, str]:
    for _number, block in _blocks(roster, row.sheet):
        for one in block.rows:
            if one.number == row.number:
                return {key: text_of(one.cells[at]) if at < len(one.cells) else "" for key, at in block.fields.items()}
    return {}
