"""The input and the rows of a plan: for what a file is read, what a person decided, and what will happen to each row."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from activities.models import Activity
from imports.reading.entries import Problem, RosterEntry
from imports.reading.row_keys import RowKey
from people.models import EthnicGroup, PersonQuerySet
from places.models import Unit

MARKS = ("struck_out", "hidden_row")  # that a file gives to rows; each is the code of a warning of theirs, too
MAX_CANDIDATES = 10  # persons on record that are offered for one row


@dataclass(frozen=True, slots=True)
class PlanSetting:
    """For what a file is read. `among`: the persons on record whom the sender may know; `numbers_among`: those whose cards they may be
    told of; `file_digest` tells the same file again."""

    activity: Activity
    among: PersonQuerySet
    numbers_among: PersonQuerySet
    today: date
    file_digest: str = ""


@dataclass(slots=True)
class PreviewChoices:
    """The decisions of a person in the preview; keys of `columns` are '<sheet>!<block>', those of `rows` as `row_keys` says."""

    sheet: str = ""
    encoding: str = ""
    unit: Unit | None = None  # for rows that name no commune
    role: str = ""
    category: str = ""
    leave_out: frozenset[str] = frozenset()  # marks of rows that stay out, unless something else is decided about the row
    columns: dict[str, dict[int, str]] = field(default_factory=dict)  # '<sheet>!<block>' → column → field
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)  # '<sheet>!<row>' → {exclude} | {person: id} | {new} and {values}


@dataclass(slots=True)
class PlannedRow:
    """One row of the plan. `person_id`: whom it matches; `reasons`: closed words; `duplicate_of`: number of the row that it repeats."""

    sheet: str
    entry: RosterEntry
    action: str = "create"
    unit: Unit | None = None
    other_province: Unit | None = None  # today's province of who lives in another one than the activity's
    has_default_unit: bool = False  # nothing in the file says where
    ethnic_group: EthnicGroup | None = None
    category: str = ""
    ethnicity_note: str = ""
    organisation: str = ""
    card_digest: str | None = None
    person_id: int | None = None
    reasons: list[str] = field(default_factory=list)
    candidates: list[tuple[int, list[str]]] = field(default_factory=list)
    duplicate_of: int | None = None
    is_registered: bool = False
    is_excluded: bool = False
    fills: list[str] = field(default_factory=list)  # what the record does not know yet
    problems: list[Problem] = field(default_factory=list)

    @property
    def key(self) -> str:
        return str(RowKey(self.sheet, self.entry.number, self.entry.part))
