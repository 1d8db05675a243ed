"""The fourteen channels that an installation begins with, loaded from outreach/data/channels.csv."""

import csv
from functools import cache
from pathlib import Path

from outreach.models import Channel

SOURCE = Path(__file__).parent / "channels.csv"
STEP = 10  # between two channels, so that one can be put between them


def load_channels() -> int:
    """Add the channels that are not there yet, and return how many. One that is there stays as an administrator named it."""
    names_by_key = dict(Channel.objects.values_list("key", "name"))
    used_names = set(names_by_key.values())
    channels = [
        Channel(
            key=row["key"],
            name=row["name"] if row["name"] not in used_names else f"{row['name']} ({row['key']})",
            measure=row["measure"],
            section=row["section"],
            fields=row["fields"].split(),
            order=number * STEP,
        )
        for number, row in enumerate(built_in_channels(), 1)
        if row["key"] not in names_by_key
    ]
    Channel.objects.bulk_create(channels)
    return len(channels)


def built_in_keys() -> frozenset[str]:
    return frozenset(row["key"] for row in built_in_channels())


@cache
def words_of_channels() -> dict[str, tuple[str, ...]]:
    """Return key → words, folded, by which workbooks name the channel."""
    return {row["key"]: tuple(row["words"].split("|")) for row in built_in_channels()}


@cache
def built_in_channels() -> tuple[dict[str, str], ...]:
    """Return the rows of the file, in its order."""
    with SOURCE.open(encoding="utf-8") as file:
        return tuple(csv.DictReader(file))
