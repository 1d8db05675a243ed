"""The people whose records were read while one request is answered.

Whoever is shown was read first: `people.disclosures.log` takes from here who stands on a list, so that no view has to say so itself.
Models report each row that the database hands over (`Person.from_db` and those of activities and registrations).
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, NamedTuple

# The columns of a person that are sensitive or not seen by everybody with a role: whether something stands in them is kept.
GUARDED_COLUMNS = ("birth_date", "ethnic_group_id", "ethnicity_note", "national_id_last4", "phone")


class PersonRead(NamedTuple):
    """So little of a person that a file of thousands of rows can be remembered until its end."""

    unit_id: int | None
    filled: tuple[str, ...]


class ActivityRead(NamedTuple):
    unit_id: int
    title: str


class ColumnsNoted(NamedTuple):
    """The sensitive columns of a line as they stand in the log, and those that a view says it may show."""

    stored: tuple[str, ...]
    may_show: tuple[str, ...]
    is_new: bool


@dataclass(slots=True)
class PeopleRead:
    """Who was read, and which of them stand in the log already.

    `activities`: the activities in which a registration of a person was read. `lists`: ids of lines of the log, written during this
    request, that are about whoever is shown, each with whether it is new. `logged_activities`: those with a line about all their people.
    `columns`: what each of these lines may have shown, which only the answer tells.
    """

    people: dict[int, PersonRead] = field(default_factory=dict)
    activities: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    activity_rows: dict[int, ActivityRead] = field(default_factory=dict)
    logged_people: set[int] = field(default_factory=set)
    logged_activities: set[int] = field(default_factory=set)
    lists: dict[int, bool] = field(default_factory=dict)
    columns: dict[int, ColumnsNoted] = field(default_factory=dict)

    def unlogged(self) -> dict[int, PersonRead]:
        """Return those about whom no line was written: neither about them nor about an activity in which they were read."""
        return {
            pk: person
            for pk, person in self.people.items()
            if pk not in self.logged_people and not self.activities.get(pk, set()) & self.logged_activities
        }


_current: ContextVar[PeopleRead | None] = ContextVar("people_read", default=None)


def current_people_read() -> PeopleRead | None:
    """Return who was read during this request; None outside any, and where nobody is shown."""
    return _current.get()


@contextmanager
def collecting(people_read: PeopleRead | None) -> Iterator[None]:
    """Report the people read inside to `people_read`; to nobody where it is None."""
    token = _current.set(people_read)
    try:
        yield
    finally:
        _current.reset(token)


def not_shown() -> Any:
    """Return a context, or a decorator, for work that reads people only to compare or count them, or to take what a phone sends."""
    return collecting(None)


def report_person(person: Any) -> None:
    """Take a person whose name was read; one whose identity was erased is nobody's data any more."""
    people_read, row = _current.get(), person.__dict__
    if people_read is not None and "full_name" in row and not row.get("anonymised_at"):
        filled = tuple([name.removesuffix("_id") for name in GUARDED_COLUMNS if row.get(name)])
        people_read.people[row["id"]] = PersonRead(row.get("unit_id"), filled)


def report_registration(registration: Any) -> None:
    """Take through which activity a person is read."""
    people_read, row = _current.get(), registration.__dict__
    if people_read is not None and "person_id" in row and "activity_id" in row:
        people_read.activities[row["person_id"]].add(row["activity_id"])


def report_activity(activity: Any) -> None:
    """Take an activity, which is what the page is about if it is the only one."""
    people_read, row = _current.get(), activity.__dict__
    if people_read is not None and "title" in row and "unit_id" in row:
        people_read.activity_rows[activity.pk] = ActivityRead(row["unit_id"], row["title"])
