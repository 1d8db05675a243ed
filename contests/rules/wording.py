"""A sentence for each thing that may be wrong with rules or with a mark."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contests.scoring.numbers import with_comma
from contests.scoring.rules_data import Problem

SENTENCES = {
    "required": _("Hãy điền ô này."),
    "not_a_list": _("Ở đây cần một danh sách."),
    "not_an_object": _("Ở đây cần một nhóm giá trị có tên."),
    "wrong_length": _("Cần từ %(least)s đến %(most)s mục."),
    "text_too_long": _("Tên dài nhất %(most)s ký tự."),
    "wrong_key": _("Mã chỉ gồm chữ thường không dấu, chữ số và gạch nối, dài nhất %(most)s ký tự."),
    "not_a_number": _("Hãy ghi một số, ví dụ 8,5."),
    "out_of_range": _("Cần một số từ %(least)s đến %(most)s."),
    "not_whole": _("Cần một số nguyên."),
    "unknown_choice": _("Chọn một trong: %(choices)s."),
    "taken": _("Đã có mục này rồi."),
    "off_step": _("Điểm tối đa phải là bội của bước điểm %(step)s."),
    "penalty_without_limit": _("Trừ điểm quá giờ thì phải có thời gian quy định."),
    "wrong_band": _("Mỗi mức gồm số giây quá giờ (từ 1) và số điểm trừ."),
    "bands_do_not_ascend": _("Các mức phải tăng dần cả về số giây và điểm trừ."),
    "after_people": _("Tiêu chí tính theo điểm phải đứng trước câu hỏi phụ, bốc thăm, đồng giải."),
    "does_not_end": _("Mục cuối phải là bốc thăm hoặc đồng giải, để không đội nào còn bằng nhau."),
    "prizes_out_of_order": _("Mỗi giải một dòng, theo thứ tự Nhất, Nhì, Ba, Khuyến khích."),
    "max_below_min": _("Số người nhiều nhất phải từ số ít nhất trở lên."),
}


def as_validation_error(problems: Iterable[Problem]) -> ValidationError:
    """Return the problems as errors of their places, as `rounds.0.criteria.1.max`."""
    errors: dict[str, list[ValidationError]] = {}
    for problem in problems:
        params = {name: with_comma(value) for name, value in problem.params.items()}  # numbers as people write them
        error = ValidationError(SENTENCES[problem.code] % params, code=problem.code)
        errors.setdefault(problem.path or "__all__", []).append(error)
    return ValidationError(errors)
