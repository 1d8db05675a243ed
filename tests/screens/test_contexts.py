"""What a view gives to its template is read there: after a rename on one side a page would silently show less."""

import re
from typing import Any

import pytest
from django.template import loader
from django.template.loader import get_template

from tests.scoping.test_every_route import ALL, OPEN, filled, world  # noqa: F401 - world is a fixture

TAGS = re.compile(r"\{\{(.*?)\}\}|\{%(.*?)%\}", re.DOTALL)
OTHER_TEMPLATES = re.compile(r"""\{%\s*(?:include|extends)\s+["'](?!django/)([^"']+)["']""")


def read_names(source: str, seen: set[str]) -> set[str]:
    """Return the words inside of tags of a template, of those that it includes and of the one that it extends; add their names to `seen`."""
    words = {word for tag in TAGS.findall(source) for word in re.findall(r"\w+", " ".join(tag))}
    others = set(OTHER_TEMPLATES.findall(source)) - seen
    seen |= others
    return words.union(*(read_names(get_template(name).template.source, seen) for name in others))


@pytest.mark.only_deep
def test_every_name_that_a_view_gives_is_read_by_its_template(world, browser_of, admin, monkeypatch):  # noqa: F811
    given: set[tuple[str, str]] = set()
    render_to_string = loader.render_to_string

    def noting(template_name: Any, context: Any = None, *arguments: Any, **options: Any) -> str:
        given.update((template_name, name) for name in context or ())
        return render_to_string(template_name, context, *arguments, **options)

    monkeypatch.setattr(loader, "render_to_string", noting)
    browser, unread, pages = browser_of(admin), set(), 0
    for path in ALL:
        if path.startswith("api/") or path in OPEN:
            continue
        given.clear()
        answer = browser.get(filled(path, world))
        read = set().union(*(read_names(template.source, set()) for template in answer.templates))
        unread |= {f"{template_name}: {name}" for template_name, name in given if name not in read}
        pages += bool(given)
    assert unread == set()
    assert pages > 100
