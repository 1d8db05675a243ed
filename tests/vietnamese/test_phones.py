import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese.phones import normalise_phone


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0912345678", "0912345678"),
        (" 0912.345.678 ", "0912345678"),
        ("(0912) 345-678", "0912345678"),
        ("0912\u00a0345\u200b678", "0912345678"),
        ("+84 912 345 678", "0912345678"),
        ("+84 (0) 912 345 678", "0912345678"),
        ("0084912345678", "0912345678"),
        ("84912345678", "0912345678"),
        ("912345678", "0912345678"),  # a spreadsheet dropped the zero
        ("841234567", "0841234567"),  # … of a number that begins with 084
        ("84841234567", "0841234567"),
        ("01681234567", "0381234567"),  # before 2018
        ("1681234567", "0381234567"),
        ("+841681234567", "0381234567"),
        ("01201234567", "0701234567"),
        ("01271234567", "0811234567"),
        ("01991234567", "0591234567"),
        ("02553822123", "02553822123"),  # landline, Quảng Ngãi
        ("2553822123", "02553822123"),
        ("+84 255 3822 123", "02553822123"),
        ("02838221234", "02838221234"),
    ],
)
def test_one_number_however_it_is_written(written, number):
    assert normalise_phone(written) == number


@pytest.mark.parametrize("blank", ["", "  ", "\u00a0", "-", "."])
def test_nothing_is_no_number(blank):
    assert normalise_phone(blank) is None


@pytest.mark.parametrize(
    "text",
    ["091234567", "09123456789", "0112345678", "0612345678", "không có", "0912345678 / 0935111222", "+1 202 555 0100", "٠٩١٢٣٤٥٦٧٨", "113"],
)
def test_what_is_no_vietnamese_number_is_refused(text):
    with pytest.raises(ValueError):
        normalise_phone(text)


def test_a_refusal_does_not_repeat_the_number():
    with pytest.raises(ValueError) as refusal:
        normalise_phone("0912345")
    assert "0912345" not in str(refusal.value)


@given(st.from_regex(r"0[35789][0-9]{8}", fullmatch=True), st.sampled_from(["0", "+84", "84", "0084", ""]))
def test_every_mobile_number_comes_out_the_same_by_every_way_of_starting_it(number, start):
    assert normalise_phone(start + number[1:]) == number
    assert normalise_phone(number) == number
