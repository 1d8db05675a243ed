"""Guessing: a known browser is spared, many names with one password are slowed, old passwords are limited, the locked are told."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.actions import disable_user, set_password
from accounts.models import FailedAttempt
from accounts.sign_in.attempts import NAMES_PER_ADDRESS, NAMES_PER_PASSWORD
from tests.accounts.signing_in import sign_in
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
WRONG = "Tên đăng nhập hoặc mật khẩu không đúng."
SLOWED = "Có quá nhiều tên đăng nhập"


def lock_out(username="clerk"):
    for _ in range(10):
        sign_in(Client(), username, "wrong one here")


def known_browser(username="clerk"):
    """A browser in which this user has signed in before."""
    browser = Client()
    assert sign_in(browser, username).status_code == 302
    browser.post("/sign-out/")
    return browser


# --- a browser that is known


def test_somebody_elses_guesses_do_not_lock_out_a_browser_where_one_has_signed_in(clerk):
    browser = known_browser()
    lock_out()
    assert sign_in(Client()).status_code == 429
    assert sign_in(browser).status_code == 302


def test_a_known_browser_has_its_own_ten_tries(clerk):
    browser = known_browser()
    assert [sign_in(browser, password="wrong one here").status_code for _ in range(10)] == [200] * 9 + [429]
    assert sign_in(browser).status_code == 429
    assert sign_in(Client()).status_code == 302, "nor does it lock out others"


def test_a_browser_is_known_for_those_who_signed_in_and_nobody_else(clerk, organiser):
    browser = known_browser("organiser")
    lock_out()
    assert sign_in(browser).status_code == 429


def test_two_people_share_a_computer(clerk, organiser):
    browser = known_browser()
    assert sign_in(browser, "organiser").status_code == 302
    browser.post("/sign-out/")
    lock_out()
    lock_out("organiser")
    assert sign_in(browser).status_code == 302


def test_a_forged_mark_makes_no_browser_known(clerk):
    lock_out()
    browser = Client()
    browser.cookies["known_device"] = "WyJ4IixbIngiXV0:1x:abc"
    assert sign_in(browser).status_code == 429


def test_the_mark_is_out_of_reach_of_scripts_and_says_no_name(clerk):
    cookie = sign_in(Client()).cookies["known_device"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert "clerk" not in cookie.value


# --- one password, many names


def test_one_password_over_many_names_is_slowed_whatever_the_address(clerk):
    for n in range(NAMES_PER_PASSWORD):
        assert sign_in(Client(REMOTE_ADDR=f"10.0.0.{n}"), f"name-{n}", "Matkhau@2026").status_code == 200
    answer = sign_in(Client(REMOTE_ADDR="10.0.1.1"), "clerk", "Matkhau@2026")
    assert (answer.status_code, SLOWED in answer.content.decode()) == (429, True)
    assert sign_in(Client(REMOTE_ADDR="10.0.1.1")).status_code == 302, "with the right password one is let in"


def test_one_address_may_not_go_through_all_names(clerk, organiser):
    browser = known_browser()
    for n in range(NAMES_PER_ADDRESS):
        assert sign_in(Client(), f"name-{n}", f"password {n} here").status_code == 200
    assert sign_in(Client(), "organiser").status_code == 429
    assert APIClient().post("/api/v1/auth/login/", {"username": "organiser", "password": PASSWORD}).json()["code"] == "locked_out"
    assert sign_in(browser).status_code == 302, "a known browser goes on"
    assert sign_in(Client(REMOTE_ADDR="10.0.0.9"), "organiser").status_code == 302, "as do other addresses"
    FailedAttempt.objects.update(at=timezone.now() - timedelta(minutes=16))
    assert sign_in(Client(), "organiser").status_code == 302


def test_the_same_name_again_and_again_is_no_spraying(clerk):
    assert [sign_in(Client(), "clerk", "wrong one here").status_code for _ in range(9)] == [200] * 9
    assert FailedAttempt.objects.values("name").distinct().count() == 1


def test_behind_the_proxy_the_address_is_the_one_that_the_proxy_saw(clerk, settings):
    settings.PRODUCTION = True
    for n in range(NAMES_PER_ADDRESS):
        spoofing = Client(HTTP_X_FORWARDED_FOR=f"1.2.3.{n}, 9.9.9.9", HTTP_X_FORWARDED_PROTO="https")
        sign_in(spoofing, f"name-{n}", f"password {n} here")
    assert sign_in(Client(HTTP_X_FORWARDED_FOR="5.5.5.5, 9.9.9.9")).status_code == 429
    assert sign_in(Client(HTTP_X_FORWARDED_FOR="9.9.9.9, 5.5.5.5")).status_code == 302


def test_no_password_is_kept_of_those_tried(clerk):
    sign_in(Client(), "clerk", "wrong one here")
    attempt = FailedAttempt.objects.get(kind="password")
    assert len(attempt.subject) == 6, "24 bits: one of 16 million, which millions of passwords share"


# --- the old password on the account page


def test_wrong_old_passwords_are_limited(browser_of, clerk):
    browser = browser_of(clerk)
    new_password = {"password": "ba con suối nhỏ", "repeated": "ba con suối nhỏ"}
    forms = [{"old_password": f"guess number {n}"} | new_password for n in range(11)]
    answers = [browser.post("/account/password/", form).content.decode() for form in forms]
    assert ["Mật khẩu đang dùng không đúng" in answer for answer in answers] == [True] * 10 + [False]
    assert "Hãy đợi 15 phút" in answers[-1]
    right = {"old_password": PASSWORD} | new_password
    assert browser_of(clerk).post("/account/password/", right).status_code == 200, "not even the right one, in no browser"
    FailedAttempt.objects.update(at=timezone.now() - timedelta(minutes=16))
    assert browser.post("/account/password/", right).status_code == 302


# --- who is locked is told so


def test_a_disabled_person_is_told_after_the_right_password_and_only_then(clerk, admin):
    disable_user(clerk, by=admin)
    browser = Client()
    assert "Tài khoản này đã bị khóa" in sign_in(browser).content.decode()
    assert browser.get("/account/").status_code == 302
    wrong = sign_in(browser, password="wrong one here").content.decode()
    assert (WRONG in wrong, "bị khóa" in wrong) == (True, False)


def test_a_users_page_says_locked_when_locked(browser_of, admin, clerk):
    browser, url = browser_of(admin), f"/admin/users/{clerk.pk}/"
    sentence = "Tạm khóa đăng nhập"
    assert sentence not in browser.get(url).content.decode()
    lock_out()
    assert sentence in browser.get(url).content.decode()
    browser.post(f"{url}end-lockout/")
    assert sentence not in browser.get(url).content.decode()
    assert sign_in(Client()).status_code == 302


def test_a_users_page_says_locked_when_only_their_own_browser_is(browser_of, admin, clerk):
    browser, theirs, url = browser_of(admin), known_browser(), f"/admin/users/{clerk.pk}/"
    for _ in range(10):
        sign_in(theirs, password="wrong one here")
    assert "Tạm khóa đăng nhập" in browser.get(url).content.decode()
    browser.post(f"{url}end-lockout/")
    assert sign_in(theirs).status_code == 302


# --- a password that somebody else has set


def test_a_password_set_by_somebody_else_is_changed_before_anything_else(clerk):
    set_password(clerk, password="mot mat khau khac", by_somebody_else=True)
    browser = Client()
    sign_in(browser, password="mot mat khau khac")
    pages = ["/", "/account/", "/account/second-factor/", "/activities/"]
    assert [browser.get(page)["Location"] for page in pages] == ["/account/password/"] * 4
    assert browser.get("/api/v1/me/").json()["code"] == "password_change_required"
    assert "do người khác đặt" in browser.get("/account/password/").content.decode()
    same = {"old_password": "mot mat khau khac", "password": "mot mat khau khac", "repeated": "mot mat khau khac"}
    assert "phải khác mật khẩu đang dùng" in browser.post("/account/password/", same).content.decode()
    assert browser.post("/account/password/", same | {"password": PASSWORD, "repeated": PASSWORD})["Location"] == "/"
    assert browser.get("/account/").status_code == 200


def test_such_a_password_gives_no_token(clerk):
    set_password(clerk, password="mot mat khau khac", by_somebody_else=True)
    answer = APIClient().post("/api/v1/auth/login/", {"username": "clerk", "password": "mot mat khau khac"})
    assert (answer.status_code, answer.json()["code"]) == (401, "password_change_required")


def test_whoever_sets_ones_password_makes_one_change_it(browser_of, admin, clerk, quang_ngai):
    browser = browser_of(admin)
    browser.post(f"/admin/users/{clerk.pk}/password/", {"password": "mot mat khau khac"})
    new = {"username": "lan", "full_name": "Nguyễn Thị Lan", "email": "", "role": "usher", "unit": quang_ngai.pk, "password": ""}
    browser.post("/admin/users/new/", new)
    clerk.refresh_from_db()
    assert [clerk.must_change_password, type(clerk).objects.get(username="lan").must_change_password] == [True, True]
    assert not admin.must_change_password
