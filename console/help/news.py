"""What users see new, newest first, in their own words; CHANGELOG.md says it for who runs the installation."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User


@dataclass(frozen=True, slots=True)
class News:
    day: date
    title: str | Promise
    text: str | Promise


NEWS = (
    News(
        date(2026, 11, 30),
        _("Hội thi chấm điểm, kết quả vào báo cáo"),
        _(
            "Từ thể lệ, bốc thăm, phiếu chấm trên điện thoại đến biên bản và giấy chứng nhận. Báo cáo “Kết quả hội thi” cho biết hạng, "
            "điểm, giải của từng hội thi, chấm theo thể lệ hay nhập tay; bảng tổng hợp có số đội, trường, thí sinh, khán giả."
        ),
    ),
    News(
        date(2026, 11, 29),
        _("Giấy chứng nhận"),
        _("Ai dự đủ số buổi thì được cấp; số giấy theo năm, bản in A4 có mã QR để nơi khác kiểm tra. Ai chưa đủ buổi cũng được nêu tên."),
    ),
    News(
        date(2026, 11, 29),
        _("Nhập cả năm từ Excel"),
        _("Kế hoạch năm thành chỉ tiêu và bản nháp, năm cũ thành hoạt động đã tổ chức; xem trước từng dòng, nhập nhầm thì hoàn tác được."),
    ),
    News(
        date(2026, 11, 29),
        _("Số nữ, số dân tộc thiểu số khi chỉ đếm số"),
        _("Khán giả, đại biểu chỉ đếm số nay ghi được bao nhiêu nữ, bao nhiêu dân tộc thiểu số; báo cáo tổng hợp có cột riêng."),
    ),
    News(
        date(2026, 11, 29),
        _("Hướng dẫn và Có gì mới"),
        _("Ba bài hướng dẫn ngắn có hình cho hoạt động, danh sách và hội trường đầu tiên; trang này cho biết phần mềm có gì mới."),
    ),
    News(
        date(2026, 11, 29),
        _("Ô tìm chung ở đầu mỗi trang"),
        _("Bấm phím / rồi gõ tên hoạt động, người hoặc địa danh, cũ hay mới; dưới ô là những mục vừa xem."),
    ),
    News(
        date(2026, 11, 29),
        _("Lưu bộ lọc hay dùng"),
        _("Lọc danh sách rồi bấm “Lưu bộ lọc này” và đặt tên; lần sau chọn tên là ra đúng danh sách ấy."),
    ),
    News(
        date(2026, 11, 29),
        _("Điểm danh chỉ bằng bàn phím"),
        _("Trên trang điểm danh, gõ tên, chọn dòng và ghi có mặt mà không cần chuột; bấm phím ? để xem các phím."),
    ),
    News(
        date(2026, 11, 29),
        _("Những gì đang gõ không mất"),
        _("Rời trang khi chưa lưu thì được hỏi; mở lại biểu mẫu thì nội dung chưa lưu hiện ra, không cần thì bỏ đi."),
    ),
    News(
        date(2026, 11, 29),
        _("Ngày giờ gõ theo cách quen tay"),
        _("Gõ 15-12, 151226 hay 8h30 đều được, bên cạnh hiện thứ trong tuần. Đổi ngày thì các buổi dời theo, thêm ngày thì thêm buổi."),
    ),
    News(
        date(2026, 11, 29),
        _("Lập hoạt động tương tự"),
        _("Từ một hoạt động đã có, lập một hay nhiều hoạt động cho ngày khác, nơi khác, dài ngắn khác nhau, kèm buổi và người dự."),
    ),
    News(
        date(2026, 11, 29),
        _("Sửa tên ngay nơi nhìn thấy"),
        _("Tên sai trong danh sách, lúc điểm danh hay khi xem trước tệp Excel được sửa tại đó, xong thì trở lại đúng dòng."),
    ),
    News(
        date(2026, 11, 29),
        _("Tên xã, huyện cũ và mới"),
        _("Gõ tên cũ vẫn tìm được nơi ngày nay, gõ tên mới vẫn tìm được nơi ngày trước."),
    ),
    News(
        date(2026, 11, 29),
        _("Chọn nhiều người một lúc"),
        _("Đổi vai trò, rút đăng ký, in thẻ, ghi có mặt cho các dòng đã chọn; hoàn tác được trong năm phút."),
    ),
    News(
        date(2026, 11, 29),
        _("Giấy mời, thông báo, tin nhắn"),
        _("Mỗi người một tin kèm thẻ; giấy mời và thông báo dời, hủy cho cơ quan bằng Word; ai đã được báo thì được đánh dấu."),
    ),
    News(
        date(2026, 11, 29),
        _("Gộp hồ sơ: chọn sẵn giá trị mới nhất"),
        _("Mỗi giá trị có ngày ghi và danh sách đã đưa giá trị đó vào; giá trị ghi sau được chọn sẵn, bạn vẫn chọn lại được."),
    ),
    News(
        date(2026, 11, 29),
        _("Lịch tháng, lịch tuần"),
        _("Xem và in lịch trên giấy A4; đưa lịch vào điện thoại ở trang “Tài khoản của tôi”."),
    ),
    News(
        date(2026, 11, 29),
        _("Danh sách chi tiền"),
        _("Số ngày có mặt nhân với tiền ăn, nghỉ, đi lại theo mức chi; tổng tiền bằng chữ, đủ chỗ ba người ký."),
    ),
    News(
        date(2026, 11, 29),
        _("Bộ lọc và bản in"),
        _("Bộ lọc đang dùng hiện thành từng ô, bỏ được từng ô một. In báo cáo thì in hết các dòng, không chỉ trang đang xem."),
    ),
    News(
        date(2026, 11, 28),
        _("Danh sách Excel đọc được nhiều kiểu hơn"),
        _("Nhiều trang tính, tiêu đề có ngày tháng, dòng và chữ bị gạch bỏ, phông chữ cũ; từng dòng đều cho biết sẽ ghi gì."),
    ),
    News(
        date(2026, 11, 28),
        _("Lịch sử thay đổi"),
        _("Mỗi hoạt động, đăng ký và hồ sơ có trang Lịch sử: ai sửa gì, lúc nào, trước và sau."),
    ),
)


def latest_day() -> date:
    return NEWS[0].day


def seen_by(user: User) -> date:
    """Return the day up to which the user has seen the news: that of their last look, else of their account."""
    return user.news_seen_on or user.date_joined.date()


def has_unseen(user: User) -> bool:
    """Return whether there is something newer than what the user has seen; asks nothing of the database."""
    return seen_by(user) < latest_day()


def mark_seen(user: User) -> None:
    if user.news_seen_on != latest_day():
        User.objects.filter(pk=user.pk).update(news_seen_on=latest_day())
