"""Filters of outreach items."""

import django_filters
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from activities.models import Document, DocumentQuerySet
from outreach.models import Channel, OutreachItem, OutreachItemQuerySet
from places.forms import UnitChoiceFilter
from places.models import Unit
from screens.day_filters import DayFilter


def visible_documents(request: HttpRequest | None) -> DocumentQuerySet:
    return Document.objects.visible_to(request.user) if request else Document.objects.none()


def named_documents(request: HttpRequest | None) -> DocumentQuerySet:
    """Return the documents that an item names."""
    return visible_documents(request).filter(outreach_items__isnull=False).distinct()


class OutreachItemFilter(django_filters.FilterSet):
    """Filter items by query string, for the API's list and for the page."""

    channel = django_filters.ModelChoiceFilter(
        queryset=Channel.objects.all(), to_field_name="key", label=_("Hình thức"), empty_label=_("Tất cả")
    )
    unit = django_filters.ModelChoiceFilter(queryset=Unit.objects.all(), method="filter_by_unit", label=_("Địa bàn"))
    document = django_filters.ModelChoiceFilter(queryset=visible_documents, label=_("Văn bản căn cứ"))
    programme_line = django_filters.CharFilter(label=_("Nguồn kinh phí, dự án"))
    q = django_filters.CharFilter(method="filter_by_words", label=_("Tìm"))
    vars()["from"] = DayFilter(field_name="starts_on", lookup_expr="gte", label=_("Từ ngày"))
    to = DayFilter(field_name="starts_on", lookup_expr="lte", label=_("Đến ngày"))

    class Meta:
        model = OutreachItem
        fields = ["channel", "document", "programme_line"]

    def filter_by_unit(self, queryset: OutreachItemQuerySet, name: str, unit: Unit) -> OutreachItemQuerySet:
        return queryset.in_unit(unit)

    def filter_by_words(self, queryset: OutreachItemQuerySet, name: str, q: str) -> OutreachItemQuerySet:
        return queryset.matching(q)


class OutreachListFilter(OutreachItemFilter):
    """OutreachItemFilter as the page of items draws it."""

    unit = UnitChoiceFilter(method="filter_by_unit", label=_("Địa bàn"), at_any_time=True, empty_label=_("Mọi địa bàn"))
    document = django_filters.ModelChoiceFilter(queryset=named_documents, label=_("Văn bản căn cứ"), empty_label=_("Tất cả"))
