"""A person's name taken out of the file of an issued report, when their identity is erased and somebody decided so.

The report stays issued: number, figures and all other words are as they were, and the SHA-256 of the file as it was issued is kept.
"""

import io
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

from cryptography.fernet import InvalidToken
from django.utils import timezone
from lxml import etree

from accounts.audit import trail
from activities.files.actions import open_file, store_file
from activities.models import StoredFile
from reporting.document.template.package import W
from reporting.models import IssuedFile

PROPERTIES_PART = "docProps/core.xml"
PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
Change = Callable[[str], str]


def words_in(issued: IssuedFile) -> list[str]:
    """Return what stands in the Word file, one text a paragraph; [] for a PDF, which follows it, and where no accepted key opens it."""
    if issued.format != IssuedFile.Format.DOCX:
        return []
    try:
        content = open_file(issued.file)
    except InvalidToken:
        return []
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = [etree.fromstring(package.read(name), PARSER) for name in _parts_with_words(package)]
    return [_text_of(block) for part in parts for block in _blocks(part)]


def redact(issued: IssuedFile, change: Change) -> None:
    """Change the words of the Word file, and drop the PDF, which is made again of it."""
    content = change_words(open_file(issued.file), change)
    former_file, report = issued.file, issued.report
    issued.issued_digest = issued.issued_digest or former_file.digest
    issued.file = store_file(content, name=former_file.name, file_format=IssuedFile.Format.DOCX, by=None)
    issued.redacted_at = timezone.now()
    issued.save()
    pdf_ids = list(report.files.filter(format=IssuedFile.Format.PDF).values_list("file", flat=True))
    report.files.filter(format=IssuedFile.Format.PDF).delete()
    report.pdfs.delete_with_files()
    StoredFile.objects.filter(pk__in=[former_file.pk, *pdf_ids]).delete()
    trail.record("redacted", report)


def change_words(content: bytes, change: Change) -> bytes:
    """Return the docx with the words of each paragraph changed; all else in the package is as it was."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as after:
        names = set(_parts_with_words(before))
        for entry in before.infolist():
            part = before.read(entry)
            if entry.filename in names:
                root = etree.fromstring(part, PARSER)
                for block in _blocks(root):
                    _change_block(block, change)
                part = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            after.writestr(entry, part)
    return output.getvalue()


def _parts_with_words(package: zipfile.ZipFile) -> Iterator[str]:
    yield from (name for name in package.namelist() if name == PROPERTIES_PART or (name.startswith("word/") and name.endswith(".xml")))


def _blocks(root: Any) -> Iterator[list[Any]]:
    """Yield the elements whose texts belong together: those of a paragraph, and each property of the file alone."""
    if root.tag.endswith("}coreProperties"):
        yield from ([element] for element in root)
    else:
        yield from (list(paragraph.iter(f"{W}t")) for paragraph in root.iter(f"{W}p"))


def _text_of(block: list[Any]) -> str:
    return "".join(element.text or "" for element in block)


def _change_block(block: list[Any], change: Change) -> None:
    """Change each run alone where that is enough; of a name spread over runs the first run takes the changed text of all."""
    text = _text_of(block)
    changed = change(text)
    if changed == text:
        return
    pieces = [change(element.text or "") for element in block]
    if "".join(pieces) != changed:
        pieces = [changed, *[""] * (len(block) - 1)]
    for element, piece in zip(block, pieces, strict=True):
        element.text = piece
