"""The page that a judge marks on, and what a phone keeps of it: the same for everybody, without data."""

import json

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from contests.juries.page_words import words_in
from screens.kept_pages.files import PHONE, KeptFile, address_of, list_names, read_script, type_of

STYLE, BOOT, SCRIPT = "judge/judge.css", f"{PHONE}/boot.js", "judge/app.js"


def render_page() -> str:
    """Return the page without words and style: these come with the scripts, so that a first visit asks for nothing twice."""
    config = {
        "api": "/api/v1/",
        "page": reverse("judge-page"),
        "serviceWorker": reverse("judge-sw"),
        "script": address_of(SCRIPT),
        "style": address_of(STYLE),
        "words": reverse("judge-words"),
        "languageCookie": settings.LANGUAGE_COOKIE_NAME,
    }
    with translation.override(settings.LANGUAGE_CODE):
        context = {"config": config, "boot": address_of(BOOT)}
        return render_to_string("contests/juries/judge.html", context)


def write_words() -> str:
    """Return every sentence that the script says, in both languages, as JSON."""
    return json.dumps({code: words_in(code) for code, _name in settings.LANGUAGES}, ensure_ascii=False, separators=(",", ":"))


def list_files() -> list[KeptFile]:
    """Return the page first, then what it loads."""
    page = KeptFile(reverse("judge-page"), "text/html; charset=utf-8", render_page().encode())
    words = KeptFile(reverse("judge-words"), "application/json", write_words().encode())
    names = list_names("judge") + list_names(PHONE)
    return [page, words, *(KeptFile(address_of(name), type_of(name), read_script(name)) for name in names)]
