"""The console's screens of who may come and who came."""

from hashlib import blake2b
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import fetch, require
from accounts.models import User
from activities.models import Activity, Sitting
from attendance import actions
from attendance.access import people_known_to
from attendance.disclosure_log import note_list, note_sitting
from attendance.forms import EntryForm, PlaceForm, ReasonForm, RegistrationFilter
from attendance.headcounts import records
from attendance.models import Attendance, OutcomeWord, Registration, RegistrationQuerySet
from attendance.registrations import participants
from attendance.registrations.enrolment import enrol
from people import notices
from people.models import Organisation
from places.models import Unit

ACTIVITIES = Activity.objects.with_units()
REGISTRATIONS = Registration.objects.select_related("activity__unit", "person")
SITTINGS = Sitting.objects.select_related("activity__unit")
ATTENDANCES = Attendance.objects.select_related("registration__person", "sitting__activity__unit")
A_PAGE = 100
KEPT = ("unit", "role", "category")  # from one person typed to the next
MOST_FOUND = 20  # people a search offers
MOST_REFUSED = 50  # refused scans on the live list


# --- registrations


@require_safe
def registration_list(request: HttpRequest, pk: int) -> HttpResponse:
    user = cast(User, request.user)
    activity = fetch(ACTIVITIES, user, "view", pk=pk)
    filtered = RegistrationFilter(request.GET, participants.of_activity(activity, user), activity=activity)
    standing, withdrawn = participants.counts_by_role(activity, user)
    page = Paginator(filtered.qs, A_PAGE).get_page(request.GET.get("page"))
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


def registration_create(request: HttpRequest, pk: int) -> HttpResponse:
    activity = fetch(ACTIVITIES, request.user, "register", pk=pk)
    form = EntryForm(request.POST or None, activity=activity, initial=_kept(request.GET, activity))
    look_alikes: list[participants.LookAlike] = []
    if request.method == "POST" and form.is_valid():
        look_alikes = participants.look_alikes(activity, form.person(), among=people_known_to(request.user))
        if not look_alikes or _said_to_be_others(request, look_alikes):
            place = {"role": form.cleaned_data["role"], "category": form.cleaned_data["category"]}
            try:
                registration = enrol(activity, {"person": form.person(), **place}, by=request.user)
            except ValidationError as error:
                form.refuse(error)
            else:
                return _ready_for_the_next(request, registration)
    return render(
        request,
        "attendance/registrations/registration_create.html",
        {
            "activity": activity,
            "form": form,
            "look_alikes": look_alikes,
            "place_form": PlaceForm(initial=form.initial, auto_id="known_%s"),
            "organisations": Organisation.objects.visible_to(request.user).values_list("name", flat=True).distinct()[:300],
            "added": _just_added(request, activity),
            "notice": notices.current(),
            "latest": participants.latest(activity, request.user, 5),
            "standing": Registration.objects.visible_to(request.user).filter(activity=activity).standing().count(),
        },
    )


def _said_to_be_others(request: HttpRequest, look_alikes: list[participants.LookAlike]) -> bool:
    """True when the answer was 'somebody else', and about these very people: what was typed may have been changed since."""
    return "another" in request.POST and {str(one.person.pk) for one in look_alikes} <= set(request.POST.getlist("offered"))


def _kept(asked: Any, activity: Activity) -> dict[str, Any]:
    """What stays from the person before: the commune, the role, the category. At first the activity's own commune."""
    own = activity.unit_id if activity.unit.level == Unit.Level.COMMUNE else None
    kept = {name: asked[name] for name in KEPT if asked.get(name)}
    return {"unit": own} | kept


def _ready_for_the_next(request: HttpRequest, registration: Registration) -> HttpResponse:
    kept = {name: request.POST[name] for name in KEPT if request.POST.get(name)}
    where = reverse("registration-create", args=[registration.activity_id])
    return redirect(f"{where}?{urlencode(kept | {'added': registration.pk})}")


def _just_added(request: HttpRequest, activity: Activity) -> Registration | None:
    pk = request.GET.get("added", "") if request.method == "GET" else ""
    mine = REGISTRATIONS.visible_to(request.user).filter(activity=activity)
    return mine.filter(pk=pk).first() if pk.isdecimal() and len(pk) < 19 else None


def known_people(request: HttpRequest, pk: int) -> HttpResponse:
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
    here = Registration.objects.filter(activity=activity, person__in=people).standing().values_list("person", flat=True)
    context = {"activity": activity, "q": q, "people": people[:MOST_FOUND], "has_more": len(people) > MOST_FOUND, "here": set(here)}
    return render(request, "attendance/registrations/_known_people.html", context)


