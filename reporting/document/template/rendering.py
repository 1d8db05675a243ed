"""A report written into a template: filled by docxtpl in a checked environment, mended where it leaves invalid XML, annexes behind it.

Pure: imports no Django. Runs in the template process.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate

from exports.documents.layout import fit_rules
from reporting.document.annexes import Annex, append_annexes
from reporting.document.template.package import check_package
from reporting.document.template.template_code import CheckedEnvironment


def render(template: bytes, *, fields: Mapping[str, Any], annexes: Sequence[Annex], title: str, author: str, at: datetime) -> bytes:
    """Return the report as docx. Raise Refused or CodeRefused for a template that `check_template` would refuse."""
    check_package(template)
    filled = DocxTemplate(io.BytesIO(template))
    filled.render(dict(fields), CheckedEnvironment(), autoescape=True)
    buffer = io.BytesIO()
    filled.save(buffer)
    document = Document(buffer)
    _mend_tables(document.element.body)
    _keep_signature_with_text(document)
    fit_rules(document)
    append_annexes(document, annexes)
    properties = document.core_properties
    properties.author = properties.last_modified_by = author[:255]
    properties.title, properties.comments = title[:255], ""
    properties.created = properties.modified = at
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def _keep_signature_with_text(document: Any) -> None:
    """Keep the last table, in which the report is signed, on one page with the two paragraphs above it."""
    element = document.tables[-1]._tbl if document.tables else None
    for _step in range(2):
        element = element.getprevious() if element is not None else None
        if element is not None and element.tag == qn("w:p"):
            Paragraph(element, document).paragraph_format.keep_with_next = True


def _mend_tables(body: Any) -> None:
    """Give each cell the paragraph that it must end with, which loops and questions may have taken; drop tables and rows without cells."""
    for cell in list(body.iter(qn("w:tc"))):
        if len(cell) == 0 or cell[-1].tag != qn("w:p"):
            cell.append(OxmlElement("w:p"))
    for name, inner in (("w:tr", "w:tc"), ("w:tbl", "w:tr")):
        for element in list(body.iter(qn(name))):
            if element.find(qn(inner)) is None:
                element.getparent().remove(element)
