"""The console's screens of registrations."""

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
from attendance.bulk.offers import list_offers, undoable_changes
from attendance.disclosure_log import note_list
from attendance.models import Registration
from attendance.registrations import actions, participants
from attendance.registrations.entry_flow import (
    REPEATED_FIELDS,
    find_just_added,
    is_confirmed_as_another,
    kept_values,
    redirect_to_next,
)
from attendance.registrations.filters import RegistrationFilter
from attendance.registrations.forms import FIELD_NAMES, EntryForm, RoleForm
from attendance.registrations.matches import PossibleMatch, find_possible_matches
from attendance.registrations.residence import own_commune
from people import notices
from people.identity.namesakes import tell_apart
from people.models import Organisation
from screens.forms import add_errors, posted_data
from screens.pages import confirmation_page, paginate, show_errors
from screens.query_strings import parse_id
from screens.sealed.searches import search_query

ACTIVITIES = Activity.objects.with_units()
REGISTRATIONS = Registration.objects.select_related("activity__unit", "person")
ROWS_PER_PAGE = 100
MOST_PEOPLE_OFFERED = 20
MOST_ORGANISATIONS = 300
LATEST = 5


@require_safe
def registration_list(request: SignedInRequest, pk: int) -> HttpResponse:
    user = request.user
    activity = fetch(ACTIVITIES, user, "view", pk=pk)
    registration_filter = RegistrationFilter(search_query(request), participants.list_registrations(activity, user), activity=activity)
    active_by_role, withdrawn = participants.count_by_role(activity, user)
    page = paginate(request, registration_filter.qs, ROWS_PER_PAGE)
    sees_personal, roles = user.can("see_personal", activity.unit_id), dict(Registration.Role.choices)
    can_register, can_check_in = user.can("register", activity.unit_id), user.can("check_in", activity.unit_id)
    note_list("registration-list", activity, to=user, people=page.paginator.count, sees_personal=sees_personal)
    return render(
        request,
        "attendance/registrations/registration_list.html",
        {
            "activity": activity,
            "filter": registration_filter,
            "page": page,
            "namesakes": tell_apart(row.person for row in page),
            "active_count": sum(active_by_role.values()),
            "withdrawn": withdrawn,
            "by_role": [(roles[role], number) for role, number in active_by_role.items()],
            "sittings": activity.sittings.count(),
            "can_register": can_register,
            "can_check_in": can_check_in,
            "sees_personal": sees_personal,
            "undoable_changes": undoable_changes(user, activity),
        }
        | list_offers(activity, can_register=can_register, can_check_in=can_check_in, sees_personal=sees_personal),
    )


