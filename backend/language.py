"""Which language a page is in."""

from typing import Any

from django.conf import settings
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


class VietnameseFirstMiddleware(LocaleMiddleware):
    """Use the language chosen by the switch, else Vietnamese.

    `Accept-Language` is ignored: many browsers in Vietnamese offices are set up in English.
    """

    def process_request(self, request: Any) -> None:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
