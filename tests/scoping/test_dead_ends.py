"""Whoever follows what a page offers arrives: no link and no button of the console answers 403 or 404 to the role that sees it."""

import json
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import lxml.html
import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from accounts.actions import grant_role
from accounts.roles import Role
from tests.depth import by_depth
from tests.scoping.test_every_route import ALL, OPEN, filled, world  # noqa: F401 - world is a fixture

PAGES = [path for path in ALL if not path.startswith("api/") and path not in OPEN]
ROLES = ("admin", "organiser", "clerk", "usher", "leader", "stranger", "nobody")
SAME_PAGE = ("sort", "page")  # of a query string: the same rows in another order or the next of them


def offers(document, address):
    """Yield (method, address, fields) of each link and button on a page: a form with what stands in it, and the first of each choice."""
    for element in document.iter("*"):
        for attribute in ("href", "src", "hx-get"):
            if element.get(attribute) is not None:
                yield "get", urljoin(address, element.get(attribute)), {}
        if element.get("hx-post") is not None and element.tag != "form":
            yield "post", urljoin(address, element.get("hx-post")), json.loads(element.get("hx-vals", "{}"))
    for form in document.iter("form"):
        controls = [*form.iter("input", "select", "textarea", "button"), *document.xpath("//*[@form=$id]", id=form.get("id") or "-")]
        fields, buttons = {}, [control for control in controls if control.tag == "button" and control.get("type") != "button"]
        for control in controls:
            if control.get("name") and control.tag != "button" and (control.get("type") != "radio" or control.get("name") not in fields):
                fields[control.get("name")] = control.get("value") or next(iter(control.xpath(".//option/@value")), "")
        can_press_enter = any(control.tag == "input" and control.get("type") in (None, "text", "search") for control in controls)
        for button in buttons or [form] * can_press_enter:
            method = (button.get("formmethod") or form.get("method") or "get").lower()
            pressed = {button.get("name"): button.get("value", "")} if button is not form and button.get("name") else {}
            yield method, urljoin(address, button.get("formaction") or form.get("action") or ""), fields | pressed


@pytest.mark.deep
@pytest.mark.parametrize("role", by_depth(("organiser", "nobody"), deep=ROLES))
def test_no_link_or_button_that_a_role_sees_leads_nowhere(world, request, quang_ngai, role):  # noqa: F811
    browser, answers, sent, dead_ends, user = Client(), {}, set(), {}, request.getfixturevalue(role)
    if role == "stranger":  # may do more in Lý Sơn than here, where they only look
        grant_role(user, role=Role.ADMINISTRATOR, unit=user.grants.get().unit, by=None, at=timezone.now())
        grant_role(user, role=Role.LEADER, unit=quang_ngai, by=None, at=timezone.now())
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    browser.get("/")
    session_key = browser.cookies[settings.SESSION_COOKIE_NAME].value
    for page_address in (filled(path, world) for path in PAGES[:: by_depth(16, deep=1)]):
        if ("get", page_address) not in answers:
            answers["get", page_address] = browser.get(page_address)
        page = answers["get", page_address]
        if page.status_code != 200 or page.streaming or "text/html" not in page["Content-Type"] or not page.content.strip():
            continue
        for method, target, fields in offers(lxml.html.fromstring(page.content.decode()), "http://testserver" + page_address):
            parts = urlsplit(target)
            query = urlencode([(name, value) for name, value in parse_qsl(parts.query) if name not in SAME_PAGE])
            address = parts.path + (f"?{query}" if query else "")
            key = (method, address, *fields) if method == "post" else (method, address)
            if parts.netloc != "testserver" or parts.path.startswith("/static/"):
                continue
            alike = (method, resolve(parts.path).route, *sorted(fields), *(name for name, _value in parse_qsl(query)))
            if key not in answers and alike not in sent:  # of a list's rows one is followed
                sent.add(alike)
                with transaction.atomic():  # what a button does is undone; so is the end of the session
                    answers[key] = browser.post(address, fields) if method == "post" else browser.get(address, fields)
                    transaction.set_rollback(method == "post")
                browser.cookies[settings.SESSION_COOKIE_NAME] = session_key
            if key in answers and answers[key].status_code in (403, 404, 405):
                dead_ends[f"{method} {address}"] = f"{answers[key].status_code} on {page_address}"
    assert dead_ends == {}
