"""Numbers as they are written from a paper list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.paper.number_lists import NotANumberList, read, write

SIZE = 60
sets = st.frozensets(st.integers(1, SIZE))
some = st.frozensets(st.integers(1, SIZE), min_size=1)
between = st.sampled_from([", ", ",", " ", "; ", "\n", " và ", " , "])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1-15, 17, 20 22", "1-15, 17, 20, 22"),
        ("1 - 3", "1-3"),
        ("1–4; 6—7", "1-4, 6-7"),
        ("1 đến 5, 9 tới 10", "1-5, 9-10"),
        ("1. 2. 3.", "1-3"),
        ("07", "7"),
        ("１-３", "1-3"),
        ("3, 3, 2-4", "2-4"),
        ("tất cả", "1-22"),
        ("TẤT CẢ TRỪ 3, 8", "1-2, 4-7, 9-22"),
        ("tat ca tru 3 8", "1-2, 4-7, 9-22"),
        ("hết trừ 3 và 8", "1-2, 4-7, 9-22"),
        ("trừ 3-20", "1-2, 21-22"),
        ("-3", "1-2, 4-22"),
        ("-3, -8", "1-2, 4-7, 9-22"),
        ("1-15, -3", "1-2, 4-15"),
        ("1-15 -3", "1-2, 4-15"),
        ("1-15 trừ 3, 8", "1-2, 4-7, 9-15"),
        ("tất cả, -3", "1-2, 4-22"),
        ("", ""),
        (" , ", ""),
    ],
)
def test_numbers_are_read_as_people_write_them_on_paper(text, expected):
    assert write(read(text, size=22).numbers) == expected


@pytest.mark.parametrize(
    ("text", "code", "piece"),
    [
        ("1-5, abc", "not_a_number", "abc"),
        ("15a", "not_a_number", "15a"),
        ("1.5", "not_a_number", ".5"),
        ("3-", "not_a_number", "3-"),
        ("1-15-3", "not_a_number", "1-15-3"),
        ("1234567890", "not_a_number", "1234567890"),
        ("15-1", "backwards", "15-1"),
        ("1 -15", "ambiguous", "1 -15"),
        ("-3 -8", "ambiguous", "-3 -8"),
        ("-3, 8", "mixed", "8"),
        ("1-5 tất cả", "mixed", "tat ca"),
        ("1-5 trừ", "nothing_taken_out", "1-5 tru"),
        ("1-5, -9", "not_among", "-9"),
    ],
)
def test_what_has_two_meanings_or_none_is_refused_with_the_piece(text, code, piece):
    with pytest.raises(NotANumberList) as refused:
        read(text, size=22)
    assert (refused.value.code, refused.value.piece) == (code, piece)


@pytest.mark.parametrize(
    ("text", "expected", "unknown"),
    [
        ("0, 5, 250", "5", ("0", "250")),
        ("20-30", "20-22", ("23–30",)),
        ("0-3", "1-3", ("0",)),
        ("1-999999999", "1-22", ("23–999999999",)),
        ("250, 250", "", ("250",)),
        ("tất cả trừ 250", "1-22", ("250",)),
    ],
)
def test_numbers_that_the_list_does_not_have_are_told_apart(text, expected, unknown):
    entered = read(text, size=22)
    assert (write(entered.numbers), entered.unknown) == (expected, unknown)


@given(sets)
def test_what_is_written_reads_back(chosen):
    assert read(write(chosen), size=SIZE).numbers == chosen


@given(some)
def test_all_but_these_are_the_others(chosen):
    others = frozenset(range(1, SIZE + 1)) - chosen
    signed = ", ".join(f"-{number}" for number in sorted(chosen))
    assert read(f"tất cả trừ {write(chosen)}", size=SIZE).numbers == others
    assert read(signed, size=SIZE).numbers == others


@given(st.lists(st.integers(1, SIZE), min_size=1), st.randoms(), between)
def test_order_repetition_and_what_stands_between_change_nothing(chosen, random, comma):
    twice = [*chosen, *chosen]
    random.shuffle(twice)
    assert read(comma.join(map(str, twice)), size=SIZE).numbers == frozenset(chosen)


@given(some, some)
def test_two_lists_in_one_line_are_both(first, second):
    assert read(f"{write(first)}, {write(second)}", size=SIZE).numbers == first | second


@given(st.text(max_size=80) | st.text("0123456789-–,. trừđếnấảtc", max_size=40), st.integers(0, SIZE))
def test_whatever_is_typed_gives_numbers_of_the_list_or_a_refusal(text, size):
    try:
        entered = read(text, size=size)
    except NotANumberList as refused:
        assert len(refused.piece) <= 20
    else:
        assert all(1 <= number <= size for number in entered.numbers)
