"""Pages for a participant's phone: no account, no script, and a cookie only where it is taken."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from activities.models import Sitting
from attendance.door import entry, walk_ins
from attendance.door.forms import DoorForm
from attendance.door.grants import OPEN_FOR, Grant, Phone, Receipt
from attendance.models import Attendance, OutcomeWord, Registration
from attendance.passes.public_names import is_child, public_name
from attendance.public_pages import public_page
from attendance.registrations.walk_in_forms import DoorWalkInForm
from people import notices
from screens.forms import add_errors

PHONE_COOKIE = "door"
A_YEAR = timedelta(days=365)
STATUS = {"stale": 410, "early": 403, "over": 403, "off": 403, "cancelled": 403, "listed_only": 403}


# --- one's own pass


# --- the door


@public_page
@require_safe
def door(request: HttpRequest, sitting: int, token: str) -> HttpResponse:
    """The form, for whoever brings the code of this moment. Looking never checks in: chat apps fetch addresses on their own."""
    now, held = timezone.now(), _sitting(sitting)
    if held is None:
        return _refused(request, "stale", None)
    if refusal := entry.refusal_of(held, shown=token, at=now):
        return _refused(request, refusal, held)
    phone = _phone(request)
    offered = entry.remembered_at(held, phone)
    grant = Grant.opened(held.pk, held.door, at=now, offered=offered.pk if offered else None)
    response = _form(request, held, grant, DoorForm(), offered=offered)
    return response if phone else _remember(response, Phone.new())


@csrf_exempt  # The signed grant is the proof; webviews refuse the cookie that CSRF protection needs.
@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def door_answer(request: HttpRequest, sitting: int) -> HttpResponse:
    now, held = timezone.now(), _sitting(sitting)
    grant = Grant.read(request.POST.get("grant", ""), at=now)
    if held is None or grant is None or (grant.sitting, grant.door) != (held.pk, held.door):
        return _refused(request, "stale", None)
    if refusal := entry.hours_refusal(held, at=grant.opened_at):
        return _refused(request, refusal, held)
    form = DoorForm(request.POST)
    one_tap = "me" in request.POST
    registration = entry.taken_up(grant) if one_tap else _typed(request, held, grant, form, now)
    if registration is None and not one_tap:
        return _form(request, held, grant, form)
    answered = entry.check_in(registration, grant=grant, at=now) if registration else None
    if registration is None or answered is None or answered.attendance is None:
        return _refused(request, "stale", None)  # withdrawn since the page was opened
    receipt = Receipt(answered.attendance, answered.outcome == OutcomeWord.ALREADY)
    return _remember(redirect("door-receipt", held.pk, receipt.sign()), _phone_of(request, registration, now))


@csrf_exempt  # as above
@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def door_walk_in(request: HttpRequest, sitting: int) -> HttpResponse:
    """POST with the grant alone: the form for whoever is on no list; with a name: registered and checked in."""
    now, held = timezone.now(), _sitting(sitting)
    grant = Grant.read(request.POST.get("grant", ""), at=now)
    if held is None or grant is None or (grant.sitting, grant.door) != (held.pk, held.door):
        return _refused(request, "stale", None)
    if refusal := entry.hours_refusal(held, at=grant.opened_at):
        return _refused(request, refusal, held)
    if not walk_ins.are_taken(held.activity):
        return _refused(request, "listed_only", held)
    phone = _phone(request)
    form = DoorWalkInForm(request.POST if "full_name" in request.POST else None, activity=held.activity, number=request.POST.get("who", ""))
    if not form.is_valid():
        return _walk_in_form(request, held, grant, form)
    told = notices.find_version(request.POST.get("notice"))
    who = form.cleaned_data | {"walk_in_id": form.walk_in_id(grant.nonce), "notice": told}
    try:
        registration, answered = walk_ins.arrive(held, who, grant=grant, phone=phone, at=now)
    except ValidationError as error:
        add_errors(form, error)
        return _walk_in_form(request, held, grant, form)
    receipt = Receipt(answered.attendance or 0, answered.outcome == OutcomeWord.ALREADY, is_walk_in=True)
    return _remember(redirect("door-receipt", held.pk, receipt.sign()), _phone_of(request, registration, now))


def _phone_of(request: HttpRequest, registration: Registration, now: datetime) -> Phone:
    """The phone, which from now on belongs to who checked in with it, unless that is a child."""
    phone = _phone(request) or Phone.new()
    return phone if is_child(registration, on=timezone.localdate(now)) else phone.belonging_to(registration.person_id)


def _walk_in_form(request: HttpRequest, held: Sitting, grant: Grant, form: DoorWalkInForm) -> HttpResponse:
    status = 429 if form.is_bound and form.non_field_errors() else 200
    shown = {
        "held": held,
        "grant": grant.sign(),
        "form": form,
        "closes_at": grant.opened_at + OPEN_FOR,
        "must_ask": status == 429,
        "notice": notices.current(),
    }
    return render(request, "attendance/hall/door_walk_in.html", shown, status=status)


@public_page
@require_safe
def door_receipt(request: HttpRequest, sitting: int, receipt: str) -> HttpResponse:
    read = Receipt.read(receipt)
    found = Attendance.objects.select_related("registration__person", "sitting__activity")
    attendance = found.filter(pk=read.attendance, sitting=sitting).first() if read else None
    if read is None or attendance is None:
        return _refused(request, "stale", None)
    phone = _phone(request)
    shown = {
        "attendance": attendance,
        "name": public_name(attendance.registration),
        "held": attendance.sitting,
        "was_already": read.was_already,
        "is_remembered": phone is not None and phone.person == attendance.registration.person_id,
        "is_walk_in": read.is_walk_in,
    }
    return render(request, "attendance/hall/receipt.html", shown)


# --- what is done with what people tell


def _sitting(pk: int) -> Sitting | None:
    return Sitting.objects.select_related("activity").filter(pk=pk).first()


def _typed(request: HttpRequest, held: Sitting, grant: Grant, form: DoorForm, now: datetime) -> Registration | None:
    """Who was meant; None with the reason on the form."""
    if not form.is_valid():
        return None
    sent = form.cleaned_data
    try:
        return entry.identify(held, typed=sent["who"], birth_year=sent["birth_year"], grant=grant, phone=_phone(request), at=now)
    except ValidationError as error:
        add_errors(form, error)
        return None


def _form(request: HttpRequest, held: Sitting, grant: Grant, form: DoorForm, *, offered: Registration | None = None) -> HttpResponse:
    status = 429 if form.is_bound and form.has_error(NON_FIELD_ERRORS, "wait") else 200
    shown = {
        "held": held,
        "grant": grant.sign(),
        "form": form,
        "offered": offered,
        "must_wait": status == 429,
        "takes_new": walk_ins.are_taken(held.activity),
    }
    return render(request, "attendance/hall/door.html", shown, status=status)


def _refused(request: HttpRequest, refusal: str, held: Sitting | None) -> HttpResponse:
    return render(request, "attendance/hall/door_refused.html", {"refusal": refusal, "held": held}, status=STATUS[refusal])


def _phone(request: HttpRequest) -> Phone | None:
    return Phone.read(request.COOKIES.get(PHONE_COOKIE, ""))


def _remember(response: HttpResponse, phone: Phone) -> HttpResponse:
    response.set_cookie(PHONE_COOKIE, phone.sign(), max_age=A_YEAR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response
