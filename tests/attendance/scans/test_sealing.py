"""Opening what a phone sealed. Here Python seals, by the words of the format; tests/browser/test_vectors_in_browser.py has a phone do it."""

import random

import pytest

from attendance.scans.sealing import SEALED_LENGTH, open_card, public_point
from tests.attendance.sealed import as_text, seal, seal_bytes

KEY = b"a secret of the server"
NUMBER = "051085000123"
# Of one sealed card: version, point's form, point, IV, ciphertext, tag.
PARTS = {"version": 0, "form of the point": 1, "x": 20, "y": 50, "iv": 70, "ciphertext": 80, "tag": 100}


def test_what_was_sealed_for_us_is_opened():
    assert open_card(KEY, seal(KEY, NUMBER)) == NUMBER


def test_the_point_is_the_same_for_the_same_key_and_another_for_another():
    assert public_point(KEY) == public_point(KEY) != public_point(KEY + b"!")
    assert (len(public_point(KEY)), public_point(KEY)[0]) == (65, 4)


def test_the_point_never_changes_or_phones_that_were_paired_could_not_send():
    assert public_point(KEY).hex() == (
        "04b232ccf2d3bc0f1b5bb8fbcb66dae654a2aad9d231ee1435f26b09fed930f8a806b8a536e4eeb3b1a75646556a4a5466585338235f644547bfc097e8e1355e54"
    )


def test_what_was_sealed_for_another_key_stays_closed():
    with pytest.raises(ValueError, match="not sealed for us"):
        open_card(KEY, seal(b"another", NUMBER))


@pytest.mark.parametrize("content", [b"", b"05108500012", b"0510850001234", b"05108500012x", b"\xd9\xa0" * 6, b"051085000123\n"])
def test_only_a_national_number_comes_out(content):
    with pytest.raises(ValueError, match="sealed"):
        open_card(KEY, as_text(seal_bytes(KEY, content)))


@pytest.mark.parametrize("part", PARTS)
def test_a_bit_changed_anywhere_keeps_it_closed(part):
    raw = bytearray(seal_bytes(KEY, NUMBER.encode()))
    for bit in range(8):
        raw[PARTS[part]] ^= 1 << bit
        with pytest.raises(ValueError):
            open_card(KEY, as_text(bytes(raw)))
        raw[PARTS[part]] ^= 1 << bit
    assert open_card(KEY, as_text(bytes(raw))) == NUMBER


def test_every_single_byte_counts():
    raw = seal_bytes(KEY, NUMBER.encode())
    for i in range(len(raw)):
        with pytest.raises(ValueError):
            open_card(KEY, as_text(raw[:i] + bytes([raw[i] ^ 0x55]) + raw[i + 1 :]))


@pytest.mark.parametrize(
    "point", [b"\x04" + bytes(64), b"\x04" + b"\xff" * 64, b"\x04" + bytes(63) + b"\x01", b"\x02" + bytes(64), bytes(65)]
)
def test_a_point_off_the_curve_is_refused(point):
    raw = seal_bytes(KEY, NUMBER.encode())
    with pytest.raises(ValueError):
        open_card(KEY, as_text(raw[:1] + point + raw[66:]))


@pytest.mark.parametrize(
    "sealed",
    [
        "", "A", "=", NUMBER, "A" * SEALED_LENGTH, "é" * SEALED_LENGTH, "+" * SEALED_LENGTH, "/" * SEALED_LENGTH, "\x00" * SEALED_LENGTH,
        "A" * 100_000, None, 5, b"AQ", [], {},
    ],
    ids=lambda value: repr(value)[:20],
)  # fmt: skip
def test_what_is_no_sealed_card_is_refused(sealed):
    with pytest.raises(ValueError):
        open_card(KEY, sealed)


@pytest.mark.parametrize("length", [0, 1, 65, 66, 77, 78, 79, 105, 107, 200])
def test_another_length_is_refused(length):
    with pytest.raises(ValueError):
        open_card(KEY, as_text((seal_bytes(KEY, NUMBER.encode()) * 2)[:length]))


def test_one_card_has_one_spelling():
    sealed = seal(KEY, NUMBER)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    last = letters.index(sealed[-1])
    for spelling in (sealed + "=", sealed + "==", sealed + "\n", " " + sealed, sealed[:-1] + letters[last + 1]):  # bits that no byte has
        with pytest.raises(ValueError):
            open_card(KEY, spelling)


def test_two_hundred_spoilt_cards_raise_nothing_but_value_errors():
    chance = random.Random(20240520)
    sealed = seal(KEY, NUMBER)
    for _ in range(200):
        letters = list(sealed)
        for _ in range(chance.randrange(1, 6)):
            where = chance.randrange(len(letters) + 1)
            letters[where : where + chance.randrange(0, 3)] = chance.choice([*"Aa0-_=+/ é\x00😀", "", "AB"])
        spoilt = "".join(letters)
        if spoilt != sealed:
            with pytest.raises(ValueError):
                open_card(KEY, spoilt)
