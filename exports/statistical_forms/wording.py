"""The mistakes of a form's file in sentences: the line, the key, what is wrong, and how to mend it."""

from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exports.statistical_forms.reading import MAX_BYTES, FormRefused, Problem

SENTENCES: dict[str, Any] = {
    "syntax": gettext_lazy(
        "chưa đúng cách viết TOML. Hãy xem dấu ngoặc kép, dấu bằng, dấu phẩy, ngoặc vuông ở dòng này và dòng ngay trên."
    ),
    "repeated_key": gettext_lazy("khóa hoặc mục ở dòng này đã có ở trên. Hãy bỏ bớt một chỗ."),
    "too_deep": gettext_lazy("các dấu ngoặc lồng nhau quá nhiều lớp."),
    "unknown_key": gettext_lazy("không có khóa này ở mục này."),
    "missing": gettext_lazy("còn thiếu khóa này."),
    "wrong_type": gettext_lazy("giá trị phải là %(value)s."),
    "empty": gettext_lazy("đang để trống."),
    "too_long": gettext_lazy("dài quá %(value)s ký tự."),
    "too_many": gettext_lazy("nhiều quá %(value)s mục."),
    "too_many_lines": gettext_lazy("giá trị bắt đầu ở dòng này dài quá %(value)s dòng. Hãy viết gọn lại."),
    "out_of_range": gettext_lazy("phải từ 3 đến %(value)s."),
    "control_character": gettext_lazy("có ký tự xuống dòng hoặc ký tự điều khiển. Hãy viết trên một dòng."),
    "bad_key": gettext_lazy("mã “%(value)s” chỉ gồm chữ thường không dấu, chữ số, dấu gạch nối hoặc gạch dưới."),
    "unknown_measure": gettext_lazy("không có số liệu “%(value)s”."),
    "unknown_grouping": gettext_lazy("không có cách chia “%(value)s”."),
    "unknown_filter": gettext_lazy("không có điều kiện lọc “%(value)s”."),
    "unknown_choice": gettext_lazy("không có giá trị “%(value)s”."),
    "unknown_row": gettext_lazy("không có dòng nào mang mã “%(value)s”."),
    "duplicate_row": gettext_lazy("mã “%(value)s” đã dùng cho dòng ở dòng thứ %(other_line)s của tệp."),
    "duplicate_column": gettext_lazy("mã “%(value)s” đã dùng cho cột ở dòng thứ %(other_line)s của tệp."),
    "rows_or_by": gettext_lazy("ghi hoặc “by” (mỗi nhóm một dòng), hoặc các mục [[rows]], không ghi cả hai và không bỏ cả hai."),
    "no_meaning": gettext_lazy("“%(value)s” không chia được theo các dòng và điều kiện này nên cột không có số nào."),
}
TYPE_NAMES: dict[str, Any] = {
    "text": gettext_lazy("chữ trong ngoặc kép"),
    "texts": gettext_lazy("danh sách chữ trong ngoặc vuông"),
    "number": gettext_lazy("số nguyên"),
    "table": gettext_lazy('một bảng, như { gender = "F" }'),
    "tables": gettext_lazy("các mục trong hai lớp ngoặc vuông, như [[columns]]"),
}
MAX_LISTED = 15


def describe_problem(problem: Problem) -> str:
    """Return 'Dòng 12, khóa “measure”: không có số liệu “x”. Có phải “y”?'."""
    values = {
        "value": TYPE_NAMES[problem.value] if problem.code == "wrong_type" else problem.value,
        "other_line": problem.other_line,
    }
    place = _("Dòng %(line)d, khóa “%(key)s”") if problem.key else _("Dòng %(line)d")
    sentences = [f"{place % {'line': problem.line, 'key': problem.key}}: {SENTENCES[problem.code] % values}"]
    wrong_word = problem.key if problem.code == "unknown_key" else problem.value
    if close_names := get_close_matches(wrong_word, problem.allowed, n=1):
        sentences.append(_("Có phải là “%(name)s”?") % {"name": close_names[0]})
    elif problem.allowed and len(problem.allowed) <= MAX_LISTED:
        sentences.append(_("Chọn một trong: %(names)s.") % {"names": ", ".join(problem.allowed)})
    elif problem.allowed:
        sentences.append(_("Tên dùng được có ở trang Biểu mẫu thống kê."))
    return " ".join(sentences)


def refusal(refused: FormRefused) -> ValidationError:
    """Return the error of `file`, with a sentence for each mistake."""
    return ValidationError({"file": [ValidationError(describe_problem(problem), code=problem.code) for problem in refused.problems]})


def too_large() -> ValidationError:
    message = _("Tệp lớn quá %(most)d KB.") % {"most": MAX_BYTES // 1024}
    return ValidationError({"file": ValidationError(message, code="too_large")})
