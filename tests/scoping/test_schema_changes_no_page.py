"""A page that is drawn after another one is the same: no view changes a form that others draw, too."""

import re

import pytest

from tests.pages import whole_body
from tests.scoping.test_every_route import ALL, OPEN, world  # noqa: F401 - world is a fixture

LISTS = [
    path
    for path in ALL
    if "<" not in path and path not in OPEN and not path.startswith(("api/", "account/")) and not path.endswith(("csv", "xlsx"))
]
LABELS = re.compile(r"<(?:label|legend|option|summary)\b[^>]*>[^<]*")


@pytest.mark.only_deep
def test_lists_and_their_filters_read_the_same_after_the_schema_was_opened(world, browser_of, admin):  # noqa: F811
    browser, pages = browser_of(admin), [f"/activities/{world['activities']}/registrations/", *(f"/{path}" for path in LISTS)]
    before = {page: LABELS.findall(whole_body(browser.get(page)).decode(errors="replace")) for page in pages}
    assert browser.get("/api/schema/").status_code == 200
    after = {page: LABELS.findall(whole_body(browser.get(page)).decode(errors="replace")) for page in pages}
    assert before == after
    assert sum(map(bool, after.values())) > 15
    assert not [page for page, labels in after.items() if "---------" in " ".join(labels)]
