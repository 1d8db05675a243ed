"""The people of one activity who were chosen on its list, as a workbook. No report of the catalogue: it has no filters of its own."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.models import User
from activities.models import Activity
from attendance.models import Registration, RegistrationQuerySet
from exports.reports.registration_notes import registration_notes
from exports.signers.letterhead import letterhead_on
from exports.table import Column, Kind, Table, capitalised
from people.disclosures.lists import LoggedList, register_lists

COLUMNS: list[tuple[str, Any, Kind, int]] = [
    ("full_name", gettext_lazy("Họ và tên"), "text", 26),
    ("birth_year", gettext_lazy("Năm sinh"), "year", 7),
    ("gender", gettext_lazy("Giới tính"), "text", 6),
    ("ethnic_group", gettext_lazy("Dân tộc"), "text", 10),
    ("position", gettext_lazy("Chức vụ, đơn vị"), "text", 22),
    ("unit", gettext_lazy("Nơi cư trú"), "text", 18),
    ("phone", gettext_lazy("Điện thoại"), "text", 12),
    ("role", gettext_lazy("Vai trò"), "text", 14),
    ("category", gettext_lazy("Đối tượng"), "text", 20),
    ("short_code", gettext_lazy("Mã ngắn"), "text", 9),
    ("attended", gettext_lazy("Số buổi có mặt"), "number", 8),
    ("note", gettext_lazy("Ghi chú"), "text", 12),
]


def participant_list(user: User, activity: Activity, registrations: RegistrationQuerySet) -> Table:
    """Return the table of `registrations`, which come from `participants.list_registrations`, in their order."""
    now, rows = timezone.now(), list(registrations)
    return Table(
        name="participant-list",
        title=_("Danh sách đăng ký"),
        subtitle=activity.title,
        columns=[Column(key, str(title), kind, width) for key, title, kind, width in COLUMNS],
        rows=[_participant_row(registration) for registration in rows],
        filters=[(pgettext("one", "Hoạt động"), activity.title), (_("Những người được chọn"), str(len(rows)))],
        people=[registration.person_id for registration in rows],
        unit_id=activity.unit_id,
        made_by=user.full_name,
        made_at=now,
        numbered=True,
        sheet_title=_("Danh sách đăng ký"),
        file_words=["dang-ky", *activity.file_words],
        is_filtered_by_column=True,
        **letterhead_on(timezone.localdate(now), user),
    )


def _participant_row(registration: Registration) -> list[Any]:
    person: Any = registration.person
    position_and_organisation = [person.position, person.organisation.name if person.organisation else ""]
    return [
        person.full_name,
        person.birth_year,
        person.get_gender_display() if person.gender else None,
        person.ethnic_group.name if person.ethnic_group else None,
        ", ".join(filter(None, position_and_organisation)),
        capitalised(person.unit.kind_and_name),
        person.phone,
        str(registration.get_role_display()),
        str(registration.get_category_display()) if registration.category else None,
        registration.short_code,
        registration.sittings_attended,  # type: ignore[attr-defined]  # by list_registrations
        "; ".join(registration_notes(registration)) or None,
    ]


register_lists(LoggedList("participant-list", gettext_lazy("Danh sách đăng ký, những người được chọn")))
