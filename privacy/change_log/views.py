"""Screens of the audit trail: the history of an activity, a registration, a target, a person or a user, and all changes."""

from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.access import fetch
from accounts.audit.subjects import subjects
from accounts.http import SignedInRequest
from accounts.models import ChangeRecord, ChangeRecordQuerySet, User
from activities.models import Activity, Document, Target
from activities.pages import crumbs_to
from attendance.models import Registration, Scan
from people.disclosures.log import note_visit
from people.models import Person
from privacy.access import require_administrator
from privacy.change_log.lines import Line, in_words, readable_by
from privacy.data_subject.former_identity import record_ids
from registry.access import fetch_person
from screens.day_filters import DayField
from screens.pages import Crumbs, paginate

LINES_ON_A_PAGE = 50
MOST_SCANS = 200  # of one registration; a phone that is held on a pass sends one a second
ALL = ("", gettext_lazy("Tất cả"))


class ChangeFilter(forms.Form):
    """?user=&subject=&person=&from=&to=; `person` is an id, from a link."""

    user = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Ai"), required=False, empty_label=ALL[1])
    subject = forms.ChoiceField(label=gettext_lazy("Loại đối tượng"), required=False)
    person = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**62)

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data, auto_id="filter_%s")
        self.fields["user"].queryset = User.objects.administered_by(user) | User.objects.filter(pk=user.pk)  # type: ignore[attr-defined]
        self.fields["subject"].choices = [ALL, *((subject.name, subject.title) for subject in subjects())]  # type: ignore[attr-defined]
        self.fields["from"] = DayField(label=gettext_lazy("Từ ngày"), required=False)
        self.fields["to"] = DayField(label=gettext_lazy("Đến ngày"), required=False)

    def narrow(self, records: ChangeRecordQuerySet) -> ChangeRecordQuerySet:
        """Filter the lines; what is wrongly filled in narrows nothing: the form says so."""
        self.is_valid()
        values = getattr(self, "cleaned_data", {})
        lookups = {"user": "actor", "subject": "subject", "person": "person_id", "from": "at__date__gte", "to": "at__date__lte"}
        return records.filter(**{lookup: values[name] for name, lookup in lookups.items() if values.get(name)})


@require_safe
def change_list(request: SignedInRequest) -> HttpResponse:
    require_administrator(request.user)
    form = ChangeFilter(request.GET, user=request.user)
    page = paginate(request, form.narrow(readable_by(request.user)).select_related("actor"), LINES_ON_A_PAGE)
    lines = in_words(page, request.user, names_activities=True, names_people=True)
    _note_people(request, lines)
    return render(request, "privacy/change_list.html", {"form": form, "page": page, "lines": lines})


@require_safe
def activity_history(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what was changed in an activity: its dates, sittings, registrations, attendances and phones, its teams and results."""
    activity = fetch(Activity.objects.select_related("unit"), request.user, "view", pk=pk)
    records = ChangeRecord.objects.filter(activity_id=activity.pk)
    return _history(request, records, heading=activity.title, crumbs=crumbs_to(activity))


@require_safe
def registration_history(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what was changed about somebody in an activity: registration, pass, attendances, excuses, place in a team; and every scan."""
    registrations = Registration.objects.select_related("activity__unit", "person")
    registration = fetch(registrations, request.user, "view", pk=pk)
    activity, person = registration.activity, registration.person
    about = Q(subject="registration", subject_id=str(registration.pk)) | Q(activity_id=activity.pk, person_id__in=record_ids(person))
    scans = Scan.objects.filter(registration=registration).select_related("sitting", "user", "device", "voided_by")
    return _history(
        request,
        ChangeRecord.objects.filter(about),
        heading=person.full_name,
        crumbs=[*crumbs_to(activity), (_("Danh sách đăng ký"), reverse("registration-list", args=[activity.pk]))],
        person=person,
        scans=scans.order_by("-scanned_at", "pk")[:MOST_SCANS],
        can_correct=request.user.can("correct", activity.unit_id),
    )


@require_safe
def target_history(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what the plan promised before."""
    target = fetch(Target.objects.select_related("unit__parent__parent"), request.user, "view", pk=pk)
    crumbs = [(_("Hoạt động"), reverse("activity-list")), (_("Chỉ tiêu kế hoạch"), reverse("target-list", query={"year": target.year}))]
    return _history(request, ChangeRecord.objects.about("target", target.pk), heading=str(target), crumbs=crumbs)


@require_safe
def document_history(request: SignedInRequest, pk: int) -> HttpResponse:
    document = fetch(Document.objects, request.user, "view", pk=pk)
    crumbs = [(_("Văn bản"), reverse("document-list")), (str(document), document.get_absolute_url())]
    return _history(request, ChangeRecord.objects.about("document", document.pk), heading=str(document), crumbs=crumbs)


@require_safe
def person_history(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what was changed about somebody, in the activities that the reader may see; records merged into theirs are theirs."""
    user, person = request.user, fetch_person(request.user, "see_personal", pk)
    records = ChangeRecord.objects.filter(person_id__in=record_ids(person))
    records = records.filter(Q(activity_id=None) | Q(unit__in=user.reach("view")))
    if not user.can_anywhere("administer"):
        records = records.exclude(subject="data_request")
    crumbs = [(_("Người tham gia"), reverse("person-list")), (person.full_name, reverse("person", args=[person.pk]))]
    return _history(request, records, heading=person.full_name, crumbs=crumbs, person=person, names_activities=True)


@require_safe
def user_history(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what was done to an account and its roles, and when it signed in."""
    require_administrator(request.user)
    accounts = User.objects.administered_by(request.user) | User.objects.filter(pk=request.user.pk)
    account = get_object_or_404(accounts, pk=pk)
    given_or_revoked = Q(subject="grant") & (Q(changes__user__0=account.pk) | Q(changes__user__1=account.pk))
    records = ChangeRecord.objects.filter(Q(subject="user", subject_id=str(account.pk)) | given_or_revoked)
    crumbs = [(_("Quản trị"), reverse("admin-home")), (_("Người dùng"), reverse("user-list")), (str(account), reverse("user", args=[pk]))]
    return _history(request, records, heading=str(account), crumbs=crumbs)


def _history(
    request: SignedInRequest,
    records: ChangeRecordQuerySet,
    *,
    heading: str,
    crumbs: Crumbs,
    person: Person | None = None,
    names_activities: bool = False,
    **context: Any,
) -> HttpResponse:
    page = paginate(request, records.select_related("actor"), LINES_ON_A_PAGE)
    lines = in_words(page, request.user, names_activities=names_activities, names_people=person is None)
    _note_people(request, lines, person=person)
    context |= {"heading": heading, "crumbs": crumbs, "page": page, "lines": lines}
    return render(request, "privacy/history.html", context)


def _note_people(request: HttpRequest, lines: list[Line], *, person: Person | None = None) -> None:
    """Log that names stood on the page, once a visit. `person`: whom the page is about."""
    people = {line.record.person_id for line in lines if line.record.person_id} | ({person.pk} if person else set())
    note_visit("change-log", by=request.user, people=len(people), unit=None, about=request.path, person=person)
