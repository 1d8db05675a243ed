"""What each placeholder of a template stands for, in words for whoever edits one."""

from typing import Any

from django.utils.translation import gettext_lazy as _

MEANINGS: dict[str, Any] = {
    "co_quan_chu_quan": _("Cơ quan chủ quản, chữ in hoa; có thể để trống"),
    "co_quan": _("Cơ quan ban hành, chữ in hoa, theo tên đang dùng vào ngày của báo cáo"),
    "so_ky_hieu": _("Số, ký hiệu, ví dụ 210/BC-BDT; dự thảo chừa chỗ ghi số"),
    "dia_danh": _("Địa danh, ví dụ Quảng Ngãi"),
    "ngay_thang": _("Ngày tháng năm bằng chữ, ví dụ ngày 20 tháng 11 năm 2023; dự thảo chừa chỗ ghi"),
    "nam": _("Năm của báo cáo"),
    "ten_loai": _("Tên loại văn bản: BÁO CÁO"),
    "trich_yeu": _("Trích yếu nội dung"),
    "kinh_gui": _("Nơi kính gửi khi chỉ có một nơi; có từ hai nơi thì trống"),
    "kinh_gui_nhieu": _("Danh sách nơi kính gửi khi có từ hai nơi trở lên, có sẵn dấu chấm phẩy, dấu chấm"),
    "can_cu": _("Danh sách căn cứ pháp lý"),
    "muc": _("Danh sách các mục của báo cáo, theo thứ tự"),
    "muc.tieu_de": _("Đề mục đã đánh số: I., 1., a)"),
    "muc.la_phan": _("Câu hỏi: đây có phải mục cấp I."),
    "muc.la_muc": _("Câu hỏi: đây có phải mục cấp 1."),
    "muc.la_diem": _("Câu hỏi: đây có phải mục cấp a)"),
    "muc.doan": _("Danh sách các đoạn văn của mục"),
    "ket_thuc": _("Câu kết có dấu “./.”; trống khi dấu “./.” đã nằm ở đoạn cuối cùng"),
    "noi_nhan": _("Danh sách nơi nhận, có sẵn dấu chấm phẩy, dấu chấm"),
    "quyen_han_ky": _("Danh sách dòng quyền hạn của người ký (TM., KT.); thường trống"),
    "chuc_vu_ky": _("Chức vụ của người ký, chữ in hoa"),
    "nguoi_ky": _("Họ và tên của người ký"),
}


def describe_omissions(names: list[str]) -> str:
    """Return 'chú thích (tên)' of the placeholders that a template leaves out, joined."""
    return "; ".join(f"{name} ({MEANINGS[name]})" for name in names)
