import re
from datetime import date

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken

from accounts.actions import add_user, grant_role
from accounts.models import Grant, User
from accounts.roles import Role
from tests.accounts.signing_in import sign_in
from tests.conftest import PASSWORD
from tests.pages import field_errors

pytestmark = pytest.mark.django_db
USERS = "/admin/users/"
TODAY = date(2026, 11, 23)


@pytest.fixture
def ba_vi(unit_called):
    return unit_called("Ba Vì", "commune", TODAY)


@pytest.fixture
def ba_vi_admin(make_user, ba_vi):
    """Administers one commune of the province."""
    return make_user("bavi.admin", Role.ADMINISTRATOR, ba_vi)


@pytest.fixture
def ba_vi_usher(make_user, ba_vi):
    return make_user("bavi.usher", Role.USHER, ba_vi)


def names(answer):
    return [account.username for account in answer.context["page"]]


# --- who gets in

PAGES = ["", "edit/", "grants/new/", "disable/", "enable/", "end-lockout/", "sign-out/", "password/"]


@pytest.mark.parametrize("user_name", ["stranger", "organiser", "clerk", "usher", "nobody"])
def test_whoever_administers_nothing_gets_403_everywhere(request, browser_of, admin, ba_vi_usher, user_name):
    browser = browser_of(request.getfixturevalue(user_name))
    pages = [
        "/admin/",
        USERS,
        f"{USERS}new/",
        f"/admin/grants/{ba_vi_usher.grants.get().pk}/revoke/",
        *[f"{USERS}{ba_vi_usher.pk}/{page}" for page in PAGES],
    ]
    assert {browser.get(page).status_code for page in pages if not page.endswith(("enable/", "end-lockout/"))} == {403}
    assert {browser.post(page).status_code for page in pages} == {403}


def test_without_sign_in_every_page_leads_to_it(ba_vi_usher):
    pages = [
        "/admin/",
        USERS,
        f"{USERS}new/",
        f"/admin/grants/{ba_vi_usher.grants.get().pk}/revoke/",
        *[f"{USERS}{ba_vi_usher.pk}/{page}" for page in PAGES],
    ]
    assert [Client().post(page)["Location"] for page in pages] == [f"/sign-in/?next={page}" for page in pages]


def test_an_administrator_elsewhere_gets_404_for_a_user_who_is_not_theirs(browser_of, ba_vi_admin, usher):
    browser, grant = browser_of(ba_vi_admin), usher.grants.get()
    theirs = ["/admin/", USERS, f"{USERS}new/", f"/admin/grants/{grant.pk}/revoke/", *[f"{USERS}{usher.pk}/{page}" for page in PAGES]][3:]
    assert {browser.post(page).status_code for page in theirs} == {404}
    usher.refresh_from_db()
    assert (usher.is_active, usher.check_password(PASSWORD), Grant.objects.filter(pk=grant.pk).exists()) == (True, True, True)


def test_a_disabled_administrator_administers_nobody(admin, usher):
    admin.is_active = False
    assert list(User.objects.administered_by(admin)) == []


# --- whom one sees


def test_the_province_administers_everyone_in_it_and_those_without_a_role(admin, organiser, stranger, nobody, ba_vi_admin, db):
    assert list(User.objects.administered_by(admin)) == [admin, ba_vi_admin, nobody, organiser, stranger]


def test_a_commune_administers_only_those_who_work_nowhere_else(admin, ba_vi_admin, ba_vi_usher, nobody, make_user, ba_vi, unit_called):
    both = make_user("both", Role.USHER, ba_vi)
    grant_role(both, role=Role.USHER, unit=unit_called("Lý Sơn", "commune", TODAY), by=None, at=timezone.now())
    assert list(User.objects.administered_by(ba_vi_admin)) == [ba_vi_admin, ba_vi_usher]


def test_a_role_in_a_unit_that_went_into_ones_own_is_ones_own(ba_vi_admin, make_user, unit_called):
    old = make_user("old", Role.USHER, unit_called("Ba Vì", "commune"))
    assert list(User.objects.administered_by(ba_vi_admin)) == [ba_vi_admin, old]


def test_a_superuser_is_out_of_an_administrators_reach(browser_of, admin, db):
    superuser = User.objects.create_superuser("root", "root@example.vn", PASSWORD, full_name="Người cài đặt")
    assert browser_of(admin).post(f"{USERS}{superuser.pk}/password/", {"password": "mot mat khau khac"}).status_code == 404
    assert set(User.objects.administered_by(superuser)) == {admin, superuser}


# --- the list


