"""Rows by themselves: where each person lives, to which group and organisation they belong, as whom they count."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from activities.models import Activity
from imports.planning.categories import category_of
from imports.planning.communes import NOWHERE, Communes, Found, is_village, speaks_of_commune
from imports.planning.ethnic_groups import MINORITY_UNSAID, Groups
from imports.planning.planned_rows import Choices, Planned
from imports.reading.blocks import Block, Layout, Section
from imports.reading.cell_text import folded
from imports.reading.entries import Problem, RosterEntry, read_entries
from people.national_id import digest
from places.models import Unit


class Placing:
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
        self.own_commune = activity.unit.current_commune_id if activity.unit.level == Unit.Level.COMMUNE else None
        self.default = choices.unit or named or activity.unit
        self.is_told = bool(choices.unit or named) or activity.unit.level == Unit.Level.COMMUNE
        self.fields = block.fields
        heads = [column.head for column in block.columns if column.field == "commune"]
        self.is_strict = any(folded(head).startswith(("xa", "phuong", "thi tran", "ten xa", "dac khu", "don vi xa")) for head in heads)
        self._sections: dict[tuple[Section, ...], tuple[Found, str]] = {}

    def rows(self, today: date) -> Iterator[Planned]:
        typed: dict[int, dict[str, str]] = {}
        for key, row in self.choices.rows.items():
            sheet, _mark, number = key.rpartition("!")
            if sheet == self.sheet and number.isdecimal() and row.get("values"):
                typed[int(number)] = row["values"]
        for entry in read_entries(self.block, today, typed):
            yield self._planned(entry)

    def _planned(self, entry: RosterEntry) -> Planned:
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
        if self.own_commune and found.unit and not found.note and found.unit.current_commune_id != self.own_commune:
            self._problem(row, "outside_district", "commune", "warning", unit=found.unit.full_name)
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
