"""Speakers as people type them, one per line: the name, then the title after a dash, a bar, a colon, a comma or in brackets."""

import re

from vietnamese.text import clean

# A hyphen inside a word is part of a name (Y-Moan); beside a space it separates. A longer dash always separates.
SEPARATOR = re.compile(r"\s*[–—|;:\t]\s*|\s+-\s*|\s*-\s+|\s*,\s*")
IN_BRACKETS = re.compile(r"^(?P<name>[^()]+?)\s*\((?P<title>.*)\)$")


def parse(line: str) -> tuple[str, str]:
    """(full name, title); the title is empty if there is none."""
    bracketed = IN_BRACKETS.match(line.strip())
    if bracketed and not SEPARATOR.search(bracketed["name"]):
        return clean(bracketed["name"]), clean(bracketed["title"])
    name, *rest = SEPARATOR.split(line, maxsplit=1)
    return clean(name), clean(rest[0]) if rest else ""


def written(full_name: str, title: str) -> str:
    return f"{full_name} - {title}" if title else full_name
