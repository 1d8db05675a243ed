"""The desk: somebody who is on no list is registered and checked in at once."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
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
from attendance.registrations.forms import FIELD_NAMES
from attendance.registrations.matches import PossibleMatch, find_possible_matches
from attendance.registrations.residence import province_of
from attendance.registrations.walk_in_forms import ArrivalForm, DeskForm
from attendance.sittings.actions import register_walk_in_with_arrival
from people import notices
from people.models import Person, PersonQuerySet
from places.models import Unit
from screens.forms import add_errors, posted_data
from screens.pages import show_errors
from screens.query_strings import parse_id

ACTIVITIES = Activity.objects.with_units()
KEPT = ("sitting", "unit", "role", "category")  # from one person typed to the next


def walk_in_create(request: SignedInRequest, pk: int) -> HttpResponse:
    """GET ?sitting= chooses the sitting. POST: who was typed is offered those who look alike, then registered and checked in."""
    user, now = request.user, timezone.now()
    activity = fetch(ACTIVITIES, user, "check_in", pk=pk)
    sittings = _that_take(activity, user, now)
    sees_personal = user.can("see_personal", activity.unit_id)
    initial = _kept(request, activity, sittings)
    form = DeskForm(posted_data(request), activity=activity, sittings=sittings, sees_personal=sees_personal, initial=initial)
    similar: list[PossibleMatch] = []
    if form.is_valid():
        similar = _look_alikes(form, activity, people_known_to(user))
        if not similar or _said_to_be_others(request, similar):
            try:
                registration = _register(activity, form, form.person(), user, now, walk_in_id=form.walk_in_id)
            except ValidationError as error:
                add_errors(form, error, field_names=FIELD_NAMES)
            else:
                return _ready_for_the_next(request, registration)
    context = {
        "activity": activity,
        "form": form,
        "sittings": sittings,
        "look_alikes": similar,
        "sees_personal": sees_personal,
        "notice": notices.current(),
        "added": _just_added(request, activity, user),
        "latest": participants.latest(activity, user, 5, is_walk_in=True),
        "next_sitting": activity.sittings.filter(ends_at__gt=now).first() if not sittings else None,
    }
    return render(request, "attendance/registrations/walk_in_create.html", context)


def _that_take(activity: Activity, user: User, now: datetime) -> list[Sitting]:
    """Open now; afterwards only for who may put attendance right."""
    can_correct = user.can("correct", activity.unit_id)
    return [one for one in activity.sittings.all() if one.is_open_at(now) or (can_correct and one.closes_at < now)]


def _kept(request: SignedInRequest, activity: Activity, sittings: list[Sitting]) -> dict[str, Any]:
    now, asked = timezone.now(), {name: request.GET[name] for name in KEPT if request.GET.get(name)}
    if asked.get("sitting") not in [str(one.pk) for one in sittings]:
        asked.pop("sitting", None)
    open_now = [one for one in sittings if one.is_open_at(now)]
    under_way = [one for one in open_now if one.starts_at <= now <= one.ends_at]
    first = next(iter([*under_way, *open_now, *sittings]), None)
    own = activity.unit_id if activity.unit.level == Unit.Level.COMMUNE else None
    return {"sitting": first and first.pk, "unit": own} | asked


@require_POST
def walk_in_known(request: SignedInRequest, pk: int) -> HttpResponse:
    """`person`, who was offered: of this activity, or among whom the user may register."""
    user, now = request.user, timezone.now()
    activity = fetch(ACTIVITIES, user, "check_in", pk=pk)
    here = Registration.objects.visible_to(user, "check_in").filter(activity=activity).values("person")
    offered = Person.objects.filter(Q(pk__in=here) | Q(pk__in=people_known_to(user).values("pk")))
    asked = request.POST.get("person", "")
    someone = get_object_or_404(offered, pk=parse_id(asked))
    form = ArrivalForm(request.POST, sittings=_that_take(activity, user, now))
    try:
        if not form.is_valid():
            raise ValidationError(_("Buổi này không mở điểm danh, hoặc vai trò không có trong danh sách. Hãy chọn lại."))
        registration = _register(activity, form, someone, user, now)
    except ValidationError as error:
        show_errors(request, error)
        return redirect("walk-in-create", activity.pk)
    return _ready_for_the_next(request, registration)


def _look_alikes(form: DeskForm, activity: Activity, known: PersonQuerySet) -> list[PossibleMatch]:
    typed = form.person()
    return find_possible_matches(activity, typed | {"unit": typed["unit"] or province_of(activity)}, among=known)


def _said_to_be_others(request: SignedInRequest, look_alikes: list[PossibleMatch]) -> bool:
    """True when the answer was 'somebody else', and about these very people: what was typed may have been changed since."""
    return "another" in request.POST and {str(one.person.pk) for one in look_alikes} <= set(request.POST.getlist("offered"))


def _register(activity: Activity, form: ArrivalForm, person: Any, by: User, at: datetime, **more: Any) -> Registration:
    place = {name: form.cleaned_data[name] for name in ("sitting", "role", "category")}
    return register_walk_in_with_arrival(activity, person=person, by=by, at=at, **place, **more)


def _ready_for_the_next(request: SignedInRequest, registration: Registration) -> HttpResponse:
    kept = {name: request.POST[name] for name in KEPT if request.POST.get(name)}
    where = reverse("walk-in-create", args=[registration.activity_id])
    return redirect(f"{where}?{urlencode(kept | {'added': registration.pk})}")


def _just_added(request: SignedInRequest, activity: Activity, user: User) -> Registration | None:
    pk = parse_id(request.GET.get("added")) if request.method == "GET" else None
    mine = Registration.objects.visible_to(user).select_related("person").filter(activity=activity)
    return mine.filter(pk=pk).first() if pk else None
