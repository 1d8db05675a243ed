import pytest


@pytest.mark.parametrize("path", ["/", "/activities/", "/api/v1/activities/"])
def test_what_a_signed_in_person_was_shown_stays_in_no_cache(browser_of, organiser, path):
    assert browser_of(organiser).get(path)["Cache-Control"] == "private, no-store"


def test_the_sign_in_page_may_be_asked_again(client, db):
    assert "no-store" in client.get("/sign-in/")["Cache-Control"]


@pytest.mark.parametrize("parent", ["-1.7976931348623155e+308", "1e308", "9" * 400, "x"])
def test_a_parent_that_no_unit_can_have_is_refused(api, organiser, parent):
    assert api(organiser).get("/api/v1/units/", {"parent": parent}).status_code == 400
