"""A real Chromium over the served application. Every page is checked for what a strict CSP refuses and for errors on its console."""

import io
import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
import zxingcpp
from django.conf import settings
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from scanner.page.vendored_assets import REGISTRY, ZXING, AssetsUnavailable, install
from tests.browser.camera_page import camera_page  # noqa: F401 - a fixture
from tests.chromium import CHROMIUM, FLAGS  # noqa: F401 - also for the benchmarks

FRONT_PAGE = re.compile(r"//[^/]+/$")


@pytest.fixture
def open_context(chromium: Browser, site: Any) -> Iterator[Any]:
    """open_context(width, height, javascript=True, may_be_offline=False, …): a browser window of its own, as on another device."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def make(
        width: int = 360, height: int = 640, *, javascript: bool = True, may_be_offline: bool = False, **options: Any
    ) -> BrowserContext:
        phone = width < 500
        context = chromium.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=javascript, locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh", is_mobile=phone, has_touch=phone, accept_downloads=True,
            **{"base_url": site.address} | options,
        )  # fmt: skip
        context.set_default_timeout(20_000)
        collect_complaints(context, complaints, may_be_offline=may_be_offline)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


def collect_complaints(context: BrowserContext, complaints: list[str], *, may_be_offline: bool = False) -> None:
    """Append errors of pages and of the console; of a phone that may be offline not the browser's own words for a refusal or a network away."""
    ignored = "Failed to load resource" if may_be_offline else "\0"
    context.on(
        "console", lambda message: complaints.append(message.text) if message.type == "error" and ignored not in message.text else None
    )
    context.on("weberror", lambda error: complaints.append(str(error.error)))


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
    page.wait_for_url(FRONT_PAGE)


def read_qr(page: Page) -> str:
    """Return the one QR code on the screen, as a phone's camera reads it."""
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(page.screenshot())))
    return code.text


@pytest.fixture(scope="session")
def qr_reader() -> None:
    """The scanner's reader of QR codes is on this machine, or the test is skipped."""
    try:
        install(ZXING, settings.VENDOR_DIR, registry=os.environ.get("NPM_REGISTRY") or REGISTRY)
    except AssetsUnavailable as error:
        if os.environ.get("CI"):
            pytest.fail(f"CI has to have the QR reader: {error}")
        pytest.skip(f"no QR reader on this machine: {error}")
