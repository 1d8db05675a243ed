"""Access to the records of people: the first line of every view of this room, and the log of who saw whom."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.models import User
from activities.models import Activity
from attendance.access import people_known_to
from attendance.models import Registration
from people.disclosures.log import note_disclosure, only_unit_of
from people.models import Disclosure, Person, PersonQuerySet
from registry.merging import unmerging
from registry.models import Merge
from registry.records.filters import PeopleForm

# Columns that are sensitive or shown to few, for the log.
SENSITIVE_IN_LIST = ("ethnic_group", "phone")
SENSITIVE_OF_PERSON = ("ethnic_group", "phone", "birth_date", "national_id_last4")


def require_reader(user: User) -> None:
    if not user.can_anywhere("see_personal"):
        raise PermissionDenied(_("Vai trò của bạn không được xem danh sách người tham gia."))


def people_in_full(user: User) -> PersonQuerySet:
    """Return those whose personal data `user` may see: who live where they may, or were registered for an activity there."""
    return with_particulars(people_known_to(user, "see_personal"))


def with_particulars(people: PersonQuerySet) -> PersonQuerySet:
    return people.select_related("unit__parent__parent", "ethnic_group", "organisation")


def fetch_person(user: User, verb: str, pk: Any) -> Person:
    """Raise Http404 for somebody of whom `user` knows nothing, PermissionDenied when their role is too small for `verb`."""
    known_people = with_particulars(people_known_to(user, "view"))
    person = get_object_or_404(known_people, pk=pk)
    if verb != "view" and not people_known_to(user, verb).filter(pk=person.pk).exists():
        get_object_or_404(known_people, pk=pk)  # merged away in this very moment: not there, rather than not allowed
        raise PermissionDenied(_("Vai trò của bạn không được làm việc này."))
    return person


def holds_all_of(user: User, verb: str, person: Person) -> bool:
    """Return whether `user` may do `verb` where the person lives or is known, and in every activity for which they were registered."""
    elsewhere = Registration.objects.filter(person=person).exclude(activity__unit__in=user.reach(verb))
    return people_known_to(user, verb).filter(pk=person.pk).exists() and not elsewhere.exists()


def fetch_pair(user: User, pk: Any, other_pk: Any) -> tuple[Person, Person]:
    """Return two records of which `user` may register both and see all: whoever merges decides about both."""
    return fetch_person(user, "register", pk), fetch_person(user, "register", other_pk)


def fetch_merge(user: User, pk: Any) -> Merge:
    """Return a merge that `user` may undo."""
    merge = get_object_or_404(Merge.objects.select_related("kept__unit__parent__parent", "merged_by"), pk=pk)
    if merge.kept_id is None:
        raise Http404
    fetch_person(user, "register", merge.kept_id)
    if not may_undo(user, merge):
        raise PermissionDenied(_("Vai trò của bạn không được làm việc này."))
    return merge


def may_undo(user: User, merge: Merge) -> bool:
    """Return whether `user` may register where the merged record belongs, and wherever both had been registered.

    Who may register the record that was kept has been asked before.
    """
    source = unmerging.source_record(merge)
    if source is None:  # erased since: nothing can be undone, which everybody who may correct records is told
        return user.can_anywhere("register")
    registrations = Registration.objects.visible_to(user, "register").filter(pk__in=unmerging.moved_registrations(merge))
    activities = Activity.objects.filter(pk__in=unmerging.shared_activities(merge))
    visible = Activity.objects.visible_to(user, "register").filter(pk__in=activities)
    return (user.can("register", source.unit_id) or registrations.exists()) and visible.count() == activities.count()


def note_person(person: Person, *, by: User, way: str = Disclosure.Way.VIEW) -> None:
    """Log that the record of one person was shown with all that it holds."""
    note_disclosure("person", way, by=by, people=1, person=person, unit=person.unit, sensitive=SENSITIVE_OF_PERSON)


def note_duplicates(*, by: User, people: int, sensitive: Iterable[str] = (), way: str = Disclosure.Way.VIEW) -> None:
    """Log that records that may be of the same people were shown, so many of them, with these sensitive columns."""
    note_disclosure("likely-duplicates", way, by=by, people=people, unit=only_unit_of(by), sensitive=sensitive)


def note_people(form: PeopleForm, *, by: User, people: int, way: str = Disclosure.Way.VIEW) -> None:
    """Log that a page of the list of people was shown, as the form filters it."""
    is_valid = form.is_valid()
    note_disclosure(
        "person-list",
        way,
        by=by,
        people=people,
        unit=(form.cleaned_data["unit"] if is_valid else None) or only_unit_of(by),
        sensitive=SENSITIVE_IN_LIST,
        filters=form.in_words if is_valid else (),
    )
