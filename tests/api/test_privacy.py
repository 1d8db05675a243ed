import pytest


@pytest.mark.parametrize("path", ["/", "/activities/", "/api/v1/activities/"])
def test_what_a_signed_in_person_was_shown_stays_in_no_cache(browser_of, organiser, path):
    assert browser_of(organiser).get(path)["Cache-Control"] == "private, no-store"


def test_the_sign_in_page_may_be_asked_again(client, db):
    assert "no-store" in client.get("/sign-in/")["Cache-Control"]
