"""Filters of activities."""

from typing import Any

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activities.models import Activity, ActivityQuerySet
from places.models import Area, AreaQuerySet, Unit
from screens.day_filters import DayFilter

UNCONFIRMED = "unconfirmed"  # no status of its own: open, begun, and nothing says that it was held
STATES = [*Activity.Status.choices, (UNCONFIRMED, _("Chưa xác nhận đã tổ chức"))]


def readable_areas(request: Any) -> AreaQuerySet:
    """Return the areas by which whoever sends the request may narrow; any where there is no request and the caller asks itself."""
    return Area.objects.visible_to(request.user, "report") if request else Area.objects.all()


class ActivityFilter(django_filters.FilterSet):
    """Filter activities by query string, for the API's lists and for the page."""

    kind = django_filters.ChoiceFilter(choices=Activity.Kind.choices, label=_("Loại"), empty_label=_("Tất cả"))
    status = django_filters.ChoiceFilter(choices=STATES, method="filter_by_state", label=_("Trạng thái"), empty_label=_("Tất cả"))
    unit = django_filters.ModelChoiceFilter(queryset=Unit.objects.all(), method="filter_by_unit", label=_("Địa bàn"))
    q = django_filters.CharFilter(method="filter_by_words", label=_("Tìm"))
    vars()["from"] = DayFilter(field_name="starts_on", lookup_expr="gte", label=_("Từ ngày"))
    to = DayFilter(field_name="starts_on", lookup_expr="lte", label=_("Đến ngày"))
    programme_line = django_filters.CharFilter(label=_("Nguồn kinh phí, dự án"))
    area = django_filters.ModelChoiceFilter(queryset=readable_areas, method="filter_by_area", label=_("Khu vực"), empty_label=_("Tất cả"))

    class Meta:
        model = Activity
        fields = ["kind", "status"]

    def filter_by_state(self, queryset: ActivityQuerySet, name: str, state: str) -> ActivityQuerySet:
        return queryset.unconfirmed(timezone.localdate()) if state == UNCONFIRMED else queryset.filter(status=state)

    def filter_by_unit(self, queryset: ActivityQuerySet, name: str, unit: Unit) -> ActivityQuerySet:
        return queryset.in_unit(unit)

    def filter_by_area(self, queryset: ActivityQuerySet, name: str, area: Area) -> ActivityQuerySet:
        return queryset.filter(area.holds_on("starts_on"))

    def filter_by_words(self, queryset: ActivityQuerySet, name: str, q: str) -> ActivityQuerySet:
        return queryset.matching(q)
