"""Text of xlsx: runs, each with a font of its own, and characters that are spelt out."""

import re
from dataclasses import dataclass
from typing import Any

from imports.reader.formats.fonts import LegacyFont, cell_in_font, legacy_font
from imports.reader.grid import Cell
from imports.reader.zip_package import local

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class RichText:
    """A shared or inline string. A run without a font has the cell's."""

    text: str
    font: LegacyFont | None = None
    has_font_of_cell: bool = True
    is_struck_out: bool = False

    @classmethod
    def parse(cls, element: Any) -> "RichText":
        """Parse an `si` or `is` element. Phonetic runs, which stand beside the text in Japanese files, are left out, and so are runs that
        somebody struck out to write others behind them."""
        if len(element) == 1 and local(element[0]) == "t":
            return cls(unescape(element[0].text or ""))
        runs = []
        for child in element:
            if local(child) == "t":
                runs.append(cls(unescape(child.text or "")))
            elif local(child) == "r":
                text = "".join(unescape(part.text or "") for part in child if local(part) == "t")
                font_names = [font.get("val") for font in child.iterfind("{*}rPr/{*}rFont")]
                is_struck_out = any(strike.get("val") not in ("0", "false") for strike in child.iterfind("{*}rPr/{*}strike"))
                font = legacy_font(font_names[0]) if font_names else None
                runs.append(cls(text, font, has_font_of_cell=not font_names, is_struck_out=is_struck_out))
        valid_runs = [run for run in runs if not run.is_struck_out]
        is_struck_out = bool(runs) and not any(run.text.strip() for run in valid_runs)
        runs = runs if is_struck_out else valid_runs
        deciding_runs = [run for run in runs if not run.text.isascii()] or runs
        font = next((run.font for run in deciding_runs if run.font), None)
        has_font_of_cell = font is None and any(run.has_font_of_cell for run in deciding_runs)
        return cls("".join(run.text for run in runs), font, has_font_of_cell, is_struck_out)

    def to_cell(self, font_of_cell: LegacyFont | None) -> Cell:
        return cell_in_font(self.text, font_of_cell if self.has_font_of_cell else self.font)


def unescape(text: str) -> str:
    """Turn '_x000D_' into a carriage return; '_x005F_' spells the low line itself."""

    def character(match: re.Match[str]) -> str:
        point = int(match[1], 16)
        return "" if 0xD800 <= point < 0xE000 else chr(point)

    return _ESCAPED.sub(character, text) if "_x" in text else text
