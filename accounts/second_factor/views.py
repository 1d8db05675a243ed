"""Pages of one's second factors, and resetting those of somebody who lost them."""

import base64
import io
from typing import Any

import qrcode
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from qrcode.image.svg import SvgPathImage

from accounts.http import SignedInRequest
from accounts.models import Authenticator
from accounts.second_factor import actions, passkeys, totp
from accounts.second_factor.forms import AuthenticatorForm, PasskeyForm
from accounts.second_factor.sealing import seal, unseal
from accounts.sign_in.confirmation import confirmation_required
from accounts.sign_in.sessions import HAS_SHOWN_SECOND_FACTOR
from screens.forms import add_errors, posted_data
from screens.pages import confirmation_page, form_page, show_errors

# In the session, sealed, until the first code proves that the app has it.
NEW_SECRET = "new_authenticator"  # noqa: S105


@never_cache
def second_factor(request: SignedInRequest) -> HttpResponse:
    """Show one's second factors, and what there is to set up."""
    user = request.user
    context = {
        "authenticator": Authenticator.objects.filter(user=user).first(),
        "passkeys": user.passkeys.all(),
        "recovery_codes": user.recovery_codes.count(),
        "is_demanded": actions.is_demanded_of(user),
        "has_second_factor": actions.has_second_factor(user),
    }
    return render(request, "accounts/second_factor/overview.html", context)


@sensitive_post_parameters()
@never_cache
@confirmation_required
def authenticator_add(request: SignedInRequest) -> HttpResponseBase:
    """Show the secret as a QR code and in words; the first code that the app shows proves that it has it."""
    if request.method == "POST" and NEW_SECRET in request.session:
        secret = unseal(request.session[NEW_SECRET])
    else:
        secret = totp.make_secret()
        request.session[NEW_SECRET] = seal(secret)
    form = AuthenticatorForm(posted_data(request))
    if form.is_valid():
        try:
            actions.add_authenticator(request.user, secret, code=form.cleaned_data["code"], at=timezone.now())
        except ValidationError as error:
            add_errors(form, error)
        else:
            del request.session[NEW_SECRET]
            keep_signed_in(request)
            messages.success(request, _("Đã thêm ứng dụng xác thực. Các trình duyệt và chương trình khác phải đăng nhập lại."))
            return _recovery_codes_page(request) if not request.user.recovery_codes.exists() else redirect("second-factor")
    address = totp.setup_address(secret, username=request.user.username, issuer=str(_("Tập huấn & Hội thi")))
    context = {"form": form, "qr_code": _qr_image(address), "secret": totp.secret_in_words(secret)}
    return render(request, "accounts/second_factor/authenticator_add.html", context)


def keep_signed_in(request: SignedInRequest) -> None:
    """Let this browser stay, after a factor was shown in it that signs everybody else out."""
    update_session_auth_hash(request, request.user)
    request.session[HAS_SHOWN_SECOND_FACTOR] = True


def _qr_image(text: str) -> str:
    """Return the QR code as the address of an image; the CSP lets `data:` in for images."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    code.add_data(text, optimize=0)
    code.make(fit=True)
    image = io.BytesIO()
    code.make_image(image_factory=SvgPathImage).save(image)
    return f"data:image/svg+xml;base64,{base64.b64encode(image.getvalue()).decode()}"


def _recovery_codes_page(request: SignedInRequest) -> HttpResponse:
    """Answer the POST itself: the codes are shown once and stored as digests, so a redirect could not show them."""
    return render(request, "accounts/second_factor/recovery_codes.html", {"codes": actions.make_recovery_codes(request.user)})


@never_cache
@confirmation_required
def recovery_codes_renew(request: SignedInRequest) -> HttpResponseBase:
    if not actions.has_second_factor(request.user):
        return redirect("second-factor")
    if request.method == "POST":
        return _recovery_codes_page(request)
    return _ask(
        request,
        heading=_("Lấy mã dự phòng mới"),
        consequences=[_("Các mã dự phòng cũ, kể cả bản đã in, không dùng được nữa."), _("Mã mới chỉ hiện một lần ở trang sau.")],
        is_harmless=True,
    )


@confirmation_required
def authenticator_remove(request: SignedInRequest) -> HttpResponseBase:
    if request.method == "POST":
        try:
            actions.remove_authenticator(request.user)
        except ValidationError as error:
            show_errors(request, error)
        else:
            messages.success(request, _("Đã bỏ ứng dụng xác thực."))
        return redirect("second-factor")
    return _ask(
        request,
        heading=_("Bỏ ứng dụng xác thực"),
        consequences=[_("Mã trong ứng dụng không dùng để đăng nhập được nữa. Hãy xóa cả dòng của hệ thống này trong ứng dụng.")],
    )


def _ask(request: SignedInRequest, *, heading: str, **page: Any) -> HttpResponse:
    url = reverse("second-factor")
    crumbs = [(_("Tài khoản của tôi"), reverse("my-security")), (_("Lớp xác thực thứ hai"), url)]
    return confirmation_page(request, heading=heading, crumbs=crumbs, cancel_url=url, **page)


@never_cache
@confirmation_required
def passkey_add(request: SignedInRequest) -> HttpResponseBase:
    """Offer to make a passkey; the POST brings what the browser made."""
    form = PasskeyForm(posted_data(request), initial={"name": _("Khóa truy cập")})
    if form.is_valid():
        name, credential = form.cleaned_data["name"], request.POST.get("credential", "")
        try:
            passkeys.add_passkey(request, request.user, name=name, credential=credential, at=timezone.now())
        except ValidationError as error:
            add_errors(form, error)
        else:
            keep_signed_in(request)
            messages.success(request, _("Đã thêm khóa truy cập. Các trình duyệt và chương trình khác phải đăng nhập lại."))
            return _recovery_codes_page(request) if not request.user.recovery_codes.exists() else redirect("second-factor")
    context = {"form": form, "passkey_options": passkeys.options_to_add(request, request.user)}
    return render(request, "accounts/second_factor/passkey_add.html", context)


def passkey_rename(request: SignedInRequest, pk: int) -> HttpResponse:
    passkey = get_object_or_404(request.user.passkeys, pk=pk)
    form = PasskeyForm(posted_data(request), initial={"name": passkey.name})
    if form.is_valid():
        passkey.name = form.cleaned_data["name"]
        passkey.save(update_fields=["name"])
        return redirect("second-factor")
    url = reverse("second-factor")
    return form_page(request, form, heading=_("Đổi tên khóa truy cập"), crumbs=[(_("Lớp xác thực thứ hai"), url)], cancel_url=url)


@confirmation_required
def passkey_remove(request: SignedInRequest, pk: int) -> HttpResponseBase:
    passkey = get_object_or_404(request.user.passkeys, pk=pk)
    if request.method == "POST":
        try:
            passkeys.remove_passkey(passkey)
        except ValidationError as error:
            show_errors(request, error)
        else:
            messages.success(request, _("Đã bỏ khóa truy cập %(name)s.") % {"name": passkey.name})
        return redirect("second-factor")
    return _ask(
        request,
        heading=_("Bỏ khóa truy cập %(name)s") % {"name": passkey.name},
        consequences=[_("Khóa này không dùng để đăng nhập được nữa.")],
    )
