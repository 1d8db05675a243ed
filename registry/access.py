"""Which records somebody may see, correct and merge: the first line of every door of this room."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.models import User
from activities.models import Activity
from attendance.access import people_known_to
from attendance.models import Registration
from people.models import Person, PersonQuerySet
from registry.merging import unmerging
from registry.models import Merge


def people_in_full(user: User) -> PersonQuerySet:
    """Those whose personal data `user` may see: who live where they may, or were registered for an activity there."""
    return people_known_to(user, "see_personal").select_related("unit__parent__parent", "ethnic_group", "organisation")


def fetch_person(user: User, verb: str, pk: Any) -> Person:
    """Http404 for somebody of whom `user` knows nothing, PermissionDenied when their role is too small for `verb`."""
    seen = people_known_to(user, "view").select_related("unit__parent__parent", "ethnic_group", "organisation")
    person = get_object_or_404(seen, pk=pk)
    if verb != "view" and not people_known_to(user, verb).filter(pk=person.pk).exists():
        get_object_or_404(seen, pk=pk)  # merged away in this very moment: not there, rather than not allowed
        raise PermissionDenied(_("Vai trò của bạn không được làm việc này."))
    return person


def fetch_pair(user: User, pk: Any, other: Any) -> tuple[Person, Person]:
    """Two records of which `user` may register both and see all: whoever merges decides about both."""
    return fetch_person(user, "register", pk), fetch_person(user, "register", other)


def fetch_merge(user: User, pk: Any) -> Merge:
    """One that `user` may take back: they may register the record that stayed and where the other belongs, and wherever both had been."""
    merge = get_object_or_404(Merge.objects.select_related("kept__unit__parent__parent", "merged_by"), pk=pk)
    if merge.kept_id is None:
        raise Http404
    fetch_person(user, "register", merge.kept_id)
    if not may_take_back(user, merge):
        raise PermissionDenied(_("Vai trò của bạn không được làm việc này."))
    return merge


def may_take_back(user: User, merge: Merge) -> bool:
    gone = unmerging.gone_as_it_was(merge)
    if gone is None:  # erased since: nothing can be taken back, which whoever may correct records at all is told
        return user.can_anywhere("register")
    met = Registration.objects.visible_to(user, "register").filter(pk__in=unmerging.registrations_moved(merge))
    both = Activity.objects.filter(pk__in=unmerging.activities_of_both(merge))
    reached = Activity.objects.visible_to(user, "register").filter(pk__in=both)
    return (user.can("register", gone.unit_id) or met.exists()) and reached.count() == both.count()
