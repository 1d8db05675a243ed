"""By when a request has to be acknowledged and answered: NĐ 356/2025 Điều 5."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.models import DataRequest
from privacy.requests import deadlines
from privacy.requests.actions import in_words

FRIDAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("kind", "alone", "with_others"),
    [
        ("access", 10, 15),
        ("correct", 10, 15),
        ("provide", 10, 15),
        ("restrict", 15, 20),
        ("object", 15, 20),
        ("withdraw", 15, 20),
        ("erase", 20, 30),
    ],
)
def test_each_kind_has_its_term_and_a_longer_one_through_others(kind, alone, with_others):
    assert deadlines.due(kind, received=FRIDAY).answer == FRIDAY + timedelta(days=alone)
    assert deadlines.due(kind, received=FRIDAY, through_others=True).answer == FRIDAY + timedelta(days=with_others)
    assert deadlines.due(kind, received=FRIDAY, is_extended=True).answer == FRIDAY + timedelta(days=2 * alone)


def test_every_kind_of_request_has_a_term():
    assert set(deadlines.DAYS) == set(DataRequest.Kind.values)


@pytest.mark.parametrize(
    ("received", "acknowledge"),
    [
        (date(2026, 11, 23), date(2026, 11, 25)),  # Monday → Wednesday
        (FRIDAY, date(2026, 12, 1)),  # Friday → Tuesday
        (date(2026, 11, 28), date(2026, 12, 1)),  # Saturday → Tuesday
        (date(2026, 4, 29), date(2026, 5, 5)),  # over 30/4, 1/5 and a weekend
        (date(2026, 2, 13), date(2026, 2, 24)),  # over Tết
        (date(2026, 12, 31), date(2027, 1, 5)),  # over New Year and a weekend
        (date(2027, 2, 4), date(2027, 2, 15)),
        (date(2026, 9, 1), date(2026, 9, 4)),
        (date(2026, 4, 24), date(2026, 4, 29)),  # Giỗ Tổ on a Sunday: the Monday after it is free
    ],
)
def test_a_request_is_acknowledged_within_two_working_days(received, acknowledge):
    assert deadlines.due("access", received=received).acknowledge == acknowledge


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.sampled_from(sorted(deadlines.DAYS)), st.booleans(), st.booleans())
def test_no_clock_ends_before_it_begins_and_an_extension_only_lengthens(day, kind, through_others, is_extended):
    due = deadlines.due(kind, received=day, through_others=through_others, is_extended=is_extended)
    assert deadlines.is_working_day(due.acknowledge) and due.acknowledge > day and due.answer > day
    assert due.answer >= deadlines.due(kind, received=day).answer
    between = [day + timedelta(days=n) for n in range(1, (due.acknowledge - day).days + 1)]
    assert sum(map(deadlines.is_working_day, between)) == 2


@pytest.mark.parametrize(
    ("days", "sentence"), [(3, "còn 3 ngày"), (1, "còn 1 ngày"), (0, "hạn hôm nay"), (-1, "quá hạn 1 ngày"), (-12, "quá hạn 12 ngày")]
)
def test_a_clock_is_told_in_words(days, sentence):
    assert in_words(FRIDAY + timedelta(days=days), FRIDAY) == sentence
