from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken
from rest_framework.test import APIClient

from accounts.actions import disable_user, sign_out_everywhere
from accounts.models import User
from tests.accounts.signing_in import login
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
ME = "/api/v1/me/"


def problem(answer):
    assert answer["Content-Type"] == "application/problem+json"
    return answer.status_code, answer.json()["status"], answer.json()["code"]


def test_a_token_opens_the_api_for_thirty_days(clerk):
    answer = login()
    token = AuthToken.objects.get(user=clerk)
    assert (answer.status_code, sorted(answer.json())) == (200, ["expires_at", "token"])
    assert token.expiry - token.created == pytest.approx(timedelta(days=30), abs=timedelta(seconds=2))
    assert APIClient().get(ME, HTTP_AUTHORIZATION=f"Token {answer.json()['token']}").json()["username"] == "clerk"


def test_logging_in_by_api_opens_no_session_and_is_remembered_as_the_last_sign_in(clerk):
    answer = login()
    assert "sessionid" not in answer.cookies
    assert timezone.now() - User.objects.get(pk=clerk.pk).last_login < timedelta(minutes=1)


@pytest.mark.parametrize("username, password", [("clerk", "wrong one here"), ("nobody-here", PASSWORD)])
def test_wrong_credentials_are_401(clerk, username, password):
    answer = login(password, username)
    assert problem(answer) == (401, 401, "wrong_credentials")
    assert answer["WWW-Authenticate"] == "Token"


def test_a_disabled_user_cannot_log_in(clerk, admin):
    disable_user(clerk, by=admin)
    assert problem(login()) == (401, 401, "wrong_credentials")


def test_ten_wrong_passwords_lock_the_name_out_and_the_answer_stays_json(clerk, organiser):
    answers = [problem(login("wrong one here")) for _ in range(11)]
    assert answers == [(401, 401, "wrong_credentials")] * 9 + [(429, 429, "locked_out")] * 2
    locked = login()
    assert problem(locked) == (429, 429, "locked_out")
    assert locked["Retry-After"] == "900"
    assert login(username="organiser").status_code == 200


def test_slips_on_the_screen_and_in_the_api_are_one_count(clerk, client):
    for _ in range(5):
        login("wrong one here")
        last = client.post("/sign-in/", {"username": "clerk", "password": "wrong one here"})
    assert last.status_code == 429


def test_a_success_forgets_the_slips_before(clerk):
    for _ in range(2):
        assert [login("wrong one here").status_code for _ in range(9)] == [401] * 9
        assert login().status_code == 200


@pytest.mark.parametrize(
    "authorization",
    ["Token", "Token abc", "Token a b", "Token " + "a" * 64, "Token ấ".encode().decode("latin-1"), "Token \xff\xfe", "Token " + "a" * 5000],
)
def test_a_broken_token_is_401(clerk, authorization):
    assert problem(APIClient().get(ME, HTTP_AUTHORIZATION=authorization)) == (401, 401, "authentication_failed")


def test_no_token_is_401(db):
    assert problem(APIClient().get(ME)) == (401, 401, "not_authenticated")


def test_the_token_of_a_user_who_was_disabled_is_401(clerk, admin):
    token = login().json()["token"]
    disable_user(clerk, by=admin)
    assert problem(APIClient().get(ME, HTTP_AUTHORIZATION=f"Token {token}")) == (401, 401, "authentication_failed")


def test_a_token_that_outlived_its_users_disabling_is_401_too(clerk):
    token = login().json()["token"]
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    assert problem(APIClient().get(ME, HTTP_AUTHORIZATION=f"Token {token}")) == (401, 401, "authentication_failed")


def test_an_expired_token_is_401(clerk):
    token = login().json()["token"]
    AuthToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    assert problem(APIClient().get(ME, HTTP_AUTHORIZATION=f"Token {token}")) == (401, 401, "authentication_failed")


def test_logging_out_ends_this_token_only(clerk):
    first, second = login().json()["token"], login().json()["token"]
    assert APIClient().post("/api/v1/auth/logout/", HTTP_AUTHORIZATION=f"Token {first}").status_code == 204
    assert (
        APIClient().get(ME, HTTP_AUTHORIZATION=f"Token {first}").status_code,
        APIClient().get(ME, HTTP_AUTHORIZATION=f"Token {second}").status_code,
    ) == (401, 200)


def test_logging_out_with_a_session_ends_the_session(browser_of, clerk):
    browser, other_browser = browser_of(clerk), browser_of(clerk)
    assert browser.post("/api/v1/auth/logout/").status_code == 204
    assert (browser.get("/account/").status_code, other_browser.get("/account/").status_code) == (302, 200)


def test_logging_out_with_a_session_needs_its_csrf_token(clerk):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.post("/api/v1/auth/logout/").status_code == 403
    assert browser.get("/account/").status_code == 200


def test_signing_out_everywhere_ends_every_token_of_this_user_only(clerk, organiser):
    mine, theirs = login().json()["token"], login(username="organiser").json()["token"]
    sign_out_everywhere(clerk)
    assert (
        APIClient().get(ME, HTTP_AUTHORIZATION=f"Token {mine}").status_code,
        APIClient().get(ME, HTTP_AUTHORIZATION=f"Token {theirs}").status_code,
    ) == (401, 200)


def test_me_says_who_one_is_and_what_one_may_do_where(clerk, quang_ngai):
    body = APIClient().get(ME, HTTP_AUTHORIZATION=f"Token {login().json()['token']}").json()
    verbs = ["check_in", "compose", "correct", "register", "report", "see_personal", "view"]
    grants = [{"role": "clerk", "unit": quang_ngai.pk, "unit_name": "tỉnh Quảng Ngãi", "verbs": verbs}]
    assert body == {"id": clerk.pk, "username": "clerk", "full_name": "Clerk", "grants": grants, "verbs": verbs}
