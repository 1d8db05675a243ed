"""The list of people on record as a table, any number of them."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from attendance.access import numbers_seen
from exports.signers.letterhead import letterhead_on
from exports.table import Column, Kind, Table, capitalised
from people.models import PersonQuerySet
from registry.records.filters import Figures, PeopleForm
from registry.records.ordered_people import OrderedPeople

PEOPLE_PER_CHUNK = 500
COLUMNS: list[tuple[str, Any, Kind, int]] = [
    ("full_name", gettext_lazy("Họ và tên"), "text", 25),
    ("gender", gettext_lazy("Giới tính"), "text", 6),
    ("birth_year", gettext_lazy("Năm sinh"), "year", 7),
    ("birth_date", gettext_lazy("Ngày sinh"), "date", 11),
    ("ethnic_group", gettext_lazy("Dân tộc"), "text", 10),
    ("unit", gettext_lazy("Nơi cư trú"), "text", 28),
    ("organisation", gettext_lazy("Đơn vị công tác"), "text", 22),
    ("position", gettext_lazy("Chức vụ"), "text", 16),
    ("phone", gettext_lazy("Điện thoại"), "text", 12),
    ("national_id_last4", gettext_lazy("4 số cuối số định danh"), "text", 8),
    ("participations", gettext_lazy("Lượt người"), "number", 8),
    ("sitting_attendances", gettext_lazy("Lượt điểm danh"), "number", 9),
    ("last_attended", gettext_lazy("Dự lần cuối"), "date", 11),
]
MEANINGS = {
    "participations": gettext_lazy("Số hoạt động người này có mặt ít nhất một buổi, trong các điều kiện lọc."),
    "sitting_attendances": gettext_lazy("Số buổi người này có mặt, trong các điều kiện lọc."),
}
CSV_PREFIXES = {"national_id_last4": "•••• "}
SUMMED = ("participations", "sitting_attendances")


class PersonRows:
    """The rows, read a few hundred at a time; their number without reading them."""

    def __init__(self, people: PersonQuerySet | OrderedPeople, form: PeopleForm) -> None:
        self.people, self.form = people, form

    def __len__(self) -> int:
        return self.people.count()

    def __iter__(self) -> Iterator[list[Any]]:
        remaining, no_figures = self.people.iterator(chunk_size=PEOPLE_PER_CHUNK), Figures()
        while chunk := list(islice(remaining, PEOPLE_PER_CHUNK)):
            figures = self.form.figures([person.pk for person in chunk])
            with_number = numbers_seen(self.form.user, chunk)
            for person in chunk:
                attended = figures.get(person.pk, no_figures)
                yield [
                    person.full_name,
                    str(person.get_gender_display() or ""),
                    person.birth_year,
                    person.birth_date,
                    person.ethnic_group.name if person.ethnic_group else None,
                    capitalised(person.unit.label),
                    person.organisation.name if person.organisation else None,
                    person.position or None,
                    person.phone,
                    (person.pk in with_number and person.national_id_last4) or None,
                    attended.activities,
                    attended.sittings,
                    timezone.localdate(attended.last) if attended.last else None,
                ]


def person_list_table(people: PersonQuerySet, form: PeopleForm, user: User, *, sort: str) -> Table:
    """Return `people`, narrowed to whom `user` may see in full, as a table, sorted as `PeopleForm.sort` does."""
    now, unit = timezone.now(), form.cleaned_data.get("unit")
    return Table(
        name="person-list",
        title=_("Danh sách người tham gia"),
        subtitle="",
        columns=[
            Column(
                key,
                str(title),
                kind,
                width,
                meaning=str(MEANINGS.get(key, "")),
                total=key in SUMMED,
                csv_prefix=CSV_PREFIXES.get(key, ""),
            )
            for key, title, kind, width in COLUMNS
        ],
        rows=PersonRows(form.sort(people, sort), form),
        totals=[_("Tổng cộng"), *[None] * (len(COLUMNS) - 4), *form.totals(people), None],
        filters=form.in_words,
        people=people.values_list("pk", flat=True),
        unit_id=unit.pk if unit else None,
        made_by=user.full_name,
        made_at=now,
        numbered=True,
        sheet_title=_("Người tham gia"),
        file_words=["danh-sach-nguoi-tham-gia", *([unit.kind_and_name] if unit else []), f"{timezone.localdate(now):%Y-%m-%d}"],
        is_filtered_by_column=True,
        notes=[
            _("Mỗi người một dòng. Lượt người và lượt điểm danh là hai con số khác nhau, không cộng với nhau."),
            _("Có dữ liệu cá nhân, trong đó dân tộc là dữ liệu nhạy cảm: chỉ dùng cho công việc được giao, không chuyển cho người khác."),
        ],
        **letterhead_on(timezone.localdate(now), user),
    )
