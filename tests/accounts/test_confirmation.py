"""The password again before what cannot be taken back, and an hour without anybody there."""

import time

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import ChangeRecord, User
from accounts.second_factor import actions
from attendance.devices.pairing import invite
from people.models import Person
from tests.accounts.test_second_factor import SECRET, code
from tests.conftest import PASSWORD
from tests.pages import messages_of

pytestmark = pytest.mark.django_db
CONFIRM = "/account/confirm/"


def let_pass(browser, *, minutes, key="confirmed_at"):
    session = browser.session
    session[key] = time.time() - minutes * 60
    session.save()
    return browser


@pytest.fixture
def administrator(browser_of, admin):
    """The administrator's browser, six minutes after the password was given."""
    return let_pass(browser_of(admin), minutes=6)


def test_within_five_minutes_nothing_is_asked(browser_of, admin, usher):
    browser = let_pass(browser_of(admin), minutes=4)
    assert browser.get(f"/admin/users/{usher.pk}/grants/new/").status_code == 200


def test_what_was_typed_is_kept_while_the_password_is_asked_for(administrator, usher, quang_ngai):
    url, typed = f"/admin/users/{usher.pk}/grants/new/", {"role": "clerk", "unit": quang_ngai.pk}
    page = administrator.post(url, typed)
    assert "Nhập lại mật khẩu" in page.content.decode()
    assert usher.grants.count() == 1
    assert 'name="role" value="clerk"' in page.content.decode()
    wrong = administrator.post(url, typed | {"confirm_password": "wrong one here"})
    assert (usher.grants.count(), 'name="role" value="clerk"' in wrong.content.decode()) == (1, True)
    assert "wrong one here" not in wrong.content.decode()
    assert administrator.post(url, typed | {"confirm_password": PASSWORD})["Location"] == f"/admin/users/{usher.pk}/"
    assert sorted(grant.role for grant in usher.grants.all()) == ["clerk", "usher"]
    assert administrator.get(url).status_code == 200, "confirmed for five minutes"


def test_a_page_that_is_only_looked_at_is_come_back_to(administrator, usher):
    url = f"/admin/users/{usher.pk}/grants/new/"
    location = administrator.get(url)["Location"]
    assert location.startswith(CONFIRM)
    assert administrator.post(location, {"confirm_password": PASSWORD})["Location"] == url


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_confirming_never_leads_to_another_site(administrator, elsewhere):
    assert administrator.post(f"{CONFIRM}?next={elsewhere}", {"confirm_password": PASSWORD})["Location"] == "/"


def test_erasing_asks(administrator, make_person):
    person = make_person()
    url = f"/people/{person.pk}/erase/"
    assert administrator.get(url)["Location"].startswith(CONFIRM)
    administrator.post(url, {"reason": "Theo yêu cầu"})
    assert Person.objects.filter(pk=person.pk, full_name="Phạm Văn Rê").exists()
    administrator.post(url, {"reason": "Theo yêu cầu", "confirm_password": PASSWORD})
    assert not Person.objects.filter(pk=person.pk, full_name="Phạm Văn Rê").exists()


@pytest.mark.django_db(transaction=True)  # whoever is erased is gone when the answer is logged: judged at the commit
def test_erasing_through_the_api_with_a_session_asks_and_with_a_token_does_not(administrator, api, admin, make_person):
    first, second = make_person(), make_person("Đinh Thị Mẫu")
    refused = administrator.post(f"/api/v1/persons/{first.pk}/erase/", {"reason": "Thử"}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "confirmation_required")
    assert api(admin).post(f"/api/v1/persons/{second.pk}/erase/", {"reason": "Thử"}).status_code == 200


@pytest.mark.parametrize("name", ["/reports/attendance-list", "/people/list", "/admin/disclosures"])
def test_lists_of_people_are_downloaded_after_the_password_and_by_a_page_that_stays(administrator, name):
    location = administrator.get(f"{name}.csv")["Location"]
    assert location.startswith(CONFIRM)
    page = administrator.post(location, {"confirm_password": PASSWORD})
    assert f'href="{name}.csv"' in page.content.decode()
    assert administrator.get(f"{name}.csv").status_code == 200


def test_figures_are_downloaded_without_asking(administrator):
    assert administrator.get("/reports/participation-tally.csv").status_code == 200


def test_lists_through_the_api_with_a_session_ask_and_with_a_token_do_not(administrator, api, admin):
    assert administrator.get("/api/v1/reports/attendance-list.csv").json()["code"] == "confirmation_required"
    assert api(admin).get("/api/v1/reports/attendance-list.csv").status_code == 200


@pytest.mark.parametrize("page", ["app/", "passkeys/new/", "app/remove/", "recovery-codes/"])
def test_changing_ones_keys_asks(administrator, page):
    assert administrator.get(f"/account/second-factor/{page}")["Location"].startswith(CONFIRM)


@pytest.mark.parametrize("page", ["password/", "grants/new/", "second-factor/reset/"])
def test_changing_somebodys_account_asks(administrator, usher, page):
    assert administrator.get(f"/admin/users/{usher.pk}/{page}")["Location"].startswith(CONFIRM)
    administrator.post(f"/admin/users/{usher.pk}/{page}", {"password": "mot mat khau khac"})
    assert User.objects.get(pk=usher.pk).check_password(PASSWORD)


