"""Detect the format of a file by its content. Its ending lies: .xls is put on pages of HTML, on csv, on xlsx."""

import re

from imports.reader.limits import Refused
from imports.reader.zip_package import Package

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = ("EncryptedPackage", "Workbook", "Book", "WordDocument", "PowerPoint Document")
_BARE_BIFF = re.compile(rb"\x09[\x00\x02\x04\x08][\x04\x06\x08\x10]\x00")
_UNREADABLE_STARTS = {
    b"%PDF": "pdf", b"{\\rtf": "word", b"\x89PNG": "picture", b"\xff\xd8\xff": "picture", b"GIF8": "picture", b"II*\x00": "picture",
    b"RIFF": "picture", b"Rar!": "archive", b"7z\xbc\xaf": "archive", b"\x1f\x8b": "archive", b"SQLite format 3": "other", b"MZ": "other",
}  # fmt: skip
_OLD_FORMATS = {"xlsb", "html", "spreadsheetml", "fods", "pdf", "word", "powerpoint", "numbers"}
_MARKUP = re.compile(r"<(?:!doctype\s+html|html|head|body|meta|table|style|title|div)\b|mime-version:", re.IGNORECASE)


def detect_format(content: bytes) -> str:
    """Return 'zip', 'xls' or 'text'. Raise Refused for everything else, with the name of the format where it is known."""
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if content.startswith(_OLE):
        # Streams are found by their names in the directory, which stands in UTF-16.
        streams = {name for name in _OLE_STREAMS if name.encode("utf-16-le") in content}
        if "EncryptedPackage" in streams:
            raise Refused("password")
        if "Workbook" in streams or "Book" in streams:
            return "xls"
        if "WordDocument" in streams:
            raise format_refusal("word")
        if "PowerPoint Document" in streams:
            raise format_refusal("powerpoint")
        return "xls"  # its own parser will say that it is damaged
    if _BARE_BIFF.match(content):
        return "xls"
    for start, file_format in _UNREADABLE_STARTS.items():
        if content.startswith(start):
            raise format_refusal(file_format)
    if markup_format := _detect_markup(content):
        raise format_refusal(markup_format)
    return "text"


def detect_package_format(package: Package) -> str:
    """Return 'xlsx' or 'ods'. Raise Refused for any other zip."""
    if package.has("xl/workbook.bin"):
        raise format_refusal("xlsb")
    if package.has("mimetype"):
        mimetype = package.part("mimetype").strip()
        if mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
            return "ods"
        raise format_refusal("word" if b"opendocument.text" in mimetype else "archive")
    if package.has("[Content_Types].xml"):
        for folder, file_format in {"xl/": "xlsx", "word/": "word", "ppt/": "powerpoint"}.items():
            if any(name.startswith(folder) for name in package.names):
                if file_format == "xlsx":
                    return file_format
                raise format_refusal(file_format)
        return "xlsx"
    if any(name.endswith(".iwa") for name in package.names):
        raise format_refusal("numbers")
    if package.has("xl/workbook.xml"):
        raise Refused("damaged")
    raise format_refusal("archive")


def format_refusal(file_format: str) -> Refused:
    """Return the refusal of a file that is no workbook, or one of a format that is not read."""
    return Refused("old_format" if file_format in _OLD_FORMATS else "not_a_workbook", file_format=file_format)


def _detect_markup(content: bytes) -> str:
    """Return 'html', 'spreadsheetml', 'fods' or 'other' for a page or an XML file, "" for plain text."""
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
