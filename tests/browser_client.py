"""Pages as a browser lays them out, so that a test can quote markup however a template breaks its lines."""

import re
from typing import Any

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


def laid_out(html: str) -> str:
    """Return the HTML without the white space that does not show: beside blocks, twice in a row, or between attributes."""
    parts: list[str] = []
    at_line_start = True  # nothing but tags since the last block or space: white space here does not show
    for token in TOKEN.findall(html):
        if token.startswith(("<textarea", "<script", "<pre", "<!")):
            parts.append(token)
            at_line_start = False
        elif token.startswith("<"):
            tag = re.sub(r"\s*(/?>)$", r"\1", re.sub(r"\s+", " ", token))
            name = re.match(r"</?([\w-]*)", tag)[1].lower()
            is_edge = name in BLOCKS or (name in TIGHT_INSIDE and tag.startswith("</"))
            if is_edge:
                drop_last_space(parts)
            parts.append(tag)
            at_line_start = name in BLOCKS or (name in TIGHT_INSIDE and not tag.startswith("</")) or (at_line_start and name not in VOID)
        else:
            text = re.sub(r"[ \t\r\n\f]+", " ", token)
            parts.append(text.lstrip(" ") if at_line_start else text)
            at_line_start = text.endswith(" ") if text.strip(" ") else True
    drop_last_space(parts)
    return "".join(parts)


def drop_last_space(parts: list[str]) -> None:
    """Remove the space at the end of the last text, looking past the tags after it."""
    for index in range(len(parts) - 1, -1, -1):
        if not parts[index].startswith("<"):
            if parts[index].strip(" ") or parts[index] == " ":
                parts[index] = parts[index].rstrip(" ")
            if parts[index]:
                return
        elif (name := re.match(r"</?([\w-]*)", parts[index])[1]) in TIGHT_INSIDE or name in VOID:
            return


class Browser(Client):
    """A client whose HTML answers are laid out; `sent` is what left the server."""

    def request(self, **request: Any) -> Any:
        answer = super().request(**request)
        if not answer.streaming and answer.get("Content-Type", "").startswith("text/html"):
            answer.sent = answer.content
            answer.content = laid_out(answer.content.decode()).encode()
        return answer
