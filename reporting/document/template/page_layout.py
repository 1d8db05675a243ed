"""The page of a template beside NĐ 30/2020/NĐ-CP, Phụ lục I: paper and margins. Pure: imports no Django. Runs in the template process."""

from dataclasses import dataclass

from imports.reader.zip_package import Package
from reporting.document.template.package import MAIN_PART, W

TWENTIETHS_PER_MM = 1440 / 25.4
ROUNDING = 0.5  # millimetres: Word keeps twentieths of a point, and shows centimetres with two digits
PAPER = (210, 297)  # short side, long side
MARGINS = {"top": (20, 25), "bottom": (20, 25), "left": (30, 35), "right": (15, 20)}


@dataclass(frozen=True, slots=True)
class LayoutDeviation:
    """`part`: paper or one of MARGINS; `actual` and `expected`: millimetres as they are read, '210 × 297' or '30–35'."""

    part: str
    actual: str
    expected: str


def find_deviations(content: bytes) -> list[LayoutDeviation]:
    """Return in what the sections of a docx differ from the decree, each difference once. A section may lie on its side."""
    deviations: dict[LayoutDeviation, None] = {}
    for section in Package(content).tree(MAIN_PART).iter(f"{W}sectPr"):
        size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
        paper = sorted((_millimetres(size, "w"), _millimetres(size, "h")))
        if any(abs(actual - expected) > ROUNDING for actual, expected in zip(paper, PAPER, strict=True)):
            deviations[LayoutDeviation("paper", " × ".join(f"{side:.0f}" for side in paper), " × ".join(map(str, PAPER)))] = None
        for name, (least, most) in MARGINS.items():
            actual = _millimetres(margins, name)
            if not least - ROUNDING <= actual <= most + ROUNDING:
                deviations[LayoutDeviation(name, f"{actual:.0f}", f"{least}–{most}")] = None
    return list(deviations)


def _millimetres(element: object, name: str) -> float:
    """Return a length of the element in millimetres; 0 where it says none, or no number."""
    text = element.get(f"{W}{name}", "") if element is not None else ""  # type: ignore[attr-defined]
    try:
        return abs(float(text)) / TWENTIETHS_PER_MM
    except ValueError:
        return 0.0
