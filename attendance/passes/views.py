"""Public pages of a participant: the pass, and the privacy notice."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from attendance.models import Attendance, Registration
from attendance.passes import codes, qr
from attendance.passes.addresses import pass_address
from attendance.passes.public_names import is_child, public_name
from attendance.public_pages import public_page
from people import notices


@public_page
@require_safe
def pass_page(request: HttpRequest, code: str) -> HttpResponse:
    registration = _registration(code)
    if registration is None:
        return render(request, "attendance/hall/unknown_pass.html", status=404)
    sittings = registration.activity.sittings.all()
    arrivals = dict(Attendance.objects.active().filter(registration=registration).values_list("sitting", "arrived_at"))
    is_good = not (registration.is_withdrawn or registration.activity.is_cancelled)
    shown = {
        "registration": registration,
        "name": public_name(registration),
        "is_child": is_child(registration, on=timezone.localdate()),
        "sittings": [(sitting, arrivals.get(sitting.pk)) for sitting in sittings],
        "code": qr.outline(pass_address(registration, request)) if is_good else None,
    }
    return render(request, "attendance/hall/pass.html", shown)


def _registration(code: str) -> Registration | None:
    read = codes.read_code(code)
    if read is None:
        return None
    wanted = codes.digest(read, settings.DIGEST_KEY)
    return Registration.objects.select_related("activity__unit__parent__parent", "person").filter(code_digest=wanted).first()


@public_page
@require_safe
def notice(request: HttpRequest) -> HttpResponse:
    """The notice in force, in full, for whoever was asked for data."""
    return render(request, "attendance/hall/notice.html", {"notice": notices.current()})
