"""Passkeys (WebAuthn): added, and shown as a second factor. Each challenge is good once."""

from datetime import datetime
from urllib.parse import urlsplit

import webauthn
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from accounts.actions import sign_out_everywhere
from accounts.audit.trail import record
from accounts.models import Passkey, User
from accounts.second_factor.actions import require_factor_left

CHALLENGE = "passkey_challenge"
MOST_PASSKEYS = 10


def options_to_add(request: HttpRequest, user: User) -> str:
    """Return what a browser needs to make a passkey, as JSON; its challenge is kept in the session."""
    options = webauthn.generate_registration_options(
        rp_id=_site_name(request),
        rp_name=str(_("Tập huấn & Hội thi")),
        user_id=f"user {user.pk}".encode(),
        user_name=user.username,
        user_display_name=user.full_name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=UserVerificationRequirement.PREFERRED
        ),
        exclude_credentials=_descriptors(user),
    )
    request.session[CHALLENGE] = bytes_to_base64url(options.challenge)
    return webauthn.options_to_json(options)


def add_passkey(request: HttpRequest, user: User, *, name: str, credential: str, at: datetime) -> Passkey:
    """Save a passkey and sign the user out everywhere. Raise ValidationError for an answer that is not to our challenge."""
    challenge = _take_challenge(request)
    try:
        verified = webauthn.verify_registration_response(
            credential=credential, expected_challenge=challenge, expected_rp_id=_site_name(request), expected_origin=_origin(request)
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise _refusal() from error
    credential_id = bytes_to_base64url(verified.credential_id)
    if Passkey.objects.filter(credential_id=credential_id).exists() or user.passkeys.count() >= MOST_PASSKEYS:
        raise _refusal()
    with transaction.atomic():
        passkey = Passkey.objects.create(
            user=user,
            name=name,
            credential_id=credential_id,
            public_key=verified.credential_public_key,
            sign_count=verified.sign_count,
            added_at=at,
        )
        record("second_factor_added", user)
        sign_out_everywhere(user)
    return passkey


def options_to_show(request: HttpRequest, user: User) -> str:
    """Return what a browser needs to show one of the user's passkeys, as JSON; empty for a user without one."""
    descriptors = _descriptors(user)
    if not descriptors:
        return ""
    options = webauthn.generate_authentication_options(rp_id=_site_name(request), allow_credentials=descriptors)
    request.session[CHALLENGE] = bytes_to_base64url(options.challenge)
    return webauthn.options_to_json(options)


def verify_passkey(request: HttpRequest, user: User, *, credential: str, at: datetime) -> None:
    """Raise ValidationError unless the answer is of one of the user's passkeys, to the challenge in the session, which is used up."""
    challenge = _take_challenge(request)
    try:
        parsed = parse_authentication_credential_json(credential)
        passkey = user.passkeys.get(credential_id=bytes_to_base64url(parsed.raw_id))
        verified = webauthn.verify_authentication_response(
            credential=parsed,
            expected_challenge=challenge,
            expected_rp_id=_site_name(request),
            expected_origin=_origin(request),
            credential_public_key=bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
        )
    except (WebAuthnException, Passkey.DoesNotExist, ValueError, KeyError, TypeError) as error:
        record("second_factor_failed", user)
        raise _refusal() from error
    Passkey.objects.filter(pk=passkey.pk).update(sign_count=verified.new_sign_count, used_at=at)


def remove_passkey(passkey: Passkey) -> None:
    """Raise ValidationError when it is the last factor of somebody who must have one."""
    with transaction.atomic():
        passkey.delete()
        require_factor_left(passkey.user)
        record("second_factor_removed", passkey.user)


def _take_challenge(request: HttpRequest) -> bytes:
    challenge = request.session.pop(CHALLENGE, None)
    if challenge is None:
        raise _refusal()
    return base64url_to_bytes(challenge)


def _descriptors(user: User) -> list[PublicKeyCredentialDescriptor]:
    ids = user.passkeys.values_list("credential_id", flat=True)
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(credential_id)) for credential_id in ids]


def _origin(request: HttpRequest) -> str:
    return settings.PUBLIC_URL if settings.PRODUCTION else f"{request.scheme}://{request.get_host()}"


def _site_name(request: HttpRequest) -> str:
    return urlsplit(_origin(request)).hostname or ""


def _refusal() -> ValidationError:
    return ValidationError(_("Không nhận được khóa truy cập này. Hãy thử lại."), code="passkey_refused")
