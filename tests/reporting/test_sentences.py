"""Sentences: what has no facts is left out, figures are marked, and stay marked where their text still stands."""

import pytest

from reporting.composing.sentences import Mark, check_template, find_marks, write_paragraph, write_sentence
from vietnamese.numbers import official_number
from vietnamese.text import join_words

FACTS = {"classes": 6, "contests": 10, "readers": 12345, "none": 0, "where": "huyện Ba Tơ", "silence": ""}


@pytest.mark.parametrize(("number", "text"), [(0, "0"), (1, "01"), (9, "09"), (10, "10"), (999, "999"), (1234567, "1.234.567")])
def test_a_count_below_ten_has_a_zero_and_thousands_have_dots(number, text):
    assert official_number(number) == text


@pytest.mark.parametrize(
    ("parts", "text"),
    [([], ""), (["a"], "a"), (["a", "", "b"], "a và b"), (["a", "b", "c"], "a, b và c"), (["a, tỉnh", "b", "c"], "a, tỉnh; b và c")],
)
def test_a_list_is_joined_as_it_is_read_aloud(parts, text):
    assert join_words(parts) == text


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("Tổ chức [{classes} lớp tập huấn] tại {where}.", "Tổ chức 06 lớp tập huấn tại huyện Ba Tơ."),
        ("Có {readers} lượt<, tại {silence}><, {contests} hội thi>.", "Có 12.345 lượt, 10 hội thi."),
        ("Tổ chức [{none} hội thi].", None),
        ("Tại {silence}.", None),
        ("Tiếp tục thực hiện.", "Tiếp tục thực hiện."),
    ],
)
def test_a_part_without_facts_is_left_out_and_a_sentence_that_needs_them_too(template, text):
    written = write_sentence(template, FACTS)
    assert (written.text if written else None) == text


def test_figures_are_marked_with_their_words():
    paragraph = write_paragraph(["Có [{classes} lớp].", "Không có {none}.", "Và {contests} tại {where}."], FACTS)
    assert paragraph.text == "Có 06 lớp. Và 10 tại huyện Ba Tơ."
    assert paragraph.marks == (Mark("classes", "06 lớp"), Mark("contests", "10"))


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("Có 06 lớp và 10 hội thi.", ["06 lớp", "10 hội thi"]),
        ("Có 10 hội thi, trước đó 06 lớp.", ["06 lớp", "10 hội thi"]),
        ("Có 106 lớp, 1.10 hội thi.", [None, None]),
        ("06 lớp", ["06 lớp", None]),
        ("", [None, None]),
    ],
)
def test_a_figure_is_marked_where_its_text_stands_and_not_within_another_number(text, standing):
    places = find_marks(text, ["06 lớp", "10 hội thi"])
    assert [text[slice(*place)] if place else None for place in places] == standing


def test_the_same_figure_twice_is_marked_twice():
    assert find_marks("06 lớp, 06 lớp", ["06 lớp", "06 lớp"]) == [(0, 6), (8, 14)]


@pytest.mark.parametrize("template", ["Có [{classes lớp]", "Có <{classes}", "[{where}]", "[{classes} và {contests}]"])
def test_a_template_that_makes_no_sense_is_refused(template):
    with pytest.raises(ValueError):
        check_template(template, figures=["classes", "contests"])