def _register_known(request: HttpRequest, activity: Activity, known: Any) -> HttpResponse:
    person = request.POST.get("person", "")
    person = get_object_or_404(known, pk=person if person.isdecimal() and len(person) < 19 else None)
    form = PlaceForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(_("Hãy chọn vai trò và đối tượng trong danh sách."))
        registration = enrol(activity, {"person_id": person, **form.cleaned_data}, by=request.user)
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
        return redirect("registration-create", activity.pk)
    return _ready_for_the_next(request, registration)


def registration_edit(request: HttpRequest, pk: int) -> HttpResponse:
    registration = fetch(REGISTRATIONS, request.user, "register", pk=pk)
    form = PlaceForm(request.POST or None, initial={"role": registration.role, "category": registration.category})
    if request.method == "POST" and form.is_valid():
        actions.change_registration(registration, **form.cleaned_data)
        messages.success(request, _("Đã ghi thay đổi của %(name)s.") % {"name": registration.person.full_name})
        return redirect("registration-list", registration.activity_id)
    context = {"registration": registration, "activity": registration.activity, "form": form}
    return render(request, "attendance/registrations/registration_edit.html", context)


def registration_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
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
    return _confirm(
        request,
        registration.activity,
        heading=_("Rút đăng ký: %(name)s") % {"name": name},
        submit_label=_("Rút đăng ký"),
        consequences=consequences,
        cancel_url=back,
    )


@require_POST
def registration_stand_again(request: HttpRequest, pk: int) -> HttpResponse:
    registration = fetch(REGISTRATIONS, request.user, "register", pk=pk)
    try:
        actions.register(
            registration.activity, person=registration.person, role=registration.role, category=registration.category, by=request.user
        )
        messages.success(request, _("%(name)s đã được đăng ký lại, thẻ như cũ.") % {"name": registration.person.full_name})
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("registration-list", registration.activity_id)


# --- one sitting, live


