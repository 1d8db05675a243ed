"""Fonts whose letters are not Unicode's."""

from dataclasses import dataclass
from functools import lru_cache

from imports.reader.grid import Cell, Encoding, LegacyText
from imports.reader.sheet_builder import text_cell
from vietnamese.legacy_text import has_unicode_letters


@dataclass(frozen=True, slots=True)
class LegacyFont:
    encoding: Encoding
    is_capitals: bool = False


@lru_cache(maxsize=256)
def legacy_font(name: str | None) -> LegacyFont | None:
    """Return the font of '.VnTime', '.VnArialH' (it draws capitals) or 'VNI-Times'; None for all others."""
    lowered = (name or "").strip().lower()
    if lowered.startswith(".vn"):
        return LegacyFont("tcvn3", is_capitals=lowered.endswith("h"))
    return LegacyFont("vni") if lowered.startswith("vni") else None


def cell_in_font(text: str, font: LegacyFont | None) -> Cell:
    """Return legacy text where the font changes how the text reads: Unicode text pasted into such a font stays text."""
    stored = text_cell(text)
    if stored is None or font is None or has_unicode_letters(text):
        return stored
    if text.isascii() and not (font.is_capitals and text != text.upper()):
        return stored
    return LegacyText(stored, font.encoding, font.is_capitals)
