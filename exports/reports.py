"""The reports there are. Each answers one Table; every door (screen, JSON, xlsx, csv) hands out that one."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import fetch
from activities.models import Activity
from attendance.models import Attendance, Method, Registration
from attendance.roster import matrix
from exports.groupings import GROUPINGS
from exports.scope import Scope, ScopeForm
from exports.table import Column, Letterhead, Signatory, Table
from exports.tally import Figures, tally
from people.models import AgencyPeriod


@dataclass(frozen=True)
class Report:
    """`form`: the filters, a Django form over the query string. `build(user, cleaned form)` answers the table."""

    name: str
    title: Any
    purpose: Any
    form: type[forms.Form]
    build: Callable[[Any, Any], Table]


def table_of(name: str, user: Any, query: Any) -> Table:
    """The report's table for `user`. Raises KeyError for a name there is not, ValidationError keyed by filter."""
    report = REPORTS[name]
    form = report.form(query)
    if not form.is_valid():
        raise ValidationError({field: errors.as_data() for field, errors in form.errors.items()})
    return report.build(user, form)


def letterhead_on(day: Any) -> tuple[Letterhead | None, list[Signatory]]:
    """The agency's head and who signs, as they were on that day."""
    period = AgencyPeriod.on(day)
    if period is None:
        return None, []
    head = Letterhead(period.name, period.parent_name, _("Số:        /%(mark)s") % {"mark": period.abbreviation}, period.place, day)
    return head, [Signatory(period.signatory_title, period.signatory_name, period.signatory_authority)]


# --- participation-tally


class TallyForm(ScopeForm):
    by = forms.ChoiceField(
        label=gettext_lazy("Tổng hợp theo"), required=False, choices=[(name, grouping.title) for name, grouping in GROUPINGS.items()]
    )

    def clean_by(self) -> str:
        return self.cleaned_data["by"] or "commune"


# Meanings stand on the notes sheet; the four numbers (people, participations, sitting attendances, headcount) are never mixed.
TALLY_COLUMNS = [
    ("training_sessions", gettext_lazy("Lớp tập huấn"), gettext_lazy("Số lớp tập huấn đã tổ chức (không tính nháp, đã hủy, chưa đến ngày)"), True),
    ("contests", gettext_lazy("Hội thi"), gettext_lazy("Số hội thi đã tổ chức"), True),
    ("sittings", gettext_lazy("Số buổi"), gettext_lazy("Số buổi của các hoạt động đó"), True),
    ("registered", gettext_lazy("Đăng ký"), gettext_lazy("Số lượt đăng ký còn hiệu lực (mỗi người một lượt cho mỗi hoạt động)"), True),
    ("people", gettext_lazy("Số người"), gettext_lazy("Số người khác nhau có mặt ít nhất một buổi; dòng tổng đếm mỗi người một lần"), False),
    ("participations", gettext_lazy("Lượt người"), gettext_lazy("Lượt người tham dự: mỗi người một lượt cho mỗi hoạt động có mặt ít nhất một buổi"), True),
    ("sitting_attendances", gettext_lazy("Lượt điểm danh"), gettext_lazy("Mỗi người một lượt cho mỗi buổi có mặt"), True),
    ("female", gettext_lazy("Nữ"), gettext_lazy("Trong số người: nữ"), False),
    ("ethnic_minority", gettext_lazy("Dân tộc thiểu số"), gettext_lazy("Trong số người: dân tộc thiểu số (khác dân tộc Kinh, NĐ 05/2011 Điều 4)"), False),
    ("pupils", gettext_lazy("Học sinh"), gettext_lazy("Trong số người: đăng ký với đối tượng học sinh"), False),
    ("headcount", gettext_lazy("Đếm đầu người"), gettext_lazy("Số người đếm không ghi tên (khán giả…), tách riêng, không cộng với các cột khác"), True),
    ("planned_activities", gettext_lazy("Số cuộc"), gettext_lazy("Số cuộc theo chỉ tiêu kế hoạch; chỉ có khi kỳ báo cáo là năm trọn vẹn"), True),
    ("planned_participants", gettext_lazy("Lượt người"), gettext_lazy("Lượt người theo chỉ tiêu kế hoạch"), True),
]  # fmt: skip
AMONG = ("female", "ethnic_minority", "pupils")
PLANNED = ("planned_activities", "planned_participants")


