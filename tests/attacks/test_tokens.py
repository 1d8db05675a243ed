"""A token of a program is no way round the second factor: one that was given out before it was demanded is refused, and ends."""

import pytest
from django.utils import timezone
from knox.models import AuthToken
from rest_framework.test import APIClient

from accounts.actions import grant_role
from accounts.second_factor import actions, totp
from tests.refusals import outcome

pytestmark = [pytest.mark.both_engines, pytest.mark.deep_on_postgres]

ME, SECRET = "/api/v1/me/", bytes(range(20))


def test_a_token_from_before_the_switch_is_refused_and_one_taken_with_the_factor_is_not(clerk, usher, api, settings):
    before, of_usher = api(clerk), api(usher)
    assert before.get(ME).status_code == 200
    settings.SECOND_FACTOR = "required"
    answers = [before.get(ME), before.post("/api/v1/scans/", {"scans": []}), before.get("/api/v1/persons/")]
    assert [outcome(answer) for answer in answers] == [(401, "second_factor_setup_required")] * 3
    assert answers[0]["Content-Type"] == "application/problem+json" and answers[0]["WWW-Authenticate"] == "Token"
    assert of_usher.get(ME).status_code == 200, "nobody demands one of an usher"
    settings.SECOND_FACTOR = "everybody"
    assert outcome(of_usher.get(ME)) == (401, "second_factor_setup_required")
    settings.SECOND_FACTOR = "required"
    actions.add_authenticator(clerk, SECRET, code=totp.code_at(SECRET, int(timezone.now().timestamp()) // totp.STEP), at=timezone.now())
    assert outcome(before.get(ME)) == (401, "authentication_failed"), "ended with all tokens"
    assert api(clerk).get(ME).status_code == 200


def test_a_token_from_before_the_role_grew_is_refused(usher, quang_ngai, api, settings):
    settings.SECOND_FACTOR = "required"
    token = api(usher)
    assert token.get(ME).status_code == 200
    grant_role(usher, role="administrator", unit=quang_ngai, by=None, at=timezone.now())
    assert outcome(token.get(ME)) == (401, "second_factor_setup_required")


def test_a_token_asked_for_while_the_password_is_changed_is_not_given(clerk, monkeypatch):
    """Whoever signs in with the old password at that very moment would keep a token that the change was to end."""
    from accounts import api as sign_in_api
    from accounts.actions import sign_out_everywhere
    from tests.conftest import PASSWORD

    def complete_meanwhile(user, otp, *, at):
        sign_out_everywhere(type(user).objects.get(pk=user.pk))

    monkeypatch.setattr(sign_in_api, "_require_first_steps_done", complete_meanwhile)
    answer = APIClient().post("/api/v1/auth/login/", {"username": "clerk", "password": PASSWORD})
    assert outcome(answer) == (401, "wrong_credentials") and not AuthToken.objects.exists()
