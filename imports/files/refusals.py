"""Messages for files that cannot be read: what is wrong, and how to correct it."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_SAVE_AS_XLSX = _("Hãy mở tệp bằng Excel hoặc LibreOffice, chọn “Lưu thành” (Save As) kiểu “Excel Workbook (.xlsx)”, rồi tải lên tệp mới.")
_FORMATS = {
    "xlsb": _("Tệp này là Excel nhị phân (.xlsb), chưa đọc được."),
    "html": _("Tệp này mang tên bảng tính nhưng bên trong là trang web."),
    "spreadsheetml": _("Tệp này là “XML Spreadsheet 2003”, kiểu cũ của Excel."),
    "fods": _("Tệp này là bảng tính OpenDocument dạng XML phẳng (.fods), chưa đọc được."),
    "pdf": _("Tệp này là PDF. Cần bảng tính gốc mà từ đó PDF được in ra."),
    "word": _("Tệp này là văn bản Word. Hãy chép bảng danh sách sang một trang tính Excel."),
    "powerpoint": _("Tệp này là trình chiếu PowerPoint. Hãy chép bảng danh sách sang một trang tính Excel."),
    "numbers": _("Tệp này là của Apple Numbers. Hãy xuất sang Excel trong ứng dụng đó (Tệp, Xuất sang, Excel)."),
    "picture": _("Tệp này là ảnh. Cần bảng tính gốc: xlsx, xls, ods hoặc csv."),
    "archive": _("Tệp này là tệp nén, không phải bảng tính. Hãy giải nén rồi tải lên từng bảng tính."),
    "text": _("Tệp này là văn bản không chia cột, không phải bảng tính. Hãy tải lên tệp xlsx, xls, ods hoặc csv."),
    "other": _("Tệp này không phải bảng tính. Hãy tải lên tệp xlsx, xls, ods hoặc csv."),
}
_SAVED_AS_XLSX = {"xlsb", "html", "spreadsheetml", "fods"}
_MESSAGES = {
    "empty_file": _("Tệp rỗng, không có gì bên trong. Hãy kiểm tra lại tệp rồi tải lên lần nữa."),
    "too_large": _("Tệp lớn hơn %(most)s MB. Hãy xóa ảnh và những trang tính không cần, hoặc chia danh sách thành nhiều tệp."),
    "password": _(
        "Tệp được đặt mật khẩu nên không đọc được. Hãy mở bằng Excel, bỏ mật khẩu (Tệp, Thông tin, Bảo vệ sổ làm việc), lưu "
        "rồi tải lên lại."
    ),
    "zip_bomb": _(
        "Tệp nở ra quá lớn khi giải nén (trên %(most)s MB) nên không được mở. Hãy chép danh sách sang một tệp bảng tính mới "
        "rồi tải lên."
    ),
    "unsafe_xml": _("Tệp chứa nội dung không an toàn nên không được mở. Hãy chép danh sách sang một tệp bảng tính mới rồi tải lên."),
    "damaged": _("Tệp bị hỏng hoặc tải về chưa hết. Hãy mở thử bằng Excel, lưu thành tệp .xlsx mới rồi tải lên lại."),
    "too_long": _(
        "Trang tính “%(sheet)s” có dữ liệu ở dòng %(row)s; nhiều nhất là %(most)s dòng. Hãy xóa những ô thừa ở dưới cùng, "
        "hoặc chia danh sách thành nhiều tệp."
    ),
    "too_full": _("Tệp có quá nhiều ô (trên %(most)s). Hãy chỉ giữ lại trang tính có danh sách rồi tải lên lại."),
    "too_many_sheets": _("Tệp có %(sheets)s trang tính; nhiều nhất là %(most)s. Hãy chỉ giữ lại những trang tính có danh sách."),
    "no_sheets": _("Tệp không có trang tính nào chứa ô. Hãy kiểm tra lại tệp rồi tải lên lần nữa."),
    "took_too_long": _("Đọc tệp mất quá lâu nên đã dừng. Hãy chép danh sách (chỉ các ô có chữ) sang một tệp bảng tính mới rồi tải lên."),
    "took_too_much_memory": _(
        "Đọc tệp cần quá nhiều bộ nhớ nên đã dừng. Hãy chép danh sách (chỉ các ô có chữ) sang một tệp bảng tính mới rồi tải "
        "lên."
    ),
}  # fmt: skip


class FileRefused(ValidationError):
    """A file that cannot be read. `code`: one of the words above, `old_format` or `not_a_workbook`; the message says how to correct it."""

    def __init__(self, code: str, file_format: str = "other", **params: str | int) -> None:
        if code in ("old_format", "not_a_workbook"):
            parts = [_FORMATS.get(file_format, _FORMATS["other"])] + [_SAVE_AS_XLSX] * (file_format in _SAVED_AS_XLSX)
            super().__init__(" ".join(map(str, parts)), code=code)
        else:
            # Numbers as Vietnamese text has them: 25.000.
            formatted = {name: f"{value:,}".replace(",", ".") if isinstance(value, int) else value for name, value in params.items()}
            super().__init__(_MESSAGES[code], code=code, params=formatted)
