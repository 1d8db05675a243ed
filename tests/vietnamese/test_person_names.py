import unicodedata

import pytest

from vietnamese.names import problem_with_name


@pytest.mark.parametrize(
    "name",
    [
        "A Brol",
        "Y Hoa",
        "Rơ Châm Hlan",
        "K'Tiếu",
        "K’Tiếu",
        "H'Hen Niê",
        "Đinh Văn Rê",
        "Č Ŏ ĭ",
        "Rơ\u0306 Chăm",
        "Nguyễn Thị Tuyết-Mai",
        "Ng. V. Rê",
        "Rê",
        "Ô Y",
    ],
)
def test_names_of_all_our_people_are_names(name):
    assert problem_with_name(name) is None
    assert problem_with_name(unicodedata.normalize("NFD", name)) is None


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", "too_short"),
        ("A", "too_short"),
        (" A. ", "too_short"),
        ("A" * 101, "too_long"),
        ("A" * 100, None),
        ("123", "not_a_name"),
        ("Nguyễn Văn 2", "not_a_name"),
        ("=1+1", "not_a_name"),
        ("=Rê", "not_a_name"),
        ("+Rê", "not_a_name"),
        ("-Rê", "not_a_name"),
        ("@Rê", "not_a_name"),
        ("Hoa \N{SUNFLOWER}", "not_a_name"),
        ("...", "not_a_name"),
        ("NguyÔn V¨n Nam", "not_a_name"),  # TCVN3 read as Unicode
        ("<b>Rê</b>", "not_a_name"),
    ],
)
def test_what_is_no_name_is_called_by_what_is_wrong_with_it(name, problem):
    assert problem_with_name(name) == problem
