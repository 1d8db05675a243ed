"""What kind of file some bytes are, by their content whatever their name says. Pure: imports no Django."""

import io
import zipfile

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "doc": "application/msword",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jpg": "image/jpeg",
    "png": "image/png",
}
PDF_BEGINS_WITHIN = 1024  # bytes, as readers look for it
COMPOUND_FILE = bytes.fromhex("d0cf11e0a1b11ae1")  # of Office before 2007; a protected docx, too
WORD_STREAM, MACRO_STREAM = "WordDocument".encode("utf-16-le"), "_VBA_PROJECT".encode("utf-16-le")
MAIN_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}


def recognise(content: bytes) -> str | None:
    """Return a key of CONTENT_TYPES; None for anything else, for what is protected by a password, and for what carries macros."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if content.startswith(COMPOUND_FILE):
        return "doc" if WORD_STREAM in content and MACRO_STREAM not in content else None
    if content.startswith(b"PK\x03\x04"):
        return _recognise_package(content)
    return "pdf" if b"%PDF-" in content[:PDF_BEGINS_WITHIN] else None


def _recognise_package(content: bytes) -> str | None:
    """Return the format of an Office file by the names in its directory; nothing of it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError):
        return None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    return next((file_format for part, file_format in MAIN_PARTS.items() if part in names), None)
