"""The second factor at the desk and in the API: codes of an app, recovery codes, who must have one."""

import base64
import re
from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken
from rest_framework.test import APIClient

from accounts.models import Authenticator, FailedAttempt, RecoveryCode, User
from accounts.second_factor import actions, totp
from accounts.second_factor.sealing import unseal
from tests.accounts.signing_in import LOGIN, SIGN_IN, login
from tests.conftest import PASSWORD
from tests.refusals import outcome

pytestmark = pytest.mark.django_db
SECOND = "/sign-in/second-factor/"
PAGE, ADD = "/account/second-factor/", "/account/second-factor/app/"
RECOVERY_CODE = re.compile(r"(?<=>)[a-z2-9]{5}-[a-z2-9]{5}(?=<)")
SECRET, ANOTHER_SECRET = bytes(range(20)), bytes(range(20, 40))


def code(*, steps=0, secret=SECRET):
    """The code that an app shows now, or `steps` half minutes later."""
    return totp.code_at(secret, int(timezone.now().timestamp()) // totp.STEP + steps)


@pytest.fixture
def with_app(clerk):
    """The clerk, with an app that was added some minutes ago."""
    actions.add_authenticator(clerk, SECRET, code=code(), at=timezone.now())
    Authenticator.objects.update(last_step=0)
    return clerk


def after_password(username="clerk", **more):
    browser = Client()
    assert browser.post(SIGN_IN, {"username": username, "password": PASSWORD, **more})["Location"] == SECOND
    return browser


# --- signing in at the desk


def test_the_password_alone_signs_nobody_in_who_has_an_app(with_app):
    browser = after_password(next="/account/")
    assert browser.get("/account/").status_code == 302
    assert browser.post(SECOND, {"code": code()})["Location"] == "/account/"
    assert browser.get("/account/").status_code == 200


def test_the_last_and_the_next_code_are_taken_and_none_further_off(with_app):
    assert [after_password().post(SECOND, {"code": code(steps=steps)}).status_code for steps in (-2, 2)] == [200, 200]
    assert after_password().post(SECOND, {"code": code(steps=-1)}).status_code == 302
    assert after_password().post(SECOND, {"code": code(steps=1)}).status_code == 302


def test_a_code_is_good_once(with_app):
    used = code()
    assert after_password().post(SECOND, {"code": used}).status_code == 302
    assert after_password().post(SECOND, {"code": used}).status_code == 200
    assert outcome(login(otp=used)) == (401, "second_factor_wrong")


def test_a_code_older_than_the_last_one_is_not_taken(with_app):
    older = code(steps=-1)
    assert after_password().post(SECOND, {"code": code()}).status_code == 302
    assert after_password().post(SECOND, {"code": older}).status_code == 200


def test_wrong_codes_are_limited_and_leave_recovery_codes_alone(with_app):
    [recovery_code, *_others] = actions.make_recovery_codes(with_app)
    browser = after_password()
    answers = [browser.post(SECOND, {"code": code(secret=ANOTHER_SECRET)}).content.decode() for _ in range(6)]
    assert ["Mã không đúng" in answer for answer in answers] == [True] * 5 + [False]
    assert "Hãy đợi 15 phút" in answers[-1]
    assert browser.post(SECOND, {"code": code()}).status_code == 200, "not even the right one"
    assert browser.post(SECOND, {"code": recovery_code}).status_code == 302


def test_after_a_quarter_of_an_hour_codes_are_taken_again_but_no_more_than_twenty_wrong_ones_a_day(with_app):
    for _ in range(4):
        for _ in range(5):
            login(otp=code(secret=ANOTHER_SECRET))
        assert outcome(login(otp=code())) == (429, "locked_out")
        for attempt in FailedAttempt.objects.all():
            FailedAttempt.objects.filter(pk=attempt.pk).update(at=attempt.at - timedelta(minutes=16))
    assert outcome(login(otp=code())) == (429, "locked_out")
    FailedAttempt.objects.update(at=timezone.now() - timedelta(hours=25))
    assert login(otp=code()).status_code == 200


def test_a_right_code_forgets_the_wrong_ones(with_app):
    for step in (-1, 0, 1):
        browser = after_password()
        assert [browser.post(SECOND, {"code": code(secret=ANOTHER_SECRET)}).status_code for _ in range(4)] == [200] * 4
        assert browser.post(SECOND, {"code": code(steps=step)}).status_code == 302


def test_the_page_without_the_password_before_leads_back(with_app):
    assert [Client().get(SECOND)["Location"], Client().post(SECOND, {"code": code()})["Location"]] == [SIGN_IN, SIGN_IN]


def test_what_the_password_opened_ends_with_that_password_and_after_ten_minutes(with_app):
    browser, late = after_password(), after_password()
    with_app.set_password("mot mat khau khac")
    with_app.save()
    assert browser.post(SECOND, {"code": code()})["Location"] == SIGN_IN
    with_app.set_password(PASSWORD)
    with_app.save()
    session = late.session
    session["pending_sign_in"] |= {"at": session["pending_sign_in"]["at"] - 601}
    session.save()
    assert late.post(SECOND, {"code": code()})["Location"] == SIGN_IN


def test_a_recovery_code_is_good_once_however_it_is_typed(with_app):
    codes = actions.make_recovery_codes(with_app)
    assert len(set(codes)) == 10
    typed = codes[0].replace("-", " ").upper()
    assert after_password().post(SECOND, {"code": typed}).status_code == 302
    assert after_password().post(SECOND, {"code": codes[0]}).status_code == 200
    assert after_password().post(SECOND, {"code": codes[1]}).status_code == 302
    assert RecoveryCode.objects.count() == 8


def test_a_recovery_code_of_somebody_else_is_wrong(with_app, organiser):
    [theirs, *_others] = actions.make_recovery_codes(organiser)
    assert after_password().post(SECOND, {"code": theirs}).status_code == 200


# --- what is stored


def test_neither_the_secret_nor_a_recovery_code_can_be_read_in_the_database(with_app):
    codes = actions.make_recovery_codes(with_app)
    sealed = Authenticator.objects.get().sealed_secret
    assert unseal(sealed) == SECRET
    assert all(form not in sealed for form in (SECRET.hex(), totp.secret_in_words(SECRET).replace(" ", "")))
    assert not {stored.digest for stored in RecoveryCode.objects.all()} & {code.replace("-", "") for code in codes}


def test_the_codes_are_those_of_rfc_6238():
    vectors = {59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924", 2000000000: "69279037"}
    secret = b"12345678901234567890"
    assert {seconds: totp.code_at(secret, seconds // 30) for seconds in vectors} == {at: text[-6:] for at, text in vectors.items()}


def test_one_code_makes_one_sign_in_however_many_ask_at_once(with_app):
    at = timezone.now()
    first = Authenticator.objects.get()
    step = totp.matching_step(SECRET, code(), at=at, after=first.last_step)
    updates = [Authenticator.objects.filter(pk=first.pk, last_step__lt=step).update(last_step=step) for _ in range(2)]
    assert updates == [1, 0]


# --- the API


def test_the_api_asks_for_the_second_factor_too(with_app):
    assert outcome(login()) == (401, "second_factor_required")
    assert outcome(login(otp=code(secret=ANOTHER_SECRET))) == (401, "second_factor_wrong")
    assert outcome(APIClient().post(LOGIN, {"username": "clerk", "password": "wrong", "otp": code()})) == (401, "wrong_credentials")
    assert AuthToken.objects.count() == 0
    assert login(otp=code()).status_code == 200


def test_a_recovery_code_signs_a_program_in_once(with_app):
    [recovery_code, *_others] = actions.make_recovery_codes(with_app)
    assert [login(otp=recovery_code).status_code for _ in range(2)] == [200, 401]


def test_without_a_second_factor_an_otp_changes_nothing(clerk):
    assert login(otp="123456").status_code == 200


# --- setting it up


def add_app(browser):
    """Set up an app as a person does: read the key from the page, type the code."""
    page = browser.get(ADD).content.decode()
    secret = base64.b32decode(re.search(r'authenticator-secret">([A-Z2-7 ]+)<', page)[1].replace(" ", ""))
    return browser.post(ADD, {"code": code(secret=secret)})


def test_an_app_is_set_up_and_the_recovery_codes_are_shown_once(browser_of, clerk):
    browser, elsewhere = browser_of(clerk), browser_of(clerk)
    AuthToken.objects.create(clerk)
    page = add_app(browser)
    assert len(RECOVERY_CODE.findall(page.content.decode())) == 10
    assert "no-store" in page["Cache-Control"]
    assert [client.get("/account/").status_code for client in (browser, elsewhere)] == [200, 302]
    assert AuthToken.objects.count() == 0
    assert RECOVERY_CODE.findall(browser.get(PAGE).content.decode()) == []
    assert after_password().post(SECOND, {"code": RECOVERY_CODE.findall(page.content.decode())[3]}).status_code == 302


def test_a_wrong_first_code_sets_nothing_up_and_keeps_the_key(browser_of, clerk):
    browser = browser_of(clerk)
    key = re.search(r'authenticator-secret">([A-Z2-7 ]+)<', browser.get(ADD).content.decode())[1]
    page = browser.post(ADD, {"code": "000000"}).content.decode()
    assert (key in page, "Mã không đúng" in page, actions.has_second_factor(clerk)) == (True, True, False)


def test_the_new_key_lies_sealed_in_the_session(browser_of, clerk):
    browser = browser_of(clerk)
    key = re.search(r'authenticator-secret">([A-Z2-7 ]+)<', browser.get(ADD).content.decode())[1].replace(" ", "")
    assert key not in str(Session.objects.get(pk=browser.session.session_key).get_decoded())


def test_new_recovery_codes_end_the_old_ones(browser_of, with_app):
    [old, *_others] = actions.make_recovery_codes(with_app)
    browser = browser_of(with_app)
    assert "không dùng được nữa" in browser.get(f"{PAGE}recovery-codes/").content.decode()
    new = RECOVERY_CODE.findall(browser.post(f"{PAGE}recovery-codes/").content.decode())
    assert [after_password().post(SECOND, {"code": recovery_code}).status_code for recovery_code in (old, new[0])] == [200, 302]


def test_an_app_is_taken_away_where_nothing_is_demanded(browser_of, with_app):
    actions.make_recovery_codes(with_app)
    assert browser_of(with_app).post(f"{ADD}remove/")["Location"] == PAGE
    assert (actions.has_second_factor(with_app), RecoveryCode.objects.count()) == (False, 0)


# --- who must have one


def test_a_demonstration_says_that_it_demands_nothing(client, browser_of, admin):
    sentence = "Bản này không bắt buộc"
    assert sentence in client.get(SIGN_IN).content.decode()
    browser = browser_of(admin)
    assert sentence in browser.get("/account/").content.decode()
    assert browser.get("/admin/").status_code == 200


def test_where_it_is_required_the_sign_in_page_does_not_say_so(client, settings):
    settings.SECOND_FACTOR = "required"
    assert "SECOND_FACTOR" not in client.get(SIGN_IN).content.decode()


@pytest.mark.parametrize("user_name, must", [("admin", True), ("organiser", True), ("clerk", True), ("usher", False), ("leader", False)])
def test_who_administers_or_sees_personal_data_is_led_to_set_it_up_and_can_do_nothing_else(request, settings, user_name, must):
    settings.SECOND_FACTOR = "required"
    user = request.getfixturevalue(user_name)
    browser = Client()
    browser.post(SIGN_IN, {"username": user.username, "password": PASSWORD})
    pages = ["/", "/activities/", "/account/"]
    assert [browser.get(page).get("Location") for page in pages] == [PAGE if must else None] * 3
    assert browser.post("/account/sign-out-everywhere/")["Location"] == (PAGE if must else SIGN_IN)
    answer = APIClient().post(LOGIN, {"username": user.username, "password": PASSWORD})
    assert outcome(answer) == ((401, "second_factor_setup_required") if must else (200, None))


def test_the_api_is_shut_to_a_session_that_has_still_to_set_it_up(settings, browser_of, clerk):
    settings.SECOND_FACTOR = "required"
    browser = browser_of(clerk)
    assert outcome(browser.get("/api/v1/me/")) == (403, "second_factor_setup_required")
    assert browser.post("/sign-out/").status_code == 302


def test_once_it_is_set_up_everything_is_open(settings, browser_of, clerk):
    settings.SECOND_FACTOR = "required"
    browser = browser_of(clerk)
    assert "phải có lớp xác thực thứ hai" in browser.get(PAGE).content.decode()
    add_app(browser)
    assert [browser.get(page).status_code for page in ("/", "/account/", "/api/v1/me/")] == [200, 200, 200]


def test_a_session_from_before_the_second_factor_is_ended(settings, browser_of, with_app):
    settings.SECOND_FACTOR = "required"
    assert browser_of(with_app).get("/")["Location"].startswith(SIGN_IN)


def test_the_last_factor_cannot_be_taken_away_where_it_is_demanded(settings, browser_of, clerk):
    settings.SECOND_FACTOR = "required"
    browser = browser_of(clerk)
    add_app(browser)
    assert "phải có lớp xác thực thứ hai" in browser.post(f"{ADD}remove/", follow=True).content.decode()
    assert actions.has_second_factor(clerk)


# --- lost


def test_an_administrator_resets_what_somebody_lost(browser_of, admin, with_app):
    browser, theirs = browser_of(admin), browser_of(with_app)
    url = f"/admin/users/{with_app.pk}/second-factor/reset/"
    assert url in browser.get(f"/admin/users/{with_app.pk}/").content.decode()
    browser.get(url)
    assert actions.has_second_factor(with_app)
    assert browser.post(url)["Location"] == f"/admin/users/{with_app.pk}/"
    assert (actions.has_second_factor(with_app), theirs.get("/account/").status_code) == (False, 302)
    assert login().status_code == 200


def test_ones_own_is_not_reset_by_this_way(browser_of, admin):
    actions.add_authenticator(admin, SECRET, code=code(), at=timezone.now())
    assert browser_of(User.objects.get(pk=admin.pk)).post(f"/admin/users/{admin.pk}/second-factor/reset/")["Location"] == PAGE
    assert actions.has_second_factor(admin)


def test_a_command_helps_the_last_administrator(with_app):
    call_command("reset_second_factor", "clerk")
    assert not actions.has_second_factor(with_app)
    with pytest.raises(CommandError):
        call_command("reset_second_factor", "nobody-here")


def test_a_phone_whose_clock_is_a_minute_off_is_told_apart():
    at = datetime.fromtimestamp(1_700_000_000, tz=timezone.get_default_timezone())
    step = 1_700_000_000 // 30
    assert totp.matching_step(SECRET, totp.code_at(SECRET, step - 1), at=at, after=0) == step - 1
    assert totp.matching_step(SECRET, totp.code_at(SECRET, step - 3), at=at, after=0) is None
