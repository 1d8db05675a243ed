"""The console's screens of requests about personal data."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import fetch, require
from accounts.http import SignedInRequest
from attendance.access import people_known_to
from people import disclosures
from people.models import Person
from places.models import Unit
from privacy.access import require_administrator
from privacy.models import DataRequest
from privacy.requests import actions
from privacy.requests.forms import AnswerForm, DataRequestForm, ExtensionForm
from screens.forms import add_errors, posted_data
from screens.pages import paginate, show_errors
from screens.query_strings import parse_id

A_PAGE = 50
MOST_FOUND = 10
REQUESTS = DataRequest.objects.select_related("person__unit", "unit__parent__parent", "received_by", "answered_by")


def request_list(request: SignedInRequest) -> HttpResponse:
    """What has to be done first, first; `?all=1` with those that were answered."""
    require_administrator(request.user)
    today, everything = timezone.localdate(), request.GET.get("all") == "1"
    found = REQUESTS.visible_to(request.user, "administer")
    rows = actions.in_order(found if everything else found.open(), today)
    page = paginate(request, rows, A_PAGE)
    disclosures.note_visit("data-requests", by=request.user, people=len(rows), unit=None, about="")
    context = {"page": page, "everything": everything, "overdue": sum(row.is_overdue for row in rows)}
    return render(request, "privacy/request_list.html", context)


def request_create(request: SignedInRequest) -> HttpResponse:
    """`?person=`: whose data it is about, and `?kind=`."""
    require_administrator(request.user)
    person = _person(request)
    form = DataRequestForm(posted_data(request), person=person, initial={"kind": request.GET.get("kind", ""), "unit": _own_unit(request)})
    if form.is_valid():
        try:
            require(request.user, "administer", form.cleaned_data["unit"])
            made = actions.receive(**form.cleaned_data, person=person, by=request.user, today=timezone.localdate())
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(
                request, _("Đã ghi yêu cầu. Hãy xác nhận đã nhận trước %(day)s.") % {"day": f"{made.due.acknowledge:%d/%m/%Y}"}
            )
            return redirect("data-request", made.pk)
    return render(request, "privacy/request_create.html", {"form": form, "person": person})


def _person(request: SignedInRequest) -> Person | None:
    pk = parse_id(request.GET.get("person"))
    known = people_known_to(request.user, "administer").select_related("unit")
    return get_object_or_404(known, pk=pk) if pk else None


def _own_unit(request: SignedInRequest) -> int | None:
    """Where the requests of somebody on no list belong: the widest place of who takes them down."""
    widest = Unit.objects.filter(grants__user=request.user, grants__role="administrator").order_by("level", "pk").first()
    return widest.pk if widest else None


def request_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """GET: what it is and what comes next. POST `step`: acknowledge, extend, answer, or attach to a person."""
    found = fetch(REQUESTS, request.user, "administer", pk=pk)
    forms: dict[str, Any] = {"extend": ExtensionForm(prefix="extend"), "answer": AnswerForm(prefix="answer", initial={"outcome": "done"})}
    if request.method == "POST":
        answer = _step(request, found, forms)
        if answer:
            return answer
    today = timezone.localdate()
    disclosures.note_visit("data-requests", by=request.user, people=1, unit=found.unit_id, about=f"#{found.pk}", person=found.person)
    context = {
        "asked": found,
        "waiting": actions.waiting(found, today),
        "due": found.due,
        "is_late_to_acknowledge": not found.acknowledged_on and found.due.acknowledge < today,
        "extend_form": forms["extend"],
        "answer_form": forms["answer"],
        "form": next((form for form in forms.values() if form.is_bound), None),
        "may_be_them": _may_be_them(request, found),
        "may_extend": not found.extended_on and not found.answered_on and found.due.answer >= today,
    }
    return render(request, "privacy/request_detail.html", context)


def _may_be_them(request: SignedInRequest, found: DataRequest) -> Any:
    if found.person_id or found.answered_on:
        return []
    return people_known_to(request.user, "administer").named_like(found.name).select_related("unit").in_name_order()[:MOST_FOUND]


def _step(request: SignedInRequest, found: DataRequest, forms: dict[str, Any]) -> HttpResponse | None:
    """None for a form that has to be mended."""
    today, step = timezone.localdate(), request.POST.get("step", "")
    try:
        if step == "acknowledge":
            actions.acknowledge(found, on=today)
        elif step == "attach":
            _attach(request, found)
        elif step in forms:
            form = forms[step] = type(forms[step])(request.POST, prefix=step)
            if not form.is_valid():
                return None
            if step == "extend":
                actions.extend(found, reason=form.cleaned_data["reason"], on=today)
            else:
                asked = form.cleaned_data
                actions.answer(found, outcome=asked["outcome"], text=asked["answer"], by=request.user, on=today)
    except ValidationError as error:
        return _refused(request, found, forms.get(step), error)
    else:
        messages.success(request, _("Đã ghi."))
        return redirect("data-request", found.pk)


def _refused(request: SignedInRequest, found: DataRequest, form: Any, error: ValidationError) -> HttpResponse | None:
    if form is not None and hasattr(error, "error_dict"):
        add_errors(form, error)
        return None
    show_errors(request, error)
    return redirect("data-request", found.pk)


def _attach(request: SignedInRequest, found: DataRequest) -> None:
    person = get_object_or_404(people_known_to(request.user, "administer"), pk=parse_id(request.POST.get("person")))
    actions.attach(found, person=person)
