"""Text of xlsx: runs, each with a font of its own, and characters that are spelt out."""

import re
from dataclasses import dataclass
from typing import Any

from imports.reader.formats.fonts import LegacyFont, cell_in_font, legacy_font
from imports.reader.grid import Cell
from imports.reader.zip_package import local

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class Written:
    """A shared or inline string. A run without a font has the cell's."""

    text: str
    font: LegacyFont | None = None
    has_cells_font: bool = True

    @classmethod
    def of(cls, element: Any) -> "Written":
        """Phonetic runs, which stand beside the text in Japanese files, are none of it."""
        if len(element) == 1 and local(element[0]) == "t":
            return cls(unescaped(element[0].text or ""))
        runs = [run for run in map(_run, element) if run is not None]
        telling = [run for run in runs if not run.text.isascii()] or runs
        font = next((run.font for run in telling if run.font), None)
        return cls("".join(run.text for run in runs), font, font is None and any(run.has_cells_font for run in telling))

    def cell(self, font: LegacyFont | None) -> Cell:
        return cell_in_font(self.text, font if self.has_cells_font else self.font)


def unescaped(text: str) -> str:
    """'_x000D_' → carriage return; '_x005F_' spells the low line itself."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(found: re.Match[str]) -> str:
    point = int(found[1], 16)
    return "" if 0xD800 <= point < 0xE000 else chr(point)


def _run(element: Any) -> Written | None:
    match local(element):
        case "t":
            return Written(unescaped(element.text or ""))
        case "r":
            text = "".join(unescaped(child.text or "") for child in element if local(child) == "t")
            named = [font.get("val") for font in element.iterfind("{*}rPr/{*}rFont")]
            return Written(text, legacy_font(named[0]), has_cells_font=False) if named else Written(text)
    return None
