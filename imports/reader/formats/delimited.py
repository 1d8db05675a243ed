"""csv and its like: which encoding, which delimiter. A cell is always text, so that no zero is lost."""

import codecs
import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Callable

from imports.reader.file_formats import refusal_of
from imports.reader.limits import MAX_ROWS, MAX_TEXT
from imports.reader.sheet_builder import Budget, Filling, text_cell
from vietnamese.legacy_text import from_tcvn3, from_vni, has_unicode_letters, is_syllable, looks_like, words_beyond_ascii

_DELIMITERS = "\t;,|"
_LOOKED_AT = 50_000  # characters
_BINARY = frozenset(map(chr, range(32))) - set("\t\n\r\x0b\x0c\x1a\x1c\x1d\x1e\x1f")
_BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def read_delimited(content: bytes) -> tuple[str, Filling]:
    """The encoding and the sheet."""
    encoding, text = _decoded(content)
    if not _BINARY.isdisjoint(text):
        raise refusal_of("other")
    text = text.rstrip("\x1a")
    delimiter, text = _delimiter(text)
    filling = Filling("", Budget())
    for number, record in enumerate(_records(text, delimiter)):
        filling.put(number, [text_cell(value) for value in record])
    return encoding, filling


def _decoded(content: bytes) -> tuple[str, str]:
    for bom, encoding in _BOMS.items():
        if content.startswith(bom):
            return encoding, content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    if b"\x00" in content[1:200:2] and b"\x00" not in content[0:200:2]:
        return "utf-16", content.decode("utf-16-le")
    try:
        return "utf-8", content.decode("utf-8")
    except UnicodeDecodeError:
        return _of_eight_bits(content)


def _of_eight_bits(content: bytes) -> tuple[str, str]:
    """Windows-1252, which also carries TCVN3 and VNI (they stay as they are), or Windows-1258: whichever yields more Vietnamese."""
    western = content.decode("cp1252", errors="surrogateescape")
    western = "".join(chr(ord(c) - 0xDC00) if "\udc80" <= c <= "\udcff" else c for c in western)
    vietnamese = unicodedata.normalize("NFC", content.decode("cp1258", errors="replace"))
    lines = western.splitlines()[:2000]
    convert: dict[str, Callable[[str], str]] = {"tcvn3": from_tcvn3, "vni": from_vni, "": str}
    read_as_western = convert[looks_like(lines)]("\n".join(lines))
    is_1258 = has_unicode_letters(vietnamese) and _syllables(vietnamese) > _syllables(read_as_western)
    return ("cp1258", vietnamese) if is_1258 else ("cp1252", western)


def _syllables(text: str) -> int:
    return sum(map(is_syllable, words_beyond_ascii(text.splitlines()[:2000])))


def _delimiter(text: str) -> tuple[str, str]:
    """What most records are cut by, alike, and the text after a line that says it."""
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[4], rest
    best, delimiter = 0, ""
    for candidate in _DELIMITERS:
        widths = Counter(map(len, _records(text[:_LOOKED_AT], candidate)))
        alike = max((count * min(width, 20) for width, count in widths.items() if width > 1), default=0)
        if alike > best:
            best, delimiter = alike, candidate
    if not delimiter:
        raise refusal_of("text")
    return delimiter, text


def _records(text: str, delimiter: str) -> list[list[str]]:
    """With quotes; without where one that is never closed swallowed the lines after it."""
    csv.field_size_limit(len(text) + 1)
    records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    if any(len(value) > MAX_TEXT and value.count("\n") > 20 for record in records[:MAX_ROWS] for value in record):
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=csv.QUOTE_NONE))
    return records
