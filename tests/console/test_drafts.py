"""Whatever is typed into a form of the console is kept: every such form arms itself. What the browser does: tests/browser/test_forms.py."""

import re
from types import SimpleNamespace

import lxml.html
import pytest
from django.test import Client

from screens.sealed.drafts import draft_key
from screens.sealed.searches import SEAL_KEY
from tests.conftest import PASSWORD
from tests.scoping.test_every_route import ALL, OPEN, filled, world  # noqa: F401 - world is a fixture

NO_TYPING = {"hidden", "submit", "search", "password"}


@pytest.mark.only_deep
@pytest.mark.usefixtures("walk_ins_allowed")
def test_every_form_of_every_page_of_the_console_arms_itself(world, today, browser_of, admin):  # noqa: F811
    browser, armed, opted_out = browser_of(admin), set(), set()
    for path in ALL:
        if path in OPEN or path.startswith(("api/", "sign-in", "sign-out")):
            continue
        answer = browser.get(filled(path, world | {"activities": today.pk} if path == "activities/<pk>/walk-ins/new/" else world))
        if (
            answer.status_code != 200
            or answer.streaming
            or not answer.get("Content-Type", "").startswith("text/html")
            or not answer.content
        ):
            continue
        page = lxml.html.fromstring(answer.content.decode())
        for form in page.iter("form"):
            controls = [*form.iter("input", "select", "textarea"), *page.xpath("//*[@form=$id]", id=form.get("id") or "-")]
            is_typed_into = any(control.get("type", "text") not in NO_TYPING for control in controls)
            if form.get("method") == "get" or form.get("role") == "search" or not is_typed_into:
                continue
            if "data-draft" in form.attrib:
                opted_out.add(path)
                continue
            assert form.get("method") == "post", path  # the script knows no other spelling
            if page.tag == "html":
                assert page.xpath("//script[contains(@src, 'console/drafts')]") and page.xpath("//template[@id='draft-restored']"), path
            armed.add(path)
    assert len(armed) > 25
    chosen_rows, named_filters = {"activities/<pk>/registrations/", "sittings/<pk>/"}, {"reports/<name>/"}
    assert opted_out == chosen_rows | named_filters, "neither is something typed that somebody misses"


def test_a_card_number_is_not_kept_by_the_browser(desk, session, enrolled):
    for address in (f"/activities/{session.pk}/registrations/new/", f"/people/{enrolled[0].person_id}/edit/"):
        assert re.search(r'<input[^>]*name="national_id"[^>]*data-draft="off"', desk.get(address).content.decode()), address


@pytest.mark.django_db
def test_drafts_are_sealed_with_a_key_that_only_the_session_has(organiser):
    assert draft_key(SimpleNamespace(session={})) == ""
    keys = []
    for _session in range(2):
        client = Client()
        client.post("/sign-in/", {"username": organiser.username, "password": PASSWORD})
        page = client.get("/activities/").content.decode()
        keys.append(re.search(r'data-draft-key="([0-9a-f]{16}\.[\w+/=]{44})"', page)[1])
        assert client.session[SEAL_KEY] not in page
        client.post("/sign-out/")
        page = client.get("/sign-in/").content.decode()
        assert "data-draft-key" not in page and "console/drafts" in page
    assert keys[0] != keys[1]


def test_an_answer_to_a_form_says_so_and_a_page_that_was_asked_for_does_not(desk, session):
    url = f"/activities/{session.pk}/cancel/"
    assert "data-posted" in desk.post(url, {"reason": ""}).content.decode()
    assert "data-posted" not in desk.get(url).content.decode()


# --- the last person of a list


def test_done_registers_whoever_is_typed_and_goes_to_the_list(desk, session, ba_to, unit_called):
    url, commune = f"/activities/{session.pk}/registrations/new/", unit_called("Ba Vì").pk
    typed = {"full_name": "Phạm Văn Cuối", "unit": commune, "role": "participant", "category": "", "last": "1"}
    answer = desk.post(url, typed, follow=True)
    assert answer.redirect_chain[-1][0] == f"/activities/{session.pk}/registrations/"
    assert "Đã đăng ký Phạm Văn Cuối." in answer.content.decode()
    assert session.registrations.get().person.full_name == "Phạm Văn Cuối"
    wrong = desk.post(url, typed | {"full_name": "", "phone": "12"})
    assert wrong.status_code == 200 and 'value="12"' in wrong.content.decode()
    empty = {"full_name": "", "unit": commune, "role": "participant", "last": "1"}
    assert desk.post(url, empty).headers["Location"] == f"/activities/{session.pk}/registrations/"
    assert session.registrations.count() == 1
