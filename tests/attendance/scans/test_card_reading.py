"""What stands on an identity card and what is taken of it. The examples are in reading_vectors.json; here is what they cannot say."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.passes import codes
from attendance.scans.card_reading import LONGEST, Reading, read

OLD, ADDRESS, ISSUED = "212345678", "Thôn Mẫu, Ba Vinh", "15042021"
FATHER, MOTHER = "Phạm Văn Cha|051055000111", "Đinh Thị Mẹ|051155000222"
CARD = f"051085000123|{OLD}|Phạm Văn Thử|09021985|Nam|{ADDRESS}|{ISSUED}||{FATHER}|{MOTHER}"


def test_a_card_gives_number_name_birth_and_sex_and_nothing_else():
    assert read(CARD) == Reading(
        "card", number="051085000123", full_name="Phạm Văn Thử", birth_year=1985, birth_date=date(1985, 2, 9), gender="M"
    )


def test_what_else_stands_on_a_card_is_kept_nowhere():
    reading = read(CARD)
    text = " ".join(str(getattr(reading, name)) for name in Reading.__slots__)
    assert [secret for secret in (OLD, ADDRESS, ISSUED, "Cha", "Mẹ", "051055000111", "051155000222") if secret in text] == []


def test_a_reading_in_a_log_shows_neither_number_nor_name():
    assert "051085000123" not in repr(read(CARD)) and "Thử" not in repr(read(CARD))
    assert "051085000123" not in repr(read("051085000123"))


@pytest.mark.parametrize("text", ["051085000123|Phạm Văn Thử", "051085000123|212345678|Phạm", "051085000123|a|b|c|d|e|f"])
def test_of_a_card_that_cannot_be_read_nothing_is_kept(text):
    assert read(text) == Reading("other")


def test_every_new_code_is_read():
    for _ in range(200):
        long, short = codes.new_code(), codes.new_short_code()
        assert (read(long), read(short)) == (Reading("pass", code=long), Reading("short", code=short))


@given(st.text(max_size=200))
def test_no_text_is_an_error(text):
    assert read(text).kind


@given(st.lists(st.sampled_from([*CARD.split("|"), "", "1", "2", "Nữ", "00001985"]), max_size=12), st.sampled_from("|\\~"))
def test_no_shuffled_card_is_an_error(fields, separator):
    reading = read(separator.join(fields))
    assert reading.number is None or reading.number in CARD


def test_a_text_without_end_is_read_no_further_than_a_code_can_hold():
    assert read(" " * LONGEST + CARD) == Reading("other")
