"""Screens of an activity's invitations."""

import io
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import fetch
from accounts.http import SignedInRequest
from accounts.sign_in.confirmation import ask_to_confirm, is_confirmed
from activities.models import Activity
from activities.pages import crumbs_to
from attendance.disclosure_log import note_list
from attendance.passes.addresses import base_url
from exports import delivery
from invitations.actions import mark_told, save_invitation, take_back
from invitations.forms import LetterForm, MessagesForm, ToldForm
from invitations.letter.contents import DOCUMENT_KINDS, USUAL_REQUEST, letter_kinds_of, letter_of, organisations_of
from invitations.letter.document import write_letter
from invitations.messages.previews import preview_texts
from invitations.messages.recipients import list_recipients, narrow, registrations_to_invite, texts_of
from invitations.messages.texts import PLACEHOLDERS
from invitations.messages.wording import PARTS, STATE_LABELS, STATE_TONES
from invitations.messages.workbook import message_table
from invitations.models import Invitation
from people.identity.namesakes import tell_apart
from screens.forms import posted_data
from screens.pages import paginate
from screens.query_strings import parse_id
from vietnamese.text import join_file_name

PEOPLE_ON_A_PAGE = 30
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LETTER_COLUMNS = ("letter_recipients", "letter_content", "letter_request")


def fetch_activity(request: SignedInRequest, pk: int, verb: str) -> Activity:
    activity: Activity = fetch(Activity.objects.with_units(), request.user, verb, pk=pk)
    return activity


def chosen_part(request: SignedInRequest) -> str:
    """Return the part of the list that `?show=` chooses: of those who have to be told, unless it names another."""
    part = request.GET.get("show", "")
    return part if part in PARTS else "to-tell"


@never_cache
@require_safe
def invitation_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show everybody's message, those first who have to be told; `?show=` chooses another part of the list."""
    activity = fetch_activity(request, pk, "see_personal")
    recipients = list_recipients(activity, request.user, base_url=base_url(request))
    note_list("invitation-list", activity, to=request.user, people=len(recipients))
    part = chosen_part(request)
    page = paginate(request, narrow(recipients, part), PEOPLE_ON_A_PAGE)
    context = {
        "activity": activity,
        "crumbs": crumbs_to(activity),
        "part": part,
        "parts": [(name, label, len(narrow(recipients, name))) for name, label in PARTS.items()],
        "page": page,
        "rows": [(recipient, STATE_LABELS[recipient.state], STATE_TONES.get(recipient.state, "")) for recipient in page],
        "has_people": bool(recipients),
        "namesakes": tell_apart(recipient.registration.person for recipient in page),
        "form": ToldForm(initial={"way": request.session.get("invitation_way", "")}),
        "may_register": request.user.can("register", activity.unit_id),
    }
    return render(request, "invitations/invitation_list.html", context)


@require_POST
def invitation_told(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mark as told whoever is ticked, or the one whose button was pressed; or take the last mark of one person back."""
    activity = fetch_activity(request, pk, "register")
    registrations = registrations_to_invite(activity, request.user)
    position = {name: request.GET.get(name, "") for name in ("show", "page")}
    home = f"{reverse('invitation-list', args=[pk])}?{urlencode(position)}"
    if taken_back := parse_id(request.POST.get("taken-back", "")):
        for registration in registrations.filter(pk=taken_back):
            take_back(registration)
        return redirect(home)
    form = ToldForm(request.POST)
    pressed = parse_id(request.POST.get("told", ""))
    ids = [pressed] if pressed else [*filter(None, map(parse_id, request.POST.getlist("chosen")))]
    if not form.is_valid() or not ids:
        messages.error(request, _("Hãy chọn người đã báo và cách báo."))
        return redirect(home)
    way = form.cleaned_data["way"]
    count = mark_told(activity, list(registrations.filter(pk__in=ids)), way=way, by=request.user, at=timezone.now())
    request.session["invitation_way"] = way
    messages.success(request, _("Số người vừa đánh dấu đã báo: %(count)d.") % {"count": count})
    return redirect(home)


@never_cache
def invitation_messages(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show and save the texts with their placeholders; with the button `preview` nothing is saved."""
    activity = fetch_activity(request, pk, "register")
    texts = texts_of(activity)
    form = MessagesForm(posted_data(request), initial=texts)
    if form.is_valid() and "preview" not in request.POST:
        save_invitation(activity, **form.values())
        messages.success(request, _("Đã lưu nội dung tin nhắn."))
        return redirect("invitation-list", pk)
    note_list("invitation-list", activity, to=request.user, people=1)
    if form.is_bound:
        texts |= {name: text for name, text in getattr(form, "cleaned_data", {}).items() if text}
    context = {
        "activity": activity,
        "crumbs": [*crumbs_to(activity), (_("Giấy mời, tin nhắn"), reverse("invitation-list", args=[pk]))],
        "form": form,
        "placeholders": [f"[{name}]" for name in PLACEHOLDERS],
        "previews": preview_texts(activity, request.user, texts, base_url=base_url(request)),
    }
    return render(request, "invitations/messages.html", context)


@require_safe
def invitation_workbook(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Download the messages of one part of the list."""
    activity = fetch_activity(request, pk, "see_personal")
    if not is_confirmed(request):
        return ask_to_confirm(request)
    recipients = narrow(list_recipients(activity, request.user, base_url=base_url(request)), chosen_part(request))
    with delivery.language_of("xlsx"):
        return delivery.render(message_table(activity, recipients, request.user), "xlsx", request.user)


@never_cache
def invitation_letter(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what the letter to organisations says; POST saves it, with the button `download` the document comes next."""
    activity = fetch_activity(request, pk, "register" if request.method == "POST" else "see_personal")
    invitation = Invitation.objects.filter(activity=activity).first() or Invitation(activity=activity)
    initial = {name: getattr(invitation, name) for name in LETTER_COLUMNS}
    form = LetterForm(posted_data(request), initial=initial, kinds=letter_kinds_of(activity))
    if form.is_valid():
        save_invitation(activity, **form.values())
        if "download" in request.POST:
            return redirect(reverse("invitation-document", args=[pk], query={"kind": form.chosen_kind}))
        messages.success(request, _("Đã lưu văn bản."))
        return redirect("invitation-letter", pk)
    context = {
        "activity": activity,
        "crumbs": [*crumbs_to(activity), (_("Giấy mời, tin nhắn"), reverse("invitation-list", args=[pk]))],
        "form": form,
        "organisations": organisations_of(activity),
        "usual_request": USUAL_REQUEST,
        "may_register": request.user.can("register", activity.unit_id),
    }
    return render(request, "invitations/letter.html", context)


@require_safe
def invitation_document(request: SignedInRequest, pk: int) -> FileResponse:
    """Download the letter of the `?kind=`, dated today; one that does not fit the activity gives the one that is due."""
    activity, file = fetch_activity(request, pk, "see_personal"), io.BytesIO()
    kinds = letter_kinds_of(activity)
    kind = next((kind for kind in kinds if kind == request.GET.get("kind")), kinds[0])
    write_letter(letter_of(activity, request.user, timezone.localdate(), kind), file)
    file.seek(0)
    file_name = join_file_name([DOCUMENT_KINDS[kind].file_word, *activity.file_words], "docx")
    return FileResponse(file, as_attachment=True, filename=file_name, content_type=DOCX)
