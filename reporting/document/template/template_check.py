"""The check of a template: what is wrong with it, each with its paragraph. Pure: imports no Django. Runs in the template process."""

import io
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from docxtpl import DocxTemplate
from lxml import etree

from imports.reader.limits import Refused
from reporting.document.template.package import check_package, element_texts, numbers_pages_from_the_second
from reporting.document.template.page_layout import LayoutDeviation, find_deviations
from reporting.document.template.placeholders import ESSENTIAL, EXPECTED
from reporting.document.template.template_code import CodeProblem, find_problems

MOST_PROBLEMS = 20
BEFORE_CODE, EXCERPT = 20, 60  # characters of the paragraph that a problem shows
FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title")  # which docxtpl renders as well
CODE = re.compile(r"\{[{%]")


@dataclass(frozen=True, slots=True)
class TemplateProblem:
    """`code`: one of CodeProblem or of Refused, or page_numbers, missing. `part`: body, header, footer, footnotes, properties or ''."""

    code: str
    part: str = ""
    paragraph: int = 0  # from 1, those in tables counted in their order; 0 where it belongs to none
    text: str = ""
    name: str = ""
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class TemplateReport:
    """`problems`: a template with one is refused. `omissions`: placeholders that reports usually have and this template has not.
    `deviations`: where its page differs from the decree; such a template is taken all the same."""

    problems: list[TemplateProblem]
    omissions: list[str]
    deviations: list[LayoutDeviation] = field(default_factory=list)

    def to_plain(self) -> dict[str, Any]:
        return asdict(self)


def check_template(content: bytes) -> TemplateReport:
    """Return all that is wrong with a template. Raise Refused for what is no harmless docx, of which nothing more can be said."""
    check_package(content)
    try:
        template = DocxTemplate(io.BytesIO(content))
        template.render_init()
        sources = list(code_sources(template))
    except (KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise Refused("damaged") from error
    problems: list[TemplateProblem] = []
    used: set[str] = set()
    for part, source, texts in sources:
        code_problems, names = find_problems(source)
        used |= names
        problems += [_locate(problem, part, texts) for problem in code_problems]
    if not any(problem.code == "syntax" for problem in problems):
        problems += [TemplateProblem("missing", name=name) for name in ESSENTIAL if name not in used]
    if not numbers_pages_from_the_second(content):
        problems.append(TemplateProblem("page_numbers"))
    omissions = [name for name in EXPECTED if name not in used]
    return TemplateReport(problems[:MOST_PROBLEMS], omissions, find_deviations(content))


def code_sources(template: DocxTemplate) -> Iterator[tuple[str, str, list[str]]]:
    """Yield each part that docxtpl runs: its name, the source that Jinja gets, and the texts of its paragraphs."""
    yield "body", _numbered(template, template.get_xml()), element_texts(template.docx.element.body)
    for name, uri in (("header", template.HEADER_URI), ("footer", template.FOOTER_URI)):
        for _key, part in template.get_headers_footers(uri):
            yield name, _numbered(template, template.get_part_xml(part)), element_texts(etree.fromstring(part.blob))
    for part in template.docx.part.package.parts:
        if part.content_type == FOOTNOTES:
            yield "footnotes", _numbered(template, part.blob.decode()), element_texts(etree.fromstring(part.blob))
    for name in PROPERTIES:
        text = getattr(template.docx.core_properties, name) or ""
        yield "properties", CODE.sub(r"\n\g<0>", text.replace("\n", " ")), [text]


def _numbered(template: DocxTemplate, xml: str) -> str:
    """Return the source as docxtpl makes it, with each piece of code on a line of its own."""
    return CODE.sub(r"\n\g<0>", template.patch_xml(xml.replace("\n", " ")))


def _locate(problem: CodeProblem, part: str, texts: list[str]) -> TemplateProblem:
    """Return the problem with its paragraph. docxtpl takes paragraphs away, never code: the pieces of code are counted."""
    pieces = [(index, piece.start()) for index, text in enumerate(texts) for piece in CODE.finditer(text)]
    if not pieces:  # code outside of paragraphs, such as in a picture's name
        return TemplateProblem(problem.code, part, name=problem.name, suggestion=problem.suggestion)
    number, start = pieces[min(max(problem.line - 2, 0), len(pieces) - 1)]
    excerpt = texts[number][0 if start <= BEFORE_CODE else start : start + EXCERPT].strip()
    return TemplateProblem(problem.code, part, number + 1, excerpt, problem.name, problem.suggestion)
