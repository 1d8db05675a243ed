"""What a person reads on a page that the test client got."""

import re
from html import unescape
from typing import Any

from django.contrib.messages import get_messages


def page_text(page: Any) -> str:
    """Return all text in single spaces."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page.content.decode())))


def field_errors(page: Any) -> dict[str, list[str]]:
    """Return the sentences of the page's form by field."""
    return {name: [str(error) for error in errors] for name, errors in page.context["form"].errors.items()}


def error_sentences(page: Any) -> list[str]:
    """Return the sentences beside fields and rows, in order."""
    sentences = re.findall(r'<p class="error"[^>]*>(.*?)</p>', page.content.decode(), re.S)
    return [" ".join(unescape(re.sub("<.*?>", "", sentence)).split()).removeprefix("Lỗi: ") for sentence in sentences]


def messages_of(page: Any) -> list[str]:
    return [str(message) for message in get_messages(page.wsgi_request)]
