"""The filter of the list of registrations."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from activities.models import Activity
from attendance.models import Registration, RegistrationQuerySet
from attendance.registrations.participants import filter_by_name
from places.models import Unit


class RegistrationFilter(django_filters.FilterSet):
    """The list of registrations by name or code, role, status, residence and whether they were walk-ins."""

    q = django_filters.CharFilter(method="narrow_to_name", label=_("Tìm họ tên, mã ngắn"))
    role = django_filters.ChoiceFilter(choices=Registration.Role.choices, label=_("Vai trò"), empty_label=_("Mọi vai trò"))
    status = django_filters.ChoiceFilter(choices=Registration.Status.choices, label=_("Trạng thái"), empty_label=_("Mọi trạng thái"))
    walk_in = django_filters.ChoiceFilter(
        field_name="is_walk_in",
        choices=[("1", _("Đăng ký tại chỗ")), ("0", _("Có trong danh sách từ trước"))],
        label=_("Cách đăng ký"),
        empty_label=_("Mọi cách"),
    )
    unit = django_filters.ModelChoiceFilter(
        queryset=Unit.objects.none(), field_name="person__unit", label=_("Nơi cư trú"), empty_label=_("Mọi nơi")
    )

    class Meta:
        model = Registration
        fields = ["q", "role", "status", "walk_in", "unit"]

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any):
        super().__init__(*args, **kwargs)
        registrations = Registration.objects.filter(activity=activity).values("person__unit")
        self.form.fields["unit"].queryset = Unit.objects.filter(pk__in=registrations).with_names()
        self.form.auto_id = "filter_%s"

    def narrow_to_name(self, queryset: RegistrationQuerySet, name: str, q: str) -> RegistrationQuerySet:
        return filter_by_name(queryset, q)