@require_safe
def live_sitting(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; to htmx its list alone, or 204 when that is what the asker shows already."""
    sitting = fetch(SITTINGS, request.user, "view", pk=pk)
    shown = _live(request, sitting)
    note_sitting("live-sitting", sitting, to=request.user, people=shown["page"].paginator.count)
    listed = render_to_string("attendance/sittings/_live_list.html", shown, request)
    version = blake2b(f"{shown['counts']}{listed}".encode(), digest_size=8).hexdigest()
    is_fragment = request.htmx and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    if is_fragment and request.headers.get("X-Shown") == version:
        response = HttpResponse(status=204)
    else:
        template = "attendance/sittings/_live.html" if is_fragment else "attendance/sittings/live_sitting.html"
        response = render(request, template, shown | {"listed": listed, "version": version})
    patch_vary_headers(response, ["HX-Request"])
    return response


def _live(request: HttpRequest, sitting: Sitting) -> dict[str, Any]:
    everybody = participants.of_sitting(sitting, request.user)
    show, q = request.GET.get("show", ""), request.GET.get("q", "")
    rows = _shown_only(participants.named_like(everybody, q), show)
    scans = list(participants.refused(sitting, request.user)[: MOST_REFUSED + 1])
    return _hands(request, sitting) | {
        "counts": participants.count(everybody),
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "siblings": sitting.activity.sittings.all(),
        "heads": records.of_sitting(sitting),
        "show": show if show in ("in", "out") else "",
        "q": q,
        "scans": scans[:MOST_REFUSED],
        "has_more_scans": len(scans) > MOST_REFUSED,
    }


def _shown_only(rows: RegistrationQuerySet, show: str) -> RegistrationQuerySet:
    """`in`: who is there, the latest first; `out`: who is not; else everybody, where nobody changes place while people arrive."""
    if show == "in":
        return rows.filter(state=participants.PRESENT).order_by("-here__arrived_at", "pk")
    return (rows.exclude(state=participants.PRESENT) if show == "out" else rows).in_name_order()


def _hands(request: HttpRequest, sitting: Sitting) -> dict[str, Any]:
    """What a row needs to know: the hour, and what this user may do about it."""
    now, user, unit = timezone.now(), cast(User, request.user), sitting.activity.unit_id
    can_check_in, can_correct = user.can("check_in", unit), user.can("correct", unit)
    is_open = sitting.is_open_at(now)
    return {
        "sitting": sitting,
        "activity": sitting.activity,
        "is_open": is_open,
        "is_over": now > sitting.closes_at,
        "can_check_in": can_check_in,
        "can_correct": can_correct,
        "can_tick": can_check_in if is_open else can_correct and now > sitting.closes_at,
    }


@require_POST
def sitting_tick(request: HttpRequest, pk: int, registration: int) -> HttpResponse:
    now, sitting = timezone.now(), fetch(SITTINGS, request.user, "view", pk=pk)
    require(request.user, "check_in" if sitting.is_open_at(now) else "correct", sitting.activity.unit)
    someone = fetch(REGISTRATIONS.filter(activity=sitting.activity_id), request.user, "view", pk=registration)
    try:
        sentence: Any = OutcomeWord(str(actions.tick(someone, sitting=sitting, by=request.user, at=now).outcome)).label
    except ValidationError as error:
        sentence = " ".join(error.messages).rstrip(".")
    return _say_of_one(request, sitting, someone, sentence)


def _say_of_one(request: HttpRequest, sitting: Sitting, someone: Registration, sentence: Any) -> HttpResponse:
    """After a change to one person: their row and the counts, to htmx; else back to the list."""
    said = f"{someone.person.full_name}: {sentence}."
    if not request.htmx:  # type: ignore[attr-defined]
        messages.info(request, said)
        return redirect("live-sitting", sitting.pk)
    everybody = participants.of_sitting(sitting, request.user)
    changed = {"row": everybody.filter(pk=someone.pk).first(), "gone": someone.pk, "counts": participants.count(everybody), "said": said}
    return render(request, "attendance/sittings/_changed_row.html", _hands(request, sitting) | changed)


def attendance_annul(request: HttpRequest, sitting: int, pk: int) -> HttpResponse:
    attendance = fetch(ATTENDANCES.filter(sitting=sitting), request.user, "correct", pk=pk)
    name, form = attendance.registration.person.full_name, ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.annul(attendance, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Đã hủy điểm danh của %(name)s.") % {"name": name})
            return redirect(_back_to_list(request, sitting))
    consequences = [
        _("%(name)s không còn được tính là có mặt ở buổi này.") % {"name": name},
        _("Lý do và người hủy được giữ lại; có thể khôi phục."),
        _("Nếu sau đó thẻ được quét lại, người này lại được tính có mặt."),
    ]
    return _confirm(
        request,
        attendance.sitting.activity,
        attendance.sitting,
        heading=_("Hủy điểm danh: %(name)s") % {"name": name},
        submit_label=_("Hủy điểm danh"),
        consequences=consequences,
        form=form,
        cancel_url=_back_to_list(request, sitting),
    )


@require_POST
def attendance_restore(request: HttpRequest, sitting: int, pk: int) -> HttpResponse:
    attendance = fetch(ATTENDANCES.filter(sitting=sitting), request.user, "correct", pk=pk)
    try:
        actions.undo_annulment(attendance, by=request.user, at=timezone.now())
        sentence = _("đã khôi phục điểm danh")
    except ValidationError as error:
        sentence = " ".join(error.messages).rstrip(".")
    return _say_of_one(request, attendance.sitting, attendance.registration, sentence)


def absence_excuse(request: HttpRequest, sitting: int, registration: int) -> HttpResponse:
    missed = fetch(SITTINGS, request.user, "correct", pk=sitting)
    someone = fetch(REGISTRATIONS.filter(activity=missed.activity_id), request.user, "view", pk=registration)
    name, form = someone.person.full_name, ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.excuse(someone, sitting=missed, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        messages.success(request, _("Đã ghi %(name)s vắng có phép.") % {"name": name})
        return redirect(_back_to_list(request, sitting))
    return _confirm(
        request,
        missed.activity,
        missed,
        heading=_("Vắng có phép: %(name)s") % {"name": name},
        submit_label=_("Ghi vắng có phép"),
        form=form,
        is_harmless=True,
        cancel_url=_back_to_list(request, sitting),
    )


@require_POST
def excuse_take_back(request: HttpRequest, sitting: int, registration: int) -> HttpResponse:
    missed = fetch(SITTINGS, request.user, "correct", pk=sitting)
    someone = fetch(REGISTRATIONS.filter(activity=missed.activity_id), request.user, "view", pk=registration)
    actions.take_excuse_back(someone, sitting=missed)
    return _say_of_one(request, missed, someone, _("không còn ghi là vắng có phép"))


def _back_to_list(request: HttpRequest, sitting: int) -> str:
    """The live list as it was left: who goes through the missing one by one stays among the missing."""
    kept = {name: request.GET[name] for name in ("show", "q", "page") if request.GET.get(name)}
    return reverse("live-sitting", args=[sitting]) + (f"?{urlencode(kept)}" if kept else "")


def _confirm(request: HttpRequest, activity: Activity, sitting: Sitting | None = None, **shown: Any) -> HttpResponse:
    return render(request, "attendance/confirm.html", shown | {"activity": activity, "sitting": sitting})
