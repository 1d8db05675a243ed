"""Filters of targets by query string."""

import django_filters

from activities.models import Activity, Target, TargetQuerySet
from places.models import Unit


class TargetFilter(django_filters.FilterSet):
    year = django_filters.NumberFilter(field_name="year", min_value=1, max_value=9999)
    quarter = django_filters.ChoiceFilter(choices=Target.Quarter.choices)
    kind = django_filters.ChoiceFilter(choices=Activity.Kind.choices)
    unit = django_filters.ModelChoiceFilter(queryset=Unit.objects.all(), method="filter_by_unit")

    class Meta:
        model = Target
        fields = ["kind"]

    def filter_by_unit(self, queryset: TargetQuerySet, name: str, unit: Unit) -> TargetQuerySet:
        return queryset.in_unit(unit)
