"""How long a session lasts, and what a stolen key of one is worth."""

import re
import time

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import ChangeRecord
from accounts.second_factor import actions
from tests.accounts.test_confirmation import CONFIRM, let_pass
from tests.accounts.test_second_factor import SECOND, after_password, with_app  # noqa: F401 - with_app is a fixture
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def with_key(key: str) -> Client:
    """A browser that presents the key of a session."""
    browser = Client()
    browser.cookies[settings.SESSION_COOKIE_NAME] = key
    return browser


def test_after_twelve_hours_a_busy_session_ends_too(browser_of, clerk):
    assert let_pass(browser_of(clerk), minutes=719, key="began_at").get("/account/").status_code == 200
    browser = let_pass(browser_of(clerk), minutes=721, key="began_at")
    session = browser.session
    session["seen_at"] = time.time()
    session.save()
    assert browser.get("/account/")["Location"].startswith("/sign-in/")
    assert "quá 12 giờ" in browser.get("/sign-in/").content.decode()
    assert let_pass(browser_of(clerk), minutes=721, key="began_at").get("/api/v1/me/").status_code == 401


def test_a_page_that_asks_for_news_by_itself_does_not_outlive_the_twelve_hours(desk, sitting):
    let_pass(desk, minutes=721, key="began_at")
    assert desk.get(f"/sittings/{sitting.pk}/", headers={"HX-Request": "true"}).status_code == 302


def test_signing_in_and_confirming_give_the_session_a_new_key(clerk):
    browser = Client()
    browser.get("/sign-in/")
    browser.post("/sign-in/", {"username": "clerk", "password": PASSWORD})
    first_key = browser.session.session_key
    let_pass(browser, minutes=6)
    browser.post(CONFIRM, {"confirm_password": PASSWORD})
    assert browser.session.session_key != first_key
    assert (browser.get("/account/").status_code, with_key(first_key).get("/account/").status_code) == (200, 302)


def test_confirming_in_the_midst_of_a_form_gives_a_new_key_too(browser_of, admin, usher, quang_ngai):
    browser = let_pass(browser_of(admin), minutes=6)
    first_key = browser.session.session_key
    posted = {"role": "clerk", "unit": quang_ngai.pk, "confirm_password": PASSWORD}
    assert browser.post(f"/admin/users/{usher.pk}/grants/new/", posted).status_code == 302
    assert (browser.get("/account/").status_code, with_key(first_key).get("/account/").status_code) == (200, 302)


def test_the_key_before_the_second_factor_is_worth_nothing_after_it(with_app, monkeypatch):  # noqa: F811
    browser = after_password()
    first_key = browser.session.session_key
    [recovery_code, *_others] = actions.make_recovery_codes(with_app)
    assert browser.post(SECOND, {"code": recovery_code})["Location"] == "/"
    assert with_key(first_key).get("/account/").status_code == 302


@pytest.mark.parametrize("address", ["/sign-out/", "/account/sign-out-everywhere/"])
def test_signing_out_ends_the_session_on_the_server_and_the_cache_in_the_browser(browser_of, clerk, address):
    browser = browser_of(clerk)
    key = browser.session.session_key
    answer = browser.post(address)
    assert answer["Clear-Site-Data"] == '"cache"', "not storage: the scans of a paired phone wait there"
    assert with_key(key).get("/account/").status_code == 302


WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0"


def test_one_sees_in_which_browsers_one_is_signed_in_and_signs_one_of_them_out(clerk, browser_of, organiser):
    second_browser, elsewhere = Client(HTTP_USER_AGENT=WINDOWS), Client(HTTP_USER_AGENT="Opera/9.80 (J2ME/MIDP)")
    for browser in (second_browser, elsewhere):
        browser.post("/sign-in/", {"username": "clerk", "password": PASSWORD})
    let_pass(browser_of(clerk), minutes=61, key="seen_at")
    browser_of(organiser)
    page = elsewhere.get("/account/").content.decode()
    assert (page.count("Edge · Windows"), page.count("Chưa rõ"), page.count("Trình duyệt này")) == (1, 1, 1), "an idle one is over"
    assert second_browser.session.session_key not in page
    [digest] = re.findall(r'name="session" value="(\w+)"', page)
    assert browser_of(organiser).post("/account/sessions/end/", {"session": digest}).status_code == 404
    let_pass(elsewhere, minutes=6)
    assert "Nhập lại mật khẩu" in elsewhere.post("/account/sessions/end/", {"session": digest}).content.decode()
    assert second_browser.get("/account/").status_code == 200
    posted = {"session": digest, "confirm_password": PASSWORD}
    assert elsewhere.post("/account/sessions/end/", posted)["Location"] == "/account/"
    assert (second_browser.get("/account/").status_code, elsewhere.get("/account/").status_code) == (302, 200)
    assert ChangeRecord.objects.about("user", clerk.pk).filter(verb="session_ended", actor=clerk).count() == 1


@pytest.mark.parametrize("address", ["/", "/activities/", "/people/", "/reports/", "/account/", "/account/second-factor/"])
def test_every_page_offers_to_sign_out(desk, address):
    page = desk.get(address).content.decode()
    assert 'method="post" action="/sign-out/"' in page or 'action="/sign-out/" method="post"' in page


def test_each_way_of_signing_in_and_each_wrong_code_is_recorded(with_app):  # noqa: F811
    browser = after_password()
    browser.post(SECOND, {"code": "000000"})
    [recovery_code, *_others] = actions.make_recovery_codes(with_app)
    browser.post(SECOND, {"code": recovery_code})
    lines = ChangeRecord.objects.filter(verb__in=["signed_in", "second_factor_failed"]).order_by("pk")
    assert [(line.verb, line.reason) for line in lines] == [("second_factor_failed", ""), ("signed_in", "2FA")]


def test_everybody_has_to_set_up_a_second_factor_where_it_is_so_decided(settings, browser_of, usher):
    settings.SECOND_FACTOR = "required"
    assert browser_of(usher).get("/activities/").status_code == 200
    settings.SECOND_FACTOR = "everybody"
    assert browser_of(usher).get("/activities/")["Location"] == "/account/second-factor/"
