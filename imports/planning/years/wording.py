"""What is said at a row of a year: what is wrong, and what to look at again."""

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy, pgettext_lazy

COUNT_TITLES: dict[str, Any] = {
    "classes": gettext_lazy("Số lớp"),
    "participants": gettext_lazy("Số người"),
    "women": gettext_lazy("Nữ"),
    "minorities": gettext_lazy("Dân tộc thiểu số"),
}
FIELD_TITLES: dict[str, Any] = {
    "": gettext_lazy("Không dùng"),
    "number": gettext_lazy("Số thứ tự"),
    "title": gettext_lazy("Tên lớp, hội thi"),
    "kind": gettext_lazy("Loại"),
    "when": gettext_lazy("Thời gian"),
    "month": pgettext_lazy("of a plan", "Tháng"),
    "quarter": gettext_lazy("Quý"),
    "year": gettext_lazy("Năm"),
    "starts": gettext_lazy("Từ ngày"),
    "ends": gettext_lazy("Đến ngày"),
    "place": gettext_lazy("Địa điểm"),
    "commune": gettext_lazy("Xã"),
    "district": gettext_lazy("Huyện"),
    **COUNT_TITLES,
    "target_group": gettext_lazy("Đối tượng"),
    "organiser": gettext_lazy("Đơn vị tổ chức"),
    "note": gettext_lazy("Ghi chú"),
}
_SENTENCES: dict[str, Any] = {
    "title_too_long": gettext_lazy("Tên dài quá 300 ký tự. Hãy rút gọn."),
    "no_title": gettext_lazy("Dòng này không có tên lớp, hội thi. Hãy ghi tên."),
    "unknown_kind": gettext_lazy("Chưa rõ là lớp tập huấn hay hội thi. Hãy chọn loại."),
    "unclear_count": gettext_lazy("%(field)s: không hiểu số “%(value)s”. Hãy ghi một số."),
    "part_without_total": gettext_lazy("Có số ở cột %(field)s mà không có tổng số người. Hãy ghi tổng số."),
    "more_than_all": gettext_lazy("%(field)s là %(part)s, nhiều hơn tổng số người là %(total)s. Hãy sửa một trong hai số."),
    "shared_count": gettext_lazy("%(field)s nằm trong ô gộp của nhiều dòng: đã tính cho dòng trên cùng, dòng này để trống."),
    "struck_out": gettext_lazy("Dòng bị gạch ngang trong tệp. Bỏ dòng này nếu không tổ chức."),
    "hidden_row": gettext_lazy("Dòng bị ẩn trong tệp."),
    "unknown_time": gettext_lazy("Không hiểu thời gian “%(value)s”. Hãy ghi như 15/3/2024, 15-16/3/2024 hoặc tháng 3/2024."),
    "no_such_day": gettext_lazy("Không có ngày “%(value)s”. Hãy sửa thời gian."),
    "no_year": gettext_lazy("Chưa rõ năm nào. Hãy chọn năm ở phần Cách đọc tệp, hoặc ghi cả năm trong thời gian."),
    "no_time": gettext_lazy("Không có thời gian tổ chức. Hãy ghi ngày, ít nhất là tháng."),
    "not_held_yet": gettext_lazy("Chưa đến ngày này nên chưa thể có số liệu. Hãy sửa ngày, hoặc đọc tệp là kế hoạch."),
    "year_only": gettext_lazy("Chỉ ghi năm. Hãy ghi ngày, ít nhất là tháng."),
    "month_only": gettext_lazy("Tệp chỉ ghi tháng, quý: hoạt động được ghi là diễn ra trong cả thời gian đó, sửa lại sau khi biết ngày."),
    "no_participants": gettext_lazy("Không có số người tham gia: hoạt động được ghi, không có số đếm."),
    "several_classes": gettext_lazy("Dòng này gộp %(number)s lớp. Ghi thành một hoạt động, hay thành %(number)s hoạt động?"),
    "unknown_place": gettext_lazy("Vào ngày đó không có nơi nào là “%(value)s”. Hãy ghi tên xã, huyện lúc đó."),
    "ambiguous_place": gettext_lazy("Chưa rõ “%(value)s” là nơi nào. Có thể là: %(names)s."),
    "not_yours": gettext_lazy("Bạn không được lập hoạt động ở %(unit)s."),
    "unit_of_file": gettext_lazy("“%(value)s” không nêu xã, huyện: ghi địa bàn %(unit)s."),
    "read_as_district": gettext_lazy("“%(value)s” được hiểu là %(unit)s. Nếu là xã, thị trấn thì hãy ghi rõ."),
    "renamed": gettext_lazy("“%(value)s” vào ngày đó là %(unit)s."),
    "refused": "%(message)s",  # what the form of an activity says
}


@dataclass(frozen=True, slots=True)
class YearProblem:
    """`code`: a word of the table above; `severity`: error or warning."""

    code: str
    severity: str
    params: tuple[tuple[str, Any], ...] = ()

    @property
    def is_error(self) -> bool:
        return self.severity == "error"

    @property
    def sentence(self) -> str:
        params = dict(self.params)
        params |= {name: number_in_words(value) for name, value in params.items() if isinstance(value, int)}
        if "field" in params:
            params["field"] = COUNT_TITLES[params["field"]]
        return _SENTENCES[self.code] % params

    def as_warning(self) -> "YearProblem":
        return replace(self, severity="warning")


def number_in_words(number: int) -> str:
    """Return the number with a dot for each thousand."""
    return f"{number:,}".replace(",", ".")


def problem(code: str, severity: str = "error", **params: Any) -> YearProblem:
    return YearProblem(code, severity, tuple(params.items()))
