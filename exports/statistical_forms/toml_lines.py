"""Where in a TOML file a key stands. Pure: tomllib reads values and knows their lines only where it fails."""

import tomllib
from collections.abc import Iterator
from typing import Any

Path = tuple[str | int, ...]  # names of keys, and numbers of tables in an array, from 0
MAX_LINES = 200  # of one value: where it ends is found by reading it anew with each line


class ValueTooLong(Exception):
    """A value of more lines than are looked through; it begins on `line`."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def line_numbers(text: str) -> dict[Path, int]:
    """Return the line, from 1, of each key and table of a file that tomllib reads. Raise ValueTooLong for one of more than MAX_LINES."""
    numbers: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for number, statement in _statements(text):
        content = tomllib.loads(statement)
        if statement.lstrip().startswith("["):
            table = _table_path(content, counts, is_array=statement.lstrip().startswith("[["))
            numbers.setdefault(table, number)
        else:
            for path in _paths(content, table):
                numbers.setdefault(path, number)
    return numbers


def line_of(path: Path, numbers: dict[Path, int]) -> int:
    """Return the line of a key, else of the table in which it would stand; 1 for the file itself."""
    while path and path not in numbers:
        path = path[:-1]
    return numbers.get(path, 1)


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield each statement with the number of its first line: the fewest lines that TOML reads by themselves."""
    pending: list[str] = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        pending.append(line)
        statement = "\n".join(pending)
        try:
            content = tomllib.loads(statement)
        except ValueError:
            if len(pending) >= MAX_LINES:
                raise ValueTooLong(number - len(pending) + 1) from None
            continue
        if content:
            yield number - len(pending) + 1, statement
        pending = []


def _table_path(content: dict[str, Any], counts: dict[Path, int], *, is_array: bool) -> Path:
    """Return the path that a head in brackets opens; tables of an array are counted in `counts`."""
    path: Path = ()
    value: Any = content
    while isinstance(value, dict) and value:
        name, value = next(iter(value.items()))
        path += (name,)
        if not isinstance(value, list) and path in counts and value:
            path += (counts[path] - 1,)  # a table within the last one of an array
    if is_array:
        counts[path] = counts.get(path, 0) + 1
        path += (counts[path] - 1,)
    elif path[:1] in counts and len(path) == 1:
        path += (counts[path] - 1,)
    return path


def _paths(value: Any, path: Path) -> Iterator[Path]:
    """Yield the path of each key and element within the value."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, entry in entries:
        yield (*path, name)
        yield from _paths(entry, (*path, name))
