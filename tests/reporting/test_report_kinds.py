"""Forms of reports: every file is read, and asks only for facts that are defined."""

import pytest

from outreach.models import Channel
from reporting.composing.facts import CHANNEL_WORDS, WORDS
from reporting.composing.figures import CHANNEL_FIGURES, FIGURES
from reporting.composing.report_kinds import CHANNEL, DEFAULT, report_kinds
from reporting.composing.sentences import check_template, names_in

FACTS = {*FIGURES, *WORDS, *(CHANNEL + name for name in (*CHANNEL_FIGURES, *CHANNEL_WORDS))}
COUNTED = {*FIGURES, *(CHANNEL + name for name in CHANNEL_FIGURES)}


@pytest.mark.parametrize("kind", report_kinds().values(), ids=lambda kind: kind.key)
def test_a_form_asks_only_for_facts_that_are_defined(kind):
    keys = [section.key for section in kind.sections]
    assert len(keys) == len(set(keys)) and kind.title and kind.subject
    for section in kind.sections:
        assert set(names_in(section.heading)) <= FACTS
        for paragraph in section.paragraphs:
            assert set(paragraph.names) <= FACTS, section.key
            assert paragraph.each_channel_of or not any(name.startswith(CHANNEL) for name in paragraph.names)
            for template in paragraph.text:
                check_template(template, figures=COUNTED)


@pytest.mark.parametrize("kind", report_kinds().values(), ids=lambda kind: kind.key)
def test_every_part_that_a_channel_can_stand_in_is_spoken_of(kind):
    assert kind.parts_with_channels == set(Channel.Section.values)


def test_the_usual_periods_and_recipients_are_there():
    assert next(iter(report_kinds())) == DEFAULT
    assert {kind.period for kind in report_kinds().values()} == {"year", "half", "nine-months", "quarter", "free"}
