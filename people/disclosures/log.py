"""The log of who saw or took personal data.

A view notes a list or an export that has a line of its own. Whoever else was read for a response (`people_read`) is logged when
it is answered (`log_people_read`): as having stood on the lists that the view noted, or in a line of the list of that address.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from itertools import islice
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection
from django.utils import timezone

from accounts.models import User
from people.disclosures.lists import declared_list, list_at, logged_list
from people.disclosures.people_read import GUARDED_COLUMNS, ColumnsNoted, PeopleRead, current_people_read
from people.models import DisclosedPerson, Disclosure, Person
from people.personal_columns import Level, table_of
from places.models import Unit
from screens.id_lists import IdList, IdSet

ONE_VISIT = timedelta(minutes=15)  # a list that draws itself anew every few seconds is looked at once
PEOPLE_PER_STATEMENT = 20_000
# As one list: a hundred thousand people of a long export would be as many objects.
INSERT_PEOPLE = "INSERT INTO people_disclosedperson (disclosure_id, person_id) SELECT %%s, listed.* FROM %s AS listed"
GUARDED = tuple(name.removesuffix("_id") for name in GUARDED_COLUMNS)
Reader = User | AnonymousUser | None  # whoever a request comes from; a paired phone is no user


def note_disclosure(
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
    declared = declared_list(list_name)
    disclosure = Disclosure.objects.create(
        what=declared.name,
        way=way,
        about=about[:300],
        filters=[[str(label), str(value)] for label, value in filters],
        unit_id=getattr(unit, "pk", unit),
        person_id=getattr(person, "pk", person),
        activity_id=activity_id if declared.names_only_its_activity else None,
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
        return note_disclosure(
            list_name, way, by=by, people=people, unit=unit, about=about, person=person, activity_id=activity_id, sensitive=sensitive
        )
    _mark_as_logged(disclosure, tuple(sensitive), is_new=False)
    if (disclosure.people or 0) < people:
        disclosure.people = people
        disclosure.save(update_fields=["people"])
    return disclosure


def _mark_as_logged(disclosure: Disclosure, sensitive: tuple[str, ...], *, is_new: bool) -> None:
    """Remember, while a request is answered, whom the line is about: they need no other one. And which columns it may have shown."""
    people_read = current_people_read()
    if people_read is None:
        return
    if sensitive and disclosure.pk not in people_read.columns and logged_list(disclosure.what).is_of_people_on_record:
        people_read.columns[disclosure.pk] = ColumnsNoted(tuple(disclosure.sensitive), sensitive, is_new)
    if disclosure.person_id:
        people_read.logged_people.add(disclosure.person_id)
    elif disclosure.activity_id:
        people_read.logged_activities.add(disclosure.activity_id)
    elif logged_list(disclosure.what).rows_are_people:
        people_read.lists[disclosure.pk] = people_read.lists.get(disclosure.pk, is_new)


def add_people(disclosure_id: int, people: Iterable[int], *, is_new: bool = False) -> None:
    """Add people to those who stood on the list or in the file of a line. `people`: ids; `is_new`: nobody stands on it yet.

    Whoever is not on record any more is left out.
    """
    ids = IdSet(people)
    if not is_new:
        ids -= IdSet(DisclosedPerson.objects.filter(disclosure=disclosure_id).values_list("person", flat=True))
    in_order = iter(ids)
    while chunk := list(islice(in_order, PEOPLE_PER_STATEMENT)):
        try:
            _insert_people(disclosure_id, chunk)
        except IntegrityError:  # somebody was merged with another record, or deleted, since they were read
            _insert_people(disclosure_id, Person.objects.filter(pk__in=IdList(chunk)).values_list("pk", flat=True))
    people_read = current_people_read()
    if people_read is not None:
        people_read.logged_people.update(ids)


def _insert_people(disclosure_id: int, people: Iterable[int]) -> None:
    listed, params = IdList(people).as_sql(None, connection)
    with connection.cursor() as cursor:
        cursor.execute(INSERT_PEOPLE % listed, [disclosure_id, *params])


def log_people_read(people_read: PeopleRead, *, by: Reader, way: str, address: str, data: Any = None) -> None:
    """Log whoever was read for a response and stands in no line yet.

    They stood on the first list that was noted meanwhile; where none was, a line of the list of that address is written. `data`: the
    answer of the API, whose columns are those shown; a page may show all that its reader was given.
    """
    for _try in range(5):
        try:
            _log_unlogged(people_read, by=by, way=way, address=address, data=data)
            return
        except IntegrityError:  # somebody was merged with another record, or deleted, since they were read
            on_record = set(Person.objects.filter(pk__in=people_read.people).values_list("pk", flat=True))
            people_read.people = {pk: person for pk, person in people_read.people.items() if pk in on_record}
    raise RuntimeError("people kept leaving the record while they were logged")


def _log_unlogged(people_read: PeopleRead, *, by: Reader, way: str, address: str, data: Any) -> None:
    _correct_columns(people_read, data)
    people = people_read.unlogged()
    if not people:
        return
    if people_read.lists:
        disclosure_id, is_new = next(iter(people_read.lists.items()))
        add_people(disclosure_id, people, is_new=is_new)
        return
    if _account(by) is None:
        return
    page, activity_id, activity = list_at(address), None, None
    if len(people_read.activity_rows) == 1:
        [(activity_id, activity)] = people_read.activity_rows.items()
    units = {person.unit_id for person in people.values()}
    person_id = next(iter(people)) if page.shows_one_person and len(people) == 1 else None
    if page.names_only_its_activity and all(activity_id in people_read.activities.get(pk, ()) for pk in people):
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
    if disclosure and disclosure.pk in people_read.lists:
        add_people(disclosure.pk, people, is_new=people_read.lists[disclosure.pk])


def _correct_columns(people_read: PeopleRead, data: Any) -> None:
    """Leave in the lines of this request those columns in which something stood; people who were not read as records may have had all."""
    if not people_read.people:
        return
    filled = {name for person in people_read.people.values() for name in person.filled}
    if data is not None:
        filled -= _keys_in(data) - _columns_in(data)  # left empty for this reader
    for pk, columns in people_read.columns.items():
        stored = () if columns.is_new else columns.stored
        sensitive = sorted(filled.intersection(columns.may_show).union(stored))
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
