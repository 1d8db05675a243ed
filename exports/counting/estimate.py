"""Actual figures until a day with an estimate of the whole period: what was held until then, and what is planned to begin after it.

What is planned after that day is every activity of the period that is neither a draft nor cancelled, whether it was held meanwhile or not,
with the number of people planned for it. The estimate stands in columns of its own, never among the actual figures.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.models import ActivityQuerySet
from attendance.models import Registration
from exports.counting.groupings import Grouping
from exports.counting.scope import Scope
from exports.counting.tally import Figures, Tally
from exports.table import Column
from screens.day_filters import DayField

ACTIVITIES, PARTICIPATIONS = "estimated_activities", "estimated_participations"
WHOLE_PERIOD = gettext_lazy("Ước thực hiện cả kỳ")
HEADS = {
    ACTIVITIES: (
        gettext_lazy("Số cuộc"),
        gettext_lazy("Số cuộc đã tổ chức đến ngày đó, cộng số cuộc dự kiến bắt đầu sau ngày đó trong kỳ"),
    ),
    PARTICIPATIONS: (
        gettext_lazy("Lượt người"),
        gettext_lazy("Lượt người đã dự đến ngày đó, cộng số người dự kiến của các cuộc bắt đầu sau ngày đó trong kỳ"),
    ),
}
ESTIMATED = set(HEADS)
TITLES = {ACTIVITIES: gettext_lazy("Ước số cuộc cả kỳ"), PARTICIPATIONS: gettext_lazy("Ước lượt người cả kỳ")}


class EstimateForm(forms.Form):
    """The filter ?actual_until= of a report about a period: a day of it that is not to come."""

    actual_until = DayField(label=gettext_lazy("Thực hiện đến ngày (phần sau là ước)"), required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        day, first, last = (values.get(name) for name in ("actual_until", "from", "to"))
        message = None
        if day and not (first and last):
            message = _("Hãy chọn đủ “Từ ngày” và “Đến ngày” của kỳ được ước.")
        elif day and not first <= day <= last:
            message = _("Ngày này phải nằm trong kỳ báo cáo.")
        elif day and day > timezone.localdate():
            message = _("Ngày này chưa đến, chưa có số liệu thực hiện đến đó.")
        if message:
            self.add_error("actual_until", forms.ValidationError(message, code="actual_until"))
        return values


@dataclass
class Planned:
    """What is planned to begin after the day: activities, the people planned for them, and how many have no such number."""

    activities: int = 0
    people: int = 0
    without_number: int = 0


@dataclass(frozen=True)
class Estimate:
    """What is planned in each group, and altogether. No groups where activities do not divide as the rows do.

    `has_people`: whether people may be estimated; a role divides no planned number.
    """

    has_people: bool
    groups: dict[Any, Planned] = field(default_factory=dict)
    total: Planned = field(default_factory=Planned)
    is_divided: bool = True


def estimate(scope: Scope, by: Grouping) -> Estimate | None:
    """Return what is planned after the day in at most two statements; None where no estimate is asked for.

    Raise ValidationError where the grouping refuses what is planned.
    """
    if scope.actual_until is None:
        return None
    planned = scope.planned_activities.order_by()
    counted = {
        "number": Count("pk"),
        "people": Coalesce(Sum("planned_participants"), 0),
        "unknown": Count("pk", filter=Q(planned_participants=None)),
    }
    totals = planned.aggregate(**counted)
    total = Planned(totals["number"], totals["people"], totals["unknown"])
    groups: dict[Any, Planned] = defaultdict(Planned)
    if not by.per_person:
        for key, *numbers in planned.annotate(group=by.key("")).values_list("group").annotate(**counted):
            groups[key] = Planned(*numbers)
    return Estimate(has_people=not scope.role, groups=dict(groups), total=total, is_divided=not by.per_person)


def with_planned_groups(counted: Tally, estimated: Estimate | None) -> Tally:
    """Return the tally with a row for each group in which something is planned."""
    if estimated is None:
        return counted
    return Tally({key: Figures() for key in estimated.groups} | counted.groups, counted.totals)


def estimate_cells(counted: Tally, estimated: Estimate | None, *group: Any) -> list[Any]:
    """Return the cells of the row of a group, or of the totals; none where no estimate is asked for.

    Of a sort of people nothing is planned apart: its cells are empty.
    """
    if estimated is None:
        return []
    figures = counted.groups.get(group[0], Figures()) if group else counted.totals
    planned = estimated.groups.get(group[0], Planned()) if group else estimated.total
    if group and not estimated.is_divided:
        return [None, None]
    return [figures.activities + planned.activities, figures.participations + planned.people if estimated.has_people else None]


def estimate_columns(scope: Scope) -> list[Column]:
    """Return the columns at the end of a report; none where no estimate is asked for."""
    if scope.actual_until is None:
        return []
    return [
        Column(key, str(title), "number", 10, str(meaning), str(WHOLE_PERIOD), total=True, opens_rows=True)
        for key, (title, meaning) in HEADS.items()
    ]


def estimate_notes(scope: Scope, estimated: Estimate | None) -> list[str]:
    """Return what a reader has to know of the estimate."""
    if estimated is None or scope.actual_until is None:
        return []
    total = estimated.total
    sentence = _(
        "Ước thực hiện cả kỳ = thực hiện đến ngày %(day)s cộng %(number)d hoạt động dự kiến bắt đầu sau ngày đó trong kỳ "
        "(không tính nháp, đã hủy), theo số người dự kiến. Các cột khác chỉ có số thực hiện."
    )
    notes = [sentence % {"day": f"{scope.actual_until:%d/%m/%Y}", "number": total.activities}]
    if total.without_number:
        sentence = _("Trong đó %(number)d hoạt động chưa ghi số người dự kiến nên chỉ cộng vào số cuộc, chưa cộng vào lượt người.")
        notes.append(sentence % {"number": total.without_number})
    if not estimated.has_people:
        notes.append(_("Không ước lượt người: số người dự kiến không chia theo vai trò."))
    if not estimated.is_divided:
        notes.append(_("Số dự kiến không chia theo người nên phần ước chỉ đứng ở dòng tổng cộng."))
    return notes


def estimated_activities(scope: Scope, day: date) -> ActivityQuerySet:
    """Return the activities of an estimate, each with `estimated_people`: who attended until the day, who is planned after it."""
    in_period = scope.activities_in_any_state
    is_counted = Q(pk__in=scope.activities.order_by().values("pk")) | Q(pk__in=scope.planned_activities.order_by().values("pk"))
    attended = Registration.objects.attended().filter(activity=OuterRef("pk")).order_by()
    number = Coalesce(Subquery(attended.values("activity").annotate(number=Count("pk")).values("number")), 0)
    people = Case(When(starts_on__gt=day, then=Coalesce(F("planned_participants"), 0)), default=number, output_field=IntegerField())
    is_planned = Case(When(starts_on__gt=day, then=True), default=False)
    return in_period.filter(is_counted).annotate(estimated_people=people, is_planned=is_planned)
