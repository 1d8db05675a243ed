"""Plan what becomes of a workbook of a year: activities, headcounts, targets, rows that are recorded already, and what is wrong."""

import json
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from activities.actions import check
from activities.models import Activity, Target, period_in_words
from contests.models import Contest
from imports.planning.plan import refuse_when_slow
from imports.planning.years.choices import YearChoices
from imports.planning.years.places import PlaceFinder
from imports.planning.years.row_values import RowValues, read_values, when_of_cells
from imports.planning.years.wording import COUNT_TITLES, YearProblem, number_in_words, problem
from imports.reader.grid import Workbook
from imports.reading.cells.cell_text import convert_to_unicode
from imports.reading.time_budget import check_time
from imports.reading.years.tables import TotalLine, YearRow, YearTable, find_tables
from imports.reading.years.when import UnclearTime
from people.models import AgencyPeriod
from places.models import Unit
from training.models import TrainingSession
from vietnamese.text import fold

MAX_ROWS = 1000
MODELS: dict[str, type[Activity]] = {"training-session": TrainingSession, "contest": Contest}
_PLAN_WORDS, _PAST_WORDS = ("ke hoach", "du kien", "chi tieu"), ("ket qua", "tong hop", "thong ke", "so lieu", "bao cao", "da to chuc")


@dataclass(frozen=True, slots=True)
class YearSetting:
    """For which unit a workbook is, who sends it, and today."""

    unit: Unit
    user: User
    today: date


@dataclass(slots=True)
class PlannedActivity:
    """One row of the preview. `action`: record, target (counted in the target alone), both, known, duplicate, ask, error or excluded.

    `activity` is not saved; None where none will be recorded. `parts`: of how many activities. `position`: among all rows.
    """

    row: YearRow
    values: RowValues
    action: str
    activity: Activity | None = None
    unit: Unit | None = None
    parts: int = 1
    twin: Activity | None = None
    duplicate_of: int | None = None
    position: int = 0
    problems: list[YearProblem] = field(default_factory=list)

    @property
    def is_written(self) -> bool:
        return self.action in ("record", "both")


@dataclass(frozen=True, slots=True)
class PlannedTarget:
    """What the plan's rows come to for a year, or for a quarter where each row names one, and a kind.

    `existing`: the target of now; `decision`: new, same, replace, keep or ask. `beside`: targets of its quarters, or that of the year.
    """

    year: int
    quarter: int | None
    kind: str
    planned_activities: int
    planned_participants: int | None
    existing: Target | None
    decision: str
    beside: list[Target] = field(default_factory=list)

    @property
    def key(self) -> str:
        return target_key(self.year, self.quarter, self.kind)

    @property
    def in_words(self) -> str:
        """Return 'Lớp tập huấn năm 2026: 12 cuộc, 600 lượt người', 'Hội thi quý I năm 2026: …'."""
        words = _("%(activities)s cuộc") if self.planned_participants is None else _("%(activities)s cuộc, %(people)s lượt người")
        numbers = {"activities": number_in_words(self.planned_activities), "people": number_in_words(self.planned_participants or 0)}
        return f"{Activity.Kind(self.kind).label} {period_in_words(self.year, self.quarter)}: {words % numbers}"

    @property
    def existing_in_words(self) -> str:
        if self.existing is None:
            return ""
        people = self.existing.planned_participants
        numbers = {
            "activities": number_in_words(self.existing.planned_activities),
            "people": "–" if people is None else number_in_words(people),
        }
        return _("Đã có chỉ tiêu %(activities)s cuộc, %(people)s lượt người.") % numbers


@dataclass(frozen=True, slots=True)
class TotalCheck:
    """A total line of the file beside the sum of its rows, where they differ."""

    line: TotalLine
    name: str
    stated: int
    summed: int

    @property
    def sentence(self) -> str:
        sentence = _("%(sheet)s, dòng %(row)s “%(line)s”, %(column)s: tệp ghi %(stated)s, cộng các dòng được %(summed)s (lệch %(gap)s).")
        return sentence % {
            "sheet": self.line.sheet,
            "row": self.line.number,
            "line": self.line.text[:80],
            "column": COUNT_TITLES[self.name],
            "stated": number_in_words(self.stated),
            "summed": number_in_words(self.summed),
            "gap": number_in_words(abs(self.stated - self.summed)),
        }


