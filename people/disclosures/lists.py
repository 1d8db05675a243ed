"""The lists and pages whose readers are logged, as each room declares them in its `personal_data.py`."""

from dataclasses import dataclass

from people.personal_columns import Words

OTHER_PAGE = "other-page"  # the list of an address that no room declares


@dataclass(frozen=True, slots=True)
class LoggedList:
    """A list or page whose readers are logged under `name`.

    `rows_are_people`: False for figures. `names_only_its_activity`: a line of the log names the activity, not the people on the list.
    `is_read_by_phones`: paired phones, which have no account, fetch it. `addresses`: routes, without `api/v1/`, that show people of this
    list without a line of their own. `shows_one_person`: each gets a line, which is about them. `is_of_people_on_record`: False for what a
    workbook brings, whose columns are not those of the people on record who are shown beside it. `is_family`: every list whose name begins
    with this one's is logged as this one.
    """

    name: str
    title: Words
    rows_are_people: bool = True
    names_only_its_activity: bool = False
    is_read_by_phones: bool = False
    shows_one_person: bool = False
    is_of_people_on_record: bool = True
    is_family: bool = False
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


def declared_list(name: str) -> LoggedList:
    """Return the list of that name, or the family that it belongs to. Raise LookupError for a list that nobody declared."""
    declared = _lists.get(name) or _family_of(name)
    if declared is None:
        raise LookupError(f"no room declares a logged list {name!r}")
    return declared


def logged_list(name: str) -> LoggedList:
    """Return the list of that name; one that is declared no more has its name for a title."""
    return _lists.get(name) or _family_of(name) or LoggedList(name, name)


def _family_of(name: str) -> LoggedList | None:
    return next((declared for declared in _lists.values() if declared.is_family and name.startswith(declared.name)), None)


def list_at(address: str) -> LoggedList:
    """Return the list that an address shows; `address`: a route without `api/v1/`."""
    return _lists_by_address.get(address) or _lists[OTHER_PAGE]