def registration_create(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the form, with the commune, role and category of the person before. POST registers the person typed, after possible
    matches were offered; `last`: whoever is typed is the last one, and the list follows."""
    activity = fetch(ACTIVITIES, request.user, "register", pk=pk)
    initial = {"unit": own_commune(activity)} | kept_values(request.GET, REPEATED_FIELDS)
    form = EntryForm(posted_data(request), activity=activity, initial=initial)
    matches: list[PossibleMatch] = []
    if "last" in request.POST and form.is_untouched:
        return redirect("registration-list", activity.pk)
    if form.is_valid():
        role, category = form.cleaned_data["role"], form.cleaned_data["category"]
        try:
            matches = find_possible_matches(activity, form.person(), among=people_known_to(request.user), by=request.user)
            if not matches or is_confirmed_as_another(request, matches):
                registration = actions.register_described(activity, form.person(), role=role, category=category, by=request.user)
                if "last" in request.POST:
                    messages.success(request, _("Đã đăng ký %(name)s.") % {"name": registration.person.full_name})
                    return redirect("registration-list", activity.pk)
                return redirect_to_next(request, registration, url_name="registration-create", kept_fields=REPEATED_FIELDS)
        except ValidationError as error:
            add_errors(form, error, field_names=FIELD_NAMES)
    return render(
        request,
        "attendance/registrations/registration_create.html",
        {
            "activity": activity,
            "form": form,
            "look_alikes": matches,
            "role_form": RoleForm(initial=form.initial, auto_id="known_%s"),
            "organisations": Organisation.objects.visible_to(request.user).values_list("name", flat=True).distinct()[:MOST_ORGANISATIONS],
            "added": find_just_added(request, activity),
            "notice": notices.current(),
            "latest": participants.list_latest(activity, request.user, LATEST),
            "active_count": Registration.objects.visible_to(request.user).filter(activity=activity).active().count(),
        },
    )


def known_people(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show people on record named like `?q=`, as a fragment. POST `person`, `role`, `category` registers one of them; where
    `renew` names them too, the phone and position typed in the form are taken over."""
    activity = fetch(ACTIVITIES, request.user, "register", pk=pk)
    if request.method == "POST":
        form = RoleForm(request.POST)
        try:
            if "person" not in request.POST:  # Enter in a field of the form, before anybody was looked for
                raise ValidationError(_("Hãy gõ tên để tìm, rồi bấm “Đăng ký” cạnh người cần đăng ký."))
            person = get_object_or_404(people_known_to(request.user), pk=parse_id(request.POST["person"]))
            if not form.is_valid():
                raise ValidationError(_("Hãy chọn vai trò và đối tượng trong danh sách."))
            entry = EntryForm(request.POST, activity=activity, initial={})
            described = entry.person() if str(person.pk) in request.POST.getlist("renew") and entry.is_valid() else {}
            registration = actions.register_renewed(activity, person=person, described=described, **form.cleaned_data, by=request.user)
        except ValidationError as error:
            show_errors(request, error)
            return redirect("registration-create", activity.pk)
        return redirect_to_next(request, registration, url_name="registration-create", kept_fields=REPEATED_FIELDS)
    q = search_query(request).get("q", "").strip()
    named_like = people_known_to(request.user).named_like(q).select_related("unit", "organisation").in_name_order()
    people = list(named_like[: MOST_PEOPLE_OFFERED + 1]) if len(q) > 1 else []
    has_more, people = len(people) > MOST_PEOPLE_OFFERED, people[:MOST_PEOPLE_OFFERED]
    registered_ids = Registration.objects.filter(activity=activity, person__in=people).active().values_list("person", flat=True)
    context = {"q": q, "people": people, "has_more": has_more, "registered_ids": set(registered_ids)}
    context["namesakes"] = tell_apart(people)
    return render(request, "attendance/registrations/_people_on_record.html", context)


def registration_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    registration = fetch(REGISTRATIONS, request.user, "register", pk=pk)
    form = RoleForm(posted_data(request), initial={"role": registration.role, "category": registration.category})
    if form.is_valid():
        actions.change_role(registration, **form.cleaned_data)
        messages.success(request, _("Đã lưu thay đổi của %(name)s.") % {"name": registration.person.full_name})
        return redirect("registration-list", registration.activity_id)
    context = {"registration": registration, "activity": registration.activity, "form": form}
    return render(request, "attendance/registrations/registration_edit.html", context)


def registration_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    registration = fetch(REGISTRATIONS, request.user, "register", pk=pk)
    name, list_url = {"name": registration.person.full_name}, reverse("registration-list", args=[registration.activity_id])
    if request.method == "POST":
        actions.withdraw(registration)
        messages.success(request, _("Đã rút đăng ký của %(name)s.") % name)
        return redirect(list_url)
    consequences = [
        _("Thẻ của %(name)s không còn dùng để điểm danh được.") % name,
        _("Những buổi đã điểm danh vẫn được giữ và vẫn tính vào báo cáo."),
        _("Có thể đăng ký lại sau; thẻ và mã ngắn vẫn như cũ."),
    ]
    return confirmation_page(
        request,
        heading=_("Rút đăng ký: %(name)s") % name,
        submit_label=_("Rút đăng ký"),
        consequences=consequences,
        cancel_url=list_url,
        template_name="attendance/confirm.html",
        activity=registration.activity,
    )


@require_POST
def registration_reinstate(request: SignedInRequest, pk: int) -> HttpResponse:
    registration = fetch(REGISTRATIONS, request.user, "register", pk=pk)
    try:
        actions.register(
            registration.activity, person=registration.person, role=registration.role, category=registration.category, by=request.user
        )
        messages.success(request, _("%(name)s đã được đăng ký lại, thẻ như cũ.") % {"name": registration.person.full_name})
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("registration-list", registration.activity_id)
