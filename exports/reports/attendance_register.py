"""Report attendance-register: one activity, person × sitting, ready to be signed."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from accounts.access import fetch
from accounts.models import User
from activities.models import Activity, Sitting
from attendance.models import Attendance, Registration
from attendance.registrations.participants import Presence, matrix
from exports.counting.groupings import no_such_row
from exports.figure_rows.opened import OpenedFigure, open_figure
from exports.figure_rows.opening import no_such_column
from exports.figure_rows.row_keys import TOTAL, text_of
from exports.reports.catalogue import Report, register
from exports.reports.registration_notes import cancellation_notes, registration_notes
from exports.signers.letterhead import letterhead_on
from exports.table import SIGNED_ROW_HEIGHT, Column, Description, Kind, Table, capitalised
from people.disclosures.lists import LoggedList
from screens.day_filters import DayField
from screens.query_strings import parse_id

RegisterRow = tuple[Registration, dict[int, Presence]]
PERSON_COLUMNS: list[tuple[str, Any, Kind, int, Any, bool]] = [  # key, head, kind, width, common head, whether it may be omitted
    ("full_name", gettext_lazy("Họ và tên"), "text", 26, "", False),
    ("born_male", gettext_lazy("Nam"), "year", 7, gettext_lazy("Năm sinh"), False),
    ("born_female", gettext_lazy("Nữ"), "year", 7, gettext_lazy("Năm sinh"), False),
    ("ethnic_group", gettext_lazy("Dân tộc"), "text", 10, "", True),
    ("position", gettext_lazy("Chức vụ, đơn vị"), "text", 22, "", True),
    ("unit", gettext_lazy("Nơi cư trú"), "text", 18, "", False),
    ("phone", gettext_lazy("Điện thoại"), "text", 12, "", True),
]


class RegisterForm(forms.Form):
    activity = forms.IntegerField(label=pgettext_lazy("one", "Hoạt động"), min_value=1)
    date = DayField(label=gettext_lazy("Ngày ghi trên văn bản"), required=False)


def attendance_register(user: User, form: RegisterForm) -> Table:
    """Return the register of one activity. It bears today's date, unless asked otherwise."""
    activity = fetch(Activity.objects.with_units(), user, "see_personal", pk=form.cleaned_data["activity"])
    sittings, now = list(activity.sittings.all()), timezone.now()
    rows = list(matrix(activity, user))
    attended_sittings = {sitting for _registration, presences in rows for sitting, presence in presences.items() if presence.attended}
    # Whether absence from a sitting says anything yet: it has begun, or somebody came.
    has_begun = {sitting.pk: sitting.starts_at <= now or sitting.pk in attended_sittings for sitting in sittings}
    attended = [sum(presences[sitting].attended for _registration, presences in rows) for sitting in has_begun]
    percent = _percent_of(sum(attended), len(rows) * sum(has_begun.values()))
    return Table(
        name="attendance-register",
        title=_("Danh sách điểm danh"),
        columns=_register_columns(sittings),
        rows=[_register_row(registration, presences, has_begun) for registration, presences in rows],
        row_keys=[text_of(registration.pk) for registration, _presences in rows],
        totals=[_("Tổng cộng"), *[None] * (len(PERSON_COLUMNS) - 1), *attended, sum(attended), percent, None, None],
        people=[registration.person_id for registration, _presences in rows],
        made_by=user.full_name,
        made_at=now,
        numbered=True,
        row_height=SIGNED_ROW_HEIGHT,
        notes=_register_notes(activity, rows, has_begun),
        sheet_title=_("Danh sách điểm danh"),
        **_describe(activity),
        **letterhead_on(form.cleaned_data["date"] or timezone.localdate(now), user),
    )


def describe_register(user: User, form: RegisterForm) -> Description:
    return _describe(fetch(Activity.objects.with_units(), user, "see_personal", pk=form.cleaned_data["activity"]))


def _describe(activity: Activity) -> Description:
    first_day, last_day = f"{activity.starts_on:%d/%m/%Y}", f"{activity.ends_on:%d/%m/%Y}"
    days = _("từ ngày %(first)s đến ngày %(last)s") % {"first": first_day, "last": last_day}
    if first_day == last_day:
        days = _("ngày %(day)s") % {"day": first_day}
    place = ", ".join(filter(None, [activity.venue, activity.unit.full_name]))
    return {
        "subtitle": f"{activity.title}\n({days}, {place})",
        "filters": [(pgettext("one", "Hoạt động"), activity.title), (_("Thời gian"), days), (_("Địa điểm"), place)],
        "unit_id": activity.unit_id,
        "file_words": ["diem-danh", *activity.file_words],
    }