def participation_tally(user: Any, form: TallyForm) -> Table:
    scope, grouping = form.scope(user), GROUPINGS[form.cleaned_data["by"]]
    counted = tally(scope, grouping)
    labels = grouping.labels(counted.groups)
    head, signatories = letterhead_on(scope.date)
    return Table(
        name="participation-tally",
        title=_("Tổng hợp kết quả tổ chức và tham dự"),
        subtitle=_("Kỳ báo cáo: %(period)s\n(Tổng hợp theo: %(by)s)") % {"period": scope.period, "by": str(grouping.title).lower()},
        columns=_tally_columns(str(grouping.title)),
        rows=[[label, *_tally_figures(counted.groups[key])] for key, label in labels.items()],
        totals=[_("Tổng cộng"), *_tally_figures(counted.totals)],
        filters=[*scope.in_words, (_("Tổng hợp theo"), str(grouping.title))],
        made_by=user.full_name,
        made_at=timezone.now(),
        letterhead=head,
        signatories=signatories,
        numbered=True,
        notes=[_("Các cột “Nữ”, “Dân tộc thiểu số”, “Học sinh” đếm số người, có thể trùng nhau nên không cộng với nhau.")],
    )


def _tally_columns(first: str) -> list[Column]:
    columns = [Column("group", first, "text", 30)]
    for key, title, meaning, is_sum in TALLY_COLUMNS:
        group = _("Trong đó") if key in AMONG else _("Kế hoạch") if key in PLANNED else ""
        columns.append(Column(key, str(title), "number", 10, str(meaning), group, total=is_sum))
    meaning = _("Số cuộc đã tổ chức so với số cuộc theo kế hoạch, phần trăm")
    return [*columns, Column("percent_of_plan", _("Đạt (%)"), "percent", 9, meaning)]


def _tally_figures(figures: Figures) -> list[Any]:
    return [*(getattr(figures, key) for key, *_rest in TALLY_COLUMNS), figures.percent_of_plan]


# --- attendance-register


class RegisterForm(forms.Form):
    activity = forms.IntegerField(label=gettext_lazy("Hoạt động"), min_value=1)
    date = forms.DateField(label=gettext_lazy("Ngày ghi trên văn bản"), required=False)


def attendance_register(user: Any, form: RegisterForm) -> Table:
    """Person × sitting. The paper's date is the activity's last day, unless asked otherwise."""
    activity = fetch(Activity.objects.with_units(), user, "report", pk=form.cleaned_data["activity"])
    sittings = list(activity.sittings.all())
    head, signatories = letterhead_on(form.cleaned_data["date"] or min(activity.ends_on, timezone.localdate()))
    rows, sums = _register_rows(activity, user, sittings)
    return Table(
        name="attendance-register",
        title=_("Danh sách điểm danh"),
        subtitle=f"{activity.title}\n({_days(activity)}, {_where(activity)})",
        columns=_register_columns(sittings),
        rows=rows,
        totals=[_("Tổng cộng"), *[None] * (len(PERSON_COLUMNS) - 1), *sums],
        filters=[(_("Hoạt động"), activity.title), (_("Thời gian"), _days(activity)), (_("Địa điểm"), _where(activity))],
        made_by=user.full_name,
        made_at=timezone.now(),
        letterhead=head,
        signatories=signatories,
        numbered=True,
        row_height=27,
        notes=[_("x: có mặt; P: vắng có phép; để trống: vắng không phép. Điểm danh điện tử không thay chữ ký nhận tiền.")],
    )


