"""The reports there are. Each answers one Table; every door (screen, JSON, xlsx, csv) hands out that one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exports.reports.activity_list import ActivityListForm, activity_list
from exports.reports.attendance_list import attendance_list
from exports.reports.attendance_register import RegisterForm, attendance_register
from exports.reports.participation_tally import TallyForm, participation_tally
from exports.reports.scope import ScopeForm
from exports.table import Table


@dataclass(frozen=True)
class Report:
    """`form`: the filters, a Django form over the query string. `build(user, cleaned form)` answers the table."""

    name: str
    title: Any
    purpose: Any
    form: type[forms.Form]
    build: Callable[[Any, Any], Table]


def report_for(user: Any, name: str) -> Report:
    """First line of every door to a report: Http404 for a name there is not, PermissionDenied for who may report nowhere."""
    if name not in REPORTS:
        raise Http404
    require_reporter(user)
    return REPORTS[name]


def require_reporter(user: Any) -> None:
    if not user.can_anywhere("report"):
        raise PermissionDenied(_("Vai trò của bạn không được xem báo cáo."))


def table_of(report: Report, user: Any, query: Any) -> Table:
    """The report's table for `user`. Raises ValidationError keyed by filter."""
    form = report.form(query)
    if not form.is_valid():
        raise ValidationError({field: errors.as_data() for field, errors in form.errors.items()})
    return report.build(user, form)


REPORTS: dict[str, Report] = {
    report.name: report
    for report in (
        Report(
            "participation-tally",
            gettext_lazy("Tổng hợp kết quả tập huấn, hội thi"),
            gettext_lazy("Số lớp, hội thi, số người, lượt người theo địa bàn, thời gian, loại, đối tượng; so với kế hoạch năm."),
            TallyForm,
            participation_tally,
        ),
        Report(
            "attendance-register",
            gettext_lazy("Danh sách điểm danh của một lớp, hội thi"),
            gettext_lazy("Mỗi người một dòng, mỗi buổi một cột, có tỷ lệ và cột ký tên."),
            RegisterForm,
            attendance_register,
        ),
        Report(
            "attendance-list",
            gettext_lazy("Danh sách lượt điểm danh"),
            gettext_lazy("Mỗi lượt điểm danh một dòng, của nhiều lớp, hội thi trong một kỳ; để đối chiếu hoặc tính tiếp bằng Excel."),
            ScopeForm,
            attendance_list,
        ),
        Report(
            "activity-list",
            gettext_lazy("Danh sách lớp tập huấn, hội thi"),
            gettext_lazy("Mỗi lớp, hội thi một dòng, mọi trạng thái, có số đăng ký và lượt người."),
            ActivityListForm,
            activity_list,
        ),
    )
}