@dataclass(slots=True)
class YearPlan:
    meaning: str
    tables: list[YearTable]
    rows: list[PlannedActivity]
    targets: list[PlannedTarget]
    differences: list[TotalCheck]
    totals_agreed: int  # numbers of total lines that are the sums of their rows
    sheets: list[str]  # every sheet with a table

    @property
    def version(self) -> str:
        """Return what changes whenever something else would happen: what somebody commits is what they were shown."""
        rows = [
            [row.row.key, row.action, row.unit and row.unit.pk, row.parts, row.twin and row.twin.pk, repr(row.values)] for row in self.rows
        ]
        targets = [
            [target.key, target.planned_activities, target.planned_participants, target.decision, target.existing and target.existing.pk]
            for target in self.targets
        ]
        return blake2b(json.dumps([self.meaning, rows, targets]).encode(), digest_size=12).hexdigest()

    def count(self, *actions: str) -> int:
        return sum(row.action in actions for row in self.rows)


@refuse_when_slow()
def plan_year(book: Workbook, setting: YearSetting, choices: YearChoices) -> YearPlan:
    """Return the plan. Raise ValidationError: `no_table`, `too_many_rows`, `took_too_long`."""
    tables = []
    for sheet in book.sheets:
        if not sheet.is_hidden:
            converted, _conversion = convert_to_unicode(sheet)
            tables += find_tables(converted, choices.columns.get(sheet.name))
    sheets = list(dict.fromkeys(table.sheet for table in tables))
    tables = [table for table in tables if choices.sheet in ("", table.sheet)]
    _require_rows(tables)
    meaning = choices.meaning or propose_meaning(tables, setting.today)
    planner = _RowPlanner(setting, choices, meaning)
    rows = [planner.plan(table, row) for table in tables for row in table.rows]
    for position, row in enumerate(rows, 1):
        row.position = position
    targets = _plan_targets(rows, setting, choices) if meaning == "plan" else []
    differences, agreed = _compare_totals(tables, rows)
    return YearPlan(meaning, tables, rows, targets, differences, agreed, sheets)


def _require_rows(tables: list[YearTable]) -> None:
    number = sum(len(table.rows) for table in tables)
    if not number:
        message = _(
            "Không tìm thấy bảng kế hoạch hay số liệu trong tệp. Cần một dòng tiêu đề có tên lớp, hội thi (hoặc địa điểm) và ít nhất một "
            "cột nữa: thời gian, số lớp hoặc số người; mỗi lớp, hội thi một dòng bên dưới."
        )
        raise ValidationError(message, code="no_table")
    if number > MAX_ROWS:
        message = _("Tệp có %(number)d dòng; nhiều nhất một lần là %(most)d. Hãy chia tệp theo năm.")
        raise ValidationError(message, code="too_many_rows", params={"number": number, "most": MAX_ROWS})


def propose_meaning(tables: Iterable[YearTable], today: date) -> str:
    """Return plan or past, by the lines above the tables, by their columns, then by their days and years."""
    tables = list(tables)
    lines = fold(" ".join(line for table in tables for line in table.title))
    is_plan, is_past = (any(word in lines for word in words) for words in (_PLAN_WORDS, _PAST_WORDS))
    if is_plan != is_past:
        return "plan" if is_plan else "past"
    if any({"women", "minorities"} & table.fields.keys() for table in tables):
        return "past"
    days = []
    for table in tables:
        for row in table.rows:
            with suppress(UnclearTime):
                when = when_of_cells(row.cells, row.section.year or table.year)
                days += [when.last] if when else []
    if days:
        return "past" if max(days) <= today else "plan"
    return "past" if any(table.year and table.year < today.year for table in tables) else "plan"