PERSON_COLUMNS = [
    ("full_name", gettext_lazy("Họ và tên"), "text", 26, ""),
    ("born_male", gettext_lazy("Nam"), "year", 7, gettext_lazy("Năm sinh")),
    ("born_female", gettext_lazy("Nữ"), "year", 7, gettext_lazy("Năm sinh")),
    ("ethnic_group", gettext_lazy("Dân tộc"), "text", 10, ""),
    ("position", gettext_lazy("Chức vụ, đơn vị"), "text", 22, ""),
    ("unit", gettext_lazy("Nơi cư trú"), "text", 18, ""),
    ("phone", gettext_lazy("Điện thoại"), "text", 13, ""),
]


def _register_columns(sittings: list[Any]) -> list[Column]:
    columns = [Column(key, str(title), kind, width, group=str(group)) for key, title, kind, width, group in PERSON_COLUMNS]  # type: ignore[arg-type]
    several_days = len({timezone.localdate(s.starts_at) for s in sittings}) > 1
    for sitting in sittings:
        day = timezone.localdate(sitting.starts_at)
        group = f"{day:%d/%m/%Y}" if several_days else _("Buổi")
        label = sitting.label.removesuffix(f" {day:%d/%m}")
        columns.append(Column(f"sitting_{sitting.pk}", label, "mark", 8, _("x: có mặt; P: vắng có phép"), group, total=True))
    return [
        *columns,
        Column("attended", _("Số buổi có mặt"), "number", 9, _("Số buổi có mặt"), total=True),
        Column("percent", _("Tỷ lệ (%)"), "percent", 9, _("Số buổi có mặt trên tổng số buổi")),
        Column("signature", _("Ký tên"), "text", 16),
        Column("note", _("Ghi chú"), "text", 14),
    ]


def _register_rows(activity: Activity, user: Any, sittings: list[Any]) -> tuple[list[list[Any]], list[Any]]:
    """Rows in the order of names, and the sums per sitting, of all, and the percentage of all."""
    rows: list[list[Any]] = []
    came = dict.fromkeys((s.pk for s in sittings), 0)
    for registration, presences in matrix(activity, user):
        marks = [_mark(presences.get(sitting.pk)) for sitting in sittings]
        attended = sum(mark is True for mark in marks)
        for sitting, mark in zip(sittings, marks, strict=True):
            came[sitting.pk] += mark is True
        percent = round(100 * attended / len(sittings), 1) if sittings else None
        note = _("Đã rút") if registration.is_withdrawn else ""
        rows.append([*_person_cells(registration), *marks, attended, percent, None, note])
    total, places = sum(came.values()), len(rows) * len(sittings)
    return rows, [*came.values(), total, round(100 * total / places, 1) if places else None, None, None]


def _mark(presence: Any) -> Any:
    if presence is None:
        return None
    if presence.attended:
        return True
    return "P" if presence.excused is not None else None


def _person_cells(registration: Registration) -> list[Any]:
    person = registration.person
    at_work = ", ".join(filter(None, [person.position, person.organisation.name if person.organisation else ""]))
    return [
        person.full_name,
        person.birth_year if person.gender == "M" else None,
        person.birth_year if person.gender == "F" else None,
        person.ethnic_group.name if person.ethnic_group else None,
        at_work,
        person.unit.kind_and_name,
        person.phone,
    ]


def _days(activity: Activity) -> str:
    if activity.starts_on == activity.ends_on:
        return _("ngày %(day)s") % {"day": f"{activity.starts_on:%d/%m/%Y}"}
    return _("từ ngày %(first)s đến ngày %(last)s") % {"first": f"{activity.starts_on:%d/%m/%Y}", "last": f"{activity.ends_on:%d/%m/%Y}"}


def _where(activity: Activity) -> str:
    return ", ".join(filter(None, [activity.venue, activity.unit.full_name]))


# --- attendance-list


