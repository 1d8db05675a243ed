"""Pages of the desk, where somebody on no list is registered and checked in at once."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import fetch
from accounts.http import SignedInRequest
from accounts.models import User
from activities.models import Activity, Sitting
from attendance.access import people_known_to
from attendance.models import Registration
from attendance.registrations import participants
from attendance.registrations.entry_flow import (
    REPEATED_FIELDS,
    find_just_added,
    is_confirmed_as_another,
    kept_values,
    redirect_to_next,
)
from attendance.registrations.forms import FIELD_NAMES
from attendance.registrations.matches import PossibleMatch, find_possible_matches
from attendance.registrations.residence import own_commune, province_of
from attendance.registrations.walk_ins.forms import ArrivalForm, DeskForm
from attendance.sittings.actions import register_walk_in_with_arrival
from people import notices
from people.models import Person
from screens.forms import add_errors, posted_data
from screens.pages import show_errors
from screens.query_strings import parse_id

ACTIVITIES = Activity.objects.with_units()
KEPT_FIELDS = ("sitting", *REPEATED_FIELDS)
LATEST = 5


def walk_in_create(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the form, with the sitting of `?sitting=`. POST registers and checks in the person typed, after offering possible matches."""
    user, now = request.user, timezone.now()
    activity = fetch(ACTIVITIES, user, "check_in", pk=pk)
    sittings = _list_open_sittings(activity, user, now)
    sees_personal = user.can("see_personal", activity.unit_id)
    initial = _initial_values(request, activity, sittings)
    form = DeskForm(posted_data(request), activity=activity, sittings=sittings, sees_personal=sees_personal, initial=initial)
    matches: list[PossibleMatch] = []
    if form.is_valid():
        described = form.person()
        described_with_unit = described | {"unit": described["unit"] or province_of(activity)}
        matches = find_possible_matches(activity, described_with_unit, among=people_known_to(user), by=user)
        if not matches or is_confirmed_as_another(request, matches):
            try:
                return _register(request, activity, form, described, now)
            except ValidationError as error:
                add_errors(form, error, field_names=FIELD_NAMES)
    chosen_id = str(form["sitting"].value())  # as it was sent: anything
    context = {
        "activity": activity,
        "form": form,
        "sittings": sittings,
        "chosen_sitting": next((sitting for sitting in sittings if str(sitting.pk) == chosen_id), next(iter(sittings), None)),
        "look_alikes": matches,
        "sees_personal": sees_personal,
        "notice": notices.current(),
        "added": find_just_added(request, activity),
        "latest": participants.list_latest(activity, user, LATEST, is_walk_in=True),
        "next_sitting": activity.sittings.filter(ends_at__gt=now).first() if not sittings else None,
    }
    return render(request, "attendance/registrations/walk_in_create.html", context)


@require_POST
def walk_in_known(request: SignedInRequest, pk: int) -> HttpResponse:
    """Register and check in `person`, who is in this activity or known to the user."""
    user, now = request.user, timezone.now()
    activity = fetch(ACTIVITIES, user, "check_in", pk=pk)
    registered = Registration.objects.visible_to(user, "check_in").filter(activity=activity).values("person")
    offered = Person.objects.filter(Q(pk__in=registered) | Q(pk__in=people_known_to(user).values("pk")))
    person = get_object_or_404(offered, pk=parse_id(request.POST.get("person")))
    form = ArrivalForm(request.POST, sittings=_list_open_sittings(activity, user, now))
    try:
        if not form.is_valid():
            raise ValidationError(_("Buổi này không mở điểm danh, hoặc vai trò không có trong danh sách. Hãy chọn lại."))
        return _register(request, activity, form, person, now)
    except ValidationError as error:
        show_errors(request, error)
        return redirect("walk-in-create", activity.pk)


def _list_open_sittings(activity: Activity, user: User, now: datetime) -> list[Sitting]:
    """Return the sittings that are open now; those that are over only to whoever may correct attendance."""
    can_correct = user.can("correct", activity.unit_id)
    return [sitting for sitting in activity.sittings.all() if sitting.is_open_at(now) or (can_correct and sitting.closes_at < now)]


def _initial_values(request: SignedInRequest, activity: Activity, sittings: list[Sitting]) -> dict[str, Any]:
    """Return the initial values: the sitting of the person before, else the one under way, else an open one; and the commune."""
    now, values = timezone.now(), kept_values(request.GET, KEPT_FIELDS)
    if values.get("sitting") not in [str(sitting.pk) for sitting in sittings]:
        values.pop("sitting", None)
    open_sittings = [sitting for sitting in sittings if sitting.is_open_at(now)]
    under_way = [sitting for sitting in open_sittings if sitting.starts_at <= now <= sitting.ends_at]
    likely_sitting = next(iter([*under_way, *open_sittings, *sittings]), None)
    return {"sitting": likely_sitting and likely_sitting.pk, "unit": own_commune(activity)} | values


def _register(
    request: SignedInRequest, activity: Activity, form: ArrivalForm, person: dict[str, Any] | Person, now: datetime
) -> HttpResponse:
    registration = register_walk_in_with_arrival(
        activity,
        person=person,
        role=form.cleaned_data["role"],
        category=form.cleaned_data["category"],
        by=request.user,
        sitting=form.cleaned_data["sitting"],
        at=now,
        walk_in_id=form.walk_in_id if isinstance(form, DeskForm) else None,
    )
    return redirect_to_next(request, registration, url_name="walk-in-create", kept_fields=KEPT_FIELDS)
