"""The sentences for reasons and objections, the same on every screen and in every answer."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from people.identity import comparison
from people.identity.comparison import Comparison

REASONS: dict[str, Any] = {
    comparison.CARD: _("Trùng số định danh cá nhân."),
    comparison.NAME_AND_PHONE: _("Trùng họ tên và số điện thoại."),
    comparison.NAME_YEAR_AND_UNIT: _("Trùng họ tên, năm sinh và nơi cư trú (theo xã hiện nay)."),
    comparison.DAY_AND_MONTH_SWAPPED: _("Trùng họ tên và năm sinh; ngày và tháng sinh bị đảo cho nhau."),
    comparison.NAME_ON_THE_LIST: _("Trùng họ tên với một người đã có trong danh sách này."),
    comparison.GIVEN_NAME_YEAR_AND_PHONE: _("Trùng tên, năm sinh và số điện thoại; họ hoặc tên đệm viết khác."),
    comparison.NAME_YEAR_AND_WIDER_UNIT: _("Trùng họ tên và năm sinh; một hồ sơ chỉ ghi nơi cư trú rộng hơn (huyện, tỉnh)."),
    comparison.NAME_AND_UNIT_YEAR_UNKNOWN: _("Trùng họ tên và nơi cư trú; có hồ sơ chưa ghi năm sinh."),
    comparison.NEAR_NAME_YEAR_AND_UNIT: _("Cùng năm sinh và nơi cư trú; họ tên chỉ khác một chữ cái."),
    comparison.NAME_AND_YEAR: _("Trùng họ tên và năm sinh; nơi cư trú khác nhau."),
}
OBJECTIONS: dict[str, Any] = {
    comparison.ACCENTS: _("Họ tên khác nhau ở dấu."),
    comparison.GENDER: _("Giới tính khác nhau."),
    comparison.BIRTH_YEAR: _("Năm sinh khác nhau: có thể là người trong một nhà."),
    comparison.BIRTH_DATE: _("Ngày sinh khác nhau."),
    comparison.PHONE: _("Số điện thoại khác nhau."),
    comparison.FORMER_UNIT: _("Trước sắp xếp là hai xã khác nhau."),
}


def describe(compared: Comparison) -> tuple[list[Any], list[Any]]:
    """Return the sentences for the reasons and those for the objections."""
    return [REASONS[word] for word in compared.reasons], [OBJECTIONS[word] for word in compared.objections]