def attendance_list(user: Any, form: ScopeForm) -> Table:
    """One row per attendance, any number of them: rows are read as they are written."""
    scope = form.scope(user)
    head, signatories = letterhead_on(scope.date)
    found = scope.attendances
    return Table(
        name="attendance-list",
        title=_("Danh sách lượt điểm danh"),
        subtitle=_("Kỳ báo cáo: %(period)s") % {"period": scope.period},
        columns=[Column(key, str(title), kind, width) for key, title, kind, width in LIST_COLUMNS],  # type: ignore[arg-type]
        rows=_list_rows(found),
        filters=scope.in_words,
        made_by=user.full_name,
        made_at=timezone.now(),
        letterhead=head,
        signatories=signatories,
        numbered=True,
    )


LIST_COLUMNS = [
    ("date", gettext_lazy("Ngày"), "date", 12),
    ("activity", gettext_lazy("Hoạt động"), "text", 36),
    ("kind", gettext_lazy("Loại"), "text", 13),
    ("place", gettext_lazy("Địa bàn"), "text", 22),
    ("sitting", gettext_lazy("Buổi"), "text", 11),
    ("full_name", gettext_lazy("Họ và tên"), "text", 25),
    ("gender", gettext_lazy("Giới tính"), "text", 8),
    ("birth_year", gettext_lazy("Năm sinh"), "year", 8),
    ("ethnic_group", gettext_lazy("Dân tộc"), "text", 10),
    ("residence", gettext_lazy("Nơi cư trú"), "text", 20),
    ("role", gettext_lazy("Vai trò"), "text", 12),
    ("arrived_at", gettext_lazy("Giờ đến"), "datetime", 16),
    ("method", gettext_lazy("Cách điểm danh"), "text", 14),
]
LIST_FIELDS = (
    "sitting__activity__starts_on", "sitting__activity__title", "sitting__activity__kind", "sitting__activity__unit__kind",
    "sitting__activity__unit__name", "sitting__label", "registration__person__full_name", "registration__person__gender",
    "registration__person__birth_year", "registration__person__ethnic_group__name", "registration__person__unit__kind",
    "registration__person__unit__name", "registration__role", "arrived_at", "method",
)  # fmt: skip


def _list_rows(found: Iterable[Attendance] | Any) -> Iterator[list[Any]]:
    kinds, roles, methods = dict(Activity.Kind.choices), dict(Registration.Role.choices), dict(Method.choices)
    genders = {"M": _("Nam"), "F": _("Nữ"), None: None}
    in_order = found.order_by("sitting__activity__starts_on", "sitting__activity", "sitting__starts_at", "arrived_at", "pk")
    for day, title, kind, unit_kind, unit, sitting, name, gender, year, group, home_kind, home, role, at, method in in_order.values_list(
        *LIST_FIELDS
    ).iterator(chunk_size=2000):
        yield [
            day, title, str(kinds[kind]), f"{unit_kind} {unit}", sitting, name, genders[gender], year, group, f"{home_kind} {home}",
            str(roles[role]), at, str(methods[method]),
        ]  # fmt: skip


REPORTS: dict[str, Report] = {
    report.name: report
    for report in (
        Report(
            "participation-tally",
            gettext_lazy("Tổng hợp kết quả tham dự"),
            gettext_lazy("Số lớp, hội thi, số người, lượt người theo địa bàn, thời gian, đối tượng"),
            TallyForm,
            participation_tally,
        ),
        Report(
            "attendance-register",
            gettext_lazy("Danh sách điểm danh của một hoạt động"),
            gettext_lazy("Mỗi người một dòng, mỗi buổi một cột, có tỷ lệ và cột ký tên"),
            RegisterForm,
            attendance_register,
        ),
        Report(
            "attendance-list",
            gettext_lazy("Danh sách lượt điểm danh"),
            gettext_lazy("Mỗi lượt điểm danh một dòng, cho nhiều hoạt động"),
            ScopeForm,
            attendance_list,
        ),
    )
}
