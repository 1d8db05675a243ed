"""Resolve what each row names: where the person lives, their ethnic group, organisation and category."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any, Literal

from activities.models import Activity
from imports.planning.categories import category_of
from imports.planning.ethnic_groups import UNNAMED_MINORITY, EthnicGroupFinder
from imports.planning.places.communes import NO_COMMUNE, CommuneFinder, CommuneMatch
from imports.planning.planned_rows import PlannedRow, PreviewChoices
from imports.reading.blocks import Block, Layout, Section
from imports.reading.cells.cell_text import folded
from imports.reading.cells.commune_text import is_village, mentions_commune
from imports.reading.entries import Problem, RosterEntry, read_entries
from imports.reading.row_keys import parse_row_key
from imports.reading.time_budget import check_time
from imports.reading.titles import class_in_line, school_in_line
from people.identity.national_id import digest
from places.models import Unit

_UNNUMBERED = 3  # level of a section line without a number
_CERTAIN = ("", "renamed", "outside_district")  # a commune's name, accents and all
_COMMUNE_HEADS = ("xa", "phuong", "thi tran", "ten xa", "dac khu", "don vi xa")
_ORGANISATIONS = (
    "trường", "phòng", "ban ", "sở", "công an", "trạm", "hội ", "trung tâm", "chi cục", "cơ quan", "hạt ", "đồn ", "bệnh viện", "kho bạc", "ngân hàng",
    "tòa án", "toà án", "viện ", "văn phòng", "ubnd huyện", "ubnd tỉnh", "huyện ủy", "huyện uỷ", "mttq huyện", "công ty", "bch ", "huyện đoàn",
)  # fmt: skip
_KINDS_OF_PEOPLE = re.compile(
    r"(người có uy tín|già làng|trưởng thôn|bí thư chi bộ.*|cán bộ( xã)?|công chức( xã)?|hòa giải viên|hoà giải viên|tuyên truyền viên|hộ dân|người dân|"
    r"học viên|học sinh|giáo viên|đại biểu|nam|nữ|thí sinh|đội viên)\s*:?"
)


class RowResolver:
    """Looks up places and groups for the people of one table."""

    def __init__(
        self,
        layout: Layout,
        block: Block,
        communes: CommuneFinder,
        ethnic_groups: EthnicGroupFinder,
        choices: PreviewChoices,
        named_commune: Unit | None,
        activity: Activity,
    ) -> None:
        self.sheet, self.block, self.communes, self.ethnic_groups, self.choices = layout.sheet.name, block, communes, ethnic_groups, choices
        named_commune = named_commune or communes.find_by_name(layout.sheet.name)
        is_of_commune = activity.unit.level == Unit.Level.COMMUNE
        self.activity_commune = activity.unit.current_commune_id if is_of_commune else None
        self.default_unit = choices.unit or named_commune or activity.unit
        self.has_default_commune = bool(choices.unit or named_commune) or is_of_commune
        self.fields = block.fields
        self.class_of_sheet = "" if "class_name" in self.fields else layout.class_name
        self.school_of_sheet = "" if "organisation" in self.fields else layout.school
        heads = [column.head for column in block.columns if column.field == "commune"]
        self.has_commune_column = any(folded(head).startswith(_COMMUNE_HEADS) for head in heads)  # not an address
        commune_column = self.fields.get("commune", -1)
        named = sum(bool(row.texts.get(commune_column)) for row in block.rows)
        self.is_commune_missed = named * 2 > len(block.rows) and not choices.unit  # in a row without one, where most have one
        self._class_by_section: dict[int, str] = {}  # row of the section line → class that it, or one above it, names
        self._levels_by_section: dict[int, dict[int, tuple[CommuneMatch, str]]] = {}  # row of the section line → level → what it names

    def resolve_rows(self, today: date, people_read: Counter[int]) -> Iterator[PlannedRow]:
        """Yield the rows of the table. A row with an error has the action `error`, every other `create`.

        `people_read`: of the tables before this one of the sheet, as `read_entries` counts them.
        """
        typed: dict[tuple[int, int], dict[str, str]] = {}
        for text, choice in self.choices.rows.items():
            key = parse_row_key(text)
            if key and key.sheet == self.sheet and choice.get("values"):
                typed[key.number, key.part] = choice["values"]
        for entry in read_entries(self.block, today, typed, people_read):
            check_time(self.sheet, entry.number)
            entry.class_name = entry.class_name or self.class_of_section(entry.section) or self.class_of_sheet
            row = PlannedRow(self.sheet, entry, problems=list(entry.problems), organisation=entry.organisation)
            self.resolve_place(row)
            row.organisation = row.organisation or self.school_of_sheet
            self.resolve_ethnic_group(row)
            row.card_digest = digest(entry.national_id) if entry.national_id else None
            row.category = self.choices.category or category_of(entry.position, is_pupil=bool(entry.class_name))
            if any(problem.severity == "error" for problem in row.problems):
                row.action = "error"
            yield row

    def _add_problem(self, row: PlannedRow, code: str, key: str, severity: Literal["error", "warning"] = "error", **params: Any) -> None:
        row.problems.append(Problem(code, key, self.fields.get(key), severity, params))

    def resolve_ethnic_group(self, row: PlannedRow) -> None:
        written = row.entry.ethnic_text
        if not written:
            return
        row.ethnic_group = self.ethnic_groups.find(written)
        if row.ethnic_group is None and folded(written).strip(" .") in UNNAMED_MINORITY:
            row.ethnicity_note = written
            self._add_problem(row, "group_unsaid", "ethnic_group", "warning", value=written)
        elif row.ethnic_group is None:
            self._add_problem(row, "unknown_group", "ethnic_group", value=written, near=self.ethnic_groups.suggest(written))
        elif folded(written) != folded(row.ethnic_group.name):
            row.ethnicity_note = written

    def resolve_place(self, row: PlannedRow) -> None:
        """Take the commune of the row, else of its organisation, else of its section, else the unit that holds for the whole table."""
        entry = row.entry
        of_row = self.communes.find(entry.commune_text)
        of_section, organisation = self.resolve_sections(entry.section)
        has_default = self.has_default_commune or bool(of_section.unit)
        if of_row.code == "unknown_commune" and has_default and not self.has_commune_column and not mentions_commune(entry.commune_text):
            of_row = CommuneMatch(note="village_only", params=of_row.params)  # under 'Địa chỉ' people write their village
            entry.village = entry.village or entry.commune_text
        if of_row.code:
            self._add_problem(row, of_row.code, "commune", **of_row.params, near=self.communes.suggest(entry.commune_text))
            return
        row.organisation = row.organisation or organisation
        match = of_row if of_row.unit or "commune" in self.fields else self.find_commune_in_organisation(entry)
        match = match if match.unit else of_section
        if match.code:
            self._add_problem(row, match.code, "commune", **match.params)
        row.unit, row.has_default_unit = match.unit or self.default_unit, not match.unit
        row.other_province = match.province
        if self.activity_commune and match.unit and not match.note and match.unit.current_commune_id != self.activity_commune:
            self._add_problem(row, "outside_district", "commune", "warning", unit=match.unit.full_name)
        for noted in (of_row, match) if of_row is not match else (of_row,):
            if noted.note:
                self._add_problem(row, noted.note, "commune", "warning", **noted.params)
        if not match.unit and not match.code and (self.is_commune_missed or not self.has_default_commune):
            self._add_problem(row, "commune_unsaid", "commune", "warning", unit=self.default_unit.full_name)

    def find_commune_in_organisation(self, entry: RosterEntry) -> CommuneMatch:
        """Find 'UBND xã Ba Vì' under Đơn vị or Chức vụ, in a list without a column for the commune. A village says nothing of it by
        itself."""
        for key, text in (("organisation", entry.organisation), ("position", entry.position), ("village", entry.village)):
            if not text:
                continue
            has_kind = mentions_commune(text)
            if not has_kind and key != "organisation":
                continue
            match = self.communes.find(text)
            if match.unit and (has_kind or match.note in _CERTAIN):
                return CommuneMatch(match.unit, note=match.note, params=match.params)
        return NO_COMMUNE

    def resolve_sections(self, nearest: Section | None) -> tuple[CommuneMatch, str]:
        """Return the commune and the organisation that the lines above name. A line ends what lines of its level and below it said; one
        without a number ends all, unless it only says what kind of people follow. A village never changes the commune."""
        unread: list[Section] = []
        section = nearest
        while section and section.row not in self._levels_by_section:
            unread.append(section)
            section = section.above
        by_level = self._levels_by_section[section.row] if section else {}
        for section in reversed(unread):
            says_who = _KINDS_OF_PEOPLE.fullmatch(section.text.casefold().strip()) or class_in_line(section.text)
            if not says_who and not is_village(section.text):
                level = section.level if section.level < _UNNUMBERED else 0
                by_level = {above: named for above, named in by_level.items() if above < level}
                by_level[section.level] = self.resolve_section(section.text)
            self._levels_by_section[section.row] = by_level
        nearest_first = [named for _level, named in sorted(by_level.items(), key=lambda item: item[0], reverse=True)]
        commune = next((match for match, _organisation in nearest_first if match.unit or match.code), NO_COMMUNE)
        organisation = next((organisation for _match, organisation in nearest_first if organisation), "")
        return commune, organisation

    def class_of_section(self, nearest: Section | None) -> str:
        """Return the class that the nearest line names, or one above it in the same school; else ""."""
        unread: list[Section] = []
        section = nearest
        while section and section.row not in self._class_by_section:
            unread.append(section)
            section = section.above
        class_name = self._class_by_section[section.row] if section else ""
        for section in reversed(unread):
            class_name = class_in_line(section.text) or ("" if school_in_line(section.text) else class_name)
            self._class_by_section[section.row] = class_name
        return class_name

    def resolve_section(self, text: str) -> tuple[CommuneMatch, str]:
        if text.casefold().startswith(_ORGANISATIONS):
            return NO_COMMUNE, text[:200]
        match = self.communes.find(text)
        if match.unit:
            note = match.note if match.note in ("renamed", "district_only") else ""
            return CommuneMatch(match.unit, note=note, params=match.params), ""
        if match.code and mentions_commune(text):
            return CommuneMatch(code=match.code, params=match.params), ""
        return NO_COMMUNE, ""
