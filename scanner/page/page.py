"""The scanner's page and its web app manifest, as text: the same for everybody."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from scanner.page import files
from scanner.page.messages import messages_in
from screens.kept_pages.files import address_of

ICONS = (("icon-192.png", "192x192", "any"), ("icon-512.png", "512x512", "any"), ("icon-maskable-512.png", "512x512", "maskable"))


def describe_app() -> dict[str, Any]:
    """Return the web app manifest."""
    page = reverse("scan")
    with translation.override(settings.LANGUAGE_CODE):
        name, short_name = _("Điểm danh – Tập huấn & Hội thi"), _("Điểm danh")
    return {
        "name": name,
        "short_name": short_name,
        "id": page,
        "start_url": page,
        "scope": page,
        "display": "standalone",
        "lang": settings.LANGUAGE_CODE,
        "background_color": "#ffffff",
        "theme_color": "#0f3b66",
        "icons": [
            {"src": address_of(f"scanner/{file}"), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for file, sizes, purpose in ICONS
        ],
    }


def render_page() -> str:
    """Return the page in both languages at once: the phone chooses without the network, and everybody gets the same bytes."""
    names = files.names_to_keep()
    has_reader = {files.READER, files.WASM} <= set(names)
    config = {
        "api": "/api/v1/",
        "page": reverse("scan"),
        "serviceWorker": reverse("scan-sw"),
        "script": address_of("scanner/app.js"),
        "decodeWorker": reverse("scan-decode-worker"),
        "reader": address_of(files.READER) if has_reader else None,
        "wasm": address_of(files.WASM) if has_reader else None,
        "version": files.version_of_files(),
        "languageCookie": settings.LANGUAGE_COOKIE_NAME,
    }
    messages: dict[str, Any] = {code: messages_in(code) for code, _name in settings.LANGUAGES}
    context = {
        "config": config,
        "messages": messages,
        "words": messages[settings.LANGUAGE_CODE],
        "static": f"{settings.STATIC_URL}scanner/",
        "boot": address_of("phone/boot.js"),
    }
    with translation.override(settings.LANGUAGE_CODE):
        return render_to_string("scanner/page/scan.html", context)
