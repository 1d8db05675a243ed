"""Screens of an activity's certificates, of their texts, and the public page that checks one."""

from base64 import b64encode
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import access
from accounts.access import fetch
from accounts.http import SignedInRequest
from accounts.sign_in.confirmation import ask_to_confirm, is_confirmed
from activities.models import Activity
from activities.pages import crumbs_to
from attendance.disclosure_log import note_list
from attendance.passes.addresses import base_url
from attendance.passes.codes import read_code
from attendance.public_pages import public_page
from attendance.sittings.forms import ReasonForm
from certificates.actions import issue, reissue, revoke, save_texts
from certificates.contents import TEXT_COLUMNS, is_childs, public_name, texts_for
from certificates.document.pdf import MOST_IN_A_FILE, draw_picture, write_pdf
from certificates.document.samples import sample_of
from certificates.forms import ReissueForm, ShareForm, TextsForm
from certificates.models import KINDS, Certificate, PrizeCertificate
from certificates.recipients import State, find_recipients, share_of
from certificates.wording import USUAL_TEXTS, placeholders_of
from people.identity.namesakes import tell_apart
from people.models import Disclosure
from screens.forms import add_errors, posted_data
from screens.pages import confirmation_page, paginate, show_errors
from vietnamese.text import join_file_name

PEOPLE_ON_A_PAGE = 50
PARTS: dict[str, tuple[Any, tuple[State, ...]]] = {  # parts of the list: their words, and whom they show
    "ready": (gettext_lazy("Sẽ được cấp"), (State.READY,)),
    "short": (gettext_lazy("Chưa đủ số buổi"), (State.SHORT,)),
    "issued": (gettext_lazy("Đã cấp"), (State.OUTDATED, State.ISSUED)),
    "revoked": (gettext_lazy("Đã thu hồi"), (State.REVOKED,)),
    "others": (gettext_lazy("Không thuộc diện cấp"), (State.OTHER_ROLE, State.ERASED)),
}
ALWAYS_SHOWN = ("ready", "short", "issued")


@never_cache
@require_safe
def certificate_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show who gets a certificate for `?share=` of the sittings, who does not and why, and who has one; `?show=` chooses the part."""
    activity = fetch(Activity.objects.with_units(), request.user, "see_personal", pk=pk)
    share_form = ShareForm({"share": request.GET.get("share") or share_of(activity)})
    share = share_form.cleaned_data["share"] if share_form.is_valid() else share_of(activity)
    recipients = find_recipients(activity, request.user, share=share, at=timezone.now())
    note_list("certificate-list", activity, to=request.user, people=len(recipients.people))
    parts = {name: recipients.in_state(*states) for name, (_label, states) in PARTS.items()}
    part = request.GET.get("show", "")
    if part not in PARTS:
        part = next((name for name in ("ready", "issued", "short") if parts[name]), "ready")
    page = paginate(request, parts[part], PEOPLE_ON_A_PAGE)
    issued = len(parts["issued"])
    context = {
        "activity": activity,
        "crumbs": crumbs_to(activity),
        "share_form": share_form,
        "recipients": recipients,
        "shown": part,
        "parts": [(name, PARTS[name][0], len(people)) for name, people in parts.items() if people or name in ALWAYS_SHOWN],
        "page": page,
        "namesakes": tell_apart(person.registration.person for person in page),
        "files": [(first + 1, min(first + MOST_IN_A_FILE, issued)) for first in range(0, issued, MOST_IN_A_FILE)],
        "may_issue": request.user.can("record", activity.unit_id),
        "keeps_texts": request.user.administers_province_served,
    }
    return render(request, "certificates/certificate_list.html", context)


@require_POST
def certificates_issue(request: SignedInRequest, pk: int) -> HttpResponse:
    """Issue certificates to everybody who attended enough."""
    activity = fetch(Activity.objects.with_units(), request.user, "record", pk=pk)
    form = ShareForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Hãy chọn số buổi cần dự."))
        return redirect("certificate-list", pk)
    share = form.cleaned_data["share"]
    home = reverse("certificate-list", args=[pk])
    try:
        certificates = issue(activity, share=share, by=request.user, at=timezone.now())
    except ValidationError as error:
        show_errors(request, error)
        return redirect(f"{home}?{urlencode({'share': share})}")
    if certificates:
        messages.success(request, _("Đã cấp %(count)d giấy chứng nhận.") % {"count": len(certificates)})
    else:
        messages.info(request, _("Không có ai cần cấp thêm: ai đủ số buổi đều đã có giấy."))
    return redirect(f"{home}?{urlencode({'share': share, 'show': 'issued'})}")


@never_cache
@require_safe
def certificates_pdf(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Download the valid certificates of an activity in the order of their numbers, a page each; `?from=`: which is the first."""
    activity = fetch(Activity.objects.with_units(), request.user, "see_personal", pk=pk)
    if not is_confirmed(request):
        return ask_to_confirm(request)
    typed = request.GET.get("from", "")
    first = max(int(typed), 1) - 1 if typed.isdecimal() and len(typed) < 7 else 0
    certificates = Certificate.objects.visible_to(request.user).of_activity(activity).valid().filter(erased_at=None).in_number_order()
    chosen = list(certificates.select_related("replaces")[first : first + MOST_IN_A_FILE])
    if not chosen:
        messages.info(request, _("Chưa có giấy chứng nhận nào để tải."))
        return redirect("certificate-list", pk)
    return _answer_pdf(request, chosen, activity)


