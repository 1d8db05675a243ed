"""Read csv and its like: which encoding, which delimiter. A cell is always text, so that no zero is lost."""

import codecs
import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Callable

from imports.reader.file_formats import format_refusal
from imports.reader.limits import MAX_ROWS, MAX_TEXT
from imports.reader.sheet_builder import Budget, SheetBuilder, text_cell
from vietnamese.legacy_text import from_tcvn3, from_vni, has_unicode_letters, is_syllable, looks_like, words_beyond_ascii

_DELIMITERS = "\t;,|"
_SAMPLE = 50_000  # characters by which the delimiter is found
_SAMPLE_LINES, _SAMPLE_LETTERS = 2000, 400_000  # by which the encoding is found
_BINARY = frozenset(map(chr, range(32))) - set("\t\n\r\x0b\x0c\x1a\x1c\x1d\x1e\x1f")
_BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def read_delimited(content: bytes) -> tuple[str, SheetBuilder]:
    """Return the encoding and the sheet."""
    encoding, text = _decode_content(content)
    if not _BINARY.isdisjoint(text):
        raise format_refusal("other")
    text = text.rstrip("\x1a")
    first_line, _, text_below = text.partition("\n")
    delimiter = ""
    if first_line.strip().lower().startswith("sep=") and len(first_line.strip()) == 5:
        delimiter, text = first_line.strip()[4], text_below
    else:  # what cuts most records into the same number of values
        best_score = 0
        for candidate in _DELIMITERS:
            widths = Counter(map(len, _records(text[:_SAMPLE], candidate)))
            score = max((count * min(width, 20) for width, count in widths.items() if width > 1), default=0)
            if score > best_score:
                best_score, delimiter = score, candidate
    if not delimiter:
        raise format_refusal("text")
    builder = SheetBuilder("", Budget())
    for number, record in enumerate(_records(text, delimiter)):
        builder.add_row(number, [text_cell(value) for value in record])
    return encoding, builder


def _decode_content(content: bytes) -> tuple[str, str]:
    """Return the encoding and the text: by its mark, as UTF-16 or UTF-8, else by the eight-bit encoding that yields more Vietnamese.

    That is Windows-1252, which also carries TCVN3 and VNI (they stay as they are), or Windows-1258.
    """
    for bom, encoding in _BOMS.items():
        if content.startswith(bom):
            return encoding, content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    if b"\x00" in content[1:200:2] and b"\x00" not in content[0:200:2]:
        return "utf-16", content.decode("utf-16-le")
    try:
        return "utf-8", content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    western = content.decode("cp1252", errors="surrogateescape")
    western = "".join(chr(ord(c) - 0xDC00) if "\udc80" <= c <= "\udcff" else c for c in western)
    vietnamese = unicodedata.normalize("NFC", content.decode("cp1258", errors="replace"))
    lines = western[:_SAMPLE_LETTERS].splitlines()[:_SAMPLE_LINES]
    converters: dict[str, Callable[[str], str]] = {"tcvn3": from_tcvn3, "vni": from_vni, "": str}
    converted = converters[looks_like(lines)]("\n".join(lines))

    def count_syllables(text: str) -> int:
        return sum(map(is_syllable, words_beyond_ascii(text[:_SAMPLE_LETTERS].splitlines()[:_SAMPLE_LINES])))

    is_1258 = has_unicode_letters(vietnamese) and count_syllables(vietnamese) > count_syllables(converted)
    return ("cp1258", vietnamese) if is_1258 else ("cp1252", western)


def _records(text: str, delimiter: str) -> list[list[str]]:
    """Split with quotes; without them where one that is never closed swallowed the lines after it."""
    csv.field_size_limit(len(text) + 1)
    records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    if any(len(value) > MAX_TEXT and value.count("\n") > 20 for record in records[:MAX_ROWS] for value in record):
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=csv.QUOTE_NONE))
    return records
