import pytest
from django.test import RequestFactory

from screens.query_strings import parse_id, parse_sort

COLUMNS = {"name": "folded", "day": "starts_on"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7", 7),
        ("9" * 18, int("9" * 18)),
        ("9" * 19, None),
        ("", None),
        (None, None),
        ("-7", None),
        ("7.0", None),
        ("²", None),
        (" 7", None),
    ],
)
def test_an_id_is_a_whole_number_that_a_database_can_hold(text, expected):
    assert parse_id(text) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?sort=name", ("folded", False)),
        ("?sort=-name", ("folded", True)),
        ("?sort=password", ("starts_on", True)),
        ("?sort=-", ("starts_on", True)),
        ("", ("starts_on", True)),
    ],
)
def test_a_list_is_sorted_by_a_known_column_else_as_usual(query, expected):
    assert parse_sort(RequestFactory().get(f"/{query}"), COLUMNS, default="-day") == expected
