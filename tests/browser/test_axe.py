"""axe-core has nothing to say about any screen: landmarks, heads of tables, names of controls, ids, contrast.

Pages are drawn by the test client and shown to one Chromium with the files that they link, so that no server has to be asked.
"""

import os
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser

from scanner.page.vendored_assets import REGISTRY, AssetsUnavailable, install
from tests.browser.axe import AXE
from tests.depth import by_depth
from tests.printing import fulfill_from
from tests.scoping.test_every_route import ALL, filled, world  # noqa: F401 - world is a fixture

NO_PAGES = ("api/v1/", "api/schema/", "D/", "P/", "d/<pk>/receipt/", "j/")  # j/: test_judge_page.py, with its sheets
FILES = (".csv", ".xlsx", ".js", ".json", ".webmanifest")
FOR_PASSERS_BY = ("d/", "p/", "sign-in/", "notice/", "scan/")
IS_OPEN = "!document.querySelector('#opening:not([hidden])')"  # of the scanner, whose screens are drawn by its script
OPEN_ALL = "document.querySelectorAll('details').forEach(details => { details.open = true; })"
VIOLATIONS = """axe.run(document, {resultTypes: ["violations"], iframes: false}).then(result =>
  result.violations.flatMap(({id, nodes}) => nodes.map(node => `${id}: ${node.html.slice(0, 200)}`)))"""


@pytest.fixture(scope="module")
def axe_script() -> str:
    """The script of axe-core; it is fetched once for this checkout."""
    folder = settings.VAR_DIR / "development"
    try:
        install(AXE, folder, registry=os.environ.get("NPM_REGISTRY") or REGISTRY)
    except AssetsUnavailable as error:
        if os.environ.get("CI"):
            pytest.fail(f"CI has to have axe-core: {error}")
        pytest.skip(f"no axe-core on this machine: {error}")
    return (folder / AXE.name / "axe.min.js").read_text()


@pytest.mark.deep
def test_axe_has_nothing_to_say_about_any_screen(chromium: Browser, world: Any, admin: Any, axe_script: str) -> None:  # noqa: F811
    """The pages that an administrator or a passer-by gets: in `make test` every fifth, in `make test-deep` all."""
    screens, signed_in = {}, Client()
    signed_in.force_login(admin, backend="django.contrib.auth.backends.ModelBackend")
    paths = [path for path in ALL if not path.startswith(NO_PAGES) and not path.endswith(FILES)]
    for path in paths[:: by_depth(5, deep=1)]:
        screen = (Client() if path.startswith(FOR_PASSERS_BY) else signed_in).get(filled(path, world))
        if screen.status_code in (200, 404) and not screen.streaming and screen.content.lstrip()[:14].lower() == b"<!doctype html":
            screens[filled(path, world)] = screen

    context = chromium.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True, service_workers="block")
    context.add_init_script(axe_script)
    context.route("**/*", partial(fulfill_from, screens))
    page, violations = context.new_page(), {}
    for address in screens:
        page.goto("http://screens" + address)
        page.wait_for_function(IS_OPEN)
        page.evaluate(OPEN_ALL)
        violations[address] = page.evaluate(VIOLATIONS)
    context.close()
    assert {address: sentences for address, sentences in violations.items() if sentences} == {}
    assert len(screens) > by_depth(20, deep=100)
