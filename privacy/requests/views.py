"""The console's screens of requests about personal data."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import fetch, require
from accounts.http import SignedInRequest
from attendance.access import people_known_to
from people.disclosures.log import note_visit
from people.identity.namesakes import tell_apart
from places.models import Unit
from privacy.access import require_administrator
from privacy.models import DataRequest
from privacy.requests import actions
from privacy.requests.forms import AnswerForm, DataRequestForm, ExtensionForm
from privacy.requests.matches import find_possible_people
from screens.forms import add_errors, posted_data
from screens.pages import paginate
from screens.query_strings import parse_id
from screens.sealed.searches import search_query

REQUESTS_ON_A_PAGE = 50
MAX_NAMED_LIKE = 20
REQUESTS = DataRequest.objects.select_related("person__unit", "unit__parent__parent", "received_by", "answered_by")


def request_list(request: SignedInRequest) -> HttpResponse:
    """Show what has to be done first, first; `?all=1` with those that were answered."""
    require_administrator(request.user)
    shows_all = request.GET.get("all") == "1"
    data_requests = REQUESTS.visible_to(request.user, "administer")
    rows = actions.sort_by_due_day(data_requests if shows_all else data_requests.open(), timezone.localdate())
    page = paginate(request, rows, REQUESTS_ON_A_PAGE)
    note_visit("data-requests", by=request.user, people=len(rows), unit=None, about="")
    context = {"page": page, "everything": shows_all, "overdue": sum(row.is_overdue for row in rows)}
    return render(request, "privacy/request_list.html", context)


def request_create(request: SignedInRequest) -> HttpResponse:
    """Take a request down. `?person=`: whose data it is about, and `?kind=`."""
    require_administrator(request.user)
    person = None
    if (pk := parse_id(request.GET.get("person"))) is not None:
        person = get_object_or_404(people_known_to(request.user, "administer").select_related("unit"), pk=pk)
    # Where the requests of somebody on no list belong: the widest place of whoever takes them down.
    widest = Unit.objects.filter(grants__user=request.user, grants__role="administrator").order_by("level", "pk").first()
    initial = {"kind": request.GET.get("kind", ""), "unit": widest.pk if widest else None}
    form = DataRequestForm(posted_data(request), person=person, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            require(request.user, "administer", form.cleaned_data["unit"])
            data_request = actions.receive(**form.cleaned_data, person=person, by=request.user, today=timezone.localdate())
        except ValidationError as error:
            add_errors(form, error)
        else:
            day = f"{data_request.due.acknowledge:%d/%m/%Y}"
            messages.success(request, _("Đã lưu yêu cầu. Hãy xác nhận đã nhận trước %(day)s.") % {"day": day})
            return redirect("data-request", data_request.pk)
    return render(request, "privacy/request_create.html", {"form": form, "person": person})


def request_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what it is and what comes next. POST `step`: acknowledge, extend, answer, or attach to a person; `?q=` looks for one."""
    data_request = fetch(REQUESTS, request.user, "administer", pk=pk)
    forms: dict[str, Form] = {
        "extend": ExtensionForm(prefix="extend"),
        "answer": AnswerForm(prefix="answer", initial={"outcome": "done"}),
    }
    if request.method == "POST":
        response = _take_step(request, data_request, forms)
        if response:
            return response
    today, q = timezone.localdate(), search_query(request).get("q", "").strip()
    people = people_known_to(request.user, "administer").select_related("unit")
    candidates = [candidate.person for candidate in find_possible_people(data_request, among=people)]
    named_like = list(people.named_like(q).in_name_order()[:MAX_NAMED_LIKE]) if len(q) > 1 else []
    about = f"#{data_request.pk}"
    note_visit("data-requests", by=request.user, people=1, unit=data_request.unit_id, about=about, person=data_request.person)
    context = {
        "asked": data_request,
        "waiting": actions.waiting_request(data_request, today),
        "due": data_request.due,
        "extend_form": forms["extend"],
        "answer_form": forms["answer"],
        "form": next((form for form in forms.values() if form.is_bound), None),
        "q": q,
        "candidates": candidates,
        "named_like": named_like,
        "namesakes": tell_apart([*candidates, *named_like]),
        "may_extend": not data_request.extended_on and not data_request.answered_on and data_request.due.answer >= today,
    }
    return render(request, "privacy/request_detail.html", context)


def _take_step(request: SignedInRequest, data_request: DataRequest, forms: dict[str, Form]) -> HttpResponse | None:
    """Do the step that was posted; return None for a form that has to be corrected, which is then the bound one of `forms`."""
    today, step = timezone.localdate(), request.POST.get("step", "")
    form = None
    if step in forms:
        form = forms[step] = type(forms[step])(request.POST, prefix=step)
        if not form.is_valid():
            return None
    try:
        if step == "acknowledge":
            actions.acknowledge(data_request, on=today)
        elif step == "attach":
            people = people_known_to(request.user, "administer")
            actions.attach(data_request, person=get_object_or_404(people, pk=parse_id(request.POST.get("person"))))
        elif step == "extend" and form:
            actions.extend(data_request, reason=form.cleaned_data["reason"], on=today)
        elif step == "answer" and form:
            outcome, text = form.cleaned_data["outcome"], form.cleaned_data["answer"]
            actions.answer(data_request, outcome=outcome, text=text, by=request.user, on=today)
    except ValidationError as error:
        if form is not None and hasattr(error, "error_dict"):
            add_errors(form, error)
            return None
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Đã lưu."))
    return redirect("data-request", data_request.pk)
