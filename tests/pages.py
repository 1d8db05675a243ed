"""What a person reads on a page that the test client got."""

import re
from html import unescape
from typing import Any

from django.contrib.messages import get_messages


def whole_body(answer: Any) -> bytes:
    """Return all bytes of an answer, also of one that is sent piece by piece."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def plain_text(html: str) -> str:
    """Return the text of a part of a page in single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def page_text(page: Any) -> str:
    """Return all text in single spaces."""
    return plain_text(page.content.decode())


def words_of(page: Any) -> str:
    """Return what a person reads without opening a list of choices, in single spaces: no title, picture, script or option."""
    text = re.sub(r"<(head|svg|script|option)\b.*?</\1>", " ", page.content.decode(), flags=re.DOTALL)
    return plain_text(text)


def table_rows(page: Any) -> list[list[str]]:
    """Return the text of each cell in the body of the page's first table; no row where there is no table."""
    body = re.search(r"<tbody>(.*?)</tbody>", page.content.decode(), re.S)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in body[1].split("</tr>")[:-1]] if body else []
    return [[plain_text(cell) for cell in row] for row in cells]


def error_summary(page: Any) -> list[str]:
    """Return the sentences of the box above a form that lists what is wrong."""
    box = re.search(r'<div class="error-summary".*?<ul>(.*?)</ul>', page.content.decode(), re.S)
    return [unescape(re.sub(r"<.*?>", "", item)) for item in re.findall(r"<li>(.*?)</li>", box[1], re.S)] if box else []


def hidden_value(page: Any, name: str) -> str:
    """Return what the page's form sends unseen under this name."""
    return re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', page.content.decode())[1]


def field_errors(page: Any) -> dict[str, list[str]]:
    """Return the sentences of the page's form by field."""
    return {name: [str(error) for error in errors] for name, errors in page.context["form"].errors.items()}


def error_sentences(page: Any) -> list[str]:
    """Return the sentences beside fields and rows, in order."""
    sentences = re.findall(r'<p class="error"[^>]*>(.*?)</p>', page.content.decode(), re.S)
    return [" ".join(unescape(re.sub("<.*?>", "", sentence)).split()).removeprefix("Lỗi: ") for sentence in sentences]


def messages_of(page: Any) -> list[str]:
    return [str(message) for message in get_messages(page.wsgi_request)]
