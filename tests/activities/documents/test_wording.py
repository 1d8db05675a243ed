from datetime import date

import pytest

from activities.documents.wording import cite, name_document, normalise_number

PLAN = {"kind": "plan", "number": "40/KH-UBND", "dated": date(2023, 3, 1), "issuer": "UBND tỉnh Quảng Ngãi"}


@pytest.mark.parametrize(
    "typed",
    ["05/KH-BDT", " 05 / KH - BDT ", "Số: 05/KH-BDT", "số 05/KH–BDT", "05/KH‑BDT", "SỐ:05/ KH-BDT"],
)
def test_a_number_is_one_however_it_is_typed(typed):
    assert normalise_number(typed) == "05/KH-BDT"


def test_a_number_keeps_its_zero_its_letters_and_what_is_no_number():
    assert [normalise_number(text) for text in ("1719/QĐ-TTg", "007/HĐ", "", "Số")] == ["1719/QĐ-TTg", "007/HĐ", "", "Số"]


def test_a_document_is_named_and_cited_as_official_texts_do():
    assert name_document(**PLAN) == "Kế hoạch số 40/KH-UBND ngày 01/3/2023 của UBND tỉnh Quảng Ngãi"
    head = "Kế hoạch số 40/KH-UBND ngày 01 tháng 3 năm 2023 của UBND tỉnh Quảng Ngãi"
    assert cite(**PLAN, title="") == head
    assert cite(**PLAN, title="Phổ biến pháp luật năm 2023") == f"{head} về phổ biến pháp luật năm 2023"
    assert cite(**PLAN, title="Về việc phổ biến pháp luật") == f"{head} về việc phổ biến pháp luật"
    assert cite(**PLAN, title="PBGDPL năm 2023") == f"{head} về PBGDPL năm 2023"
    assert cite(**PLAN | {"kind": "rules", "number": ""}, title="") == "Thể lệ ngày 01 tháng 3 năm 2023 của UBND tỉnh Quảng Ngãi"
