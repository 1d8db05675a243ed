"""The console's screens of personal data: the register, the notices, the log, and one person's data."""

from typing import Any

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest
from exports.handing_out import hand_out, language_of
from people import disclosures, notices
from people.models import Notice
from people.sensitivity import BESIDES, FIELDS, Level
from privacy import erasure, log, retention
from privacy.access import fetch_whole, require_administrator, require_keeper
from privacy.forms import NoticeForm, ReasonForm
from privacy.log import LogFilter, log_table, readable_by
from privacy.models import Erasure, Night
from privacy.person_data import as_plain, told
from privacy.wording import TABLES, title_of

A_PAGE = 50
SENSITIVE_OF_ONE = ("ethnic_group", "ethnicity_note")

# --- the register of processing


@require_safe
def register(request: SignedInRequest) -> HttpResponse:
    require_administrator(request.user)
    context = {
        "tables": [_table(label, fields) for label, fields in (FIELDS | BESIDES).items()],
        "rules": retention.RULES,
        "night": Night.objects.first(),
        "erasures": Erasure.objects.visible_to(request.user, "administer").select_related("erased_by")[:A_PAGE],
    }
    return render(request, "privacy/register.html", context)


def _table(label: str, fields: dict[str, Any]) -> dict[str, Any]:
    """Columns that say nothing of a person are only counted."""
    model = apps.get_model(label)
    rows = [(title_of(label, model._meta.get_field(name)), one) for name, one in fields.items() if one.level != Level.NONE]
    return {"title": TABLES[label], "rows": rows, "working": len(fields) - len(rows)}


# --- notices


@require_safe
def notice_list(request: SignedInRequest) -> HttpResponse:
    require_keeper(request.user)
    versions = Notice.objects.annotate(count=Count("registrations")).select_related("published_by")
    return render(request, "privacy/notice_list.html", {"notices": versions, "current": notices.current()})


@require_safe
def notice(request: SignedInRequest, version: int) -> HttpResponse:
    require_keeper(request.user)
    found = get_object_or_404(Notice.objects.annotate(count=Count("registrations")), version=version)
    return render(request, "privacy/notice.html", {"notice": found})


def notice_create(request: SignedInRequest) -> HttpResponse:
    """A new version begins with the words of the one before."""
    require_keeper(request.user)
    latest = Notice.objects.first()
    before = {name: getattr(latest, name) for name in NoticeForm.Meta.fields if name != "valid_from"} if latest else {}
    form = NoticeForm(request.POST or None, initial=before | {"valid_from": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            published = notices.publish(**form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as error:
            for name, problems in error.error_dict.items():
                form.add_error(name, problems)
        else:
            messages.success(request, _("Đã công bố thông báo số %(version)s.") % {"version": published.version})
            return redirect("notice-list")
    return render(request, "privacy/notice_create.html", {"form": form})


# --- the log


@require_safe
def disclosure_log(request: SignedInRequest) -> HttpResponse:
    require_administrator(request.user)
    form = LogFilter(request.GET, user=request.user)
    found = form.narrow(readable_by(request.user)).select_related("user", "person")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    rows = [(line, log.who(line), log.what_words(line), log.how_many(line), log.sensitive_words(line)) for line in page]
    query = request.GET.copy()
    query.pop("page", None)
    about = " · ".join(value for _label, value in form.in_words)
    disclosures.note_visit("disclosure-log", by=request.user, people=page.paginator.count, unit=None, about=about)
    return render(request, "privacy/disclosure_log.html", {"form": form, "page": page, "rows": rows, "query": query.urlencode()})


@require_safe
def disclosure_log_file(request: SignedInRequest, form: str) -> HttpResponseBase:
    require_administrator(request.user)
    asked = LogFilter(request.GET, user=request.user)
    if not asked.is_valid():
        return redirect(f"{reverse('disclosure-log')}?{request.GET.urlencode()}")
    with language_of(form):
        return hand_out(log_table(asked.narrow(readable_by(request.user)), asked, request.user), form, request.user)


# --- one person


@require_safe
def person_data(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything held about one person, to be printed; `?form=json` the same as a file."""
    person = fetch_whole(request.user, pk)
    is_file = request.GET.get("form") == "json"
    way = "json" if is_file else "print"
    disclosures.note("person-data", way, by=request.user, people=1, person=person, unit=person.unit_id, sensitive=SENSITIVE_OF_ONE)
    if is_file:
        name = f"person-{person.pk}-{timezone.localdate():%Y%m%d}.json"
        answer = JsonResponse(as_plain(person), json_dumps_params={"ensure_ascii": False, "indent": 1})
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
    context = {"person": person, "parts": told(person), "made_at": timezone.now()}
    return render(request, "privacy/person_data.html", context)


def person_erase(request: SignedInRequest, pk: int) -> HttpResponse:
    """GET: what will go and what stays. POST `reason`: done, for good."""
    person = fetch_whole(request.user, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = erasure.erase(person, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        is_gone = made.how == Erasure.How.DELETED
        messages.success(request, _("Đã xóa hẳn hồ sơ.") if is_gone else _("Đã xóa danh tính. Số liệu báo cáo không đổi."))
        return redirect("personal-data")
    context = {
        "person": person,
        "form": form,
        "is_deleted": erasure.is_to_be_deleted(person),
        "goes": erasure.would_remove(person),
        "stays": erasure.STAYS,
        "coming": person.registrations.filter(activity__ends_on__gte=timezone.localdate()).select_related("activity"),
    }
    return render(request, "privacy/person_erase.html", context)