@pytest.fixture
def hall(desk, today, sitting, organiser):
    """An organiser's browser six minutes after the password, and addresses by which the keys of a hall are changed."""
    device, _code = invite(today, name="Máy 1", by=organiser, at=timezone.now())
    pages = {
        "door": f"/sittings/{sitting.pk}/door/key/",
        "invite": f"/activities/{today.pk}/devices/",
        "own": f"/activities/{today.pk}/devices/own/",
        "renew": f"/devices/{device.pk}/pairing/",
        "revoke": f"/devices/{device.pk}/revoke/",
    }
    return let_pass(desk, minutes=6), pages


@pytest.mark.parametrize(
    ("name", "next_page"),
    [("door", "/sittings/"), ("invite", "/devices/"), ("own", "/scan/#pair="), ("renew", "/devices/"), ("revoke", "/activities/")],
)
def test_the_keys_of_a_hall_are_changed_after_the_password_in_one_step(hall, name, next_page):
    browser, pages = hall
    written = ChangeRecord.objects.count()
    assert browser.get(pages["door"]).status_code == 200, "looking asks nothing"
    asked = browser.post(pages[name], {"name": "Máy 2"})
    assert "Nhập lại mật khẩu" in asked.content.decode()
    assert 'name="name" value="Máy 2"' in asked.content.decode()
    assert ChangeRecord.objects.count() == written
    done = browser.post(pages[name], {"name": "Máy 2", "confirm_password": PASSWORD})
    assert done["Location"].startswith(next_page)
    assert ChangeRecord.objects.count() == written + 1
    assert browser.post(pages["invite"], {"name": "Máy 3"}).status_code == 302, "for five minutes nothing is asked again"


def test_phones_are_invited_and_revoked_through_the_api_by_a_token_or_after_the_password(hall, api, organiser, today):
    browser, pages = hall
    refused = browser.post(f"/api/v1{pages['invite']}", {"name": "Máy 2"}, content_type="application/json")
    assert refused.json()["code"] == "confirmation_required"
    assert browser.post(f"/api/v1{pages['revoke']}").json()["code"] == "confirmation_required"
    assert api(organiser).post(f"/api/v1{pages['revoke']}").status_code == 200


def test_where_there_is_a_second_factor_it_is_asked_for_too(administrator, admin, usher):
    actions.add_authenticator(admin, SECRET, code=code(steps=-1), at=timezone.now())
    browser = Client()
    browser.post("/sign-in/", {"username": "admin", "password": PASSWORD})
    browser.post("/sign-in/second-factor/", {"code": code()})
    let_pass(browser, minutes=6)
    location = browser.get(f"/admin/users/{usher.pk}/grants/new/")["Location"]
    assert browser.post(location, {"confirm_password": PASSWORD}).status_code == 200
    assert browser.post(location, {"confirm_password": PASSWORD, "confirm_code": code(steps=1)}).status_code == 302


def test_wrong_passwords_there_are_limited_with_those_of_the_account_page(administrator):
    for _ in range(10):
        administrator.post(CONFIRM, {"confirm_password": "wrong one here"})
    assert administrator.post(CONFIRM, {"confirm_password": PASSWORD}).status_code == 200


# --- nobody there


def test_after_an_hour_without_anybody_there_the_session_ends(browser_of, clerk):
    browser = let_pass(browser_of(clerk), minutes=61, key="seen_at")
    answer = browser.get("/account/")
    assert answer["Location"] == "/sign-in/?next=/account/"
    assert messages_of(answer) == ["Đã đăng xuất vì 60 phút không có thao tác nào. Hãy đăng nhập lại."]
    assert browser.get("/account/").status_code == 302


def test_each_click_within_the_hour_begins_it_anew_and_is_written_once_a_minute(browser_of, clerk, django_assert_num_queries):
    browser = let_pass(browser_of(clerk), minutes=59, key="seen_at")
    assert browser.get("/account/").status_code == 200
    seen_at = browser.session["seen_at"]
    assert time.time() - seen_at < 60
    browser.get("/account/")
    assert browser.session["seen_at"] == seen_at


def test_a_page_that_asks_for_news_by_itself_keeps_nobody_in_and_is_not_shut_out(desk, morning):
    let_pass(desk, minutes=61, key="seen_at")
    assert desk.get(f"/sittings/{morning.pk}/", headers={"HX-Request": "true"}).status_code == 200
    assert desk.get(f"/sittings/{morning.pk}/")["Location"].startswith("/sign-in/")


def test_an_idle_session_is_shut_out_of_the_api_too(browser_of, clerk):
    assert let_pass(browser_of(clerk), minutes=61, key="seen_at").get("/api/v1/me/").status_code == 401


def test_a_paired_phone_neither_keeps_a_session_alive_nor_needs_one(browser_of, clerk):
    browser = let_pass(browser_of(clerk), minutes=61, key="seen_at")
    browser.get("/api/v1/scanner/roster/", headers={"Authorization": "Token d.x"})
    assert browser.session["seen_at"] < time.time() - 3600
    assert browser.get("/scan/").status_code == 200
