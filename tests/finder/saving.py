"""Saving the filters of a list or the question of a report from its page."""

from typing import Any

from django.test import Client

from tests.pages import hidden_value


def save_from_page(browser: Client, path: str, query: dict[str, Any], name: str, **posted: Any) -> str:
    """Save under this name what the page shows, as its form does; return the page that follows."""
    seal = hidden_value(browser.get(path, query), "list")
    return browser.post("/saved-filters/", {"list": seal, "name": name} | posted, follow=True).content.decode()
