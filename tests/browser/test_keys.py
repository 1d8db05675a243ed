"""Keys at a desk: the search of every page, its results, and the live list of a sitting without a mouse."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.served_activity import ServedActivity

pytestmark = pytest.mark.browser

FOCUSED = "document.activeElement.textContent.trim()"


def test_people_are_searched_for_and_ticked_by_keys_alone_and_a_field_keeps_its_letters(site, desk):
    activity = ServedActivity(site, "Lớp bàn phím", [("Đinh Văn Ách", 1980), ("Đinh Văn Bê", 1981), ("Hồ Thị Xia", 1982)])
    desk.goto("/reports/")
    desk.keyboard.press("/")
    desk.keyboard.type("lop ban phim")
    desk.keyboard.press("Enter")
    desk.wait_for_url(re.compile(r"/find/\?search="))
    expect(desk.locator("#find-words")).to_be_focused()  # by `autofocus`, which a browser sees to after the page is there
    desk.keyboard.press("ArrowDown")
    assert desk.evaluate(FOCUSED) == "Lớp bàn phím"

    desk.goto(f"/sittings/{activity.sittings[0]}/")
    desk.keyboard.press("?")
    expect(desk.locator("#live-keys dl")).to_be_visible()
    desk.keyboard.press("?")
    expect(desk.locator("#live-keys dl")).to_be_hidden()
    desk.keyboard.press("/")
    desk.keyboard.type("dinh?")
    expect(desk.locator("#live-q")).to_have_value("dinh?")  # what is typed into a field is no key of the list
    desk.keyboard.press("Backspace")
    expect(desk.locator("#live tbody tr")).to_have_count(2)
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("ArrowDown")
    second = desk.locator(f"#person-{activity.people[1]['id']}")
    expect(second).to_be_focused()
    assert [row.get_attribute("tabindex") for row in desk.locator("#live tbody tr").all()] == ["-1", "0"]
    desk.keyboard.press("Space")
    expect(desk.locator("#live-said")).to_contain_text("Đinh Văn Bê")
    expect(second).to_contain_text("Có mặt")
    expect(second).to_be_focused()  # its row was drawn anew
    desk.keyboard.press("Enter")
    expect(desk.locator("#live-keys-said")).to_contain_text("Có mặt")  # nobody is ticked twice
    desk.keyboard.press("x")
    expect(desk.locator("#live-q")).to_be_focused()
    expect(desk.locator("#live tbody")).to_contain_text("Hồ Thị Xia")
    expect(desk.locator("#live tbody tr")).to_have_count(1)
    assert [person["name"] for person in activity.attendances()] == ["Đinh Văn Bê"]
