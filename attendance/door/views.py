"""Pages of the door for a participant's own phone: no account, no script, and a cookie only where the phone accepts it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.audit.actors import name_actor
from accounts.models import ChangeRecord
from activities.models import Sitting
from attendance.door import entry, walk_ins
from attendance.door.codes import door_version
from attendance.door.forms import DoorForm
from attendance.door.grants import LATE_FOR, OPEN_FOR, TYPED_FOR, Grant, Phone, Receipt, TypedForm
from attendance.models import Attendance, OutcomeWord, Registration
from attendance.passes.public_names import is_minor, short_name
from attendance.public_pages import public_page
from attendance.registrations.walk_ins.forms import DoorWalkInForm
from people import notices
from screens.forms import add_errors

PHONE_COOKIE = f"{settings.COOKIE_PREFIX}door"
PHONE_COOKIE_AGE = timedelta(days=365)
TYPED_COOKIE = f"{settings.COOKIE_PREFIX}door_typed"
REFUSAL_STATUS = {"stale": 410, "early": 403, "over": 403, "off": 403, "cancelled": 403, "listed_only": 403}
SITTINGS = Sitting.objects.select_related("activity")


@public_page
@require_safe
def door(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Show the form to whoever brings the current token. GET checks nobody in: chat apps fetch addresses on their own."""
    now, sitting = timezone.now(), SITTINGS.filter(pk=pk).first()
    refusal = entry.find_refusal(sitting, token=token, at=now) if sitting else "stale"
    if sitting is None or refusal:
        return _refusal_page(request, refusal or "stale", sitting)
    known_phone = _read_phone(request)
    phone = known_phone or Phone.new()
    offered = entry.find_remembered(sitting, phone)
    version = door_version(sitting.door, sitting.door_key)
    grant = Grant.opened(sitting.pk, version, phone=phone.device, at=now, offered=offered.pk if offered else None)
    response = _form_page(request, sitting, grant, DoorForm(), offered=offered)
    return response if known_phone else _remember(response, phone)


@csrf_exempt  # The signed grant is the proof; webviews refuse the cookie that CSRF protection needs.
@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def door_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Check in, by POST with the grant, who typed their number; with `me`, the person whom the grant offers."""
    now, sitting = timezone.now(), SITTINGS.filter(pk=pk).first()
    grant = _read_grant(request, sitting, at=now)
    if sitting is None or grant is None:
        return _refusal_page(request, "stale", None)
    name_actor(request, ChangeRecord.ActorKind.DOOR, str(sitting))
    if refusal := entry.find_hours_refusal(sitting, at=grant.opened_at):
        return _refusal_page(request, refusal, sitting)
    form, phone, registration = DoorForm(request.POST), _read_phone(request), None
    is_typed = form.is_valid()
    try:
        if "me" in request.POST:
            registration = Registration.objects.active().select_related("person").filter(pk=grant.offered).first()
        elif is_typed:
            typed, birth_year = form.cleaned_data["who"], form.cleaned_data["birth_year"]
            registration = entry.identify(sitting, typed=typed, birth_year=birth_year, grant=grant, phone=phone, at=now)
        else:
            return _form_page(request, sitting, grant, form)
        result = entry.check_in(registration, grant=grant, phone=phone, at=now) if registration else None
    except ValidationError as error:
        add_errors(form, error)
        return _form_page(request, sitting, grant, form)
    if registration is None or result is None or result.attendance is None:
        return _refusal_page(request, "stale", None)  # withdrawn since the page was opened
    receipt = Receipt(result.attendance, result.outcome == OutcomeWord.ALREADY)
    return _receipt_redirect(request, sitting, receipt, registration, grant=grant, at=now)


@csrf_exempt  # as above
@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def door_walk_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Show, by POST with the grant, the form for somebody on no list; with `full_name`, register them and check them in."""
    now, sitting = timezone.now(), SITTINGS.filter(pk=pk).first()
    grant = _read_grant(request, sitting, at=now)
    if sitting is None or grant is None:
        return _refuse_late_form(request, pk, at=now)
    name_actor(request, ChangeRecord.ActorKind.DOOR, str(sitting))
    if refusal := entry.find_hours_refusal(sitting, at=grant.opened_at):
        return _refusal_page(request, refusal, sitting)
    if not walk_ins.accepts_walk_ins(sitting.activity):
        return _refusal_page(request, "listed_only", sitting)
    posted = request.POST if "full_name" in request.POST else None
    typed_before = TypedForm.read(request.COOKIES.get(TYPED_COOKIE, ""), sitting=pk, at=now)
    before = typed_before.values if typed_before else {}
    form = DoorWalkInForm(posted, activity=sitting.activity, number=request.POST.get("who", ""), before=before)
    if form.is_valid():
        notice = notices.find_version(request.POST.get("notice"))
        typed = form.cleaned_data | {"walk_in_id": form.walk_in_id(grant.nonce), "notice": notice}
        try:
            registration, result = walk_ins.register_with_arrival(sitting, typed, grant=grant, phone=_read_phone(request), at=now)
        except ValidationError as error:
            add_errors(form, error)
        else:
            receipt = Receipt(result.attendance or 0, result.outcome == OutcomeWord.ALREADY, is_walk_in=True)
            response = _receipt_redirect(request, sitting, receipt, registration, grant=grant, at=now)
            if before:
                response.delete_cookie(TYPED_COOKIE)
            return response
    status = 429 if form.is_bound and form.non_field_errors() else 200
    context = {
        "sitting": sitting,
        "grant": grant.sign(),
        "form": form,
        "closes_at": grant.opened_at + OPEN_FOR,
        "must_ask": status == 429,
        "notice": notices.current(),
    }
    return render(request, "attendance/hall/door_walk_in.html", context, status=status)


