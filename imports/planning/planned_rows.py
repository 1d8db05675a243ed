"""What a plan is made of: for what a file is read, what somebody decided, and one row with what will happen to it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from activities.models import Activity
from imports.reading.entries import Problem, RosterEntry
from people.models import EthnicGroup, PersonQuerySet
from places.models import Unit


@dataclass(frozen=True, slots=True)
class Setting:
    """For what a file is read: `among` are the persons whom whoever sends it may know; `file_digest` tells the same file again."""

    activity: Activity
    among: PersonQuerySet
    today: date
    file_digest: str = ""


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
    entry: RosterEntry
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