def test_the_list_is_in_vietnamese_name_order_by_given_name(browser_of, admin):
    for username, full_name in [("b", "Đinh Văn Ước"), ("c", "Trần Thị Ánh"), ("d", "Lê Văn Ân"), ("e", "Bùi Văn An")]:
        add_user(username=username, full_name=full_name, password=PASSWORD)
    assert names(browser_of(admin).get(USERS)) == ["admin", "e", "c", "d", "b"]
    assert names(browser_of(admin).get(USERS, {"sort": "-full_name"})) == ["b", "d", "c", "e", "admin"]


def test_a_sort_that_there_is_not_is_the_usual_one(browser_of, admin, usher):
    assert names(browser_of(admin).get(USERS, {"sort": "-password"})) == names(browser_of(admin).get(USERS))


def test_search_finds_without_accents_by_name_or_user_name(browser_of, admin, usher):
    add_user(username="hoa.dt", full_name="Đỗ Thị Hòa", password=PASSWORD)
    browser = browser_of(admin)
    assert [names(browser.get(USERS, {"q": q})) for q in ("do thi hoa", "Đỗ", "HOA.", "ush", "xyz")] == [
        ["hoa.dt"], ["hoa.dt"], ["hoa.dt"], ["usher"], []
    ]  # fmt: skip


def test_state_tells_those_in_use_disabled_and_without_a_role_apart(browser_of, admin, usher, nobody):
    User.objects.filter(pk=usher.pk).update(is_active=False)
    browser = browser_of(admin)
    assert [names(browser.get(USERS, {"state": state})) for state in ("active", "disabled", "without_role", "")] == [
        ["admin", "nobody"], ["usher"], ["nobody"], ["admin", "nobody", "usher"]
    ]  # fmt: skip


def test_the_list_takes_as_many_queries_for_three_users_as_for_one(browser_of, admin, make_user, quang_ngai, django_assert_num_queries):
    browser = browser_of(admin)
    with django_assert_num_queries(9):
        browser.get(USERS)
    make_user("one", Role.USHER, quang_ngai), make_user("two", Role.CLERK, quang_ngai)
    with django_assert_num_queries(9):
        browser.get(USERS)


# --- a new user


def test_a_new_user_gets_a_role_and_a_password_that_is_shown_once(browser_of, admin, ba_vi):
    browser = browser_of(admin)
    answer = browser.post(
        f"{USERS}new/",
        {
            "username": "lan.nguyen",
            "full_name": "  Nguyễn  Thị Lan ",
            "email": "lan@example.vn",
            "role": "usher",
            "unit": ba_vi.pk,
            "password": "",
        },
    )
    [password] = re.findall(r"\b[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}\b", answer.content.decode())
    lan = User.objects.get(username="lan.nguyen")
    assert (lan.full_name, lan.email, lan.check_password(password)) == ("Nguyễn Thị Lan", "lan@example.vn", True)
    assert [(grant.role, grant.unit, grant.granted_by) for grant in lan.grants.all()] == [("usher", ba_vi, admin)]
    assert "no-store" in answer["Cache-Control"]
    assert password not in browser.get(f"{USERS}{lan.pk}/").content.decode()
    assert sign_in(Client(), "lan.nguyen", password).status_code == 302


def test_a_password_that_was_typed_is_not_shown_again(browser_of, admin, ba_vi):
    answer = browser_of(admin).post(
        f"{USERS}new/",
        {
            "username": "lan.nguyen",
            "full_name": "Nguyễn Thị Lan",
            "email": "",
            "role": "usher",
            "unit": ba_vi.pk,
            "password": "ba con suối nhỏ",
        },
    )
    assert "ba con suối nhỏ" not in answer.content.decode()
    assert User.objects.get(username="lan.nguyen").check_password("ba con suối nhỏ")


