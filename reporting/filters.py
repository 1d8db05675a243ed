"""Filters of the list of reports."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from reporting.forms import kind_choices
from reporting.models import YearlyReport


class ReportFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(choices=kind_choices, label=_("Loại báo cáo"), empty_label=_("Tất cả"))
    year = django_filters.ChoiceFilter(label=_("Năm"), empty_label=_("Tất cả"))
    status = django_filters.ChoiceFilter(choices=YearlyReport.Status.choices, label=_("Trạng thái"), empty_label=_("Tất cả"))

    class Meta:
        model = YearlyReport
        fields = ["kind", "year", "status"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = self.queryset.order_by("-year").values_list("year", flat=True).distinct()
        self.filters["year"].extra["choices"] = [(year, str(year)) for year in years]
