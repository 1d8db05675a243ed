"""What a person decided in the preview of a year, as `YearImport.choices` stores it."""

from dataclasses import dataclass, field
from typing import Any

MEANINGS = ("plan", "past")
TYPED_FIELDS = ("title", "kind", "when", "place", "classes", "participants", "women", "minorities")  # that may be typed instead of cells


@dataclass(frozen=True, slots=True)
class YearChoices:
    """`meaning`, `year`, `sheet`: "" and None leave it to the file. `drafts`: planned rows with days become drafts, too.

    `targets`: '<year> <kind>' or '<year>-<quarter> <kind>' → replace or keep. `columns`: sheet → column → field. `rows`: key →
    {exclude, new, parts, values}; `new`: record it although there is one already; `parts`: as one activity, or as many as the row counts.
    """

    meaning: str = ""
    year: int | None = None
    sheet: str = ""
    drafts: bool = True
    targets: dict[str, str] = field(default_factory=dict)
    columns: dict[str, dict[int, str]] = field(default_factory=dict)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)


def load_year_choices(stored: dict[str, Any]) -> YearChoices:
    columns = {sheet: {int(index): name for index, name in fields.items()} for sheet, fields in stored.get("columns", {}).items()}
    return YearChoices(**stored | {"columns": columns})


def merge_year_choices(stored: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Return the stored choices with the changes. Targets, columns and rows are added; an empty one takes its decision back."""
    merged = stored | changes
    for name in {"targets", "columns", "rows"} & changes.keys():
        merged[name] = {key: value for key, value in (stored.get(name, {}) | changes[name]).items() if value}
    return merged
