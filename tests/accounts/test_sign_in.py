import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.accounts.signing_in import SIGN_IN, sign_in
from tests.conftest import PASSWORD
from tests.pages import field_errors

pytestmark = pytest.mark.django_db
WRONG = "Tên đăng nhập hoặc mật khẩu không đúng. Hãy kiểm tra chữ hoa, chữ thường rồi nhập lại."


def test_the_right_password_opens_the_console(clerk):
    browser = Client()
    answer = sign_in(browser)
    assert (answer.status_code, answer["Location"], (browser.get("/account/").status_code == 200)) == (302, "/", True)


def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_then_on_to_where_they_wanted(clerk):
    browser = Client()
    sent = browser.get("/account/")
    assert sent["Location"] == "/sign-in/?next=/account/"
    assert 'name="next" value="/account/"' in browser.get(sent["Location"]).content.decode()
    assert sign_in(browser, next="/account/")["Location"] == "/account/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"])
def test_next_never_leads_to_another_site(clerk, elsewhere):
    assert sign_in(Client(), next=elsewhere)["Location"] == "/"


def test_what_was_wanted_survives_a_slip(clerk):
    page = sign_in(Client(), password="wrong one here", next="/account/").content.decode()
    assert 'name="next" value="/account/"' in page
    assert 'value="clerk"' in page
    assert "wrong one here" not in page


@pytest.mark.parametrize("username, password", [("clerk", "wrong one here"), ("Clerk", PASSWORD), ("nobody-here", PASSWORD)])
def test_wrong_name_and_wrong_password_are_the_same_one_sentence(clerk, username, password):
    assert list(field_errors(sign_in(Client(), username, password)).values()) == [[WRONG]]


def test_empty_fields_are_named(clerk):
    assert list(field_errors(sign_in(Client(), "", "")).values()) == [["Hãy nhập tên đăng nhập."], ["Hãy nhập mật khẩu."]]


def test_a_name_of_300_letters_is_refused_and_a_null_in_one_dropped(clerk):
    assert sign_in(Client(), "a" * 300).status_code == 200
    assert sign_in(Client(), "clerk\0").status_code == 302


def test_the_eleventh_try_is_locked_out_even_with_the_right_password(clerk, organiser):
    browser = Client()
    answers = [sign_in(browser, password="wrong one here").status_code for _ in range(10)]
    assert answers == [200] * 9 + [429]
    locked = sign_in(Client(), password=PASSWORD)
    assert (locked.status_code, locked["Retry-After"]) == (429, "900")
    assert "Hãy đợi 15 phút rồi thử lại." in locked.content.decode()
    assert sign_in(Client(), "organiser").status_code == 302


def test_a_success_forgets_the_slips_before(clerk):
    for _ in range(2):
        assert [sign_in(Client(), password="wrong one here").status_code for _ in range(9)] == [200] * 9
        assert sign_in(Client()).status_code == 302


def test_lockout_counts_the_name_whatever_browser_and_address_it_comes_from(clerk):
    for number in range(10):
        last = Client(HTTP_USER_AGENT=f"browser {number}", REMOTE_ADDR=f"10.0.0.{number}")
        answer = sign_in(last, password="wrong one here")
    assert answer.status_code == 429


def test_after_a_quarter_of_an_hour_the_right_password_is_good_again(clerk):

    for _ in range(10):
        sign_in(Client(), password="wrong one here")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=14))
    assert sign_in(Client()).status_code == 429
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert sign_in(Client()).status_code == 302


def test_no_password_is_kept_of_failed_tries(clerk):

    sign_in(Client(), password="wrong one here")
    attempt = AccessAttempt.objects.get()
    assert "wrong one here" not in attempt.post_data + attempt.get_data


def test_a_signed_in_user_is_not_asked_again(browser_of, clerk):
    assert browser_of(clerk).get(SIGN_IN)["Location"] == "/"


def test_sign_out_takes_a_post(browser_of, clerk):
    browser = browser_of(clerk)
    assert browser.get("/sign-out/").status_code == 405
    assert browser.get("/account/").status_code == 200
    assert browser.post("/sign-out/")["Location"] == SIGN_IN
    assert browser.get("/account/").status_code != 200


def test_signing_out_twice_ends_at_sign_in(db):
    assert Client().post("/sign-out/")["Location"] == SIGN_IN


def test_the_language_is_switched_before_sign_in_too(db):
    browser = Client()
    answer = browser.post(reverse("set_language"), {"language": "en", "next": "/sign-in/?next=/account/"})
    assert answer["Location"] == "/sign-in/?next=/account/"
    assert '<html lang="en">' in browser.get(SIGN_IN).content.decode()
    assert browser.post(reverse("set_language"), {"language": "vi", "next": "https://evil.example/"})["Location"] == "/"


def test_the_sign_in_page_carries_no_script_but_the_one_that_removes_drafts(db):
    assert re.findall(r"<script[^>]*src=\"([^\"]*)", Client().get(SIGN_IN).content.decode()) == ["/static/console/drafts.js"]
