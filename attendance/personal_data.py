"""Personal data of this room: its columns, and the lists whose readers are logged."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from attendance.door.entry import TRIES_ARE_KEPT
from attendance.models import (
    BULK_CHANGES_ARE_KEPT,
    Annulment,
    Attendance,
    BulkChange,
    CardLookup,
    Device,
    DoorEntry,
    DoorTry,
    Excuse,
    FormerPass,
    Headcount,
    PaperList,
    Registration,
    Resolution,
    Scan,
)
from attendance.scans.card_lookups import TRACES_ARE_KEPT
from attendance.scans.submission import READINGS_ARE_KEPT
from people.disclosures.lists import LoggedList, register_lists
from people.personal_columns import (
    ATTEND,
    SAFEGUARD,
    Seen,
    audit_columns,
    basic,
    participation_columns,
    register_column_titles,
    register_columns,
    sensitive,
    technical_columns,
    term_in_words,
)
from people.personal_texts import register_texts

register_columns(
    Registration,
    pgettext_lazy("one", "Đăng ký"),
    {
        **participation_columns("activity", "person", "role", "category", "status", "withdrawals", "is_walk_in", "registered_at"),
        "code": basic(ATTEND, seen_by=Seen.VIEW),
        "code_digest": basic(ATTEND, seen_by=Seen.NOBODY),
        "short_code": basic(ATTEND),
        "walk_in_id": basic(ATTEND, seen_by=Seen.NOBODY),
        **audit_columns("registered_by", "notice"),
        **technical_columns("id", "changed_at"),
    },
)
register_columns(
    FormerPass,
    _("Thẻ của đăng ký đã gộp"),
    {
        **participation_columns("registration"),
        "code": basic(ATTEND, seen_by=Seen.NOBODY),
        "short_code": basic(ATTEND),
        "walk_in_id": basic(ATTEND, seen_by=Seen.NOBODY),
        **technical_columns("id", "former_id"),
    },
)
register_columns(
    Attendance,
    pgettext_lazy("one", "Điểm danh"),
    {
        **participation_columns("registration", "sitting", "arrived_at", "method"),
        **audit_columns("annulled_at", "annulled_by", "annul_reason", seen_by=Seen.CORRECT),
        **technical_columns("id", "arrival_scan", "recorded_by_scan"),
    },
)
register_columns(
    Annulment,
    pgettext_lazy("one", "Hủy điểm danh"),
    {
        **participation_columns("attendance", "arrived_at"),
        **audit_columns("reason", "annulled_at", "annulled_by", "undone_at", "undone_by", seen_by=Seen.CORRECT),
        **technical_columns("id"),
    },
)
register_columns(
    Scan,
    _("Lượt quét"),
    {
        **participation_columns("method", "device_at", "scanned_at", "received_at", "not_before", "former_registration"),
        **participation_columns("activity", "sitting", "registration", "attendance", "outcome"),
        "read": basic(ATTEND, retention=term_in_words(READINGS_ARE_KEPT)),
        **audit_columns("user", "device", "voided_by", seen_by=Seen.CORRECT),
        **technical_columns("id", "content"),
    },
)
register_columns(
    Resolution,
    _("Quyết định về lượt quét"),
    {
        **audit_columns("scan", "action", "made_scan", "stood_again", "reason", seen_by=Seen.CORRECT),
        **audit_columns("resolved_by", "resolved_at", "undone_by", "undone_at", seen_by=Seen.CORRECT),
        **technical_columns("id"),
    },
)
register_columns(
    Excuse,
    _("Vắng có phép"),
    {
        **participation_columns("registration", "sitting"),
        "reason": sensitive(ATTEND, seen_by=Seen.CORRECT),  # an illness often stands here
        **audit_columns("excused_by", "excused_at", seen_by=Seen.VIEW),
        **technical_columns("id"),
    },
)
register_columns(
    PaperList,  # names registrations in an array, not by a foreign key
    _("Danh sách ký tên đã in"),
    {
        **participation_columns("sitting", "registrations"),
        **audit_columns("made_by", "made_at", seen_by=Seen.VIEW),
        **technical_columns("id"),
    },
)
register_columns(
    DoorTry,  # names a phone
    _("Lần nhập sai ở cửa"),
    {
        "device": basic(ATTEND, seen_by=Seen.NOBODY, retention=term_in_words(TRIES_ARE_KEPT), ground=SAFEGUARD),
        **technical_columns("id", "sitting", "at"),
    },
)
register_columns(
    DoorEntry,
    _("Điện thoại điểm danh ở cửa"),
    {
        "phone": basic(ATTEND, seen_by=Seen.NOBODY, ground=SAFEGUARD),
        **technical_columns("scan", "grant", "place", "has_cookie"),
    },
)
register_columns(
    CardLookup,  # names an account or a phone
    _("Lượt tra số định danh"),
    {
        **audit_columns("user", "device", "activity", "compared", "missed", seen_by=Seen.NOBODY),
        "traces": basic(ATTEND, seen_by=Seen.NOBODY, retention=term_in_words(TRACES_ARE_KEPT), ground=SAFEGUARD),
        **technical_columns("id", "day"),
    },
)
register_columns(
    BulkChange,  # names registrations in an array, not by a foreign key
    _("Thao tác với nhiều người"),
    {
        "changes": basic(ATTEND, seen_by=Seen.NOBODY, retention=term_in_words(BULK_CHANGES_ARE_KEPT)),
        **audit_columns("activity", "sitting", "target", "action", "count", "done_by", "done_at", "undone_at", seen_by=Seen.VIEW),
        **technical_columns("id"),
    },
)
register_texts(Attendance, "annul_reason", activity="sitting__activity")
register_texts(Annulment, "reason", activity="attendance__sitting__activity")
register_texts(Resolution, "reason", activity="scan__activity")
register_texts(Excuse, "reason", activity="sitting__activity")
register_texts(Scan, "read", activity="activity", is_label=True, is_reviewed=False)
register_texts(Device, "name", activity="activity", is_label=True)
register_texts(Headcount, "category", activity="sitting__activity", is_label=True)
register_column_titles(
    {
        "count": _("Số người"),
        "day": _("Ngày"),
        "done_at": _("Thực hiện lúc"),
        "done_by": _("Người làm"),
        "target": _("Hoạt động kia"),
        "former_id": _("Số của đăng ký đã gộp"),
        "former_registration": _("Số của đăng ký đã gộp"),
        "grant": _("Lượt mở trang điểm danh"),
        "phone": _("Điện thoại"),
        "place": _("Thứ tự trong lượt"),
        "has_cookie": _("Điện thoại cho trang lưu dữ liệu"),
        "activity": pgettext_lazy("one", "Hoạt động"),
        "annulled_at": _("Hủy lúc"),
        "annulled_by": _("Người hủy"),
        "arrival_scan": _("Lượt quét đến"),
        "arrived_at": _("Giờ đến"),
        "attendance": pgettext_lazy("one", "Điểm danh"),
        "code": _("Mã thẻ"),
        "code_digest": _("Mã đối chiếu của thẻ"),
        "compared": _("Số định danh đã so"),
        "content": _("Mã đối chiếu của lượt quét"),
        "device": _("Máy"),
        "device_at": _("Giờ trên máy"),
        "excused_at": _("Ghi phép lúc"),
        "excused_by": _("Người ghi phép"),
        "made_at": _("In lúc"),
        "made_by": _("Người in"),
        "made_scan": _("Lượt quét thay thế"),
        "method": _("Cách điểm danh"),
        "missed": _("Số định danh không của ai"),
        "not_before": _("Không thể sớm hơn"),
        "notice": _("Thông báo đã đưa"),
        "outcome": pgettext_lazy("one", "Kết quả"),
        "read": _("Nội dung đọc được"),
        "received_at": _("Hệ thống nhận lúc"),
        "recorded_by_scan": _("Lượt quét ghi nhận"),
        "registered_at": _("Đăng ký lúc"),
        "registered_by": _("Người đăng ký"),
        "registration": pgettext_lazy("one", "Đăng ký"),
        "registrations": _("Những người trong danh sách"),
        "resolved_at": _("Quyết định lúc"),
        "resolved_by": _("Người quyết định"),
        "scan": _("Lượt quét"),
        "scanned_at": _("Quét lúc"),
        "sitting": _("Buổi"),
        "stood_again": pgettext_lazy("one", "Đăng ký lại"),
        "traces": _("Mã đối chiếu của số định danh không khớp ai"),
        "undone_at": _("Hoàn tác lúc"),
        "undone_by": _("Người hoàn tác"),
        "voided_by": _("Đã hủy bởi"),
        "withdrawals": _("Những lần rút và đăng ký lại"),
        "walk_in_id": _("Số đăng ký tại chỗ của máy"),
    }
)
register_lists(
    LoggedList("registration-list", _("Danh sách đăng ký"), names_only_its_activity=True),
    LoggedList("live-sitting", _("Danh sách của một buổi"), names_only_its_activity=True),
    LoggedList("sitting-attendances", _("Lượt điểm danh của một buổi"), names_only_its_activity=True),
    LoggedList("sitting-excuses", _("Vắng có phép của một buổi")),
    LoggedList("attendance", _("Một lượt điểm danh"), shows_one_person=True, addresses=(r"^attendances/(?P<pk>\d{1,18})/$",)),
    LoggedList(
        "registration",
        _("Một đăng ký"),
        shows_one_person=True,
        addresses=(
            "registrations/<int:pk>/edit/",
            "registrations/<int:pk>/withdraw/",
            "registrations/<int:pk>/stand-again/",
            r"^registrations/(?P<pk>\d{1,18})/$",
        ),
    ),
    LoggedList(
        "pass-image",
        _("Hình mã QR của thẻ"),
        shows_one_person=True,
        addresses=("registrations/<int:pk>/pass.svg", "registrations/<int:pk>/pass.png"),
    ),
    LoggedList("inbox", _("Lượt quét chờ xử lý"), addresses=("activities/<int:pk>/inbox/<uuid:scan_id>/",)),
    LoggedList("known-people", _("Tìm người để đăng ký"), addresses=("activities/<int:pk>/registrations/known-people/",)),
    LoggedList(
        "look-alikes",
        _("Người có thể trùng với người vừa ghi"),
        addresses=(
            "activities/<int:pk>/registrations/new/",
            "activities/<int:pk>/walk-ins/new/",
            "activities/<int:activity>/registrations/",
        ),
    ),
    LoggedList("pass-sheet", _("Thẻ để in"), names_only_its_activity=True),
    LoggedList("paper-list", _("Danh sách ký tên"), names_only_its_activity=True),
)
