"""A passkey from the first click to the last, with an authenticator that Chromium plays; the CSP is that of every page."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import FRONT_PAGE, sign_in

pytestmark = pytest.mark.browser
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_added_named_used_and_removed(open_context, site):
    # Only a name can have passkeys: 127.0.0.1 has none.
    page = open_context(360, 800, base_url=site.address.replace("127.0.0.1", "localhost")).new_page()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    sign_in(page, "leader", site.password)
    page.goto("/account/second-factor/")
    page.get_by_role("link", name="Thêm khóa truy cập").click()
    page.get_by_label("Tên để nhận ra").fill("Điện thoại của tôi")
    page.get_by_role("button", name="Thêm khóa truy cập").click()
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    page.get_by_role("link", name="Đã cất mã").click()
    page.get_by_role("link", name="Đổi tên").click()
    page.get_by_label("Tên để nhận ra").fill("Máy ở cơ quan")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("Máy ở cơ quan").first).to_be_visible()

    page.context.clear_cookies()
    page.goto("/sign-in/")
    page.fill("[name=username]", "leader")
    page.fill("[name=password]", site.password)
    page.click("main button.button")
    expect(page).to_have_url(re.compile("/sign-in/second-factor/$"))
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    page.wait_for_url(FRONT_PAGE)

    page.goto("/account/second-factor/")
    expect(page.get_by_text("dùng lần cuối")).to_be_visible()
    page.get_by_role("link", name="Bỏ Máy ở cơ quan").click()
    page.get_by_role("button", name="Bỏ khóa truy cập").click()
    expect(page.get_by_text("Đã bỏ khóa truy cập Máy ở cơ quan.")).to_be_visible()
