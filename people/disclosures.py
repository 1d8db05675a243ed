"""The log of who saw or took personal data. Every full list and every export is noted by the view that answers with it."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Disclosure, Person
from places.models import Unit

WHAT: dict[str, Any] = {
    "registration-list": _("Danh sách đăng ký"),
    "person-list": _("Danh sách người tham gia"),
    "person": _("Hồ sơ một người"),
    "person-data": _("Toàn bộ dữ liệu của một người"),
    "likely-duplicates": _("Hồ sơ có thể trùng"),
    "roster-preview": _("Bản xem trước danh sách nhập"),
    "roster-original": _("Tệp gốc của danh sách nhập"),
    "roster-faulty-rows": _("Các dòng lỗi của danh sách nhập"),
    "disclosure-log": _("Nhật ký truy cập"),
}


def note(
    what: str,
    way: str,
    *,
    by: Any,
    people: int | None,
    unit: Unit | None = None,
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
        unit=unit,
        person=person,
        people=people,
        sensitive=sorted(sensitive),
        user=by if by is not None and by.is_authenticated else None,
        at=timezone.now(),
    )
