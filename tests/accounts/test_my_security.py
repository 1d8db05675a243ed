from datetime import timedelta

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.test import Client
from knox.models import AuthToken

from tests.conftest import PASSWORD
from tests.pages import field_errors

pytestmark = pytest.mark.django_db
URL, PASSWORD_URL = "/account/", "/account/password/"
NEW = "ba con suối nhỏ"


def test_everyone_signed_in_has_this_page_even_without_a_role(browser_of, nobody):
    assert "Chưa có vai trò nào" in browser_of(nobody).get(URL).content.decode()


def test_a_new_password_replaces_the_old_one_and_keeps_this_browser_in(browser_of, clerk):
    this_browser, second_browser = browser_of(clerk), browser_of(clerk)
    AuthToken.objects.create(clerk)
    assert this_browser.post(PASSWORD_URL, {"old_password": PASSWORD, "password": NEW, "repeated": NEW})["Location"] == URL
    clerk.refresh_from_db()
    assert (clerk.check_password(NEW), clerk.check_password(PASSWORD)) == (True, False)
    assert identify_hasher(clerk.password).algorithm == "argon2"
    assert (this_browser.get(URL).status_code, second_browser.get(URL).status_code) == (200, 302)
    assert AuthToken.objects.count() == 0


def test_the_old_password_is_asked_for(browser_of, clerk):
    answer = browser_of(clerk).post(PASSWORD_URL, {"old_password": "wrong one here", "password": NEW, "repeated": NEW})
    assert field_errors(answer) == {"old_password": ["Mật khẩu đang dùng không đúng. Hãy nhập lại."]}
    clerk.refresh_from_db()
    assert clerk.check_password(PASSWORD)


@pytest.mark.parametrize(
    "new, complaints",
    [
        ("ngắn", ["Mật khẩu phải có ít nhất 10 ký tự."]),
        ("password123", ["Mật khẩu này quá phổ biến, dễ bị đoán ra."]),
        ("lan.nguyen.ba.to", ["Mật khẩu quá giống tên đăng nhập hoặc địa chỉ email."]),
        ("1234567", ["Mật khẩu phải có ít nhất 10 ký tự."]),
    ],
)
def test_a_weak_password_is_refused_in_vietnamese(browser_of, make_user, new, complaints):
    user = make_user("lan.nguyen.bato")
    assert field_errors(browser_of(user).post(PASSWORD_URL, {"old_password": PASSWORD, "password": new, "repeated": new})) == {
        "password": complaints
    }


def test_a_password_typed_differently_the_second_time_is_refused(browser_of, clerk):
    answer = browser_of(clerk).post(PASSWORD_URL, {"old_password": PASSWORD, "password": NEW, "repeated": NEW + "!"})
    assert field_errors(answer) == {"repeated": ["Hai lần nhập không giống nhau. Hãy nhập lại."]}


def test_signing_out_everywhere_ends_sessions_in_other_browsers_this_one_and_tokens(browser_of, clerk, organiser):
    this_browser, second_browser, organiser_browser = browser_of(clerk), browser_of(clerk), browser_of(organiser)
    AuthToken.objects.create(clerk)
    AuthToken.objects.create(organiser)
    answer = this_browser.post("/account/sign-out-everywhere/", follow=True)
    assert answer.redirect_chain == [("/sign-in/", 302)]
    assert "Đã đăng xuất ở mọi nơi, kể cả trình duyệt này." in answer.content.decode()
    assert [browser.get(URL).status_code for browser in (this_browser, second_browser, organiser_browser)] == [302, 302, 200]
    assert [token.user for token in AuthToken.objects.all()] == [organiser]


def test_after_signing_out_everywhere_one_signs_in_again_with_the_same_password(browser_of, clerk):
    browser_of(clerk).post("/account/sign-out-everywhere/")
    again = Client()
    again.post("/sign-in/", {"username": "clerk", "password": PASSWORD})
    assert again.get(URL).status_code == 200


def test_signing_out_everywhere_takes_a_post(browser_of, clerk):
    browser = browser_of(clerk)
    assert browser.get("/account/sign-out-everywhere/").status_code == 405
    assert browser.get(URL).status_code == 200


def test_only_ones_own_tokens_that_still_work_are_listed(browser_of, clerk, organiser):
    mine = AuthToken.objects.create(clerk)[0]
    AuthToken.objects.create(clerk, expiry=timedelta(seconds=-1))
    AuthToken.objects.create(organiser)
    assert list(browser_of(clerk).get(URL).context["tokens"]) == [mine]


def test_a_token_is_revoked_by_its_owner_only(browser_of, api, clerk, organiser):
    token = AuthToken.objects.create(clerk)[0]
    assert browser_of(organiser).post("/account/tokens/revoke/", {"token": token.digest}).status_code == 404
    assert AuthToken.objects.filter(user=clerk).count() == 1
    assert browser_of(clerk).post("/account/tokens/revoke/", {"token": token.digest})["Location"] == URL
    assert AuthToken.objects.filter(user=clerk).count() == 0