class _RowPlanner:
    """Plans one row after another; knows the rows before."""

    def __init__(self, setting: YearSetting, choices: YearChoices, meaning: str) -> None:
        self.setting, self.choices, self.meaning = setting, choices, meaning
        self.places = PlaceFinder(setting.unit, setting.user)
        self.agencies: dict[date, AgencyPeriod | None] = {}
        self.rows_by_identity: dict[tuple[Any, ...], int] = {}

    def plan(self, table: YearTable, row: YearRow) -> PlannedActivity:
        check_time(row.sheet, row.number)
        choice = self.choices.rows.get(row.key, {})
        year = row.section.year or table.year or self.choices.year
        values = read_values(table, row, typed=choice.get("values", {}), year=self.choices.year or year)
        planned = PlannedActivity(row, values, "error", problems=list(values.problems))
        if choice.get("exclude"):
            planned.action = "excluded"
            return planned
        day = values.when.first if values.when else date(values.year or self.setting.today.year, 1, 1)
        match = self.places.find(values.place, values.district, day=day)
        values.venue = match.venue[:200]
        remark = self.places.remark(match, values.place or values.district)
        planned.problems += [remark] if remark else []
        planned.unit = None if remark and remark.is_error else match.unit
        if self.meaning == "plan":
            self._plan_promise(planned, choice)
        else:
            self._plan_past(planned, choice)
        return planned

    def _plan_promise(self, planned: PlannedActivity, choice: dict[str, Any]) -> None:
        """A row of a plan counts in the target; with days of its own it becomes a draft, too."""
        values = planned.values
        if not values.kind or values.year is None or any(item.is_error and item.code not in _OF_PLACE for item in planned.problems):
            return
        planned.action = "target"
        has_days = values.when is not None and values.when.precision == "day"
        if not (self.choices.drafts and has_days and values.classes == 1):  # where it will be does not matter yet
            planned.problems = [item for item in planned.problems if item.code not in (*_OF_PLACE, *_NOTES_OF_PLACE)]
            return
        planned.problems = [item.as_warning() for item in planned.problems]
        if planned.unit and values.title:
            self._offer_activity(planned, choice, Activity.Status.DRAFT)
            planned.action = {"record": "both"}.get(planned.action, "target")

    def _plan_past(self, planned: PlannedActivity, choice: dict[str, Any]) -> None:
        values = planned.values
        if values.when is None and not any(item.code in _OF_TIME for item in planned.problems):
            planned.problems.append(problem("no_time"))
        if values.when and values.when.first > self.setting.today:
            planned.problems.append(problem("not_held_yet"))
        if values.when and values.when.precision == "year":
            planned.problems.append(problem("year_only"))
        elif values.when and values.when.precision != "day":
            planned.problems.append(problem("month_only", "warning"))
        if values.participants is None and not any(item.is_error for item in planned.problems):
            planned.problems.append(problem("no_participants", "warning"))
        if any(item.is_error for item in planned.problems):
            return
        if values.classes > 1 and not choice.get("parts"):
            planned.action = "ask"
            planned.problems.append(problem("several_classes", number=values.classes))
            return
        planned.parts = values.classes if choice.get("parts") == "split" else 1
        self._offer_activity(planned, choice, Activity.Status.CLOSED)

    def _offer_activity(self, planned: PlannedActivity, choice: dict[str, Any], status: str) -> None:
        """Record the row, unless it repeats a row above or is recorded already; what the form of an activity refuses is an error here."""
        activity = self._make_activity(planned, status)
        try:
            check(activity)
        except ValidationError as error:
            planned.problems += [problem("refused", message=message) for message in error.messages]
            planned.action = "error"
            return
        identity = (activity.folded, activity.kind, activity.unit_id, activity.starts_on, activity.ends_on)
        earlier_row = self.rows_by_identity.setdefault(identity, planned.row.number)
        planned.activity = activity
        if earlier_row != planned.row.number and not choice.get("new"):
            planned.action, planned.duplicate_of = "duplicate", earlier_row
            return
        planned.twin = None if choice.get("new") else Activity.objects.visible_to(self.setting.user).twins_of(activity).first()
        planned.action = "known" if planned.twin else "record"

    def _make_activity(self, planned: PlannedActivity, status: str) -> Activity:
        values, when = planned.values, planned.values.when
        assert when is not None and planned.unit is not None
        organiser = values.organiser
        if not organiser:
            if when.first not in self.agencies:
                self.agencies[when.first] = AgencyPeriod.valid_on(when.first)
            agency = self.agencies[when.first]
            organiser = agency.name if agency else ""
        is_past = status == Activity.Status.CLOSED
        return MODELS[values.kind](
            title=values.title,
            unit=planned.unit,
            venue=values.venue,
            organiser=organiser[:200],
            starts_on=when.first,
            ends_on=when.last if not is_past else min(when.last, self.setting.today),
            status=status,
            walk_ins=Activity.WalkIns.NONE if is_past else Activity.WalkIns.STAFF,
            target_group=values.target_group[:200],
            planned_participants=None if is_past else values.participants,
        )


