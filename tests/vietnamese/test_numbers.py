"""Amounts in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese.numbers import spell_amount, spell_number

WORDS = [
    (0, "không"),
    (1, "một"),
    (5, "năm"),
    (10, "mười"),
    (15, "mười lăm"),
    (20, "hai mươi"),
    (21, "hai mươi mốt"),
    (24, "hai mươi tư"),
    (25, "hai mươi lăm"),
    (101, "một trăm linh một"),
    (105, "một trăm linh năm"),
    (110, "một trăm mười"),
    (114, "một trăm mười bốn"),
    (115, "một trăm mười lăm"),
    (1_000, "một nghìn"),
    (1_005, "một nghìn không trăm linh năm"),
    (1_015, "một nghìn không trăm mười lăm"),
    (1_100, "một nghìn một trăm"),
    (1_005_000, "một triệu không trăm linh năm nghìn"),
    (1_000_001, "một triệu không trăm linh một"),
    (21_555_000, "hai mươi mốt triệu năm trăm năm mươi lăm nghìn"),
    (1_000_000_000, "một tỷ"),
    (1_234_567_890, "một tỷ hai trăm ba mươi tư triệu năm trăm sáu mươi bảy nghìn tám trăm chín mươi"),
    (25_000_000_000_000, "hai mươi lăm nghìn tỷ"),
    (1_000_005_000_000, "một nghìn tỷ không trăm linh năm triệu"),
]


@pytest.mark.parametrize(("number", "words"), WORDS)
def test_a_number_is_written_as_an_accountant_writes_it(number, words):
    assert spell_number(number) == words


def test_an_amount_begins_with_a_capital_and_ends_with_the_currency():
    assert spell_amount(21_555_000) == "Hai mươi mốt triệu năm trăm năm mươi lăm nghìn đồng"


def test_less_than_nothing_has_no_words():
    with pytest.raises(ValueError, match="-5"):
        spell_number(-5)


VALUES = {"không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9}


@given(st.integers(0, 10**12 - 1))
def test_the_words_read_back_give_the_number(number):
    total = group = digit = 0
    billions = 0
    for word in spell_number(number).split():
        if word in VALUES:
            digit = VALUES[word]
        elif word == "mười":
            group, digit = group + 10, 0
        elif word == "mươi":
            group, digit = group + 10 * digit, 0
        elif word == "trăm":
            group, digit = group + 100 * digit, 0
        elif word in ("nghìn", "triệu"):
            total, group, digit = total + (group + digit) * {"nghìn": 10**3, "triệu": 10**6}[word], 0, 0
        elif word == "tỷ":
            billions, total, group, digit = total + group + digit, 0, 0, 0
    assert billions * 10**9 + total + group + digit == number
