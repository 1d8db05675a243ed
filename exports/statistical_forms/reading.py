"""Reading a form: a TOML file of texts, rows, columns and what they count, with every mistake in it. Pure."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from exports.statistical_forms.toml_lines import MAX_LINES, Path, ValueTooLong, line_numbers, line_of

MAX_BYTES = 64 * 1024
MAX_KEY, MAX_TITLE, MAX_TEXT = 30, 200, 500  # characters
MAX_COLUMNS, MAX_ROWS, MAX_NOTES, MAX_SIGNATURES = 40, 60, 20, 2
KEY = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
CONTROL_CHARACTERS = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
PLACE_IN_FILE = re.compile(r"\(at line (\d+), column (\d+)\)")
FREE = "free"
Where = Mapping[str, str]  # grouping → the key of the group that is counted


@dataclass(frozen=True)
class FormColumn:
    """`only_rows`: keys of the rows in which it has a figure; empty: all. `counts`: what it counts, in words."""

    key: str
    title: str
    measure: str
    group: str = ""
    counts: str = ""
    width: int = 10
    where: Where = field(default_factory=dict)
    only_rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class FormRow:
    key: str
    title: str
    where: Where = field(default_factory=dict)


@dataclass(frozen=True)
class StatisticalForm:
    """Either `by`, a grouping whose groups are the rows, or `rows`, which may overlap and are never added up."""

    key: str
    title: str
    columns: tuple[FormColumn, ...]
    rows: tuple[FormRow, ...] = ()
    by: str = ""
    row_heading: str = ""
    purpose: str = ""
    form_number: str = ""
    issued_under: str = ""
    receiver: str = ""
    breakdown: str = ""
    unit_of_measure: str = ""
    orientation: str = "landscape"
    periods: tuple[str, ...] = (FREE,)
    signatures: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    filters: Where = field(default_factory=dict)


@dataclass(frozen=True)
class Vocabulary:
    """What a form may name. `choices`: by grouping, the groups that a condition may name; `filters`: by filter, its values, None for any.

    `can_count(measure, groupings)`: whether the measure has a meaning in these groupings.
    """

    measures: frozenset[str]
    groupings: frozenset[str]
    choices: Mapping[str, tuple[str, ...]]
    filters: Mapping[str, tuple[str, ...] | None]
    periods: tuple[str, ...]
    can_count: Callable[[str, tuple[str, ...]], bool]


@dataclass(frozen=True)
class Problem:
    """A mistake: its code (exports.statistical_forms.wording has the sentences), where it stands, and what could stand there."""

    code: str
    line: int = 1
    key: str = ""
    value: str = ""
    allowed: tuple[str, ...] = ()
    other_line: int = 0


class FormRefused(Exception):
    """A file that is no form, with all its mistakes."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__([problem.code for problem in problems])
        self.problems = problems


@dataclass(frozen=True)
class Entry:
    """What a key takes: text, texts, number, table (of texts) or tables."""

    kind: str
    is_required: bool = False
    most: int = MAX_TITLE  # characters of a text, entries of a list, the largest number
    is_key: bool = False


TYPES: dict[str, Any] = {"text": str, "texts": list, "number": int, "table": dict, "tables": list}
FORM = {
    "key": Entry("text", True, MAX_KEY, is_key=True),
    "title": Entry("text", True),
    "purpose": Entry("text", most=MAX_TEXT),
    "form_number": Entry("text"),
    "issued_under": Entry("text"),
    "receiver": Entry("text"),
    "breakdown": Entry("text"),
    "unit_of_measure": Entry("text"),
    "orientation": Entry("text"),
    "periods": Entry("texts", most=10),
    "signatures": Entry("texts", most=MAX_SIGNATURES),
    "notes": Entry("texts", most=MAX_NOTES),
    "by": Entry("text"),
    "row_heading": Entry("text"),
    "filters": Entry("table"),
    "columns": Entry("tables", True, MAX_COLUMNS),
    "rows": Entry("tables", most=MAX_ROWS),
}
COLUMN = {
    "key": Entry("text", True, MAX_KEY, is_key=True),
    "title": Entry("text", True),
    "group": Entry("text"),
    "measure": Entry("text", True),
    "counts": Entry("text", most=MAX_TEXT),
    "width": Entry("number", most=60),
    "where": Entry("table"),
    "only_rows": Entry("texts", most=MAX_ROWS),
}
ROW = {"key": Entry("text", True, MAX_KEY, is_key=True), "title": Entry("text", True), "where": Entry("table")}


