"""The console's screens of all that is held about one person, and of erasing it."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.sign_in.confirmation import confirmation_required
from privacy.access import fetch_administered_person
from privacy.data_subject import erasure
from privacy.data_subject.data_copy import as_json, data_about, note_copy
from privacy.data_subject.forms import ReasonForm
from privacy.data_subject.text_review import Choice
from privacy.models import Erasure
from screens.forms import posted_data


@require_safe
def person_data(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show everything held about one person, to be printed; `?form=json` the same as a file."""
    person = fetch_administered_person(request.user, pk)
    is_file = request.GET.get("form") == "json"
    way = "json" if is_file else "print"
    note_copy(person, way=way, by=request.user)
    if is_file:
        name = f"person-{person.pk}-{timezone.localdate():%Y%m%d}.json"
        response = JsonResponse(as_json(person), json_dumps_params={"ensure_ascii": False, "indent": 1})
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    context = {"person": person, "parts": data_about(person), "made_at": timezone.now()}
    return render(request, "privacy/person_data.html", context)


@confirmation_required
def person_erase(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what will be erased and what stays; POST `reason`: erase, for good."""
    person = fetch_administered_person(request.user, pk)
    form = ReasonForm(posted_data(request))
    choices = {key: choice for key, choice in request.POST.items() if choice in Choice.values}
    if request.method == "POST" and form.is_valid():
        erased = erasure.erase(person, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now(), choices=choices)
        is_deleted = erased.how == Erasure.How.DELETED
        messages.success(request, _("Đã xóa hẳn hồ sơ.") if is_deleted else _("Đã xóa danh tính. Số liệu báo cáo không đổi."))
        return redirect("personal-data")
    preview = erasure.preview_erasure(person)
    context = {
        "person": person,
        "form": form,
        "is_deleted": erasure.is_to_be_deleted(person),
        "removed": preview.removed,
        "naming_texts": [(text, choices.get(text.key, Choice.REPLACE)) for text in preview.texts],
        "stays": erasure.STAYS,
        "coming": person.registrations.filter(activity__ends_on__gte=timezone.localdate()).select_related("activity"),
    }
    return render(request, "privacy/person_erase.html", context)
