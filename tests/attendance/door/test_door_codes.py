"""Door codes: which are taken when. No database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.door import codes

KEY, OTHER = "ab" * 16, "cd" * 16
NOON = 1_800_000_000 // 30 * 30  # begins a step

keys = st.binary(min_size=16, max_size=16).map(bytes.hex)
moments = st.floats(min_value=1.6e9, max_value=4e9, allow_nan=False)


@pytest.mark.parametrize(
    ("seconds_later", "is_taken"),
    [(-31, False), (-30, True), (0, True), (29, True), (30, True), (119, True), (120, False), (86_400, False)],
)
def test_a_code_is_taken_from_half_a_minute_before_its_step_until_ninety_seconds_after(seconds_later, is_taken):
    code = codes.token(KEY, codes.step_at(NOON))
    assert codes.is_current(KEY, code, NOON + seconds_later) is is_taken


@given(keys, moments, st.integers(min_value=-20, max_value=20))
def test_a_code_is_taken_exactly_within_three_steps_behind_and_one_ahead(key, seconds, steps):
    code = codes.token(key, codes.step_at(seconds) + steps)
    assert codes.is_current(key, code, seconds) is (-3 <= steps <= 1)


@given(keys, moments, st.floats(min_value=0, max_value=90))
def test_whoever_reads_a_code_has_ninety_seconds(key, seconds, later):
    assert codes.is_current(key, codes.token(key, codes.step_at(seconds)), seconds + later)


@given(keys, moments)
def test_case_does_not_matter(key, seconds):
    code = codes.token(key, codes.step_at(seconds))
    assert codes.is_current(key, code.lower(), seconds) and codes.is_poster(key, codes.token(key, codes.POSTER).lower())


@given(moments)
def test_another_sittings_code_opens_nothing(seconds):
    assert not codes.is_current(KEY, codes.token(OTHER, codes.step_at(seconds)), seconds)
    assert not codes.is_poster(KEY, codes.token(OTHER, codes.POSTER))


@given(keys, moments)
def test_the_posters_code_and_the_changing_ones_do_not_stand_for_each_other(key, seconds):
    assert not codes.is_current(key, codes.token(key, codes.POSTER), seconds)
    assert not codes.is_poster(key, codes.token(key, codes.step_at(seconds)))


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=40), moments)
def test_what_is_no_code_opens_nothing(code, seconds):
    assert not codes.is_current(KEY, code, seconds) and not codes.is_poster(KEY, code)


@given(moments)
def test_a_step_ends_within_thirty_seconds(seconds):
    assert 0 < codes.step_ends(codes.step_at(seconds)) - seconds <= 30


def test_a_printed_posters_code_stays_what_it_is():
    assert (codes.token(KEY, codes.POSTER), codes.token(KEY, 1)) == ("E7GR4EMPBK3VYZKA", "VQ6BAIOPM3UTGOSM")