def read_form(text: str, vocabulary: Vocabulary) -> StatisticalForm:
    """Return the form. Raise FormRefused with every mistake, in the order of lines."""
    try:
        content = tomllib.loads(text)
    except RecursionError:
        raise FormRefused([Problem("too_deep")]) from None
    except ValueError as error:  # TOMLDecodeError, and a number of thousands of digits
        place = PLACE_IN_FILE.search(str(error))
        line = int(place[1]) if place else text.rstrip().count("\n") + 1
        is_repeated = "overwrite" in str(error) or "twice" in str(error)
        problem = Problem("repeated_key" if is_repeated else "syntax", line, value=place[2] if place else "")
        raise FormRefused([problem]) from None
    check = FormCheck(content, text, vocabulary)
    try:
        check.run()
    except ValueTooLong as error:
        raise FormRefused([Problem("too_many_lines", error.line, value=str(MAX_LINES))]) from None
    if check.problems:
        raise FormRefused(sorted(check.problems, key=lambda problem: problem.line))
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in content.items()}
    return StatisticalForm(**values | {"columns": _columns_of(content), "rows": _rows_of(content)})


class FormCheck:
    """The mistakes of a file: first the kind of each value, then what the form names, as far as it has the right kinds."""

    def __init__(self, content: dict[str, Any], text: str, vocabulary: Vocabulary) -> None:
        self.content, self.text, self.vocabulary = content, text, vocabulary
        self.problems: list[Problem] = []

    @cached_property
    def lines(self) -> dict[Path, int]:
        """The line of each key: looked for only where something is wrong. Raise ValueTooLong as `line_numbers` does."""
        return line_numbers(self.text)

    def run(self) -> None:
        self.check_table((), self.content, FORM)
        for name, entries in (("columns", COLUMN), ("rows", ROW)):
            tables = self.content.get(name)
            for index, table in enumerate(tables if isinstance(tables, list) else ()):
                if isinstance(table, dict):
                    self.check_table((name, index), table, entries)
                else:
                    self.add("wrong_type", (name, index), value="tables")
        if not self.problems:
            self.check_names()

    def add(self, code: str, path: Path, *, value: object = "", allowed: tuple[str, ...] = (), other_line: int = 0) -> None:
        key = next((name for name in reversed(path) if isinstance(name, str)), "")
        self.problems.append(Problem(code, line_of(path, self.lines), key, str(value)[:60], allowed, other_line))

    def check_table(self, path: Path, table: dict[str, Any], entries: dict[str, Entry]) -> None:
        for name, value in table.items():
            if name in entries:
                self.check_value((*path, name), value, entries[name])
            else:
                self.add("unknown_key", (*path, name), allowed=tuple(entries))
        for name, entry in entries.items():
            if entry.is_required and name not in table:
                self.problems.append(Problem("missing", line_of(path, self.lines), name))

    def check_value(self, path: Path, value: Any, entry: Entry) -> None:
        if not isinstance(value, TYPES[entry.kind]) or isinstance(value, bool):
            self.add("wrong_type", path, value=entry.kind)
        elif entry.kind == "number":
            if not 3 <= value <= entry.most:
                self.add("out_of_range", path, value=entry.most)
        elif entry.kind == "text":
            self.check_text(path, value, entry)
        elif entry.kind in ("texts", "tables") and len(value) > entry.most:
            self.add("too_many", path, value=entry.most)
        elif entry.kind == "tables" and not value:
            self.add("empty", path)
        elif entry.kind in ("texts", "table"):
            for name, text in enumerate(value) if entry.kind == "texts" else value.items():
                if isinstance(text, str):
                    self.check_text((*path, name), text, Entry("text", most=MAX_TEXT))
                else:
                    self.add("wrong_type", (*path, name), value="text")

    def check_text(self, path: Path, text: str, entry: Entry) -> None:
        if not text.strip():
            self.add("empty", path)
        elif len(text) > entry.most:
            self.add("too_long", path, value=entry.most)
        elif CONTROL_CHARACTERS.search(text):
            self.add("control_character", path)
        elif entry.is_key and not KEY.fullmatch(text):
            self.add("bad_key", path, value=text)

    def check_names(self) -> None:
        content, vocabulary = self.content, self.vocabulary
        self.check_choice(("orientation",), content.get("orientation", "landscape"), ("landscape", "portrait"))
        for index, period in enumerate(content.get("periods", ())):
            self.check_choice(("periods", index), period, vocabulary.periods)
        for name, value in content.get("filters", {}).items():
            if name not in vocabulary.filters:
                self.add("unknown_filter", ("filters", name), value=name, allowed=tuple(vocabulary.filters))
            elif (allowed := vocabulary.filters[name]) is not None:
                self.check_choice(("filters", name), value, allowed)
        if ("by" in content) == ("rows" in content):
            self.add("rows_or_by", ("by",) if "by" in content else ())
        if "by" in content and content["by"] not in vocabulary.groupings:
            self.add("unknown_grouping", ("by",), value=content["by"], allowed=tuple(sorted(vocabulary.groupings)))
        for name in ("columns", "rows"):
            self.check_keys(name)
            for index, table in enumerate(content.get(name, ())):
                self.check_conditions((name, index, "where"), table.get("where", {}))
        row_keys = tuple(row["key"] for row in content.get("rows", ()))
        for index, column in enumerate(content["columns"]):
            if column["measure"] not in vocabulary.measures:
                allowed_measures = tuple(sorted(vocabulary.measures))
                self.add("unknown_measure", ("columns", index, "measure"), value=column["measure"], allowed=allowed_measures)
            for number, key in enumerate(column.get("only_rows", ())):
                if key not in row_keys:
                    self.add("unknown_row", ("columns", index, "only_rows", number), value=key, allowed=row_keys)
        if not self.problems:
            self.check_meaning()

    def check_choice(self, path: Path, value: str, allowed: tuple[str, ...]) -> None:
        if value not in allowed:
            self.add("unknown_choice", path, value=value, allowed=allowed)

    def check_keys(self, name: str) -> None:
        first_paths: dict[str, Path] = {}
        for index, table in enumerate(self.content.get(name, ())):
            path = (name, index, "key")
            first_path = first_paths.setdefault(table["key"], path)
            if first_path != path:
                code = "duplicate_row" if name == "rows" else "duplicate_column"
                self.add(code, path, value=table["key"], other_line=line_of(first_path, self.lines))

    def check_conditions(self, path: Path, where: dict[str, str]) -> None:
        for name, value in where.items():
            if name not in self.vocabulary.choices:
                self.add("unknown_grouping", (*path, name), value=name, allowed=tuple(sorted(self.vocabulary.choices)))
            else:
                self.check_choice((*path, name), value, self.vocabulary.choices[name])

    def check_meaning(self) -> None:
        """Refuse a column that would have no figure in any row."""
        rows = [FormRow(self.content["by"], "", {self.content["by"]: ""})] if "by" in self.content else _rows_of(self.content)
        for index, column in enumerate(_columns_of(self.content)):
            counted_rows = [row for row in rows if not column.only_rows or row.key in column.only_rows]
            if not any(self.vocabulary.can_count(column.measure, tuple({**row.where, **column.where})) for row in counted_rows):
                self.add("no_meaning", ("columns", index, "measure"), value=column.measure)


def _columns_of(content: dict[str, Any]) -> tuple[FormColumn, ...]:
    return tuple(FormColumn(**{**column, "only_rows": tuple(column.get("only_rows", ()))}) for column in content["columns"])


def _rows_of(content: dict[str, Any]) -> tuple[FormRow, ...]:
    return tuple(FormRow(**row) for row in content.get("rows", ()))
