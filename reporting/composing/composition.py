"""A report's sections composed from the records, and its headings numbered."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils import translation

from accounts.models import User
from exports.counting.scope import Scope
from reporting.composing.facts import ReportFacts
from reporting.composing.figures import CHANNEL_FIGURES
from reporting.composing.report_kinds import CHANNEL, Paragraph, report_kinds
from reporting.composing.sentences import Sentence, write_paragraph, write_sentence
from reporting.document.contents import to_roman
from reporting.models import FigureData, ReportSection, YearlyReport

LETTERS = "abcdđeghiklmnopqrstuvxy"  # of points in official texts


@dataclass(frozen=True)
class ComposedSection:
    key: str
    level: int
    heading: str
    text: str
    figures: list[FigureData]


@dataclass(frozen=True)
class OutlineItem:
    """A section with its numbered heading. An empty one, without text and without sections below that have any, is not printed."""

    section: ReportSection
    heading: str
    is_empty: bool


def scope_of(report: YearlyReport, user: User) -> Scope:
    """Return what the report is about, narrowed to the user: the scope that every other report counts."""
    return Scope(user, report.first, report.last, report.unit, programme_line=report.programme_line)


def gather_facts(report: YearlyReport, user: User) -> ReportFacts:
    """Return what the report may say, as the user sees the records now; whoever composes both text and figures reads each fact once."""
    return ReportFacts(report, report_kinds()[report.kind], scope_of(report, user))


def compose_sections(facts: ReportFacts) -> list[ComposedSection]:
    sections = []
    with translation.override("vi"):
        for section in facts.kind.sections:
            paragraphs = [written for paragraph in section.paragraphs for written in _compose_paragraphs(paragraph, facts)]
            heading = write_sentence(section.heading, facts)
            figures = [
                FigureData(key=mark.name, text=mark.text, value=facts[mark.name], is_sum=facts.figures[mark.name].is_sum)
                for paragraph in paragraphs
                for mark in paragraph.marks
            ]
            sections.append(
                ComposedSection(
                    key=section.key,
                    level=section.level,
                    heading=heading.text if heading else section.heading,
                    text="\n".join(paragraph.text for paragraph in paragraphs),
                    figures=figures,
                )
            )
    return sections


def figure_values(facts: ReportFacts) -> dict[str, int]:
    """Return every figure that the form of the report may say, in the text or not."""
    named = [name for name in facts.kind.names if name in facts.figures]
    of_channels = [
        f"{channel.key}.{column}"
        for channel in facts.channels
        for column in CHANNEL_FIGURES
        if channel.section in facts.kind.parts_with_channels
    ]
    return {name: int(facts[name]) for name in [*named, *of_channels]}


def _compose_paragraphs(paragraph: Paragraph, facts: ReportFacts) -> list[Sentence]:
    if paragraph.each_channel_of:
        sentences = []
        for channel in facts.channels:
            if channel.section == paragraph.each_channel_of:
                text = tuple(part.replace(f"{{{CHANNEL}", f"{{{channel.key}.") for part in paragraph.text)
                sentences += _compose_paragraphs(replace(paragraph, text=text, each_channel_of=""), facts)
        return sentences
    if any(not facts[name] for name in paragraph.needs) or any(facts[name] for name in paragraph.without):
        return []
    written = write_paragraph(paragraph.text, facts)
    return [written] if written else []


def outline(sections: Sequence[ReportSection]) -> list[OutlineItem]:
    """Return the sections in order with their headings numbered by level: 'I.', '1.', 'a)' (NĐ 30/2020/NĐ-CP, Phụ lục I).

    Empty ones are passed over.
    """
    counts = [0, 0, 0, 0]
    items = []
    for position, section in enumerate(sections):
        below = []
        for later in sections[position + 1 :]:
            if not section.level or not later.level or later.level <= section.level:
                break
            below.append(later)
        is_empty = not section.text.strip() and not any(later.text.strip() for later in below)
        heading = section.heading
        if section.level and not is_empty:
            counts[section.level] += 1
            counts[section.level + 1 :] = [0] * (3 - section.level)
            number = counts[section.level]
            numerals = {1: f"{to_roman(number)}.", 2: f"{number}.", 3: f"{LETTERS[(number - 1) % len(LETTERS)]})"}
            heading = f"{numerals[section.level]} {heading}"
        items.append(OutlineItem(section, heading, is_empty))
    return items
