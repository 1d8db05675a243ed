"""Public pages of a participant: the pass, and the privacy notice."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from attendance.models import Attendance, Registration
from attendance.passes import codes, qr
from attendance.passes.addresses import pass_address
from attendance.passes.public_names import is_minor, public_name
from attendance.public_pages import public_page
from people import notices


@public_page
@require_safe
def pass_page(request: HttpRequest, code: str) -> HttpResponse:
    pass_code = codes.read_code(code)
    registration = None
    if pass_code:
        registrations = Registration.objects.select_related("activity__unit__parent__parent", "person")
        registration = registrations.with_code(pass_code).first()
    if registration is None:
        return render(request, "attendance/hall/unknown_pass.html", status=404)
    arrivals = dict(Attendance.objects.active().filter(registration=registration).values_list("sitting", "arrived_at"))
    is_valid = not (registration.is_withdrawn or registration.activity.is_cancelled)
    context = {
        "registration": registration,
        "name": public_name(registration),
        "is_child": is_minor(registration, on=timezone.localdate()),
        "sittings": [(sitting, arrivals.get(sitting.pk)) for sitting in registration.activity.sittings.all()],
        "code": qr.outline(pass_address(registration, request)) if is_valid else None,
    }
    return render(request, "attendance/hall/pass.html", context)


@public_page
@require_safe
def notice(request: HttpRequest) -> HttpResponse:
    """Show the privacy notice in force, in full, to whoever was asked for data."""
    return render(request, "attendance/hall/notice.html", {"notice": notices.current()})
