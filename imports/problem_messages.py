"""Messages of problems in a row: one sentence for each closed word, another where a similar name exists; labels of reasons and fields."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from people.identity import wording

# The values of %(…)s come from the row.
PROBLEMS: dict[str, Any] = {
    "name_missing": gettext_lazy("Thiếu họ tên. Hãy ghi họ và tên của người ở dòng này, hoặc xóa dòng nếu không có ai."),
    "too_short": gettext_lazy("Họ tên “%(value)s” quá ngắn. Hãy ghi đủ họ và tên."),
    "too_long": gettext_lazy("Họ tên dài quá 100 ký tự. Hãy kiểm tra: có thể nhiều ô bị dán chung."),
    "not_a_name": gettext_lazy("“%(value)s” không phải là tên người. Hãy ghi lại họ và tên."),
    "several_people": gettext_lazy("Ô có tên của nhiều người (%(value)s). Hãy ghi mỗi người một dòng."),
    "split_from_cell": gettext_lazy("Ô có tên của %(count)s người được đánh số; mỗi người được ghi riêng. Hãy kiểm tra."),
    "struck_out": gettext_lazy("Dòng bị gạch ngang trong tệp. Nếu người này không còn tham gia, hãy loại dòng này."),
    "hidden_row": gettext_lazy("Dòng bị ẩn trong tệp nhưng vẫn được đọc. Hãy loại dòng này nếu không cần."),
    "was_in_capitals": gettext_lazy("Họ tên viết hoa toàn bộ, được ghi lại theo cách viết thường. Hãy kiểm tra."),
    "was_in_small_letters": gettext_lazy("Họ tên viết thường toàn bộ, được ghi lại với chữ cái đầu viết hoa. Hãy kiểm tra."),
    "formula_failed": gettext_lazy("Công thức trong ô bị lỗi (%(value)s). Hãy mở tệp và ghi giá trị vào ô."),
    "text_too_long": gettext_lazy(
        "Ô có quá nhiều chữ (trên %(most)s ký tự), chỉ đọc được phần đầu: “%(value)s”. Hãy ghi gọn lại; nội dung đầy đủ vẫn còn trong tệp."
    ),
    "not_a_birth": gettext_lazy("Không đọc được ngày sinh “%(value)s”. Hãy ghi năm (1985) hoặc ngày/tháng/năm (09/02/1985)."),
    "implausible": gettext_lazy("Năm sinh “%(value)s” không hợp lý. Hãy ghi lại, đủ 4 chữ số, ví dụ 1985."),
    "two_digit_year": gettext_lazy("Năm sinh chỉ có 2 chữ số, được hiểu là %(year)s. Hãy kiểm tra."),
    "year_shown_as_date": gettext_lazy("Ô định dạng ngày nhưng chứa số %(year)s, được hiểu là năm sinh %(year)s."),
    "serial_number": gettext_lazy("Ngày sinh bị mất định dạng, được đọc lại từ số của bảng tính. Hãy kiểm tra."),
    "month_before_day": gettext_lazy("Ngày sinh “%(value)s” ghi tháng trước ngày, khác với các dòng khác; được đọc là ngày %(day)s."),
    "no_such_day": gettext_lazy("Không có ngày “%(value)s”; chỉ giữ năm sinh %(year)s."),
    "day_unknown": gettext_lazy("Không đọc được ngày, tháng sinh; chỉ giữ năm sinh %(year)s."),
    "day_or_month": gettext_lazy("Cột ngày sinh có dấu hiệu bị máy tính đảo ngày với tháng; chỉ giữ năm sinh %(year)s."),
    "unsure": gettext_lazy("Năm sinh ghi là chưa chắc (“%(value)s”); đã giữ %(year)s."),
    "unknown_gender": gettext_lazy("Không hiểu giới tính “%(value)s”. Hãy ghi Nam hoặc Nữ, hoặc để trống."),
    "both_genders": gettext_lazy("Cả cột Nam và cột Nữ đều có giá trị. Hãy để trống một cột."),
    "unknown_group": gettext_lazy("Không có dân tộc “%(value)s” trong danh mục. Hãy ghi tên dân tộc, ví dụ Hrê, Co, Xơ Đăng, Kinh."),
    "group_unsaid": gettext_lazy("“%(value)s” chưa ghi rõ dân tộc nào; được ghi là chưa rõ."),
    "not_a_phone": gettext_lazy("Số điện thoại “%(value)s” không đúng. Hãy ghi đủ 10 chữ số, ví dụ 0912 345 678, hoặc để trống."),
    "several_phones": gettext_lazy("Ô có nhiều số điện thoại; lấy số đầu %(value)s, còn lại: %(others)s."),
    "not_a_national_id": gettext_lazy("Số định danh (%(value)s) không đúng. Số này có đúng 12 chữ số; nếu không có thì để trống."),
    "lost_digits": gettext_lazy(
        "Số định danh bị bảng tính làm tròn nên mất chữ số. Hãy định dạng cột là văn bản (Text) và ghi lại, hoặc để trống."
    ),
    "old_identity_card": gettext_lazy("Số có 9 chữ số là CMND cũ, không phải số định danh; không lưu."),
    "card_says_other_year": gettext_lazy("Số định danh cho biết sinh năm %(year)s nhưng dòng này ghi %(written)s. Hãy kiểm tra."),
    "card_of_other_century": gettext_lazy(
        "Số định danh cho biết sinh năm %(year)s, trái với dòng này. Hãy kiểm tra từng chữ số, hoặc để trống."
    ),
    "card_says_other_gender": gettext_lazy("Số định danh cho biết giới tính khác với dòng này. Hãy kiểm tra."),
    "card_of_another_row": gettext_lazy("Số định danh trùng với người khác tên ở dòng %(row)s. Hãy kiểm tra từng chữ số, hoặc để trống."),
    "card_of_another": gettext_lazy("Số định danh này đã thuộc về một người có tên khác. Hãy kiểm tra từng chữ số, hoặc để trống."),
    "unknown_commune": gettext_lazy("Không tìm thấy xã “%(value)s” trong tỉnh vào ngày tổ chức. Hãy ghi đúng tên xã, phường, thị trấn."),
    "ambiguous_commune": gettext_lazy("“%(value)s” có thể là: %(names)s. Hãy ghi tên đầy đủ, có dấu."),
    "outside_district": gettext_lazy("%(unit)s nằm ngoài địa bàn của hoạt động. Hãy kiểm tra nếu không có chủ ý."),
    "renamed": gettext_lazy("“%(value)s” vào ngày tổ chức là %(unit)s."),
    "without_accents": gettext_lazy("“%(value)s” được hiểu là %(unit)s."),
    "other_province": gettext_lazy("“%(value)s” ở tỉnh khác; được ghi là %(unit)s. Hãy kiểm tra."),
    "village_only": gettext_lazy("“%(value)s” chỉ ghi thôn, không ghi xã."),
    "district_only": gettext_lazy("“%(value)s” chỉ ghi huyện, không ghi xã."),
    "carried_down": gettext_lazy("Ô để trống; lấy theo dòng trên: %(value)s."),
    "commune_unsaid": gettext_lazy("Dòng không ghi xã; tính vào %(unit)s."),
    "looks_like_row": gettext_lazy("Giống người ở dòng %(row)s (cùng họ tên và nơi cư trú). Hãy loại bớt một dòng nếu là một người."),
    "several_matches": gettext_lazy("Có %(count)s hồ sơ giống hệt người này. Hãy chọn đúng hồ sơ, hoặc thêm là người mới."),
    "possible_match": gettext_lazy("Có %(count)s hồ sơ có thể là người này. Hãy chọn nếu đúng; nếu không sẽ thêm là người mới."),
    "matched_by_row": gettext_lazy(
        "Trùng hồ sơ với dòng %(row)s, dòng đó khớp hơn; dòng này sẽ thêm là người mới. Hãy loại dòng này nếu là một người."
    ),
    "differs_from_record": gettext_lazy("Khác với hồ sơ đã có (%(fields)s); giữ theo hồ sơ."),
}
WITH_NEAR: dict[str, Any] = {
    "unknown_group": gettext_lazy("Không có dân tộc “%(value)s” trong danh mục. Có phải là %(near)s không? Hãy ghi lại tên dân tộc."),
    "unknown_commune": gettext_lazy(
        "Không tìm thấy xã “%(value)s” trong tỉnh vào ngày tổ chức. Có phải là %(near)s không? Hãy ghi lại tên xã."
    ),
}
REASONS: dict[str, Any] = wording.REASONS | {
    "chosen": gettext_lazy("Do bạn chọn."),
    "same_file": gettext_lazy("Đã được ghi nhận từ chính tệp này."),
}
FIELDS: dict[str, Any] = {
    "number": gettext_lazy("Số thứ tự"),
    "full_name": gettext_lazy("Họ và tên"),
    "family_name": gettext_lazy("Họ và tên đệm"),
    "middle_name": gettext_lazy("Tên đệm"),
    "given_name": pgettext_lazy("given", "Tên"),
    "birth": gettext_lazy("Ngày sinh hoặc năm sinh"),
    "birth_day": gettext_lazy("Ngày (sinh)"),
    "birth_month": gettext_lazy("Tháng (sinh)"),
    "birth_year": gettext_lazy("Năm (sinh)"),
    "birth_date": gettext_lazy("Ngày sinh"),
    "male": gettext_lazy("Cột Nam"),
    "female": gettext_lazy("Cột Nữ"),
    "gender": gettext_lazy("Giới tính"),
    "honorific": gettext_lazy("Danh xưng (ông, bà)"),
    "ethnic_group": gettext_lazy("Dân tộc"),
    "ethnic_mark": gettext_lazy("Cột đánh dấu một dân tộc"),
    "position": gettext_lazy("Chức vụ"),
    "organisation": gettext_lazy("Đơn vị công tác"),
    "commune": gettext_lazy("Xã, nơi cư trú"),
    "district": gettext_lazy("Huyện (cũ)"),
    "province": gettext_lazy("Tỉnh"),
    "village": gettext_lazy("Thôn"),
    "phone": gettext_lazy("Điện thoại"),
    "national_id": gettext_lazy("Số định danh cá nhân"),
    "class_name": gettext_lazy("Lớp"),
    "note": gettext_lazy("Ghi chú"),
}


def problem_message(code: str, params: dict[str, Any]) -> str:
    """Return the message in the reader's language. A code that this version does not know is shown as it is, never an error."""
    if isinstance(fields := params.get("fields"), list):
        params = params | {"fields": ", ".join(lower_first(field_label(field)) for field in fields)}
    template = (WITH_NEAR.get(code) if params.get("near") else None) or PROBLEMS.get(code)
    try:
        return str(template) % params if template else code
    except KeyError:
        return code


def describe_reasons(reasons: list[str]) -> str:
    """Return the sentences for the reasons why a row is somebody on record."""
    return " ".join(str(REASONS.get(reason, reason)) for reason in reasons)


def field_label(field: str) -> str:
    return str(FIELDS.get(field) or _("Không dùng"))


def lower_first(label: str) -> str:
    """Return a label as it stands inside a sentence; CCCD keeps its capitals."""
    return label[:1].lower() + label[1:]
