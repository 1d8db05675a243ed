"""The log of who saw or took personal data. Every full list and every export is noted by the view that answers with it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people import personal_columns
from people.models import Disclosure, Person
from places.models import Unit

A_VISIT = timedelta(minutes=15)  # a list that draws itself anew every few seconds is one look at it
WHAT: dict[str, Any] = {
    "registration-list": _("Danh sách đăng ký"),
    "live-sitting": _("Danh sách của một buổi"),
    "sitting-attendances": _("Lượt điểm danh của một buổi"),
    "sitting-excuses": _("Vắng có phép của một buổi"),
    "inbox": _("Lượt quét chờ xem"),
    "known-people": _("Tìm người để đăng ký"),
    "team-members": _("Danh sách đội thi"),
    "pass-sheet": _("Thẻ để in"),
    "paper-list": _("Danh sách ký tên"),
    "scanner-roster": _("Danh sách tải về máy quét"),
    "attendance-register": _("Danh sách điểm danh"),
    "attendance-list": _("Danh sách lượt điểm danh"),
    "participation-tally": _("Tổng hợp kết quả tập huấn, hội thi"),
    "activity-list": _("Danh sách lớp tập huấn, hội thi"),
    "person-list": _("Danh sách người tham gia"),
    "person": _("Hồ sơ một người"),
    "person-data": _("Toàn bộ dữ liệu của một người"),
    "likely-duplicates": _("Hồ sơ có thể trùng"),
    "roster-preview": _("Bản xem trước danh sách nhập"),
    "roster-original": _("Tệp gốc của danh sách nhập"),
    "roster-faulty-rows": _("Các dòng lỗi của danh sách nhập"),
    "data-requests": _("Yêu cầu về dữ liệu cá nhân"),
    "disclosure-log": _("Nhật ký truy cập"),
}
OF_FIGURES = ("participation-tally", "activity-list")  # their rows are no people


def note(
    what: str,
    way: str,
    *,
    by: Any,
    people: int | None,
    unit: Unit | int | None = None,
    about: str = "",
    person: Person | None = None,
    sensitive: Iterable[str] = (),
    filters: Iterable[tuple[Any, Any]] = (),
) -> Disclosure:
    """One line of the log. `what`: a key of WHAT or a report's name; `way`: of Disclosure.Way; `people`: how many were shown."""
    return Disclosure.objects.create(
        what=what,
        way=way,
        about=about[:300],
        filters=[[str(label), str(value)] for label, value in filters],
        unit_id=getattr(unit, "pk", unit),
        person=person,
        people=people,
        sensitive=sorted(sensitive),
        user=_user(by),
        at=timezone.now(),
    )


def note_visit(
    what: str,
    *,
    by: Any,
    people: int,
    unit: Unit | int | None,
    about: str,
    way: str = Disclosure.Way.VIEW,
    person: Person | None = None,
    sensitive: Iterable[str] = (),
) -> None:
    """The same for a list that one turns the pages of, or that draws itself anew: a line per person, list and quarter of an hour,
    with the most that was shown at once. One statement, and one more at the first look and whenever more people are shown."""
    if not people:
        return
    at = timezone.now()
    same = Disclosure.objects.filter(what=what, way=way, user=_user(by), unit=unit, about=about[:300], person=person, at__gt=at - A_VISIT)
    found = same.order_by("-at").values_list("pk", "people").first()
    if found is None:
        note(what, way, by=by, people=people, unit=unit, about=about, person=person, sensitive=sensitive)
    elif found[1] is None or found[1] < people:
        Disclosure.objects.filter(pk=found[0]).update(people=people)


def came_to(noted: Disclosure, *, people: int) -> None:
    """How many had left when the last one had: written before the first, a line without a number is a taking that broke off."""
    Disclosure.objects.filter(pk=noted.pk).update(people=people)


def sensitive_among(names: Iterable[str]) -> list[str]:
    """Which of the columns shown are sensitive data."""
    return [name for name in names if name in personal_columns.SENSITIVE_NAMES]


def _user(by: Any) -> Any:
    """None for a paired phone, which is no user: then `about` names it."""
    return by if getattr(by, "pk", None) is not None and by.is_authenticated else None
