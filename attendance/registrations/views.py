"""The console's screens of who may come to an activity."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import fetch
from accounts.http import SignedInRequest
from activities.models import Activity
from attendance.access import people_known_to
from attendance.disclosure_log import note_list
from attendance.models import Registration
from attendance.registrations import actions, participants
from attendance.registrations.filters import RegistrationFilter
from attendance.registrations.forms import FIELD_NAMES, EntryForm, PlaceForm
from attendance.registrations.matches import PossibleMatch, find_possible_matches
from people import notices
from people.models import Organisation
from places.models import Unit
from screens.forms import add_errors, posted_data
from screens.pages import confirmation_page, paginate, show_errors
from screens.query_strings import parse_id

ACTIVITIES = Activity.objects.with_units()
REGISTRATIONS = Registration.objects.select_related("activity__unit", "person")
A_PAGE = 100
KEPT = ("unit", "role", "category")  # from one person typed to the next
MOST_FOUND = 20  # people a search offers


@require_safe
def registration_list(request: SignedInRequest, pk: int) -> HttpResponse:
    user = request.user
    activity = fetch(ACTIVITIES, user, "view", pk=pk)
    filtered = RegistrationFilter(request.GET, participants.of_activity(activity, user), activity=activity)
    standing, withdrawn = participants.counts_by_role(activity, user)
    page = paginate(request, filtered.qs, A_PAGE)
    sees_personal, roles = user.can("see_personal", activity.unit_id), dict(Registration.Role.choices)
    note_list("registration-list", activity, to=user, people=page.paginator.count, sees_personal=sees_personal)
    return render(
        request,
        "attendance/registrations/registration_list.html",
        {
            "activity": activity,
            "filter": filtered,
            "page": page,
            "standing": sum(standing.values()),
            "withdrawn": withdrawn,
            "by_role": [(roles[role], number) for role, number in standing.items()],
            "sittings": activity.sittings.count(),
            "can_register": user.can("register", activity.unit_id),
            "can_check_in": user.can("check_in", activity.unit_id),
            "sees_personal": sees_personal,
        },
    )


def registration_create(request: SignedInRequest, pk: int) -> HttpResponse:
    activity = fetch(ACTIVITIES, request.user, "register", pk=pk)
    form = EntryForm(posted_data(request), activity=activity, initial=_kept(request.GET, activity))
    similar: list[PossibleMatch] = []
    if form.is_valid():
        similar = find_possible_matches(activity, form.person(), among=people_known_to(request.user))
        if not similar or _said_to_be_others(request, similar):
            place = {"role": form.cleaned_data["role"], "category": form.cleaned_data["category"]}
            try:
                registration = actions.register_described(activity, form.person(), **place, by=request.user)
            except ValidationError as error:
                add_errors(form, error, field_names=FIELD_NAMES)
            else:
                return _ready_for_the_next(request, registration)
    return render(
        request,
        "attendance/registrations/registration_create.html",
        {
            "activity": activity,
            "form": form,
            "look_alikes": similar,
            "place_form": PlaceForm(initial=form.initial, auto_id="known_%s"),
            "organisations": Organisation.objects.visible_to(request.user).values_list("name", flat=True).distinct()[:300],
            "added": _just_added(request, activity),
            "notice": notices.current(),
            "latest": participants.latest(activity, request.user, 5),
            "standing": Registration.objects.visible_to(request.user).filter(activity=activity).active().count(),
        },
    )


def _said_to_be_others(request: SignedInRequest, look_alikes: list[PossibleMatch]) -> bool:
    """True when the answer was 'somebody else', and about these very people: what was typed may have been changed since."""
    return "another" in request.POST and {str(one.person.pk) for one in look_alikes} <= set(request.POST.getlist("offered"))


def _kept(asked: Any, activity: Activity) -> dict[str, Any]:
    """What stays from the person before: the commune, the role, the category. At first the activity's own commune."""
    own = activity.unit_id if activity.unit.level == Unit.Level.COMMUNE else None
    kept = {name: asked[name] for name in KEPT if asked.get(name)}
    return {"unit": own} | kept


