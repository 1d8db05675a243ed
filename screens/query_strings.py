"""Values of an address's query string, or of a posted field that no form reads."""

from collections.abc import Mapping
from typing import TypeVar

from django.http import HttpRequest

Column = TypeVar("Column")
ID_DIGITS = 18  # every number of so many digits fits a database's 64-bit id


def parse_id(text: str | None) -> int | None:
    """Return the id written in `text`, None for anything else; no row has the id None."""
    return int(text) if text and text.isdecimal() and len(text) <= ID_DIGITS else None


def parse_sort(request: HttpRequest, columns: Mapping[str, Column], *, default: str) -> tuple[Column, bool]:
    """Return the column that `?sort=` names and whether it descends (`?sort=-name`); `default`, written alike, for an unknown name."""
    sort = request.GET.get("sort", "")
    if sort.removeprefix("-") not in columns:
        sort = default
    return columns[sort.removeprefix("-")], sort.startswith("-")
