"""What is said at a row: what is wrong, and what to look at again; and the words for each field."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from imports.planning.years.wording import FIELD_TITLES as YEAR_TITLES

FIELD_TITLES: dict[str, Any] = {
    "": YEAR_TITLES[""],
    "channel": _("Hình thức"),
    "title": _("Nội dung"),
    **{name: YEAR_TITLES[name] for name in ("when", "month", "quarter", "starts", "ends", "place", "commune", "district")},
    "quantity": _("Số lượng"),
    "copies": _("Số bản phát hành"),
    "minority_language_copies": _("Số bản bằng tiếng dân tộc thiểu số"),
    "languages": _("Ngôn ngữ"),
    "partner": _("Đơn vị phối hợp, thực hiện"),
    "document": _("Văn bản căn cứ, hợp đồng"),
    "link": _("Đường dẫn"),
    "programme_line": _("Nguồn kinh phí, dự án"),
    "note": _("Ghi chú"),
}
NO_CHANNEL = _("Chưa rõ hình thức nào. Hãy chọn hình thức cho cả tệp ở phần Cách đọc tệp, hoặc ghi hình thức vào cột.")
UNKNOWN_CHANNEL = _("Không có hình thức “%(value)s”. Hãy ghi như trong danh sách hình thức.")
NO_TIME = _("Không có thời gian. Hãy ghi ngày, ít nhất là tháng.")
MONTH_ONLY = _("Tệp chỉ ghi tháng, quý: mục được ghi là diễn ra trong cả thời gian đó.")
UNCLEAR_NUMBER = _("%(field)s: không hiểu số “%(value)s”. Hãy ghi một số.")
UNKNOWN_DOCUMENT = _("Chưa có văn bản “%(value)s” trong danh sách văn bản, nên ghi vào ghi chú.")
SEVERAL_DOCUMENTS = _("Có nhiều văn bản như “%(value)s”, nên ghi vào ghi chú.")
