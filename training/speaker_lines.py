"""Speakers as people type them, one per line: the name, then the title after a dash, a bar, a colon, a comma or in brackets. Pure."""

import re

from vietnamese.text import clean

# A hyphen inside a word is part of a name (Y-Moan); beside a space it separates. A longer dash always separates.
SEPARATOR = re.compile(r"\s*[–—|;:\t]\s*|\s+-\s*|\s*-\s+|\s*,\s*")
IN_BRACKETS = re.compile(r"^(?P<name>[^()]+?)\s*\((?P<title>.*)\)$")


def parse_speaker(line: str) -> tuple[str, str]:
    """Return (full name, title); the title is empty if there is none."""
    in_brackets = IN_BRACKETS.match(line.strip())
    if in_brackets and not SEPARATOR.search(in_brackets["name"]):
        return clean(in_brackets["name"]), clean(in_brackets["title"])
    full_name, *title = SEPARATOR.split(line, maxsplit=1)
    return clean(full_name), clean(title[0]) if title else ""


def format_speaker(full_name: str, title: str) -> str:
    return f"{full_name} - {title}" if title else full_name
