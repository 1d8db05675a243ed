"""Values of an address's query string, or of a posted field that no form reads."""

from collections.abc import Mapping
from typing import TypeVar

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

Column = TypeVar("Column")
ID_DIGITS = 18  # every number of so many digits fits a database's 64-bit id


def parse_id(text: str | None) -> int | None:
    """Return the id written in `text`, None for anything else; no row has the id None."""
    return int(text) if text and text.isdecimal() and len(text) <= ID_DIGITS else None


def parse_address(text: str | None) -> str:
    """Return the address of a page of this site that `text` names, such as where a reader came from; "" for anything else."""
    return text if text and text.startswith("/") and url_has_allowed_host_and_scheme(text, allowed_hosts=None) else ""


def parse_sort(request: HttpRequest, columns: Mapping[str, Column], *, default: str) -> tuple[Column, bool]:
    """Return the column that `?sort=` names and whether it descends (`?sort=-name`); `default`, written alike, for an unknown name."""
    sort = request.GET.get("sort", "")
    if sort.removeprefix("-") not in columns:
        sort = default
    return columns[sort.removeprefix("-")], sort.startswith("-")
