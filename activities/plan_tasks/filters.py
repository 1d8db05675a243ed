"""Filters of tasks by query string."""

import django_filters

from activities.models import PlanTask, PlanTaskQuerySet
from places.models import Unit


class PlanTaskFilter(django_filters.FilterSet):
    year = django_filters.NumberFilter(field_name="year", min_value=1, max_value=9999)
    unit = django_filters.ModelChoiceFilter(queryset=Unit.objects.all(), method="filter_by_unit")
    is_done = django_filters.BooleanFilter()
    q = django_filters.CharFilter(field_name="text", lookup_expr="icontains")

    class Meta:
        model = PlanTask
        fields = ["is_done"]

    def filter_by_unit(self, queryset: PlanTaskQuerySet, name: str, unit: Unit) -> PlanTaskQuerySet:
        return queryset.in_unit(unit)
