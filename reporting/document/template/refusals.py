"""Sentences about a template: why it is refused, where that stands and how to mend it in Word; how its page differs from the decree."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reporting.document.template.package import MAX_BYTES, MAX_UNZIPPED

_FILE_MESSAGES = {
    "empty_file": gettext_lazy("Tệp rỗng, không có gì bên trong."),
    "too_large": gettext_lazy("Tệp mẫu lớn quá %(most)s MB. Mẫu chỉ có chữ thường dưới 100 KB: hãy xóa ảnh trong tệp rồi tải lên lại."),
    "not_docx": gettext_lazy("Tệp này không phải văn bản Word (.docx). Hãy mở bằng Word, chọn “Lưu thành” kiểu “Word Document (.docx)”."),
    "old_word": gettext_lazy("Tệp này là Word kiểu cũ (.doc) hoặc có mật khẩu. Hãy bỏ mật khẩu và lưu thành kiểu “Word Document (.docx)”."),
    "macros": gettext_lazy("Tệp có macro hoặc có tệp khác nhúng bên trong nên không nhận. Hãy lưu thành kiểu “Word Document (.docx)”."),
    "zip_bomb": gettext_lazy("Tệp nở ra quá lớn khi giải nén (trên %(unzipped)s MB) nên không được mở."),
    "password": gettext_lazy("Tệp có đặt mật khẩu. Hãy bỏ mật khẩu trong Word rồi tải lên lại."),
    "unsafe_xml": gettext_lazy("Tệp chứa nội dung không an toàn nên không được mở. Hãy chép nội dung sang một văn bản Word mới."),
    "outside": gettext_lazy("Mẫu lấy nội dung từ nơi khác (%(target)s). Hãy xóa ảnh hoặc tệp được liên kết, hoặc mẫu nền đính kèm."),
    "field": gettext_lazy("Mẫu có trường tự động không được dùng: “%(field)s”. Chỉ dùng số trang, mục lục và tham chiếu trong văn bản."),
    "damaged": gettext_lazy("Tệp bị hỏng hoặc tải về chưa hết. Hãy mở thử bằng Word, lưu lại rồi tải lên lần nữa."),
    "code": gettext_lazy("Mẫu có câu lệnh không được dùng. Hãy tải mẫu lên lại để xem chỗ sai."),
    "sealed": gettext_lazy("Tệp mẫu không mở được nữa vì mất khóa mã hóa. Hãy tải mẫu lên lại."),
    "took_too_much": gettext_lazy("Mở mẫu này tốn quá nhiều thời gian hoặc bộ nhớ nên đã dừng. Hãy bắt đầu lại từ mẫu chuẩn."),
}  # fmt: skip
_PROBLEM_MESSAGES = {
    "unknown": gettext_lazy("%(where)s: không có chỗ điền “%(name)s”.%(suggestion)s"),
    "not_text": gettext_lazy("%(where)s: “%(name)s” là danh sách hoặc câu hỏi, không in thẳng được; dùng {%%p for … %%}, {%%p if … %%}."),
    "not_a_list": gettext_lazy("%(where)s: “%(name)s” không phải danh sách nên không lặp được."),
    "not_allowed": gettext_lazy("%(where)s: câu lệnh không được dùng. Chỉ dùng {{ chỗ_điền }}, {%%p for … in … %%} và {%%p if … %%}."),
    "syntax": gettext_lazy("%(where)s: thiếu hoặc thừa dấu ngoặc, hoặc {%%p for %%}, {%%p if %%} chưa có {%%p endfor %%}, {%%p endif %%}."),
    "missing": gettext_lazy("Mẫu thiếu chỗ điền “%(name)s”: báo cáo sẽ không có số hoặc không có nội dung."),
    "page_numbers": gettext_lazy(
        "Số trang không ẩn ở trang đầu. Trong Word, bấm đúp vào lề trên, chọn “Trang đầu khác” (Different First Page) và đặt số trang ở "
        "trang sau; LibreOffice có thể làm mất lựa chọn này khi lưu."
    ),
}  # fmt: skip
_LAYOUT_PARTS = {
    "paper": gettext_lazy("khổ giấy"),
    "top": gettext_lazy("lề trên"),
    "bottom": gettext_lazy("lề dưới"),
    "left": gettext_lazy("lề trái"),
    "right": gettext_lazy("lề phải"),
}
_PARTS = {
    "header": gettext_lazy("Đầu trang"),
    "footer": gettext_lazy("Chân trang"),
    "footnotes": gettext_lazy("Chú thích cuối trang"),
    "properties": gettext_lazy("Thuộc tính của tệp"),
}


class TemplateRefused(ValidationError):
    """A template that is not taken, or cannot be filled. `code`: one of the words above."""

    def __init__(self, code: str, **params: str | int) -> None:
        message = _FILE_MESSAGES.get(code, _FILE_MESSAGES["damaged"])
        sizes = {"most": MAX_BYTES // 2**20, "unzipped": MAX_UNZIPPED // 2**20}
        super().__init__(message, code=code, params=sizes | params)


def describe_problem(problem: Mapping[str, Any]) -> str:
    """Return the sentence for a plain TemplateProblem: where it stands, its text, what was probably meant."""
    suggestion = _(" Có phải là “%(name)s”?") % {"name": problem["suggestion"]} if problem["suggestion"] else ""
    where = str(_PARTS.get(problem["part"]) or _("Đoạn %(number)d") % {"number": problem["paragraph"]})
    if problem["text"]:
        where = _("%(where)s (“%(text)s”)") % {"where": where, "text": problem["text"]}
    values = {"where": where, "name": problem["name"], "suggestion": suggestion}
    return str(_PROBLEM_MESSAGES[problem["code"]]) % values


def describe_deviations(deviations: Sequence[Mapping[str, str]]) -> str:
    """Return the words for plain LayoutDeviations, joined: 'lề trái 25 mm (quy định 30–35 mm); …'."""
    return "; ".join(
        _("%(part)s %(actual)s mm (quy định %(expected)s mm)") % {**deviation, "part": _LAYOUT_PARTS[deviation["part"]]}
        for deviation in deviations
    )
