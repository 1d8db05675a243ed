"""The people on record: the list, one person's page, and putting right what is written of them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.models import User
from attendance.access import people_known_to
from exports import delivery
from people import disclosures
from people.actions import correct_person
from people.models import Organisation, Person
from registry import duplicates
from registry.access import fetch_person, may_take_back, people_in_full
from registry.models import Merge, NotTheSame
from registry.records import participation_history
from registry.records.filters import Figures, PeopleForm
from registry.records.forms import FIELD_NAMES, PersonForm
from registry.records.person_list import person_list as listed
from screens.forms import add_errors, posted_data
from screens.pages import paginate

A_PAGE = 100
# What of it is sensitive or told to few: for the log (people.disclosures).
SHOWN_IN_LIST = ("ethnic_group", "phone")
SHOWN_OF_ONE = ("ethnic_group", "phone", "birth_date", "national_id_last4")


def require_reader(request: SignedInRequest) -> None:
    if not request.user.can_anywhere("see_personal"):
        raise PermissionDenied(_("Vai trò của bạn không được xem danh sách người tham gia."))


# --- the list


@require_safe
def person_list(request: SignedInRequest) -> HttpResponse:
    require_reader(request)
    form = PeopleForm(request.GET, user=request.user)
    is_right = form.is_valid()
    people = people_in_full(request.user)
    found = form.in_order(form.narrow(people), request.GET.get("sort", "")) if is_right else people.none()
    page = paginate(request, found, A_PAGE)
    shown = list(page.object_list)
    figures = form.figures([person.pk for person in shown]) if is_right else {}
    context = {
        "form": form,
        "page": page,
        "rows": [(person, figures.get(person.pk, Figures())) for person in shown],
        "totals": form.totals(found) if is_right and shown else None,
        "is_filtered": not is_right or form.is_asked,
        "may_register": request.user.can_anywhere("register"),
    }
    if shown:
        disclosures.note(
            "person-list", "view", by=request.user, people=len(shown), sensitive=SHOWN_IN_LIST, filters=form.in_words if is_right else ()
        )
    return render(request, "registry/person_list.html", context)


@require_safe
def person_list_file(request: SignedInRequest, file_format: str) -> HttpResponseBase:
    """The list as it is filtered and sorted. Wrong filters lead back to the screen, which says what is wrong."""
    require_reader(request)
    asked = PeopleForm(request.GET, user=request.user)
    if not asked.is_valid():
        return redirect(f"{reverse('person-list')}?{request.GET.urlencode()}")
    found = asked.in_order(asked.narrow(people_in_full(request.user)), request.GET.get("sort", ""))
    with delivery.language_of(file_format):
        return delivery.render(listed(found, asked, request.user), file_format, request.user)


# --- one person


@require_safe
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    if (moved := _merged_into(request, pk)) is not None:
        return moved
    found = fetch_person(request.user, "see_personal", pk)
    rows = list(participation_history.participations(found, request.user))
    people = people_in_full(request.user)
    pasts = participation_history.merges_of(found)
    may_correct = people_known_to(request.user, "register").filter(pk=found.pk).exists()
    context = {
        "person": found,
        "rows": rows,
        "summary": participation_history.summary(found, rows),
        "duplicates": [
            (pair, pair.other_than(found)) for pair in duplicates.load_records(duplicates.find_duplicates_of(found, people), people)
        ],
        "told_apart": [(one, one.other_than(found)) for one in _told_apart(found, request.user)],
        "pasts": [(past, may_correct and not past.merge.undone_at and may_take_back(request.user, past.merge)) for past in pasts],
        "spellings": _spellings(found, pasts),
        "may_correct": may_correct,
    }
    disclosures.note("person", "view", by=request.user, people=1, person=found, unit=found.unit, sensitive=SHOWN_OF_ONE)
    return render(request, "registry/person.html", context)


def _merged_into(request: SignedInRequest, pk: int) -> HttpResponse | None:
    """The address of a record that was merged away leads to the one that stayed, for who may see that."""
    merge = Merge.objects.standing().filter(gone=pk).exclude(kept=None).first()
    if merge is None:
        return None
    kept = fetch_person(request.user, "see_personal", merge.kept_id)
    messages.info(request, _("Hồ sơ này đã được gộp vào hồ sơ dưới đây."))
    return redirect("person", kept.pk)


def _told_apart(found: Person, user: User) -> list[NotTheSame]:
    seen = set(people_known_to(user, "see_personal").values_list("pk", flat=True)) if NotTheSame.objects.about(found).exists() else set()
    return [one for one in NotTheSame.objects.about(found) if one.other_than(found).pk in seen]


def _spellings(found: Person, pasts: list[participation_history.Past]) -> list[str]:
    """How else the person was written: names and places of the records that were merged into this one."""
    said = [_as_written(past.gone) for past in pasts if past.gone and not past.merge.undone_at]
    return [one for one in dict.fromkeys(said) if one != _as_written(found)]


def _as_written(one: Person) -> str:
    return ", ".join(filter(None, (one.full_name, str(one.birth_year or ""), one.unit.label)))


def person_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    found = fetch_person(request.user, "register", pk)
    form = PersonForm(posted_data(request), person=found)
    if form.is_valid():
        try:
            correct_person(found, **form.values())
        except ValidationError as error:
            add_errors(form, error, field_names=FIELD_NAMES)
        else:
            messages.success(request, _("Đã ghi thay đổi của %(name)s.") % {"name": form.cleaned_data["full_name"]})
            return redirect("person", found.pk)
    if request.method != "POST":
        disclosures.note("person", "view", by=request.user, people=1, person=found, unit=found.unit, sensitive=SHOWN_OF_ONE)
    names = Organisation.objects.visible_to(request.user).values_list("name", flat=True).distinct()[:300]
    return render(request, "registry/person_edit.html", {"person": found, "form": form, "organisations": names})
