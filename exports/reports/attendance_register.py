"""attendance-register: one activity, person × sitting, ready to be signed."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from accounts.access import fetch
from activities.models import Activity, Sitting
from attendance.models import Registration
from attendance.registrations.participants import Presence, matrix
from exports.letterhead import paper_of
from exports.reports.catalogue import Report, register
from exports.table import Column, Table, capitalised
from people.disclosures import LoggedList

Rows = list[tuple[Registration, dict[int, Presence]]]
ROOM_TO_SIGN = 27  # points


class RegisterForm(forms.Form):
    activity = forms.IntegerField(label=pgettext_lazy("one", "Hoạt động"), min_value=1)
    date = forms.DateField(label=gettext_lazy("Ngày ghi trên văn bản"), required=False)


def attendance_register(user: Any, form: RegisterForm) -> Table:
    """The paper's date is the activity's last day, unless asked otherwise."""
    activity = fetch(Activity.objects.with_units(), user, "report", pk=form.cleaned_data["activity"])
    sittings, now = list(activity.sittings.all()), timezone.now()
    people = list(matrix(activity, user))
    begun = _begun(sittings, people, now)
    return Table(
        name="attendance-register",
        title=_("Danh sách điểm danh"),
        subtitle=f"{activity.title}\n({_days(activity)}, {_where(activity)})",
        columns=_columns(sittings),
        rows=[_row(registration, presences, begun) for registration, presences in people],
        totals=_totals(people, begun),
        filters=[(pgettext("one", "Hoạt động"), activity.title), (_("Thời gian"), _days(activity)), (_("Địa điểm"), _where(activity))],
        made_by=user.full_name,
        made_at=now,
        numbered=True,
        row_height=ROOM_TO_SIGN,
        notes=_notes(activity, people, begun),
        **paper_of(form.cleaned_data["date"] or min(activity.ends_on, timezone.localdate())).given,
    )


PERSON_COLUMNS = [  # key, head, kind, width, common head, whether it may be left out
    ("full_name", gettext_lazy("Họ và tên"), "text", 26, "", False),
    ("born_male", gettext_lazy("Nam"), "year", 7, gettext_lazy("Năm sinh"), False),
    ("born_female", gettext_lazy("Nữ"), "year", 7, gettext_lazy("Năm sinh"), False),
    ("ethnic_group", gettext_lazy("Dân tộc"), "text", 10, "", True),
    ("position", gettext_lazy("Chức vụ, đơn vị"), "text", 22, "", True),
    ("unit", gettext_lazy("Nơi cư trú"), "text", 18, "", False),
    ("phone", gettext_lazy("Điện thoại"), "text", 12, "", True),
]


def _columns(sittings: list[Sitting]) -> list[Column]:
    columns = [
        Column(key, str(title), kind, width, group=str(group), spare=spare)  # type: ignore[arg-type]
        for key, title, kind, width, group, spare in PERSON_COLUMNS
    ]
    days = [timezone.localdate(sitting.starts_at) for sitting in sittings]
    for sitting, day in zip(sittings, days, strict=True):
        label, group = sitting.label.removesuffix(f" {day:%d/%m}"), f"{day:%d/%m/%Y}" if len(set(days)) > 1 else _("Buổi")
        columns.append(Column(f"sitting_{sitting.pk}", label, "mark", 8, _("x: có mặt; P: vắng có phép"), group, total=True))
    percent = _("Số buổi có mặt so với số buổi đã diễn ra; ở dòng tổng: so với mọi người của danh sách")
    return [
        *columns,
        Column("attended", _("Số buổi có mặt"), "number", 8, _("Số buổi người đó có mặt"), total=True),
        Column("percent", _("Tỷ lệ (%)"), "percent", 8, percent),
        Column("signature", _("Ký tên"), "text", 16),
        Column("note", _("Ghi chú"), "text", 12),
    ]


def _begun(sittings: list[Sitting], people: Rows, now: datetime) -> dict[int, bool]:
    """For each sitting whether absence from it says anything yet: it has begun, or somebody came."""
    came = {sitting for _registration, presences in people for sitting, presence in presences.items() if presence.attended}
    return {sitting.pk: sitting.starts_at <= now or sitting.pk in came for sitting in sittings}


def _row(registration: Registration, presences: dict[int, Presence], begun: dict[int, bool]) -> list[Any]:
    attended = sum(presence.attended for presence in presences.values())
    marks = [_mark(presences[sitting]) for sitting in begun]
    said = [(registration.is_walk_in, _("Tại chỗ")), (registration.is_withdrawn, _("Đã rút"))]
    note = "; ".join(word for is_so, word in said if is_so) or None
    return [*_person_cells(registration), *marks, attended, _percent(attended, sum(begun.values())), None, note]


def _mark(presence: Presence) -> bool | str | None:
    if presence.attended:
        return True
    return None if presence.excused is None else "P"


def _person_cells(registration: Registration) -> list[Any]:
    person = registration.person
    at_work = ", ".join(filter(None, [person.position, person.organisation.name if person.organisation else ""]))
    return [
        person.full_name,
        person.birth_year if person.gender == "M" else None,
        person.birth_year if person.gender == "F" else None,
        person.ethnic_group.name if person.ethnic_group else None,
        at_work,
        capitalised(person.unit.kind_and_name),
        person.phone,
    ]


def _totals(people: Rows, begun: dict[int, bool]) -> list[Any]:
    """Who came to each sitting, all attendances, and their part of what could have been."""
    came = [sum(presences[sitting].attended for _registration, presences in people) for sitting in begun]
    nothing = [None] * (len(PERSON_COLUMNS) - 1)
    return [_("Tổng cộng"), *nothing, *came, sum(came), _percent(sum(came), len(people) * sum(begun.values())), None, None]


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def _notes(activity: Activity, people: Rows, begun: dict[int, bool]) -> list[str]:
    notes = [_("x: có mặt; P: vắng có phép; để trống: vắng không phép. Điểm danh điện tử không thay chữ ký nhận tiền.")]
    if not all(begun.values()):
        notes.append(_("Buổi chưa diễn ra không tính vào tỷ lệ."))
    if any(registration.is_walk_in for registration, _presences in people):
        notes.append(_("Tại chỗ: không có trong danh sách trước, được ghi tên khi đến dự."))
    if activity.is_cancelled:
        notes.append(_("Hoạt động đã hủy: %(reason)s") % {"reason": activity.cancel_reason})
    return notes


def _days(activity: Activity) -> str:
    if activity.starts_on == activity.ends_on:
        return _("ngày %(day)s") % {"day": f"{activity.starts_on:%d/%m/%Y}"}
    return _("từ ngày %(first)s đến ngày %(last)s") % {"first": f"{activity.starts_on:%d/%m/%Y}", "last": f"{activity.ends_on:%d/%m/%Y}"}


def _where(activity: Activity) -> str:
    return ", ".join(filter(None, [activity.venue, activity.unit.full_name]))


register(
    Report(
        title=gettext_lazy("Danh sách điểm danh của một lớp, hội thi"),
        purpose=gettext_lazy("Mỗi người một dòng, mỗi buổi một cột, có tỷ lệ và cột ký tên."),
        form=RegisterForm,
        build=attendance_register,
        order=20,
        logged_list=LoggedList("attendance-register", gettext_lazy("Danh sách điểm danh"), names_only_its_activity=True),
    )
)
