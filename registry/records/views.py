"""The console's screens of people on record: the list, one person's page, and corrections."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.sign_in.confirmation import confirmation_required
from attendance.access import numbers_seen, people_known_to, people_whose_number_is_seen_by
from exports import delivery
from finder import recent
from people.actions import correct_person
from people.models import NotTheSame, Organisation
from registry import duplicates
from registry.access import fetch_person, holds_all_of, may_undo, note_duplicates, note_people, note_person, people_in_full, require_reader
from registry.models import Merge
from registry.records import participation_history
from registry.records.filters import Figures, PeopleForm
from registry.records.forms import FIELD_NAMES, PersonForm
from registry.records.person_list import person_list_table
from screens.forms import add_errors, posted_data
from screens.pages import paginate
from screens.query_strings import parse_address
from screens.sealed.searches import search_query

PEOPLE_ON_A_PAGE = 100
MAX_SUGGESTED_ORGANISATIONS = 300


@require_safe
def person_list(request: SignedInRequest) -> HttpResponse:
    require_reader(request.user)
    form = PeopleForm(search_query(request), user=request.user)
    is_valid = form.is_valid()
    people = people_in_full(request.user)
    matching = form.narrow(people) if is_valid else people.none()
    page = paginate(request, form.sort(matching, request.GET.get("sort", "")) if is_valid else matching, PEOPLE_ON_A_PAGE)
    people_on_page = list(page.object_list)
    figures = form.figures([person.pk for person in people_on_page]) if is_valid else {}
    context = {
        "form": form,
        "page": page,
        "rows": [(person, figures.get(person.pk, Figures())) for person in people_on_page],
        "totals": form.totals(matching) if is_valid and people_on_page else None,
        "is_filtered": not is_valid or form.has_filters,
    }
    if people_on_page:
        note_people(form, by=request.user, people=len(people_on_page))
    return render(request, "registry/person_list.html", context)


@require_safe
@confirmation_required
def person_list_file(request: SignedInRequest, file_format: str) -> HttpResponseBase:
    """Download the list as it is filtered and sorted. Wrong filters lead back to the screen, which says what is wrong."""
    require_reader(request.user)
    form = PeopleForm(search_query(request, page_url=reverse("person-list")), user=request.user)
    if not form.is_valid():
        return redirect(f"{reverse('person-list')}?{request.GET.urlencode()}")
    matching = form.narrow(people_in_full(request.user))
    with delivery.language_of(file_format):
        table = person_list_table(matching, form, request.user, sort=request.GET.get("sort", ""))
        return delivery.render(table, file_format, request.user)


@require_safe
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one person. The address of a record that was merged away leads to the one that was kept, for whoever may see that."""
    merge = Merge.objects.active().filter(gone=pk).exclude(kept=None).first()
    if merge is not None:
        target = fetch_person(request.user, "see_personal", merge.kept_id)
        messages.info(request, _("Hồ sơ này đã được gộp vào hồ sơ dưới đây."))
        return redirect("person", target.pk)
    person = fetch_person(request.user, "see_personal", pk)
    registrations = list(participation_history.participations(person, request.user))
    people = people_in_full(request.user)
    merges = participation_history.merges_into(person)
    may_correct = people_known_to(request.user, "register").filter(pk=person.pk).exists()
    may_take_request = people_known_to(request.user, "administer").filter(pk=person.pk).exists()
    numbers_among = people_whose_number_is_seen_by(request.user)
    pairs = duplicates.load_records(duplicates.find_duplicates_of(person, people, numbers_among=numbers_among), people)
    decisions = list(NotTheSame.objects.about(person))
    visible = set(people_known_to(request.user, "see_personal").values_list("pk", flat=True)) if decisions else set()
    told_apart = [(decision, decision.other_than(person)) for decision in decisions]
    context = {
        "person": person,
        "rows": registrations,
        "summary": participation_history.summarise(person, registrations),
        "duplicates": [(pair, pair.other_than(person)) for pair in pairs],
        "told_apart": [(decision, other_person) for decision, other_person in told_apart if other_person.pk in visible],
        "pasts": [(past, may_correct and not past.merge.undone_at and may_undo(request.user, past.merge)) for past in merges],
        "spellings": participation_history.other_spellings(person, merges),
        "may_correct": may_correct,
        "may_take_request": may_take_request,
        "may_hand_over": may_take_request and holds_all_of(request.user, "administer", person),
        "numbers_seen": numbers_seen(request.user, [person, *(pair.other_than(person) for pair in pairs)]),
    }
    note_person(person, by=request.user)
    if pairs:
        note_duplicates(by=request.user, people=len(pairs))
    recent.note_person(person, by=request.user)
    return render(request, "registry/person.html", context)


def person_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct a person on record, then go back to the list that the reader came from (`?next=`), or to the person's page."""
    person = fetch_person(request.user, "register", pk)
    back_url = parse_address(request.GET.get("next")) or reverse("person", args=[person.pk])
    form = PersonForm(posted_data(request), person=person, user=request.user)
    if form.is_valid():
        try:
            correct_person(person, **form.values(), by=request.user)
        except ValidationError as error:
            add_errors(form, error, field_names=FIELD_NAMES)
        else:
            messages.success(request, _("Đã lưu thay đổi của %(name)s.") % {"name": form.cleaned_data["full_name"]})
            return redirect(back_url)
    if request.method != "POST":
        note_person(person, by=request.user)
    names = Organisation.objects.visible_to(request.user).values_list("name", flat=True).distinct()[:MAX_SUGGESTED_ORGANISATIONS]
    context = {"person": person, "form": form, "organisations": names, "back_url": back_url}
    return render(request, "registry/person_edit.html", context)
