"""Pages as Chromium prints them, without a server: what the test client got, and the static files of the product."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Route


def fulfill_from(page: Any, route: Route) -> None:
    """Answer a request of the browser with a static file, or with the page."""
    path = urlsplit(route.request.url).path
    if path.startswith("/static/"):
        route.fulfill(path=finders.find(path.removeprefix("/static/")))
    else:
        route.fulfill(body=page.content, headers=dict(page.headers))


def print_page(chromium: Browser, page: Any, *, measure: str = "() => null", **window: Any) -> tuple[bytes, Any, bytes]:
    """Return the PDF of a page, what `measure` says of it in print, and a picture of it in print."""
    with chromium.new_page(**window) as tab:
        tab.route("**/*", lambda route: fulfill_from(page, route))
        tab.goto("http://testserver/")
        pdf = tab.pdf(prefer_css_page_size=True)
        tab.emulate_media(media="print")
        return pdf, tab.evaluate(measure), tab.screenshot(full_page=True)


def sheet_sizes(pdf: bytes) -> list[tuple[int, int]]:
    """Return (width, height) of each sheet in points."""
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == len(boxes)
    return [(round(float(width)), round(float(height))) for width, height in boxes]
