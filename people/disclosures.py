"""The log of who saw or took personal data.

A view notes a list or an export that has a line of its own. Whoever else was read for a response (`people.people_read`) is logged when
it is answered (`log_people_read`): as having stood on the lists that the view noted, or in a line of the list of that address.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError
from django.utils import timezone

from accounts.models import User
from people import people_read
from people.models import DisclosedPerson, Disclosure, Person
from people.people_read import ColumnsNoted, PeopleRead
from people.personal_columns import Level, Words, table_of
from places.models import Unit

ONE_VISIT = timedelta(minutes=15)  # a list that draws itself anew every few seconds is looked at once
PEOPLE_PER_STATEMENT = 2000
GUARDED = tuple(name.removesuffix("_id") for name in people_read.GUARDED_COLUMNS)
OTHER_PAGE = "other-page"  # the list of an address that no room declares
Reader = User | AnonymousUser | None  # whoever a request comes from; a paired phone is no user


@dataclass(frozen=True, slots=True)
class LoggedList:
    """A list or page whose readers are logged under `name`.

    `rows_are_people`: False for figures. `names_only_its_activity`: a line of the log names the activity, not the people on the list.
    `is_read_by_phones`: paired phones, which have no account, fetch it. `addresses`: routes, without `api/v1/`, that show people of this
    list without a line of their own. `shows_one_person`: each gets a line, which is about them. `is_of_people_on_record`: False for what a
    workbook brings, whose columns are not those of the people on record who are shown beside it.
    """

    name: str
    title: Words
    rows_are_people: bool = True
    names_only_its_activity: bool = False
    is_read_by_phones: bool = False
    shows_one_person: bool = False
    is_of_people_on_record: bool = True
    addresses: tuple[str, ...] = ()


_lists: dict[str, LoggedList] = {}
_lists_by_address: dict[str, LoggedList] = {}


def register_lists(*lists: LoggedList) -> None:
    """Declare lists whose readers are logged. Raise ValueError for a name or an address that is declared already."""
    for logged_list in lists:
        if logged_list.name in _lists:
            raise ValueError(f"{logged_list.name} is declared twice")
        if repeated := _lists_by_address.keys() & set(logged_list.addresses):
            raise ValueError(f"{sorted(repeated)} are declared twice")
        _lists[logged_list.name] = logged_list
        _lists_by_address.update(dict.fromkeys(logged_list.addresses, logged_list))


def logged_lists() -> list[LoggedList]:
    """Return every declared list, in the order in which rooms declared them."""
    return list(_lists.values())


def logged_list(name: str) -> LoggedList:
    """Return the list of that name; one that is declared no more has its name for a title."""
    return _lists.get(name) or LoggedList(name, name)


def list_at(address: str) -> LoggedList:
    """Return the list that an address shows; `address`: a route without `api/v1/`."""
    return _lists_by_address.get(address) or _lists[OTHER_PAGE]


def note(
    list_name: str,
    way: str,
    *,
    by: Reader,
    people: int | None,
    unit: Unit | int | None = None,
    about: str = "",
    person: Person | int | None = None,
    activity_id: int | None = None,
    sensitive: Iterable[str] = (),
    filters: Iterable[tuple[str, str]] = (),
) -> Disclosure:
    """Write one line of the log. `list_name`: the name of a declared list; `way`: of Disclosure.Way; `people`: how many were shown.

    `activity_id`: when all its people may have been shown; it is kept for lists that name only their activity. Of other lists, those
    stand on it who are read for this response, and whom `add_people` names. Raise LookupError for a list that nobody declared.
    """
    if list_name not in _lists:
        raise LookupError(f"no room declares a logged list {list_name!r}")
    disclosure = Disclosure.objects.create(
        what=list_name,
        way=way,
        about=about[:300],
        filters=[[str(label), str(value)] for label, value in filters],
        unit_id=getattr(unit, "pk", unit),
        person_id=getattr(person, "pk", person),
        activity_id=activity_id if _lists[list_name].names_only_its_activity else None,
        people=people,
        sensitive=sorted(sensitive),
        user=_account(by),
        at=timezone.now(),
    )
    _mark_as_logged(disclosure, tuple(disclosure.sensitive), is_new=True)
    return disclosure


def note_visit(
    list_name: str,
    *,
    by: Reader,
    people: int,
    unit: Unit | int | None,
    about: str,
    way: str = Disclosure.Way.VIEW,
    person: Person | int | None = None,
    activity_id: int | None = None,
    sensitive: Iterable[str] = (),
) -> Disclosure | None:
    """Note a list that one turns the pages of, or that draws itself anew: a line per user, list and quarter of an hour.

    The line holds the most people that were shown at once, and every column that was. One statement, and one more at the first look and
    whenever more is shown. Return the line; None when nobody was shown.
    """
    if not people:
        return None
    at = timezone.now()
    earlier = Disclosure.objects.filter(what=list_name, way=way, user=_account(by), unit=unit, about=about[:300], person=person)
    disclosure = earlier.filter(at__gt=at - ONE_VISIT).order_by("-at").first()
    if disclosure is None:
        return note(
            list_name, way, by=by, people=people, unit=unit, about=about, person=person, activity_id=activity_id, sensitive=sensitive
        )
    _mark_as_logged(disclosure, tuple(sensitive), is_new=False)
    if (disclosure.people or 0) < people:
        disclosure.people = people
        disclosure.save(update_fields=["people"])
    return disclosure


def _mark_as_logged(disclosure: Disclosure, sensitive: tuple[str, ...], *, is_new: bool) -> None:
    """Remember, while a request is answered, whom the line is about: they need no other one. And which columns it may have shown."""
    shown = people_read.current()
    if shown is None:
        return
    if sensitive and disclosure.pk not in shown.columns and logged_list(disclosure.what).is_of_people_on_record:
        shown.columns[disclosure.pk] = ColumnsNoted(tuple(disclosure.sensitive), sensitive, is_new)
    if disclosure.person_id:
        shown.logged_people.add(disclosure.person_id)
    elif disclosure.activity_id:
        shown.logged_activities.add(disclosure.activity_id)
    elif logged_list(disclosure.what).rows_are_people:
        shown.lists[disclosure.pk] = shown.lists.get(disclosure.pk, is_new)


def add_people(disclosure_id: int, people: Iterable[int], *, is_new: bool = False) -> None:
    """Add people to those who stood on the list or in the file of a line. `people`: ids; `is_new`: nobody stands on it yet."""
    ids = set(people)
    if not is_new:
        ids -= set(DisclosedPerson.objects.filter(disclosure=disclosure_id).values_list("person", flat=True))
    rows = [DisclosedPerson(disclosure_id=disclosure_id, person_id=pk) for pk in sorted(ids)]
    DisclosedPerson.objects.bulk_create(rows, batch_size=PEOPLE_PER_STATEMENT)
    shown = people_read.current()
    if shown is not None:
        shown.logged_people |= ids


def log_people_read(shown: PeopleRead, *, by: Reader, way: str, address: str, data: Any = None) -> None:
    """Log whoever was read for a response and stands in no line yet.

    They stood on the first list that was noted meanwhile; where none was, a line of the list of that address is written. `data`: the
    answer of the API, whose columns are those shown; a page may show all that its reader was given.
    """
    for _try in range(5):
        try:
            _log_unlogged(shown, by=by, way=way, address=address, data=data)
            return
        except IntegrityError:  # somebody was merged with another record, or deleted, since they were read
            on_record = set(Person.objects.filter(pk__in=shown.people).values_list("pk", flat=True))
            shown.people = {pk: person for pk, person in shown.people.items() if pk in on_record}
    raise RuntimeError("people kept leaving the record while they were logged")


def _log_unlogged(shown: PeopleRead, *, by: Reader, way: str, address: str, data: Any) -> None:
    _correct_columns(shown, data)
    people = shown.unlogged()
    if not people:
        return
    if shown.lists:
        disclosure_id, is_new = next(iter(shown.lists.items()))
        add_people(disclosure_id, people, is_new=is_new)
        return
    if _account(by) is None:
        return
    page, activity_id, activity = list_at(address), None, None
    if len(shown.activity_rows) == 1:
        [(activity_id, activity)] = shown.activity_rows.items()
    units = {person.unit_id for person in people.values()}
    person_id = next(iter(people)) if page.shows_one_person and len(people) == 1 else None
    if page.names_only_its_activity and all(activity_id in shown.activities.get(pk, ()) for pk in people):
        person_id = None
    else:
        activity_id = None
    disclosure = note_visit(
        page.name,
        by=by,
        people=len(people),
        unit=activity.unit_id if activity else units.pop() if len(units) == 1 else None,
        about=activity.title if activity else "",
        way=way,
        person=person_id,
        activity_id=activity_id,
        sensitive={name for person in people.values() for name in person.filled} if data is None else _columns_in(data),
    )
    if disclosure and disclosure.pk in shown.lists:
        add_people(disclosure.pk, people, is_new=shown.lists[disclosure.pk])


def _correct_columns(shown: PeopleRead, data: Any) -> None:
    """Leave in the lines of this request those columns in which something stood; people who were not read as records may have had all."""
    if not shown.people:
        return
    filled = {name for person in shown.people.values() for name in person.filled}
    if data is not None:
        filled -= _keys_in(data) - _columns_in(data)  # left empty for this reader
    for pk, columns in shown.columns.items():
        kept = () if columns.is_new else columns.stored
        sensitive = sorted(filled.intersection(columns.may_show).union(kept))
        if sensitive != sorted(columns.stored):
            Disclosure.objects.filter(pk=pk).update(sensitive=sensitive)


def _columns_in(data: Any) -> set[str]:
    """Return the guarded columns in which something stands, anywhere in an answer of the API."""
    if isinstance(data, Mapping):
        return {name for name in GUARDED if data.get(name)}.union(*map(_columns_in, data.values()))
    return set().union(*map(_columns_in, data)) if isinstance(data, list | tuple) else set()


def _keys_in(data: Any) -> set[str]:
    """Return the guarded columns that an answer of the API has, filled or not."""
    if isinstance(data, Mapping):
        return {name for name in GUARDED if name in data}.union(*map(_keys_in, data.values()))
    return set().union(*map(_keys_in, data)) if isinstance(data, list | tuple) else set()


def only_unit_of(user: User) -> int | None:
    """Return where the user has roles, if that is one unit: there a list is about to which no unit was chosen."""
    units = set(user.grants.values_list("unit", flat=True))
    return units.pop() if len(units) == 1 else None


def record_row_count(disclosure: Disclosure, rows: int) -> None:
    """Add how many rows were handed over, after the last one: a line without a number is a download that broke off."""
    Disclosure.objects.filter(pk=disclosure.pk).update(people=rows)


def sensitive_among(names: Iterable[str]) -> list[str]:
    """Return those of the columns `names` that are sensitive data of a person."""
    columns = table_of(Person).columns
    return [name for name in names if name in columns and columns[name].level == Level.SENSITIVE]


def _account(reader: Reader) -> User | None:
    """Return None for a paired phone, which is no user: then `about` names it."""
    return reader if isinstance(reader, User) else None
