"""No telephone, card number or name stands in an address: whatever is typed into a search box is posted, and sealed from there on."""

import io
import json
import re
from urllib.parse import parse_qsl, urlencode, urlsplit

import openpyxl
import pytest
from django.utils import timezone
from lxml import html

from imports.actions import make_preview, receive
from privacy.requests.actions import receive as receive_request
from tests.attacks.test_markup import PAGES
from tests.conftest import DAY, PASSWORD
from tests.depth import by_depth
from tests.scoping.test_every_route import filled, world  # noqa: F401 - world is a fixture

PHONE, TYPED = "0905123457", "0905 123 457"
# Fields that stand in addresses: titles and places of activities, names of places; whatever else is typed is a day or a number of a filter.
TYPED_INTO_ADDRESSES = {
    "activities/": {"q"},
    "documents/": {"q"},
    "outreach-items/": {"q"},
    "reports/<name>/": {"q"},
}
NO_TEXT = {"hidden", "number", "checkbox", "radio", "submit"}
# A filter posts with these pages; on the others somebody looks for people.
SEARCHED = {
    "people/", "activities/<pk>/registrations/", "activities/<pk>/registrations/new/", "sittings/<pk>/", "activities/<pk>/inbox/<scan_id>/",
    "contests/teams/<pk>/members/", "roster-imports/<pk>/", "admin/data-requests/<pk>/", "admin/disclosures/", "admin/changes/", "admin/users/",
    "reports/attendance-register/",
}  # fmt: skip


@pytest.mark.deep
def test_a_search_for_a_number_leaves_no_digits_in_any_address(subtests, world, browser_of, admin, session, organiser):  # noqa: F811
    roster = receive(
        session, content="TT;Họ và tên;Năm sinh\n1;Đinh Văn A;1980\n".encode(), file_name="a.csv", by=organiser, at=timezone.now()
    )
    make_preview(roster, by=organiser, at=timezone.now())
    data_request = receive_request(kind="access", unit=session.unit, received_on=DAY, by=organiser, today=DAY, name="Hồ Thị Hỏi")
    client, searched, ids = browser_of(admin), set(), world | {"roster-imports": roster.pk, "data-requests": data_request.pk}
    pages = (*PAGES, "reports/attendance-register/")  # where the activity of a report is searched for
    assert {*pages} >= SEARCHED
    for number, path in enumerate(pages):
        if path not in SEARCHED and number % by_depth(4, deep=1):
            continue
        address = filled(path, ids)
        page = client.get(address)
        if page.status_code != 200 or not page.get("Content-Type", "").startswith("text/html"):
            continue
        document = html.document_fromstring(page.content.decode() or "<p>")
        with subtests.test(path):
            for field in document.xpath("//form[not(@method) or @method='get']//input[@name] | //input[@hx-get]"):
                is_place = field.get("hx-get") in ("/units/options/", "/documents/options/")  # or a document
                is_known = field.get("name") in TYPED_INTO_ADDRESSES.get(path, ())
                is_day = field.get("data-typed") is not None
                assert field.get("type", "text") in NO_TEXT or is_place or is_known or is_day, html.tostring(field)
            forms = [form for form in document.forms if form.action == "/search/"]  # posted as a browser does, empty fields as well
            boxes = [[(field.get("name"), field.value or "") for field in form.inputs if field.get("name") != "q"] for form in forms]
            boxes += [json.loads(field.get("hx-vals")).items() for field in document.xpath("//input[@hx-post='/search/']")]
            for box in boxes:
                searched.add(path)
                fields = urlencode([*box, ("q", TYPED)])
                answer = client.post("/search/", fields, content_type="application/x-www-form-urlencoded", follow=True)
                assert answer.status_code == 200 and [status for _url, status in answer.redirect_chain] == [302]
                addresses = [url for url, _status in answer.redirect_chain]
                addresses += html.document_fromstring(answer.content.decode() or "<p>").xpath(
                    "//@href | //@action | //@formaction | //@src | //@hx-get | //@hx-post | //@hx-push-url"
                )
                unsealed = [re.sub(r"search=[^&]*", "search=", result) for result in addresses]  # a seal holds digits by chance
                assert [result for result in unsealed if "905" in result or "457" in result] == []
    assert searched == SEARCHED


