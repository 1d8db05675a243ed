"""API of administrative units."""

from datetime import date

import django_filters
from django.core.validators import MaxValueValidator, MinValueValidator
from rest_framework.permissions import IsAuthenticated
from rest_framework.viewsets import ReadOnlyModelViewSet

from places.models import Unit, UnitQuerySet
from places.serializers import UnitSerializer
from vietnamese.dates import EARLIEST_DAY, LATEST_DAY


class UnitFilter(django_filters.FilterSet):
    level = django_filters.ChoiceFilter(choices=Unit.Level.choices)
    parent = django_filters.NumberFilter(field_name="parent_id", decimal_places=0, min_value=0, max_value=2**63 - 1)
    on = django_filters.DateFilter(
        method="valid_on",
        input_formats=["%Y-%m-%d"],
        validators=[MinValueValidator(EARLIEST_DAY), MaxValueValidator(LATEST_DAY)],
        help_text="Valid on this day; without it, of all times.",
    )
    q = django_filters.CharFilter(method="search", help_text="Part of the name, with or without accents; the best match comes first.")

    class Meta:
        model = Unit
        fields = ["level", "parent", "on", "q"]

    def valid_on(self, units: UnitQuerySet, name: str, day: date) -> UnitQuerySet:
        return units.valid_on(day)

    def search(self, units: UnitQuerySet, name: str, q: str) -> UnitQuerySet:
        return units.search(q)


class UnitViewSet(ReadOnlyModelViewSet):
    """Administrative units, past and present. A code is not a key: most codes of 2025 belonged to another unit before."""

    permission_classes = [IsAuthenticated]
    queryset = Unit.objects.with_names().with_former_districts()
    serializer_class = UnitSerializer
    filterset_class = UnitFilter
