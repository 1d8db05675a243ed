"""Saving a question by its report and filters, as a program does; the screen of a report saves what it shows."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from exports import periods
from exports.jobs.actions import check_filters
from exports.questions.offered import VIEW
from finder.actions import save_filter
from finder.models import SavedFilter
from finder.question_lists import DAYS, with_moving_period
from finder.saved_filters import filters_to_save, searched_fields
from places.models import Unit


def save_question(
    user: User,
    *,
    report_name: str,
    filters: Mapping[str, Any],
    name: str,
    at: datetime,
    moving_period: str = "",
    shared_in: Unit | None = None,
) -> SavedFilter:
    """Keep the filters of a report under a name; one of that name is replaced. `moving_period`: a key of `periods.moving`, or nothing.

    Raise ValidationError keyed `report`, `filters`, `filters.<name>`, `period`, `name`, `shared_in`, PermissionDenied as for an export.
    """
    if moving_period:
        filters = {**filters, **_days_of(moving_period, filters, on=timezone.localdate(at))}
    report, values, form = check_filters(user, report_name=report_name, filters=filters)
    if searched := searched_fields(form):
        message = _("Chữ gõ vào ô này có thể là tên một người nên không được lưu.")
        raise ValidationError({f"filters.{field.name}": ValidationError(message, code="words_are_not_kept") for field in searched})
    query, list_name = QueryDict(mutable=True), f"{VIEW}:{report.name}"
    query.update(values)
    saved = filters_to_save(form, query, list_name)
    if not saved:
        message = _("Không có điều kiện nào để lưu, hoặc điều kiện quá dài.")
        raise ValidationError({"filters": ValidationError(message, code="nothing_to_save")})
    if moving_period:
        saved = with_moving_period(saved, moving_period)
    return save_filter(user, list_name=list_name, filters=saved, name=name, at=at, shared_in=shared_in)


def _days_of(moving_period: str, filters: Mapping[str, Any], *, on: date) -> dict[str, str]:
    """Return the two days that a moving period has today. Raise ValidationError for one that there is not, and for days beside it."""
    moving = periods.moving(on)
    if moving_period not in moving:
        message = _("Chọn một trong: %(names)s.") % {"names": ", ".join(moving)}
        raise ValidationError({"period": ValidationError(message, code="unknown_period")})
    if days := [day for day in DAYS if filters.get(day)]:
        message = _("Kỳ đổi theo lịch có ngày của nó. Hãy bỏ ngày này, hoặc bỏ kỳ (period).")
        raise ValidationError({f"filters.{day}": ValidationError(message, code="period_moves") for day in days})
    first, last = moving[moving_period][1]
    return {"from": first.isoformat(), "to": last.isoformat()}