@pytest.fixture
def linh(make_person):
    make_person("Đinh Thị Mẫu", phone="0987654321")
    return make_person("Hồ Văn Linh", phone=PHONE)


def test_what_was_searched_for_holds_while_one_sorts_goes_back_and_downloads(desk, browser_of, organiser, linh):
    page = desk.post("/search/", {"search_page": "/people/", "q": TYPED, "gender": "M", "sort": "-name", "page": "3"}, follow=True)
    [(address, _status)] = page.redirect_chain
    assert [name for name, _value in parse_qsl(urlsplit(address).query)] == ["gender", "sort", "search"]
    assert [person for person, _figures in page.context["rows"]] == [linh]
    assert f'value="{TYPED}"' in page.content.decode()
    file = desk.get(address.replace("/people/", "/people/list.xlsx"))
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(file.getvalue())).active.values for cell in row]
    assert "Hồ Văn Linh" in cells and "Đinh Thị Mẫu" not in cells
    assert [person for person, _figures in desk.get(address).context["rows"]] == [linh]

    other_session = browser_of(organiser)
    listed_person = other_session.get(address, follow=True)
    assert "Hãy gõ lại vào ô tìm." in listed_person.content.decode() and TYPED not in listed_person.content.decode()
    assert listed_person.redirect_chain == [("/people/?gender=M&sort=-name", 302)]
    assert other_session.get(address.replace("/people/", "/people/list.xlsx"))["Location"] == "/people/?gender=M&sort=-name"


def test_a_number_typed_into_the_address_is_sealed_and_no_address_is_made_up(desk, linh):
    moved = desk.get("/people/", {"q": PHONE, "gender": "M"})
    assert moved.status_code == 302 and PHONE[1:] not in moved["Location"]
    assert [person for person, _figures in desk.get(moved["Location"]).context["rows"]] == [linh]
    for page in ("https://evil.test/", "//evil.test/", "/nowhere/", ""):
        assert desk.post("/search/", {"search_page": page, "q": "x"}).status_code == 404
    assert desk.get("/search/").status_code == 405


@pytest.mark.parametrize("number", [PHONE, TYPED, "+84 905 123 457", "3457", "Linh 0905.123.457"])
def test_the_api_takes_a_number_in_a_body_only(api, admin, organiser, usher, linh, number):
    for path in ("persons", "disclosures"):
        refused = api(admin).get(f"/api/v1/{path}/", {"q": number})
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "number_in_address")
    if not number.startswith("Linh"):
        answer = api(organiser).post("/api/v1/persons/search/?gender=M", {"q": number})
        assert [row["full_name"] for row in answer.json()["results"]] == ["Hồ Văn Linh"]
        assert api(usher).post("/api/v1/persons/search/", {"q": number}).json()["results"] == []


def test_what_was_searched_for_holds_after_the_password_was_given_again(desk, linh, make_person):
    make_person("Đinh Thị Mẫu", phone="0987654321")
    [(address, _status)] = desk.post("/search/", {"search_page": "/people/", "q": TYPED}, follow=True).redirect_chain
    session = desk.session
    session["confirmed_at"] = 0
    session.save()
    asked = desk.get(address.replace("/people/", "/people/list.xlsx"))
    assert asked.status_code == 302 and asked["Location"].startswith("/account/confirm/")
    confirmed = desk.post(asked["Location"], {"confirm_password": PASSWORD})
    file = desk.get(confirmed.context["next_url"])
    assert file.status_code == 200
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(file.getvalue())).active.values for cell in row]
    assert "Hồ Văn Linh" in cells and "Đinh Thị Mẫu" not in cells


@pytest.mark.parametrize("seal", ["é", "gAAAA", "a" * 9000])
def test_what_is_no_seal_leads_to_the_page_without_it(desk, linh, seal):
    assert desk.get("/people/", {"search": seal, "gender": "M"})["Location"] == "/people/?gender=M"