_NOTES_OF_PLACE = ("unit_of_file", "read_as_district", "renamed")
_OF_PLACE, _OF_TIME = ("unknown_place", "ambiguous_place", "not_yours", "no_title"), ("unknown_time", "no_such_day", "no_year")


def target_key(year: int, quarter: int | None, kind: str) -> str:
    """Return what a decision about a target is stored under: '2026 contest', '2026-1 contest'."""
    return f"{year}-{quarter} {kind}" if quarter else f"{year} {kind}"


def _quarter_of(values: RowValues) -> int | None:
    """Return the quarter that a row names in a column or a line above it; None for other times and for several quarters."""
    when = values.when
    if when is None or when.precision != "quarter" or (when.last.month - when.first.month) != 2:
        return None
    return when.last.month // 3


def _plan_targets(rows: list[PlannedActivity], setting: YearSetting, choices: YearChoices) -> list[PlannedTarget]:
    """Return a target for each year and kind: the sum of the rows that were not left out and have no error.

    Where each row of them names a quarter, also those left out, there is one for each quarter instead, whatever targets there are already.
    """
    counted_rows = [row.values for row in rows if row.action in ("target", "both") and row.values.year]
    years = {values.year for values in counted_rows if values.year}
    stored = list(Target.objects.filter(unit=setting.unit, year__in=years).select_related("unit__parent__parent"))
    excluded_rows = [row.values for row in rows if row.action == "excluded" and not any(item.is_error for item in row.problems)]
    undivided = {(values.year, values.kind) for values in counted_rows + excluded_rows if _quarter_of(values) is None}
    sums: dict[tuple[int, int, str], list[RowValues]] = defaultdict(list)
    for values in counted_rows:
        part = 0 if (values.year, values.kind) in undivided else _quarter_of(values) or 0
        sums[values.year or 0, part, values.kind].append(values)
    existing = {(known.year, known.quarter or 0, known.kind): known for known in stored}
    targets = []
    for (year, number, kind), summed in sorted(sums.items()):
        quarter = number or None
        activities = sum(values.classes for values in summed)
        counted = [values.participants for values in summed if values.participants is not None]
        participants = sum(counted) if counted else None
        target = existing.get((year, number, kind))
        if target is None:
            decision = "new"
        elif (target.planned_activities, target.planned_participants) == (activities, participants):
            decision = "same"
        else:
            decision = choices.targets.get(target_key(year, quarter, kind), "ask")
        beside = [other for other in stored if (other.year, other.kind) == (year, kind) and (other.quarter is None) != (quarter is None)]
        targets.append(PlannedTarget(year, quarter, kind, activities, participants, target, decision, beside))
    return targets


def _compare_totals(tables: list[YearTable], rows: list[PlannedActivity]) -> tuple[list[TotalCheck], int]:
    """Return the numbers of total lines that are not the sums of their rows, and how many are. Of the rows that a line may add up, those
    count that come nearest."""
    values_by_row = {(row.row.sheet, row.row.number): row.values for row in rows}
    differences, agreed = [], 0
    for line in (line for table in tables for line in table.totals):
        for name, stated in line.counts.items():
            sums = [
                sum(values_by_row[line.sheet, number].counted(name) for number in numbers if (line.sheet, number) in values_by_row)
                for numbers in line.rows
            ]
            if not sums:
                continue
            nearest = min(sums, key=lambda total: abs(total - stated))
            if nearest == stated:
                agreed += 1
            else:
                differences.append(TotalCheck(line, name, stated, nearest))
    return differences, agreed
