"""Filters of documents, for the API's lists and for the page."""

import django_filters
from django.utils.translation import gettext_lazy as _

from activities.models import Document, DocumentQuerySet
from places.forms import UnitChoiceFilter
from places.models import Unit


class DocumentFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="filter_by_words", label=_("Tìm"))
    kind = django_filters.ChoiceFilter(choices=Document.Kind.choices, label=_("Loại văn bản"), empty_label=_("Tất cả"))
    year = django_filters.NumberFilter(method="filter_by_year", label=_("Năm áp dụng"), min_value=1, max_value=9999)
    unit = django_filters.ModelChoiceFilter(queryset=Unit.objects.all(), method="filter_by_unit", label=_("Địa bàn"))

    class Meta:
        model = Document
        fields = ["kind"]

    def filter_by_words(self, queryset: DocumentQuerySet, name: str, q: str) -> DocumentQuerySet:
        return queryset.matching(q)

    def filter_by_year(self, queryset: DocumentQuerySet, name: str, year: int) -> DocumentQuerySet:
        return queryset.of_year(int(year))

    def filter_by_unit(self, queryset: DocumentQuerySet, name: str, unit: Unit) -> DocumentQuerySet:
        return queryset.in_unit(unit)


class DocumentListFilter(DocumentFilter):
    """DocumentFilter as the page of documents draws it."""

    unit = UnitChoiceFilter(method="filter_by_unit", label=_("Địa bàn"), at_any_time=True, empty_label=_("Mọi địa bàn"))
