"""Pages as a browser lays them out, so that a test can quote markup however a template breaks its lines."""

import re
from functools import lru_cache
from typing import Any, NamedTuple

from django.test import Client

BLOCKS = {
    "article", "aside", "body", "br", "caption", "datalist", "dd", "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "form", "g", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "label", "legend", "li",
    "line", "link", "main", "meta", "nav", "noscript", "ol", "option", "p", "path", "rect", "script", "section", "summary", "table",
    "tbody", "td", "template", "text", "textarea", "tfoot", "th", "thead", "title", "tr", "ul",
}  # fmt: skip
TIGHT_INSIDE = BLOCKS | {"button", "select", "svg"}  # they stand in a line, but white space at their inner edges does not show
VOID = {"img", "input"}
TOKEN = re.compile(r"<!--.*?-->|<(?:textarea|script|pre)\b.*?</(?:textarea|script|pre)>|<[^>]*>|[^<]+", re.DOTALL)
WHITE_SPACE = re.compile(r"[ \t\r\n\f]+")


class Tag(NamedTuple):
    """How a tag is written, and what it does to the white space around it."""

    text: str
    is_edge: bool  # white space before it does not show
    starts_line: bool | None  # white space after it does not show; None: as it was before
    is_passed: bool  # the space that a later edge drops may stand before it


def laid_out(html: str) -> str:
    """Return the HTML without the white space that does not show: beside blocks, twice in a row, or between attributes."""
    parts: list[str] = []
    passed: list[bool] = []  # of each part
    at_line_start = True  # nothing but tags since the last block or space: white space here does not show
    for token in TOKEN.findall(html):
        if token[0] != "<":
            text = WHITE_SPACE.sub(" ", token)
            parts.append(text.lstrip(" ") if at_line_start else text)
            passed.append(False)
            at_line_start = text[-1] == " "
            continue
        tag = read_tag(token)
        if tag.is_edge:
            drop_last_space(parts, passed)
        parts.append(tag.text)
        passed.append(tag.is_passed)
        if tag.starts_line is not None:
            at_line_start = tag.starts_line
    drop_last_space(parts, passed)
    return "".join(parts)


@lru_cache(20_000)  # the same few on all pages
def read_tag(token: str) -> Tag:
    """Return what a tag, a comment, or a whole script does to the white space around it."""
    name = re.match(r"</?([\w-]*)", token)[1].lower()
    is_passed = name not in TIGHT_INSIDE and name not in VOID
    if token.startswith(("<textarea", "<script", "<pre", "<!")):
        return Tag(token, is_edge=False, starts_line=False, is_passed=is_passed)
    text = re.sub(r"\s*(/?>)$", r"\1", re.sub(r"\s+", " ", token))
    is_tight, is_end = name in TIGHT_INSIDE, token.startswith("</")
    starts_line = name in BLOCKS or (is_tight and not is_end) or (None if name not in VOID else False)
    return Tag(text, is_edge=name in BLOCKS or (is_tight and is_end), starts_line=starts_line, is_passed=is_passed)


def drop_last_space(parts: list[str], passed: list[bool]) -> None:
    """Remove the space at the end of the last text, looking past the tags after it."""
    for index in range(len(parts) - 1, -1, -1):
        if passed[index]:
            continue
        if parts[index][:1] == "<":
            return
        parts[index] = parts[index].rstrip(" ")
        if parts[index]:
            return


class Browser(Client):
    """A client whose HTML answers are laid out; `sent` is what left the server."""

    def request(self, **request: Any) -> Any:
        answer = super().request(**request)
        if not answer.streaming and answer.get("Content-Type", "").startswith("text/html"):
            answer.sent = answer.content
            answer.content = laid_out(answer.content.decode()).encode()
        return answer
