"""Words that stand on no screen: of another trade, of another region, or the second word for something that has one."""

import re
from pathlib import Path

import pytest

TEXTS = (Path(__file__).parent.parent / "locale/en/LC_MESSAGES/django.po").read_text()
MSGIDS = ["".join(re.findall(r'"(.*)"', block)) for block in re.findall(r'^msgid (".*"(?:\n".*")*)', TEXTS, re.MULTILINE)]
ALLOWED = {"Trình duyệt phải cho phép cookie": "the setting's own name in browsers"}


@pytest.mark.parametrize(
    ("word", "instead"),
    [
        (r"máy chủ", "hệ thống"),
        (r"cookie|SHA-?256|mã băm|khóa sắp xếp|token\b", "what it is for"),
        (r"\bkhông rõ\b(?! của)", "chưa rõ"),
        (r"\bmã ở cửa\b|\bmã cửa\b", "mã QR điểm danh"),
        (r"\bxoá|\bhoá\b|\btoà\b|\bhoà\b", "xóa, hóa, tòa, hòa"),
        (r"\bthôi (dùng|chia sẻ)", "ngừng"),
        (r"\bngười tổ chức\b", "ban tổ chức"),
        (r"\bviệc tuyên truyền\b", "mục tuyên truyền"),
        (r"CCCD|số căn cước", "số định danh cá nhân"),
    ],
)
def test_a_word_that_has_a_better_one_stands_on_no_screen(word, instead):
    wrong = [text for text in MSGIDS if re.search(word, text, re.IGNORECASE) and not any(part in text for part in ALLOWED)]
    assert wrong == [], f"say {instead}"