def open_register_figure(user: User, form: RegisterForm, row: str, column: str) -> OpenedFigure:
    """Open the attendances of one person, of one sitting or of all."""
    activity = fetch(Activity.objects.with_units(), user, "see_personal", pk=form.cleaned_data["activity"])
    attendances = Attendance.objects.active().filter(sitting__activity=activity, registration__in=Registration.objects.visible_to(user))
    title = str(activity)
    if row != TOTAL:
        registration = attendances.filter(registration=parse_id(row)).select_related("registration__person").first()
        if registration is None:
            raise no_such_row()
        attendances, title = attendances.filter(registration=registration.registration_id), registration.registration.person.full_name
    if column != "attended":
        sitting = activity.sittings.filter(pk=parse_id(column.removeprefix("sitting_"))).first()
        if sitting is None or row != TOTAL:
            raise no_such_column()
        attendances, title = attendances.filter(sitting=sitting), str(sitting)
    return open_figure(f"{_('Lượt điểm danh')}: {title}", "attendances", lambda _verb: attendances)


def _register_columns(sittings: list[Sitting]) -> list[Column]:
    columns = [
        Column(key, str(title), kind, width, group=str(group), omit_if_empty=omit_if_empty)
        for key, title, kind, width, group, omit_if_empty in PERSON_COLUMNS
    ]
    days = [timezone.localdate(sitting.starts_at) for sitting in sittings]
    for sitting, day in zip(sittings, days, strict=True):
        label, group = sitting.label_without_day, f"{day:%d/%m/%Y}" if len(set(days)) > 1 else _("Buổi")
        columns.append(
            Column(f"sitting_{sitting.pk}", label, "mark", 8, _("x: có mặt; P: vắng có phép"), group, total=True, opens_rows=True)
        )
    percent = _("Số buổi có mặt so với số buổi đã diễn ra; ở dòng tổng: so với mọi người của danh sách")
    return [
        *columns,
        Column("attended", _("Số buổi có mặt"), "number", 8, _("Số buổi người đó có mặt"), total=True, opens_rows=True),
        Column("percent", _("Tỷ lệ (%)"), "percent", 8, percent),
        Column("signature", _("Ký tên"), "text", 16),
        Column("note", _("Ghi chú"), "text", 12),
    ]


def _register_row(registration: Registration, presences: dict[int, Presence], has_begun: dict[int, bool]) -> list[Any]:
    """Return the person, a mark for each sitting, how many were attended and what part of them, room to sign, and a note."""
    person = registration.person
    position_and_organisation = [person.position, person.organisation.name if person.organisation else ""]
    marks = [True if presences[sitting].attended else "P" if presences[sitting].excused is not None else None for sitting in has_begun]
    attended = sum(presence.attended for presence in presences.values())
    return [
        person.full_name,
        person.birth_year if person.gender == "M" else None,
        person.birth_year if person.gender == "F" else None,
        person.ethnic_group.name if person.ethnic_group else None,
        ", ".join(filter(None, position_and_organisation)),
        capitalised(person.unit.kind_and_name),
        person.phone,
        *marks,
        attended,
        _percent_of(attended, sum(has_begun.values())),
        None,
        "; ".join(registration_notes(registration)) or None,
    ]


def _percent_of(part: int, total: int) -> float | None:
    return round(100 * part / total, 1) if total else None


def _register_notes(activity: Activity, rows: list[RegisterRow], has_begun: dict[int, bool]) -> list[str]:
    notes = [_("x: có mặt; P: vắng có phép; để trống: vắng không phép. Điểm danh điện tử không thay chữ ký nhận tiền.")]
    if not all(has_begun.values()):
        notes.append(_("Buổi chưa diễn ra không tính vào tỷ lệ."))
    if any(registration.is_walk_in for registration, _presences in rows):
        notes.append(_("Tại chỗ: không có trong danh sách trước, được ghi tên khi đến dự."))
    return notes + cancellation_notes(activity)


register(
    Report(
        title=gettext_lazy("Danh sách điểm danh của một lớp, hội thi"),
        purpose=gettext_lazy("Mỗi người một dòng, mỗi buổi một cột, có tỷ lệ và cột ký tên."),
        form=RegisterForm,
        build=attendance_register,
        order=20,
        open_rows=open_register_figure,
        describe=describe_register,
        logged_list=LoggedList("attendance-register", gettext_lazy("Danh sách điểm danh"), names_only_its_activity=True),
    )
)
