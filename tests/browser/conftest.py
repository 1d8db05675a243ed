"""A real Chromium over the served application. Every page is checked for what a strict CSP refuses and for errors on its console."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.chromium import CHROMIUM, FLAGS  # noqa: F401 - also for the benchmarks


@pytest.fixture
def open_context(chromium: Browser, site: Any) -> Iterator[Any]:
    """open_context(width, height, javascript=True): a browser window of its own, as on another device."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def make(width: int, height: int, *, javascript: bool = True) -> BrowserContext:
        phone = width < 500
        context = chromium.new_context(
            base_url=site.address, viewport={"width": width, "height": height}, java_script_enabled=javascript, locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh", is_mobile=phone, has_touch=phone, accept_downloads=True,
        )  # fmt: skip
        context.set_default_timeout(15_000)
        context.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def desk(open_context: Any, site: Any) -> Page:
    """The organiser at a desk, signed in."""
    page = open_context(1280, 900).new_page()
    sign_in(page, "organiser", site.password)
    return page


def sign_in(page: Page, username: str, password: str) -> None:
    page.goto("/sign-in/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    page.click("main button[type=submit], main button.button")
    page.wait_for_url("**/")
