"""Registry of the main navigation: rooms declare their sections, and the paths of theirs that belong to a section.

A room declares in its `navigation.py`, which its AppConfig imports when it is ready; the console draws what is registered.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the main navigation, for users who may do `verb` somewhere; the smallest `order` stands first."""

    name: str
    label: str | Promise
    url_name: str
    order: int
    verb: str = "view"


_sections: dict[str, Section] = {}
_paths: dict[str, list[str]] = defaultdict(list)


def register_section(section: Section) -> None:
    """Raise ValueError for a name that is declared already."""
    if section.name in _sections:
        raise ValueError(f"{section.name} is declared twice")
    _sections[section.name] = section


def register_paths(section_name: str, *prefixes: str) -> None:
    """Mark pages under `prefixes` as parts of a section, beside those under the section's own address."""
    _paths[section_name] += prefixes


def sections() -> list[Section]:
    return sorted(_sections.values(), key=lambda section: section.order)


def covers(section: Section, url: str, path: str) -> bool:
    """Return whether the page at `path` belongs to the section, whose own address is `url`."""
    return path == "/" if url == "/" else path.startswith((url, *_paths[section.name]))
