"""What will happen row by row: create, match, duplicate or error. Reads the database and writes nothing."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from activities.models import Activity
from attendance.models import Registration
from imports import likeness
from imports.categories import category_of
from imports.communes import NOWHERE, Communes, Found, is_village, speaks_of_commune
from imports.entries import Entry, Problem, entries_of
from imports.grid import Workbook
from imports.groups import MINORITY_UNSAID, Groups
from imports.layout import Block, Layout, Lexicon, Section, layout_of
from imports.likeness import Crowd, Traits
from imports.models import RosterRow
from imports.texts import Conversion, folded, in_unicode, text_of
from people.models import EthnicGroup, Person, PersonQuerySet
from people.national_id import digest
from places.models import Unit
from vietnamese.names import same_name_key

EVERY_SHEET = "*"
_AT_ONCE = 400  # names asked for in one statement
Progress = Callable[[float], None]


@dataclass(slots=True)
class Choices:
    """What a person decided in the preview; keys of `rows` and `columns` are '<sheet>!<number>'."""

    sheet: str = ""
    encoding: str = ""
    unit: Unit | None = None  # for rows that name no commune
    role: str = ""
    category: str = ""
    columns: dict[str, dict[int, str]] = field(default_factory=dict)  # '<sheet>!<block>' → column → field
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)  # '<sheet>!<row>' → {exclude} | {person: id} | {new} and {values}


@dataclass(slots=True)
class Planned:
    """One row of the preview. `person`: whom it matches; `why`: closed words; `duplicate_of`: the row that it repeats."""

    sheet: str
    entry: Entry
    action: str = "create"
    unit: Unit | None = None
    is_by_default: bool = False  # nothing in the file says where
    group: EthnicGroup | None = None
    category: str = ""
    ethnicity_note: str = ""
    organisation: str = ""
    card: str | None = None
    person: int | None = None
    why: list[str] = field(default_factory=list)
    candidates: list[tuple[int, list[str]]] = field(default_factory=list)
    duplicate_of: int | None = None
    is_registered: bool = False
    is_excluded: bool = False
    fills: list[str] = field(default_factory=list)  # what the record does not know yet
    problems: list[Problem] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"{self.sheet}!{self.entry.number}"


@dataclass(slots=True)
class Plan:
    layouts: list[Layout]
    conversion: Conversion
    rows: list[Planned]
    other_sheets: list[tuple[str, int]]  # (name, people) of sheets that hold a roster and were not read
    named_commune: Unit | None  # from the lines above the table


@dataclass(frozen=True, slots=True)
class Setting:
    """For what a file is read: `among` are the persons whom whoever sends it may know; `file_digest` tells the same file again."""

    activity: Activity
    among: PersonQuerySet
    today: date
    file_digest: str = ""


def plan(book: Workbook, setting: Setting, choices: Choices, progress: Progress = lambda part: None) -> Plan:
    activity, communes, groups = setting.activity, Communes(setting.activity), Groups()
    layouts, others, conversion = _layouts(book, choices, _lexicon(communes, groups))
    progress(0.3)
    named = communes.named_in(line for layout in layouts for line in layout.title)
    rows: list[Planned] = []
    for layout in layouts:
        for block in layout.blocks:
            rows += _Block(layout, block, communes, groups, choices, named, activity).rows(setting.today)
    progress(0.6)
    _decide(rows, setting, choices, progress)
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
        converted, conversion = in_unicode(sheet, choices.encoding)
        read.append((layout_of(converted, _columns_of(choices, sheet.name), lexicon), conversion))
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
    start = f"{sheet}!"
    return {int(key.removeprefix(start)): columns for key, columns in choices.columns.items() if key.startswith(start)}


def _together(conversions: Iterable[Conversion]) -> Conversion:
    whole = Conversion()
    for one in conversions:
        whole.encoding, whole.cells, whole.by_font = whole.encoding or one.encoding, whole.cells + one.cells, whole.by_font or one.by_font
        whole.examples = (whole.examples + one.examples)[:3]
    return whole


# --- rows by themselves


class _Block:
    """Looks up places and groups for the people of one table."""

    def __init__(
        self,
        layout: Layout,
        block: Block,
        communes: Communes,
        groups: Groups,
        choices: Choices,
        named: Unit | None,
        activity: Activity,
    ) -> None:
        self.sheet, self.block, self.communes, self.groups, self.choices = layout.sheet.name, block, communes, groups, choices
        named = named or communes.called(layout.sheet.name)
        self.default = choices.unit or named or activity.unit
        self.is_told = bool(choices.unit or named) or activity.unit.level == Unit.Level.COMMUNE
        self.fields = block.fields
        heads = [column.head for column in block.columns if column.field == "commune"]
        self.is_strict = any(folded(head).startswith(("xa", "phuong", "thi tran", "ten xa", "dac khu", "don vi xa")) for head in heads)
        self._sections: dict[tuple[Section, ...], tuple[Found, str]] = {}

    def rows(self, today: date) -> Iterator[Planned]:
        start = f"{self.sheet}!"
        typed = {
            int(key.rpartition("!")[2]): row["values"]
            for key, row in self.choices.rows.items()
            if key.startswith(start) and row.get("values")
        }
        for entry in entries_of(self.block, today, typed):
            yield self._planned(entry)

    def _planned(self, entry: Entry) -> Planned:
        row = Planned(self.sheet, entry, problems=list(entry.problems), organisation=entry.organisation)
        self._place(row)
        self._group(row)
        row.card = digest(entry.national_id) if entry.national_id else None
        row.category = self.choices.category or category_of(entry.position, is_pupil=bool(entry.class_name))
        if any(problem.severity == "error" for problem in row.problems):
            row.action = "error"
        return row

    def _problem(self, row: Planned, code: str, key: str, severity: Any = "error", **params: Any) -> None:
        row.problems.append(Problem(code, key, self.fields.get(key), severity, params))

    def _group(self, row: Planned) -> None:
        written = row.entry.ethnic_text
        if not written:
            return
        row.group = self.groups.called(written)
        if row.group is None and folded(written).strip(" .") in MINORITY_UNSAID:
            row.ethnicity_note = written
            self._problem(row, "group_unsaid", "ethnic_group", "warning", value=written)
        elif row.group is None:
            self._problem(row, "unknown_group", "ethnic_group", value=written, near=self.groups.near(written))
        elif folded(written) != folded(row.group.name):
            row.ethnicity_note = written

    def _place(self, row: Planned) -> None:
        """What the row says, else its section, else the unit that holds for the whole table."""
        entry = row.entry
        own = self.communes.find(entry.commune_text)
        section, organisation = self._of_sections(entry.sections)
        is_told = self.is_told or bool(section.unit)
        if own.code == "unknown_commune" and is_told and not self.is_strict and not speaks_of_commune(entry.commune_text):
            own = Found(note="village_only", params=own.params)  # under 'Địa chỉ' people write their village
            row.entry.village = row.entry.village or entry.commune_text
        if own.code:
            self._problem(row, own.code, "commune", **own.params, near=self.communes.near(entry.commune_text))
            return
        row.organisation = row.organisation or organisation
        found = own if own.unit else self._in_organisation(row) if "commune" not in self.fields else NOWHERE
        found = found if found.unit else section
        if found.code:
            self._problem(row, found.code, "commune", **found.params)
        row.unit, row.is_by_default = found.unit or self.default, not found.unit
        for one in (own, found) if own is not found else (own,):
            if one.note:
                self._problem(row, one.note, "commune", "warning", **one.params)
        if not found.unit and not found.code and not self.is_told:
            self._problem(row, "commune_unsaid", "commune", "warning", unit=self.default.full_name)

    def _in_organisation(self, row: Planned) -> Found:
        """'UBND xã Ba Vì' under Đơn vị or Chức vụ, in a list without a column for the commune; a village says nothing of it by itself."""
        for key in ("organisation", "position", "village"):
            text = getattr(row.entry, key)
            says_kind = bool(text) and speaks_of_commune(text)
            if (
                (says_kind or (text and key == "organisation"))
                and (hit := self.communes.find(text)).unit
                and (says_kind or hit.note in _SURE)
            ):
                return Found(hit.unit, note=hit.note, params=hit.params)
        return NOWHERE

    def _of_sections(self, sections: tuple[Section, ...]) -> tuple[Found, str]:
        """The commune and the organisation that the lines above say. A line ends what lines of its level and below it said; one without
        a number ends all, unless it only says what kind of people follow. A village never changes the commune."""
        if sections not in self._sections:
            said: dict[int, tuple[Found, str]] = {}
            for section in sections:
                if is_village(section.text) or is_kind_of_people(section.text):
                    continue
                level = section.level if section.level < UNNUMBERED else 0
                said = {other: what for other, what in said.items() if other < level} | {section.level: self._said_by(section.text)}
            place = next((found for _level, (found, _name) in sorted(said.items(), reverse=True) if found.unit or found.code), NOWHERE)
            organisation = next((name for _level, (_found, name) in sorted(said.items(), reverse=True) if name), "")
            self._sections[sections] = place, organisation
        return self._sections[sections]

    def _said_by(self, text: str) -> tuple[Found, str]:
        if _is_organisation(text):
            return NOWHERE, text[:200]
        hit = self.communes.find(text)
        if hit.unit:
            return Found(hit.unit, note=hit.note if hit.note in ("renamed", "district_only") else "", params=hit.params), ""
        return (Found(code=hit.code, params=hit.params) if hit.code and speaks_of_commune(text) else NOWHERE), ""


UNNUMBERED = 3
_SURE = ("", "renamed", "outside_district")  # a commune's name, accents and all
_ORGANISATIONS = (
    "trường", "phòng", "ban ", "sở", "công an", "trạm", "hội ", "trung tâm", "chi cục", "cơ quan", "hạt ", "đồn ", "bệnh viện", "kho bạc", "ngân hàng",
    "tòa án", "toà án", "viện ", "văn phòng", "ubnd huyện", "ubnd tỉnh", "huyện ủy", "huyện uỷ", "mttq huyện", "công ty", "bch ", "huyện đoàn",
)  # fmt: skip
_KINDS_OF_PEOPLE = re.compile(
    r"(người có uy tín|già làng|trưởng thôn|bí thư chi bộ.*|cán bộ( xã)?|công chức( xã)?|hòa giải viên|hoà giải viên|tuyên truyền viên|hộ dân|người dân|"
    r"học viên|học sinh|giáo viên|đại biểu|nam|nữ|thí sinh|đội viên)\s*:?"
)


def is_kind_of_people(text: str) -> bool:
    return bool(_KINDS_OF_PEOPLE.fullmatch(text.casefold().strip()))


def _is_organisation(text: str) -> bool:
    return text.casefold().startswith(_ORGANISATIONS)


# --- rows and people


def _decide(rows: list[Planned], setting: Setting, choices: Choices, progress: Progress) -> None:
    for row in rows:
        row.is_excluded = bool(choices.rows.get(row.key, {}).get("exclude"))
    good = [row for row in rows if row.action != "error"]
    traits = {id(row): _traits_of(row) for row in good}
    others = {key for key, choice in choices.rows.items() if choice.get("new")}
    _mark_duplicates([row for row in good if not row.is_excluded], traits, others)
    known = _known(setting.among, traits.values())
    progress(0.8)
    earlier = _taken_before(setting)
    waiting = [row for row in good if row.action == "create"]
    for row in waiting:
        _match(row, traits[id(row)], known, choices.rows.get(row.key, {}), earlier.get(row.key))
    _one_row_each(waiting)
    _compare_with_records(waiting, setting.activity)


def _taken_before(setting: Setting) -> dict[str, int]:
    """Row → person of the very same file, where somebody has committed it for this activity before: whoever sends it again repeats."""
    rows = RosterRow.objects.filter(roster__activity=setting.activity, roster__file_digest=setting.file_digest, roster__state="committed")
    taken = rows.filter(registration__isnull=False, person__isnull=False).values_list("sheet", "number", "person")
    return {f"{sheet}!{number}": person for sheet, number, person in taken}


def _traits_of(row: Planned) -> Traits:
    entry = row.entry
    return Traits(
        name=same_name_key(entry.full_name),
        folded=folded(entry.full_name)[:200],
        birth_year=entry.birth_year,
        birth_date=entry.birth_date,
        gender=entry.gender,
        place=(row.unit.current_commune_id or row.unit.pk) if row.unit else 0,
        phone=entry.phone,
        card=row.card,
    )


def _mark_duplicates(rows: list[Planned], traits: dict[int, Traits], others: set[str]) -> None:
    """`others`: keys of rows of which somebody said that they are somebody else."""
    seen = Crowd()
    for position, row in enumerate(rows):
        mine = traits[id(row)]
        holders = seen.holders_of(mine.card)
        if row.key not in others and (first := seen.first_repeated(mine)) is not None:
            row.action, row.duplicate_of = "duplicate", rows[first].entry.number
        elif holders and seen.traits[holders[0]].folded != mine.folded:
            row.action = "error"
            row.problems.append(Problem("card_of_another_row", "national_id", None, "error", {"row": rows[holders[0]].entry.number}))
        else:
            near = [key for key, _why in seen.certain(mine)] + [key for key, why in seen.possible(mine) if likeness.LIKE_PLACE in why]
            alike = near[0] if near else None
            if alike is not None:
                row.problems.append(Problem("looks_like_row", "full_name", None, "warning", {"row": rows[alike].entry.number}))
            seen.add(position, mine)


def _known(among: PersonQuerySet, wanted: Iterable[Traits]) -> Crowd:
    """Persons on record who bear a name or a card of the roster, in as few statements as there are hundreds of names."""
    wanted = list(wanted)
    names, cards = {one.folded for one in wanted}, {one.card for one in wanted if one.card}
    found: dict[int, Traits] = {}
    for key, values in (("folded", names), ("national_id_digest", cards)):
        for some in _chunks(sorted(values)):
            found |= dict(map(_person_traits, among.filter(**{f"{key}__in": some}).values_list(*_COLUMNS)))
    crowd = Crowd()
    for pk, person in sorted(found.items()):
        crowd.add(pk, person)
    return crowd


_COLUMNS = (
    "pk", "full_name", "folded", "birth_year", "birth_date", "gender", "unit__current_commune", "unit", "phone", "national_id_digest",
)  # fmt: skip


def _person_traits(values: tuple[Any, ...]) -> tuple[int, Traits]:
    pk, full_name, folded, year, day, gender, commune, unit, phone, card = values
    return pk, Traits(same_name_key(full_name), folded, year, day, gender, commune or unit, phone, card)


def _chunks(values: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]


def _match(row: Planned, mine: Traits, known: Crowd, choice: dict[str, Any], earlier: int | None) -> None:
    if earlier in known.traits and known.traits[earlier].folded == mine.folded:
        row.action, row.person, row.why = "match", earlier, ["same_file"]
        return
    certain, possible = known.certain(mine), known.possible(mine)
    row.candidates = certain + possible
    if any(known.traits[pk].folded != mine.folded for pk in known.holders_of(mine.card)):
        row.action = "error"
        row.problems.append(Problem("card_of_another", "national_id"))
        return
    if choice.get("new"):
        return
    if (chosen := choice.get("person")) and chosen in dict(row.candidates):
        row.action, row.person, row.why = "match", chosen, ["chosen"]
        return
    best = max((likeness.strength(why) for _pk, why in certain), default=0)
    winners = [(pk, why) for pk, why in certain if likeness.strength(why) == best]
    if len(winners) == 1:
        row.action, (row.person, row.why) = "match", winners[0]
    elif winners:
        row.action = "error"
        row.problems.append(Problem("several_matches", "full_name", None, "error", {"count": len(winners)}))
    elif possible:
        row.problems.append(Problem("possible_match", "full_name", None, "warning", {"count": len(possible)}))


def _one_row_each(rows: list[Planned]) -> None:
    """One person on record is one row; of two that match the same, the one with the better evidence, the other stays somebody new."""
    claims: dict[int, list[Planned]] = defaultdict(list)
    for row in rows:
        if row.person:
            claims[row.person].append(row)
    for claimants in claims.values():
        claimants.sort(key=lambda row: (-likeness.strength(row.why), "chosen" not in row.why, row.entry.number))
        for row in claimants[1:]:
            row.problems.append(Problem("matched_by_row", "full_name", None, "warning", {"row": claimants[0].entry.number}))
            row.action, row.person, row.why = "create", None, []


def _compare_with_records(rows: list[Planned], activity: Activity) -> None:
    """Who is on the list already, what the record does not know yet, and where the two differ: then the record stands."""
    matched = {row.person: row for row in rows if row.person}
    standing = set(Registration.objects.filter(activity=activity).standing().values_list("person", flat=True)) if matched else set()
    for some in _chunks(sorted(matched)):  # type: ignore[type-var]
        for person in Person.objects.filter(pk__in=some):
            row = matched[person.pk]
            row.is_registered = person.pk in standing
            row.fills, differing = compared(row, person)
            if differing:
                row.problems.append(Problem("differs_from_record", "full_name", None, "warning", {"fields": differing}))


def compared(row: Planned, person: Person) -> tuple[list[str], list[str]]:
    """(fields that the record lacks and the row has, fields in which they differ)."""
    entry = row.entry
    pairs: dict[str, tuple[Any, Any]] = {
        "gender": (entry.gender, person.gender),
        "birth_year": (entry.birth_year, person.birth_year),
        "birth_date": (entry.birth_date, person.birth_date),
        "ethnic_group": (row.group and row.group.pk, person.ethnic_group_id),
        "phone": (entry.phone, person.phone),
        "national_id": (row.card, person.national_id_digest),
        "position": (entry.position[:120], person.position),
    }
    fills = [key for key, (said, known) in pairs.items() if said and not known]
    differing = [key for key, (said, known) in pairs.items() if said and known and said != known and key != "position"]
    if "birth_date" in fills and "birth_year" in differing:
        fills.remove("birth_date")
    return fills, differing