@public_page
@require_safe
def door_receipt(request: HttpRequest, pk: int, signed_receipt: str) -> HttpResponse:
    receipt = Receipt.read(signed_receipt)
    attendances = Attendance.objects.select_related("registration__person", "sitting__activity").filter(sitting=pk)
    attendance = attendances.filter(pk=receipt.attendance).first() if receipt else None
    if receipt is None or attendance is None:
        return _refusal_page(request, "stale", None)
    phone = _read_phone(request)
    context = {
        "attendance": attendance,
        "name": short_name(attendance.registration),
        "sitting": attendance.sitting,
        "was_already": receipt.was_already,
        "is_remembered": phone is not None and phone.person == attendance.registration.person_id,
        "is_walk_in": receipt.is_walk_in,
    }
    return render(request, "attendance/hall/receipt.html", context)


def _read_grant(request: HttpRequest, sitting: Sitting | None, *, at: datetime) -> Grant | None:
    """Return the posted grant if it is of this sitting, of its present kind of door and key, and was given to this phone."""
    grant, phone = Grant.read(request.POST.get("grant", ""), at=at), _read_phone(request)
    if grant is None or sitting is None or (phone is not None and phone.device != grant.phone):
        return None
    return grant if (grant.sitting, grant.door) == (sitting.pk, door_version(sitting.door, sitting.door_key)) else None


def _form_page(
    request: HttpRequest, sitting: Sitting, grant: Grant, form: DoorForm, *, offered: Registration | None = None
) -> HttpResponse:
    must_wait = form.is_bound and any(form.has_error(NON_FIELD_ERRORS, code) for code in ("wait", "too_many"))
    status = 429 if must_wait else 200
    context = {
        "sitting": sitting,
        "grant": grant.sign(),
        "form": form,
        "offered_name": short_name(offered) if offered else "",
        "must_wait": must_wait,
        "takes_new": walk_ins.accepts_walk_ins(sitting.activity),
    }
    return render(request, "attendance/hall/door.html", context, status=status)


def _refusal_page(request: HttpRequest, refusal: str, sitting: Sitting | None) -> HttpResponse:
    context = {"refusal": refusal, "sitting": sitting}
    return render(request, "attendance/hall/door_refused.html", context, status=REFUSAL_STATUS[refusal])


def _refuse_late_form(request: HttpRequest, pk: int, *, at: datetime) -> HttpResponse:
    """Refuse a form whose grant is too old, and leave what was typed with the phone: the next form begins with it."""
    names = [name for name in DoorWalkInForm.base_fields if request.POST.get(name)]
    grant = Grant.read(request.POST.get("grant", ""), at=at, open_for=LATE_FOR)
    if not names or grant is None or grant.sitting != pk:
        return _refusal_page(request, "stale", None)
    typed = TypedForm(pk, int(at.timestamp()), {name: request.POST[name][:200] for name in names})
    response = render(request, "attendance/hall/door_refused.html", {"refusal": "stale", "keeps_typed": True}, status=410)
    response.set_cookie(TYPED_COOKIE, typed.sign(), max_age=TYPED_FOR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response


def _receipt_redirect(
    request: HttpRequest, sitting: Sitting, receipt: Receipt, registration: Registration, *, grant: Grant, at: datetime
) -> HttpResponse:
    """Redirect to the receipt, and remember on the phone who checked in with it, unless that is a minor."""
    phone = _read_phone(request) or Phone(grant.phone)
    if not is_minor(registration, on=timezone.localdate(at)):
        phone = phone.belonging_to(registration.person_id)
    return _remember(redirect("door-receipt", sitting.pk, receipt.sign()), phone)


def _read_phone(request: HttpRequest) -> Phone | None:
    return Phone.read(request.COOKIES.get(PHONE_COOKIE, ""))


def _remember(response: HttpResponse, phone: Phone) -> HttpResponse:
    response.set_cookie(
        PHONE_COOKIE, phone.sign(), max_age=PHONE_COOKIE_AGE, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response
