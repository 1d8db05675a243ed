"""Roles and the verbs that each may do."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", pgettext_lazy("role", "Quản trị")
    ORGANISER = "organiser", _("Cán bộ tổ chức")
    CLERK = "clerk", _("Chuyên viên tổng hợp")
    LEADER = "leader", _("Lãnh đạo")
    USHER = "usher", _("Người điểm danh")


VERBS: dict[str, frozenset[str]] = {
    Role.USHER: frozenset({"view", "check_in"}),
    Role.LEADER: frozenset({"view", "report"}),
    Role.CLERK: frozenset({"view", "check_in", "register", "see_personal", "correct", "report", "compose"}),
    Role.ORGANISER: frozenset({"view", "check_in", "register", "see_personal", "correct", "report", "compose", "record"}),
    Role.ADMINISTRATOR: frozenset({"view", "check_in", "register", "see_personal", "correct", "report", "compose", "record", "administer"}),
}
# The same in words, shown where a role is given.
MEANING: dict[str, Any] = {
    Role.ADMINISTRATOR: _("Làm mọi việc, và quản lý người dùng, vai trò trong địa bàn."),
    Role.ORGANISER: _("Lập, sửa, hủy lớp tập huấn và hội thi; đăng ký người, điểm danh, xem, tải và soạn báo cáo."),
    Role.CLERK: _("Đăng ký người, điểm danh, sửa điểm danh sai, xem, tải và soạn báo cáo; không lập hay hủy hoạt động."),
    Role.LEADER: _("Chỉ xem: hoạt động, số liệu và báo cáo tổng hợp; không sửa được gì, không tải danh sách người dự."),
    Role.USHER: _("Xem hoạt động và điểm danh; không xem số điện thoại, dân tộc và các thông tin riêng khác."),
}
# What a verb is about, for whoever may not do it.
WORK: dict[str, Any] = {
    "record": _("lập, sửa hoạt động, đội thi, kết quả, chỉ tiêu và văn bản"),
    "register": _("đăng ký người, nhập đội"),
    "check_in": _("điểm danh"),
    "correct": _("sửa điểm danh, quyết định lượt chờ xử lý"),
    "compose": _("soạn, rà soát, ban hành báo cáo"),
    "administer": _("nhận và trả lời yêu cầu về dữ liệu cá nhân"),
}
ALL_VERBS = frozenset().union(*VERBS.values())


def roles_with(verb: str) -> list[str]:
    """Return the roles that may do `verb`. Raise KeyError for an unknown verb, which would otherwise refuse everybody in silence."""
    if verb not in ALL_VERBS:
        raise KeyError(verb)
    return [role for role, verbs in VERBS.items() if verb in verbs]
