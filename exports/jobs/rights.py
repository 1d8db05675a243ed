"""Who may make an export and fetch its file: asked when it is ordered, when it is made, and when it is fetched."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import roles_with
from activities.areas.forms import require_readable
from exports.models import ExportJob
from exports.reports import catalogue
from exports.reports.catalogue import Report
from places.models import Cover


def require_right(user: User, report: Report, form: forms.Form) -> None:
    """Require that `user`, who may read the report somewhere (`catalogue.fetch_report`), may read it where the valid form asks for it.

    Raise PermissionDenied for an inactive user and for a unit of others, ValidationError keyed `area` for an area of others.
    """
    if not user.is_active:
        raise PermissionDenied(_("Tài khoản đã ngừng hoạt động."))
    unit: Any = form.cleaned_data.get("unit")
    if unit and not Cover.objects.filter(ancestor=unit, unit__in=user.reach(report.verb)).exists():
        raise PermissionDenied(_("Bạn không được xem số liệu ở %(unit)s.") % {"unit": unit.label})
    if area := form.cleaned_data.get("area"):
        require_readable(area, user)


def is_readable(user: User, report: Report, form: forms.Form) -> bool:
    """Return whether the form is valid and its area not one of others. Raise PermissionDenied as `require_right` does."""
    if not form.is_valid():
        return False
    try:
        require_right(user, report, form)
    except ValidationError:
        return False
    return True


def granted_units(user: User, report: Report) -> list[int]:
    """Return the units by whose grants `user` may read the report; none for a superuser, who needs no grant."""
    if user.is_superuser:
        return []
    return sorted(set(user.grants.filter(role__in=roles_with(report.verb)).values_list("unit", flat=True)))


def require_right_to_file(user: User, job: ExportJob) -> Report:
    """Return the report of a finished export. Raise PermissionDenied unless `user` may still read it wherever its file was made for."""
    report = catalogue.fetch_report(user, job.report)
    has_right = all(user.can(report.verb, unit) for unit in job.rights_in) if job.rights_in else user.is_superuser
    if not has_right:
        raise PermissionDenied(_("Quyền của bạn đã thay đổi từ khi xuất tệp này. Hãy xuất lại."))
    return report