def _ready_for_the_next(request: SignedInRequest, registration: Registration) -> HttpResponse:
    kept = {name: request.POST[name] for name in KEPT if request.POST.get(name)}
    where = reverse("registration-create", args=[registration.activity_id])
    return redirect(f"{where}?{urlencode(kept | {'added': registration.pk})}")


def _just_added(request: SignedInRequest, activity: Activity) -> Registration | None:
    pk = parse_id(request.GET.get("added")) if request.method == "GET" else None
    mine = REGISTRATIONS.visible_to(request.user).filter(activity=activity)
    return mine.filter(pk=pk).first() if pk else None


def known_people(request: SignedInRequest, pk: int) -> HttpResponse:
    """GET ?q=: the people found, as a fragment. POST person, role, category: one of them is registered."""
    activity = fetch(ACTIVITIES, request.user, "register", pk=pk)
    known = people_known_to(request.user)
    if request.method == "POST":
        return _register_known(request, activity, known)
    q = request.GET.get("q", "").strip()
    named = known.named_like(q).select_related("unit", "organisation").in_name_order()
    people = list(named[: MOST_FOUND + 1]) if len(q) > 1 else []
    if people:
        note_list("known-people", activity, to=request.user, people=len(people[:MOST_FOUND]))
    here = Registration.objects.filter(activity=activity, person__in=people).active().values_list("person", flat=True)
    context = {"activity": activity, "q": q, "people": people[:MOST_FOUND], "has_more": len(people) > MOST_FOUND, "here": set(here)}
    return render(request, "attendance/registrations/_known_people.html", context)


def _register_known(request: SignedInRequest, activity: Activity, known: Any) -> HttpResponse:
    person = request.POST.get("person", "")
    person = get_object_or_404(known, pk=parse_id(person))
    form = PlaceForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(_("Hãy chọn vai trò và đối tượng trong danh sách."))
        registration = actions.register(activity, person=person, **form.cleaned_data, by=request.user)
    except ValidationError as error:
        show_errors(request, error)
        return redirect("registration-create", activity.pk)
    return _ready_for_the_next(request, registration)


def registration_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    registration = fetch(REGISTRATIONS, request.user, "register", pk=pk)
    form = PlaceForm(posted_data(request), initial={"role": registration.role, "category": registration.category})
    if form.is_valid():
        actions.change_role(registration, **form.cleaned_data)
        messages.success(request, _("Đã ghi thay đổi của %(name)s.") % {"name": registration.person.full_name})
        return redirect("registration-list", registration.activity_id)
    context = {"registration": registration, "activity": registration.activity, "form": form}
    return render(request, "attendance/registrations/registration_edit.html", context)


def registration_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    registration = fetch(REGISTRATIONS, request.user, "register", pk=pk)
    name, back = registration.person.full_name, reverse("registration-list", args=[registration.activity_id])
    if request.method == "POST":
        actions.withdraw(registration)
        messages.success(request, _("Đã rút đăng ký của %(name)s.") % {"name": name})
        return redirect(back)
    consequences = [
        _("Thẻ của %(name)s không còn dùng để điểm danh được.") % {"name": name},
        _("Những buổi đã điểm danh vẫn được giữ và vẫn tính vào báo cáo."),
        _("Có thể đăng ký lại sau; thẻ và mã ngắn vẫn như cũ."),
    ]
    return confirmation_page(
        request,
        template_name="attendance/confirm.html",
        activity=registration.activity,
        heading=_("Rút đăng ký: %(name)s") % {"name": name},
        submit_label=_("Rút đăng ký"),
        consequences=consequences,
        cancel_url=back,
    )


@require_POST
def registration_stand_again(request: SignedInRequest, pk: int) -> HttpResponse:
    registration = fetch(REGISTRATIONS, request.user, "register", pk=pk)
    try:
        actions.register(
            registration.activity, person=registration.person, role=registration.role, category=registration.category, by=request.user
        )
        messages.success(request, _("%(name)s đã được đăng ký lại, thẻ như cũ.") % {"name": registration.person.full_name})
    except ValidationError as error:
        show_errors(request, error)
    return redirect("registration-list", registration.activity_id)
