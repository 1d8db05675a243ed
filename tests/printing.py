"""Pages as Chromium prints them, without a server: what the test client got, and the static files of the product."""

import re
import subprocess
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Route


def fulfill_from(answers: dict[str, Any], route: Route) -> None:
    """Answer a request of the browser with what the test client got at that path, with a static file, or with nothing.

    Playwright calls it in a context of its own, where Django has another connection and so not the test's data.
    """
    path = urlsplit(route.request.url).path
    file = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
    if file:
        route.fulfill(path=file)
    elif path in answers:
        headers = {name: value for name, value in answers[path].headers.items() if name != "Content-Length"}
        route.fulfill(body=answers[path].content, headers=headers)
    else:
        route.fulfill(status=204)


def print_page(chromium: Browser, page: Any, *, measure: str = "() => null", **window: Any) -> tuple[bytes, Any, bytes]:
    """Return the PDF of a page, what `measure` says of it in print, and a picture of it in print."""
    with chromium.new_page(**window) as tab:
        tab.route("**/*", partial(fulfill_from, {"/": page}))
        tab.goto("http://testserver/")
        pdf = tab.pdf(prefer_css_page_size=True)
        tab.emulate_media(media="print")
        return pdf, tab.evaluate(measure), tab.screenshot(full_page=True)


def page_texts(pdf: bytes) -> list[str]:
    """Return what each page says, laid out as on paper, as poppler reads it."""
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode().split("\f")[:-1]


def sheet_sizes(pdf: bytes) -> list[tuple[int, int]]:
    """Return (width, height) of each sheet in points."""
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == len(boxes)
    return [(round(float(width)), round(float(height))) for width, height in boxes]
