"""The console's screens of all that is held about one person, and of erasing it."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from people import disclosures
from privacy.access import fetch_whole
from privacy.data_subject import erasure
from privacy.data_subject.data_copy import as_plain, told
from privacy.data_subject.forms import ReasonForm
from privacy.models import Erasure
from screens.forms import posted_data

A_PAGE = 50
SENSITIVE_OF_ONE = ("ethnic_group", "ethnicity_note")


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
    form = ReasonForm(posted_data(request))
    if form.is_valid():
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
