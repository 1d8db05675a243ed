"""Texts of the inbox: kinds of codes read, why scans wait, what to do, and reasons to choose from."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from attendance.inbox.reasons import Why
from attendance.inbox.undecided import UndecidedScan, is_walk_in
from attendance.models import Scan
from attendance.scans.card_reading import read
from attendance.scans.submission import KIND_READ, WALK_IN_READ

# {reason: (title, what to do)}
WHY: dict[Why, tuple[Any, Any]] = {
    "too_early": (_("Quét trước giờ điểm danh"), _("Nếu người này có dự thì nhận vào buổi.")),
    "too_late": (_("Quét sau giờ điểm danh"), _("Nếu người này có dự thì nhận vào buổi.")),
    "no_sitting": (_("Không có buổi nào lúc đó"), _("Thường do giờ của máy sai. Nhận vào buổi mà người này có dự.")),
    "clock_ahead": (_("Giờ của máy chạy trước"), _("Máy ghi giờ muộn hơn lúc gửi lên. Nhận thì giờ đến tính theo lúc hệ thống nhận được.")),
    "clock_behind": (
        _("Giờ của máy chạy lùi"),
        _("Máy ghi giờ sớm hơn lần liên lạc hoặc lần quét trước đó của chính máy đó. Nếu người này có dự thì nhận vào đúng buổi."),
    ),
    "before_pairing": (
        _("Quét trước khi máy được ghép"),
        _("Máy ghi giờ sớm hơn lúc được ghép, nên giờ đó không tin được. Nếu người này có dự thì nhận."),
    ),
    "after_revocation": (
        _("Máy gửi lên sau khi bị thu hồi"),
        _("Giờ mà máy ghi không còn tin được. Chỉ nhận khi biết chắc người đó có mặt."),
    ),
    "withdrawn": (_("Lúc quét đã rút đăng ký"), _("Nhận thì người này lại có tên trong danh sách, thẻ dùng lại được.")),
    "elsewhere": (_("Thẻ của hoạt động khác"), _("Nếu người này có tên trong danh sách ở đây thì gắn. Không thì bỏ qua.")),
    "cancelled": (_("Quét sau khi hoạt động bị hủy"), _("Chỉ bỏ qua được. Muốn nhận thì khôi phục hoạt động trước.")),
    "fits_now": (_("Nay đã hợp lệ"), _("Giờ điểm danh đã đổi sau lúc quét. Nếu người này có dự thì nhận.")),
    "unknown_code": (_("Không có trong danh sách"), _("Biết là ai thì gắn với người đó. Quét nhầm thứ khác thì bỏ qua.")),
    "unknown_card": (
        _("Căn cước không có trong danh sách"),
        _("Không ai trong danh sách có số định danh này. Biết là ai thì gắn với người đó, không thì bỏ qua."),
    ),
    "registration_gone": (
        _("Không còn trong danh sách"),
        _("Máy quét có người này, nhưng đăng ký đó không còn: đã bị xóa, hoặc thuộc nơi khác. Biết là ai thì gắn với người đó."),
    ),
    "card_not_theirs": (
        _("Số định danh không khớp"),
        _("Máy nhận ra theo tên, nhưng số trên thẻ không khớp hồ sơ, hoặc chưa so được. Hỏi lại: đúng người thì nhận, không thì gắn."),
    ),
    "walk_in_not_taken": (
        _("Đăng ký tại chỗ chưa ghi được"),
        _(
            "Lúc đó hoạt động không nhận đăng ký tại chỗ, hoặc số định danh là của người tên khác."
            " Ghi người này vào danh sách rồi gắn, hoặc bỏ qua."
        ),
    ),
}

IS_HERE_TOO = _("Người này có tên trong danh sách ở đây. Nếu có dự thì nhận.")

HAS_WITHDRAWN = _("Đã rút đăng ký: nhận thì người này lại có tên trong danh sách.")

OTHER = "other"
ACCEPT_REASONS: dict[str, Any] = {
    "late": _("Đến muộn, có mặt"),
    "early": _("Đến sớm, có mặt"),
    "clock": _("Máy quét sai giờ"),
    "no_pass": _("Quên thẻ"),
    "vouched": _("Có người xác nhận có mặt"),
}
USUAL_ACCEPT: dict[Why, str] = {
    "unknown_code": "no_pass",
    "unknown_card": "no_pass",
    "registration_gone": "no_pass",
    "walk_in_not_taken": "no_pass",
    "too_early": "early",
    "too_late": "late",
    "no_sitting": "clock",
    "clock_ahead": "clock",
    "clock_behind": "clock",
    "before_pairing": "clock",
}
DISMISS_REASONS: dict[str, Any] = {
    "mistake": _("Quét nhầm"),
    "unrelated": _("Mã không liên quan"),
    "trial": _("Quét thử máy"),
    "there": _("Đã có mặt, không cần làm gì"),
}
USUAL_DISMISS: dict[Why, str] = {"unknown_code": "unrelated"}


def usual_accept(why: Why) -> str:
    return USUAL_ACCEPT.get(why, "vouched")


def usual_dismiss(item: UndecidedScan) -> str:
    return "there" if item.is_there else USUAL_DISMISS.get(item.why, "mistake")


KINDS: dict[str, Any] = {
    "pass": _("Mã thẻ lạ"),
    "short": _("Mã ngắn lạ"),
    "number": _("Dãy 12 chữ số"),
    "pairing": _("Mã ghép máy quét"),
    "door": _("Mã QR điểm danh"),
    "health_card": _("Thẻ bảo hiểm y tế"),
    "vneid": _("Mã VNeID"),
    "wifi": _("Mã Wi-Fi"),
    "contact": _("Danh thiếp"),
    "address": _("Địa chỉ trang web"),
    "card_not_compared": _("Căn cước chưa tra: máy hoặc tài khoản này đã tra quá nhiều số lạ trong ngày"),
    "card": _("Căn cước không có trong danh sách"),
    "registration": _("Người có trên máy quét, không còn trong danh sách"),
    "other": _("Mã lạ"),
}
KINDS_SHOWN = ("pass", "short", "address", "other")  # others may hold a name, a number or a password


def kind_in_words(scan: Scan) -> str:
    """Return the kind of a code that names nobody, in words ('Thẻ bảo hiểm y tế'); empty for a scan with a registration."""
    if scan.registration_id is not None:
        return ""
    if is_walk_in(scan):
        return str(_("Đăng ký tại chỗ"))
    if not scan.read:
        return str(_("Căn cước không có trong danh sách"))
    return str(KINDS[_kind(scan)])


def readable_text(scan: Scan) -> str:
    """Return what was read as far as it may be shown: nothing private."""
    if is_walk_in(scan):
        return scan.read.removeprefix(WALK_IN_READ)
    if not scan.read:
        return ""
    return scan.read if _kind(scan) in KINDS_SHOWN and not scan.read.startswith(KIND_READ) else ""


def _kind(scan: Scan) -> str:
    """Return the kind of what was read; of private content only the kind was stored."""
    stored_kind = scan.read.removeprefix(KIND_READ)
    return stored_kind if scan.read.startswith(KIND_READ) and stored_kind in KINDS else read(scan.read).kind
