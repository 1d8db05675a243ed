"""The kinds of reports, each a small file of sections in `kinds/`: which facts, in which sentences. Pure.

A new kind is a new file; tests/reporting/test_report_kinds.py reads them all and refuses a template with a fact that nobody defines.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from reporting.composing.sentences import names_in

FOLDER = Path(__file__).parent / "kinds"
CHANNEL = "channel."  # before the names of facts of a channel, in a paragraph for each
PERIODS = ("year", "half", "nine-months", "quarter", "free")
PeriodName = Literal["year", "half", "nine-months", "quarter", "free"]
DEFAULT = "cchc-year"


@dataclass(frozen=True)
class Paragraph:
    """Sentences in one paragraph. `each_channel_of`: the part of the report whose channels get one each."""

    text: tuple[str, ...]
    needs: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    each_channel_of: str = ""

    @property
    def names(self) -> list[str]:
        return [*(name for template in self.text for name in names_in(template)), *self.needs, *self.without]


@dataclass(frozen=True)
class SectionForm:
    key: str
    level: int
    heading: str = ""
    paragraphs: tuple[Paragraph, ...] = ()


@dataclass(frozen=True)
class AnnexForm:
    """A table behind the text: a report of `exports.reports`, its filters besides period and place, and which of its columns."""

    report: str
    title: str
    filters: dict[str, str]
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReportKind:
    """`subject`: what the report is about, as its title and first sentence say it: 'kết quả công tác …'."""

    key: str
    title: str
    subject: str
    period: PeriodName
    order: int
    sections: tuple[SectionForm, ...]
    annexes: tuple[AnnexForm, ...] = ()

    @property
    def names(self) -> list[str]:
        """Return the facts that its sections ask for, each once, without those of channels."""
        names = [name for section in self.sections for paragraph in section.paragraphs for name in paragraph.names]
        names += [name for section in self.sections for name in names_in(section.heading)]
        return [name for name in dict.fromkeys(names) if not name.startswith(CHANNEL)]

    @property
    def parts_with_channels(self) -> set[str]:
        return {paragraph.each_channel_of for section in self.sections for paragraph in section.paragraphs if paragraph.each_channel_of}


@cache
def report_kinds() -> dict[str, ReportKind]:
    """Return all kinds by key, in the order in which they are offered. Raise ValueError for a file that makes no sense."""
    contents = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))}
    kinds = [_read_kind(key, contents) for key, content in contents.items() if not content.get("is_abstract")]
    return {kind.key: kind for kind in sorted(kinds, key=lambda kind: (kind.order, kind.key))}


def _read_kind(key: str, contents: dict[str, dict[str, Any]]) -> ReportKind:
    """Return the kind of that file with what it takes from the one that it extends."""
    entries = contents[key]
    base = contents[entries["extends"]] if "extends" in entries else {}
    content = base | entries
    if content.get("period") not in PERIODS:
        raise ValueError(f"{key}.toml: period must be one of {PERIODS}")
    replaced = {section["key"]: section for section in entries.get("sections", [])}
    sections = [replaced.pop(section["key"], section) for section in base.get("sections", [])] + list(replaced.values())
    return ReportKind(
        key=key,
        title=content["title"],
        subject=content["subject"],
        period=content["period"],
        order=content.get("order", 100),
        sections=tuple(_read_section(section) for section in sections if section["key"] not in entries.get("leaves_out", [])),
        annexes=tuple(
            AnnexForm(annex["report"], annex["title"], annex.get("filters", {}), tuple(annex.get("columns", ())))
            for annex in content.get("annexes", [])
        ),
    )


def _read_section(content: dict[str, Any]) -> SectionForm:
    paragraphs = [
        Paragraph(
            text=tuple(paragraph["text"]),
            needs=tuple(paragraph.get("needs", ())),
            without=tuple(paragraph.get("without", ())),
            each_channel_of=paragraph.get("each_channel_of", ""),
        )
        for paragraph in content.get("paragraphs", [])
    ]
    return SectionForm(content["key"], content["level"], content.get("heading", ""), tuple(paragraphs))
