"""The guides: what is done first, in three steps each, with a picture from the demo data (docs/screenshots.py takes them)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `picture`: its file in static/console/help/, with its size in pixels; `alt` says what is to be seen there."""

    title: str | Promise
    text: str | Promise
    picture: str
    alt: str | Promise
    size: tuple[int, int] = (960, 645)


@dataclass(frozen=True, slots=True)
class Guide:
    """`url_name`: the page on which it begins, offered to who may do `verb` somewhere."""

    name: str
    title: str | Promise
    steps: tuple[Step, Step, Step]
    url_name: str
    action: str | Promise
    verb: str


PHONE = (390, 780)
GUIDES = (
    Guide(
        "activity",
        _("Hoạt động đầu tiên"),
        (
            Step(
                _("Ghi tên, ngày và nơi tổ chức"),
                _(
                    "Ở trang Hoạt động bấm “Thêm lớp tập huấn” hoặc “Thêm hội thi”. Ghi tên như trong kế hoạch, chọn ngày rồi chọn "
                    "địa bàn. Chưa chắc chắn thì chọn “Nháp”, mở sau."
                ),
                "activity-form.webp",
                _("Trang Thêm lớp tập huấn đã ghi tên và chuyên đề."),
            ),
            Step(
                _("Xem lại các buổi"),
                _(
                    "Lưu xong, mỗi ngày đã có sẵn buổi sáng và buổi chiều. Giờ nào khác thì bấm “Sửa” ở buổi đó; buổi nào không có "
                    "thì xóa đi. Người dự điểm danh theo từng buổi."
                ),
                "activity-sittings.webp",
                _("Trang của hoạt động với các buổi sáng, chiều của từng ngày."),
            ),
            Step(
                _("Lập danh sách người dự"),
                _(
                    "Bấm “Danh sách đăng ký”: thêm từng người, nhập tệp Excel của xã, hoặc lấy lại người của hoạt động trước. "
                    "Từ đó in thẻ, in danh sách ký tên và soạn giấy mời."
                ),
                "activity-people.webp",
                _("Danh sách đăng ký của một hoạt động, các nút Thêm người và Nhập từ Excel ở trên."),
            ),
        ),
        "training-session-create",
        _("Thêm lớp tập huấn"),
        "record",
    ),
    Guide(
        "roster",
        _("Danh sách đầu tiên từ Excel"),
        (
            Step(
                _("Chọn tệp mà xã gửi"),
                _(
                    "Mở hoạt động, bấm “Danh sách đăng ký”, “Nhập từ Excel” rồi chọn tệp. Không phải sửa tệp cho đúng mẫu: tên cột, "
                    "phông chữ cũ và nhiều trang tính đều đọc được."
                ),
                "roster-upload.webp",
                _("Trang Nhập danh sách từ Excel với ô chọn tệp."),
            ),
            Step(
                _("Xem trước từng dòng"),
                _(
                    "Chưa có gì được lưu. Mỗi dòng cho biết sẽ thêm người mới hay dùng hồ sơ đã có. Dòng có lỗi thì sửa ngay tại "
                    "chỗ, hoặc bỏ dòng đó."
                ),
                "roster-preview.webp",
                _("Bản xem trước: các dòng của tệp, dòng có lỗi kèm lý do."),
            ),
            Step(
                _("Ghi nhận"),
                _(
                    "Bấm “Ghi nhận” khi đã xem xong. Dòng còn lỗi được để lại và tải về thành một tệp để gửi trả xã; gửi lại tệp đã "
                    "sửa thì không ai bị ghi hai lần."
                ),
                "roster-written.webp",
                _("Kết quả sau khi ghi nhận: số người đã thêm và số dòng để lại."),
            ),
        ),
        "activity-list",
        _("Chọn hoạt động"),
        "register",
    ),
    Guide(
        "hall",
        _("Hội trường đầu tiên: điểm danh bằng máy quét"),
        (
            Step(
                _("Chuẩn bị thẻ"),
                _(
                    "Ở Danh sách đăng ký bấm “In thẻ”, cắt và phát cho người dự; hoặc gửi thẻ qua Zalo ở “Giấy mời, tin nhắn”. "
                    "Không có thẻ vẫn điểm danh được: tìm theo tên."
                ),
                "hall-passes.webp",
                _("Trang in thẻ: mỗi thẻ có tên và mã QR."),
            ),
            Step(
                _("Ghép điện thoại làm máy quét"),
                _(
                    "Hôm trước, ở nơi có mạng: mở hoạt động, bấm “Máy quét”, “Tạo mã ghép”, rồi dùng điện thoại quét mã đó. Chờ "
                    "dòng “Máy đã sẵn sàng khi không có mạng”."
                ),
                "hall-pairing.webp",
                _("Trang Máy quét với mã ghép để điện thoại quét."),
            ),
            Step(
                _("Quét thẻ ở cửa"),
                _(
                    "Đưa thẻ vào khung. Nền xanh có dấu tích là đã ghi có mặt; màu khác thì đọc dòng chữ trên màn hình. Mất mạng cứ "
                    "quét tiếp, có mạng máy tự gửi. Số người có mặt xem ở trang Điểm danh của buổi."
                ),
                "hall-welcome.webp",
                _("Điện thoại vừa quét một thẻ: nền xanh, dấu tích và tên người dự."),
                PHONE,
            ),
        ),
        "activity-list",
        _("Chọn hoạt động"),
        "check_in",
    ),
)
