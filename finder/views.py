"""The search of every page, and the filters that a user saved."""

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.core.signing import BadSignature
from django.forms import ModelChoiceField
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest
from finder import actions
from finder.forms import FilterNameForm
from finder.models import SavedFilter, query_of
from finder.question_lists import find_question_lists, sharing_units, with_moving_period
from finder.recent import recent_activities, recent_people
from finder.saved_filters import read_seal
from finder.search.results import SHORTEST, Results, find_everything
from people.disclosures.log import note_visit, only_unit_of
from people.identity.namesakes import tell_apart
from screens.forms import add_errors, posted_data
from screens.pages import confirmation_page, show_errors
from screens.query_strings import parse_address
from screens.sealed.searches import seal_into_address, search_query
from vietnamese.text import clean


@require_http_methods(["GET", "HEAD", "POST"])
def find(request: SignedInRequest) -> HttpResponse:
    """Show what was found, or what was opened lately while nothing is typed. What is typed is posted, and goes on sealed."""
    if request.method == "POST":
        return redirect(seal_into_address(request, reverse("find"), request.POST.get("words", "")))
    q = clean(search_query(request).get("q", ""))
    is_too_short = len(q) < SHORTEST
    results = Results() if is_too_short else find_everything(q, request.user)
    recent = recent_people(request.user) if is_too_short else []
    context = {
        "q": q,
        "is_too_short": is_too_short,
        "results": results,
        "recent_activities": recent_activities(request.user) if is_too_short else [],
        "recent_people": recent,
        "may_see_people": request.user.can_anywhere("see_personal"),
        "namesakes": tell_apart([*results.people, *recent]),
    }
    if people := [*results.people, *recent]:  # logged for themselves, whatever activities stand beside them
        note_visit("finder", by=request.user, people=len(people), unit=only_unit_of(request.user), about="")
    return render(request, "finder/find.html", context)


@require_POST
def filter_save(request: SignedInRequest) -> HttpResponse:
    """Save the filters of the list that the form was drawn on, and go back to it."""
    try:
        list_name, filters, address, moving_period = read_seal(request.POST.get("list", ""))
    except BadSignature as error:
        raise BadRequest from error
    moves = moving_period and request.POST.get("moves")
    try:
        saved = actions.save_filter(
            request.user,
            list_name=list_name,
            filters=with_moving_period(filters, moving_period) if moves else filters,
            name=request.POST.get("name", ""),
            at=timezone.now(),
            shared_in=ModelChoiceField(sharing_units(request.user, list_name), required=False).clean(request.POST.get("shared_in", "")),
        )
    except ValidationError as error:
        show_errors(request, error)
    else:
        sentence = _("Đã lưu câu hỏi “%(name)s”.") if find_question_lists(list_name) else _("Đã lưu bộ lọc “%(name)s”.")
        messages.success(request, sentence % {"name": saved.name})
    return redirect(f"{address}?{query_of(filters)}")


@require_http_methods(["GET", "HEAD", "POST"])
def filter_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Rename or share a saved filter, then go back to the list that the reader came from (`?next=`).

    Of a colleague's, whoever administers the unit in which it is shared may end the sharing, and is told nothing else.
    """
    saved = get_object_or_404(SavedFilter.objects.managed_by(request.user).select_related("user", "shared_in"), pk=pk)
    back_url = parse_address(request.GET.get("next")) or reverse("home")
    if saved.user_id != request.user.pk:
        return _stop_sharing(request, saved, back_url)
    form = FilterNameForm(posted_data(request), saved=saved)
    if form.is_valid():
        try:
            actions.change_filter(saved, name=form.cleaned_data["name"], shared_in=form.cleaned_data.get("shared_in"))
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã lưu “%(name)s”.") % {"name": saved.name})
            return redirect(back_url)
    return render(request, "finder/filter_edit.html", {"form": form, "saved": saved, "back_url": back_url})


def _stop_sharing(request: SignedInRequest, saved: SavedFilter, back_url: str) -> HttpResponse:
    if request.method == "POST":
        actions.stop_sharing(saved, by=request.user)
        messages.success(request, _("Câu hỏi “%(name)s” không còn được chia sẻ.") % {"name": saved.name})
        return redirect(back_url)
    unit = saved.shared_in.label if saved.shared_in else ""
    return confirmation_page(
        request,
        heading=_("Ngừng chia sẻ câu hỏi “%(name)s”?") % {"name": saved.name},
        consequences=[
            _("Người xem báo cáo ở %(unit)s không thấy câu hỏi này nữa.") % {"unit": unit},
            _("%(owner)s vẫn giữ câu hỏi cho riêng mình.") % {"owner": saved.user},
        ],
        cancel_url=back_url,
        submit_label=_("Ngừng chia sẻ"),
    )


@require_POST
def filter_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    saved = get_object_or_404(SavedFilter.objects.filter(user=request.user), pk=pk)
    saved.delete()
    messages.success(request, _("Đã xóa “%(name)s”.") % {"name": saved.name})
    return redirect(parse_address(request.GET.get("next")) or reverse("home"))
