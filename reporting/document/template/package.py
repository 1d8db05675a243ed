"""The file of a template before anything in it runs: is it a docx, of bearable size, without code and without what is fetched elsewhere.

Pure: imports no Django. Runs in the template process.
"""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from imports.reader.limits import Refused
from imports.reader.zip_package import Package

MAX_BYTES = 5 * 2**20
MAX_UNZIPPED = 40 * 2**20
MAIN_PART = "word/document.xml"
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
COMPOUND_FILE = bytes.fromhex("d0cf11e0a1b11ae1")  # of Word before 2007; a protected docx, too
ACTIVE_PARTS = ("vbaproject", "vbadata", "activex/", "embeddings/", "oleobject", "afchunk")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Fields that Word fills from the document itself; the others read files, run programs or ask.
HARMLESS_FIELDS = ("PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION", "REF", "PAGEREF", "TOC", "SEQ", "HYPERLINK")
CODE_MARKS = ("{{", "{%", "{#")


def check_package(content: bytes) -> None:
    """Raise Refused (not_docx, old_word, macros, zip_bomb, unsafe_xml, password, damaged, outside, field) for what is no harmless docx."""
    if content.startswith(COMPOUND_FILE):
        raise Refused("old_word")
    if not content.startswith(b"PK"):
        raise Refused("not_docx")
    if len(content) > MAX_BYTES:
        raise Refused("too_large")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unzipped = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise Refused("damaged") from error
    if unzipped > MAX_UNZIPPED:
        raise Refused("zip_bomb")
    package = Package(content)
    if not package.has(MAIN_PART) or not package.has("[Content_Types].xml"):
        raise Refused("not_docx")
    if any(word in name for name in package.names for word in ACTIVE_PARTS):
        raise Refused("macros")
    package.check()
    types = [element.get("ContentType", "") for element in package.tree("[Content_Types].xml")]
    if any("macroEnabled" in word or "vbaProject" in word for word in types):
        raise Refused("macros")
    if MAIN_TYPE not in types:
        raise Refused("not_docx")
    _check_relations(package)
    for name in package.names:
        if name.startswith("word/") and name.endswith(".xml"):
            for instruction in field_instructions(package.tree(name)):
                word = next(iter(instruction.split()), "").upper()
                if word not in HARMLESS_FIELDS or any(mark in instruction for mark in CODE_MARKS):
                    raise Refused("field", field=instruction.strip()[:80])


def _check_relations(package: Package) -> None:
    """Raise Refused for what a document fetches from elsewhere when it is opened; a link that one clicks may stay."""
    for name in package.names:
        if name.endswith(".rels"):
            for relation in package.tree(name):
                is_link = relation.get("Type", "").endswith("/hyperlink")
                if relation.get("TargetMode") == "External" and not is_link:
                    raise Refused("outside", target=relation.get("Target", "")[:200])


def field_instructions(root: Any) -> Iterator[str]:
    """Yield what each field in a part says, such as ' PAGE '; the texts of fields within fields are joined to theirs."""
    open_fields: list[list[str]] = []
    for element in root.iter(f"{W}fldChar", f"{W}instrText", f"{W}fldSimple"):
        kind = element.get(f"{W}fldCharType")
        if element.tag == f"{W}fldSimple":
            yield element.get(f"{W}instr") or ""
        elif element.tag == f"{W}instrText":
            if not open_fields:
                yield element.text or ""
            for texts in open_fields:
                texts.append(element.text or "")
        elif kind == "begin":
            open_fields.append([])
        elif kind == "end" and open_fields:
            yield "".join(open_fields.pop())
    for texts in open_fields:
        yield "".join(texts)


def numbers_pages_from_the_second(content: bytes) -> bool:
    """Return whether the first section has a head with the page number, and a first page without it (NĐ 30/2020/NĐ-CP, Phụ lục I)."""
    package = Package(content)
    section = package.tree(MAIN_PART).find(f".//{W}sectPr")
    if section is None:
        return False
    title_page = section.find(f"{W}titlePg")
    if title_page is None or title_page.get(f"{W}val") in ("0", "false", "off"):
        return False
    relations = package.tree("word/_rels/document.xml.rels") if package.has("word/_rels/document.xml.rels") else []
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    numbered = {}
    for reference in section.findall(f"{W}headerReference"):
        target = targets.get(next((value for key, value in reference.attrib.items() if key.endswith("}id")), None), "")
        part = target.lstrip("/") if target.startswith("/") else f"word/{target}"
        fields = field_instructions(package.tree(part)) if package.has(part) else ()
        numbered[reference.get(f"{W}type")] = any(words[:1] == ["PAGE"] for words in map(str.split, fields))
    return bool(numbered.get("default")) and not numbered.get("first")


def element_texts(root: etree._Element) -> list[str]:
    """Return the text of each paragraph of a part, in order."""
    return ["".join(text.text or "" for text in paragraph.iter(f"{W}t")) for paragraph in root.iter(f"{W}p")]
