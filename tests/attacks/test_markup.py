"""Markup that somebody typed stays text: in every text field of every table, on every page, in a real browser."""

import re
from functools import partial
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from people.actions import find_or_add_organisation
from people.models import Person
from tests.depth import by_depth
from tests.printing import fulfill_from
from tests.scoping.test_every_route import ALL, OPEN, filled, world  # noqa: F401 - world is a fixture
from tests.serving import ROOT

SITE = "http://attacked.test"
LONG = '"><svg onload="hacked=1"></svg><i hx-post="/hacked" hx-trigger="load">x</i>'
SHORT = '"><svg onload="hacked=1">'
ROOMS = ("places", "accounts", "people", "activities", "attendance", "training", "contests", "imports", "registry", "privacy")
# What the program itself writes and reads again: an altered one is no page at all.
NOT_TYPED = (
    "code",
    "short_code",
    "code_digest",
    "folded",
    "sort_key",
    "lowered",
    "path",
    "username",
    "password",
    "door_key",
    "state",
    "sequence",
    "subject",
    "subject_id",
    "verb",
)
FILES = (".csv", ".docx", ".ics", ".pdf", ".xlsx")  # half a second each for a report, and no page
PAGES = [
    path
    for path in ALL
    if not path.startswith(("api/", "P/", "D/", "d/<pk>/receipt/")) and not any(word in path for word in ("sign-out", "setlang", "qr.svg"))
    if not path.endswith(FILES)
]


def fill_with_markup() -> list[str]:
    """Put markup into every row of every text field that takes it; return the fields."""
    typed_fields = [
        (model, field)
        for room in ROOMS
        for model in apps.get_app_config(room).get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices and not field.primary_key
        if field.name not in NOT_TYPED and "digest" not in field.name
    ]
    filled_fields = []
    for model, field in typed_fields:
        markup = LONG if field.max_length is None or field.max_length >= len(LONG) else SHORT
        if field.max_length is not None and field.max_length < len(SHORT):
            continue
        try:
            with transaction.atomic():
                if model._base_manager.update(**{field.name: markup}):
                    filled_fields.append(f"{model.__name__}.{field.name}")
        except IntegrityError:  # unique, or a word of a closed list
            continue
    return filled_fields


@pytest.mark.deep
def test_what_somebody_typed_is_never_markup(subtests, world, chromium, browser_of, admin, ba_to):  # noqa: F811
    organisation = find_or_add_organisation("Trường THCS Ba Tơ", unit=ba_to)
    Person.objects.update(organisation=organisation)
    filled_fields = fill_with_markup()
    assert {"Person.full_name", "Activity.title", "Activity.venue", "Organisation.name", "AgencyPeriod.name", "User.full_name"} <= {
        *filled_fields
    }
    client, requested_paths, answers = browser_of(admin), [], {}
    page = chromium.new_page()
    page.on("request", lambda request: requested_paths.append(urlsplit(request.url).path))
    page.route("**/*", partial(fulfill_from, answers))
    pages_with_markup = 0
    for number, path in enumerate(PAGES[:: by_depth(8, deep=1)]):
        address = filled(path, world)
        with subtests.test(path), transaction.atomic():
            answer = client.get(address)
            if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
                continue
            text = answer.content.decode()
            assert "<svg onload" not in text and "<i hx-post" not in text
            pages_with_markup += "svg onload" in text
            if number % by_depth(3, deep=1):
                continue
            answers[urlsplit(address).path] = answer
            page.goto(SITE + address, wait_until="load")
            planted = page.evaluate("() => document.querySelectorAll('svg[onload], i[hx-post], [hx-post=\"/hacked\"]').length")
            assert (planted, page.evaluate("() => typeof window.hacked")) == (0, "undefined")
    page.close()
    assert pages_with_markup > by_depth(8, deep=50), "the markup was on the pages, as text"
    assert "/hacked" not in requested_paths


def test_no_template_marks_what_is_typed_as_safe():
    marked = re.compile(r"\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off|mark_safe\(")
    files = [
        *ROOT.glob("*/templates/**/*.html"),
        *(
            path
            for room in (*ROOMS, "console", "exports", "scanner", "screens", "maintenance", "backend")
            for path in (ROOT / room).rglob("*.py")
        ),
    ]
    assert [str(path.relative_to(ROOT)) for path in files if marked.search(path.read_text())] == []
