"""A name is mended where it is seen: a link beside it on every list, and back to its row."""

import html
import re

import pytest


@pytest.fixture
def pages(enrolled, morning) -> dict[str, str]:
    """Return the row of the first registered that each list leads back to."""
    registration, activity = enrolled[0], enrolled[0].activity_id
    return {
        f"/activities/{activity}/registrations/?sort=x": f"registration-{registration.pk}",
        f"/sittings/{morning.pk}/?show=out": f"person-{registration.pk}",
        f"/reports/attendance-register/?activity={activity}": f"person-{registration.person_id}",
    }


def test_a_correction_leads_back_to_the_row_of_the_list(desk, enrolled, pages):
    person = enrolled[0].person
    typed = {"full_name": "Phạm Văn Ré", "unit": person.unit_id, "phone": ""}
    for page, row in pages.items():
        listed = desk.get(page).content.decode()
        [address] = re.findall(rf'href="(/people/{person.pk}/edit/\?next=[^"]+)"', listed)
        assert f'id="{row}"' in listed, page
        assert f'href="{page}#{row}">Hủy bỏ' in html.unescape(desk.get(html.unescape(address)).content.decode())
        assert desk.post(html.unescape(address), typed)["Location"] == f"{page}#{row}"
    person.refresh_from_db()
    assert person.full_name == "Phạm Văn Ré"


def test_nobody_else_is_offered_a_correction(browser_of, usher, leader, stranger, enrolled, pages):
    for user in (usher, leader, stranger):
        browser = browser_of(user)
        assert not any(f"/people/{enrolled[0].person_id}/edit/" in browser.get(page).content.decode() for page in pages), user
    assert browser_of(usher).get(f"/people/{enrolled[0].person_id}/edit/?next=/").status_code == 403


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com/", "/\\example.com", "javascript:alert(1)", "people/", ""])
def test_a_correction_leads_nowhere_else(desk, enrolled, elsewhere):
    person = enrolled[0].person
    answer = desk.post(f"/people/{person.pk}/edit/?next={elsewhere}", {"full_name": "Phạm Văn Ré", "unit": person.unit_id})
    assert answer["Location"] == f"/people/{person.pk}/"