@never_cache
@require_safe
def certificate_pdf(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Download one certificate."""
    certificate = _fetch_certificate(request, pk, "see_personal")
    if certificate.is_revoked or certificate.erased_at:
        raise Http404
    return _answer_pdf(request, [certificate], certificate.registration.activity)


def _fetch_certificate(request: SignedInRequest, pk: int, verb: str) -> Certificate:
    certificates = Certificate.objects.select_related("registration__person", "registration__activity__unit__parent__parent", "replaces")
    certificate: Certificate = fetch(certificates, request.user, verb, pk=pk)
    return certificate


def _answer_pdf(request: SignedInRequest, certificates: list[Certificate], activity: Activity) -> HttpResponse:
    try:
        pdf = write_pdf(certificates, base_url=base_url(request))
    except ValidationError as error:
        show_errors(request, error)
        return redirect("certificate-list", activity.pk)
    words = ["giay-chung-nhan", *activity.file_words]
    if len(certificates) == 1:
        words = ["giay-chung-nhan", certificates[0].serial]
    else:
        note_list("certificates", activity, to=request.user, people=len(certificates), way=Disclosure.Way.OTHER)
    file_name = join_file_name(words, "pdf")
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{file_name}"'})


@never_cache
def certificate_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for the reason; POST revokes."""
    certificate = _fetch_certificate(request, pk, "record")
    activity = certificate.registration.activity
    home = f"{reverse('certificate-list', args=[activity.pk])}?show=revoked"
    form = ReasonForm(posted_data(request))
    if form.is_valid():
        revoke(certificate, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        messages.success(request, _("Đã thu hồi giấy số %(serial)s.") % {"serial": certificate.serial})
        return redirect(home)
    return confirmation_page(
        request,
        form,
        heading=_("Thu hồi giấy chứng nhận số %(serial)s") % {"serial": certificate.serial},
        consequences=[
            _("Giấy của %(name)s không còn giá trị. Ai quét mã trên giấy sẽ thấy như vậy, không thấy lý do.")
            % {"name": certificate.full_name},
            _("Số này không cấp cho ai khác. Có thể cấp lại giấy mới, mang số mới."),
        ],
        submit_label=_("Thu hồi"),
        crumbs=[*crumbs_to(activity), (_("Giấy chứng nhận"), reverse("certificate-list", args=[activity.pk]))],
        cancel_url=reverse("certificate-list", args=[activity.pk]),
    )


@never_cache
def certificate_reissue(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what the new certificate says; POST revokes the old one and issues the new."""
    certificate = _fetch_certificate(request, pk, "record")
    activity, person = certificate.registration.activity, certificate.registration.person
    home = f"{reverse('certificate-list', args=[activity.pk])}?show=issued"
    form = ReissueForm(posted_data(request), initial={"reason": certificate.revoke_reason})
    if form.is_valid():
        try:
            issued = reissue(certificate, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Đã cấp giấy số %(serial)s.") % {"serial": issued.serial})
            return redirect(home)
    return confirmation_page(
        request,
        form,
        heading=_("Cấp lại giấy chứng nhận số %(serial)s") % {"serial": certificate.serial},
        consequences=[
            _("Giấy mới mang số mới, ghi thay giấy số %(serial)s. Giấy cũ không còn giá trị.") % {"serial": certificate.serial},
            _("Trên giấy mới: %(name)s, năm sinh %(year)s.") % {"name": person.full_name, "year": person.birth_year or "…"},
        ],
        submit_label=_("Cấp lại"),
        is_harmless=True,
        crumbs=[*crumbs_to(activity), (_("Giấy chứng nhận"), reverse("certificate-list", args=[activity.pk]))],
        cancel_url=reverse("certificate-list", args=[activity.pk]),
    )


# --- the agency's texts


require_keeper = partial(access.require_keeper, refusal=gettext_lazy("Chỉ người quản trị của cả tỉnh mới sửa được mẫu giấy chứng nhận."))


@require_safe
def texts_list(request: SignedInRequest) -> HttpResponse:
    require_keeper(request.user)
    return render(request, "certificates/texts_list.html", {"kinds": KINDS})


@never_cache
def texts_edit(request: SignedInRequest, kind: str) -> HttpResponse:
    """Show and save the texts of one kind, with a sample below; with the button `preview` nothing is saved."""
    require_keeper(request.user)
    if kind not in USUAL_TEXTS:
        raise Http404
    texts, usual = texts_for(kind), USUAL_TEXTS[kind]
    form = TextsForm(posted_data(request), instance=texts, initial={name: getattr(texts, name) or usual[name] for name in TEXT_COLUMNS})
    if form.is_valid() and "preview" not in request.POST:
        values = {name: "" if value == usual.get(name) else value for name, value in form.cleaned_data.items()}
        save_texts(texts_for(kind), **values)
        messages.success(request, _("Đã lưu mẫu giấy chứng nhận."))
        return redirect("certificate-texts-list")
    picture, no_picture = "", ""
    try:
        sample = sample_of(texts_for(kind) if form.errors else form.instance, by=request.user, day=timezone.localdate())
        picture = b64encode(draw_picture(sample, base_url=base_url(request))).decode()
    except ValidationError as error:
        no_picture = " ".join(error.messages)
    context = {
        "form": form,
        "kind_label": dict(KINDS)[kind],
        "crumbs": [(_("Quản trị"), reverse("admin-home")), (_("Mẫu giấy chứng nhận"), reverse("certificate-texts-list"))],
        "placeholders": [f"[{name}]" for name in placeholders_of(kind)],
        "picture": picture,
        "no_picture": no_picture,
    }
    return render(request, "certificates/texts_edit.html", context)


# --- for whoever holds a certificate in their hands


@public_page
@require_safe
def certificate_check(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether the certificate with this code is valid, with what is printed on it; of a revoked one that it is, of others nothing."""
    read = read_code(code)
    certificates = Certificate.objects.select_related("registration__person")
    certificate = certificates.filter(code=read, erased_at=None).first() if read else None
    if certificate is None:
        prize = PrizeCertificate.objects.select_related("snapshot").filter(code=read).first() if read else None
        if prize is None:
            return render(request, "certificates/check_unknown.html", status=404)
        return render(request, "certificates/check.html", {"certificate": prize, "name": prize.team_name, "prize": prize.prize})
    context = {"certificate": certificate, "name": public_name(certificate), "is_child": is_childs(certificate)}
    return render(request, "certificates/check.html", context)