@pytest.mark.parametrize(
    "typed, field, message",
    [
        ({"username": "admin"}, "username", "Tên đăng nhập đã được sử dụng"),
        (
            {"username": "lan nguyen"},
            "username",
            "Điền tên đăng nhập hợp lệ. Giá trị này chỉ có thể chứa các chữ cái, số, và các ký tự @/./+/-/_",
        ),
        ({"username": ""}, "username", "Hãy nhập tên đăng nhập."),
        ({"full_name": " "}, "full_name", "Hãy nhập họ và tên."),
        ({"password": "ngắn"}, "password", "Mật khẩu phải có ít nhất 10 ký tự."),
        ({"role": ""}, "role", "Hãy chọn vai trò."),
        ({"unit": ""}, "unit", "Hãy chọn địa bàn."),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_written(browser_of, admin, ba_vi, typed, field, message):
    answer = browser_of(admin).post(
        f"{USERS}new/",
        {"username": "lan.nguyen", "full_name": "Nguyễn Thị Lan", "email": "", "role": "usher", "unit": ba_vi.pk, "password": "", **typed},
    )
    assert field_errors(answer) == {field: [message]}
    assert list(User.objects.all()) == [admin]


def test_a_role_outside_ones_own_units_is_refused_and_no_user_is_left_behind(browser_of, ba_vi_admin, quang_ngai, unit_called):
    for unit in (quang_ngai, unit_called("Lý Sơn", "commune", TODAY)):
        answer = browser_of(ba_vi_admin).post(
            f"{USERS}new/",
            {"username": "lan.nguyen", "full_name": "Nguyễn Thị Lan", "email": "", "role": "usher", "unit": unit.pk, "password": ""},
        )
        assert field_errors(answer) == {"unit": ["Bạn không quản trị địa bàn này, nên không cấp được vai trò ở đó."]}
    assert list(User.objects.all()) == [ba_vi_admin]


def test_name_and_email_are_edited_and_nothing_else(browser_of, admin, usher):
    typed = {"full_name": " Bùi  Văn An", "email": "an@example.vn", "username": "other", "is_superuser": "on", "is_active": ""}
    assert browser_of(admin).post(f"{USERS}{usher.pk}/edit/", typed)["Location"] == f"{USERS}{usher.pk}/"
    usher.refresh_from_db()
    assert (usher.full_name, usher.email, usher.username) == ("Bùi Văn An", "an@example.vn", "usher")
    assert (usher.is_superuser, usher.is_active) == (False, True)


# --- roles


def test_a_role_is_added_and_twice_is_once(browser_of, admin, usher, ba_vi):
    for _ in range(2):
        assert (
            browser_of(admin).post(f"{USERS}{usher.pk}/grants/new/", {"role": "clerk", "unit": ba_vi.pk})["Location"]
            == f"{USERS}{usher.pk}/"
        )
    assert [(grant.role, grant.unit.name) for grant in usher.grants.all()] == [("clerk", "Ba Vì"), ("usher", "Quảng Ngãi")]


def test_each_role_is_explained_where_it_is_given(browser_of, admin, usher):
    page = browser_of(admin).get(f"{USERS}{usher.pk}/grants/new/").content.decode()
    assert re.findall(r"<strong>([^<]*)</strong><br>", page) == [
        "Người điểm danh",
        "Lãnh đạo",
        "Chuyên viên tổng hợp",
        "Cán bộ tổ chức",
        "Quản trị",
    ]


def test_a_role_outside_ones_own_units_is_refused(browser_of, ba_vi_admin, ba_vi_usher, quang_ngai):
    answer = browser_of(ba_vi_admin).post(f"{USERS}{ba_vi_usher.pk}/grants/new/", {"role": "administrator", "unit": quang_ngai.pk})
    assert field_errors(answer) == {"unit": ["Bạn không quản trị địa bàn này, nên không cấp được vai trò ở đó."]}
    assert ba_vi_usher.grants.count() == 1


def test_a_revoked_role_is_gone_at_once(browser_of, admin, usher, quang_ngai):
    grant = usher.grants.get()
    browser = browser_of(admin)
    assert "Đây là vai trò duy nhất" in browser.get(f"/admin/grants/{grant.pk}/revoke/").content.decode()
    assert browser.post(f"/admin/grants/{grant.pk}/revoke/")["Location"] == f"{USERS}{usher.pk}/"
    assert User.objects.get(pk=usher.pk).can("view", quang_ngai) is False


def test_a_user_without_a_role_left_goes_back_to_the_province(browser_of, admin, ba_vi_admin, ba_vi_usher):
    grant = ba_vi_usher.grants.get()
    answer = browser_of(ba_vi_admin).post(f"/admin/grants/{grant.pk}/revoke/", follow=True)
    assert (answer.redirect_chain, names(answer)) == ([(USERS, 302)], ["bavi.admin"])
    assert browser_of(admin).get(f"{USERS}{ba_vi_usher.pk}/").status_code == 200


def test_nobody_revokes_their_own_administration_so_the_last_administrator_stays(browser_of, admin):
    grant = admin.grants.get()
    browser = browser_of(admin)
    assert f"/admin/grants/{grant.pk}/revoke/" not in browser.get(f"{USERS}{admin.pk}/").content.decode()
    answer = browser.post(f"/admin/grants/{grant.pk}/revoke/", follow=True)
    assert "Không thể tự thu hồi quyền quản trị của mình." in answer.content.decode()
    assert list(admin.grants.all()) == [grant]


# --- in and out


def test_a_disabled_user_is_out_at_once_and_back_after_enabling(browser_of, api, admin, usher):
    theirs, token = browser_of(usher), api(usher)
    assert browser_of(admin).post(f"{USERS}{usher.pk}/disable/")["Location"] == f"{USERS}{usher.pk}/"
    assert (
        theirs.get("/account/").status_code,
        token.get("/api/v1/me/").status_code,
        sign_in(Client(), "usher", PASSWORD).status_code == 302,
    ) == (302, 401, False)
    assert browser_of(admin).post(f"{USERS}{usher.pk}/enable/")["Location"] == f"{USERS}{usher.pk}/"
    assert (theirs.get("/account/").status_code, sign_in(Client(), "usher", PASSWORD).status_code == 302) == (302, True)
    assert usher.grants.count() == 1


def test_nobody_disables_themselves(browser_of, admin):
    browser = browser_of(admin)
    assert f"{USERS}{admin.pk}/disable/" not in browser.get(f"{USERS}{admin.pk}/").content.decode()
    assert "Không thể tự khóa tài khoản của mình." in browser.post(f"{USERS}{admin.pk}/disable/", follow=True).content.decode()
    assert User.objects.get(pk=admin.pk).is_active


def test_asking_first_changes_nothing(browser_of, admin, usher):
    browser = browser_of(admin)
    pages = [
        f"{USERS}{usher.pk}/disable/",
        f"{USERS}{usher.pk}/sign-out/",
        f"{USERS}{usher.pk}/password/",
        f"/admin/grants/{usher.grants.get().pk}/revoke/",
    ]
    assert [browser.get(page).status_code for page in pages] == [200] * 4
    assert User.objects.filter(pk=usher.pk, is_active=True, session_generation=0, password=usher.password, grants__role="usher").exists()


def test_enabling_and_ending_a_lockout_take_a_post(browser_of, admin, usher):
    assert [browser_of(admin).get(f"{USERS}{usher.pk}/{page}").status_code for page in ("enable/", "end-lockout/")] == [405, 405]


def test_an_administrator_signs_somebody_out_everywhere(browser_of, api, admin, usher):
    theirs, token = browser_of(usher), api(usher)
    browser_of(admin).post(f"{USERS}{usher.pk}/sign-out/")
    assert (
        theirs.get("/account/").status_code,
        token.get("/api/v1/me/").status_code,
        sign_in(Client(), "usher", PASSWORD).status_code == 302,
    ) == (302, 401, True)


def test_a_new_password_is_shown_once_and_ends_what_was_signed_in(browser_of, admin, usher):
    theirs = browser_of(usher)
    AuthToken.objects.create(usher)
    answer = browser_of(admin).post(f"{USERS}{usher.pk}/password/", {"password": ""})
    [password] = re.findall(r"\b[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}\b", answer.content.decode())
    assert (sign_in(Client(), "usher", password).status_code == 302, sign_in(Client(), "usher", PASSWORD).status_code == 302) == (
        True,
        False,
    )
    assert (theirs.get("/account/").status_code, AuthToken.objects.count()) == (302, 0)


def test_a_weak_password_for_somebody_else_is_refused_too(browser_of, admin, usher):
    assert field_errors(browser_of(admin).post(f"{USERS}{usher.pk}/password/", {"password": "1234567890"})) == {
        "password": ["Mật khẩu này quá phổ biến, dễ bị đoán ra."]
    }


def test_ones_own_password_is_not_set_without_the_old_one(browser_of, admin):
    assert browser_of(admin).post(f"{USERS}{admin.pk}/password/", {"password": "mot mat khau khac"})["Location"] == "/account/"
    assert User.objects.get(pk=admin.pk).check_password(PASSWORD)


@pytest.mark.parametrize("page", ["end-lockout/", "password/"])
def test_an_administrator_ends_a_lockout(browser_of, admin, usher, page):
    for _ in range(10):
        sign_in(Client(), "usher", "wrong one here")
    browser = browser_of(admin)
    assert "Đang tạm khóa đăng nhập" in browser.get(f"{USERS}{usher.pk}/").content.decode()
    browser.post(f"{USERS}{usher.pk}/{page}", {"password": "mot mat khau khac"})
    assert AccessAttempt.objects.count() == 0
    assert "Đang tạm khóa đăng nhập" not in browser.get(f"{USERS}{usher.pk}/").content.decode()
    assert sign_in(Client(), "usher", "mot mat khau khac" if page == "password/" else PASSWORD).status_code == 302


# --- the first page of administration


def test_the_first_page_counts_and_shows_the_latest_roles_of_ones_own_users(browser_of, admin, ba_vi_admin, ba_vi_usher, usher):
    User.objects.filter(pk=usher.pk).update(is_active=False)
    answer = browser_of(admin).get("/admin/")
    assert (answer.context["active"], answer.context["disabled"]) == (3, 1)
    assert [grant.user for grant in answer.context["grants"]] == [usher, ba_vi_usher, ba_vi_admin, admin]
    assert [grant.user for grant in browser_of(ba_vi_admin).get("/admin/").context["grants"]] == [ba_vi_usher, ba_vi_admin]


def test_only_the_province_is_led_to_the_agencys_names(browser_of, admin, ba_vi_admin):
    assert ["/admin/agency/" in browser_of(user).get("/admin/").content.decode() for user in (admin, ba_vi_admin)] == [True, False]
