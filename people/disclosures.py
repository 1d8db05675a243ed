"""The log of who saw or took personal data. Every full list and every export is noted by the view that answers with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.models import User
from people.models import Disclosure, Person
from people.personal_columns import Level, Words, table_of
from places.models import Unit

ONE_VISIT = timedelta(minutes=15)  # a list that draws itself anew every few seconds is looked at once
Reader = User | AnonymousUser | None  # whoever a request comes from; a paired phone is no user


@dataclass(frozen=True, slots=True)
class LoggedList:
    """A list or page whose readers are logged under `name`.

    `rows_are_people`: False for figures. `names_only_its_activity`: a line of the log names the activity, not the people on the list.
    `is_read_by_phones`: paired phones, which have no account, fetch it.
    """

    name: str
    title: Words
    rows_are_people: bool = True
    names_only_its_activity: bool = False
    is_read_by_phones: bool = False


_lists: dict[str, LoggedList] = {}


def register_lists(*lists: LoggedList) -> None:
    """Declare lists whose readers are logged. Raise ValueError for a name that is declared already."""
    for logged_list in lists:
        if logged_list.name in _lists:
            raise ValueError(f"{logged_list.name} is declared twice")
        _lists[logged_list.name] = logged_list


def logged_lists() -> list[LoggedList]:
    """Return every declared list, in the order in which rooms declared them."""
    return list(_lists.values())


def logged_list(name: str) -> LoggedList:
    """Return the list of that name; one that is declared no more has its name for a title."""
    return _lists.get(name) or LoggedList(name, name)


def note(
    list_name: str,
    way: str,
    *,
    by: Reader,
    people: int | None,
    unit: Unit | int | None = None,
    about: str = "",
    person: Person | None = None,
    sensitive: Iterable[str] = (),
    filters: Iterable[tuple[str, str]] = (),
) -> Disclosure:
    """Write one line of the log. `list_name`: the name of a declared list; `way`: of Disclosure.Way; `people`: how many were shown.

    Raise LookupError for a list that nobody declared.
    """
    if list_name not in _lists:
        raise LookupError(f"no room declares a logged list {list_name!r}")
    return Disclosure.objects.create(
        what=list_name,
        way=way,
        about=about[:300],
        filters=[[str(label), str(value)] for label, value in filters],
        unit_id=getattr(unit, "pk", unit),
        person=person,
        people=people,
        sensitive=sorted(sensitive),
        user=_account(by),
        at=timezone.now(),
    )


def note_visit(
    list_name: str,
    *,
    by: Reader,
    people: int,
    unit: Unit | int | None,
    about: str,
    way: str = Disclosure.Way.VIEW,
    person: Person | None = None,
    sensitive: Iterable[str] = (),
) -> None:
    """Note a list that one turns the pages of, or that draws itself anew: a line per user, list and quarter of an hour.

    The line holds the most people that were shown at once. One statement, and one more at the first look and whenever more are shown.
    """
    if not people:
        return
    at = timezone.now()
    earlier = Disclosure.objects.filter(what=list_name, way=way, user=_account(by), unit=unit, about=about[:300], person=person)
    latest = earlier.filter(at__gt=at - ONE_VISIT).order_by("-at").values_list("pk", "people").first()
    if latest is None:
        note(list_name, way, by=by, people=people, unit=unit, about=about, person=person, sensitive=sensitive)
        return
    pk, most_people = latest
    if most_people is None or most_people < people:
        Disclosure.objects.filter(pk=pk).update(people=people)


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
