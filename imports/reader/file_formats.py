"""What a file is, by its content. Its ending lies: .xls is put on pages of HTML, on csv, on xlsx."""

import re

from imports.reader.limits import Refused
from imports.reader.zip_package import Package

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BARE_BIFF = re.compile(rb"\x09[\x00\x02\x04\x08][\x04\x06\x08\x10]\x00")
_OTHERS = {
    b"%PDF": "pdf", b"{\\rtf": "word", b"\x89PNG": "picture", b"\xff\xd8\xff": "picture", b"GIF8": "picture", b"II*\x00": "picture",
    b"RIFF": "picture", b"Rar!": "archive", b"7z\xbc\xaf": "archive", b"\x1f\x8b": "archive", b"SQLite format 3": "other", b"MZ": "other",
}  # fmt: skip
_OLD_FORMATS = {"xlsb", "html", "spreadsheetml", "fods", "pdf", "word", "powerpoint", "numbers"}
_MARKUP = re.compile(r"<(?:!doctype\s+html|html|head|body|meta|table|style|title|div)\b|mime-version:", re.IGNORECASE)


def kind_of(content: bytes) -> str:
    """'zip', 'xls' or 'text'; everything else is refused, by its name where it has one."""
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if content.startswith(_OLE):
        return _in_ole(content)
    if _BARE_BIFF.match(content):
        return "xls"
    for start, what in _OTHERS.items():
        if content.startswith(start):
            raise refusal_of(what)
    what = _markup(content)
    if what:
        raise refusal_of(what)
    return "text"


def kind_of_package(package: Package) -> str:
    """'xlsx' or 'ods'."""
    names = package.names
    if package.has("xl/workbook.bin"):
        raise refusal_of("xlsb")
    if package.has("mimetype"):
        return _of_open_document(package)
    if package.has("[Content_Types].xml"):
        what = next(
            (what for folder, what in {"xl/": "xlsx", "word/": "word", "ppt/": "powerpoint"}.items() if _any_in(folder, names)), "xlsx"
        )
        if what == "xlsx":
            return what
        raise refusal_of(what)
    if any(name.endswith(".iwa") for name in names):
        raise refusal_of("numbers")
    if package.has("xl/workbook.xml"):
        raise Refused("damaged")
    raise refusal_of("archive")


def refusal_of(what: str) -> Refused:
    return Refused("old_format" if what in _OLD_FORMATS else "not_a_workbook", what=what)


def _of_open_document(package: Package) -> str:
    mimetype = package.part("mimetype").strip()
    if mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return "ods"
    raise refusal_of("word" if b"opendocument.text" in mimetype else "archive")


def _any_in(folder: str, names: list[str]) -> bool:
    return any(name.startswith(folder) for name in names)


def _in_ole(content: bytes) -> str:
    """Streams are found by their names in the directory, which stands in UTF-16."""
    has = {
        name: name.encode("utf-16-le") in content
        for name in ("EncryptedPackage", "WordDocument", "PowerPoint Document", "Workbook", "Book")
    }
    if has["EncryptedPackage"]:
        raise Refused("password")
    if has["Workbook"] or has["Book"]:
        return "xls"
    if has["WordDocument"] or has["PowerPoint Document"]:
        raise refusal_of("word" if has["WordDocument"] else "powerpoint")
    return "xls"  # its own reader will say that it is damaged


def _markup(content: bytes) -> str:
    start = content[:4096]
    is_wide = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = start.decode("utf-16" if is_wide else "utf-8-sig", errors="replace").lstrip("\ufeff \t\r\n")
    if text.startswith(("<?xml", "<Workbook")):
        if "schemas-microsoft-com:office:spreadsheet" in text or "Excel.Sheet" in text:
            return "spreadsheetml"
        if "opendocument" in text:
            return "fods"
        return "html" if _MARKUP.search(text) else "other"
    return "html" if _MARKUP.match(text) or (text.startswith("<") and _MARKUP.search(text)) else ""
